//! What a packed workbook would cost, found out by inflating it without keeping anything.

use std::io::{Cursor, Read};

use memchr::memmem;
use zip::ZipArchive;

use crate::{Refusal, limits};

/// How an old Excel file and a locked one begin: a compound file.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// Of the end of a chunk so much is looked at again with the next, so that nothing hides in the gap.
const OVERLAP: usize = 64;

pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(COMPOUND)
}

/// Whether a compound file is a locked workbook: it has a stream of that name, in UTF-16.
pub(super) fn holds_encrypted_package(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    memmem::find(bytes, &name).is_some()
}

/// Refuses what is too big, locked or holds macros.
pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::NotATable)?;
    if archive.len() > limits::MAX_PARTS {
        return Err(Refusal::TooBig);
    }
    let mut left = limits::MAX_INFLATED;
    let mut chunk = vec![0_u8; OVERLAP + 64 * 1024];
    for index in 0..archive.len() {
        let raw = archive.by_index_raw(index).map_err(|_| Refusal::NotATable)?;
        if raw.encrypted() {
            return Err(Refusal::Encrypted);
        }
        let name = raw.name().map_err(|_| Refusal::NotATable)?.to_ascii_lowercase();
        drop(raw);
        if name.ends_with("vbaproject.bin") || name.contains("macrosheets/") {
            return Err(Refusal::Macros);
        }
        let mut part = archive.by_index(index).map_err(|_| Refusal::NotATable)?;
        let (mut kept, mut first) = (0_usize, true);
        loop {
            let (_, free) = chunk.split_at_mut(kept);
            let read = part.read(free).map_err(|_| Refusal::NotATable)?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read as u64).ok_or(Refusal::TooBig)?;
            let seen = chunk.get(..kept + read).unwrap_or_default();
            look(&name, seen, std::mem::take(&mut first))?;
            let end = kept + read;
            kept = end.min(OVERLAP);
            chunk.copy_within(end - kept..end, 0);
        }
    }
    Ok(())
}

/// Looks through a piece of a part for what the reader must not be given.
fn look(name: &str, piece: &[u8], first: bool) -> Result<(), Refusal> {
    // Names and numbers below are looked for as ASCII; no spreadsheet program writes UTF-16 here.
    let wide = piece.starts_with(&[0xff, 0xfe])
        || piece.starts_with(&[0xfe, 0xff])
        || piece.iter().take(4).any(|&byte| byte == 0);
    if first && wide && (name.ends_with(".xml") || name.ends_with(".rels")) {
        return Err(Refusal::NotATable);
    }
    if name == "[content_types].xml" && memmem::find(piece, b"macroEnabled").is_some() {
        return Err(Refusal::Macros);
    }
    // The reader makes room for as many texts as the file claims to have.
    for at in memmem::find_iter(piece, b"uniqueCount") {
        let digits: String = piece
            .iter()
            .skip(at + b"uniqueCount".len())
            .skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'=' | b'"' | b'\''))
            .take_while(|byte| byte.is_ascii_digit())
            .take(20)
            .map(|&byte| char::from(byte))
            .collect();
        if digits.parse::<u64>().is_ok_and(|count| count > limits::MAX_STRINGS) {
            return Err(Refusal::TooBig);
        }
    }
    Ok(())
}
