//! Coupons (`coupon_issue`).

use crate::client::OpenPlatform;
use crate::endpoints::Operation;
use crate::error::{Error, WriteOutcome};
use crate::params::{Params, minute};
use gate_core::coupon::Coupon;

impl OpenPlatform {
    /// Issues a coupon to a plate. It is worth money: when the outcome is unknown, a person decides.
    ///
    /// # Errors
    /// Only where it was not done; see [`Error`].
    pub async fn coupon_issue(&self, parking_id: &str, coupon: &Coupon) -> Result<WriteOutcome, Error> {
        let params = Params::of_car_park(parking_id)
            .with("vehicleCode", coupon.plate.as_str())
            .with("couponType", coupon.value.wire_type())
            .with("discount", coupon.value.amount())
            .with_some("expireTime", coupon.expires.map(minute));
        self.write(Operation::CouponIssue, params).await
    }
}
