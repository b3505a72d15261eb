//! The tests since the program started: of what is saved, and of what somebody is typing.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    contract::types::{ConnectionStep, ConnectionTest, DraftTest, PlatformKind},
    now,
};

/// By account, since what is found may name car parks that others don't see; by platform and car park.
pub(super) type Key = (i64, PlatformKind, Option<String>);

/// Which test is under way.
pub(super) enum Under {
    /// That of what is saved.
    Saved(Key),
    /// That of a draft, by its number.
    Draft(u32),
}

/// Every test.
#[derive(Default)]
pub(crate) struct Tests {
    saved: Mutex<HashMap<Key, ConnectionTest>>,
    drafts: Mutex<Drafts>,
}

#[derive(Default)]
struct Drafts {
    last: u32,
    kept: Vec<(i64, DraftTest)>,
}

impl Tests {
    /// What was found is about another configuration.
    pub(crate) fn forget(&self) {
        locked(&self.saved).retain(|_, test| test.running);
    }

    /// The last test of what is saved.
    pub(super) fn of(&self, key: &Key) -> Option<ConnectionTest> {
        locked(&self.saved).get(key).cloned()
    }

    /// Begins a test of what is saved, unless the same is under way.
    pub(super) fn begin(&self, key: &Key) -> bool {
        let mut saved = locked(&self.saved);
        if saved.get(key).is_some_and(|test| test.running) {
            return false;
        }
        saved.insert(key.clone(), begun());
        true
    }

    /// Begins a test of a draft in the place of the one before, and answers its number.
    pub(super) fn begin_draft(&self, key: Key, expected: &[super::Step]) -> u32 {
        let (account, platform, parking_id) = key;
        let mut drafts = locked(&self.drafts);
        drafts.last = drafts.last.wrapping_add(1);
        let run = drafts.last;
        drafts
            .kept
            .retain(|(whose, it)| (*whose, it.platform, &it.parking_id) != (account, platform, &parking_id));
        let expected = expected.to_vec();
        drafts.kept.push((account, DraftTest { run, platform, parking_id, expected, test: begun() }));
        run
    }

    /// An account's tests of drafts.
    pub(super) fn drafts_of(&self, account: i64) -> Vec<DraftTest> {
        let drafts = locked(&self.drafts);
        drafts.kept.iter().filter(|(whose, _)| *whose == account).map(|(_, it)| it.clone()).collect()
    }

    /// A step was done; nothing happens where another test took its place.
    pub(super) fn add(&self, under: &Under, step: ConnectionStep) {
        self.change(under, |test| test.steps.push(step));
    }

    /// No step follows.
    pub(super) fn end(&self, under: &Under) {
        self.change(under, |test| test.running = false);
    }

    fn change(&self, under: &Under, change: impl FnOnce(&mut ConnectionTest)) {
        match under {
            Under::Saved(key) => {
                if let Some(test) = locked(&self.saved).get_mut(key) {
                    change(test);
                }
            }
            Under::Draft(run) => {
                let mut drafts = locked(&self.drafts);
                if let Some((_, draft)) = drafts.kept.iter_mut().find(|(_, it)| it.run == *run) {
                    change(&mut draft.test);
                }
            }
        }
    }
}

fn begun() -> ConnectionTest {
    ConnectionTest { started_at: now().0, running: true, steps: Vec::new() }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whoever panicked left plain values whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
