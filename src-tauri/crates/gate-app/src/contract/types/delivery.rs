//! What the city is owed and has: numbers, reasons, rows, and what people do about them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Photo, PlateView};

/// What is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    /// The arrival of a session.
    Arrival,
    /// Its departure.
    Departure,
    /// A photo of the arrival.
    ArrivalPhoto,
    /// A photo of the departure.
    DeparturePhoto,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// May be sent now.
    Due,
    /// Waits: see `waits_for`.
    Waiting,
    /// Needs a person: see `reason`.
    Parked,
    /// The city has it.
    Delivered,
    /// A person gave it up.
    GivenUp,
}

/// Why deliveries do not get to the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryReason {
    /// Parked: the city refused the item itself several times; `words` are its own.
    Refused,
    /// Parked: the open platform has no such photo.
    PhotoMissing,
    /// Parked: the photo is no picture, or a broken one.
    PhotoUnreadable,
    /// Parked: the photo is larger than is fetched (5 MB, 40 megapixels).
    PhotoTooLarge,
    /// Parked: the photo's address is not one that the configuration allows.
    PhotoHostNotAllowed,
    /// Parked: the photo could not be fetched for 24 hours.
    PhotoUnreachable,
    /// Parked: the stored photo is gone or no longer what it was.
    PhotoLost,
    /// Parked: the program failed while sending it, several times.
    SendingFailed,
    /// Its photo is still being fetched.
    AwaitsPhoto,
    /// An exit whose arrival is not known yet.
    AwaitsArrival,
    /// What must go before it is parked or given up.
    Behind,
    /// A person holds the car park's reporting back.
    Held,
    /// The city refuses the car park's account.
    AccountRefused,
    /// The city's address is wrong.
    AddressWrong,
    /// The city does not answer.
    Unreachable,
    /// The city's clock and ours differ by more than 5 s. Holds nothing up by itself.
    ClockWrong,
    /// The disk is nearly full: photos are shrunk, or no longer kept.
    DiskLow,
}

/// What kind of act helps against a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryRemedy {
    /// Read the city's words, put the session right, then retry.
    MendAndRetry,
    /// Give another photo.
    SendPhoto,
    /// Allow the photos' host in the settings, then retry.
    AllowPhotoHost,
    /// Try again.
    Retry,
    /// It goes by itself.
    Wait,
    /// Say which arrival the exit belongs to.
    FindArrival,
    /// Mend what it waits for.
    MendFirst,
    /// Let reporting go on.
    Resume,
    /// Put account or password right.
    CheckAccount,
    /// Put the address right.
    CheckAddress,
    /// Look at the network, or call the city.
    CheckNetwork,
    /// Set this machine's clock.
    SetClock,
    /// Make room on the disk.
    FreeDisk,
}

/// Of which car park.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct ReasonsRequest {
    /// Only this car park; all that the account sees when absent.
    #[ts(optional)]
    pub parking_id: Option<String>,
}

/// Deliveries that one thing keeps from the city. Its rows are `deliveries` with the same car park, reason and words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReasonGroup {
    /// The car park.
    pub parking_id: String,
    /// Why.
    pub reason: DeliveryReason,
    /// For `refused`: the city's words.
    pub words: Option<String>,
    /// What helps.
    pub remedy: DeliveryRemedy,
    /// How many deliveries; of `behind` at least so many. 0 for `clock_wrong` and `disk_low`.
    pub count: u64,
    /// The oldest passage among them.
    pub oldest_at: Option<i64>,
    /// Since when, where that is known.
    pub since: Option<i64>,
}

/// Which deliveries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(default)]
pub struct DeliveryFilter {
    /// Only this car park; all that the account sees when absent.
    #[ts(optional)]
    pub parking_id: Option<String>,
    /// Passages of this day and later.
    #[ts(optional)]
    pub first_day: Option<String>,
    /// Passages of this day and earlier.
    #[ts(optional)]
    pub last_day: Option<String>,
    /// Only in this state; the overview's `waiting` is `open`.
    #[ts(optional)]
    pub state: Option<DeliveryStateFilter>,
    /// Only for this reason.
    #[ts(optional)]
    pub reason: Option<DeliveryReason>,
    /// With `refused`: only for these words of the city.
    #[ts(optional)]
    pub words: Option<String>,
    /// Only of this kind.
    #[ts(optional)]
    pub kind: Option<DeliveryKind>,
    /// A fragment of a plate, forgiving.
    pub text: String,
}

/// In which states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStateFilter {
    /// Due or waiting.
    Open,
    /// In need of a person.
    Parked,
    /// The city has it.
    Delivered,
    /// Given up.
    GivenUp,
}

/// Part of the list of deliveries.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct DeliveriesRequest {
    /// Only these.
    pub filter: DeliveryFilter,
    /// Where the page before ended (its `next`).
    #[ts(optional)]
    pub before: Option<DeliveryMark>,
    /// At most so many; 100 when 0, 500 at most.
    pub limit: u32,
}

/// Where a page of deliveries ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeliveryMark {
    /// The passage's time.
    pub at: i64,
    /// The delivery.
    pub id: i64,
}

/// Deliveries, the newest passage first. A page of a rare filter may hold fewer rows than asked for, or none, and still have a `next`.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DeliveriesPage {
    /// The rows.
    pub rows: Vec<DeliveryItem>,
    /// Where the next page begins; none at the end.
    pub next: Option<DeliveryMark>,
}

/// What a delivery waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// Its time: see `next_attempt_at`.
    Time,
    /// Its photo.
    Photo,
    /// Its arrival.
    Arrival,
    /// The delivery that goes before it, which goes by itself.
    Predecessor,
    /// The delivery that goes before it, which needs a person: see `behind`.
    Behind,
}

/// One delivery.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DeliveryItem {
    /// Its id.
    pub id: i64,
    /// The car park.
    pub parking_id: String,
    /// What it is.
    pub kind: DeliveryKind,
    /// Where it stands.
    pub state: DeliveryState,
    /// Its parking session.
    pub session: i64,
    /// The city's `businessid`.
    pub business_id: String,
    /// The plate.
    pub plate: PlateView,
    /// The passage's time.
    pub at: i64,
    /// Why it is parked.
    pub reason: Option<DeliveryReason>,
    /// What helps then.
    pub remedy: Option<DeliveryRemedy>,
    /// What it waits for.
    pub waits_for: Option<WaitsFor>,
    /// The delivery that goes first and needs a person, or waits for one that does.
    pub behind: Option<i64>,
    /// When it is tried next, where that is known.
    pub next_attempt_at: Option<i64>,
    /// Refusals of the item itself.
    pub attempts: u32,
    /// Requests that reached the platform.
    pub tries: u32,
    /// HTTP status of the last answer.
    pub status: Option<u16>,
    /// The city's last words, or what went wrong.
    pub answer: Option<String>,
    /// When the city accepted it.
    pub delivered_at: Option<i64>,
    /// Why it was given up: a person's words, or `replaced` or `cancelled` for a photo.
    pub give_up_reason: Option<String>,
    /// Who sent it again, for a photo that a person sent.
    pub asked_by: Option<String>,
    /// It is such a photo, and nothing of it went out yet: `cancel_photos` takes it back.
    pub cancellable: bool,
    /// `imgIndex`, for a photo.
    pub img_index: Option<u8>,
    /// The photo, for a photo.
    pub photo: Photo,
    /// MD5 of the photo as it was sent last or will be.
    pub photo_md5: Option<String>,
}
