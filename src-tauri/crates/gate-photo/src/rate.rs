//! How many bytes a picture will take as a JPEG at a given quality, without encoding it.
//!
//! A thousand spots of the picture are transformed once. For a quality they are then quantised and their
//! codes counted, which is exact for them; the rest of the picture is taken to be like them. That lands
//! within a few per cent, so that one encode is usually enough.

use crate::jpeg::NATURAL;
use crate::jpeg::huffman::{CHROMA_AC, CHROMA_DC, LUMA_AC, LUMA_DC, Standard};
use crate::picture::{Picture, Plane};

/// Spots of 16×16 pixels that are looked at.
const SPOTS: usize = 1024;

/// Everything of a file but its codes: tables and headers as the encoder writes them.
const HEADERS: f64 = 623.0;

/// Stuffed zeros behind FF bytes, on average.
const STUFFING: f64 = 1.004;

/// T.81, table K.1, natural order.
const LUMA_STEPS: [u16; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17,
    22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78,
    87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
/// T.81, table K.2, natural order.
const CHROMA_STEPS: [u16; 64] = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

/// A transformed block.
struct Block {
    chroma: bool,
    /// The DC coefficient of the block coded before it.
    before: f32,
    /// Zigzag order.
    coefficients: [f32; 64],
}

/// What the spots of one picture tell.
pub(crate) struct Rate {
    blocks: Vec<Block>,
    /// Spots in the picture per spot looked at.
    scale: f64,
    luma: [[u8; 256]; 2],
    chroma: [[u8; 256]; 2],
}

impl Rate {
    pub(crate) fn of(picture: &Picture) -> Self {
        let across = picture.width().div_ceil(16) as usize;
        let spots = across * picture.height().div_ceil(16) as usize;
        let taken = spots.min(SPOTS);
        let mut blocks = Vec::with_capacity(6 * taken);
        for index in 0..taken {
            // One spot of each equal stretch, not always at the same place of it, so that no pattern is
            // followed.
            let (from, to) = (index * spots / taken, (index + 1) * spots / taken);
            let spot = from + (index.wrapping_mul(2_654_435_761) >> 7) % (to - from);
            let (x, y) = ((spot % across) as u32, (spot / across) as u32);
            for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                blocks.push(block(&picture.luma, 2 * x + dx, 2 * y + dy, false));
            }
            for plane in picture.chroma.iter().flatten() {
                blocks.push(block(plane, x, y, true));
            }
        }
        Self {
            blocks,
            scale: spots as f64 / taken as f64,
            luma: [lengths(&LUMA_DC), lengths(&LUMA_AC)],
            chroma: [lengths(&CHROMA_DC), lengths(&CHROMA_AC)],
        }
    }

    /// Bytes of the whole file at `quality` (1 to 100).
    pub(crate) fn bytes(&self, quality: u8) -> f64 {
        let (luma_steps, chroma_steps) = (steps(&LUMA_STEPS, quality), steps(&CHROMA_STEPS, quality));
        let bits: u64 = self
            .blocks
            .iter()
            .map(|block| {
                let (steps, lengths) =
                    if block.chroma { (&chroma_steps, &self.chroma) } else { (&luma_steps, &self.luma) };
                u64::from(bits(block, steps, lengths))
            })
            .sum();
        bits as f64 / 8.0 * self.scale * STUFFING + HEADERS
    }

    /// The best quality of at most `bytes` bytes, if files come out `correction` times as large as thought.
    pub(crate) fn best_quality(&self, bytes: f64, correction: f64) -> Option<u8> {
        let (mut good, mut bad) = (0u8, 101u8);
        while bad - good > 1 {
            let middle = good + (bad - good) / 2;
            if self.bytes(middle) * correction <= bytes { good = middle } else { bad = middle }
        }
        (good > 0).then_some(good)
    }
}

/// One over each quantisation step, zigzag order; libjpeg's scale of quality, which the encoder follows.
fn steps(table: &[u16; 64], quality: u8) -> [f32; 64] {
    let quality = u32::from(quality.clamp(1, 100));
    let percent = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    std::array::from_fn(|k| {
        let step = (u32::from(table[usize::from(NATURAL[k])]) * percent + 50) / 100;
        1.0 / step.clamp(1, 255) as f32
    })
}

/// Code length per symbol.
fn lengths(table: &Standard) -> [u8; 256] {
    let mut lengths = [0; 256];
    let mut symbols = table.values.iter();
    for (length, &count) in (1u8..).zip(&table.counts) {
        for &symbol in symbols.by_ref().take(usize::from(count)) {
            lengths[usize::from(symbol)] = length;
        }
    }
    lengths
}

fn bits(block: &Block, inverse_steps: &[f32; 64], lengths: &[[u8; 256]; 2]) -> u32 {
    let difference =
        (block.coefficients[0] * inverse_steps[0]).round() - (block.before * inverse_steps[0]).round();
    let size = size_of(difference.abs() as u32);
    let mut bits = u32::from(lengths[0][size as usize & 15]) + size;
    let mut zeros = 0u32;
    for (coefficient, inverse) in block.coefficients.iter().zip(inverse_steps).skip(1) {
        let value = (coefficient.abs() * inverse + 0.5) as u32;
        if value == 0 {
            zeros += 1;
            continue;
        }
        bits += zeros / 16 * u32::from(lengths[1][0xF0]);
        let size = size_of(value).min(10);
        bits += u32::from(lengths[1][(zeros % 16 * 16 + size) as usize]) + size;
        zeros = 0;
    }
    if zeros > 0 { bits + u32::from(lengths[1][0]) } else { bits }
}

fn size_of(value: u32) -> u32 {
    32 - value.leading_zeros()
}

/// Transforms the block at column `x` and row `y` of blocks, its edge repeated beyond the picture.
fn block(plane: &Plane, x: u32, y: u32, chroma: bool) -> Block {
    let read = |first: u32| -> [[f32; 8]; 8] {
        std::array::from_fn(|line| {
            let line = plane.line((8 * y + line as u32).min(plane.height - 1));
            std::array::from_fn(|column| {
                f32::from(line[(first as usize + column).min(line.len() - 1)]) - 128.0
            })
        })
    };
    let samples = read(8 * x);
    let mean = |samples: &[[f32; 8]; 8]| samples.iter().flatten().sum::<f32>() / 8.0;
    let before = if x > 0 { mean(&read(8 * x - 8)) } else { mean(&samples) };
    let transformed = transform(&samples);
    let coefficients = std::array::from_fn(|k| {
        let place = usize::from(NATURAL[k]);
        transformed[place / 8][place % 8]
    });
    Block { chroma, before, coefficients }
}

/// The orthonormal cosine transform of T.81, A.3.3.
fn transform(samples: &[[f32; 8]; 8]) -> [[f32; 8]; 8] {
    let basis = &*BASIS;
    let mut half = [[0.0f32; 8]; 8];
    for (frequency, row) in half.iter_mut().enumerate() {
        for (line, factor) in samples.iter().zip(&basis[frequency]) {
            for (sum, value) in row.iter_mut().zip(line) {
                *sum += value * factor;
            }
        }
    }
    let mut whole = [[0.0f32; 8]; 8];
    for (row, line) in whole.iter_mut().zip(&half) {
        for (frequency, sum) in row.iter_mut().enumerate() {
            *sum = line.iter().zip(&basis[frequency]).map(|(value, factor)| value * factor).sum();
        }
    }
    whole
}

/// By frequency, then by sample.
static BASIS: std::sync::LazyLock<[[f32; 8]; 8]> = std::sync::LazyLock::new(|| {
    std::array::from_fn(|frequency| {
        let scale = if frequency == 0 { 0.125f32.sqrt() } else { 0.5 };
        std::array::from_fn(|sample| {
            let angle = (2 * sample + 1) as f32 * frequency as f32 * std::f32::consts::PI / 16.0;
            scale * angle.cos()
        })
    })
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::encode;
    use crate::jpeg::{Scale, decode};
    use crate::samples::{PLAIN, Style, jpeg};
    use crate::{Limits, inspect};

    #[test]
    fn the_estimate_is_within_a_few_per_cent_of_what_is_encoded() {
        for (width, height, noise) in [(1280, 720, 10), (1280, 720, 90), (2203, 1149, 40), (400, 300, 60)] {
            let file = jpeg(width, height, noise, Style { quality: 98, ..PLAIN });
            let info = inspect(&file).unwrap();
            let picture = decode(&file, &info, &Limits::default(), Scale::Full).unwrap();
            let rate = Rate::of(&picture);
            for quality in [30, 60, 80, 95, 100] {
                let real = encode(&picture, quality).unwrap().len() as f64;
                let ratio = rate.bytes(quality) / real;
                assert!((0.93..1.07).contains(&ratio), "{width}×{height}, noise {noise}, {quality}: {ratio}");
            }
        }
    }

    #[test]
    fn the_best_quality_is_the_last_that_fits() {
        let file = jpeg(640, 480, 60, PLAIN);
        let info = inspect(&file).unwrap();
        let rate = Rate::of(&decode(&file, &info, &Limits::default(), Scale::Full).unwrap());
        let quality = rate.best_quality(60_000.0, 1.0).unwrap();
        assert!(rate.bytes(quality) <= 60_000.0 && rate.bytes(quality + 1) > 60_000.0);
        assert_eq!(rate.best_quality(600.0, 1.0), None);
        assert_eq!(rate.best_quality(1e9, 1.0), Some(100));
    }
}
