//! Dry runs and exports over the database, for commands and for `gatehousectl` alike.

use std::collections::HashMap;

use gate_core::{record::mask_phone, time::UtcMillis};
use gate_store::{
    AuditEntry, AuditSearch, BlacklistFilter, CarParkScope, FeedRow, PassageTableFilter, Register,
    RegisterEntry, Store, TableFilter, TableOrder, VehicleRow,
};
use serde_json::json;

use super::{
    File, Names, apart, export,
    export::{CarParks, Mark},
    file,
    plan::{Against, Plan},
};
use crate::{
    contract::{
        Code, Failure,
        types::{RowVerdict, SheetFormat, SheetKind, VehicleField},
    },
    now,
    registers::{
        Operation,
        batches::{NewRow, RowTask},
        checks::Known,
    },
};

/// Rows of an export at most: what a person can work with in a spreadsheet, and what fits into one.
const MOST_ROWS: u32 = 200_000;
/// Passages, or rows of the audit log, that are read at a time.
const ROWS_AT_ONCE: u32 = 2_000;

/// What the car park's types and lanes are called.
///
/// # Errors
/// A failure to read.
pub async fn names(store: &Store, parking_id: &str) -> Result<Names, Failure> {
    let types = store.vehicle_types(parking_id).await?.into_iter().map(|kind| {
        let names =
            [kind.show_name, kind.name, kind.code].into_iter().flatten().filter(|name| !name.is_empty());
        (kind.id, names.collect())
    });
    let lanes = store.lanes(Some(parking_id)).await?.into_iter().map(|lane| (lane.lane_no, lane.name));
    Ok(Names { types: types.collect(), lanes: lanes.collect() })
}

/// Says what each row of a file would do in a car park. Nothing is written.
///
/// # Errors
/// [`Code::FileWrong`]; failures of the database.
pub async fn dry_run(
    store: &Store,
    kind: SheetKind,
    parking_id: &str,
    bytes: Vec<u8>,
) -> Result<Plan, Failure> {
    let register = match kind {
        SheetKind::Vehicles => Register::Vehicles,
        SheetKind::Blacklist => Register::Blacklist,
    };
    let against = Against {
        parking_id: parking_id.to_owned(),
        known: Known::of(store, parking_id).await?,
        names: names(store, parking_id).await?,
        entries: store.register_entries(parking_id, register).await?,
        today: Some(now().china_date()),
    };
    apart(move || Plan::of_file(kind, &bytes, &against)).await
}

/// The rows of a batch that carries a dry run out: what is new or changed.
#[must_use]
pub fn batch_rows(plan: &Plan) -> Vec<NewRow> {
    let of_row = |row: &super::plan::PlannedRow| {
        if !matches!(row.verdict, RowVerdict::Added | RowVerdict::Changed) {
            return None;
        }
        let task = match row.operation.clone()? {
            Operation::AddVehicle(vehicle) => RowTask::AddVehicle { entry: RegisterEntry::from(&vehicle) },
            Operation::ChangeVehicle(vehicle) => {
                RowTask::ChangeVehicle { entry: RegisterEntry::from(&vehicle) }
            }
            Operation::AddBlacklist { until, reason, .. } => RowTask::AddBlacklist { until, reason },
            Operation::DeleteVehicle { .. } | Operation::DeleteBlacklist { .. } => return None,
        };
        Some(NewRow {
            row: row.number,
            parking_id: plan.parking_id.clone(),
            plate: row.plate.clone(),
            before: row.before.clone(),
            task,
        })
    };
    plan.rows.iter().filter_map(of_row).collect()
}

/// Takes tables away in somebody's name: counted and audited before they are handed out.
pub struct Taking<'a> {
    /// The database.
    pub store: &'a Store,
    /// The car parks that may be seen.
    pub scope: CarParkScope,
    /// Who.
    pub by: &'a str,
}

impl Taking<'_> {
    /// The vehicles that a filter leaves, in the order of their plates.
    ///
    /// # Errors
    /// Failures of the database.
    pub async fn vehicles(
        &self,
        filter: TableFilter,
        columns: Vec<VehicleField>,
        in_full: bool,
        format: SheetFormat,
    ) -> Result<File, Failure> {
        let now = now();
        let filter = TableFilter { scope: self.scope.clone(), ..filter };
        let page = self
            .store
            .vehicle_table(filter.clone(), TableOrder::default(), 0, MOST_ROWS, now.china_date())
            .await?;
        fits(page.total)?;
        let rows: Vec<VehicleRow> = page.rows.into_iter().map(|row| row.vehicle).collect();
        self.audit(
            "vehicles_export",
            now,
            rows.len(),
            json!({
                "in_full": in_full,
                "car_park": filter.parking_id,
                "text": told(&filter.text),
                "type": filter.vehicle_type,
                "validity": filter.validity.map(|it| format!("{it:?}")),
            }),
        )
        .await?;
        let (parks, mark) = (self.car_parks().await?, self.mark(now));
        let mut types = HashMap::new();
        for park in parks.keys() {
            for (id, names) in names(self.store, park).await?.types {
                types.extend(names.into_iter().next().map(|name| ((park.clone(), id), name)));
            }
        }
        apart(move || file(&export::vehicles(&rows, &columns, in_full, &types, &parks, &mark), format, now))
            .await
    }

    /// The bans of a car park, or of all, whose plates hold the fragment.
    ///
    /// # Errors
    /// Failures of the database.
    pub async fn blacklist(
        &self,
        parking_id: Option<String>,
        text: String,
        format: SheetFormat,
    ) -> Result<File, Failure> {
        let now = now();
        let filter = BlacklistFilter { scope: self.scope.clone(), parking_id: parking_id.clone(), text };
        let (total, rows) = self.store.blacklist_table(filter, 0, MOST_ROWS, now.china_date()).await?;
        fits(total)?;
        let rows: Vec<_> = rows.into_iter().map(|row| row.ban).collect();
        self.audit("blacklist_export", now, rows.len(), json!({ "car_park": parking_id })).await?;
        let (parks, mark) = (self.car_parks().await?, self.mark(now));
        apart(move || file(&export::blacklist(&rows, &parks, &mark), format, now)).await
    }

    /// The passages that a filter leaves, the newest first.
    ///
    /// # Errors
    /// [`Code::FileWrong`] for more than 200,000; failures of the database.
    pub async fn passages(&self, filter: PassageTableFilter, format: SheetFormat) -> Result<File, Failure> {
        let now = now();
        let filter = PassageTableFilter { scope: self.scope.clone(), ..filter };
        let (mut rows, mut before): (Vec<FeedRow>, _) = (Vec::new(), None);
        loop {
            let (page, next) = self.store.passage_table(filter.clone(), before, ROWS_AT_ONCE).await?;
            rows.extend(page);
            fits(u32::try_from(rows.len()).unwrap_or(u32::MAX))?;
            match next {
                Some(_) => before = next,
                None => break,
            }
        }
        self.audit(
            "passages_export",
            now,
            rows.len(),
            json!({
                "car_park": filter.parking_id,
                "lane": filter.lane_no,
                "from": filter.from.map(|at| at.0),
                "until": filter.until.map(|at| at.0),
                "plate": filter.text.chars().take(20).collect::<String>(),
                "without_photo": filter.without_photo,
            }),
        )
        .await?;
        let (parks, mark) = (self.car_parks().await?, self.mark(now));
        apart(move || file(&export::passages(&rows, &parks, &mark), format, now)).await
    }

    /// The rows of a batch with what came of each.
    ///
    /// # Errors
    /// Failures of the database.
    pub async fn batch(&self, id: i64) -> Result<File, Failure> {
        let now = now();
        let (_, rows) = self.store.batch_rows(id, false, 0, u32::MAX).await?;
        self.audit("batch_export", now, rows.len(), json!({ "batch": id })).await?;
        let (parks, mark) = (self.car_parks().await?, self.mark(now));
        apart(move || {
            let changes = |row: &gate_store::BatchRow| {
                let view = crate::registers::batches::row_view(row.clone());
                let told = view.changes.iter().map(|change| {
                    let heading = super::columns::heading(SheetKind::Vehicles, change.field);
                    let heading = if heading.is_empty() { "原因" } else { heading };
                    format!("{heading}: {} → {}", change.before, change.after)
                });
                told.collect::<Vec<_>>().join("; ")
            };
            file(&export::batch(&rows, changes, &parks, &mark), SheetFormat::Xlsx, now)
        })
        .await
    }

    /// The rows of the audit log that fit, the newest first.
    ///
    /// # Errors
    /// [`Code::FileWrong`] for more than 200,000; failures of the database.
    pub async fn audit_log(&self, search: AuditSearch, format: SheetFormat) -> Result<File, Failure> {
        let now = now();
        let (mut rows, mut before) = (Vec::new(), None);
        loop {
            let page = self.store.audit_page(search.clone(), before, ROWS_AT_ONCE).await?;
            rows.extend(page.rows);
            fits(u32::try_from(rows.len()).unwrap_or(u32::MAX))?;
            match page.next {
                Some(next) => before = Some(next.id),
                None => break,
            }
        }
        let of = json!({
            "actor": search.actor,
            "action": search.action,
            "text": told(&search.text),
            "from": search.from.map(|at| at.0),
            "until": search.until.map(|at| at.0),
        });
        self.audit("audit_export", now, rows.len(), of).await?;
        let mark = self.mark(now);
        apart(move || file(&crate::audit::sheet(&rows, &mark), format, now)).await
    }

    async fn audit(
        &self,
        action: &str,
        at: UtcMillis,
        rows: usize,
        what: serde_json::Value,
    ) -> Result<(), Failure> {
        let entry = AuditEntry::new(at, self.by, action, "").with_after(json!({ "rows": rows, "of": what }));
        self.store.append_audit(entry).await?;
        Ok(())
    }

    fn mark(&self, at: UtcMillis) -> Mark {
        Mark { by: self.by.to_owned(), at }
    }

    async fn car_parks(&self) -> Result<CarParks, Failure> {
        let parks =
            self.store.car_parks().await?.into_iter().filter(|park| self.scope.holds(&park.parking_id));
        Ok(parks.map(|park| (park.parking_id.clone(), park.name.unwrap_or(park.parking_id))).collect())
    }
}

/// What was looked for, as it may be written down: it may be a phone number.
fn told(text: &str) -> String {
    let text: String = text.chars().take(50).collect();
    let digits = text.chars().filter(char::is_ascii_digit).count() > 4;
    if digits { mask_phone(&text) } else { text }
}

fn fits(rows: u32) -> Result<(), Failure> {
    if rows <= MOST_ROWS {
        return Ok(());
    }
    Err(Failure::new(Code::FileWrong).with("why", "too_many_rows"))
}
