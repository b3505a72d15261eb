//! Lists of many pages: taken over page by page, and only what no page named any more is removed.

use std::time::Duration;

use gate_core::blacklist::BlacklistEntry;
use gate_core::time::UtcMillis;
use gate_core::vehicle::Vehicle;
use gate_open_platform::{BlacklistPages, Error, Page, VehiclePages};
use gate_store::{RefreshNo, Register, Store, StoreError};

use super::Mirrors;
use crate::collector::{CollectError, Collecting, PAGE_PAUSE, PAGE_TRIES, may_pass};

/// Between pages, so that neither the platform nor the booth's own writes feel a list of 100,000 rows.
const BETWEEN_PAGES: Duration = Duration::from_millis(100);

/// A register whose list has pages.
pub(super) trait Paged: Send {
    /// A row.
    type Row: Send;
    const REGISTER: Register;
    /// A row in words, for the log.
    const WHAT: &'static str;

    fn next(&mut self) -> impl Future<Output = Result<Option<Page<Self::Row>>, Error>> + Send;
    fn keep(
        store: &Store,
        parking_id: &str,
        refresh: RefreshNo,
        rows: Vec<Self::Row>,
        asked_at: UtcMillis,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    fn unseen(
        store: &Store,
        parking_id: &str,
        from: RefreshNo,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;
    fn finish(
        store: &Store,
        parking_id: &str,
        from: RefreshNo,
        now: UtcMillis,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;
}

/// Takes a whole list over. Rows move from page to page while others write to the register, and one that moved up to a page
/// that was read already is missed: so what is about to be removed is looked for once more.
pub(super) async fn take_over<P: Paged>(
    mirrors: &Mirrors,
    car_park: &Collecting,
    pages: impl Fn() -> P + Send + std::marker::Sync,
) -> Result<(), CollectError> {
    let (store, parking_id) = (&car_park.store, car_park.parking_id());
    let first = store.begin_refresh(parking_id, P::REGISTER, car_park.clock.now()).await?;
    let read = walk(mirrors, car_park, pages(), first).await?;
    if read > 1 && P::unseen(store, parking_id, first).await? > 0 {
        let second = store.begin_refresh(parking_id, P::REGISTER, car_park.clock.now()).await?;
        walk(mirrors, car_park, pages(), second).await?;
    }
    let gone = P::finish(store, parking_id, first, car_park.clock.now()).await?;
    if gone > 0 {
        tracing::info!(
            parking_id,
            register = P::REGISTER.code(),
            gone,
            "removed what the open platform no longer lists"
        );
    }
    Ok(())
}

/// Answers how many pages there were.
async fn walk<P: Paged>(
    mirrors: &Mirrors,
    car_park: &Collecting,
    mut pages: P,
    refresh: RefreshNo,
) -> Result<u32, CollectError> {
    let (store, parking_id) = (&car_park.store, car_park.parking_id());
    let (mut read, mut rows, mut failures) = (0_u32, 0_u64, 0_u32);
    loop {
        let asked_at = car_park.clock.now();
        match pages.next().await {
            Ok(Some(page)) => {
                failures = 0;
                read += 1;
                rows += page.items.len() as u64;
                car_park.rejected(P::WHAT, &page.rejected);
                P::keep(store, parking_id, refresh, page.items, asked_at).await?;
                mirrors.tell(parking_id, P::REGISTER, rows);
                if page.has_more {
                    tokio::time::sleep(BETWEEN_PAGES).await;
                }
            }
            Ok(None) => return Ok(read),
            Err(error) if read > 0 && may_pass(&error) && failures + 1 < PAGE_TRIES => {
                failures += 1;
                tokio::time::sleep(PAGE_PAUSE).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

impl Paged for VehiclePages {
    type Row = Vehicle;
    const REGISTER: Register = Register::Vehicles;
    const WHAT: &'static str = "authorised vehicle";

    async fn next(&mut self) -> Result<Option<Page<Vehicle>>, Error> {
        VehiclePages::next(self).await
    }

    async fn keep(
        store: &Store,
        parking_id: &str,
        refresh: RefreshNo,
        rows: Vec<Vehicle>,
        asked_at: UtcMillis,
    ) -> Result<(), StoreError> {
        store.upsert_vehicles(parking_id, refresh, rows, asked_at).await
    }

    async fn unseen(store: &Store, parking_id: &str, from: RefreshNo) -> Result<u64, StoreError> {
        store.vehicles_unseen_since(parking_id, from).await
    }

    async fn finish(
        store: &Store,
        parking_id: &str,
        from: RefreshNo,
        now: UtcMillis,
    ) -> Result<u64, StoreError> {
        store.finish_vehicles(parking_id, from, now).await
    }
}

impl Paged for BlacklistPages {
    type Row = BlacklistEntry;
    const REGISTER: Register = Register::Blacklist;
    const WHAT: &'static str = "blacklist entry";

    async fn next(&mut self) -> Result<Option<Page<BlacklistEntry>>, Error> {
        BlacklistPages::next(self).await
    }

    async fn keep(
        store: &Store,
        parking_id: &str,
        refresh: RefreshNo,
        rows: Vec<BlacklistEntry>,
        asked_at: UtcMillis,
    ) -> Result<(), StoreError> {
        store.upsert_blacklist(parking_id, refresh, rows, asked_at).await
    }

    async fn unseen(store: &Store, parking_id: &str, from: RefreshNo) -> Result<u64, StoreError> {
        store.blacklist_unseen_since(parking_id, from).await
    }

    async fn finish(
        store: &Store,
        parking_id: &str,
        from: RefreshNo,
        now: UtcMillis,
    ) -> Result<u64, StoreError> {
        store.finish_blacklist(parking_id, from, now).await
    }
}
