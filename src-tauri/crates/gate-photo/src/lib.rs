//! Photos: bounded decoding, fitting under a byte limit, thumbnails.
//!
//! The city platform takes JPEG files of at most 500,000 bytes. A sound JPEG below that is sent as it came,
//! byte for byte; everything else is decoded once, made smaller only as far as needed and encoded again
//! ([`fit()`]). Photos come from outside: the header is judged before any pixel is decoded, memory is bounded
//! by [`Limits`], and no input panics. The same input always gives the same bytes.
//!
//! JPEG is decoded here and not by a crate for three reasons. It is checked to the last block: a cut file
//! with an end marker glued on is found out, which zune-jpeg and jpeg-decoder fill up with grey and accept.
//! It is reduced while it is decoded, so that a 12-megapixel photo costs 5 MB of memory instead of 36. And it
//! stays in the encoder's own colour planes, so that no colour is converted there and back. BMP and WebP, which only
//! people bring, are decoded whole by the crate `image`, after their headers were judged here.

mod bmp;
mod encode;
mod error;
mod fit;
mod jpeg;
mod picture;
mod pixels;
mod png;
mod rate;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
mod thumbnail;
mod webp;
mod whole;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use error::PhotoError;
pub use fit::{Fitted, fit};
pub use thumbnail::thumbnail;

/// What a photo may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the fitted JPEG. The city platform's "500K" is 500 × 1,000 bytes.
    pub max_bytes: usize,
    /// Pixels (width × height) the header may announce.
    pub max_pixels: u64,
    /// Bytes of memory for decoded pixels and coefficients. A JPEG that needs more is decoded at a smaller
    /// scale.
    pub max_alloc: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 500_000, max_pixels: 40_000_000, max_alloc: 96_000_000 }
    }
}

impl Limits {
    fn admit(&self, info: &Info) -> Result<(), PhotoError> {
        if u64::from(info.width) * u64::from(info.height) > self.max_pixels {
            return Err(info.too_many_pixels());
        }
        Ok(())
    }
}

/// The kind of file, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Baseline, extended or progressive JPEG with 8 bits per sample.
    Jpeg,
    /// PNG.
    Png,
    /// BMP, packed or not.
    Bmp,
    /// A still WebP, lossy or lossless.
    Webp,
}

/// What the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info {
    /// The kind of file.
    pub format: Format,
    /// Pixels per line as stored, before any EXIF orientation.
    pub width: u32,
    /// Lines as stored, before any EXIF orientation.
    pub height: u32,
}

impl Info {
    fn too_many_pixels(&self) -> PhotoError {
        PhotoError::TooManyPixels { width: self.width, height: self.height }
    }
}

/// Reads the header and nothing more: no pixel is decoded and nothing is allocated by what it says.
///
/// # Errors
/// [`PhotoError::NotAPicture`], or [`PhotoError::Broken`] when the header itself is cut or senseless.
pub fn inspect(bytes: &[u8]) -> Result<Info, PhotoError> {
    guard(|| {
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            let frame = jpeg::frame(bytes)?;
            Ok(Info { format: Format::Jpeg, width: frame.width, height: frame.height })
        } else if bytes.starts_with(&png::SIGNATURE) {
            let (width, height) = png::dimensions(bytes)?;
            Ok(Info { format: Format::Png, width, height })
        } else if webp::is_webp(bytes) {
            let (width, height) = webp::dimensions(bytes)?;
            Ok(Info { format: Format::Webp, width, height })
        } else if bmp::is_bmp(bytes) {
            let (width, height) = bmp::dimensions(bytes)?;
            Ok(Info { format: Format::Bmp, width, height })
        } else {
            Err(PhotoError::NotAPicture)
        }
    })
}

/// Checks a photo to its last block without keeping pixels of a JPEG.
///
/// # Errors
/// As [`fit()`], but for [`PhotoError::CannotFit`].
pub fn verify(bytes: &[u8], limits: &Limits) -> Result<Info, PhotoError> {
    let info = inspect(bytes)?;
    limits.admit(&info)?;
    guard(|| match info.format {
        Format::Jpeg => jpeg::verify(bytes, limits.max_alloc),
        Format::Png | Format::Bmp | Format::Webp => decoded(bytes, &info, limits).map(drop),
    })?;
    Ok(info)
}

/// A picture of any kind but JPEG, which is read at reduced size.
fn decoded(bytes: &[u8], info: &Info, limits: &Limits) -> Result<picture::Picture, PhotoError> {
    match info.format {
        Format::Jpeg => jpeg::decode(bytes, info, limits, jpeg::Scale::Full),
        Format::Png => png::decode(bytes, limits),
        Format::Bmp => whole::bmp(bytes, info, limits),
        Format::Webp => whole::webp(bytes, info, limits),
    }
}

/// Turns a panic on unforeseen input into an error: one photo must never end a task that serves all of them.
fn guard<T>(work: impl FnOnce() -> Result<T, PhotoError>) -> Result<T, PhotoError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(PhotoError::Broken("the decoder gave up")))
}
