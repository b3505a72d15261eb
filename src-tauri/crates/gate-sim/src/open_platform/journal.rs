//! What was written to the platform, in order: the tests' witness of every write that took effect.

use gate_core::time::UtcMillis;

use super::vehicle::SimVehicle;

/// One write that took effect.
#[derive(Debug, Clone, PartialEq)]
pub struct JournalEntry {
    /// When.
    pub at: UtcMillis,
    /// In which car park.
    pub parking_id: String,
    /// What.
    pub write: Write,
}

/// A write.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// A vehicle was authorised.
    VehicleAdded(SimVehicle),
    /// An authorisation was changed to this.
    VehicleUpdated(SimVehicle),
    /// An authorisation was deleted.
    VehicleDeleted {
        /// The plate.
        plate: String,
    },
    /// A plate was blacklisted.
    BlacklistAdded {
        /// The plate.
        plate: String,
        /// Its last day, `yyyy-MM-dd`.
        until: String,
    },
    /// A plate was taken off the blacklist.
    BlacklistDeleted {
        /// The plate.
        plate: String,
    },
    /// A coupon was issued.
    CouponIssued {
        /// For this plate.
        plate: String,
        /// 1 times, 2 hours, 3 yuan.
        kind: i64,
        /// How many of them.
        value: i64,
        /// When it ends, if ever.
        expires: Option<UtcMillis>,
    },
    /// An absence was registered.
    OutingRegistered {
        /// The plate.
        plate: String,
        /// From when.
        from: UtcMillis,
        /// Until when.
        until: UtcMillis,
    },
    /// A lane was told to open.
    LaneOpened {
        /// The lane's number.
        lane_no: String,
    },
}
