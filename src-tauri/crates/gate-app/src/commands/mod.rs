//! The use-cases behind the commands, a file for each part of the list.

pub(crate) mod accounts;
pub(crate) mod alerts;
pub(crate) mod audit;
pub(crate) mod backups;
pub(crate) mod batches;
pub(crate) mod blacklist;
pub(crate) mod booth;
pub(crate) mod connections;
pub(crate) mod corrections;
pub(crate) mod coupons;
pub(crate) mod deliveries;
pub(crate) mod in_park;
pub(crate) mod occupancy;
pub(crate) mod openings;
pub(crate) mod options;
pub(crate) mod outings;
pub(crate) mod passages;
pub(crate) mod photos;
pub(crate) mod photos_many;
pub(crate) mod plates;
pub(crate) mod platforms;
pub(crate) mod reconcile;
pub(crate) mod registers;
pub(crate) mod rehearsal;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod setup;
pub(crate) mod sheets;
pub(crate) mod shift;
pub(crate) mod stock_take;
pub(crate) mod support;
pub(crate) mod vehicles;
pub(crate) mod views;
pub(crate) mod visitors;

use crate::{app::Context, contract::Failure};

/// Longest text a person may write into a field, in characters.
const LONGEST_TEXT: usize = 200;

/// A text that a person wrote: trimmed, not empty, not too long.
fn text(field: &'static str, written: &str) -> Result<String, Failure> {
    let trimmed = written.trim();
    if trimmed.is_empty() {
        return Err(Failure::invalid(field, "empty"));
    }
    if trimmed.chars().count() > LONGEST_TEXT {
        return Err(Failure::invalid(field, "too_long").with("most", LONGEST_TEXT as i64));
    }
    Ok(trimmed.to_owned())
}

/// At most so many rows, by what was asked.
fn limit(asked: Option<u32>, ordinarily: u32, most: u32) -> u32 {
    asked.unwrap_or(ordinarily).clamp(1, most)
}

/// Rows that are read at a time, and how often, to find those of the car parks that somebody is limited to.
const AT_ONCE: u32 = 200;
const ROUNDS: usize = 50;

/// At most `limit` rows of the car parks that who calls may see, newest first: those of others are passed over, so that a
/// page is full as long as there are more. `read` answers at most so many rows before an id, `of` a row's id and car park.
async fn seen_rows<T, F: Future<Output = Result<Vec<T>, Failure>>>(
    context: &Context,
    mut before: Option<i64>,
    limit: u32,
    read: impl Fn(Option<i64>, u32) -> F,
    of: impl Fn(&T) -> (i64, &str),
) -> Result<Vec<T>, Failure> {
    if context.scope()?.is_all() {
        return read(before, limit).await;
    }
    let mut seen = Vec::new();
    for _ in 0..ROUNDS {
        let rows = read(before, AT_ONCE).await?;
        let more = rows.len() == AT_ONCE as usize;
        before = rows.last().map(|row| of(row).0);
        seen.extend(rows.into_iter().filter(|row| context.sees(of(row).1)));
        if !more || seen.len() >= limit as usize {
            break;
        }
    }
    seen.truncate(limit as usize);
    Ok(seen)
}

impl Context {
    /// The car park, if who calls may see it.
    fn admit_car_park(&self, parking_id: &str) -> Result<(), Failure> {
        if self.sees(parking_id) { Ok(()) } else { Err(Failure::not_found("car_park")) }
    }
}
