//! Invariant 3: nothing is sent twice without a reason.

use std::collections::HashMap;

use gate_sim::city::{Answer, Endpoint, Journal, Record};
use gate_sim::faults::Fault;

use super::{Evidence, Lag};

/// What a stop or a crash may cause to be sent again.
const PER_INTERRUPTION: u64 = 8;
/// A machine that gives this process its turn so late may keep an answer from its client for as long as that waits.
const BUSY_MS: i64 = 150;
/// A request begins so long before it has arrived, at least on a busy machine.
const BEFORE_MS: i64 = 1_000;

/// What was sent more than once, and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repeats {
    /// Sent again after an outcome that left doubt, or that said it was not accepted.
    pub with_reason: u64,
    /// Of these, the city had accepted it before.
    pub after_acceptance: u64,
    /// Sent again although the answer before was a plain success, at a time when this machine was so busy that the
    /// client may have lost its patience first.
    pub on_a_busy_machine: u64,
    /// Sent again although the answer before was a plain success and arrived as far as the city knows.
    pub without_reason: u64,
}

impl Repeats {
    /// Counts what the journal holds of events and photos. `slow_uploads`: the city reads slowly, of which the journal
    /// knows nothing, so that any client may have lost its patience before the answer.
    #[must_use]
    pub fn of(city: &Journal, lag: &Lag, slow_uploads: bool) -> Self {
        let mut repeats = Self::default();
        let mut last: HashMap<([u8; 16], Endpoint), Record> = HashMap::new();
        for record in city.records() {
            if !record.endpoint.is_business() || record.business_id().is_none() {
                continue;
            }
            let key = (record.identity, record.endpoint);
            if let Some(before) = last.get(&key) {
                let was_busy = || lag.worst(before.wall_ms - BEFORE_MS, record.wall_ms) > BUSY_MS;
                if slow_uploads || leaves_doubt(before) {
                    repeats.with_reason += 1;
                    repeats.after_acceptance += u64::from(before.verdict.is_accepted());
                } else if was_busy() {
                    repeats.on_a_busy_machine += 1;
                } else {
                    repeats.without_reason += 1;
                }
            }
            last.insert(key, record);
        }
        repeats
    }

    /// Whether nothing was repeated but for the machine's sake.
    #[must_use]
    pub fn are_none(&self) -> bool {
        self.with_reason + self.without_reason == 0
    }
}

/// Whether a correct client may or must send it again.
fn leaves_doubt(record: &Record) -> bool {
    // The whole answer may have come after the client's patience had ended.
    let late = [Fault::Latency, Fault::SlowAnswer, Fault::ThrottleUpload];
    !record.verdict.is_accepted()
        || record.answer != Answer::Whole
        || late.into_iter().any(|fault| record.faults.contains(fault))
}

pub(super) fn judge(evidence: &Evidence<'_>, problems: &mut Vec<String>) {
    let repeats = Repeats::of(evidence.city, evidence.lag, evidence.slow_uploads);
    let most = u64::from(evidence.interruptions) * PER_INTERRUPTION;
    if repeats.without_reason > most {
        problems.push(format!("{repeats:?} with {} interruptions", evidence.interruptions));
    }
}
