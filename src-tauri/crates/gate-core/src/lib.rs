//! The pure domain: plates, passages, parking sessions, deliveries, retry and time.
//!
//! Nothing here does I/O, waits or looks at a clock: time is passed in, values come out.

pub mod account;
pub mod alert;
pub mod blacklist;
pub mod business_id;
pub mod car_park;
pub mod coupon;
pub mod delivery;
pub mod hold_up;
pub mod in_park;
pub mod lane;
pub mod occupancy;
pub mod opening;
pub mod outcome;
pub mod outing;
pub mod passage;
pub mod personal;
pub mod plate;
pub mod reconcile;
pub mod record;
pub mod retry;
pub mod session;
pub mod standing;
pub mod stock_take;
pub mod time;
pub mod vehicle;
pub mod visitor;
