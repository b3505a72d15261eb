//! `coupons issue`: a coupon for a plate.

use clap::{Args, Subcommand, ValueEnum};
use gate_app::contract::types::{CouponForm, CouponKind};
use gate_core::time::UtcMillis;

use super::{Globals, platform};
use crate::{arguments, failure::Failure};

/// What to do with coupons.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Issue one to a plate, once.
    Issue(Issue),
}

/// In what a coupon is worth something.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Kind {
    /// So many stays.
    Count,
    /// So many hours.
    Hours,
    /// So many whole yuan.
    Money,
}

/// Which coupon.
#[derive(Debug, Args)]
pub struct Issue {
    /// The plate, in any writing.
    #[arg(value_name = "PLATE")]
    plate: String,
    /// In what it is worth something.
    #[arg(long = "type", value_name = "TYPE", value_enum)]
    kind: Kind,
    /// How many: 1 to 99 stays, 1 to 72 hours or 1 to 1,000 yuan.
    #[arg(long, value_name = "N")]
    value: u32,
    /// When it expires, in China, such as "2026-11-20 18:00"; never when left out.
    #[arg(long, value_name = "T", value_parser = arguments::time)]
    expires: Option<UtcMillis>,
    /// Also if the same was issued a minute ago, or the answer to the last was lost.
    #[arg(long)]
    again: bool,
    /// The car park's parking_id, where there are several.
    #[arg(long, value_name = "PARKING_ID")]
    car_park: Option<String>,
}

/// Runs the command.
pub async fn run(globals: Globals, command: Command) -> Result<(), Failure> {
    let Command::Issue(issue) = command;
    let desk = platform::desk(&globals).await?;
    let form = CouponForm {
        parking_id: desk.car_park(issue.car_park.as_deref())?,
        plate: issue.plate,
        kind: match issue.kind {
            Kind::Count => CouponKind::Count,
            Kind::Hours => CouponKind::Hours,
            Kind::Money => CouponKind::Yuan,
        },
        amount: issue.value,
        expires_at: issue.expires.map(|at| at.0),
        again: issue.again,
    };
    let item = desk.issuing().coupon(&form).await?;
    desk.close().await;
    let found = "the open platform does not list coupons: ask its staff, or issue it --again";
    platform::tell(&globals, &item, item.outcome, item.answer.as_deref(), found)
}
