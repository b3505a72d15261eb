//! One passage as the simulated car park knows it, with the truth that the platform does not tell.

use gate_core::passage::Direction;
use gate_core::time::UtcMillis;

use crate::photo::{PhotoOptions, PhotoSpec, PlateLook, vehicle_of};

/// What a lane is for. The open platform does not say it: its lane list has numbers and names only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaneUse {
    /// Entries only.
    In,
    /// Exits only.
    Out,
    /// Both ways, one barrier.
    Both,
}

/// One camera and barrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimLane {
    /// `laneNo`, which is also the `laneId` for opening it.
    pub lane_no: String,
    /// `laneName`.
    pub lane_name: String,
    /// What it is used for.
    pub lane_use: LaneUse,
}

impl SimLane {
    /// A lane.
    #[must_use]
    pub fn new(lane_no: &str, lane_name: &str, lane_use: LaneUse) -> Self {
        SimLane { lane_no: lane_no.into(), lane_name: lane_name.into(), lane_use }
    }

    /// Two entries and two exits, as most closed car parks have them.
    #[must_use]
    pub fn usual() -> Vec<Self> {
        vec![
            SimLane::new("1", "入口车道1", LaneUse::In),
            SimLane::new("2", "出口车道1", LaneUse::Out),
            SimLane::new("3", "入口车道2", LaneUse::In),
            SimLane::new("4", "出口车道2", LaneUse::Out),
        ]
    }

    /// Whether vehicles pass it this way.
    #[must_use]
    pub fn serves(&self, direction: Direction) -> bool {
        matches!(
            (self.lane_use, direction),
            (LaneUse::Both, _) | (LaneUse::In, Direction::In) | (LaneUse::Out, Direction::Out)
        )
    }
}

/// The platform's `vehicleType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VehicleClass {
    /// 1, 月租车.
    Monthly,
    /// 2, 免费车.
    Free,
    /// 9, 临时车.
    Temporary,
    /// The id of a custom vehicle type.
    Custom(u64),
}

impl VehicleClass {
    /// As it stands on the wire.
    #[must_use]
    pub fn wire(self) -> String {
        match self {
            VehicleClass::Monthly => "1".into(),
            VehicleClass::Free => "2".into(),
            VehicleClass::Temporary => "9".into(),
            VehicleClass::Custom(id) => id.to_string(),
        }
    }

    /// Reads the wire form; `None` unless it is a number.
    #[must_use]
    pub fn from_wire(text: &str) -> Option<Self> {
        match text {
            "1" => Some(VehicleClass::Monthly),
            "2" => Some(VehicleClass::Free),
            "9" => Some(VehicleClass::Temporary),
            other => other.parse().ok().map(VehicleClass::Custom),
        }
    }
}

/// What is not ordinary about a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Oddity {
    /// The camera read the same vehicle again within seconds.
    RepeatReading,
    /// The plate that was read is not the one on the vehicle.
    Misread,
    /// An entry whose exit no camera saw.
    ExitMissed,
    /// An exit whose entry no camera saw.
    EntryMissed,
    /// The camera was offline: the platform heard of it afterwards.
    Late,
    /// The vehicle stands on the blacklist.
    Blacklisted,
    /// The vehicle carries no plate.
    Unlicensed,
}

/// One vehicle passing one lane.
#[derive(Debug, Clone, PartialEq)]
pub struct SimPassage {
    /// `recordId`; 0 lets the platform number it.
    pub record_id: u64,
    /// `parkingId`; empty means the platform's first car park.
    pub parking_id: String,
    /// The plate as read: `无牌车` or empty when there is none.
    pub plate: String,
    /// In or out.
    pub direction: Direction,
    /// When it passed; whole seconds.
    pub at: UtcMillis,
    /// When the platform heard of it, never before `at`.
    pub reported_at: UtcMillis,
    /// The lane's number.
    pub lane_no: String,
    /// The lane's name.
    pub lane_name: String,
    /// `vehicleType`.
    pub class: VehicleClass,
    /// Owner's name, empty when unknown.
    pub user_name: String,
    /// Owner's staff number, empty when unknown.
    pub work_no: String,
    /// Owner's phone, empty when unknown.
    pub phone: String,
    /// The truth: the plate on the vehicle.
    pub true_plate: String,
    /// The truth: which vehicle it is, as photos show it.
    pub vehicle: u64,
    /// The truth: passages of one stay share this number; 0 when nobody says.
    pub visit: u64,
    /// The truth: what is odd about it.
    pub oddities: Vec<Oddity>,
}

impl SimPassage {
    /// A temporary vehicle's entry at lane 1, reported at once.
    #[must_use]
    pub fn entry(plate: &str, at: UtcMillis) -> Self {
        Self::new(plate, at, Direction::In, "1", "入口车道1")
    }

    /// A temporary vehicle's exit at lane 2, reported at once.
    #[must_use]
    pub fn exit(plate: &str, at: UtcMillis) -> Self {
        Self::new(plate, at, Direction::Out, "2", "出口车道1")
    }

    fn new(plate: &str, at: UtcMillis, direction: Direction, lane_no: &str, lane_name: &str) -> Self {
        let at = UtcMillis(at.0.div_euclid(1_000) * 1_000);
        SimPassage {
            record_id: 0,
            parking_id: String::new(),
            plate: plate.into(),
            direction,
            at,
            reported_at: at,
            lane_no: lane_no.into(),
            lane_name: lane_name.into(),
            class: VehicleClass::Temporary,
            user_name: String::new(),
            work_no: String::new(),
            phone: String::new(),
            true_plate: plate.into(),
            vehicle: vehicle_of(plate),
            visit: 0,
            oddities: Vec::new(),
        }
    }

    /// The same passage on another lane.
    #[must_use]
    pub fn on(mut self, lane: &SimLane) -> Self {
        self.lane_no.clone_from(&lane.lane_no);
        self.lane_name.clone_from(&lane.lane_name);
        self
    }

    /// The same passage in another car park.
    #[must_use]
    pub fn in_park(mut self, parking_id: &str) -> Self {
        self.parking_id = parking_id.into();
        self
    }

    /// The same passage of another kind of vehicle.
    #[must_use]
    pub fn of_class(mut self, class: VehicleClass) -> Self {
        self.class = class;
        self
    }

    /// The same passage, heard of later.
    #[must_use]
    pub fn reported(mut self, at: UtcMillis) -> Self {
        self.reported_at = at.max(self.at);
        self
    }

    /// Whether this is odd about it.
    #[must_use]
    pub fn is(&self, oddity: Oddity) -> bool {
        self.oddities.contains(&oddity)
    }

    /// What its photo is drawn from; `seed` is the simulation's.
    #[must_use]
    pub fn photo(&self, seed: u64, options: &PhotoOptions) -> PhotoSpec {
        let seed = seed ^ self.record_id.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (width, height, heavy) = options.choose(seed);
        let stamp = self.at.china_standard();
        let hour = stamp.get(11..13).and_then(|hour| hour.parse::<u32>().ok()).unwrap_or(12);
        let leaving = self.direction == Direction::Out;
        let way = if leaving { "OUT" } else { "IN" };
        PhotoSpec {
            seed,
            vehicle: self.vehicle,
            width,
            height,
            plate: self.true_plate.clone(),
            look: PlateLook::of(&self.true_plate),
            leaving,
            night: !(6..18).contains(&hour),
            caption: format!("{stamp} LANE {} {way}", self.lane_no),
            heavy,
        }
    }
}
