//! Progressive scans (T.81, G.2). Coefficients are kept until the last scan, but only those the scale needs;
//! of the others a bit each says whether they are zero, which is what later scans depend on.

use super::NATURAL;
use super::bits::BitReader;
use super::decoder::{Channel, Decoder, Scan};
use super::header::{CUT, Frame};
use super::huffman::Table;
use super::sequential::{Step, walk_units};
use crate::PhotoError;

const SENSELESS: PhotoError = PhotoError::Broken("its scans contradict each other");

/// What earlier scans have left of one component.
pub(super) struct Progress {
    /// Coefficients kept per block.
    kept: usize,
    coefficients: Vec<i16>,
    /// Per block, bit k is set if coefficient k of the zigzag is not zero.
    nonzero: Vec<u64>,
    /// Per coefficient of the zigzag, the lowest bit read so far.
    lowest: [Option<u8>; 64],
    /// From the zigzag to a kept coefficient's place.
    places: [Option<u8>; 64],
}

impl Progress {
    pub(super) fn new(blocks: usize, edge: usize) -> Self {
        let places = std::array::from_fn(|k| {
            let (row, column) = (usize::from(NATURAL[k]) / 8, usize::from(NATURAL[k]) % 8);
            (row < edge && column < edge).then_some((row * edge + column) as u8)
        });
        let kept = edge * edge;
        Self {
            kept,
            coefficients: vec![0; blocks * kept],
            nonzero: vec![0; blocks],
            lowest: [None; 64],
            places,
        }
    }

    /// Notes what a scan brings. Each coefficient comes once, then bit by bit.
    fn admit(&mut self, scan: &Scan) -> Result<(), PhotoError> {
        let expected = if scan.high == 0 { None } else { Some(scan.high) };
        for lowest in &mut self.lowest[scan.first..=scan.last] {
            if *lowest != expected {
                return Err(SENSELESS);
            }
            *lowest = Some(scan.low);
        }
        Ok(())
    }

    #[inline]
    fn coefficient(&mut self, block: usize, k: usize) -> Option<&mut i16> {
        let place = usize::from(self.places[k]?);
        self.coefficients.get_mut(block * self.kept + place)
    }

    #[inline]
    fn set(&mut self, block: usize, k: usize, value: i16) {
        self.nonzero[block] |= 1 << k;
        if let Some(coefficient) = self.coefficient(block, k) {
            *coefficient = value;
        }
    }

    /// Reads the next bit of a coefficient that is not zero.
    #[inline]
    fn refine(&mut self, bits: &mut BitReader<'_>, block: usize, k: usize, low: u8) {
        if bits.take(1) == 0 {
            return;
        }
        if let Some(coefficient) = self.coefficient(block, k) {
            let step = (if *coefficient < 0 { -1 } else { 1 }) << low;
            *coefficient = coefficient.wrapping_add(step);
        }
    }
}

pub(super) fn scan(
    decoder: &Decoder<'_>,
    frame: &Frame,
    channels: &mut [Channel],
    scan: &Scan,
    bits: &mut BitReader<'_>,
) -> Result<(), PhotoError> {
    let mean = scan.first == 0;
    let bounds = if mean { scan.last == 0 } else { scan.first <= scan.last && scan.last < 64 };
    let refines = scan.high != 0;
    if !bounds || scan.low > 13 || (refines && scan.high != scan.low + 1) || (!mean && scan.parts.len() > 1) {
        return Err(SENSELESS);
    }
    for part in &scan.parts {
        channels[part.channel].progress.admit(scan)?;
    }
    let missing = PhotoError::Broken("a Huffman table is missing");
    let (low, band) = (scan.low, scan.first..scan.last + 1);
    let mut predictions = [0i32; 4];
    let mut end_of_band = 0u32;
    let dc = scan
        .parts
        .iter()
        .map(|part| decoder.dc[part.dc].as_ref())
        .collect::<Option<Vec<_>>>()
        .ok_or(missing.clone())?;
    let ac = decoder.ac[scan.parts[0].ac].as_ref().ok_or(missing)?;
    walk_units(decoder.restart_interval, frame, channels, scan, bits, |bits, channels, step| {
        let Step::Block { part, x, y } = step else {
            predictions = [0; 4];
            end_of_band = 0;
            return Ok(());
        };
        let channel = &mut channels[scan.parts[part].channel];
        let block = y * channel.blocks.0 + x;
        let progress = &mut channel.progress;
        match (mean, refines) {
            (true, false) => {
                let size = dc[part].symbol(bits)?;
                if size > 15 {
                    return Err(PhotoError::Broken("a coefficient is too large"));
                }
                predictions[part] = predictions[part].wrapping_add(bits.take_signed(u32::from(size)));
                progress.set(block, 0, (predictions[part] << low) as i16);
                Ok(())
            }
            (true, true) => {
                let bit = (bits.take(1) as i16) << low;
                if let Some(coefficient) = progress.coefficient(block, 0) {
                    *coefficient |= bit;
                }
                Ok(())
            }
            (false, false) => first_pass(bits, ac, progress, block, band.clone(), low, &mut end_of_band),
            (false, true) => later_pass(bits, ac, progress, block, band.clone(), low, &mut end_of_band),
        }
    })?;
    // A run of empty blocks may not reach beyond the last block.
    if end_of_band > 0 { Err(CUT) } else { Ok(()) }
}

/// T.81, G.1.2.2.
fn first_pass(
    bits: &mut BitReader<'_>,
    ac: &Table,
    progress: &mut Progress,
    block: usize,
    band: std::ops::Range<usize>,
    low: u8,
    end_of_band: &mut u32,
) -> Result<(), PhotoError> {
    if *end_of_band > 0 {
        *end_of_band -= 1;
        return Ok(());
    }
    let mut k = band.start;
    while k < band.end {
        let symbol = ac.symbol(bits)?;
        let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
        if size == 0 {
            if run < 15 {
                *end_of_band = (1 << run) - 1 + bits.take(run as u32);
                break;
            }
            k += 16;
            continue;
        }
        k += run;
        if k >= band.end {
            return Err(PhotoError::Broken("a block has too many coefficients"));
        }
        let value = bits.take_signed(size) << low;
        progress.set(block, k, value as i16);
        k += 1;
    }
    Ok(())
}

/// T.81, G.1.2.3: between the codes for new coefficients stand the next bits of those already known.
fn later_pass(
    bits: &mut BitReader<'_>,
    ac: &Table,
    progress: &mut Progress,
    block: usize,
    band: std::ops::Range<usize>,
    low: u8,
    end_of_band: &mut u32,
) -> Result<(), PhotoError> {
    let known = progress.nonzero[block];
    let mut k = band.start;
    while *end_of_band == 0 && k < band.end {
        let symbol = ac.symbol(bits)?;
        let (mut zeros, size) = (usize::from(symbol >> 4), symbol & 15);
        let new = match size {
            0 if zeros < 15 => {
                *end_of_band = (1 << zeros) + bits.take(zeros as u32);
                break;
            }
            0 => None,
            1 => Some(if bits.take(1) == 1 { 1i16 << low } else { -1 << low }),
            _ => return Err(PhotoError::Broken("a refinement is too large")),
        };
        let mut placed = false;
        while k < band.end && !placed {
            if known >> k & 1 == 1 {
                progress.refine(bits, block, k, low);
            } else if zeros > 0 {
                zeros -= 1;
            } else {
                if let Some(value) = new {
                    progress.set(block, k, value);
                }
                placed = true;
            }
            k += 1;
        }
        if new.is_some() && !placed {
            return Err(PhotoError::Broken("a block has too many coefficients"));
        }
    }
    if *end_of_band > 0 {
        let mut rest = known & bits_of(k..band.end);
        while rest != 0 {
            progress.refine(bits, block, rest.trailing_zeros() as usize, low);
            rest &= rest - 1;
        }
        *end_of_band -= 1;
    }
    Ok(())
}

fn bits_of(range: std::ops::Range<usize>) -> u64 {
    range.fold(0, |mask, k| mask | 1 << k)
}

/// Makes samples of the coefficients. An error if a scan is missing.
pub(super) fn finish(channel: &mut Channel) -> Result<(), PhotoError> {
    let progress = &channel.progress;
    if progress.lowest.iter().any(|&lowest| lowest != Some(0)) {
        return Err(CUT);
    }
    let (edge, stride) = (channel.edge, channel.stride());
    if let (Some(dequantiser), true) = (&channel.dequantiser, edge > 0) {
        for (index, coefficients) in progress.coefficients.chunks_exact(progress.kept).enumerate() {
            let (x, y) = (index % channel.blocks.0, index / channel.blocks.0);
            let out = &mut channel.samples[y * edge * stride + x * edge..];
            dequantiser.samples(coefficients, edge, out, stride);
        }
    }
    channel.progress = Progress::new(0, 0);
    Ok(())
}
