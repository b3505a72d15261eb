//! What one seed chooses: traffic, faults, interruptions.

use std::fmt;
use std::time::Duration;

use gate_core::time::UtcMillis;
use gate_sim::faults::{Fault, Side};
use gate_sim::open_platform::{Channel, PhotoFault, PhotoFaults, Quirks};
use gate_sim::traffic::{
    DayProfile, Oddities, PopulationSize, Shares, SimPassage, Stay, Stays, Traffic, TrafficOptions,
};
use gatehouse_tests::support::oracle::MayPark;
use gatehouse_tests::support::{Dice, PARKING_ID, ParkOptions, PushOptions};

use crate::menu::{self, Chosen, FAULTY};

/// All passages lie within so long before the start, where every poll looks again (protocols.md C: ten minutes).
const PAST: Duration = Duration::from_secs(8 * 60);
/// Traffic is told within so long.
const TOLD_WITHIN: Duration = Duration::from_millis(2_000);

/// What happens during a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The open platform hears of this passage.
    Tell(usize, Channel),
    /// Syncing stops and starts again after a while.
    Restart(Duration),
    /// Every AccessToken ends.
    ExpireTokens,
    /// The city's clock is set, by so many ms from ours.
    SetCityClock(i64),
}

/// What one seed chooses.
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// What is known before syncing begins.
    pub before: Vec<SimPassage>,
    /// What is told later, by [`Step::Tell`].
    pub later: Vec<SimPassage>,
    /// What happens, by the time after the start.
    pub steps: Vec<(Duration, Step)>,
    /// The city's faults.
    pub city: Vec<Chosen>,
    /// The open platform's faults.
    pub open_platform: Vec<Chosen>,
    /// The park.
    pub park: ParkOptions,
}

impl Plan {
    /// What the seed chooses for a trial that begins at `now`.
    pub fn of(seed: u64, now: UtcMillis) -> Self {
        let mut dice = Dice::new(seed);
        let callbacks = dice.chance(0.7).then(|| PushOptions { share: dice.unit(), repeat_share: 0.2 });
        let strays = dice.chance(0.35);
        let mut passages = traffic(&mut dice, now, strays);
        let split = passages.len() / 3;
        let later = passages.split_off(split);
        let all: Vec<&SimPassage> = passages.iter().chain(&later).collect();
        let plate = match all.is_empty() {
            true => "浙B00000".to_owned(),
            false => dice.pick(&all).plate.clone(),
        };
        let plate = if plate.is_empty() { "无牌车".to_owned() } else { plate };
        // One in ten has neither faults nor interruptions: then nothing may be repeated at all.
        let quiet = seed % 10 == 9;
        let mut city = if quiet { Vec::new() } else { choose(&mut dice, seed, Side::City, &plate, 1..6) };
        let open_platform =
            if quiet { Vec::new() } else { choose(&mut dice, seed, Side::OpenPlatform, &plate, 0..4) };
        let disorder = if strays { 0.2 } else { 0.0 };
        let mut steps = tells(&mut dice, &later, callbacks.is_some(), disorder);
        steps.extend(happenings(&mut dice, quiet));
        steps.sort_by_key(|(at, _)| *at);
        let is_restart = |(_, step): &(Duration, Step)| matches!(step, Step::Restart(_));
        if steps.iter().any(is_restart) && dice.chance(0.5) {
            city.push(Chosen::slow_answers());
        }
        let mut park = ParkOptions { callbacks, in_memory: true, ..ParkOptions::default() };
        park.open_platform.seed = seed;
        park.open_platform.app_secret = format!("app-secret-canary-{:016x}", dice.number());
        park.city.portpwd = format!("portpwd-canary-{:016x}", dice.number());
        park.open_platform.quirks = Quirks::random(dice.number());
        // Real pictures cost real time, so few seeds have them.
        park.open_platform.photos.one_picture = seed % 25 != 3;
        park.open_platform.photo_faults = photo_faults(&mut dice, seed);
        // Some entries may lie before what is collected.
        park.back = if strays && dice.chance(0.5) { PAST - Duration::from_secs(100) } else { 2 * PAST };
        if dice.chance(0.5) {
            park.already_accepted = vec!["已存在".to_owned()];
        }
        Self { seed, before: passages, later, steps, city, open_platform, park }
    }

    /// The specification of one side's faults.
    pub fn faults(&self, side: Side) -> String {
        let chosen = match side {
            Side::City => &self.city,
            Side::OpenPlatform => &self.open_platform,
        };
        chosen.iter().map(|chosen| chosen.spec.as_str()).collect::<Vec<_>>().join(",")
    }

    /// Whether nothing goes wrong by intention.
    pub fn is_quiet(&self) -> bool {
        self.city.is_empty() && self.open_platform.is_empty() && self.restarts() == 0
    }

    /// How often syncing is interrupted.
    pub fn restarts(&self) -> u32 {
        self.steps.iter().map(|(_, step)| u32::from(matches!(step, Step::Restart(_)))).sum()
    }

    /// What may end parked.
    pub fn may_park(&self) -> MayPark {
        MayPark {
            items: self.city.iter().any(Chosen::may_park_items),
            photos: self.open_platform.iter().any(Chosen::may_park_photos),
        }
    }

    /// Whether the city reads slowly.
    pub fn has_slow_uploads(&self) -> bool {
        self.city.iter().any(|chosen| chosen.fault == Fault::ThrottleUpload)
    }

    /// Whether a person has to cut a wait short, since some of the faults put the city off for a minute.
    pub fn needs_nudges(&self) -> bool {
        self.city.iter().any(Chosen::puts_off)
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  city:          {}", self.faults(Side::City))?;
        writeln!(f, "  open platform: {}", self.faults(Side::OpenPlatform))?;
        writeln!(f, "  quirks:        {}", self.park.open_platform.quirks)?;
        writeln!(f, "  photos:        {:?}", self.park.open_platform.photo_faults)?;
        writeln!(f, "  callbacks:     {:?}", self.park.callbacks)?;
        writeln!(f, "  back:          {:?}, already {:?}", self.park.back, self.park.already_accepted)?;
        let tells = self.steps.iter().filter(|(_, step)| matches!(step, Step::Tell(..))).count();
        write!(f, "  passages:      {} before, {tells} told later; then", self.before.len())?;
        for (at, step) in self.steps.iter().filter(|(_, step)| !matches!(step, Step::Tell(..))) {
            write!(f, " {step:?} at {at:?};")?;
        }
        Ok(())
    }
}

fn choose(dice: &mut Dice, seed: u64, side: Side, plate: &str, number: std::ops::Range<u64>) -> Vec<Chosen> {
    let menu = menu::of(side);
    let number = dice.within(number);
    // In turn for the first, so that a run leaves none out.
    let first = menu[usize::try_from(seed).unwrap_or(0) % menu.len()];
    let draw = |place| if place == 0 { first } else { *dice.pick(&menu) };
    let faults: Vec<_> = (0..number).map(draw).collect();
    faults.into_iter().map(|fault| Chosen::draw(dice, side, fault, plate)).collect()
}

fn photo_faults(dice: &mut Dice, seed: u64) -> PhotoFaults {
    const CHEAP: [PhotoFault; 9] = [
        PhotoFault::Missing,
        PhotoFault::Broken,
        PhotoFault::Truncated,
        PhotoFault::CutShort,
        PhotoFault::Redirect,
        PhotoFault::Slow,
        PhotoFault::Unavailable,
        PhotoFault::Text,
        PhotoFault::Empty,
    ];
    if seed % 50 == 28 {
        return PhotoFaults::shares(&[(PhotoFault::Huge, 0.2), (PhotoFault::TwelveMegapixel, 0.2)]);
    }
    if !dice.chance(0.4) {
        return PhotoFaults::none();
    }
    let shares: Vec<_> = CHEAP.iter().filter(|_| dice.chance(0.4)).map(|fault| (*fault, 0.1)).collect();
    PhotoFaults::shares(&shares)
}

/// Passages of the last minutes, in the order in which the platform heard of them.
fn traffic(dice: &mut Dice, now: UtcMillis, strays: bool) -> Vec<SimPassage> {
    let start = UtcMillis((now - PAST).0 / 1_000 * 1_000);
    let stay = |median_minutes| Stay { median_minutes, spread: 0.8 };
    // An exit without its entry makes the platform's last thirty days be searched, for seconds.
    let orphans = if strays { 0.04 } else { 0.0 };
    let options = TrafficOptions {
        seed: dice.number(),
        parking_id: PARKING_ID.to_owned(),
        cars_per_hour: dice.between(25.0, 110.0),
        profile: DayProfile::Flat,
        shares: Shares { unlicensed: 0.15, rare: 0.08, blacklisted: 0.03, ..Shares::default() },
        oddities: Oddities {
            repeat_reading: 0.15,
            missed_exit: 0.08,
            missed_entry: orphans,
            misread: orphans,
            outages_per_day: if strays { 150.0 } else { 0.0 },
            outage_minutes: 1.0,
        },
        stays: Stays { resident: stay(2.0), visitor: stay(1.0), temporary: stay(1.5) },
        population: PopulationSize { monthly: 20, free: 4, visitors: 5, blacklisted: 3 },
        ..TrafficOptions::default()
    };
    Traffic::new(options, start).passages_until(UtcMillis(now.0 - 2_000))
}

/// When and how each passage is told of; the share `disorder` comes long after those that it was before.
fn tells(dice: &mut Dice, later: &[SimPassage], callbacks: bool, disorder: f64) -> Vec<(Duration, Step)> {
    let channels: &[Channel] = match callbacks {
        true => &[Channel::AsConfigured, Channel::List, Channel::Callback, Channel::Both],
        false => &[Channel::List],
    };
    let gap = TOLD_WITHIN / u32::try_from(later.len().max(1)).unwrap_or(1);
    let tell = |place| {
        let on_time = gap * u32::try_from(place).unwrap_or(0);
        let at = if dice.chance(disorder) { dice.span(on_time..TOLD_WITHIN + gap) } else { on_time };
        (at, Step::Tell(place, *dice.pick(channels)))
    };
    (0..later.len()).map(tell).collect()
}

/// What else happens.
fn happenings(dice: &mut Dice, quiet: bool) -> Vec<(Duration, Step)> {
    let any = Duration::from_millis(100)..FAULTY;
    let mut steps = Vec::new();
    if !quiet {
        for _ in 0..*dice.pick(&[0, 0, 1, 1, 2, 3]) {
            let pause = dice.span(Duration::from_millis(1)..Duration::from_millis(400));
            steps.push((dice.span(any.clone()), Step::Restart(pause)));
        }
        if dice.chance(0.3) {
            steps.push((dice.span(any.clone()), Step::ExpireTokens));
        }
    }
    if dice.chance(0.3) {
        let offset = *dice.pick(&[-28_800_000, 31_536_000_000, 3_600_000, -3_600_000, 12_000]);
        steps.push((dice.span(any), Step::SetCityClock(offset)));
    }
    steps
}
