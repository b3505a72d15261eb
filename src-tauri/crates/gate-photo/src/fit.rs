use std::borrow::Cow;

use crate::encode::{LONGEST_SIDE, encode};
use crate::jpeg::Scale;
use crate::picture::Picture;
use crate::rate::Rate;
use crate::{Format, Info, Limits, PhotoError, decoded, guard, inspect, jpeg};

/// Encodes one photo may take.
const MOST_ENCODES: u8 = 3;

/// Below this share of the limit a result is tried again, if the picture allows more.
const LEAST_SHARE: f64 = 0.8;

/// The share aimed at by each encode: near enough to the limit to waste little, far enough for the estimate's
/// error; the last one must not miss.
const AIMED_SHARE: [f64; MOST_ENCODES as usize] = [0.93, 0.92, 0.86];

/// A picture that fits only below this quality is made smaller instead: number plates suffer more from blocks
/// than from fewer pixels.
const LEAST_QUALITY: u8 = 60;

/// The quality a smaller size is chosen for.
const RESIZE_QUALITY: u8 = 75;

/// Bits per pixel that make even a noisy picture look good. With more than this left for each pixel of a
/// reduced picture, it was reduced too much.
const AMPLE_BITS_PER_PIXEL: u64 = 2;

/// The share of a JPEG's bytes that is left when its quality goes down to about [`LEAST_QUALITY`].
const QUALITY_ALONE: f64 = 0.35;

/// A photo that may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fitted<'a> {
    /// The file; borrowed if it is the original.
    pub bytes: Cow<'a, [u8]>,
    /// Pixels per line. For an untouched file as stored, before any EXIF orientation.
    pub width: u32,
    /// Lines, likewise.
    pub height: u32,
    /// Whether these are the original bytes.
    pub untouched: bool,
    /// How often the picture was encoded, at most 3.
    pub encodes: u8,
}

/// Makes a photo a JPEG of at most [`Limits::max_bytes`].
///
/// A sound JPEG within the limit comes back untouched, byte for byte. Anything else is decoded once and
/// encoded up to three times, to land between 80 % and 100 % of the limit; a picture that is smaller at the
/// best quality stays smaller. It is reduced only when quality alone would not do. The EXIF orientation is
/// applied then, and no EXIF remains.
///
/// # Errors
/// See [`PhotoError`]; trying again cannot help.
pub fn fit<'a>(original: &'a [u8], limits: &Limits) -> Result<Fitted<'a>, PhotoError> {
    let info = inspect(original)?;
    limits.admit(&info)?;
    guard(|| {
        let picture = match info.format {
            Format::Jpeg if original.len() <= limits.max_bytes => {
                jpeg::verify(original, limits.max_alloc)?;
                return Ok(Fitted {
                    bytes: Cow::Borrowed(original),
                    width: info.width,
                    height: info.height,
                    untouched: true,
                    encodes: 0,
                });
            }
            Format::Jpeg => jpeg::decode(original, &info, limits, scale(&info, original.len(), limits))?,
            Format::Png | Format::Bmp | Format::Webp => decoded(original, &info, limits)?,
        };
        Attempts::new(picture, limits.max_bytes)?.run()
    })
}

/// How large to decode: reduced only if quality alone would not do, and never below what the limit can hold
/// well.
fn scale(info: &Info, bytes: usize, limits: &Limits) -> Scale {
    let share = limits.max_bytes as f64 / bytes as f64;
    let ample = limits.max_bytes as u64 * 8 / AMPLE_BITS_PER_PIXEL;
    Scale::ALL
        .into_iter()
        .find(|&scale| {
            let pixels = u64::from(scale.of(info.width)) * u64::from(scale.of(info.height));
            // A reduced picture has at most so much of the original's bytes at the same quality.
            let area = (scale as u64).pow(2) as f64 / 64.0;
            pixels >= ample && share < QUALITY_ALONE * 4.0 * area || scale == Scale::Full
        })
        .unwrap_or(Scale::Full)
}

/// The search for size and quality.
struct Attempts {
    /// As decoded.
    whole: Picture,
    /// `whole` at the present size, if that is another.
    reduced: Option<Picture>,
    rate: Rate,
    max_bytes: usize,
    /// Real size over estimated size, from the last encode.
    correction: f64,
    best: Option<(Vec<u8>, u32, u32)>,
    encodes: u8,
}

impl Attempts {
    fn new(whole: Picture, max_bytes: usize) -> Result<Self, PhotoError> {
        let mut attempts = Self {
            rate: Rate::of(&whole),
            whole,
            reduced: None,
            max_bytes,
            correction: 1.0,
            best: None,
            encodes: 0,
        };
        let longest = attempts.whole.width().max(attempts.whole.height());
        if longest > LONGEST_SIDE {
            attempts.reduce(f64::from(LONGEST_SIDE) / f64::from(longest))?;
        }
        Ok(attempts)
    }

    fn run(mut self) -> Result<Fitted<'static>, PhotoError> {
        let limit = self.max_bytes as f64;
        let mut tried = None;
        for aimed_share in AIMED_SHARE {
            let quality = self.choose_quality(aimed_share * limit)?;
            let size = (self.present().width(), self.present().height());
            if tried == Some((quality, size)) {
                break;
            }
            tried = Some((quality, size));
            let bytes = encode(self.present(), quality)?;
            self.encodes += 1;
            let length = bytes.len();
            self.correction = length as f64 / self.rate.bytes(quality);
            if length <= self.max_bytes && self.best.as_ref().is_none_or(|(best, ..)| best.len() < length) {
                self.best = Some((bytes, size.0, size.1));
            }
            if length <= self.max_bytes && (length as f64 >= LEAST_SHARE * limit || quality == 100) {
                break;
            }
        }
        let (bytes, width, height) = self.best.ok_or(PhotoError::CannotFit { max_bytes: self.max_bytes })?;
        Ok(Fitted { bytes: Cow::Owned(bytes), width, height, untouched: false, encodes: self.encodes })
    }

    fn present(&self) -> &Picture {
        self.reduced.as_ref().unwrap_or(&self.whole)
    }

    /// The best quality for `bytes`. Reduces the picture where that would be a bad one.
    fn choose_quality(&mut self, bytes: f64) -> Result<u8, PhotoError> {
        loop {
            match self.rate.best_quality(bytes, self.correction) {
                Some(quality) if quality >= LEAST_QUALITY => return Ok(quality),
                quality if self.present().width().max(self.present().height()) <= 16 => {
                    return Ok(quality.unwrap_or(1));
                }
                _ => {
                    let needed = self.rate.bytes(RESIZE_QUALITY) * self.correction;
                    // A little each time at least, so that this ends.
                    self.reduce((bytes / needed).sqrt().clamp(0.1, 0.95))?;
                }
            }
        }
    }

    /// Makes the present picture `factor` times as wide and high, always from the whole one.
    fn reduce(&mut self, factor: f64) -> Result<(), PhotoError> {
        let side = |length: u32| ((f64::from(length) * factor) as u32).clamp(1, LONGEST_SIDE);
        let (width, height) = (side(self.present().width()), side(self.present().height()));
        let reduced = self.whole.resize(width, height)?;
        self.rate = Rate::of(&reduced);
        self.reduced = Some(reduced);
        Ok(())
    }
}
