//! Reading one window to its end.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use gate_core::record::Record;
use gate_open_platform::{Error, Rejected};

use super::Collecting;
use super::window::Window;

/// More pages than this are not held at once: the window is halved (a page is at most 1,000 records).
const MOST_PAGES: u32 = 200;
/// A page that fails is asked for again so often before the window is given up: on a bad line a long window would
/// otherwise never be read to its end.
pub(crate) const PAGE_TRIES: u32 = 5;
pub(crate) const PAGE_PAUSE: Duration = Duration::from_millis(500);
/// So many kinds of unusable rows are remembered; beyond that they are only counted.
const MOST_REMEMBERED: usize = 10_000;

/// What reading a window brought.
pub(crate) enum WindowRead {
    /// All of its records, in no order.
    Whole(Vec<Record>),
    /// It has too many pages; nothing was kept, and these are its halves, the older first.
    TooLong(Window, Window),
}

impl Collecting {
    /// Reads all pages of a window; records that `keep` does not want are dropped as they come. Nothing is believed of
    /// the order of the rows.
    pub(crate) async fn read_window(
        &self,
        window: Window,
        keep: impl Fn(&Record) -> bool,
    ) -> Result<WindowRead, Error> {
        self.read_pages(window, MOST_PAGES, keep).await
    }

    pub(super) async fn read_pages(
        &self,
        window: Window,
        most_pages: u32,
        keep: impl Fn(&Record) -> bool,
    ) -> Result<WindowRead, Error> {
        let mut walk = self.open_platform.record_pages(self.parking_id(), window.from, window.to);
        let mut records = Vec::new();
        let (mut pages, mut failures) = (0_u32, 0_u32);
        loop {
            match walk.next().await {
                Ok(Some(page)) => {
                    failures = 0;
                    pages += 1;
                    self.rejections.warn("record", self.parking_id(), &page.rejected);
                    let ours =
                        page.items.into_iter().filter(|record| !self.others.contains(&record.parking_id));
                    records.extend(ours.filter(&keep));
                }
                Ok(None) => return Ok(WindowRead::Whole(records)),
                Err(error) if pages > 0 && may_pass(&error) && failures + 1 < PAGE_TRIES => {
                    failures += 1;
                    tokio::time::sleep(PAGE_PAUSE).await;
                }
                Err(error) => return Err(error),
            }
            if pages > most_pages
                && let Some((older, younger)) = window.halves()
            {
                return Ok(WindowRead::TooLong(older, younger));
            }
        }
    }

    pub(crate) fn rejected(&self, what: &'static str, rejected: &[Rejected]) {
        self.rejections.warn(what, self.parking_id(), rejected);
    }
}

/// Whether a page may come the next time: the pages before it did, so account and address are right, and even a refusal is
/// more likely a busy platform's than this page's.
pub(crate) fn may_pass(error: &Error) -> bool {
    !error.is_account() && !error.is_configuration() && !matches!(error, Error::EndlessList { .. })
}

/// Rows that cannot be used: each kind is warned of once, since polls read the same rows again and again.
#[derive(Debug, Default)]
pub(crate) struct Rejections {
    hasher: RandomState,
    seen: Mutex<HashSet<u64>>,
}

impl Rejections {
    pub(crate) fn warn(&self, what: &'static str, parking_id: &str, rejected: &[Rejected]) {
        if rejected.is_empty() {
            return;
        }
        // The set is whole after every call, so a panic elsewhere leaves it sound.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for row in rejected {
            if seen.len() < MOST_REMEMBERED && seen.insert(self.hasher.hash_one((what, &row.raw))) {
                let (reason, raw, so_far) = (&row.reason, &row.raw, seen.len());
                tracing::warn!(
                    what,
                    parking_id,
                    reason,
                    raw,
                    so_far,
                    "a row of the open platform cannot be used"
                );
            }
        }
    }

    /// How many different rows could not be used.
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_comes_with_every_poll_is_one() {
        let rejections = Rejections::default();
        let row = |raw: &str| Rejected { reason: "no time".into(), raw: raw.into() };
        for _ in 0..3 {
            rejections.warn("record", "park1", &[row("{\"a\":1}"), row("{\"a\":2}")]);
        }
        assert_eq!(rejections.count(), 2);
    }
}
