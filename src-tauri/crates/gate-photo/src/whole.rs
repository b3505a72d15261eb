//! BMP and WebP: decoded whole, since they are rare and no decoder gives them line by line.

use std::io::Cursor;

use image::codecs::{bmp::BmpDecoder, webp::WebPDecoder};
use image::error::ImageError;
use image::{ColorType, ImageDecoder};

use crate::picture::{Canvas, Picture};
use crate::pixels::{CUT, DAMAGED, painted};
use crate::{Info, Limits, PhotoError, webp};

/// Bytes a pixel that a WebP decoder may need for itself beside what it answers: the four bytes of a lossless picture.
const WEBP_OWN: u64 = 4;

/// Decodes a BMP to its last line.
pub(crate) fn bmp(bytes: &[u8], info: &Info, limits: &Limits) -> Result<Picture, PhotoError> {
    let decoder = BmpDecoder::new(Cursor::new(bytes)).map_err(refused)?;
    decoded(decoder, info, limits, 0)
}

/// Decodes a still WebP, upright as its EXIF says.
pub(crate) fn webp(bytes: &[u8], info: &Info, limits: &Limits) -> Result<Picture, PhotoError> {
    webp::check(bytes, info)?;
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(refused)?;
    let orientation = decoder.orientation().map_or(1, image::metadata::Orientation::to_exif);
    Ok(decoded(decoder, info, limits, WEBP_OWN)?.upright(orientation))
}

fn decoded(
    decoder: impl ImageDecoder,
    info: &Info,
    limits: &Limits,
    own: u64,
) -> Result<Picture, PhotoError> {
    if decoder.dimensions() != (info.width, info.height) {
        return Err(PhotoError::Broken("its header makes no sense"));
    }
    let samples = match decoder.color_type() {
        ColorType::Rgb8 => 3,
        ColorType::Rgba8 => 4,
        _ => return Err(PhotoError::NotAPicture),
    };
    let pixels = u64::from(info.width) * u64::from(info.height);
    let most = samples as u64 * pixels + (own * pixels).max(Canvas::cost(pixels));
    if most > limits.max_alloc as u64 {
        return Err(info.too_many_pixels());
    }
    let mut buffer = vec![0; samples * info.width as usize * info.height as usize];
    decoder.read_image(&mut buffer).map_err(refused)?;
    Ok(painted(info.width, info.height, samples, &buffer))
}

fn refused(error: ImageError) -> PhotoError {
    match error {
        ImageError::IoError(_) => CUT,
        ImageError::Unsupported(_) => PhotoError::NotAPicture,
        _ => DAMAGED,
    }
}

#[cfg(test)]
mod tests;
