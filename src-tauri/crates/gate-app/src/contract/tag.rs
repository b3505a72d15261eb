//! Cache tags: what a read provides, what a write or a commit in the background invalidates.

use gate_store::{Change, Changes};
use serde::Serialize;
use ts_rs::TS;

/// A part of what screens show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Who is signed in, and how the program runs.
    Start,
    /// Accounts.
    Accounts,
    /// Both platforms, the backlog, the disk.
    Platforms,
    /// What the city is owed and has.
    Deliveries,
    /// Lanes, their cameras and their settings.
    Lanes,
    /// Passages and their photos.
    Passages,
    /// Parking sessions.
    Sessions,
    /// Free spaces.
    Occupancy,
    /// Alerts.
    Alerts,
    /// Lane openings.
    Openings,
    /// What is registered of vehicles: authorised, blacklisted, visiting.
    Registers,
    /// How old the registers are, and what is being read anew.
    Mirrors,
    /// Many writes in one go.
    Batches,
    /// A rehearsal that goes on, or the last one.
    Rehearsal,
    /// What the administrator chose in the program.
    Options,
    /// Tests of the connections to the platforms.
    Connections,
    /// The configuration file, and which secrets are set.
    Settings,
    /// Backups, and what is to be put back.
    Backups,
    /// Shifts that were handed over.
    Shifts,
}

impl Tag {
    /// What a commit of these changes invalidates, each tag once.
    #[must_use]
    pub fn of(changes: Changes) -> Vec<Self> {
        let mut tags: Vec<Self> =
            changes.iter().flat_map(|change| Self::of_one(change).iter().copied()).collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    fn of_one(change: Change) -> &'static [Self] {
        match change {
            Change::Passages => &[Self::Passages],
            Change::Photos => &[Self::Passages, Self::Deliveries],
            Change::Sessions => &[Self::Sessions, Self::Passages, Self::Occupancy],
            Change::Deliveries => &[Self::Platforms, Self::Deliveries],
            Change::Collector | Change::Platforms => &[Self::Platforms],
            Change::InPark => &[Self::Sessions],
            Change::Occupancy => &[Self::Occupancy],
            Change::Lanes => &[Self::Lanes],
            Change::Visitors | Change::Vehicles | Change::Blacklist | Change::Coupons | Change::Outings => {
                &[Self::Registers]
            }
            Change::CarParks => &[Self::Lanes, Self::Registers],
            Change::LaneOpenings => &[Self::Openings],
            Change::Settings => &[Self::Options],
            Change::Accounts => &[Self::Accounts],
            Change::Audit => &[],
            Change::Alerts => &[Self::Alerts],
            Change::Batches => &[Self::Batches],
            Change::Mirrors => &[Self::Mirrors],
            Change::Shifts => &[Self::Shifts],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paired_exit_refreshes_feed_sessions_and_free_spaces_once_each() {
        let changes = [Change::Passages, Change::Sessions].into_iter().collect();
        assert_eq!(Tag::of(changes), [Tag::Passages, Tag::Sessions, Tag::Occupancy]);
    }
}
