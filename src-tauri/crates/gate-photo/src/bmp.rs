//! The header of a BMP.

use crate::PhotoError;
use crate::pixels::CUT;

/// Bytes of the second header, by which its versions are told apart.
const HEADERS: [u32; 6] = [12, 40, 52, 56, 108, 124];

/// Whether this begins as a BMP does. Two letters alone would be a text about a car.
pub(crate) fn is_bmp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM") && u32_at(bytes, 14).is_some_and(|size| HEADERS.contains(&size))
}

/// Width and height; a negative height only says that the first line is the topmost.
pub(crate) fn dimensions(bytes: &[u8]) -> Result<(u32, u32), PhotoError> {
    let sides = if u32_at(bytes, 14) == Some(12) {
        u32_at(bytes, 18).map(|both| (both & 0xFFFF, both >> 16))
    } else {
        u32_at(bytes, 18).zip(u32_at(bytes, 22))
    };
    let (width, height) = sides.ok_or(CUT)?;
    let height = height.cast_signed().unsigned_abs();
    let sane = 1..=i32::MAX as u32;
    if !sane.contains(&width) || !sane.contains(&height) {
        return Err(PhotoError::Broken("its header makes no sense"));
    }
    Ok((width, height))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}
