//! The city behind its port: reads a request, judges it, answers.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::fields::Fields;
use super::identity::identity;
use super::journal::{Journal, State};
use super::ledger::Receipt;
use super::multipart;
use super::options::{Account, CityOptions, DigestCase, hex, md5};
use super::record::{Answer, Breach, Content, Endpoint, EventKind, Record, Verdict};
use super::refusal::Refusal;
use crate::faults::{Call, Fault, FaultSet, Faults, RateLimit};
use crate::http::{Fate, Handler, Reading, SimRequest, SimResponse};

/// The path of the service (2.1.1).
pub(super) const SERVICE: &str = "/nbyd-parkpot-service/";
/// Where the redirect fault points.
const ELSEWHERE: &str = "/elsewhere/";
const CHINA_HOURS: i64 = 8;

pub(super) struct Platform {
    pub journal: Journal,
    pub settings: RwLock<Settings>,
    pub faults: watch::Sender<Faults>,
    pub rate_limit: Option<RateLimit>,
}

/// What may change while the city runs.
pub(super) struct Settings {
    pub accounts: Vec<Account>,
    pub digest: DigestCase,
    pub strict: bool,
    pub clock_offset_ms: i64,
}

/// A request as far as it could be read.
struct Submission {
    endpoint: Endpoint,
    fields: Option<Fields>,
    content: Content,
    identity: [u8; 16],
    file: Option<bytes::Bytes>,
    /// Why no more of it could be read.
    unreadable: Option<Refusal>,
}

impl Platform {
    pub fn new(options: &CityOptions, journal: Journal) -> Self {
        Self {
            journal,
            settings: RwLock::new(Settings {
                accounts: options.accounts(),
                digest: options.digest,
                strict: options.strict,
                clock_offset_ms: options.clock_offset_ms,
            }),
            faults: watch::Sender::new(options.faults.clone()),
            rate_limit: options.rate_limit.map(RateLimit::new),
        }
    }

    pub fn faults(&self) -> Faults {
        self.faults.borrow().clone()
    }

    fn record(&self, state: &State, submission: &Submission, body_bytes: usize) -> Record {
        Record {
            sequence: state.next_sequence(),
            at: self.journal.elapsed(),
            wall_ms: Utc::now().timestamp_millis(),
            endpoint: submission.endpoint,
            identity: submission.identity,
            body_bytes,
            content: submission.content.clone(),
            verdict: Verdict::NotFound,
            faults: FaultSet::default(),
            answer: Answer::Pending,
        }
    }

    /// What the city makes of it, before its answer is written; and the answer itself where a fault gives one.
    fn judge(
        &self,
        request: &SimRequest,
        submission: &Submission,
        faults: &Faults,
        call: &Call<'_>,
        state: &mut State,
    ) -> (Verdict, Option<SimResponse>) {
        if let Some((fault, answer)) = faults.instead(call) {
            return (Verdict::Faulted(fault), Some(answer));
        }
        if self.rate_limit.as_ref().is_some_and(|limit| !limit.admits(std::time::Instant::now())) {
            let answer = SimResponse::status(429).with_header("retry-after", "1");
            return (Verdict::Limited, Some(answer));
        }
        if submission.endpoint == Endpoint::Elsewhere {
            if request.path.starts_with(ELSEWHERE) {
                state.note(Breach::FollowedRedirect, &submission.content);
            }
            return (Verdict::NotFound, Some(SimResponse::status(404)));
        }
        if request.method != "POST" {
            state.note(Breach::Rule(Refusal::Method), &submission.content);
            return (Verdict::Refused(Refusal::Method), None);
        }
        let settings = self.settings.read().unwrap_or_else(PoisonError::into_inner);
        let Some(fields) = &submission.fields else {
            let refusal = submission.unreadable.unwrap_or(Refusal::NotJson);
            state.note(Breach::Rule(refusal), &submission.content);
            return (Verdict::Refused(refusal), None);
        };
        if let Err(refusal) = settings.admit(fields) {
            state.note(Breach::Rule(refusal), &submission.content);
            return (Verdict::Refused(refusal), None);
        }
        if let Some(fault) = refusing_fault(faults, call, submission.endpoint) {
            return (Verdict::Refused(Refusal::Fault(fault)), None);
        }
        if let Some(refusal) = objection(submission, fields, state) {
            // Out of order was noted when it came; what the city itself has forgotten is not the client's fault.
            if !refusal.is_about_order() {
                state.note(Breach::Rule(refusal), &submission.content);
            }
            if settings.strict {
                return (Verdict::Refused(refusal), None);
            }
        }
        if submission.endpoint.is_business() {
            if faults.strikes(Fault::RefuseRepeats, call) && state.ledger.holds(&submission.content) {
                return (Verdict::Refused(Refusal::Fault(Fault::RefuseRepeats)), None);
            }
            let keep = !faults.strikes(Fault::Forget, call);
            let (at, sequence) = (self.journal.elapsed(), state.next_sequence());
            let receipt = Receipt { identity: submission.identity, at, sequence, keep };
            return (state.ledger.accept(&submission.content, receipt), None);
        }
        (Verdict::Accepted, None)
    }

    fn answer(&self, verdict: Verdict, endpoint: Endpoint, faults: &Faults, call: &Call<'_>) -> SimResponse {
        let body = match verdict {
            Verdict::Refused(refusal) => {
                format!(r#"{{"result":1,"description":{}}}"#, Value::String(refusal.description()))
            }
            _ if matches!(endpoint, Endpoint::Heartbeat | Endpoint::Time) => {
                let data = json!({"systime": self.systime(faults, call)});
                format!(r#"{{"result":0,"data":{data}}}"#)
            }
            _ => r#"{"result":0}"#.to_owned(),
        };
        SimResponse::body("application/json;charset=UTF-8", body)
    }

    fn systime(&self, faults: &Faults, call: &Call<'_>) -> String {
        if faults.strikes(Fault::ClockGarbage, call) {
            return "0000-00-00 24:61:61".to_owned();
        }
        let settings = self.settings.read().unwrap_or_else(PoisonError::into_inner);
        let mut offset = TimeDelta::try_milliseconds(settings.clock_offset_ms).unwrap_or_default();
        if faults.strikes(Fault::ClockMinus8h, call) {
            offset -= TimeDelta::hours(8);
        }
        if faults.strikes(Fault::ClockPlus1y, call) {
            offset += TimeDelta::days(365);
        }
        china_time(Utc::now(), offset)
    }
}

impl Handler for Platform {
    fn peek(&self, head: &SimRequest) -> Option<Reading> {
        let faults = self.faults();
        let endpoint = endpoint_of(&head.path);
        let (fault, reading) = faults.reading(endpoint.name(), head)?;
        if !matches!(reading, Reading::Throttled { .. }) {
            let submission = Submission {
                endpoint,
                fields: None,
                content: Content::Unread,
                identity: [0; 16],
                file: None,
                unreadable: None,
            };
            let mut state = self.journal.state();
            let mut record = self.record(&state, &submission, 0);
            record.verdict = Verdict::Faulted(fault);
            record.faults.insert(fault);
            let sequence = record.sequence;
            state.append(record);
            state.settle(sequence, Fate::Cut);
            drop(state);
            self.journal.tell_change();
        }
        Some(reading)
    }

    async fn handle(&self, request: SimRequest) -> SimResponse {
        let submission = read(&request);
        let faults = self.faults();
        let mut state = self.journal.state();
        let mut record = self.record(&state, &submission, request.body.len());

        let (sighting, early) = state.ledger.see(&submission.content, submission.identity);
        state.counts.repeats += u64::from(sighting.repeat);
        state.counts.needless_repeats += u64::from(sighting.needless);
        if sighting.differs {
            state.note(Breach::Differs, &submission.content);
        }
        if let Some(refusal) = early {
            state.note(Breach::Order(refusal), &submission.content);
        }

        let plate = state.ledger.plate(&submission.content).unwrap_or_default().to_owned();
        let business_id = record.business_id().unwrap_or_default().to_owned();
        let names = [business_id.as_str(), plate.as_str()];
        let call = faults.call(submission.endpoint.name(), &submission.identity);
        let call = if submission.endpoint.is_business() { call.of_session(&names) } else { call };

        let (verdict, given) = self.judge(&request, &submission, &faults, &call, &mut state);
        record.verdict = verdict;
        if let Verdict::Faulted(fault) | Verdict::Refused(Refusal::Fault(fault)) = verdict {
            record.faults.insert(fault);
        }
        let answer = match given {
            Some(answer) => answer,
            None => {
                let whole = self.answer(verdict, submission.endpoint, &faults, &call);
                let (answer, struck) = faults.spoil(&call, whole);
                record.faults = record.faults.with(struck);
                answer
            }
        };
        let ticket = Some(record.sequence);
        state.append(record);
        drop(state);
        self.journal.tell_change();
        SimResponse { ticket, ..answer }
    }

    fn answered(&self, ticket: u64, fate: Fate) {
        self.journal.state().settle(ticket, fate);
        self.journal.tell_change();
    }
}

impl Settings {
    /// 2.1.3: the account first, then its right to the car park.
    fn admit(&self, fields: &Fields) -> Result<(), Refusal> {
        fields.check_account()?;
        let (name, password) = (fields.lenient("portname"), fields.lenient("portpwd"));
        let mut accounts =
            self.accounts.iter().filter(|account| account.admits(&name, &password, self.digest));
        let car_park = fields.car_park();
        match accounts.next() {
            None => Err(Refusal::Account),
            Some(account) if account.parkpotids.iter().any(|own| **own == *car_park) => Ok(()),
            Some(_) => Err(Refusal::CarPark),
        }
    }
}

/// A refusal at random concerns events and photos; that of the account concerns everything.
fn refusing_fault(faults: &Faults, call: &Call<'_>, endpoint: Endpoint) -> Option<Fault> {
    if endpoint.is_business() {
        faults.refusal(call)
    } else {
        faults.strikes(Fault::RefuseAccount, call).then_some(Fault::RefuseAccount)
    }
}

/// What a strict city has against it.
fn objection(submission: &Submission, fields: &Fields, state: &State) -> Option<Refusal> {
    let of_itself = match &submission.content {
        Content::Event(_) => fields.check_event(),
        Content::Photo(photo) => {
            let file = submission.file.as_deref().unwrap_or_default();
            fields.check_photo(file, &photo.md5)
        }
        Content::Check { .. } if submission.endpoint == Endpoint::Heartbeat => fields.check_heartbeat(),
        Content::Check { .. } | Content::Unread => Ok(()),
    };
    of_itself.err().or_else(|| state.ledger.objection(&submission.content))
}

fn endpoint_of(path: &str) -> Endpoint {
    match path.strip_prefix(SERVICE) {
        Some("parkpot/heartThrob") => Endpoint::Heartbeat,
        Some("parkpot/time") => Endpoint::Time,
        Some("parkpot/uploadBusiness") => Endpoint::Event,
        Some("parkpot/uploadBusinessImg") => Endpoint::Photo,
        _ => Endpoint::Elsewhere,
    }
}

fn read(request: &SimRequest) -> Submission {
    let endpoint = endpoint_of(&request.path);
    match endpoint {
        Endpoint::Photo => read_photo(request),
        _ => read_json(request, endpoint),
    }
}

fn read_json(request: &SimRequest, endpoint: Endpoint) -> Submission {
    let fields = Fields::read(&request.body);
    let (endpoint, content) = match (&fields, endpoint) {
        (Some(fields), Endpoint::Event) => {
            let event = fields.event();
            let endpoint = match event.kind {
                Some(EventKind::Arrival) => Endpoint::Arrival,
                Some(EventKind::Departure) => Endpoint::Departure,
                None => Endpoint::Event,
            };
            (endpoint, Content::Event(Arc::new(event)))
        }
        (Some(fields), Endpoint::Heartbeat | Endpoint::Time) => {
            (endpoint, Content::Check { car_park: fields.car_park(), free_spaces: fields.free_spaces() })
        }
        _ => (endpoint, Content::Unread),
    };
    let unreadable = fields.is_none().then_some(Refusal::NotJson);
    Submission { endpoint, fields, content, identity: identity(&request.body, None), file: None, unreadable }
}

fn read_photo(request: &SimRequest) -> Submission {
    let unreadable = |refusal| Submission {
        endpoint: Endpoint::Photo,
        fields: None,
        content: Content::Unread,
        identity: identity(&request.body, None),
        file: None,
        unreadable: Some(refusal),
    };
    let content_type = request.header("content-type").unwrap_or_default();
    let parts = multipart::parts(content_type, &request.body).unwrap_or_default();
    let mut data = parts.iter().filter(|part| part.name == "data");
    let mut files = parts.iter().filter(|part| part.name == "file");
    let (Some(data), Some(file), None, None) = (data.next(), files.next(), data.next(), files.next()) else {
        return unreadable(Refusal::NotMultipart);
    };
    let Some(fields) = Fields::read(&request.body[data.content.clone()]) else {
        return unreadable(Refusal::NotJson);
    };
    let picture = request.body.slice(file.content.clone());
    let file_md5 = md5(&picture);
    let photo = fields.photo(hex(&file_md5), picture.len());
    Submission {
        endpoint: Endpoint::Photo,
        fields: Some(fields),
        content: Content::Photo(Arc::new(photo)),
        identity: identity(&request.body, Some((file.content.clone(), file_md5))),
        file: Some(picture),
        unreadable: None,
    }
}

/// 5.1, `systime`: China Standard Time.
fn china_time(utc: DateTime<Utc>, offset: TimeDelta) -> String {
    (utc + TimeDelta::hours(CHINA_HOURS) + offset).format("%Y-%m-%d %H:%M:%S").to_string()
}
