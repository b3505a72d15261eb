//! Coupons issued from here.

use gate_store::ListFilter;

use super::vehicles::page_limit;
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{CouponForm, CouponItem, CouponsPage, ListRequest},
    },
    issuing::{Issuing, coupon_item},
};

/// The coupons issued from here, the newest first.
pub(crate) async fn list(context: &Context, request: ListRequest) -> Result<CouponsPage, Failure> {
    let (filter, offset, limit) = context.list_filter(request)?;
    let (total, rows) = context.app.store.coupon_list(filter, offset, limit).await?;
    Ok(CouponsPage { total, rows: rows.into_iter().map(coupon_item).collect() })
}

/// Issues one, once.
pub(crate) async fn issue(context: &Context, request: CouponForm) -> Result<CouponItem, Failure> {
    context.admit_car_park(&request.parking_id)?;
    context.issuing().await?.coupon(&request).await
}

impl Context {
    /// Issues in the name of who calls.
    pub(super) async fn issuing(&self) -> Result<Issuing, Failure> {
        Ok(Issuing::new(self.app.store.clone(), self.app.open_platform().await?, self.by()?))
    }

    /// The filter of a list, with offset and limit.
    pub(super) fn list_filter(&self, request: ListRequest) -> Result<(ListFilter, u32, u32), Failure> {
        let filter = ListFilter { scope: self.scope()?, parking_id: request.parking_id, text: request.text };
        Ok((filter, request.offset, page_limit(request.limit)))
    }
}
