//! Segments before the scans.

use super::bits::next_marker;
use super::exif;
use crate::PhotoError;

pub(super) const CUT: PhotoError = PhotoError::Broken("it ends before the picture does");

/// A colour component of the frame.
#[derive(Debug, Clone)]
pub(crate) struct Component {
    /// Its name in scan headers.
    pub(super) id: u8,
    /// Blocks per unit, across.
    pub(super) across: usize,
    /// Blocks per unit, down.
    pub(super) down: usize,
    /// Which quantisation table.
    pub(super) table: usize,
}

/// What SOF says.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Pixels per line.
    pub(crate) width: u32,
    /// Lines.
    pub(crate) height: u32,
    pub(super) progressive: bool,
    pub(super) components: Vec<Component>,
}

impl Frame {
    fn parse(marker: u8, segment: &[u8]) -> Result<Self, PhotoError> {
        // SOF0 to SOF2; the others are lossless, hierarchical or arithmetic, which nobody's camera writes.
        if !(0xC0..=0xC2).contains(&marker) {
            return Err(PhotoError::NotAPicture);
        }
        let (&[precision, h1, h0, w1, w0, count], rest) = segment.split_first_chunk::<6>().ok_or(CUT)?;
        if precision != 8 || !matches!(count, 1 | 3 | 4) {
            return Err(PhotoError::NotAPicture);
        }
        let (height, width) = (u16::from_be_bytes([h1, h0]), u16::from_be_bytes([w1, w0]));
        if width == 0 || height == 0 {
            return Err(PhotoError::Broken("its size is zero"));
        }
        let components: Vec<Component> = rest
            .chunks_exact(3)
            .take(usize::from(count))
            .map(|three| Component {
                id: three[0],
                across: usize::from(three[1] >> 4),
                down: usize::from(three[1] & 15),
                table: usize::from(three[2]),
            })
            .collect();
        if components.len() != usize::from(count) {
            return Err(CUT);
        }
        let sane = |c: &Component| (1..=4).contains(&c.across) && (1..=4).contains(&c.down) && c.table < 4;
        let names_differ =
            components.iter().enumerate().all(|(i, c)| components[..i].iter().all(|other| other.id != c.id));
        if !components.iter().all(sane) || !names_differ {
            return Err(PhotoError::Broken("its components make no sense"));
        }
        Ok(Self { width: width.into(), height: height.into(), progressive: marker == 0xC2, components })
    }

    pub(super) fn most_across(&self) -> usize {
        self.components.iter().map(|c| c.across).max().unwrap_or(1)
    }

    pub(super) fn most_down(&self) -> usize {
        self.components.iter().map(|c| c.down).max().unwrap_or(1)
    }

    /// Units (MCUs) of an interleaved scan, across and down.
    pub(super) fn units(&self) -> (usize, usize) {
        (
            (self.width as usize).div_ceil(8 * self.most_across()),
            (self.height as usize).div_ceil(8 * self.most_down()),
        )
    }

    /// Blocks of a component in a scan of its own, across and down.
    pub(super) fn own_blocks(&self, component: &Component) -> (usize, usize) {
        let blocks =
            |length: u32, factor: usize, most: usize| (length as usize * factor).div_ceil(most).div_ceil(8);
        (
            blocks(self.width, component.across, self.most_across()),
            blocks(self.height, component.down, self.most_down()),
        )
    }
}

/// One marker segment.
pub(super) struct Segment<'a> {
    pub(super) marker: u8,
    /// Without marker and length.
    pub(super) body: &'a [u8],
    /// Where the next one may begin.
    pub(super) end: usize,
}

/// The next segment at or behind `pos`. The end of the picture has an empty body. Restart markers outside of
/// a scan are passed over.
pub(super) fn segment(data: &[u8], mut pos: usize) -> Result<Segment<'_>, PhotoError> {
    loop {
        let (marker, behind) = next_marker(data, pos).ok_or(CUT)?;
        match marker {
            0x01 | 0xD0..=0xD8 => pos = behind,
            0xD9 => return Ok(Segment { marker, body: &[], end: behind }),
            _ => {
                let length = data.get(behind..behind + 2).ok_or(CUT)?;
                let end = behind + usize::from(u16::from_be_bytes([length[0], length[1]]));
                let body = data.get(behind + 2..end).ok_or(CUT)?;
                return Ok(Segment { marker, body, end });
            }
        }
    }
}

fn is_frame(marker: u8) -> bool {
    // C4, C8 and CC are tables and a reserved one.
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// SOF if `marker` is one.
pub(super) fn parse_frame(marker: u8, body: &[u8]) -> Option<Result<Frame, PhotoError>> {
    is_frame(marker).then(|| Frame::parse(marker, body))
}

pub(super) fn find_frame(data: &[u8]) -> Result<Frame, PhotoError> {
    let mut pos = 2;
    loop {
        let segment = segment(data, pos)?;
        if let Some(frame) = parse_frame(segment.marker, segment.body) {
            return frame;
        }
        if matches!(segment.marker, 0xD9 | 0xDA) {
            return Err(PhotoError::Broken("it has no picture header"));
        }
        pos = segment.end;
    }
}

pub(super) fn find_orientation(data: &[u8]) -> u8 {
    let mut pos = 2;
    while let Ok(segment) = segment(data, pos) {
        match segment.marker {
            0xE1 => {
                if let Some(orientation) = exif::orientation(segment.body) {
                    return orientation;
                }
            }
            0xD9 | 0xDA => break,
            _ => {}
        }
        pos = segment.end;
    }
    1
}
