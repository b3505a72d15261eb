//! What can be checked without a network: configuration, database, disk.

use std::path::Path;

use gate_store::{DiskLevel, Store, StoreOptions};

use super::{Check, Steps};
use crate::{Config, DataDir, Secrets};

/// Reads configuration and secrets; both when both are right.
pub(super) fn configuration(path: &Path, checks: &mut Vec<Check>) -> Option<(Config, Secrets)> {
    let mut steps = Steps::of("configuration", None);
    let read = read(path, &mut steps);
    checks.append(&mut steps.checks);
    read
}

fn read(path: &Path, steps: &mut Steps) -> Option<(Config, Secrets)> {
    const REMEDY: &str = "correct it and run the doctor again";
    if let Err(error) = DataDir::open(path) {
        steps.fail("directory", error.to_string(), REMEDY);
        return None;
    }
    steps.ok("directory", path.display().to_string());
    let config = match Config::load(path) {
        Ok(config) => config,
        Err(error) => {
            steps.fail("gatehouse.toml", error.to_string(), REMEDY);
            steps.skip(&["secrets.toml"]);
            return None;
        }
    };
    let reporting = config.car_parks.iter().filter(|car_park| car_park.city.is_some()).count();
    steps.ok("gatehouse.toml", format!("{} car parks, {reporting} report to a city", config.car_parks.len()));
    match Secrets::load(path, &config) {
        Ok(secrets) => {
            steps.ok("secrets.toml", "every secret is given");
            Some((config, secrets))
        }
        Err(error) => {
            steps.fail("secrets.toml", error.to_string(), REMEDY);
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
            database.fail("open", error.to_string(), "do what it says, then run the doctor again");
            database.skip(&["content"]);
        }
        Some(Ok(store)) => {
            database.ok("open", "gatehouse.db can be read and written");
            match store.check().await {
                Ok(()) => database.ok("content", "its pages agree with each other"),
                Err(error) => database.fail("content", error.to_string(), "restore a backup"),
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
    const REMEDY: &str = "free space in the data directory's file system";
    match store.free_bytes() {
        Err(error) => steps.fail("room", error.to_string(), REMEDY),
        Ok(bytes) => {
            let found = format!("{} MB free", bytes / 1_000_000);
            match DiskLevel::of(bytes) {
                DiskLevel::Critical => steps.fail("room", found, REMEDY),
                DiskLevel::Low => steps.warn("room", found, REMEDY),
                _ => steps.ok("room", found),
            }
        }
    }
}
