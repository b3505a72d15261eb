//! Which car parks somebody may see.

/// All car parks, or only some of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CarParkScope {
    only: Vec<String>,
}

impl CarParkScope {
    /// All car parks.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// These car parks; as in an account, none named means all.
    #[must_use]
    pub fn of(car_parks: &[String]) -> Self {
        Self { only: car_parks.to_vec() }
    }

    /// Whether it is not limited.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.only.is_empty()
    }

    /// Whether this car park is within it.
    #[must_use]
    pub fn holds(&self, parking_id: &str) -> bool {
        self.is_all() || self.only.iter().any(|only| only == parking_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn naming_no_car_park_means_all_and_naming_one_means_that_one() {
        assert!(CarParkScope::all().holds("park1"));
        assert!(CarParkScope::of(&[]).is_all());
        let one = CarParkScope::of(&["park1".to_owned()]);
        assert!(one.holds("park1"));
        assert!(!one.holds("park") && !one.holds("park2") && !one.holds(""));
    }
}
