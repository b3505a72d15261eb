//! PNG, line by line: only the picture made of it is ever in memory as a whole.

use std::io::Cursor;

use png::{ColorType, Decoder, DecodingError, Transformations};

use crate::picture::{Canvas, Picture};
use crate::{Limits, PhotoError};

/// The first eight bytes of every PNG.
pub(crate) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// First pixel and step of Adam7's passes: across, then down (PNG, 8.2).
const PASSES: [[u32; 4]; 7] =
    [[0, 8, 0, 8], [4, 8, 0, 8], [0, 4, 4, 8], [2, 4, 0, 4], [0, 2, 2, 4], [1, 2, 0, 2], [0, 1, 1, 2]];

const CUT: PhotoError = PhotoError::Broken("it ends before the picture does");

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

#[inline]
fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u16::from(value), u16::from(alpha));
    ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

fn refused(error: DecodingError) -> PhotoError {
    match error {
        DecodingError::IoError(_) => CUT,
        DecodingError::LimitsExceeded => PhotoError::Broken("its chunks need too much memory"),
        _ => PhotoError::Broken("its data is damaged"),
    }
}
