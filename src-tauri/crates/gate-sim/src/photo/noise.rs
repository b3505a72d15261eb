//! Seeded noise: what makes a drawn photo weigh as much as a camera's, reproducibly.

use super::canvas::Canvas;
use super::seeded::Seeded;

const TABLE: usize = 1 << 16;

/// Adds noise of the given amplitude (in steps of 0 to 255) to every channel of every pixel.
pub(super) fn scatter(canvas: &mut Canvas, seed: u64, amplitude: u8) {
    if amplitude == 0 {
        return;
    }
    let mut source = Seeded::new(seed ^ 0x006e_6f69_7365);
    let span = u64::from(amplitude) * 2 + 1;
    let table: Vec<i8> = (0..TABLE)
        .map(|_| (source.below(span) as i16 - i16::from(amplitude)).clamp(-128, 127) as i8)
        .collect();
    // Each stretch of a row starts at another place of the table, so the eye finds no pattern and the JPEG no saving.
    let stretch = 4_096;
    for pixels in canvas.pixels.chunks_mut(stretch) {
        let start = source.below((TABLE - stretch) as u64) as usize;
        for (channel, &offset) in pixels.iter_mut().zip(&table[start..start + stretch]) {
            *channel = channel.saturating_add_signed(offset);
        }
    }
}
