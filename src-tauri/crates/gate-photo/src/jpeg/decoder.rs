//! From marker to marker: tables, scans, and the finished planes.

use super::bits::{BitReader, next_marker};
use super::header::{CUT, Component, Frame, Segment, parse_frame, segment};
use super::huffman::{CHROMA_AC, CHROMA_DC, LUMA_AC, LUMA_DC, Table};
use super::idct::Dequantiser;
use super::{NATURAL, Scale, exif, progressive, sequential};
use crate::PhotoError;

/// Encoders write about ten; more only serve to keep a decoder busy.
const MOST_SCANS: usize = 100;

/// The samples of one component.
pub(super) struct Plane {
    pub(super) across: usize,
    pub(super) down: usize,
    /// Samples per line, padding included.
    pub(super) stride: usize,
    /// Whole blocks; more than the picture needs.
    pub(super) samples: Vec<u8>,
}

/// What is known besides the samples.
pub(super) struct Header {
    pub(super) frame: Frame,
    /// The colour transform of Adobe's APP14, if there is one.
    pub(super) adobe: Option<u8>,
    pub(super) jfif: bool,
    pub(super) orientation: u8,
}

/// A component while it is decoded.
pub(super) struct Channel {
    pub(super) component: Component,
    /// Blocks across and down, padded to whole units.
    pub(super) blocks: (usize, usize),
    /// Blocks across and down in a scan of its own.
    pub(super) own_blocks: (usize, usize),
    /// None while only checking.
    pub(super) dequantiser: Option<Dequantiser>,
    pub(super) samples: Vec<u8>,
    /// Samples per side of a block; 0 while only checking.
    pub(super) edge: usize,
    pub(super) progress: progressive::Progress,
    pub(super) complete: bool,
}

impl Channel {
    pub(super) fn stride(&self) -> usize {
        self.blocks.0 * self.edge
    }
}

/// Which tables a component of a scan uses.
pub(super) struct Part {
    pub(super) channel: usize,
    pub(super) dc: usize,
    pub(super) ac: usize,
}

/// SOS.
pub(super) struct Scan {
    pub(super) parts: Vec<Part>,
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) high: u8,
    pub(super) low: u8,
}

/// Bytes that decoding needs at most: samples, and the coefficients kept for a progressive file.
pub(super) fn cost(frame: &Frame, scale: Option<Scale>) -> u64 {
    let kept = scale.map_or(0, |scale| (scale as u64).pow(2));
    let (across, down) = frame.units();
    let blocks: u64 =
        frame.components.iter().map(|c| (across * c.across) as u64 * (down * c.down) as u64).sum();
    // Two bytes a coefficient and a mask of 64 bits.
    let coefficients = if frame.progressive { 2 * kept + 8 } else { 0 };
    blocks * (kept + coefficients)
}

pub(super) struct Decoder<'a> {
    data: &'a [u8],
    scale: Option<Scale>,
    quantisation: [Option<[u16; 64]>; 4],
    pub(super) dc: [Option<Table>; 4],
    pub(super) ac: [Option<Table>; 4],
    pub(super) restart_interval: usize,
    adobe: Option<u8>,
    jfif: bool,
    orientation: u8,
}

impl<'a> Decoder<'a> {
    pub(super) fn new(data: &'a [u8], scale: Option<Scale>) -> Self {
        Self {
            data,
            scale,
            quantisation: [None; 4],
            dc: [const { None }; 4],
            ac: [const { None }; 4],
            restart_interval: 0,
            adobe: None,
            jfif: false,
            orientation: 1,
        }
    }

    /// Decodes up to the end marker; what lies behind it is nobody's business. While only checking, the
    /// planes are empty.
    pub(super) fn run(mut self) -> Result<(Vec<Plane>, Header), PhotoError> {
        let mut pos = 2;
        let mut frame: Option<Frame> = None;
        let mut channels = Vec::new();
        let mut scans = 0;
        loop {
            let Segment { marker, body, end } = segment(self.data, pos)?;
            pos = end;
            if let Some(parsed) = parse_frame(marker, body) {
                if frame.is_some() {
                    return Err(PhotoError::Broken("it has two picture headers"));
                }
                let parsed = parsed?;
                channels = self.channels(&parsed);
                frame = Some(parsed);
                continue;
            }
            match marker {
                0xC4 => self.huffman_tables(body)?,
                0xDB => self.quantisation_tables(body)?,
                0xDD => self.restart_interval = usize::from(word(body)?),
                0xE0 => self.jfif |= body.starts_with(b"JFIF\0"),
                0xE1 => {
                    if let Some(orientation) = exif::orientation(body) {
                        self.orientation = orientation;
                    }
                }
                0xEE if body.starts_with(b"Adobe") => self.adobe = body.get(11).copied(),
                0xDA => {
                    let frame = frame.as_ref().ok_or(PhotoError::Broken("a scan comes before the header"))?;
                    scans += 1;
                    if scans > MOST_SCANS {
                        return Err(PhotoError::Broken("it has too many scans"));
                    }
                    pos = self.scan(frame, &mut channels, body, pos)?;
                }
                0xD9 => break,
                _ => {}
            }
        }
        let frame = frame.ok_or(PhotoError::Broken("it has no picture header"))?;
        let planes = channels
            .into_iter()
            .map(|channel| finish(channel, frame.progressive))
            .collect::<Result<_, _>>()?;
        Ok((planes, Header { frame, adobe: self.adobe, jfif: self.jfif, orientation: self.orientation }))
    }

    fn channels(&self, frame: &Frame) -> Vec<Channel> {
        let (across, down) = frame.units();
        let edge = self.scale.map_or(0, |scale| scale as usize);
        frame
            .components
            .iter()
            .map(|component| {
                let blocks = (across * component.across, down * component.down);
                let count = blocks.0 * blocks.1;
                Channel {
                    component: component.clone(),
                    blocks,
                    own_blocks: frame.own_blocks(component),
                    dequantiser: None,
                    samples: vec![0; count * edge * edge],
                    edge,
                    progress: progressive::Progress::new(if frame.progressive { count } else { 0 }, edge),
                    complete: false,
                }
            })
            .collect()
    }

    fn scan(
        &mut self,
        frame: &Frame,
        channels: &mut [Channel],
        body: &[u8],
        pos: usize,
    ) -> Result<usize, PhotoError> {
        let scan = parse_scan(body, channels)?;
        for part in &scan.parts {
            let channel = &mut channels[part.channel];
            if channel.dequantiser.is_none() {
                let table = self.quantisation[channel.component.table]
                    .as_ref()
                    .ok_or(PhotoError::Broken("a quantisation table is missing"))?;
                channel.dequantiser = Some(Dequantiser::new(table, channel.edge));
            }
            standard_if_missing(&mut self.dc[part.dc], if part.dc == 0 { &LUMA_DC } else { &CHROMA_DC })?;
            standard_if_missing(&mut self.ac[part.ac], if part.ac == 0 { &LUMA_AC } else { &CHROMA_AC })?;
        }
        let mut bits = BitReader::new(self.data, pos);
        if frame.progressive {
            progressive::scan(self, frame, channels, &scan, &mut bits)?;
        } else {
            sequential::scan(self, frame, channels, &scan, &mut bits)?;
        }
        // A restart marker behind the last unit is passed over by `segment`.
        next_marker(self.data, bits.position()).ok_or(CUT)?;
        Ok(bits.position())
    }

    fn huffman_tables(&mut self, mut body: &[u8]) -> Result<(), PhotoError> {
        while let Some((&which, rest)) = body.split_first() {
            let (counts, rest) = rest.split_first_chunk::<16>().ok_or(CUT)?;
            let total = counts.iter().map(|&count| usize::from(count)).sum();
            let (values, rest) = rest.split_at_checked(total).ok_or(CUT)?;
            let slots = if which >> 4 == 0 { &mut self.dc } else { &mut self.ac };
            let slot = slots
                .get_mut(usize::from(which & 15))
                .ok_or(PhotoError::Broken("a table has no such place"))?;
            *slot = Some(Table::new(counts, values)?);
            body = rest;
        }
        Ok(())
    }

    fn quantisation_tables(&mut self, mut body: &[u8]) -> Result<(), PhotoError> {
        while let Some((&which, rest)) = body.split_first() {
            let width = if which >> 4 == 0 { 1 } else { 2 };
            let (values, rest) = rest.split_at_checked(64 * width).ok_or(CUT)?;
            let slot = self
                .quantisation
                .get_mut(usize::from(which & 15))
                .ok_or(PhotoError::Broken("a table has no such place"))?;
            let mut table = [0; 64];
            for (bytes, &place) in values.chunks_exact(width).zip(&NATURAL) {
                table[usize::from(place)] = bytes.iter().fold(0, |value, &byte| value << 8 | u16::from(byte));
            }
            *slot = Some(table);
            body = rest;
        }
        Ok(())
    }
}

fn standard_if_missing(slot: &mut Option<Table>, table: &super::huffman::Standard) -> Result<(), PhotoError> {
    if slot.is_none() {
        *slot = Some(Table::new(&table.counts, table.values)?);
    }
    Ok(())
}

fn word(body: &[u8]) -> Result<u16, PhotoError> {
    body.first_chunk::<2>().map(|&pair| u16::from_be_bytes(pair)).ok_or(CUT)
}

fn parse_scan(body: &[u8], channels: &[Channel]) -> Result<Scan, PhotoError> {
    let senseless = PhotoError::Broken("a scan header makes no sense");
    let (&count, rest) = body.split_first().ok_or(CUT)?;
    let (pairs, rest) = rest.split_at_checked(2 * usize::from(count)).ok_or(CUT)?;
    let &[first, last, approximation] = rest.first_chunk::<3>().ok_or(CUT)?;
    let mut parts: Vec<Part> = Vec::new();
    for pair in pairs.chunks_exact(2) {
        let channel =
            channels.iter().position(|channel| channel.component.id == pair[0]).ok_or(senseless.clone())?;
        let (dc, ac) = (usize::from(pair[1] >> 4), usize::from(pair[1] & 15));
        // Units are made in the frame's order (T.81, B.2.3).
        if dc > 3 || ac > 3 || parts.last().is_some_and(|before| before.channel >= channel) {
            return Err(senseless);
        }
        parts.push(Part { channel, dc, ac });
    }
    if parts.is_empty() {
        return Err(senseless);
    }
    let (first, last) = (usize::from(first), usize::from(last));
    // Baseline has no use for these, and cameras leave odd ones; but what can be no place is refused by
    // others.
    if first > 63 || last > 63 || approximation >> 4 > 13 || approximation & 15 > 13 {
        return Err(senseless);
    }
    Ok(Scan { parts, first, last, high: approximation >> 4, low: approximation & 15 })
}

fn finish(mut channel: Channel, is_progressive: bool) -> Result<Plane, PhotoError> {
    if is_progressive {
        progressive::finish(&mut channel)?;
    } else if !channel.complete {
        return Err(CUT);
    }
    Ok(Plane {
        across: channel.component.across,
        down: channel.component.down,
        stride: channel.stride(),
        samples: channel.samples,
    })
}
