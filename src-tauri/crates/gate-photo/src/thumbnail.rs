use crate::encode::{LONGEST_SIDE, encode};
use crate::jpeg::Scale;
use crate::{Format, Limits, PhotoError, decoded, guard, inspect, jpeg};

/// Between size and looks, for pictures that are shown small.
const QUALITY: u8 = 80;

/// A JPEG of the photo for lists and previews, upright, at most `max_width` pixels wide and never enlarged.
/// Limits are [`Limits::default`].
///
/// # Errors
/// As [`fit()`](crate::fit()), but for [`PhotoError::CannotFit`].
pub fn thumbnail(original: &[u8], max_width: u32) -> Result<Vec<u8>, PhotoError> {
    let limits = Limits::default();
    let info = inspect(original)?;
    limits.admit(&info)?;
    let max_width = max_width.clamp(1, LONGEST_SIDE);
    guard(|| {
        let picture = match info.format {
            Format::Jpeg => {
                let shown = if jpeg::orientation(original) >= 5 { info.height } else { info.width };
                let wanted = Scale::ALL
                    .into_iter()
                    .find(|&scale| u64::from(shown) * scale as u64 >= 8 * u64::from(max_width.min(shown)))
                    .unwrap_or(Scale::Full);
                jpeg::decode(original, &info, &limits, wanted)?
            }
            Format::Png | Format::Bmp | Format::Webp => decoded(original, &info, &limits)?,
        };
        let (width, height) = (picture.width(), picture.height());
        let ratio =
            (f64::from(max_width) / f64::from(width)).min(f64::from(LONGEST_SIDE) / f64::from(height));
        if ratio >= 1.0 {
            return encode(&picture, QUALITY);
        }
        let side = |length: u32| ((f64::from(length) * ratio).round() as u32).clamp(1, LONGEST_SIDE);
        encode(&picture.resize(side(width), side(height))?, QUALITY)
    })
}
