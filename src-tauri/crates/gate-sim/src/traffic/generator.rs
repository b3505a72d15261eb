//! The traffic itself: a queue of what is to happen, ordered by time.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};

use gate_core::passage::Direction;
use gate_core::time::UtcMillis;

use super::arrivals::{self, Arrival};
use super::options::{DayProfile, TrafficOptions};
use super::passage::{Oddity, SimLane, SimPassage};
use super::plates;
use super::population::Population;
use crate::photo::seeded::Seeded;

/// Between two readings at one lane: no two vehicles fit through a barrier sooner.
const LANE_GAP_MS: i64 = 4_000;
const DAY_MINUTES: f64 = 1_440.0;

/// What the platform hears of.
#[derive(Debug, Clone, PartialEq)]
pub enum TrafficEvent {
    /// A passage.
    Passage(Box<SimPassage>),
    /// A lane's camera went offline or came back.
    Camera {
        /// The lane.
        lane: SimLane,
        /// Back, or gone.
        online: bool,
        /// When.
        at: UtcMillis,
    },
}

impl TrafficEvent {
    /// When the platform hears of it.
    #[must_use]
    pub fn at(&self) -> UtcMillis {
        match self {
            TrafficEvent::Passage(passage) => passage.reported_at,
            TrafficEvent::Camera { at, .. } => *at,
        }
    }
}

/// One step of the simulation.
enum Step {
    Arrive,
    Read { lane: usize, passage: Box<SimPassage>, leaves: bool },
    Report(Box<SimPassage>),
    CameraDown(usize),
    CameraUp(usize),
}

struct Due {
    at: UtcMillis,
    order: u64,
    step: Step,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
    }
}

#[derive(Clone, Copy, Default)]
struct LaneState {
    last_reading: Option<UtcMillis>,
    offline_until: Option<UtcMillis>,
}

/// Endless traffic from an instant on: an iterator of [`TrafficEvent`]s in the order in which the platform hears of them.
/// It ends only when nobody ever arrives.
pub struct Traffic {
    options: TrafficOptions,
    population: Population,
    dice: Seeded,
    queue: BinaryHeap<Reverse<Due>>,
    order: u64,
    lanes: Vec<LaneState>,
    inside: BTreeSet<String>,
    vehicles_inside: u32,
    visits: u64,
    ready: VecDeque<TrafficEvent>,
}

impl Traffic {
    /// Traffic from `start` on into an empty car park, with a population drawn around `start`.
    #[must_use]
    pub fn new(options: TrafficOptions, start: UtcMillis) -> Self {
        let population = Population::draw(options.seed, options.population, start);
        Self::with_population(options, population, start)
    }

    /// The same with a population that is known already.
    #[must_use]
    pub fn with_population(options: TrafficOptions, population: Population, start: UtcMillis) -> Self {
        let mut traffic = Traffic {
            dice: Seeded::of(options.seed, 0x0074_7261),
            lanes: vec![LaneState::default(); options.lanes.len()],
            population,
            options,
            queue: BinaryHeap::new(),
            order: 0,
            inside: BTreeSet::new(),
            vehicles_inside: 0,
            visits: 0,
            ready: VecDeque::new(),
        };
        traffic.expect_arrival(start);
        for lane in 0..traffic.lanes.len() {
            traffic.expect_outage(lane, start);
        }
        traffic
    }

    /// Who is registered.
    #[must_use]
    pub fn population(&self) -> &Population {
        &self.population
    }

    /// What the traffic is like.
    #[must_use]
    pub fn options(&self) -> &TrafficOptions {
        &self.options
    }

    /// Changes the rate of arrivals and how they spread over the day, from the arrival after next on.
    pub fn set_pace(&mut self, cars_per_hour: f64, profile: DayProfile) {
        self.options.cars_per_hour = cars_per_hour;
        self.options.profile = profile;
    }

    /// Everything heard of before `end`; the traffic goes on from there.
    pub fn events_until(&mut self, end: UtcMillis) -> Vec<TrafficEvent> {
        let mut events = Vec::new();
        while let Some(event) = self.before(end) {
            events.push(event);
        }
        events
    }

    /// The passages heard of before `end`, without the cameras' own events.
    pub fn passages_until(&mut self, end: UtcMillis) -> Vec<SimPassage> {
        let mut passages = Vec::new();
        while let Some(event) = self.before(end) {
            if let TrafficEvent::Passage(passage) = event {
                passages.push(*passage);
            }
        }
        passages
    }

    /// The next event if it is heard of before `end`.
    pub fn before(&mut self, end: UtcMillis) -> Option<TrafficEvent> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if self.queue.peek().is_none_or(|Reverse(due)| due.at >= end) {
                return None;
            }
            let Reverse(due) = self.queue.pop()?;
            self.take(due);
        }
    }

    fn take(&mut self, due: Due) {
        match due.step {
            Step::Arrive => self.arrive(due.at),
            Step::Read { lane, passage, leaves } => self.read(due.at, lane, passage, leaves),
            Step::Report(mut passage) => {
                passage.reported_at = due.at;
                passage.oddities.push(Oddity::Late);
                self.ready.push_back(TrafficEvent::Passage(passage));
            }
            Step::CameraDown(lane) => {
                let minutes =
                    self.dice.log_normal(self.options.oddities.outage_minutes, 0.8).clamp(1.0, 720.0);
                let end = UtcMillis(due.at.0 + (minutes * 60_000.0) as i64);
                self.lanes[lane].offline_until = Some(end);
                self.camera(lane, false, due.at);
                self.push(end, Step::CameraUp(lane));
            }
            Step::CameraUp(lane) => {
                self.lanes[lane].offline_until = None;
                self.camera(lane, true, due.at);
                self.expect_outage(lane, due.at);
            }
        }
    }

    fn arrive(&mut self, at: UtcMillis) {
        self.expect_arrival(at);
        if self.vehicles_inside >= self.options.spaces {
            return;
        }
        let arrival = arrivals::draw(&mut self.dice, &self.options, &self.population, &self.inside);
        let (Some(entry), Some(exit)) = (self.lane(Direction::In), self.lane(Direction::Out)) else { return };
        self.vehicles_inside += 1;
        if arrival.licensed {
            self.inside.insert(arrival.plate.clone());
        }
        self.visits += 1;
        let minutes = self.dice.log_normal(arrival.stay.median_minutes, arrival.stay.spread);
        let leaving = UtcMillis(at.0 + (minutes.clamp(1.0, 10_080.0) * 60_000.0) as i64);
        let lot = self.dice.unit();
        let odds = &self.options.oddities;
        let exit_missed = lot < odds.missed_exit;
        let entry_missed = !exit_missed && lot < odds.missed_exit + odds.missed_entry;

        let mut coming = self.passage(&arrival, Direction::In, entry, at);
        let mut going = self.passage(&arrival, Direction::Out, exit, leaving);
        if exit_missed {
            coming.oddities.push(Oddity::ExitMissed);
        }
        if entry_missed {
            going.oddities.push(Oddity::EntryMissed);
        } else {
            self.push(at, Step::Read { lane: entry, passage: Box::new(coming), leaves: false });
        }
        if exit_missed {
            // Nobody sees it go, but the next vehicle may have its space and it may come again.
            going.oddities.push(Oddity::ExitMissed);
        }
        self.push(leaving, Step::Read { lane: exit, passage: Box::new(going), leaves: true });
    }

    fn read(&mut self, at: UtcMillis, lane: usize, mut passage: Box<SimPassage>, leaves: bool) {
        if leaves && passage.is(Oddity::ExitMissed) {
            self.gone(&passage);
            return;
        }
        let again = passage.is(Oddity::RepeatReading);
        let free = self.lanes[lane].last_reading.map_or(at, |last| UtcMillis(last.0 + LANE_GAP_MS));
        if free > at {
            // A queue at the barrier; a repeat reading that somebody else came between is not one any more.
            if !again {
                self.push(free, Step::Read { lane, passage, leaves });
            }
            return;
        }
        // Cameras stamp whole seconds; the platform hears of it within that second.
        passage.reported_at = at;
        let at = UtcMillis(at.0.div_euclid(1_000) * 1_000);
        self.lanes[lane].last_reading = Some(at);
        passage.at = at;
        if leaves {
            self.gone(&passage);
        }
        if !again {
            self.look_again(at, lane, &passage);
            let licensed = !passage.is(Oddity::Unlicensed);
            if licensed && self.dice.chance(self.options.oddities.misread) {
                passage.plate = plates::misread_with(&mut self.dice, &passage.true_plate);
                passage.oddities.push(Oddity::Misread);
            }
        }
        match self.lanes[lane].offline_until {
            Some(back) => {
                // The camera hands in what it kept once it is online again, one after another.
                let after = UtcMillis(back.0 + 1_000 + self.dice.below(20_000) as i64);
                self.push(after, Step::Report(passage));
            }
            None => self.ready.push_back(TrafficEvent::Passage(passage)),
        }
    }

    /// Perhaps the camera reads the vehicle a second time while it stands at the barrier.
    fn look_again(&mut self, at: UtcMillis, lane: usize, passage: &SimPassage) {
        if !self.dice.chance(self.options.oddities.repeat_reading) {
            return;
        }
        // Vehicles without a plate are told apart by a 10 s window only, so theirs come sooner.
        let span = if passage.is(Oddity::Unlicensed) { 5 } else { 30 };
        let after = UtcMillis(at.0 + LANE_GAP_MS + self.dice.below(span) as i64 * 1_000);
        let mut second = passage.clone();
        second.oddities.push(Oddity::RepeatReading);
        self.push(after, Step::Read { lane, passage: Box::new(second), leaves: false });
    }

    fn gone(&mut self, passage: &SimPassage) {
        self.vehicles_inside = self.vehicles_inside.saturating_sub(1);
        if !passage.is(Oddity::Unlicensed) {
            self.inside.remove(&passage.true_plate);
        }
    }

    fn passage(&self, arrival: &Arrival, direction: Direction, lane: usize, at: UtcMillis) -> SimPassage {
        let mut oddities = Vec::new();
        if arrival.blacklisted {
            oddities.push(Oddity::Blacklisted);
        }
        if !arrival.licensed {
            oddities.push(Oddity::Unlicensed);
        }
        let mut passage = match direction {
            Direction::In => SimPassage::entry(&arrival.plate, at),
            Direction::Out => SimPassage::exit(&arrival.plate, at),
        };
        passage.parking_id.clone_from(&self.options.parking_id);
        passage.class = arrival.class;
        passage.user_name.clone_from(&arrival.user_name);
        passage.work_no.clone_from(&arrival.work_no);
        passage.phone.clone_from(&arrival.phone);
        passage.vehicle = arrival.vehicle;
        passage.visit = self.visits;
        passage.oddities = oddities;
        match self.options.lanes.get(lane) {
            Some(lane) => passage.on(lane),
            None => passage,
        }
    }

    fn lane(&mut self, direction: Direction) -> Option<usize> {
        let serving: Vec<usize> = (0..self.options.lanes.len())
            .filter(|&lane| self.options.lanes[lane].serves(direction))
            .collect();
        self.dice.pick(&serving).copied()
    }

    fn camera(&mut self, lane: usize, online: bool, at: UtcMillis) {
        if let Some(lane) = self.options.lanes.get(lane) {
            self.ready.push_back(TrafficEvent::Camera { lane: lane.clone(), online, at });
        }
    }

    fn expect_arrival(&mut self, after: UtcMillis) {
        if let Some(at) = arrivals::next_instant(&mut self.dice, &self.options, after) {
            self.push(at, Step::Arrive);
        }
    }

    fn expect_outage(&mut self, lane: usize, after: UtcMillis) {
        let per_day = self.options.oddities.outages_per_day;
        if per_day > 0.0 {
            let minutes = self.dice.exponential(DAY_MINUTES / per_day);
            self.push(UtcMillis(after.0 + (minutes * 60_000.0) as i64), Step::CameraDown(lane));
        }
    }

    fn push(&mut self, at: UtcMillis, step: Step) {
        self.order += 1;
        self.queue.push(Reverse(Due { at, order: self.order, step }));
    }
}

impl Iterator for Traffic {
    type Item = TrafficEvent;

    fn next(&mut self) -> Option<TrafficEvent> {
        self.before(UtcMillis(i64::MAX))
    }
}
