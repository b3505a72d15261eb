//! PNG, line by line: only the picture made of it is ever in memory as a whole.

use std::io::Cursor;

use png::{ColorType, Decoder, DecodingError, Transformations};

use crate::picture::{Canvas, Picture};
use crate::pixels::{CUT, DAMAGED, over_white};
use crate::{Limits, PhotoError};

/// The first eight bytes of every PNG.
pub(crate) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// First pixel and step of Adam7's passes: across, then down (PNG, 8.2).
const PASSES: [[u32; 4]; 7] =
    [[0, 8, 0, 8], [4, 8, 0, 8], [0, 4, 4, 8], [2, 4, 0, 4], [0, 2, 2, 4], [1, 2, 0, 2], [0, 1, 1, 2]];

/// Width and height from IHDR, which is always the first chunk.
pub(crate) fn dimensions(bytes: &[u8]) -> Result<(u32, u32), PhotoError> {
    let header = bytes.get(8..33).ok_or(CUT)?;
    let (kind, sizes) = (&header[4..8], &header[8..16]);
    let (Some(&width), Some(&height)) = (sizes.first_chunk::<4>(), sizes[4..].first_chunk::<4>()) else {
        return Err(CUT);
    };
    let (width, height) = (u32::from_be_bytes(width), u32::from_be_bytes(height));
    let sane = 1..=i32::MAX as u32;
    if kind != b"IHDR" || !sane.contains(&width) || !sane.contains(&height) {
        return Err(PhotoError::Broken("its header makes no sense"));
    }
    Ok((width, height))
}

/// Decodes to the end of the file, transparency over white.
pub(crate) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, PhotoError> {
    let (width, height) = dimensions(bytes)?;
    if Canvas::cost(u64::from(width) * u64::from(height)) > limits.max_alloc as u64 {
        return Err(PhotoError::TooManyPixels { width, height });
    }
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: limits.max_alloc });
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(refused)?;
    let whole = [[0, 1, 0, 1]];
    let passes = if reader.info().interlaced { PASSES.as_slice() } else { whole.as_slice() };
    let (colour, _) = reader.output_color_type();
    let mut canvas = Canvas::new(width, height);
    for &[first_x, step_x, first_y, step_y] in passes {
        if first_x >= width {
            continue;
        }
        for y in (first_y..height).step_by(step_y as usize) {
            let row = reader.next_row().map_err(refused)?.ok_or(CUT)?;
            let columns = (first_x..width).step_by(step_x as usize);
            for (x, pixel) in columns.zip(row.data().chunks_exact(colour.samples())) {
                canvas.put(x, y, flatten(colour, pixel));
            }
        }
    }
    reader.finish().map_err(refused)?;
    Ok(canvas.finish())
}

#[inline]
fn flatten(colour: ColorType, pixel: &[u8]) -> [u8; 3] {
    match (colour, pixel) {
        (ColorType::GrayscaleAlpha, &[grey, alpha]) => [over_white(grey, alpha); 3],
        (_, &[r, g, b]) => [r, g, b],
        (_, &[r, g, b, alpha]) => [r, g, b].map(|value| over_white(value, alpha)),
        _ => [pixel.first().copied().unwrap_or(255); 3],
    }
}

fn refused(error: DecodingError) -> PhotoError {
    match error {
        DecodingError::IoError(_) => CUT,
        DecodingError::LimitsExceeded => PhotoError::Broken("its chunks need too much memory"),
        _ => DAMAGED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{png, png_lines, scene};

    const WIDTH: u32 = 45;
    const HEIGHT: u32 = 31;

    fn decoded(depth: u8, colour: u8, bytes: usize, interlaced: bool, pixels: &[u8]) -> Picture {
        let lines = png_lines(pixels, WIDTH, bytes, interlaced);
        let file = png(WIDTH, HEIGHT, depth, colour, interlaced, &lines);
        decode(&file, &Limits::default()).unwrap()
    }

    fn painted(pixel: impl Fn(usize) -> [u8; 3]) -> Picture {
        let mut canvas = Canvas::new(WIDTH, HEIGHT);
        for i in 0..WIDTH * HEIGHT {
            canvas.put(i % WIDTH, i / WIDTH, pixel(i as usize));
        }
        canvas.finish()
    }

    #[test]
    fn every_kind_of_pixel_is_read_in_order_and_interlaced() {
        let rgb = scene(WIDTH, HEIGHT, 60, 7);
        let expected = painted(|i| [rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]]);
        let grey: Vec<u8> = rgb.chunks_exact(3).map(|pixel| pixel[0]).collect();
        let expected_grey = painted(|i| [grey[i]; 3]);
        let wide = |values: &[u8]| -> Vec<u8> { values.iter().flat_map(|&value| [value, 0x37]).collect() };
        for interlaced in [false, true] {
            assert_eq!(decoded(8, 2, 3, interlaced, &rgb), expected, "RGB, interlaced: {interlaced}");
            assert_eq!(decoded(16, 2, 6, interlaced, &wide(&rgb)), expected, "RGB of 16 bits");
            assert_eq!(decoded(8, 0, 1, interlaced, &grey), expected_grey, "grey");
            assert_eq!(decoded(16, 0, 2, interlaced, &wide(&grey)), expected_grey, "grey of 16 bits");
        }
    }

    #[test]
    fn transparency_shows_white() {
        let rgb = scene(WIDTH, HEIGHT, 60, 8);
        let alpha = |i: usize| [0u8, 255, 128][i % 3];
        let rgba: Vec<u8> =
            rgb.chunks_exact(3).enumerate().flat_map(|(i, p)| [p[0], p[1], p[2], alpha(i)]).collect();
        let over = |value: u8, i: usize| {
            let alpha = f64::from(alpha(i)) / 255.0;
            (f64::from(value) * alpha + 255.0 * (1.0 - alpha)).round() as u8
        };
        let expected = painted(|i| [over(rgb[3 * i], i), over(rgb[3 * i + 1], i), over(rgb[3 * i + 2], i)]);
        assert_eq!(decoded(8, 6, 4, false, &rgba), expected);
        let grey_alpha: Vec<u8> =
            rgb.chunks_exact(3).enumerate().flat_map(|(i, p)| [p[0], alpha(i)]).collect();
        assert_eq!(decoded(8, 4, 2, true, &grey_alpha), painted(|i| [over(rgb[3 * i], i); 3]));
    }

    #[test]
    fn damage_is_told() {
        let file =
            png(WIDTH, HEIGHT, 8, 0, false, &png_lines(&[90; (WIDTH * HEIGHT) as usize], WIDTH, 1, false));
        let limits = Limits::default();
        assert!(decode(&file, &limits).is_ok());
        for cut in 0..file.len() {
            assert!(decode(&file[..cut], &limits).is_err(), "cut at {cut}");
        }
        for place in 8..file.len() {
            let mut damaged = file.clone();
            damaged[place] ^= 0x55;
            // Every byte is under a checksum.
            assert!(decode(&damaged, &limits).is_err(), "damaged at {place}");
        }
    }

    #[test]
    fn more_than_memory_allows_is_refused_before_it_is_decoded() {
        let file = png(4000, 3000, 8, 2, false, &[]);
        let refused = decode(&file, &Limits { max_alloc: 20_000_000, ..Limits::default() });
        assert_eq!(refused, Err(PhotoError::TooManyPixels { width: 4000, height: 3000 }));
    }
}
