//! Blacklist, visitors, coupons and outings as tables and forms.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CouponKind, MirrorView, PlateView, VehicleOf, WriteOutcome};

/// Part of a list of the blacklist, of visitors, coupons, outings or vehicles inside.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct ListRequest {
    /// Only this car park; all that the account sees when absent.
    #[ts(optional)]
    pub parking_id: Option<String>,
    /// A fragment of a plate, forgiving.
    pub text: String,
    /// So many rows are left out at the beginning.
    pub offset: u32,
    /// At most so many; 100 when 0, 500 at most.
    pub limit: u32,
}

/// The blacklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BlacklistPage {
    /// So many rows there are.
    pub total: u32,
    /// The rows, those that hold first, then by plate.
    pub rows: Vec<BlacklistItem>,
    /// How old it is.
    pub mirrors: Vec<MirrorView>,
}

/// A row of the blacklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BlacklistItem {
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: PlateView,
    /// The last day; none for ever.
    pub until: Option<String>,
    /// Whether it holds today.
    pub holds: bool,
    /// Why, as written here.
    pub reason: Option<String>,
    /// Who put it there, as written here.
    pub added_by: Option<String>,
    /// It is inside now, since.
    pub inside_since: Option<i64>,
    /// A write of it is on its way or its outcome is not known.
    pub unsettled: bool,
}

/// A plate for the blacklist. The same again changes its last day.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct BlacklistForm {
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: String,
    /// Put it there although it is no plate by GA 36-2018.
    #[serde(default)]
    pub insist: bool,
    /// The last day.
    pub until: String,
    /// Why.
    pub reason: String,
}

/// Visitors' passes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VisitorsPage {
    /// So many rows there are.
    pub total: u32,
    /// The rows, the latest beginning first.
    pub rows: Vec<VisitorItem>,
}

/// A visitor's pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VisitorItem {
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: PlateView,
    /// The contact, masked.
    pub contact: Option<String>,
    /// The phone, masked.
    pub phone: Option<String>,
    /// From.
    pub starts_at: Option<i64>,
    /// To.
    pub ends_at: Option<i64>,
    /// Why.
    pub reason: Option<String>,
    /// The platform's further fields.
    pub extra: Vec<String>,
    /// Where it comes from.
    pub source: VisitorSource,
    /// Whether the platform confirmed it.
    pub confirmed: bool,
    /// When it was called off from here.
    pub cancelled_at: Option<i64>,
    /// It is inside now, since.
    pub inside_since: Option<i64>,
}

/// Where a visitor's pass comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VisitorSource {
    /// The platform told of it.
    Callback,
    /// The platform was asked.
    Query,
    /// It was made here, as an authorised vehicle of the visitors' type.
    Here,
}

/// A visitor's pass to be made here.
#[derive(Clone, Deserialize, TS)]
pub struct VisitorForm {
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: String,
    /// Make it although it is no plate by GA 36-2018.
    #[serde(default)]
    pub insist: bool,
    /// Who comes, or whom they visit.
    pub contact: String,
    /// Phone.
    pub phone: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Why.
    #[ts(optional)]
    pub reason: Option<String>,
}

/// A pass made here is to end on another day.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct VisitorExtension {
    /// Which.
    pub of: VehicleOf,
    /// The new last day.
    pub until: String,
}

/// Coupons issued from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CouponsPage {
    /// So many rows there are.
    pub total: u32,
    /// The rows, the newest first.
    pub rows: Vec<CouponItem>,
}

/// A coupon issued from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CouponItem {
    /// Its number here.
    pub id: i64,
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: PlateView,
    /// In what.
    pub kind: CouponKind,
    /// How many.
    pub amount: u32,
    /// When it expires.
    pub expires_at: Option<i64>,
    /// By whom.
    pub issued_by: String,
    /// When.
    pub issued_at: i64,
    /// What came of it.
    pub outcome: WriteOutcome,
    /// The platform's words.
    pub answer: Option<String>,
}

/// A coupon to issue.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CouponForm {
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: String,
    /// In what.
    pub kind: CouponKind,
    /// 1 to 99 times, 1 to 72 hours or 1 to 1,000 yuan.
    pub amount: u32,
    /// When it expires, to the minute; never when absent.
    #[ts(optional)]
    pub expires_at: Option<i64>,
    /// Also if the same plate got the same a minute ago, or the answer to the last was lost; otherwise
    /// that is refused (`repeated`).
    #[serde(default)]
    pub again: bool,
}

/// Outings registered from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OutingsPage {
    /// So many rows there are.
    pub total: u32,
    /// The rows, the newest first.
    pub rows: Vec<OutingItem>,
}

/// An outing registered from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OutingItem {
    /// Its number here.
    pub id: i64,
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: PlateView,
    /// From.
    pub starts_at: i64,
    /// To.
    pub ends_at: i64,
    /// By whom.
    pub registered_by: String,
    /// When.
    pub registered_at: i64,
    /// What came of it.
    pub outcome: WriteOutcome,
    /// The platform's words.
    pub answer: Option<String>,
}

/// An outing to register.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct OutingForm {
    /// The car park.
    pub parking_id: String,
    /// The plate of an authorised vehicle.
    pub plate: String,
    /// From, to the minute.
    pub starts_at: i64,
    /// To, to the minute.
    pub ends_at: i64,
}
