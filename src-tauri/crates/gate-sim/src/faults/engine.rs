//! Decides which fault strikes which request.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::answers;
use super::catalogue::{Fault, FaultSet, Side, Stage};
use super::rate::RateLimit;
use super::spec::{FaultSpec, Planned, SpecError};
use crate::http::{Listening, Reading, SimRequest, SimResponse};

/// How long the slowest of [`Fault::Latency`]'s answers takes.
const LONGEST_LATENCY: Duration = Duration::from_secs(30);

/// The faults of one platform. Clones share their counters; the default has none.
#[derive(Clone, Default)]
pub struct Faults {
    engine: Option<Arc<Engine>>,
}

/// One request as the faults see it; made by [`Faults::call`].
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    endpoint: &'a str,
    key: u64,
    nth: u32,
    session: &'a [&'a str],
}

impl<'a> Call<'a> {
    /// The same call, known to belong to the session of these names (its id, its plate).
    #[must_use]
    pub fn of_session(self, session: &'a [&'a str]) -> Self {
        Self { session, ..self }
    }
}

struct Engine {
    side: Side,
    seed: u64,
    started: Instant,
    rules: Vec<Rule>,
    /// How often a request with the same key came before.
    seen: Mutex<HashMap<u64, u32>>,
}

struct Rule {
    planned: Planned,
    index: u64,
    fired: AtomicU64,
    rate: Option<RateLimit>,
}

impl Faults {
    /// No faults at all.
    pub fn none() -> Self {
        Self::default()
    }

    /// The faults of `side` that the specification names; time counts from now.
    pub fn new(spec: &FaultSpec, side: Side, seed: u64) -> Self {
        let planned = spec.planned.iter().filter(|planned| planned.side == side);
        let rules: Vec<_> = planned
            .zip(0..)
            .map(|(planned, index)| Rule {
                planned: planned.clone(),
                index,
                fired: AtomicU64::new(0),
                rate: (planned.fault == Fault::RateLimit).then(|| RateLimit::new(planned.number)),
            })
            .collect();
        if rules.is_empty() {
            return Self::none();
        }
        let engine = Engine { side, seed, started: Instant::now(), rules, seen: Mutex::default() };
        Self { engine: Some(Arc::new(engine)) }
    }

    /// The faults of a specification in which every bare name is meant for `side`.
    ///
    /// # Errors
    /// The first entry that cannot be read.
    pub fn parse(text: &str, side: Side, seed: u64) -> Result<Self, SpecError> {
        Ok(Self::new(&FaultSpec::parse_for(side, text)?, side, seed))
    }

    /// Whether there are none.
    pub fn is_none(&self) -> bool {
        self.engine.is_none()
    }

    /// How often each fault has struck so far, by name; those that have not are there with 0. A fault of the port is
    /// counted once for each time that it takes effect.
    pub fn fired(&self) -> BTreeMap<&'static str, u64> {
        let mut fired = BTreeMap::new();
        for rule in self.rules() {
            *fired.entry(rule.planned.fault.name()).or_default() += rule.fired.load(Ordering::Relaxed);
        }
        fired
    }

    /// What the port shall do now, or `None` when no fault concerns the port.
    pub fn listening(&self) -> Option<Listening> {
        let engine = self.engine.as_ref()?;
        let elapsed = engine.started.elapsed();
        let mut wanted = None;
        for rule in engine.rules.iter().filter(|rule| rule.stage() == Stage::Port) {
            wanted = wanted.or(Some(Listening::Up));
            if engine.port_is_struck(rule, elapsed) {
                match rule.planned.fault {
                    Fault::BlackHole if wanted != Some(Listening::Down) => {
                        wanted = Some(Listening::BlackHole)
                    }
                    Fault::BlackHole => {}
                    _ => wanted = Some(Listening::Down),
                }
            }
        }
        wanted
    }

    /// Counts that the port has changed to what its faults wanted.
    pub(crate) fn port_changed(&self) {
        let Some(engine) = &self.engine else { return };
        let elapsed = engine.started.elapsed();
        let struck = engine
            .rules
            .iter()
            .filter(|rule| rule.stage() == Stage::Port && engine.port_is_struck(rule, elapsed));
        struck.for_each(|rule| {
            rule.fired.fetch_add(1, Ordering::Relaxed);
        });
    }

    /// How the body of a request to `endpoint` shall be read, of which only the head is known, and because of what.
    pub fn reading(&self, endpoint: &str, head: &SimRequest) -> Option<(Fault, Reading)> {
        if !self.rules().iter().any(|rule| rule.stage() == Stage::Head) {
            return None;
        }
        let call = self.call(endpoint, &("head", endpoint));
        let rule = self.first(Stage::Head, &call, |_| true)?;
        let reading = match rule.planned.fault {
            Fault::ResetOnAccept => Reading::Reset,
            Fault::ResetMidUpload => {
                let length = head.header("content-length").and_then(|text| text.parse::<usize>().ok());
                Reading::ResetAfter { bytes: length.unwrap_or_default() / 2 }
            }
            Fault::ThrottleUpload => Reading::Throttled { bytes_per_second: rule.planned.number },
            _ => Reading::Hang,
        };
        Some((rule.planned.fault, reading))
    }

    /// A request to `endpoint`, recognised by `identity`: what stays the same when it is sent again.
    pub fn call<'a>(&self, endpoint: &'a str, identity: &impl Hash) -> Call<'a> {
        let Some(engine) = &self.engine else { return Call { endpoint, key: 0, nth: 0, session: &[] } };
        // DefaultHasher's keys are fixed, so a seed means the same in every run of one build.
        let mut hasher = DefaultHasher::new();
        (endpoint, identity).hash(&mut hasher);
        let key = hasher.finish();
        let mut seen = engine.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let count = seen.entry(key).or_default();
        let nth = *count;
        *count = count.saturating_add(1);
        Call { endpoint, key, nth, session: &[] }
    }

    /// The answer that takes the place of the platform's own work, if one does.
    pub fn instead(&self, call: &Call<'_>) -> Option<(Fault, SimResponse)> {
        let now = Instant::now();
        let rule = self.first(Stage::Instead, call, |rule| match &rule.rate {
            Some(rate) => !rate.admits(now),
            None => rule.planned.fault != Fault::TokenExpired || call.endpoint != "token",
        })?;
        Some((rule.planned.fault, answers::instead(rule.planned.fault, call.endpoint)))
    }

    /// Whether this fault of the platform's own work strikes the call.
    pub fn strikes(&self, fault: Fault, call: &Call<'_>) -> bool {
        self.first(Stage::Platform, call, |rule| {
            rule.planned.fault == fault
                && match &rule.planned.text {
                    Some(text) => call.session.contains(&text.as_str()),
                    None => true,
                }
        })
        .is_some()
    }

    /// The first of the refusals that strikes the call.
    pub fn refusal(&self, call: &Call<'_>) -> Option<Fault> {
        [Fault::RefuseAccount, Fault::RefuseSession, Fault::RefuseSessions, Fault::Refuse]
            .into_iter()
            .find(|fault| self.strikes(*fault, call))
    }

    /// The answer as the faults leave it, and those that struck.
    pub fn spoil(&self, call: &Call<'_>, answer: SimResponse) -> (SimResponse, FaultSet) {
        let mut struck = FaultSet::default();
        let mut answer = answer;
        let Some(engine) = &self.engine else { return (answer, struck) };
        for rule in engine.rules.iter().filter(|rule| rule.stage() == Stage::Answer) {
            if !(engine.may_strike(rule, call) && rule.fire()) {
                continue;
            }
            let fault = rule.planned.fault;
            match fault {
                Fault::Latency => answer.delay += engine.latency(rule, call),
                _ => answers::spoil(fault, rule.planned.number, &mut answer),
            }
            struck.insert(fault);
        }
        (answer, struck)
    }

    /// For a platform whose refusals are plain answers of its own: the answer in place of the platform's work to this
    /// request, if a fault wants one. Follow it with [`spoil_answer`](Self::spoil_answer) otherwise.
    pub fn decide(&self, endpoint: &str, request: &SimRequest) -> Option<SimResponse> {
        let engine = self.engine.as_ref()?;
        let call = self.call(endpoint, &request.body);
        if let Some((_, response)) = self.instead(&call) {
            return Some(response);
        }
        self.refusal(&call).map(|_| answers::refused(engine.side))
    }

    /// The platform's own answer to this request as the faults leave it.
    pub fn spoil_answer(&self, endpoint: &str, request: &SimRequest, answer: SimResponse) -> SimResponse {
        if self.is_none() {
            return answer;
        }
        self.spoil(&self.call(endpoint, &("answer", &request.body)), answer).0
    }

    fn rules(&self) -> &[Rule] {
        self.engine.as_ref().map_or(&[], |engine| &engine.rules)
    }

    fn first(&self, stage: Stage, call: &Call<'_>, fits: impl Fn(&Rule) -> bool) -> Option<&Rule> {
        let engine = self.engine.as_ref()?;
        engine
            .rules
            .iter()
            .find(|rule| rule.stage() == stage && engine.may_strike(rule, call) && fits(rule) && rule.fire())
    }
}

/// A specification may hold plates, so only the counters are shown.
impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.fired()).finish()
    }
}

impl Rule {
    fn stage(&self) -> Stage {
        self.planned.fault.entry().stage
    }

    fn in_span(&self, elapsed: Duration) -> bool {
        self.planned.span.is_none_or(|(from, to)| from <= elapsed && elapsed < to)
    }

    fn concerns(&self, endpoint: &str) -> bool {
        match self.planned.endpoint.as_deref() {
            None => true,
            Some("event") => matches!(endpoint, "event" | "arrival" | "departure"),
            Some("business") => matches!(endpoint, "event" | "arrival" | "departure" | "photo"),
            Some(wanted) => wanted == endpoint,
        }
    }

    /// Counts one strike, unless the number of them is used up.
    fn fire(&self) -> bool {
        let limit = self.planned.times.unwrap_or(u64::MAX);
        self.fired
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |fired| (fired < limit).then_some(fired + 1))
            .is_ok()
    }
}

impl Engine {
    fn may_strike(&self, rule: &Rule, call: &Call<'_>) -> bool {
        // A session that is refused for ever is refused whatever is sent for it.
        let (key, nth) = match (rule.planned.fault, call.session.first()) {
            (Fault::RefuseSessions, Some(session)) => (hashed(session), 0),
            (Fault::RefuseSessions, None) => return false,
            _ => (call.key, call.nth),
        };
        rule.concerns(call.endpoint)
            && rule.in_span(self.started.elapsed())
            && self.draw(rule, 0, key, nth.into()) < rule.planned.probability
    }

    fn port_is_struck(&self, rule: &Rule, elapsed: Duration) -> bool {
        if !rule.in_span(elapsed) {
            return false;
        }
        match rule.planned.fault {
            Fault::Flapping => (elapsed.as_secs() / u64::from(rule.planned.number)) % 2 == 1,
            _ => self.draw(rule, 0, 0, elapsed.as_secs()) < rule.planned.probability,
        }
    }

    /// A Pareto distribution (shape 1.1): half are below the median, one in a hundred is over 35 times as long.
    fn latency(&self, rule: &Rule, call: &Call<'_>) -> Duration {
        const SHAPE: f64 = 1.1;
        let tail = 1.0 - self.draw(rule, 1, call.key, call.nth.into());
        let median = Duration::from_millis(rule.planned.number.into());
        let factor = (0.5 / tail.max(f64::EPSILON)).powf(1.0 / SHAPE);
        Duration::try_from_secs_f64(median.as_secs_f64() * factor)
            .unwrap_or(LONGEST_LATENCY)
            .min(LONGEST_LATENCY)
    }

    /// A number from 0 up to but not including 1 that depends on nothing but its arguments and the seed.
    fn draw(&self, rule: &Rule, purpose: u64, key: u64, nth: u64) -> f64 {
        let mut state = self.seed;
        for part in [rule.index, purpose, key, nth] {
            state = mixed(state ^ part);
        }
        (state >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn hashed(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// One step of SplitMix64 (Steele, Lea and Flood 2014).
fn mixed(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
