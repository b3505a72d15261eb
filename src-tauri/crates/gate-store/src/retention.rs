//! Deleting what is old enough (domain.md: photos 90 days, passages and deliveries 400, audit 730) and never what the
//! city has not got: a session with anything undelivered keeps its passages and photos whatever their age.

mod files;
mod photos;
mod rows;

use gate_core::time::{DAY_MS, UtcMillis};

use crate::error::StoreError;
use crate::store::Store;
use crate::{audit, name_parts};

/// How many days what is kept, at least. GA/T 1742-2020 asks for 30 days of pictures and 365 of passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Days of photos.
    pub photo_days: u32,
    /// Days of passages, parking sessions, deliveries and occupancy.
    pub passage_days: u32,
    /// Days of the audit log and of what staff did.
    pub audit_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Retention { photo_days: 90, passage_days: 400, audit_days: 730 }
    }
}

/// What was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Photos.
    pub photos: u64,
    /// Bytes of photo files.
    pub photo_bytes: u64,
    /// Passages.
    pub passages: u64,
    /// Parking sessions.
    pub sessions: u64,
    /// Deliveries.
    pub deliveries: u64,
    /// Rows of the audit log.
    pub audit: u64,
    /// Occupancy samples, ended visits and the like.
    pub others: u64,
}

/// Rows of the audit log that go in one transaction.
const AUDIT_AT_ONCE: i64 = 1_000;

impl Store {
    /// Deletes what is older than it must be kept, in small transactions between which others get their turn. Safe to
    /// stop at any moment and to run again; once a day is meant.
    ///
    /// # Errors
    /// As any write. What was deleted until then stays deleted.
    pub async fn prune(&self, keep: Retention, now: UtcMillis) -> Result<Pruned, StoreError> {
        let mut pruned = Pruned::default();
        let cutoff = |days: u32| UtcMillis(now.0.saturating_sub(i64::from(days).saturating_mul(DAY_MS)));
        // Sessions keep their rows longer than their photos.
        let photos_before = cutoff(keep.photo_days);
        let rows_before = cutoff(keep.passage_days.max(1));
        let acts_before = cutoff(keep.audit_days.max(1));
        photos::prune(self, photos_before, None, &mut pruned).await?;
        rows::prune_sessions(self, rows_before, &mut pruned).await?;
        rows::prune_passages(self, rows_before, &mut pruned).await?;
        rows::prune_others(self, rows_before, acts_before, &mut pruned).await?;
        name_parts::forget_unknown(self).await?;
        files::sweep(self, photos_before, &mut pruned).await?;
        loop {
            let gone = self.write(move |tx| audit::prune(tx, acts_before, now, AUDIT_AT_ONCE)).await?;
            pruned.audit += gone;
            if gone < AUDIT_AT_ONCE as u64 {
                break;
            }
        }
        Ok(pruned)
    }

    /// Makes room on a nearly full disk: deletes the oldest photos that were delivered or never owed, whatever their
    /// age, until `bytes` were freed (reliability.md, "Disk"). Undelivered ones stay.
    ///
    /// # Errors
    /// As any write.
    pub async fn prune_photos_for_room(&self, bytes: u64, now: UtcMillis) -> Result<Pruned, StoreError> {
        let mut pruned = Pruned::default();
        photos::prune(self, now, Some(bytes), &mut pruned).await?;
        Ok(pruned)
    }
}

#[cfg(test)]
mod tests;
