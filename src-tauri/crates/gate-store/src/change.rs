//! What a committed write changed, told to everyone who wants to know after the commit.

/// A part of the database whose rows changed. The UI's cache tags and the sender's wake-up follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum Change {
    /// Raw passages.
    Passages = 0,
    /// Parking sessions.
    Sessions = 1,
    /// What is owed to the city, and the attempts.
    Deliveries = 2,
    /// Photos and what is known of fetching them.
    Photos = 3,
    /// Where the collector stands.
    Collector = 4,
    /// Vehicles now inside.
    InPark = 5,
    /// Occupancy samples.
    Occupancy = 6,
    /// Lanes and their cameras.
    Lanes = 7,
    /// Visitors.
    Visitors = 8,
    /// Authorised vehicles.
    Vehicles = 9,
    /// The blacklist.
    Blacklist = 10,
    /// Coupons issued from here.
    Coupons = 11,
    /// Outings registered from here.
    Outings = 12,
    /// Car parks and vehicle types of the account.
    CarParks = 13,
    /// Lane openings.
    LaneOpenings = 14,
    /// Settings that are not configuration.
    Settings = 15,
    /// Accounts and logins.
    Accounts = 16,
    /// The audit log.
    Audit = 17,
    /// How the platforms were last reached: heartbeat, clock, collector.
    Platforms = 18,
    /// Alerts.
    Alerts = 19,
    /// Batches: begun, stopped, ended.
    Batches = 20,
    /// How old the mirrors of the registers are.
    Mirrors = 21,
    /// Shifts that were handed over.
    Shifts = 22,
}

const ALL: [Change; 23] = [
    Change::Passages,
    Change::Sessions,
    Change::Deliveries,
    Change::Photos,
    Change::Collector,
    Change::InPark,
    Change::Occupancy,
    Change::Lanes,
    Change::Visitors,
    Change::Vehicles,
    Change::Blacklist,
    Change::Coupons,
    Change::Outings,
    Change::CarParks,
    Change::LaneOpenings,
    Change::Settings,
    Change::Accounts,
    Change::Audit,
    Change::Platforms,
    Change::Alerts,
    Change::Batches,
    Change::Mirrors,
    Change::Shifts,
];

/// A set of [`Change`]s: what one commit touched.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes(u32);

impl Changes {
    /// Nothing changed.
    pub const NONE: Changes = Changes(0);

    /// Everything may have changed: another process wrote, or messages were missed.
    pub fn all() -> Changes {
        ALL.into_iter().collect()
    }

    /// Whether this part changed.
    pub fn contains(self, change: Change) -> bool {
        self.0 & bit(change) != 0
    }

    /// Whether nothing changed.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The same set with one more part.
    #[must_use]
    pub fn with(self, change: Change) -> Changes {
        Changes(self.0 | bit(change))
    }

    /// What either set holds.
    #[must_use]
    pub fn union(self, other: Changes) -> Changes {
        Changes(self.0 | other.0)
    }

    /// Each part that changed, in the order of [`Change`].
    pub fn iter(self) -> impl Iterator<Item = Change> {
        ALL.into_iter().filter(move |change| self.contains(*change))
    }
}

impl FromIterator<Change> for Changes {
    fn from_iter<I: IntoIterator<Item = Change>>(changes: I) -> Self {
        changes.into_iter().fold(Changes::NONE, Changes::with)
    }
}

impl std::fmt::Debug for Changes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

fn bit(change: Change) -> u32 {
    1 << change as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in_and_nothing_else() {
        let set = Changes::NONE.with(Change::Photos).with(Change::Platforms);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Change::Photos, Change::Platforms]);
        assert!(!set.contains(Change::Passages));
    }

    #[test]
    fn all_holds_every_part_once() {
        assert_eq!(Changes::all().iter().count(), ALL.len());
        for (index, change) in ALL.iter().enumerate() {
            assert_eq!(*change as usize, index, "ALL must list every variant in order");
        }
    }
}
