//! Every request the city has seen, and what may be asked about them.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::ledger::Ledger;
use super::options::hex;
use super::record::{
    Accepted, Answer, Breach, Content, Counts, Endpoint, Event, EventKind, Photo, Record, Verdict, Violation,
};
use crate::http::Fate;

/// A view of a city's journal; clones look at the same one. It outlives its city.
#[derive(Clone)]
pub struct Journal {
    pub(super) shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub started: Instant,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
pub(super) struct State {
    pub ledger: Ledger,
    pub records: Vec<Record>,
    pub violations: Vec<Violation>,
    pub counts: Counts,
    file: Option<File>,
    file_error: Option<io::Error>,
}

impl Journal {
    pub(super) fn new(file: Option<&Path>) -> io::Result<Self> {
        let file = file.map(|path| OpenOptions::new().create(true).append(true).open(path)).transpose()?;
        let state = Mutex::new(State { file, ..State::default() });
        Ok(Self { shared: Arc::new(Shared { started: Instant::now(), state, changed: Notify::new() }) })
    }

    /// Every request so far, in order.
    pub fn records(&self) -> Vec<Record> {
        self.state().records.clone()
    }

    /// The requests from this place in the journal on.
    pub fn records_from(&self, sequence: u64) -> Vec<Record> {
        let from = usize::try_from(sequence).unwrap_or(usize::MAX);
        self.state().records.get(from..).unwrap_or_default().to_vec()
    }

    /// The journal in numbers; cheap.
    pub fn counts(&self) -> Counts {
        self.state().counts
    }

    /// The arrivals accepted, each once, in the order of their first acceptance.
    pub fn accepted_arrivals(&self) -> Vec<Accepted<Event>> {
        self.state().ledger.events(EventKind::Arrival)
    }

    /// The departures accepted, each once, in the order of their first acceptance.
    pub fn accepted_departures(&self) -> Vec<Accepted<Event>> {
        self.state().ledger.events(EventKind::Departure)
    }

    /// The photos accepted, each once, in the order of their first acceptance.
    pub fn accepted_photos(&self) -> Vec<Accepted<Photo>> {
        self.state().ledger.photos()
    }

    /// One accepted arrival or departure.
    pub fn event(&self, car_park: &str, business_id: &str, kind: EventKind) -> Option<Accepted<Event>> {
        self.state().ledger.event(car_park, business_id, kind)
    }

    /// Everything that a client did wrong, in order.
    pub fn violations(&self) -> Vec<Violation> {
        self.state().violations.clone()
    }

    /// Departures tried before their arrival, and photos before their event, had ever been accepted.
    pub fn order_violations(&self) -> Vec<Violation> {
        self.violations_where(|breach| matches!(breach, Breach::Order(_)))
    }

    /// Things sent again with other bytes than before, credentials apart.
    pub fn differing_repeats(&self) -> Vec<Violation> {
        self.violations_where(|breach| breach == Breach::Differs)
    }

    /// When heartbeats for this car park arrived, whatever came of them, since the city's start.
    pub fn heartbeats(&self, car_park: &str) -> Vec<Duration> {
        let state = self.state();
        let of_it =
            |record: &&Record| record.endpoint == Endpoint::Heartbeat && record.car_park() == Some(car_park);
        state.records.iter().filter(of_it).map(|record| record.at).collect()
    }

    /// Waits until the condition holds, asking at every change; false when `patience` ends first.
    pub async fn wait_until(&self, patience: Duration, condition: impl Fn(&Self) -> bool) -> bool {
        let holds = async {
            loop {
                // Registered before asking, so that no change in between is missed.
                let changed = self.shared.changed.notified();
                if condition(self) {
                    return;
                }
                changed.await;
            }
        };
        tokio::time::timeout(patience, holds).await.is_ok() || condition(self)
    }

    /// Why the journal's file could not be written, if so. Nothing is written behind a gap.
    pub fn file_error(&self) -> Option<String> {
        self.state().file_error.as_ref().map(ToString::to_string)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.shared.started.elapsed()
    }

    pub(super) fn tell_change(&self) {
        self.shared.changed.notify_waiters();
    }

    fn violations_where(&self, wanted: impl Fn(Breach) -> bool) -> Vec<Violation> {
        self.state().violations.iter().filter(|violation| wanted(violation.breach)).cloned().collect()
    }
}

/// Plates and ids are synthetic but many; the numbers say enough.
impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal").field("counts", &self.counts()).finish_non_exhaustive()
    }
}

impl State {
    pub fn next_sequence(&self) -> u64 {
        self.records.len() as u64
    }

    pub fn note(&mut self, breach: Breach, content: &Content) {
        let (car_park, business_id) = match content {
            Content::Unread => (Arc::from(""), Arc::from("")),
            Content::Check { car_park, .. } => (car_park.clone(), Arc::from("")),
            Content::Event(event) => (event.car_park.clone(), event.business_id.clone()),
            Content::Photo(photo) => (photo.car_park.clone(), photo.business_id.clone()),
        };
        self.counts.order_violations += u64::from(matches!(breach, Breach::Order(_)));
        self.counts.differing_repeats += u64::from(breach == Breach::Differs);
        self.violations.push(Violation { sequence: self.next_sequence(), breach, car_park, business_id });
    }

    /// Appends a record whose verdict is known and whose answer is on its way.
    pub fn append(&mut self, record: Record) {
        let counts = &mut self.counts;
        counts.requests += 1;
        match record.verdict {
            Verdict::Accepted => match record.endpoint {
                Endpoint::Heartbeat => counts.heartbeats += 1,
                Endpoint::Time => counts.clock += 1,
                Endpoint::Arrival => counts.arrivals += 1,
                Endpoint::Departure => counts.departures += 1,
                Endpoint::Photo => counts.photos += 1,
                Endpoint::Event | Endpoint::Elsewhere => {}
            },
            Verdict::Repeated | Verdict::Replaced => counts.accepted_repeats += 1,
            Verdict::Refused(_) => counts.refused += 1,
            Verdict::Faulted(_) => counts.faulted += 1,
            Verdict::Limited => counts.limited += 1,
            Verdict::NotFound => {}
        }
        self.records.push(record);
    }

    /// Settles what became of a record's answer.
    pub fn settle(&mut self, sequence: u64, fate: Fate) {
        let place = usize::try_from(sequence).unwrap_or(usize::MAX);
        let Some(record) = self.records.get_mut(place) else { return };
        let spoiled = record.faults.iter().any(|fault| fault.spoils_the_answer());
        record.answer = match fate {
            Fate::Cut => Answer::Cut,
            Fate::Whole if spoiled => Answer::Spoiled,
            Fate::Whole => Answer::Whole,
        };
        if record.verdict.is_accepted() {
            if record.answer == Answer::Whole {
                self.ledger.success_is_known(&record.content);
            } else if record.endpoint.is_business() {
                self.counts.lost_answers += 1;
            }
        }
        if let Some(file) = &mut self.file {
            let mut line = line(record).to_string();
            line.push('\n');
            if let Err(error) = file.write_all(line.as_bytes()) {
                (self.file, self.file_error) = (None, Some(error));
            }
        }
    }
}

/// A record for the journal's file; no credentials, no picture.
fn line(record: &Record) -> Value {
    let wall = DateTime::from_timestamp_millis(record.wall_ms)
        .map(|time| time.to_rfc3339_opts(SecondsFormat::Millis, true));
    let fields = match &record.content {
        Content::Unread => Value::Null,
        Content::Check { car_park, free_spaces } => {
            json!({"parkpotid": **car_park, "freeparklotcount": free_spaces})
        }
        Content::Event(event) => json!({
            "parkpotid": *event.car_park,
            "businessid": *event.business_id,
            "vehnum": event.plate,
            "vehtype": event.vehtype,
            "hpys": event.hpys,
            "parktime": event.parktime,
            "leavetime": event.leavetime,
            "freeparklotcount": event.free_spaces,
        }),
        Content::Photo(photo) => json!({
            "parkpotid": *photo.car_park,
            "businessid": *photo.business_id,
            "businesstype": photo.of.map(|of| if of == EventKind::Arrival { "1" } else { "2" }),
            "imgIndex": photo.index,
            "imageHash": photo.claimed_md5,
            "takeTime": photo.taken_at,
            "md5": photo.md5,
            "bytes": photo.bytes,
        }),
    };
    let (verdict, reason) = match record.verdict {
        Verdict::Accepted => ("accepted", None),
        Verdict::Repeated => ("repeated", None),
        Verdict::Replaced => ("replaced", None),
        Verdict::Refused(refusal) => ("refused", Some(refusal.description())),
        Verdict::Faulted(fault) => ("faulted", Some(fault.name().to_owned())),
        Verdict::Limited => ("limited", None),
        Verdict::NotFound => ("not_found", None),
    };
    let answer = match record.answer {
        Answer::Pending => "pending",
        Answer::Whole => "whole",
        Answer::Spoiled => "spoiled",
        Answer::Cut => "cut",
    };
    json!({
        "sequence": record.sequence,
        "at_ms": record.at.as_millis() as u64,
        "wall": wall,
        "endpoint": record.endpoint.name(),
        "identity": hex(&record.identity),
        "body_bytes": record.body_bytes,
        "fields": fields,
        "verdict": verdict,
        "reason": reason,
        "faults": record.faults.iter().map(|fault| fault.name()).collect::<Vec<_>>(),
        "answer": answer,
    })
}
