//! One seed from its plan to the judge's verdict.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gate_sim::city::{Answer, Journal};
use gate_sim::faults::{FaultSpec, Faults, Side};
use gate_sim::open_platform::Channel;
use gatehouse_tests::support::oracle::{Beating, Evidence, Lag, Repeats};
use gatehouse_tests::support::{Canaries, Park, find_secrets};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::menu::{FAULTY, FAULTY_AT_MOST};
use crate::plan::{Plan, Step};
use crate::tokens;

/// So many parks start at a time.
static STARTING: Semaphore = Semaphore::const_new(2);

/// An interruption waits so long for a request to be on its way.
const IN_FLIGHT_WITHIN: Duration = Duration::from_millis(150);

/// How often a person cuts a wait short, where that is needed.
const NUDGE: Duration = Duration::from_millis(500);

/// What a trial came to.
#[derive(Default)]
pub struct Verdict {
    /// Everything that is wrong.
    pub problems: Vec<String>,
    /// Strikes of each fault, by side and name.
    pub fired: BTreeMap<(&'static str, &'static str), u64>,
    /// Accepted by the city without the client's knowing.
    pub lost_answers: u64,
    /// Sent again although accepted.
    pub repeats: u64,
    /// Deliveries that need a person.
    pub parked: u64,
    /// Interruptions while a request was on its way.
    pub restarts_in_flight: u64,
    /// Passages.
    pub passages: u64,
    /// Acknowledged callbacks.
    pub callbacks: u64,
}

struct Trial<'a> {
    plan: &'a Plan,
    park: Park,
    by_callback_only: BTreeSet<u64>,
    running: Vec<(i64, i64)>,
    began: i64,
    restarts_in_flight: u64,
}

/// Runs what the seed chooses and judges what came of it.
pub async fn run(seed: u64, lag: &Lag) -> (Plan, Verdict) {
    // A park that starts takes the whole machine for a moment.
    let starting = STARTING.acquire().await;
    let plan = Plan::of(seed, gate_app::now());
    let mut park = Park::new(plan.park.clone()).await;
    park.open_platform.add_passages(plan.before.iter().cloned());
    let faults = [Side::City, Side::OpenPlatform].map(|side| {
        let text = plan.faults(side);
        FaultSpec::parse_for(side, &text).unwrap_or_else(|error| panic!("{text}: {error}"))
    });
    let [city, open] = &faults;
    park.city.set_faults(Faults::new(city, Side::City, seed));
    park.open_platform.set_faults(open);
    let at_work = [park.city.faults(), park.open_platform.faults()];
    park.start().await;
    drop(starting);
    let mut trial = Trial {
        plan: &plan,
        park,
        by_callback_only: BTreeSet::new(),
        running: Vec::new(),
        began: gate_app::now().0,
        restarts_in_flight: 0,
    };
    let faults_began = trial.began;
    trial.steps().await;
    trial.park.city.set_faults(Faults::none());
    trial.park.open_platform.set_faults(&FaultSpec::default());
    let mut verdict = trial.end(lag, faults_began).await;
    for (side, faults) in ["city", "open"].into_iter().zip(at_work) {
        verdict.fired.extend(faults.fired().into_iter().map(|(name, times)| ((side, name), times)));
    }
    (plan, verdict)
}

impl Trial<'_> {
    async fn steps(&mut self) {
        let start = Instant::now();
        for (at, step) in &self.plan.steps {
            tokio::time::sleep_until(start + *at).await;
            match step {
                Step::Tell(place, channel) => {
                    let passage = self.plan.later[*place].clone();
                    let record_id = self.park.open_platform.add_passage_via(passage, *channel);
                    if *channel == Channel::Callback {
                        self.by_callback_only.insert(record_id);
                    }
                }
                Step::Restart(pause) => {
                    // Most requests take a millisecond: one of them is waited for.
                    self.park.city.journal().wait_until(IN_FLIGHT_WITHIN, is_in_flight).await;
                    self.stop().await;
                    tokio::time::sleep(*pause).await;
                    self.park.start().await;
                    self.began = gate_app::now().0;
                }
                Step::ExpireTokens => self.park.open_platform.expire_tokens(),
                Step::SetCityClock(offset_ms) => self.park.city.set_clock_offset_ms(*offset_ms),
            }
        }
        tokio::time::sleep_until(start + FAULTY).await;
        let journal = self.park.city.journal();
        let passages = self.park.open_platform.record_count();
        // Not all of them are sent at once, or at all: this is a sign of a day's work done, and no more.
        let has_worked = |journal: &Journal| business_requests(journal) >= passages;
        let left = (start + FAULTY_AT_MOST).saturating_duration_since(Instant::now()) / 2;
        journal.wait_until(left, has_worked).await;
    }

    async fn stop(&mut self) {
        self.running.push((self.began, gate_app::now().0));
        let journal = self.park.city.journal();
        self.restarts_in_flight += u64::from(is_in_flight(&journal));
        self.park.stop().await;
    }

    /// Waits until all is idle, and judges.
    async fn end(mut self, lag: &Lag, faults_began: i64) -> Verdict {
        let idle = tokio::select! {
            idle = self.park.until_idle() => idle,
            never = self.nudge() => match never {},
        };
        self.running.push((self.began, gate_app::now().0));
        let mut verdict = Verdict::default();
        if let Err(not_idle) = idle {
            verdict.problems.push(format!("not idle: {}", not_idle.owed));
            self.park.stop().await;
            return verdict;
        }
        self.park.stop().await;
        let journal = self.park.city.journal();
        let store = self.park.open_store().await;
        let mut evidence =
            Evidence::take(&self.park.open_platform, &journal, &store, self.park.collect_from, lag).await;
        evidence.may_park = self.plan.may_park();
        evidence.slow_uploads = self.plan.has_slow_uploads();
        evidence.interruptions = self.plan.restarts();
        evidence.by_callback_only = std::mem::take(&mut self.by_callback_only);
        // Pictures are drawn and fitted once more for comparison, which takes a while.
        verdict.problems = tokio::task::block_in_place(|| evidence.problems());
        verdict.parked = evidence.status.deliveries.parked;
        if let Err(error) = store.check().await {
            verdict.problems.push(format!("the database is damaged: {error}"));
        }
        match store.verify_audit().await {
            Ok(audit) if audit.is_whole() => {}
            audit => verdict.problems.push(format!("the audit log is not whole: {audit:?}")),
        }
        store.close().await;
        self.judge_the_rest(lag, faults_began, &journal, &mut verdict).await;
        verdict
    }

    async fn judge_the_rest(&self, lag: &Lag, faults_began: i64, journal: &Journal, verdict: &mut Verdict) {
        let repeats = Repeats::of(journal, lag, self.plan.has_slow_uploads());
        if self.plan.is_quiet() && !repeats.are_none() {
            verdict.problems.push(format!("repeated without any fault: {repeats:?}"));
        }
        let ms = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        // A port comes up again soon after the end of its span.
        let unreachable: Vec<_> = self
            .plan
            .city
            .iter()
            .filter(|chosen| chosen.is_of_port())
            .map(|chosen| (faults_began + ms(chosen.span.0) - 500, faults_began + ms(chosen.span.1) + 500))
            .collect();
        let beating = Beating {
            city: journal,
            interval: self.plan.park.pace.heartbeat_interval,
            timeout: self.plan.park.pace.request_timeout,
            running: &self.running,
            unreachable: &unreachable,
        };
        verdict.problems.extend(beating.problems(lag));
        let account = &self.plan.park.open_platform;
        let mut canaries = Canaries::new(&account.app_secret, &self.plan.park.city.portpwd);
        for token in tokens::issued(&self.park).await {
            canaries.add("an AccessToken", &token);
        }
        match tokio::task::block_in_place(|| find_secrets(self.park.path(), &canaries)) {
            Ok(found) => verdict.problems.extend(found.iter().map(|found| format!("a secret: {found:?}"))),
            Err(error) => verdict.problems.push(format!("files cannot be read: {error}")),
        }
        verdict.lost_answers = journal.counts().lost_answers;
        verdict.repeats = repeats.after_acceptance;
        verdict.restarts_in_flight = self.restarts_in_flight;
        verdict.passages = self.park.open_platform.record_count() as u64;
        verdict.callbacks = self.park.open_platform.acknowledged_callbacks().len() as u64;
    }

    /// Asks to go on at once, again and again where the plan needs it.
    async fn nudge(&self) -> std::convert::Infallible {
        if !self.plan.needs_nudges() {
            return std::future::pending().await;
        }
        loop {
            self.park.sync().nudge();
            tokio::time::sleep(NUDGE).await;
        }
    }
}

fn business_requests(journal: &Journal) -> usize {
    journal.records().iter().filter(|record| record.endpoint.is_business()).count()
}

/// Whether the city has a request whose answer is still to come.
fn is_in_flight(journal: &Journal) -> bool {
    let records = journal.records();
    records.iter().any(|record| record.endpoint.is_business() && record.answer == Answer::Pending)
}
