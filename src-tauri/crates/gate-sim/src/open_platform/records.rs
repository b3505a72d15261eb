//! The passages that the platform holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gate_core::time::UtcMillis;

use crate::traffic::SimPassage;

/// Passages by number, and by car park and time.
#[derive(Debug, Default)]
pub(super) struct Records {
    by_id: BTreeMap<u64, Kept>,
    by_time: BTreeMap<String, BTreeSet<(UtcMillis, u64)>>,
    last_id: u64,
}

#[derive(Debug)]
struct Kept {
    passage: Arc<SimPassage>,
    listed: bool,
}

impl Records {
    /// Keeps a passage, numbering it unless it has a free number. `listed` passages show in the record list.
    pub(super) fn keep(&mut self, mut passage: SimPassage, listed: bool) -> Arc<SimPassage> {
        if passage.record_id == 0 || self.by_id.contains_key(&passage.record_id) {
            passage.record_id = self.last_id + 1;
        }
        self.last_id = self.last_id.max(passage.record_id);
        let passage = Arc::new(passage);
        self.by_id.insert(passage.record_id, Kept { passage: Arc::clone(&passage), listed });
        self.by_time.entry(passage.parking_id.clone()).or_default().insert((passage.at, passage.record_id));
        passage
    }

    /// The passage of a number.
    pub(super) fn get(&self, record_id: u64) -> Option<&Arc<SimPassage>> {
        self.by_id.get(&record_id).map(|kept| &kept.passage)
    }

    /// Every passage in the order of numbers.
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<SimPassage>> {
        self.by_id.values().map(|kept| &kept.passage)
    }

    /// The listed passages of a car park in a window (both ends included) that had been reported by `now`, oldest
    /// first.
    pub(super) fn window(
        &self,
        parking_id: &str,
        from: UtcMillis,
        to: UtcMillis,
        now: UtcMillis,
    ) -> impl DoubleEndedIterator<Item = &Arc<SimPassage>> {
        self.by_time
            .get(parking_id)
            .into_iter()
            .flat_map(move |times| times.range((from, 0)..=(to, u64::MAX)))
            .filter_map(|(_, id)| self.by_id.get(id))
            .filter(move |kept| kept.listed && kept.passage.reported_at <= now)
            .map(|kept| &kept.passage)
    }
}
