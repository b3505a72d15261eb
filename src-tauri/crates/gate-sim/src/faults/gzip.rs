//! A gzip body that is small on the wire and large once it is unpacked.

use std::sync::OnceLock;

use bytes::Bytes;

/// Bytes of the unpacked bomb.
const UNPACKED_BYTES: usize = 64 * 1024 * 1024;
const FILLER: u8 = b' ';
/// The longest match of deflate (RFC 1951, 3.2.5).
const MATCH_BYTES: usize = 258;

/// A success that unpacks to about [`UNPACKED_BYTES`], nearly all of them spaces, as one gzip member (RFC 1952).
pub(super) fn bomb() -> Bytes {
    static BOMB: OnceLock<Bytes> = OnceLock::new();
    BOMB.get_or_init(|| packed(br#"{"result":0,"code":0"#, UNPACKED_BYTES, b"}").into()).clone()
}

/// `before`, spaces and `after` in one deflate block with the fixed code: literals, then matches of the byte before,
/// then literals. `total` is rounded down so that the spaces are one literal and whole matches.
fn packed(before: &[u8], total: usize, after: &[u8]) -> Vec<u8> {
    let matches = total.saturating_sub(before.len() + after.len() + 1) / MATCH_BYTES;
    let filler = matches * MATCH_BYTES + 1;

    let mut bits = Bits { bytes: vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255], pending: 0, count: 0 };
    bits.push(0b011, 3); // last block, fixed code
    before.iter().chain([&FILLER]).for_each(|byte| bits.literal(*byte));
    for _ in 0..matches {
        bits.code(0b1100_0101, 8); // length 258
        bits.code(0, 5); // distance 1
    }
    after.iter().for_each(|byte| bits.literal(*byte));
    bits.code(0, 7); // end of block
    let mut wire = bits.finish();

    let mut crc = Crc::default();
    crc.add(before);
    let fill = [FILLER; 4096];
    for _ in 0..filler / fill.len() {
        crc.add(&fill);
    }
    crc.add(&fill[..filler % fill.len()]);
    crc.add(after);
    wire.extend_from_slice(&(!crc.0).to_le_bytes());
    // The field is the length modulo 2^32.
    wire.extend_from_slice(&((before.len() + filler + after.len()) as u32).to_le_bytes());
    wire
}

struct Bits {
    bytes: Vec<u8>,
    pending: u32,
    count: u32,
}

impl Bits {
    fn push(&mut self, bits: u32, count: u32) {
        self.pending |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.pending as u8);
            self.pending >>= 8;
            self.count -= 8;
        }
    }

    /// Huffman codes go out from their highest bit.
    fn code(&mut self, code: u32, count: u32) {
        self.push(code.reverse_bits() >> (32 - count), count);
    }

    /// The fixed code of a byte below 144.
    fn literal(&mut self, byte: u8) {
        self.code(0b0011_0000 + u32::from(byte), 8);
    }

    fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.push(0, 8 - self.count);
        }
        self.bytes
    }
}

struct Crc(u32);

impl Default for Crc {
    fn default() -> Self {
        Self(u32::MAX)
    }
}

impl Crc {
    fn add(&mut self, bytes: &[u8]) {
        const TABLE: [u32; 256] = crc_table();
        for byte in bytes {
            self.0 = TABLE[((self.0 ^ u32::from(*byte)) & 0xff) as usize] ^ (self.0 >> 8);
        }
    }
}

const fn crc_table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut value = index as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crc_is_the_standard_one() {
        let mut crc = Crc::default();
        crc.add(b"123456789");
        assert_eq!(!crc.0, 0xcbf4_3926);
    }

    /// These bytes were unpacked by another program: `{"r":0`, 775 spaces, `}`.
    #[test]
    fn a_small_one_is_what_an_independent_gunzip_has_accepted() {
        let hex = "1f8b08000000000000ffab562a52b232501805a36014d402004652d1950e030000";
        let wire: String = packed(br#"{"r":0"#, 3 * MATCH_BYTES + 12, b"}")
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(wire, hex);
    }

    #[test]
    fn the_bomb_is_a_hundred_times_smaller_than_what_it_holds() {
        assert!(bomb().len() * 100 < UNPACKED_BYTES);
    }
}
