//! Fitting a 12-megapixel photo of 5 MB, against the `image` crate alone and against libvips'
//! `vipsthumbnail`.
//!
//! The three take turns within one run, so that the ratios hold whatever else the machine does; bare times do
//! not.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its output is the result")]

use std::error::Error;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gate_photo::{Fitted, Limits, fit};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

const WIDTH: u16 = 4000;
const HEIGHT: u16 = 3000;
const BYTES: usize = 5_000_000;
const ROUNDS: usize = 15;
const QUALITY: u8 = 80;

fn main() -> Result<(), Box<dyn Error>> {
    let original = photo()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("original.jpg");
    std::fs::write(&file, &original)?;

    let limits = Limits::default();
    let Fitted { bytes, width, height, encodes, .. } = fit(&original, &limits)?;
    println!(
        "{WIDTH}×{HEIGHT}, {} bytes → {width}×{height}, {} bytes, {encodes} encode(s)",
        original.len(),
        bytes.len()
    );
    let with_vips = vips(&file, width)?.is_some();

    let (mut ours, mut lanczos, mut triangle, mut vips_times) = (vec![], vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        ours.push(timed(|| fit(&original, &limits).map(drop))?);
        lanczos.push(timed(|| image_alone(&original, width, height, FilterType::Lanczos3))?);
        triangle.push(timed(|| image_alone(&original, width, height, FilterType::Triangle))?);
        if with_vips {
            vips_times.extend(vips(&file, width)?);
        }
    }
    let ours = median(&mut ours);
    println!("fit: median {ours:.1?} of {ROUNDS}");
    report("image alone, Lanczos3", ours, &mut lanczos);
    report("image alone, Triangle", ours, &mut triangle);
    if with_vips {
        report("vipsthumbnail (a process from file to file)", ours, &mut vips_times);
    } else {
        println!("vipsthumbnail: not installed");
    }
    Ok(())
}

fn report(name: &str, ours: Duration, times: &mut [Duration]) {
    let theirs = median(times);
    println!(
        "{name}: median {theirs:.1?}; fit is {:.2} times as fast",
        theirs.as_secs_f64() / ours.as_secs_f64()
    );
}

fn timed<E>(work: impl FnOnce() -> Result<(), E>) -> Result<Duration, E> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn image_alone(
    original: &[u8],
    width: u32,
    height: u32,
    filter: FilterType,
) -> Result<(), image::ImageError> {
    let picture = image::load_from_memory(original)?.resize_exact(width, height, filter);
    let mut bytes = Cursor::new(Vec::new());
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))
}

/// One run of `vipsthumbnail`; none if it is not installed.
fn vips(file: &Path, width: u32) -> Result<Option<Duration>, Box<dyn Error>> {
    let output = format!("{}[Q={QUALITY}]", file.with_extension("out.jpg").display());
    let start = Instant::now();
    let status = Command::new("vipsthumbnail")
        .arg(file)
        .args(["--size", &format!("{width}x")])
        .arg("-o")
        .arg(output)
        .status();
    match status {
        Ok(status) if status.success() => Ok(Some(start.elapsed())),
        Ok(status) => Err(format!("vipsthumbnail ended with {status}").into()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Surfaces, edges and a night camera's noise from a fixed seed, with as much noise as makes [`BYTES`].
fn photo() -> Result<Vec<u8>, Box<dyn Error>> {
    for amplitude in (10..).step_by(2) {
        let bytes = encode(&pixels(amplitude))?;
        if bytes.len() >= BYTES || amplitude > 100 {
            return Ok(bytes);
        }
    }
    Err("no amplitude is enough".into())
}

fn encode(rgb: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(rgb, WIDTH, HEIGHT, ColorType::Rgb)?;
    Ok(bytes)
}

fn pixels(amplitude: u32) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut rgb = Vec::with_capacity(usize::from(WIDTH) * usize::from(HEIGHT) * 3);
    for y in 0..u32::from(HEIGHT) {
        for x in 0..u32::from(WIDTH) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let noise = (state >> 32) as u32 % (2 * amplitude + 1);
            let surface = if (x / 97 + y / 61) % 5 == 0 { 60 } else { 0 };
            let (across, down) = (x * 200 / u32::from(WIDTH), y * 200 / u32::from(HEIGHT));
            for base in [across, down, (across + down) / 2] {
                rgb.push((base + surface + noise).saturating_sub(amplitude).min(255) as u8);
            }
        }
    }
    rgb
}
