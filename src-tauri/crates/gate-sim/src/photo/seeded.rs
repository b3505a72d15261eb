//! The simulators' dice: the same on every machine and with every version of any library, since photos and traffic of a
//! seed must never change.

/// A small seeded generator (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Seeded(u64);

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Seeded(seed)
    }

    /// A generator of its own for one purpose, so that what one draws never shifts what another does.
    pub(crate) fn of(seed: u64, purpose: u64) -> Self {
        let mut root = Seeded(seed ^ purpose.wrapping_mul(0xd6e8_feb8_6659_fd93));
        Seeded(root.next())
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but not including `bound`; 0 when there is none.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// A number from 0 up to but not including 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in this share of cases; never for 0, always for 1.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of several; `None` only of none.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len() as u64) as usize)
    }

    /// Exponentially distributed with this mean.
    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// Log-normally distributed with this median; `spread` is the standard deviation of the logarithm.
    pub(crate) fn log_normal(&mut self, median: f64, spread: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * self.unit()).cos();
        median * (spread * normal).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_of_a_seed_never_change() {
        let mut dice = Seeded::new(1);
        // The published first outputs of SplitMix64 for the seed 1.
        assert_eq!(dice.next(), 0x910a_2dec_8902_5cc1);
        assert_eq!(dice.next(), 0xbeeb_8da1_658e_ec67);
    }

    #[test]
    fn distributions_have_the_middle_they_were_given() {
        let mut dice = Seeded::new(3);
        let mean = (0..50_000).map(|_| dice.exponential(20.0)).sum::<f64>() / 50_000.0;
        assert!((mean - 20.0).abs() < 0.5, "{mean}");
        let mut stays: Vec<f64> = (0..20_001).map(|_| dice.log_normal(70.0, 0.8)).collect();
        stays.sort_by(f64::total_cmp);
        assert!((stays[10_000] - 70.0).abs() < 3.0, "{}", stays[10_000]);
    }

    #[test]
    fn nothing_is_picked_from_nothing() {
        let mut dice = Seeded::new(3);
        assert_eq!(dice.pick::<u8>(&[]), None);
        assert_eq!(dice.below(0), 0);
        assert!(!dice.chance(0.0) && dice.chance(1.0));
    }
}
