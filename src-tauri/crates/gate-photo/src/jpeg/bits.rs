//! The entropy-coded bits of one scan.

/// Reads bits up to the next marker (ITU-T T.81, F.2.2.5). Past it zeros are handed out and counted, so that
/// decoding needs no check per bit and [`BitReader::overrun`] still knows whether any of them was used.
pub(super) struct BitReader<'a> {
    data: &'a [u8],
    pos: usize,
    /// The next bits, the first in the top bit.
    buffer: u64,
    count: u32,
    padding: u32,
    at_marker: bool,
}

impl<'a> BitReader<'a> {
    pub(super) fn new(data: &'a [u8], pos: usize) -> Self {
        Self { data, pos, buffer: 0, count: 0, padding: 0, at_marker: false }
    }

    /// A place before the marker that ends the bits, with no other marker between.
    pub(super) fn position(&self) -> usize {
        self.pos
    }

    /// Makes at least 32 bits readable.
    #[inline(always)]
    pub(super) fn ensure_32(&mut self) {
        if self.count < 32 {
            self.refill();
        }
    }

    #[inline]
    fn refill(&mut self) {
        if let Some(&eight) = self.data.get(self.pos..).and_then(|rest| rest.first_chunk::<8>()) {
            let word = u64::from_be_bytes(eight);
            // No byte is FF exactly when no byte of the complement is zero.
            let zeros = !word;
            if zeros.wrapping_sub(0x0101_0101_0101_0101) & !zeros & 0x8080_8080_8080_8080 == 0 {
                // Bits below `count` are those of the next byte, and the next refill finds the same again.
                self.buffer |= word >> self.count;
                let bytes = (63 - self.count) / 8;
                self.pos += bytes as usize;
                self.count += bytes * 8;
                return;
            }
        }
        self.refill_bytewise();
    }

    #[cold]
    fn refill_bytewise(&mut self) {
        while self.count <= 55 {
            let byte = if self.at_marker { None } else { self.next_byte() };
            match byte {
                Some(byte) => self.buffer |= u64::from(byte) << (56 - self.count),
                None => {
                    self.at_marker = true;
                    self.padding += 8;
                }
            }
            self.count += 8;
        }
    }

    fn next_byte(&mut self) -> Option<u8> {
        let byte = *self.data.get(self.pos)?;
        if byte != 0xFF {
            self.pos += 1;
            return Some(byte);
        }
        if *self.data.get(self.pos + 1)? == 0 {
            self.pos += 2;
            return Some(0xFF);
        }
        None
    }

    /// The next `n` bits (1 to 16) without taking them. At least `n` must be readable.
    #[inline(always)]
    pub(super) fn peek(&self, n: u32) -> usize {
        (self.buffer >> (64 - n)) as usize
    }

    #[inline(always)]
    pub(super) fn consume(&mut self, n: u32) {
        self.buffer <<= n;
        self.count = self.count.wrapping_sub(n);
    }

    /// Takes `n` bits (0 to 16).
    #[inline(always)]
    pub(super) fn take(&mut self, n: u32) -> u32 {
        if n == 0 {
            return 0;
        }
        self.ensure_32();
        let value = self.peek(n) as u32;
        self.consume(n);
        value
    }

    /// Takes `size` bits (0 to 15) as a signed difference or coefficient (T.81, F.2.2.1 EXTEND).
    #[inline(always)]
    pub(super) fn take_signed(&mut self, size: u32) -> i32 {
        let value = self.take(size) as i32;
        if size > 0 && value < 1 << (size - 1) { value - (1 << size) + 1 } else { value }
    }

    /// Whether bits were taken that the file does not have.
    #[inline(always)]
    pub(super) fn overrun(&self) -> bool {
        self.padding > self.count
    }

    /// Goes on behind restart marker number `number` (0 to 7). False if the next marker is another one.
    pub(super) fn restart(&mut self, number: u8) -> bool {
        match next_marker(self.data, self.pos) {
            Some((marker, behind)) if marker == 0xD0 + number => {
                *self = Self::new(self.data, behind);
                true
            }
            _ => false,
        }
    }
}

/// The first marker at or behind `pos`, and the place behind it. Fill bytes and anything that is no marker is
/// passed over, as cameras write such things between segments.
pub(super) fn next_marker(data: &[u8], mut pos: usize) -> Option<(u8, usize)> {
    loop {
        let found = data.get(pos..)?.iter().position(|&byte| byte == 0xFF)?;
        pos += found + 1;
        match *data.get(pos)? {
            0x00 => pos += 1,
            0xFF => {}
            marker => return Some((marker, pos + 1)),
        }
    }
}
