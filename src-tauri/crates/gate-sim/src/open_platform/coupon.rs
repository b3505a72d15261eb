//! Operation `coupon_issue`: a coupon for a plate.

use gate_core::time::UtcMillis;

use super::envelope::{Refusal, Reply};
use super::journal::Write;
use super::params::Params;
use super::world::{Key, World};

/// A coupon that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Coupon {
    pub(super) key: Key,
    pub(super) kind: i64,
    pub(super) value: i64,
    pub(super) expires: Option<UtcMillis>,
}

pub(super) fn issue(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let parking_id = world.park(params)?.parking_id.clone();
    let plate = params.plate()?;
    let kind = params.required_integer("couponType")?;
    let value = params.required_integer("discount")?;
    let expires = params.optional_minute("expireTime")?;
    if !(1..=3).contains(&kind) {
        return Err(Refusal::new("couponType应为1、2或3"));
    }
    if value < 1 {
        return Err(Refusal::new("discount应大于0"));
    }
    if expires.is_some_and(|end| end <= world.now()) {
        return Err(Refusal::new("expireTime已过"));
    }
    world.coupons.push(Coupon { key: (parking_id.clone(), plate.clone()), kind, value, expires });
    world.note(&parking_id, Write::CouponIssued { plate, kind, value, expires });
    Ok(Reply::Done)
}
