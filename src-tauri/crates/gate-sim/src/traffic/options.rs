//! What the traffic is like.

use super::passage::SimLane;
use super::population::PopulationSize;

/// How arrivals spread over the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayProfile {
    /// The same rate at every hour.
    Flat,
    /// A rush in the morning, at noon and in the evening, little at night.
    #[default]
    Office,
    /// Most arrivals in the evening.
    Residential,
}

impl DayProfile {
    /// How busy an hour (0 to 23, China Standard Time) is; the mean of a day is 1.
    #[must_use]
    pub fn weight(self, hour: u32) -> f64 {
        const OFFICE: [f64; 24] = [
            0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.7, 2.2, 3.2, 1.9, 1.2, 1.3, 1.4, 1.5, 1.2, 1.1, 1.2, 1.9, 1.7,
            1.0, 0.7, 0.5, 0.3, 0.2,
        ];
        const RESIDENTIAL: [f64; 24] = [
            0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.4, 0.7, 0.8, 0.7, 0.8, 1.1, 1.1, 0.8, 0.8, 0.9, 1.3, 2.3, 3.0,
            2.6, 2.0, 1.6, 1.3, 0.8,
        ];
        let hours = match self {
            DayProfile::Flat => return 1.0,
            DayProfile::Office => &OFFICE,
            DayProfile::Residential => &RESIDENTIAL,
        };
        hours[hour as usize % 24] * 24.0 / hours.iter().sum::<f64>()
    }
}

/// What share of arrivals is what; the rest are temporary vehicles with an ordinary plate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// Monthly vehicles of the population.
    pub monthly: f64,
    /// Free vehicles of the population.
    pub free: f64,
    /// Visitors of the population.
    pub visitor: f64,
    /// Blacklisted plates of the population.
    pub blacklisted: f64,
    /// Vehicles without a plate.
    pub unlicensed: f64,
    /// Of temporary vehicles: new-energy plates.
    pub new_energy: f64,
    /// Of temporary vehicles: the rare forms (police, trailer, consulate …).
    pub rare: f64,
}

impl Default for Shares {
    fn default() -> Self {
        Shares {
            monthly: 0.35,
            free: 0.05,
            visitor: 0.05,
            blacklisted: 0.003,
            unlicensed: 0.015,
            new_energy: 0.35,
            rare: 0.02,
        }
    }
}

/// How often something goes wrong, as a share of readings or visits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Oddities {
    /// Of readings: the same vehicle again at the same lane within half a minute.
    pub repeat_reading: f64,
    /// Of visits: no camera saw the exit.
    pub missed_exit: f64,
    /// Of visits: no camera saw the entry.
    pub missed_entry: f64,
    /// Of readings: one character taken for its look-alike.
    pub misread: f64,
    /// How often a lane's camera goes offline, times a day; what it reads then is reported when it is back.
    pub outages_per_day: f64,
    /// Half of the outages are longer than this, minutes.
    pub outage_minutes: f64,
}

impl Oddities {
    /// Nothing ever goes wrong.
    pub const NONE: Oddities = Oddities {
        repeat_reading: 0.0,
        missed_exit: 0.0,
        missed_entry: 0.0,
        misread: 0.0,
        outages_per_day: 0.0,
        outage_minutes: 0.0,
    };
}

impl Default for Oddities {
    fn default() -> Self {
        Oddities {
            repeat_reading: 0.02,
            missed_exit: 0.01,
            missed_entry: 0.006,
            misread: 0.006,
            outages_per_day: 0.5,
            outage_minutes: 12.0,
        }
    }
}

/// How long one kind of vehicle stays: log-normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stay {
    /// Half of the stays are longer, minutes.
    pub median_minutes: f64,
    /// Standard deviation of the logarithm; 0 makes every stay the median.
    pub spread: f64,
}

/// How long vehicles stay, by kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stays {
    /// Monthly and free vehicles.
    pub resident: Stay,
    /// Visitors.
    pub visitor: Stay,
    /// All others.
    pub temporary: Stay,
}

impl Default for Stays {
    fn default() -> Self {
        Stays {
            resident: Stay { median_minutes: 480.0, spread: 0.45 },
            visitor: Stay { median_minutes: 120.0, spread: 0.6 },
            temporary: Stay { median_minutes: 65.0, spread: 0.95 },
        }
    }
}

/// The traffic of one car park.
#[derive(Debug, Clone, PartialEq)]
pub struct TrafficOptions {
    /// Equal seeds give equal traffic.
    pub seed: u64,
    /// The car park.
    pub parking_id: String,
    /// Its lanes.
    pub lanes: Vec<SimLane>,
    /// Arrivals in an hour, on average over a day.
    pub cars_per_hour: f64,
    /// How they spread over the day.
    pub profile: DayProfile,
    /// Vehicles that fit; nobody enters a full car park.
    pub spaces: u32,
    /// Who comes.
    pub shares: Shares,
    /// What goes wrong.
    pub oddities: Oddities,
    /// How long they stay.
    pub stays: Stays,
    /// How many are registered.
    pub population: PopulationSize,
}

impl Default for TrafficOptions {
    fn default() -> Self {
        TrafficOptions {
            seed: 1,
            parking_id: "park123".into(),
            lanes: SimLane::usual(),
            cars_per_hour: 60.0,
            profile: DayProfile::default(),
            spaces: 500,
            shares: Shares::default(),
            oddities: Oddities::default(),
            stays: Stays::default(),
            population: PopulationSize::default(),
        }
    }
}
