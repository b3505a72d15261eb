//! Baseline and extended scans (T.81, F.2).

use super::NATURAL;
use super::bits::BitReader;
use super::decoder::{Channel, Decoder, Scan};
use super::header::{CUT, Frame};
use super::huffman::Table;
use crate::PhotoError;

pub(super) fn scan(
    decoder: &Decoder<'_>,
    frame: &Frame,
    channels: &mut [Channel],
    scan: &Scan,
    bits: &mut BitReader<'_>,
) -> Result<(), PhotoError> {
    if scan.parts.iter().any(|part| channels[part.channel].complete) {
        return Err(PhotoError::Broken("a component comes twice"));
    }
    let tables = scan
        .parts
        .iter()
        .map(|part| decoder.dc[part.dc].as_ref().zip(decoder.ac[part.ac].as_ref()))
        .collect::<Option<Vec<_>>>()
        .ok_or(PhotoError::Broken("a Huffman table is missing"))?;
    let mut predictions = [0i32; 4];
    let mut block = [0i16; 64];
    walk_units(decoder.restart_interval, frame, channels, scan, bits, |bits, channels, step| match step {
        Step::Restart => {
            predictions = [0; 4];
            Ok(())
        }
        Step::Block { part, x, y } => {
            let (dc, ac) = tables[part];
            let flat = read_block(bits, dc, ac, &mut predictions[part], &mut block)?;
            put(&mut channels[scan.parts[part].channel], x, y, &block, flat);
            Ok(())
        }
    })?;
    for part in &scan.parts {
        channels[part.channel].complete = true;
    }
    Ok(())
}

/// What happens next in a scan.
pub(super) enum Step {
    /// Predictions begin anew.
    Restart,
    /// A block of the scan's component number `part`.
    Block { part: usize, x: usize, y: usize },
}

/// Goes through the blocks in the order of T.81, A.2, and sees to restart markers and to the end of the bits.
#[inline(always)]
pub(super) fn walk_units(
    restart_interval: usize,
    frame: &Frame,
    channels: &mut [Channel],
    scan: &Scan,
    bits: &mut BitReader<'_>,
    mut visit: impl FnMut(&mut BitReader<'_>, &mut [Channel], Step) -> Result<(), PhotoError>,
) -> Result<(), PhotoError> {
    let alone = scan.parts.len() == 1;
    let (across, down) = if alone { channels[scan.parts[0].channel].own_blocks } else { frame.units() };
    let sides: Vec<(usize, usize)> = scan
        .parts
        .iter()
        .map(|part| &channels[part.channel].component)
        .map(|component| if alone { (1, 1) } else { (component.across, component.down) })
        .collect();
    let mut until_restart = restart_interval;
    let mut restarts = 0u8;
    for unit_y in 0..down {
        for unit_x in 0..across {
            if restart_interval > 0 {
                if until_restart == 0 {
                    if bits.overrun() || !bits.restart(restarts % 8) {
                        return Err(CUT);
                    }
                    restarts = (restarts + 1) % 8;
                    until_restart = restart_interval;
                    visit(bits, channels, Step::Restart)?;
                }
                until_restart -= 1;
            }
            for (part, &(wide, high)) in sides.iter().enumerate() {
                for y in 0..high {
                    for x in 0..wide {
                        let step = Step::Block { part, x: unit_x * wide + x, y: unit_y * high + y };
                        visit(bits, channels, step)?;
                    }
                }
            }
            if bits.overrun() {
                return Err(CUT);
            }
        }
    }
    Ok(())
}

/// Reads one block in natural order. True if nothing but the mean is in it.
#[inline(always)]
fn read_block(
    bits: &mut BitReader<'_>,
    dc: &Table,
    ac: &Table,
    prediction: &mut i32,
    block: &mut [i16; 64],
) -> Result<bool, PhotoError> {
    *block = [0; 64];
    let size = dc.symbol(bits)?;
    if size > 15 {
        return Err(PhotoError::Broken("a coefficient is too large"));
    }
    *prediction = prediction.wrapping_add(bits.take_signed(u32::from(size)));
    block[0] = *prediction as i16;
    let mut flat = true;
    let mut place = 1;
    while place < 64 {
        let (run, value) = match ac.short_coefficient(bits) {
            Some(found) => found,
            None => {
                let symbol = ac.symbol(bits)?;
                let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
                if size == 0 {
                    if run < 15 {
                        break;
                    }
                    place += 16;
                    continue;
                }
                (run, bits.take_signed(size) as i16)
            }
        };
        place += run;
        if place > 63 {
            return Err(PhotoError::Broken("a block has too many coefficients"));
        }
        block[usize::from(NATURAL[place] & 63)] = value;
        flat = false;
        place += 1;
    }
    Ok(flat)
}

#[inline(always)]
fn put(channel: &mut Channel, x: usize, y: usize, block: &[i16; 64], flat: bool) {
    let (edge, stride) = (channel.edge, channel.stride());
    if edge == 0 {
        return;
    }
    if let Some(dequantiser) = &channel.dequantiser {
        let out = &mut channel.samples[y * edge * stride + x * edge..];
        if flat {
            dequantiser.flat(block[0], out, stride);
        } else {
            dequantiser.samples(block, 8, out, stride);
        }
    }
}
