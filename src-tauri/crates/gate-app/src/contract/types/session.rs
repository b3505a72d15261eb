//! One parking session: what the vendor said, what staff changed, what the city accepted. Nothing in it is secret: it may be
//! copied as text for the city's help desk.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DeliveryItem, Direction, Photo, PlateForm, PlateView};

/// Which session.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct SessionOf {
    /// Its id.
    pub session: i64,
}

/// How a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// The vehicle is inside.
    Open,
    /// It came and left.
    Closed,
    /// It came, and its exit was missed.
    ExitMissed,
    /// It left, and its arrival is looked for.
    AwaitingArrival,
}

/// Why a departure has the arrival that it has, or has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PairingReason {
    /// No departure yet: the vehicle is inside.
    Inside,
    /// No departure: the vehicle came in again, or a person says that its exit was missed.
    ExitMissed,
    /// The departure's arrival is looked for: in the vehicles inside and the records of 30 days.
    AwaitsArrival,
    /// The plate had this session open.
    SamePlate,
    /// Without a plate: no other such vehicle was inside.
    OnlyOpen,
    /// Without a plate: of several of its kind it was inside for the longest.
    Oldest,
    /// A person said so.
    Person,
    /// The arrival was not seen; its time is the open platform's list of vehicles inside.
    InParkList,
    /// The arrival was not seen and is in no list; its time is the departure's own.
    NowhereFound,
}

/// What decided `vehtype` and `hpys`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KindReason {
    /// Staff set it, for this session or for the plate.
    Staff,
    /// The vehicle's type on the open platform, by the table of types.
    Card,
    /// The plate's form, which leaves no doubt.
    Form,
    /// The plate's form as it usually is; other kinds have such plates too.
    Default,
}

/// One parking session.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SessionPage {
    /// Its id.
    pub id: i64,
    /// To be sent with a correction: whoever saw an older one is told so instead of overwriting (`changed_meanwhile`).
    pub version: String,
    /// The car park.
    pub parking_id: String,
    /// The car park's name, or its id.
    pub car_park: String,
    /// The city's `businessid`.
    pub business_id: String,
    /// The plate, as corrected.
    pub plate: PlateView,
    /// How it stands.
    pub state: SessionState,
    /// When it began, where that is known.
    pub arrived_at: Option<i64>,
    /// Whether a camera saw that.
    pub arrival_seen: bool,
    /// By which lane; empty where that is not known.
    pub arrival_lane: String,
    /// When it ended.
    pub departed_at: Option<i64>,
    /// By which lane.
    pub departure_lane: String,
    /// When we heard of an exit whose arrival was awaited.
    pub exit_heard_at: Option<i64>,
    /// When the open platform was asked for that arrival.
    pub asked_at: Option<i64>,
    /// Why this arrival, or none.
    pub pairing: Option<PairingReason>,
    /// What the city is told of the vehicle, and why.
    pub kind: SessionKind,
    /// What the open platform said, in order of the passages' times.
    pub passages: Vec<SessionPassage>,
    /// What staff changed, in order.
    pub corrections: Vec<SessionCorrection>,
    /// What the city is owed or has, in the order in which it came to be owed.
    pub deliveries: Vec<SessionDelivery>,
    /// All of it in order of time; each entry names what stands above.
    pub timeline: Vec<TimelineEntry>,
    /// The time by which this was made.
    pub now: i64,
}

/// What the city is told of a vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SessionKind {
    /// `vehtype`, two digits: a kind of plate.
    pub vehtype: String,
    /// `hpys`, the plate's colour, in the standard's word.
    pub hpys: String,
    /// What decided both.
    pub by: Option<KindReason>,
    /// The plate's form.
    pub form: PlateForm,
    /// The vehicle's type as the open platform said it.
    pub vehicle_type: Option<String>,
}

/// What a reading is to its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PassageRole {
    /// Its arrival.
    Arrival,
    /// Its departure.
    Departure,
    /// A repeat reading, which is not reported.
    Repeat,
    /// Nothing that is reported.
    None,
}

/// From where a reading came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PassageSource {
    /// The open platform's list of records.
    Records,
    /// A callback of the open platform.
    Callback,
    /// The search for an arrival among old records.
    LookBack,
}

/// A reading of a session.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SessionPassage {
    /// Its id.
    pub id: i64,
    /// Which way.
    pub direction: Direction,
    /// What it is to the session.
    pub role: PassageRole,
    /// When.
    pub at: i64,
    /// When we heard of it.
    pub heard_at: i64,
    /// The plate as the camera read it, letter for letter; empty without one.
    pub read_as: String,
    /// The lane's name, or its number.
    pub lane: String,
    /// From where.
    pub source: Option<PassageSource>,
    /// The open platform's id of the record, where it gave one.
    pub record_id: Option<String>,
    /// Free spaces at that moment.
    pub free_spaces: u32,
    /// The photo.
    pub photo: Photo,
}

/// Something that staff put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SessionCorrection {
    /// `plate`, `arrived_at`, `departed_at`, `kind` or `pairing`.
    pub field: String,
    /// Before. Times are written `yyyy-MM-dd HH:mm:ss`.
    pub before: String,
    /// Since.
    pub after: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: i64,
}

/// A delivery of a session with its whole history.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SessionDelivery {
    /// The delivery as lists show it.
    pub item: DeliveryItem,
    /// The reading that it reports; none for a reconstructed arrival.
    pub passage: Option<i64>,
    /// Free spaces that are reported.
    pub free_spaces: u32,
    /// When it came to be owed.
    pub owed_at: i64,
    /// When it was given up.
    pub given_up_at: Option<i64>,
    /// What was or is sent, as JSON without account and password; none before the first try.
    pub payload: Option<String>,
    /// The photo that is owed.
    pub photo: Option<OwedPhoto>,
    /// Every try that reached the city, in order.
    pub attempts: Vec<AttemptView>,
}

/// A photo that is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OwedPhoto {
    /// Its id.
    pub id: i64,
    /// Whether staff gave it.
    pub from_staff: bool,
    /// How often it was tried to be fetched.
    pub fetch_tries: u32,
    /// Why it could not be fetched.
    pub error: Option<String>,
    /// Bytes as it came.
    pub bytes: Option<u64>,
    /// Pixels across.
    pub width: Option<u32>,
    /// Pixels down.
    pub height: Option<u32>,
    /// Bytes as it is sent.
    pub sent_bytes: Option<u64>,
    /// MD5 of what is sent.
    pub sent_md5: Option<String>,
}

/// What an answer of the city meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AttemptOutcome {
    /// Accepted.
    Delivered,
    /// Accepted, in an answer that breaks the standard's format.
    DeliveredMalformed,
    /// Refused in words that mean that the city has it already.
    DeliveredAlready,
    /// Refused.
    Refused,
    /// Refused, as the account is.
    AccountRefused,
    /// The address is wrong.
    AddressWrong,
    /// The city's trouble: it is tried again.
    Transient,
    /// Sent, and no usable answer came: it is tried again, byte for byte.
    Ambiguous,
    /// The city asks for less at a time.
    SlowDown,
    /// Something that this program does not know.
    Unknown,
}

/// One try that reached the city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AttemptView {
    /// When its outcome came.
    pub at: i64,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// The city's words, or what went wrong.
    pub answer: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: i64,
    /// Bytes that were sent.
    pub bytes: i64,
    /// MD5 of the photo that was sent.
    pub photo_md5: Option<String>,
}

/// One moment of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TimelineEntry {
    /// When.
    pub at: i64,
    /// What.
    #[serde(flatten)]
    pub what: TimelineEvent,
}

/// What happened at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum TimelineEvent {
    /// A vehicle passed.
    Passed {
        /// The reading.
        passage: i64,
    },
    /// We heard of it, more than a minute later.
    HeardLate {
        /// The reading.
        passage: i64,
    },
    /// The open platform was asked for the missing arrival.
    Asked,
    /// Staff put something right.
    Corrected {
        /// Which of `corrections`, from 0.
        index: u32,
    },
    /// A delivery came to be owed.
    Owed {
        /// The delivery.
        delivery: i64,
    },
    /// It was tried.
    Tried {
        /// The delivery.
        delivery: i64,
        /// Which of its `attempts`, from 0.
        attempt: u32,
    },
    /// It was parked.
    Parked {
        /// The delivery.
        delivery: i64,
    },
    /// It was given up.
    GivenUp {
        /// The delivery.
        delivery: i64,
    },
}
