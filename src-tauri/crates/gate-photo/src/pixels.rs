//! Pixels of other decoders, put into a [`Picture`].

use crate::PhotoError;
use crate::picture::{Canvas, Picture};

/// What a file that ends too early is.
pub(crate) const CUT: PhotoError = PhotoError::Broken("it ends before the picture does");

/// What a decoder says of damage, if it says no more.
pub(crate) const DAMAGED: PhotoError = PhotoError::Broken("its data is damaged");

/// Transparency over white.
#[inline]
pub(crate) fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u16::from(value), u16::from(alpha));
    ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

/// A whole picture of `samples` bytes a pixel: 3 for red, green and blue, 4 with transparency.
pub(crate) fn painted(width: u32, height: u32, samples: usize, pixels: &[u8]) -> Picture {
    let mut canvas = Canvas::new(width, height);
    let lines = pixels.chunks_exact(width as usize * samples);
    for (y, line) in (0..height).zip(lines) {
        for (x, pixel) in (0..width).zip(line.chunks_exact(samples)) {
            let colour = match *pixel {
                [r, g, b] => [r, g, b],
                [r, g, b, alpha] => [r, g, b].map(|value| over_white(value, alpha)),
                _ => [255; 3],
            };
            canvas.put(x, y, colour);
        }
    }
    canvas.finish()
}
