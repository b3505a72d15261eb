//! Coupons: a discount issued to a plate.

use crate::time::UtcMillis;

/// What a coupon is worth (`couponType` and `discount`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CouponValue {
    /// 次券, type 1: this many times.
    Count(u32),
    /// 小时券, type 2: this many hours.
    Hours(u32),
    /// 金额券, type 3: this much money in whole yuan.
    Yuan(u32),
}

impl CouponValue {
    /// `couponType` on the wire.
    #[must_use]
    pub fn wire_type(self) -> u8 {
        match self {
            Self::Count(_) => 1,
            Self::Hours(_) => 2,
            Self::Yuan(_) => 3,
        }
    }

    /// `discount` on the wire: times, hours or yuan.
    #[must_use]
    pub fn amount(self) -> u32 {
        match self {
            Self::Count(amount) | Self::Hours(amount) | Self::Yuan(amount) => amount,
        }
    }
}

/// A coupon to issue to a plate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coupon {
    /// The plate.
    pub plate: String,
    /// What it is worth.
    pub value: CouponValue,
    /// When it expires, to the minute; `None` means never.
    pub expires: Option<UtcMillis>,
}
