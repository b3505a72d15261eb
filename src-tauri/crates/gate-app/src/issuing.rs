//! Coupons and outings. Each is written down before it is asked for, sent once, and ends as done, refused, not done or unknown.
//! The platform lists neither, so what was lost stays unknown, and a person decides.

use gate_core::{
    coupon::{Coupon, CouponValue},
    outing::Outing,
    plate,
    time::UtcMillis,
};
use gate_open_platform::{Error as PlatformError, OpenPlatform, WriteOutcome as Written};
use gate_store::{Begun, CouponRow, IssueOutcome, OutingRow, Register, Store};

use crate::{
    contract::{
        Code, Failure,
        types::{CouponForm, CouponItem, CouponKind, OutingForm, OutingItem},
    },
    now,
    registers::{checks::PLATE_MAX, views::outcome, writes::unsent},
};

const MINUTE_MS: i64 = 60_000;
/// An outing lies within so many days from now, either way: anything else is a slip.
const OUTING_WITHIN_MS: i64 = 731 * gate_core::time::DAY_MS;

/// Issues in somebody's name.
pub struct Issuing {
    store: Store,
    client: OpenPlatform,
    by: String,
}

impl Issuing {
    /// In the name of `by`.
    #[must_use]
    pub fn new(store: Store, client: OpenPlatform, by: &str) -> Self {
        Self { store, client, by: by.to_owned() }
    }

    /// Issues a coupon, once.
    ///
    /// # Errors
    /// [`Code::Invalid`]; [`Code::Repeated`] unless `again`; [`Code::PlatformUnreachable`] and [`Code::PlatformRefused`] (the
    /// account) where nothing was sent; failures of the database.
    pub async fn coupon(&self, form: &CouponForm) -> Result<CouponItem, Failure> {
        let coupon = Coupon {
            plate: typed(&form.plate)?,
            value: value(form.kind, form.amount)?,
            expires: expiry(form)?,
        };
        let id = match self.store.begin_coupon(&form.parking_id, &coupon, &self.by, form.again, now()).await?
        {
            Begun::Id(id) => id,
            Begun::Repeated { ago_ms, outcome } => {
                return Err(Failure::new(Code::Repeated)
                    .with("ago_s", ago_ms / 1_000)
                    .with("outcome", outcome.code()));
            }
        };
        let answer = self.client.coupon_issue(&form.parking_id, &coupon).await;
        let (kept, words, unsent) = told("coupon", answer);
        let row = self.store.end_coupon(id, kept, &words, now()).await?;
        unsent.map_or(Ok(coupon_item(row)), Err)
    }

    /// Registers an outing, once.
    ///
    /// # Errors
    /// [`Code::Invalid`] (`plate`, `unknown` where it is no authorised vehicle); [`Code::PlatformUnreachable`] and
    /// [`Code::PlatformRefused`] (the account) where nothing was sent; failures of the database.
    pub async fn outing(&self, form: &OutingForm) -> Result<OutingItem, Failure> {
        let plate = typed(&form.plate)?;
        let minute = |at: i64| UtcMillis(at.div_euclid(MINUTE_MS) * MINUTE_MS);
        let (from, until) = (minute(form.starts_at), minute(form.ends_at));
        for (field, at) in [("starts_at", from), ("ends_at", until)] {
            if !(-OUTING_WITHIN_MS..=OUTING_WITHIN_MS).contains(&at.since(now())) {
                return Err(Failure::invalid(field, "not_a_day"));
            }
        }
        if until <= from {
            return Err(Failure::invalid("ends_at", "before"));
        }
        if until <= now() {
            return Err(Failure::invalid("ends_at", "past"));
        }
        if self.store.register_entry(&form.parking_id, Register::Vehicles, &plate).await?.is_none() {
            return Err(Failure::invalid("plate", "unknown"));
        }
        let outing = Outing { plate, from, until };
        let id = self.store.begin_outing(&form.parking_id, &outing, &self.by, now()).await?;
        let answer = self.client.outing_register(&form.parking_id, &outing).await;
        let (kept, words, unsent) = told("outing", answer);
        let row = self.store.end_outing(id, kept, &words, now()).await?;
        unsent.map_or(Ok(outing_item(row)), Err)
    }
}

/// What the answer comes to: how it is kept, the platform's words, and the failure where nothing was sent.
fn told(
    what: &'static str,
    answer: Result<Written, PlatformError>,
) -> (IssueOutcome, String, Option<Failure>) {
    match answer {
        Ok(Written::Done) => (IssueOutcome::Done, String::new(), None),
        Ok(Written::Refused { msg }) => (IssueOutcome::Refused, msg, None),
        Ok(Written::Unknown { why }) => {
            tracing::warn!(what, why, "the answer to a write was lost");
            (IssueOutcome::Unknown, String::new(), None)
        }
        Err(error) => {
            tracing::warn!(what, %error, "a write was not sent");
            (IssueOutcome::NotDone, String::new(), Some(unsent(&error)))
        }
    }
}

/// A plate of any shape, normalised.
fn typed(written: &str) -> Result<String, Failure> {
    let plate = plate::normalise(written);
    if plate.is_empty() {
        return Err(Failure::invalid("plate", "empty"));
    }
    if plate.chars().count() > PLATE_MAX {
        return Err(Failure::invalid("plate", "too_long").with("most", PLATE_MAX as i64));
    }
    Ok(plate)
}

fn value(kind: CouponKind, amount: u32) -> Result<CouponValue, Failure> {
    let (most, value) = match kind {
        CouponKind::Count => (99, CouponValue::Count(amount)),
        CouponKind::Hours => (72, CouponValue::Hours(amount)),
        CouponKind::Yuan => (1_000, CouponValue::Yuan(amount)),
    };
    if (1..=most).contains(&amount) {
        return Ok(value);
    }
    Err(Failure::invalid("amount", "out_of_range").with("least", 1).with("most", i64::from(most)))
}

fn expiry(form: &CouponForm) -> Result<Option<UtcMillis>, Failure> {
    let Some(at) = form.expires_at else { return Ok(None) };
    let minute = UtcMillis(at.div_euclid(MINUTE_MS) * MINUTE_MS);
    // Later than any calendar of the platform.
    if minute.since(now()) > 100 * 366 * gate_core::time::DAY_MS {
        return Err(Failure::invalid("expires_at", "not_a_day"));
    }
    if minute <= now() { Err(Failure::invalid("expires_at", "past")) } else { Ok(Some(minute)) }
}

/// A coupon as it is shown.
pub(crate) fn coupon_item(row: CouponRow) -> CouponItem {
    let (kind, amount) = match row.value {
        CouponValue::Count(times) => (CouponKind::Count, times),
        CouponValue::Hours(hours) => (CouponKind::Hours, hours),
        CouponValue::Yuan(yuan) => (CouponKind::Yuan, yuan),
    };
    CouponItem {
        id: row.id,
        plate: crate::commands::views::plate(&plate::normalise(&row.plate)),
        kind,
        amount,
        expires_at: row.expires_at.map(|at| at.0),
        issued_by: row.issued_by,
        issued_at: row.issued_at.0,
        outcome: outcome(row.outcome),
        answer: Some(row.answer).filter(|words| !words.is_empty()),
        parking_id: row.parking_id,
    }
}

/// An outing as it is shown.
pub(crate) fn outing_item(row: OutingRow) -> OutingItem {
    OutingItem {
        id: row.id,
        plate: crate::commands::views::plate(&plate::normalise(&row.plate)),
        starts_at: row.starts_at.0,
        ends_at: row.ends_at.0,
        registered_by: row.registered_by,
        registered_at: row.registered_at.0,
        outcome: outcome(row.outcome),
        answer: Some(row.answer).filter(|words| !words.is_empty()),
        parking_id: row.parking_id,
    }
}
