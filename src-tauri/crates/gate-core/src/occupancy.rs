//! How full a car park is.

/// A car park's spaces as the platform counts them. Each figure may be missing; none is clamped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Occupancy {
    /// Spaces in all (`totalLot`, 总车位数).
    pub total: Option<i64>,
    /// Spaces used (`usedLot`).
    pub used: Option<i64>,
    /// Spaces used by visitors (`visitorUsedLot`).
    pub visitors_used: Option<i64>,
    /// Spaces for staff (`mothTotalLot`, sic).
    pub staff_total: Option<i64>,
    /// Spaces used by staff (`mothUsedLot`, sic).
    pub staff_used: Option<i64>,
    /// Spaces for temporary vehicles (`tempLot`).
    pub temporary: Option<i64>,
}

impl Occupancy {
    /// Free spaces: total less used, never below 0; `None` where either is missing.
    #[must_use]
    pub fn free(&self) -> Option<u32> {
        let free = self.total?.saturating_sub(self.used?).max(0);
        Some(u32::try_from(free).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_is_total_less_used_and_never_negative() {
        let occupancy = |total, used| Occupancy { total, used, ..Occupancy::default() };
        assert_eq!(occupancy(Some(500), Some(300)).free(), Some(200));
        assert_eq!(occupancy(Some(500), Some(501)).free(), Some(0));
        assert_eq!(occupancy(Some(500), None).free(), None);
        assert_eq!(occupancy(Some(i64::MAX), Some(-1)).free(), Some(u32::MAX));
    }
}
