//! The chunks of a WebP (RFC 9649), read before a decoder may allocate by what they say.

use crate::pixels::CUT;
use crate::{Info, PhotoError};

const SENSELESS: PhotoError = PhotoError::Broken("its header makes no sense");

/// The bit of an extended header that tells an animation.
const ANIMATION: u8 = 0b10;

/// Whether this begins as a WebP does.
pub(crate) fn is_webp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") && bytes.len() > 12
}

/// Width and height by the first chunk.
pub(crate) fn dimensions(bytes: &[u8]) -> Result<(u32, u32), PhotoError> {
    let (kind, body) = chunk(bytes, 12).ok_or(CUT)?;
    match kind {
        b"VP8X" => {
            let side = |at: usize| u24(body, at).map(|less_one| less_one + 1);
            side(4).zip(side(7)).ok_or(CUT)
        }
        _ => frame(kind, body)?.ok_or(SENSELESS),
    }
}

/// Judges that the file is whole, still, and holds a picture of the size that its first chunk says and no other.
pub(crate) fn check(bytes: &[u8], info: &Info) -> Result<(), PhotoError> {
    let len = bytes.get(4..).and_then(|rest| rest.first_chunk()).map(|len| u32::from_le_bytes(*len));
    if len.is_none_or(|len| (bytes.len() as u64) < 8 + u64::from(len)) {
        return Err(CUT);
    }
    let mut at = 12;
    let mut pictures = 0;
    while at < bytes.len() {
        let Some((kind, body)) = chunk(bytes, at) else { break };
        if kind == b"ANMF" || kind == b"VP8X" && body.first().is_some_and(|flags| flags & ANIMATION != 0) {
            return Err(PhotoError::Broken("it is an animation"));
        }
        if let Some(size) = frame(kind, body)? {
            pictures += 1;
            if size != (info.width, info.height) {
                return Err(SENSELESS);
            }
        }
        let len = bytes[at + 4..].first_chunk().map_or(0, |len| u32::from_le_bytes(*len)) as usize;
        at = at.saturating_add(8).saturating_add(len).saturating_add(len % 2);
    }
    if pictures == 1 { Ok(()) } else { Err(SENSELESS) }
}

/// The chunk that begins at `at`: its name, and what is there of its body.
fn chunk(bytes: &[u8], at: usize) -> Option<(&[u8; 4], &[u8])> {
    let rest = bytes.get(at..)?;
    let kind = rest.first_chunk::<4>()?;
    let len = u32::from_le_bytes(*rest.get(4..)?.first_chunk()?) as usize;
    let body = rest.get(8..)?;
    Some((kind, &body[..len.min(body.len())]))
}

/// The sides of the picture in a chunk; `None` for one that holds none.
fn frame(kind: &[u8; 4], body: &[u8]) -> Result<Option<(u32, u32)>, PhotoError> {
    match kind {
        b"VP8 " => {
            if body.get(3..6).ok_or(CUT)? != [0x9D, 0x01, 0x2A] {
                return Err(SENSELESS);
            }
            let side = |at: usize| {
                body.get(at..)
                    .and_then(|rest| rest.first_chunk())
                    .map(|two| u32::from(u16::from_le_bytes(*two) & 0x3FFF))
            };
            let (width, height) = side(6).zip(side(8)).ok_or(CUT)?;
            if width == 0 || height == 0 { Err(SENSELESS) } else { Ok(Some((width, height))) }
        }
        b"VP8L" => {
            let bits = body.get(1..).and_then(|rest| rest.first_chunk()).ok_or(CUT)?;
            if body[0] != 0x2F {
                return Err(SENSELESS);
            }
            let bits = u32::from_le_bytes(*bits);
            Ok(Some(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)))
        }
        _ => Ok(None),
    }
}

fn u24(body: &[u8], at: usize) -> Option<u32> {
    body.get(at..at + 3).map(|three| u32::from_le_bytes([three[0], three[1], three[2], 0]))
}
