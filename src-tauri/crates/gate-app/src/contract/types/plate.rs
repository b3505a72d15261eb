//! Plates as screens draw them, and what is found of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{OpeningView, PassageItem, Photo, Standing, WriteOutcome};

/// A plate to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlateView {
    /// Normalised; empty without a plate.
    pub text: String,
    /// Its form by GA 36-2018 (`PlateForm` in gate-core).
    pub form: PlateForm,
}

/// The form of a plate number (domain.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the variants are gate_core::plate::PlateForm's, explained there")]
pub enum PlateForm {
    Ordinary,
    SmallNewEnergy,
    LargeNewEnergy,
    Trailer,
    DrivingSchool,
    Police,
    ArmedPolice,
    Military,
    Consulate,
    Embassy,
    HongKong,
    Macau,
    CivilAviation,
    Test,
    Oversize,
    EmergencyRescue,
    Unlicensed,
    Implausible,
}

/// What was typed.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PlateSearch {
    /// Any part of a plate, a name, its pinyin initials or a phone.
    pub text: String,
    /// At most so many; 12 when absent, 50 at most.
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// A plate that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlateHit {
    /// The plate.
    pub plate: PlateView,
    /// How it stands with the car park.
    pub standing: Standing,
    /// The type's own name, where it has one.
    pub type_name: Option<String>,
    /// Whose it is, masked.
    pub owner: Option<String>,
    /// Until when it is registered.
    pub valid_until: Option<String>,
    /// Inside since.
    pub inside_since: Option<i64>,
    /// When it was last seen.
    pub last_seen_at: Option<i64>,
}

/// Which plate.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PlateOf {
    /// The plate.
    pub plate: String,
}

/// Everything that is known of one plate.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PlateCard {
    /// The plate.
    pub plate: PlateView,
    /// How it stands with the car park now.
    pub standing: Standing,
    /// Where it is registered.
    pub registrations: Vec<Registration>,
    /// How old the mirror of the registers is: when it was last read whole.
    pub registers_read_at: Option<i64>,
    /// Where it is inside.
    pub inside: Option<Inside>,
    /// Entries in the blacklist.
    pub blacklist: Vec<BlacklistView>,
    /// Visitors' passes, the latest first.
    pub visits: Vec<VisitView>,
    /// Coupons issued from here, the latest first.
    pub coupons: Vec<CouponView>,
    /// Outings registered from here, the latest first.
    pub outings: Vec<OutingView>,
    /// Its last passages, the newest first.
    pub passages: Vec<PassageItem>,
    /// Lanes opened for it, the newest first.
    pub openings: Vec<OpeningView>,
    /// Readings that staff put right, the newest first.
    pub corrections: Vec<CorrectionView>,
}

/// A reading put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CorrectionView {
    /// The plate before.
    pub before: String,
    /// The plate since.
    pub after: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: i64,
}

/// An authorised vehicle's registration in one car park.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Registration {
    /// The car park.
    pub parking_id: String,
    /// The car park's name.
    pub car_park: String,
    /// How it stands by this registration today.
    pub standing: Standing,
    /// The type's own name, where it has one.
    pub type_name: Option<String>,
    /// Whose, masked.
    pub owner: Option<String>,
    /// The phone, masked.
    pub phone: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// First day.
    pub valid_from: Option<String>,
    /// Last day.
    pub valid_until: Option<String>,
    /// Days left; negative when over.
    pub days_left: Option<i32>,
    /// Spaces the owner has.
    pub spaces: u32,
    /// Lanes it may pass; empty for all.
    pub lanes: Vec<String>,
    /// Remark.
    pub remark: Option<String>,
}

/// A vehicle inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Inside {
    /// The parking session.
    pub session: i64,
    /// The car park.
    pub parking_id: String,
    /// Since.
    pub since: i64,
    /// The lane it came in by.
    pub lane: String,
    /// The arrival's photo.
    pub photo: Photo,
}

/// A blacklist entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BlacklistView {
    /// The car park.
    pub parking_id: String,
    /// Until when; none for ever.
    pub until: Option<String>,
    /// Why, as written here.
    pub reason: Option<String>,
    /// Whether it holds today.
    pub holds: bool,
}

/// A visitor's pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VisitView {
    /// The car park.
    pub parking_id: String,
    /// Whom it visits or who it is, masked.
    pub contact: Option<String>,
    /// From.
    pub starts_at: Option<i64>,
    /// To.
    pub ends_at: Option<i64>,
    /// Why.
    pub reason: Option<String>,
    /// Whether the platform confirmed it.
    pub confirmed: bool,
}

/// What a coupon is worth in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CouponKind {
    /// 次券: so many stays.
    Count,
    /// 小时券: so many hours.
    Hours,
    /// 金额券: so many whole yuan.
    Yuan,
}

/// A coupon issued from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CouponView {
    /// In what.
    pub kind: CouponKind,
    /// How many.
    pub amount: u32,
    /// When.
    pub issued_at: i64,
    /// By whom.
    pub issued_by: String,
    /// What came of it.
    pub outcome: WriteOutcome,
}

/// An outing registered from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OutingView {
    /// From.
    pub starts_at: i64,
    /// To.
    pub ends_at: i64,
    /// By whom.
    pub registered_by: String,
    /// What came of it.
    pub outcome: WriteOutcome,
}

/// Whose name and phone are wanted in full, and why. Audited.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct RevealOwner {
    /// The plate.
    pub plate: String,
    /// The car park of the registration.
    pub parking_id: String,
}

/// Name and phone in full (personal data).
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
pub struct OwnerInFull {
    /// The name.
    pub name: String,
    /// The phone.
    pub phone: String,
}

/// A plate put right.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CorrectPlate {
    /// The parking session.
    pub session: i64,
    /// The right plate.
    pub plate: String,
    /// Why.
    pub reason: String,
}

/// What a correction came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct PlateCorrected {
    /// The session that holds the passages now.
    pub session: i64,
    /// Events that are sent to the city again, with the same id.
    pub sent_again: u32,
    /// Two halves that a wrong plate kept apart are one session now.
    pub joined: bool,
}
