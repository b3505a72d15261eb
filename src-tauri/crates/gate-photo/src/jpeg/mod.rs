//! JPEG (ITU-T T.81): baseline, extended and progressive with Huffman codes and 8 bits, as cameras write it.
//!
//! Forgiving about what does no harm (bytes between segments and behind the end, missing standard tables, odd
//! sampling factors); strict about the picture itself: every block of every component must be there.

mod bits;
mod colour;
mod decoder;
mod exif;
mod header;
pub(crate) mod huffman;
mod idct;
mod progressive;
mod sequential;

pub(crate) use header::Frame;

use crate::picture::Picture;
use crate::{Info, Limits, PhotoError};

/// From a coefficient's place in the zigzag to its place in rows of 8 (T.81, figure 5).
pub(crate) const NATURAL: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
    14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39,
    46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// How large a JPEG is decoded: the samples per side that remain of a block of 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scale {
    /// 1/8 of width and height.
    Eighth = 1,
    /// 2/8.
    Quarter = 2,
    /// 4/8.
    Half = 4,
    /// As stored.
    Full = 8,
}

impl Scale {
    /// From the smallest to the largest.
    pub(crate) const ALL: [Self; 4] = [Self::Eighth, Self::Quarter, Self::Half, Self::Full];

    /// What remains of a side of `length` pixels.
    pub(crate) fn of(self, length: u32) -> u32 {
        (u64::from(length) * self as u64).div_ceil(8) as u32
    }
}

/// The first frame header; nothing behind it is looked at.
pub(crate) fn frame(data: &[u8]) -> Result<Frame, PhotoError> {
    header::find_frame(data)
}

/// Walks through all blocks without making pixels. `max_alloc` bounds what a progressive file needs, in
/// bytes.
pub(crate) fn verify(data: &[u8], max_alloc: usize) -> Result<(), PhotoError> {
    let frame = header::find_frame(data)?;
    if decoder::cost(&frame, None) > max_alloc as u64 {
        return Err(PhotoError::TooManyPixels { width: frame.width, height: frame.height });
    }
    decoder::Decoder::new(data, None).run().map(drop)
}

/// Decodes at the wanted scale, or at the largest one below it that [`Limits::max_alloc`] allows, upright as
/// EXIF says.
pub(crate) fn decode(
    data: &[u8],
    info: &Info,
    limits: &Limits,
    wanted: Scale,
) -> Result<Picture, PhotoError> {
    let frame = header::find_frame(data)?;
    let scale = Scale::ALL
        .into_iter()
        .rev()
        .filter(|&scale| scale <= wanted)
        .find(|&scale| decoder::cost(&frame, Some(scale)) <= limits.max_alloc as u64)
        .ok_or(info.too_many_pixels())?;
    let (planes, header) = decoder::Decoder::new(data, Some(scale)).run()?;
    let picture = colour::picture(planes, &header, scale)?;
    Ok(picture.upright(header.orientation))
}

/// The EXIF orientation of a file whose header is sound, 1 when it has none.
pub(crate) fn orientation(data: &[u8]) -> u8 {
    header::find_orientation(data)
}

#[cfg(test)]
mod tests;
