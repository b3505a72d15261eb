//! What the tests of this crate share: a second process, and rows made by hand.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use gate_core::blacklist::BlacklistEntry;
use gate_core::passage::Direction;
use gate_core::record::Record;
use gate_core::time::UtcMillis;
use gate_core::vehicle::VehicleRegistration;
use rusqlite::Connection;

use crate::error::StoreError;
use crate::ingest::{CityRules, IngestRules};
use crate::register_writes::RegisterEntry;
use crate::store::Store;
use crate::{blacklist, mirrors, vehicles};

/// The folder in which a test that runs as a second process is to work.
const DIR: &str = "GATE_STORE_TEST_DIR";

/// A test of this binary, running as a process of its own. Killed when dropped.
pub(crate) struct OtherProcess {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl OtherProcess {
    /// Starts the ignored test `name` on `dir`.
    pub(crate) fn start(name: &str, dir: &std::path::Path) -> OtherProcess {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--ignored", "--nocapture", "--test-threads=1"])
            .env(DIR, dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        OtherProcess { child, lines }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The rest of the next line that it says with [`say`].
    pub(crate) fn hear(&mut self) -> String {
        loop {
            let line = self.lines.next().expect("the other process ended early").unwrap();
            if let Some((_, said)) = line.split_once("say:") {
                return said.to_owned();
            }
        }
    }

    /// Kills it as a power cut would, without a last word.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for OtherProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// In the second process: where to work. `None` when the test was not started by [`OtherProcess`].
pub(crate) fn other_process_dir() -> Option<std::path::PathBuf> {
    std::env::var_os(DIR).map(Into::into)
}

/// In the second process: tells the first one something.
pub(crate) fn say(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nsay:{text}").unwrap();
    out.flush().unwrap();
}

/// In the second process: waits until the first one is gone or kills it.
pub(crate) fn wait_to_be_killed() {
    let _ = std::io::stdin().read_line(&mut String::new());
}

/// The car park of the rows that are made here.
pub(crate) const PARK: &str = "park123";

/// How that car park is taken in.
pub(crate) fn rules() -> IngestRules {
    IngestRules { parking_id: PARK.to_owned(), total_spaces: Some(100), city: Some(CityRules::default()) }
}

/// A passage of a temporary vehicle, with a photo to be fetched.
pub(crate) fn record(direction: Direction, plate: &str, lane_no: &str, at: UtcMillis) -> Record {
    Record {
        parking_id: PARK.to_owned(),
        direction,
        plate_raw: plate.to_owned(),
        at,
        lane_no: lane_no.to_owned(),
        lane_name: None,
        record_id: None,
        vehicle_type: None,
        photo_url: Some(format!("http://photos.example.com/{}.jpg", at.0)),
        owner_name: None,
        work_no: None,
        owner_phone: None,
        free_spaces: None,
    }
}

/// The steps by which a statement would be run.
pub(crate) fn plan(connection: &Connection, sql: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next()? {
        steps.push(row.get(3)?);
    }
    Ok(steps)
}

/// What the platform took from here, as writes take it over.
impl Store {
    pub(crate) async fn remember_vehicle(
        &self,
        parking_id: &str,
        vehicle: &VehicleRegistration,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        let (parking_id, entry) = (parking_id.to_owned(), RegisterEntry::from(vehicle));
        self.write(move |tx| vehicles::remember(tx, &parking_id, &entry, now)).await
    }

    pub(crate) async fn forget_vehicle(&self, parking_id: &str, plate: &str) -> Result<bool, StoreError> {
        let (parking_id, key) = (parking_id.to_owned(), mirrors::plate_key(plate));
        self.write(move |tx| vehicles::forget(tx, &parking_id, &key)).await
    }

    pub(crate) async fn remember_blacklisted(
        &self,
        parking_id: &str,
        ban: &BlacklistEntry,
        reason: &str,
        added_by: &str,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        let entry = RegisterEntry::ban(&ban.plate, ban.until, reason);
        let (parking_id, added_by) = (parking_id.to_owned(), added_by.to_owned());
        self.write(move |tx| blacklist::remember(tx, &parking_id, &entry, &added_by, now)).await
    }

    pub(crate) async fn forget_blacklisted(&self, parking_id: &str, plate: &str) -> Result<bool, StoreError> {
        let (parking_id, key) = (parking_id.to_owned(), mirrors::plate_key(plate));
        self.write(move |tx| blacklist::forget(tx, &parking_id, &key)).await
    }
}
