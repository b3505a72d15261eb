use image::{ExtendedColorType, ImageEncoder, codecs::bmp::BmpEncoder, codecs::webp::WebPEncoder};
use proptest::prelude::*;

use crate::samples::{difference, scene};
use crate::{Format, Info, Limits, PhotoError, fit, inspect, thumbnail, verify};

const WIDTH: u32 = 203;
const HEIGHT: u32 = 149;

fn bmp_of(width: u32, height: u32, noise: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let pixels = scene(width, height, noise, 5);
    BmpEncoder::new(&mut file).encode(&pixels, width, height, ExtendedColorType::Rgb8).unwrap();
    file
}

fn webp_of(width: u32, height: u32, noise: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let pixels = scene(width, height, noise, 5);
    WebPEncoder::new_lossless(&mut file)
        .write_image(&pixels, width, height, ExtendedColorType::Rgb8)
        .unwrap();
    file
}

/// A lossy one as another program wrote it (libwebp, quality 60), 48 × 32.
const LOSSY: &[u8] = include_bytes!("lossy.webp");

#[test]
fn both_kinds_are_fitted_to_what_they_show() {
    for (file, format) in
        [(bmp_of(WIDTH, HEIGHT, 20), Format::Bmp), (webp_of(WIDTH, HEIGHT, 20), Format::Webp)]
    {
        assert_eq!(inspect(&file), Ok(Info { format, width: WIDTH, height: HEIGHT }));
        assert_eq!(verify(&file, &Limits::default()).map(|info| info.format), Ok(format));
        let fitted = fit(&file, &Limits::default()).unwrap();
        assert!(!fitted.untouched);
        assert_eq!((fitted.width, fitted.height), (WIDTH, HEIGHT));
        assert_eq!(inspect(&fitted.bytes).unwrap().format, Format::Jpeg);
        let ours = image::load_from_memory(&fitted.bytes).unwrap().to_luma8();
        let theirs = image::load_from_memory(&file).unwrap().to_luma8();
        assert!(difference(&ours, &theirs) < 2.0, "{format:?}");
        assert_eq!(inspect(&thumbnail(&file, 80).unwrap()).unwrap().width, 80);
    }
}

#[test]
fn a_lossy_webp_is_fitted_too() {
    assert_eq!(inspect(LOSSY), Ok(Info { format: Format::Webp, width: 48, height: 32 }));
    let fitted = fit(LOSSY, &Limits::default()).unwrap();
    let ours = image::load_from_memory(&fitted.bytes).unwrap().to_luma8();
    let theirs = image::load_from_memory(LOSSY).unwrap().to_luma8();
    assert!(difference(&ours, &theirs) < 2.0);
}

#[test]
fn a_large_one_lands_within_the_limit() {
    for file in [bmp_of(1920, 1080, 120), webp_of(1920, 1080, 120)] {
        let fitted = fit(&file, &Limits::default()).unwrap();
        assert!((400_000..=500_000).contains(&fitted.bytes.len()), "{}", fitted.bytes.len());
    }
}

#[test]
fn a_cut_file_is_broken_wherever_it_is_cut() {
    for file in [bmp_of(90, 60, 80), webp_of(90, 60, 80), LOSSY.to_vec()] {
        for cut in 30..file.len() {
            let error = fit(&file[..cut], &Limits::default()).unwrap_err();
            assert!(error.is_broken(), "cut at {cut} of {}: {error}", file.len());
        }
    }
}

#[test]
fn sixty_megapixels_are_refused_by_the_header_alone() {
    let refused = Err(PhotoError::TooManyPixels { width: 10_000, height: 6_000 });
    let mut bmp = bmp_of(8, 8, 0);
    bmp[18..22].copy_from_slice(&10_000u32.to_le_bytes());
    bmp[22..26].copy_from_slice(&(-6_000i32).to_le_bytes());
    let mut webp = webp_of(8, 8, 0);
    let sides = webp[21..25].first_chunk().map(|bits| u32::from_le_bytes(*bits)).unwrap() & !0xFFF_FFFF;
    webp[21..25].copy_from_slice(&(sides | 5_999 << 14 | 9_999).to_le_bytes());
    for file in [bmp, webp] {
        assert_eq!(fit(&file, &Limits::default()), refused);
        assert_eq!(thumbnail(&file, 100).map(drop), refused.clone().map(drop));
    }
}

#[test]
fn a_picture_larger_than_the_file_says_is_refused_before_it_is_decoded() {
    // An extended header of 8 × 8 around a picture that claims 16,384 × 16,384.
    let inner = [&b"VP8L"[..], &5u32.to_le_bytes(), &[0x2F, 0xFF, 0xFF, 0xFF, 0x0F, 0]].concat();
    let extended = [&b"VP8X"[..], &10u32.to_le_bytes(), &[0, 0, 0, 0, 7, 0, 0, 7, 0, 0]].concat();
    let body = [&b"WEBP"[..], &extended, &inner].concat();
    let file = [&b"RIFF"[..], &(body.len() as u32).to_le_bytes(), &body].concat();
    assert_eq!(inspect(&file).unwrap().width, 8);
    assert_eq!(fit(&file, &Limits::default()), Err(PhotoError::Broken("its header makes no sense")));
}

#[test]
fn what_needs_too_much_memory_is_refused() {
    let limits = Limits { max_alloc: 100_000, ..Limits::default() };
    for file in [bmp_of(WIDTH, HEIGHT, 0), webp_of(WIDTH, HEIGHT, 0)] {
        assert_eq!(fit(&file, &limits), Err(PhotoError::TooManyPixels { width: WIDTH, height: HEIGHT }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn damaged_files_are_fitted_or_refused(
        kind in 0..3usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        at_the_head in any::<bool>(),
    ) {
        let mut bytes = [bmp_of(40, 30, 60), webp_of(40, 30, 60), LOSSY.to_vec()][kind].clone();
        let reach = if at_the_head { 60 } else { bytes.len() };
        for (place, value) in changes {
            bytes[place.index(reach)] = value;
        }
        let limits = Limits { max_alloc: 8_000_000, ..Limits::default() };
        match fit(&bytes, &limits) {
            Ok(fitted) => prop_assert!(fitted.bytes.len() <= limits.max_bytes),
            Err(error) => prop_assert_ne!(error, PhotoError::Broken("the decoder gave up")),
        }
    }
}
