//! Numbers that follow from a seed and from nothing else, now and after every upgrade of a dependency.

use std::ops::Range;
use std::time::Duration;

/// A seeded source of numbers (SplitMix64, Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// Equal seeds give equal numbers.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut dice = Self { state: seed };
        // Neighbouring seeds begin far apart.
        dice.state = dice.number() ^ seed.rotate_left(32);
        dice
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in the range, which must not be empty.
    pub fn within(&mut self, range: Range<u64>) -> u64 {
        range.start + self.number() % (range.end - range.start)
    }

    /// A number from 0 up to but not including 1.
    pub fn unit(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number between the two.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.unit() * (high - low)
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A span of time in the range, to the millisecond.
    pub fn span(&mut self, range: Range<Duration>) -> Duration {
        let ms = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(self.within(ms(range.start)..ms(range.end)))
    }

    /// One of the things, of which there must be some.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let place = self.within(0..things.len() as u64);
        &things[usize::try_from(place).unwrap_or(0)]
    }

    /// Puts the things in another order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for place in (1..things.len()).rev() {
            let other = self.within(0..place as u64 + 1);
            things.swap(place, usize::try_from(other).unwrap_or(0));
        }
    }
}
