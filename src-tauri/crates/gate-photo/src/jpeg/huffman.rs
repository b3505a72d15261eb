//! Huffman tables, and those of ITU-T T.81 Annex K that everyone uses when a file brings none.

use super::bits::BitReader;
use crate::PhotoError;

const LOOKUP_BITS: u32 = 10;

const BAD_CODE: PhotoError = PhotoError::Broken("a code that is in no table");

/// One decoding table.
#[derive(Clone)]
pub(super) struct Table {
    /// By the next 10 bits: code length << 8 | symbol; 0 for longer codes.
    symbols: Vec<u16>,
    /// By the next 10 bits, where code and coefficient fit into them: value << 16 | run << 8 | length; else
    /// 0.
    coefficients: Vec<u32>,
    /// Per code length, one more than the largest code, or 0 if there is none.
    end: [u32; 17],
    /// Per code length, what to add to a code to find its symbol.
    offset: [i32; 17],
    values: Vec<u8>,
}

impl Table {
    /// `counts` says how many codes each length from 1 to 16 has; `values` are their symbols in order (T.81,
    /// C.2).
    pub(super) fn new(counts: &[u8; 16], values: &[u8]) -> Result<Self, PhotoError> {
        let mut table = Self {
            symbols: vec![0; 1 << LOOKUP_BITS],
            coefficients: vec![0; 1 << LOOKUP_BITS],
            end: [0; 17],
            offset: [0; 17],
            values: values.to_vec(),
        };
        let mut code = 0u32;
        let mut index = 0usize;
        for (length, &count) in (1u32..).zip(counts) {
            table.offset[length as usize] = index as i32 - code as i32;
            for _ in 0..count {
                let symbol = *values.get(index).ok_or(PhotoError::Broken("a Huffman table is too short"))?;
                if code >> length != 0 {
                    return Err(PhotoError::Broken("a Huffman table has too many codes"));
                }
                if length <= LOOKUP_BITS {
                    let spare = LOOKUP_BITS - length;
                    let first = (code << spare) as usize;
                    table.symbols[first..first + (1 << spare)].fill((length as u16) << 8 | u16::from(symbol));
                }
                code += 1;
                index += 1;
            }
            table.end[length as usize] = if count > 0 { code } else { 0 };
            code <<= 1;
        }
        table.fill_coefficients();
        Ok(table)
    }

    fn fill_coefficients(&mut self) {
        for (bits, (&entry, packed)) in self.symbols.iter().zip(&mut self.coefficients).enumerate() {
            let (length, run, size) =
                (u32::from(entry >> 8), u32::from(entry >> 4 & 15), u32::from(entry & 15));
            if length == 0 || size == 0 || length + size > LOOKUP_BITS {
                continue;
            }
            let raw = (bits as u32 >> (LOOKUP_BITS - length - size)) & ((1 << size) - 1);
            let value = if raw < 1 << (size - 1) { raw as i32 - (1 << size) + 1 } else { raw as i32 };
            *packed = (value as u32) << 16 | run << 8 | (length + size);
        }
    }

    /// The next symbol.
    #[inline(always)]
    pub(super) fn symbol(&self, bits: &mut BitReader<'_>) -> Result<u8, PhotoError> {
        bits.ensure_32();
        let entry = self.symbols[bits.peek(LOOKUP_BITS) & ((1 << LOOKUP_BITS) - 1)];
        if entry != 0 {
            bits.consume(u32::from(entry >> 8));
            return Ok(entry as u8);
        }
        self.long_symbol(bits)
    }

    #[cold]
    fn long_symbol(&self, bits: &mut BitReader<'_>) -> Result<u8, PhotoError> {
        for length in LOOKUP_BITS + 1..=16 {
            let code = bits.peek(length) as u32;
            if code < self.end[length as usize] {
                let index = code as i32 + self.offset[length as usize];
                bits.consume(length);
                return usize::try_from(index)
                    .ok()
                    .and_then(|index| self.values.get(index).copied())
                    .ok_or(BAD_CODE);
            }
        }
        Err(BAD_CODE)
    }

    /// A short code with its coefficient at one go: `(zeros before it, value)`. None takes nothing.
    #[inline(always)]
    pub(super) fn short_coefficient(&self, bits: &mut BitReader<'_>) -> Option<(usize, i16)> {
        bits.ensure_32();
        let packed = self.coefficients[bits.peek(LOOKUP_BITS) & ((1 << LOOKUP_BITS) - 1)];
        if packed == 0 {
            return None;
        }
        bits.consume(packed & 0xFF);
        Some(((packed >> 8 & 15) as usize, (packed >> 16) as i16))
    }
}

/// A table as a file stores it.
pub(crate) struct Standard {
    /// Codes per length from 1 to 16.
    pub(crate) counts: [u8; 16],
    /// Symbols in the order of their codes.
    pub(crate) values: &'static [u8],
}

/// Table K.3, luminance DC.
pub(crate) const LUMA_DC: Standard = Standard {
    counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
    values: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
};
/// Table K.4, chrominance DC.
pub(crate) const CHROMA_DC: Standard = Standard {
    counts: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
    values: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
};
/// Table K.5, luminance AC.
pub(crate) const LUMA_AC: Standard = Standard {
    counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
    values: &[
        0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22,
        0x71, 0x14, 0x32, 0x81, 0x91, 0xA1, 0x08, 0x23, 0x42, 0xB1, 0xC1, 0x15, 0x52, 0xD1, 0xF0, 0x24, 0x33,
        0x62, 0x72, 0x82, 0x09, 0x0A, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2A, 0x34,
        0x35, 0x36, 0x37, 0x38, 0x39, 0x3A, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x53, 0x54, 0x55,
        0x56, 0x57, 0x58, 0x59, 0x5A, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x73, 0x74, 0x75, 0x76,
        0x77, 0x78, 0x79, 0x7A, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x92, 0x93, 0x94, 0x95, 0x96,
        0x97, 0x98, 0x99, 0x9A, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xB2, 0xB3, 0xB4, 0xB5,
        0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xD2, 0xD3, 0xD4,
        0xD5, 0xD6, 0xD7, 0xD8, 0xD9, 0xDA, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xF1,
        0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA,
    ],
};
/// Table K.6, chrominance AC.
pub(crate) const CHROMA_AC: Standard = Standard {
    counts: [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
    values: &[
        0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13,
        0x22, 0x32, 0x81, 0x08, 0x14, 0x42, 0x91, 0xA1, 0xB1, 0xC1, 0x09, 0x23, 0x33, 0x52, 0xF0, 0x15, 0x62,
        0x72, 0xD1, 0x0A, 0x16, 0x24, 0x34, 0xE1, 0x25, 0xF1, 0x17, 0x18, 0x19, 0x1A, 0x26, 0x27, 0x28, 0x29,
        0x2A, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3A, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x53, 0x54,
        0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x73, 0x74, 0x75,
        0x76, 0x77, 0x78, 0x79, 0x7A, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x92, 0x93, 0x94,
        0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xB2, 0xB3,
        0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xD2,
        0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xD9, 0xDA, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA,
        0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA,
    ],
};
