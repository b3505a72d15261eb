//! What can be checked without a network: configuration, database, disk.

use std::path::Path;

use gate_store::{DiskLevel, Store, StoreOptions};

use super::{Advice, Check, Found, Steps};
use crate::{Config, DataDir, Secrets};

/// Reads configuration and secrets; both when both are right.
pub(super) fn configuration(path: &Path, checks: &mut Vec<Check>) -> Option<(Config, Secrets)> {
    let mut steps = Steps::of("configuration", None);
    let read = read(path, &mut steps);
    checks.append(&mut steps.checks);
    read
}

fn read(path: &Path, steps: &mut Steps) -> Option<(Config, Secrets)> {
    const REMEDY: Advice = Advice::CorrectAndRepeat;
    if let Err(error) = DataDir::open(path) {
        steps.fail("directory", Found::Said.with("detail", error), REMEDY);
        return None;
    }
    steps.ok("directory", Found::Said.with("detail", path.display()));
    let config = match Config::load(path) {
        Ok(config) => config,
        Err(error) => {
            steps.fail("gatehouse.toml", Found::Said.with("detail", error), REMEDY);
            steps.skip(&["secrets.toml"]);
            return None;
        }
    };
    let reporting = config.car_parks.iter().filter(|car_park| car_park.city.is_some()).count();
    let found = Found::CarParks.with("count", config.car_parks.len()).and("detail", reporting);
    steps.ok("gatehouse.toml", found);
    match Secrets::load(path, &config) {
        Ok(secrets) => {
            steps.ok("secrets.toml", Found::SecretsGiven);
            Some((config, secrets))
        }
        Err(error) => {
            steps.fail("secrets.toml", Found::Said.with("detail", error), REMEDY);
            None
        }
    }
}

/// Opens the database, as every command does, and looks at the room that is left.
pub(super) async fn database_and_disk(path: &Path, checks: &mut Vec<Check>) {
    let mut database = Steps::of("database", None);
    let mut disk = Steps::of("disk", None);
    match open(path).await {
        None => database.skip(&["open", "content"]),
        Some(Err(error)) => {
            database.fail("open", Found::Said.with("detail", error), Advice::DoAsSaid);
            database.skip(&["content"]);
        }
        Some(Ok(store)) => {
            database.ok("open", Found::DatabaseOpens);
            match store.check().await {
                Ok(()) => database.ok("content", Found::PagesAgree),
                Err(error) => {
                    database.fail("content", Found::Said.with("detail", error), Advice::RestoreBackup)
                }
            }
            room(&store, &mut disk);
            store.close().await;
        }
    }
    checks.append(&mut database.checks);
    checks.append(&mut disk.checks);
}

async fn open(path: &Path) -> Option<Result<Store, gate_store::StoreError>> {
    // In a directory that is not there, a database would only hide the mistake.
    DataDir::open(path).ok()?;
    Some(Store::open_async(path, StoreOptions::default()).await)
}

fn room(store: &Store, steps: &mut Steps) {
    const REMEDY: Advice = Advice::FreeSpace;
    match store.free_bytes() {
        Err(error) => steps.fail("room", Found::Said.with("detail", error), REMEDY),
        Ok(bytes) => {
            let found = Found::RoomLeft.with("count", bytes / 1_000_000);
            match DiskLevel::of(bytes) {
                DiskLevel::Critical => steps.fail("room", found, REMEDY),
                DiskLevel::Low => steps.warn("room", found, REMEDY),
                _ => steps.ok("room", found),
            }
        }
    }
}
