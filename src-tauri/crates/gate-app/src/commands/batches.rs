//! Many writes in one go.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use gate_store::{Register, RegisterEntry, TableOrder};

use super::vehicles::{page_limit, table_filter};
use crate::{
    app::Context,
    contract::{
        Code, Failure,
        types::{BatchOf, BatchRows, BatchRowsPage, BatchRowsRequest, BatchView, BatchWork, NewBatch},
    },
    now,
    registers::{
        batches::{self, NewRow, RowTask},
        checks,
        forms::named,
    },
};

/// Batches that are listed.
const LISTED: u32 = 100;
/// Months of one renewal.
const MOST_MONTHS: u32 = 120;

/// What is done to each, checked.
enum Work {
    Months(u32),
    Until(NaiveDate),
    Each(Box<RowTask>),
}

/// Begins a batch.
pub(crate) async fn start(context: &Context, request: NewBatch) -> Result<BatchView, Failure> {
    let today = now().china_date();
    let work = checked(&request.work, today)?;
    let mut rows = Vec::new();
    for (parking_id, plate, entry) in chosen(context, request.on).await? {
        let row = u32::try_from(rows.len() + 1).unwrap_or(u32::MAX);
        let task = match &work {
            Work::Each(task) => RowTask::clone(task),
            Work::Until(until) => RowTask::RenewVehicle { until: *until },
            Work::Months(months) => {
                let last = entry.as_ref().and_then(|entry| entry.valid_until.parse().ok());
                let until = batches::renewed(last, today, *months);
                RowTask::RenewVehicle {
                    until: until.ok_or_else(|| Failure::invalid("months", "out_of_range"))?,
                }
            }
        };
        let before = match task.operation().register() {
            Register::Blacklist => {
                context.app.store.register_entry(&parking_id, Register::Blacklist, &plate).await?
            }
            _ => entry,
        };
        rows.push(NewRow { row, parking_id, plate, before, task });
    }
    let id = batches::create(&context.app.store, &request.work, rows, context.by()?).await?;
    begin(context, id).await
}

fn checked(work: &BatchWork, today: NaiveDate) -> Result<Work, Failure> {
    let last_day = |field: &'static str, day: &str| {
        checks::ban_until(day, today).map_err(|problem| problem.failure(field))
    };
    Ok(match work {
        BatchWork::RenewMonths { months } if (1..=MOST_MONTHS).contains(months) => Work::Months(*months),
        BatchWork::RenewMonths { .. } => {
            return Err(Failure::invalid("months", "out_of_range")
                .with("least", 1)
                .with("most", i64::from(MOST_MONTHS)));
        }
        BatchWork::RenewUntil { day } => Work::Until(last_day("valid_until", day)?),
        BatchWork::DeleteVehicles => Work::Each(Box::new(RowTask::DeleteVehicle)),
        BatchWork::AddBlacklist { until, reason } => Work::Each(Box::new(RowTask::AddBlacklist {
            until: last_day("until", until)?,
            reason: checks::reason(reason)?,
        })),
        BatchWork::DeleteBlacklist => Work::Each(Box::new(RowTask::DeleteBlacklist)),
        // Made by `apply_import` only, which knows the rows.
        BatchWork::Import { .. } => return Err(Failure::new(Code::BadRequest)),
    })
}

type Chosen = (String, String, Option<RegisterEntry>);

async fn chosen(context: &Context, rows: BatchRows) -> Result<Vec<Chosen>, Failure> {
    let store = &context.app.store;
    match rows {
        BatchRows::Chosen { vehicles } => {
            if vehicles.len() > batches::MOST_ROWS {
                return Err(Failure::invalid("vehicles", "too_many").with("most", batches::MOST_ROWS as i64));
            }
            let (mut seen, mut chosen) = (BTreeSet::new(), Vec::new());
            for of in vehicles {
                context.admit_car_park(&of.parking_id)?;
                let plate = named(&of.plate)?;
                if seen.insert((of.parking_id.clone(), plate.clone())) {
                    let entry = store.register_entry(&of.parking_id, Register::Vehicles, &plate).await?;
                    chosen.push((of.parking_id, plate, entry));
                }
            }
            Ok(chosen)
        }
        BatchRows::Filtered { filter, expected } => {
            let filter = table_filter(context, &filter)?;
            let today = now().china_date();
            let page = store.vehicle_table(filter, TableOrder::default(), 0, u32::MAX, today).await?;
            if page.total != expected {
                return Err(Failure::new(Code::RowsChanged).with("rows", i64::from(page.total)));
            }
            let rows = page.rows.into_iter().map(|row| {
                let entry = RegisterEntry::from(&row.vehicle);
                (row.vehicle.parking_id, row.vehicle.plate_key, Some(entry))
            });
            Ok(rows.collect())
        }
    }
}

/// Works on a batch from now on.
pub(crate) async fn begin(context: &Context, id: i64) -> Result<BatchView, Failure> {
    let begun = context.app.begin_batch(id, context.by()?).await?;
    Ok(batches::view(&context.app.store, begun))
}

/// The newest batches of the car parks that who calls may see.
pub(crate) async fn list(context: &Context, (): ()) -> Result<Vec<BatchView>, Failure> {
    let store = &context.app.store;
    let mut views = Vec::new();
    for batch in store.batches(LISTED).await? {
        if sees(context, batch.id).await? {
            views.push(batches::view(store, batch));
        }
    }
    Ok(views)
}

/// One batch.
pub(crate) async fn one(context: &Context, request: BatchOf) -> Result<BatchView, Failure> {
    admit(context, request.id).await?;
    let store = &context.app.store;
    let batch = store.batch(request.id).await?.ok_or_else(|| Failure::not_found("batch"))?;
    Ok(batches::view(store, batch))
}

/// Rows of a batch.
pub(crate) async fn rows(context: &Context, request: BatchRowsRequest) -> Result<BatchRowsPage, Failure> {
    admit(context, request.id).await?;
    let limit = page_limit(request.limit);
    let store = &context.app.store;
    let (total, rows) = store.batch_rows(request.id, request.failed_only, request.offset, limit).await?;
    Ok(BatchRowsPage { total, rows: rows.into_iter().map(batches::row_view).collect() })
}

/// Stops a batch; what is under way gets its answer.
pub(crate) async fn stop(context: &Context, request: BatchOf) -> Result<BatchView, Failure> {
    admit(context, request.id).await?;
    let batch = context.app.stop_batch(request.id, context.by()?).await?;
    Ok(batches::view(&context.app.store, batch))
}

/// Goes on with a batch.
pub(crate) async fn resume(context: &Context, request: BatchOf) -> Result<BatchView, Failure> {
    admit(context, request.id).await?;
    begin(context, request.id).await
}

/// The batch, if who calls may see all of its car parks.
pub(crate) async fn admit(context: &Context, id: i64) -> Result<(), Failure> {
    if sees(context, id).await? { Ok(()) } else { Err(Failure::not_found("batch")) }
}

async fn sees(context: &Context, id: i64) -> Result<bool, Failure> {
    if context.scope()?.is_all() {
        return Ok(true);
    }
    let car_parks = context.app.store.batch_car_parks(id).await?;
    Ok(car_parks.iter().all(|parking_id| context.sees(parking_id)))
}
