//! Spreadsheets: templates, dry runs and what is taken away.

use crate::{
    app::Context,
    contract::{
        Failure,
        types::{
            BatchOf, BatchView, BatchWork, ExportPassages, ExportVehicles, FileView, ImportFile, ImportOf,
            ImportRowsPage, ImportRowsRequest, ImportView, ListRequest, RowVerdict, SheetFormat,
            TemplateRequest,
        },
    },
    now,
    registers::batches,
    sheets::{
        self, Names,
        kept::KeptPlan,
        taking::{self, Taking},
        template::template as made,
    },
};

use super::{
    batches::{admit, begin},
    text,
    vehicles::{page_limit, table_filter},
};

/// An empty table to fill in. Its types are those of the only car park that who calls sees.
pub(crate) async fn template(context: &Context, request: TemplateRequest) -> Result<FileView, Failure> {
    let store = &context.app.store;
    let parks = store.car_parks().await?.into_iter().filter(|park| context.sees(&park.parking_id));
    let mut names = Names::default();
    for park in parks {
        for (id, called) in taking::names(store, &park.parking_id).await?.types {
            let first = called.first().unwrap_or(&id);
            if !names.types.iter().any(|(_, had)| had.first() == Some(first)) {
                names.types.push((id, called));
            }
        }
    }
    Ok(sheets::apart(move || made(request.kind, &names, now())).await?.into())
}

/// Says what a file would do. Nothing is written.
pub(crate) async fn preview(context: &Context, request: ImportFile) -> Result<ImportView, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let name = text("name", &request.name)?;
    let bytes = sheets::decoded(&request.base64)?;
    drop(request.base64);
    let plan = taking::dry_run(&context.app.store, request.kind, &request.parking_id, bytes).await?;
    Ok(view(&context.app.imports.keep(context.caller()?.account.id, name, plan)))
}

fn view(kept: &KeptPlan) -> ImportView {
    let plan = &kept.plan;
    ImportView {
        id: kept.id.clone(),
        kind: plan.kind,
        parking_id: plan.parking_id.clone(),
        name: kept.name.clone(),
        columns: plan.columns.clone(),
        rows: u32::try_from(plan.rows.len()).unwrap_or(u32::MAX),
        added: plan.count(RowVerdict::Added),
        changed: plan.count(RowVerdict::Changed),
        same: plan.count(RowVerdict::Same),
        wrong: plan.count(RowVerdict::Wrong),
    }
}

/// Rows of a dry run.
pub(crate) async fn rows(context: &Context, request: ImportRowsRequest) -> Result<ImportRowsPage, Failure> {
    let kept = context.app.imports.find(context.caller()?.account.id, &request.id).ok_or_else(missing)?;
    let fit = || kept.plan.rows.iter().filter(|row| request.verdict.is_none_or(|only| only == row.verdict));
    let (offset, limit) = (request.offset as usize, page_limit(request.limit) as usize);
    Ok(ImportRowsPage {
        total: u32::try_from(fit().count()).unwrap_or(u32::MAX),
        rows: fit().skip(offset).take(limit).map(|row| row.view()).collect(),
    })
}

/// Carries a dry run out, as a batch: what is new and what changed.
pub(crate) async fn apply(context: &Context, request: ImportOf) -> Result<BatchView, Failure> {
    let account = context.caller()?.account.id;
    let kept = context.app.imports.find(account, &request.id).ok_or_else(missing)?;
    context.admit_car_park(&kept.plan.parking_id)?;
    let work = BatchWork::Import { file: kept.name.clone() };
    let rows = taking::batch_rows(&kept.plan);
    // Taken away before it is written down: the same file is never carried out twice by two clicks.
    context.app.imports.take(account, &request.id).ok_or_else(missing)?;
    let id = batches::create(&context.app.store, &work, rows, context.by()?).await?;
    begin(context, id).await
}

/// Forgets a dry run.
pub(crate) async fn forget(context: &Context, request: ImportOf) -> Result<(), Failure> {
    context.app.imports.take(context.caller()?.account.id, &request.id);
    Ok(())
}

/// The vehicles that the table shows.
pub(crate) async fn export_vehicles(context: &Context, request: ExportVehicles) -> Result<FileView, Failure> {
    let (filter, taking) = (table_filter(context, &request.filter)?, context.taking()?);
    Ok(taking.vehicles(filter, request.columns, request.in_full, request.format).await?.into())
}

/// The blacklist as it is listed.
pub(crate) async fn export_blacklist(context: &Context, request: ListRequest) -> Result<FileView, Failure> {
    let taking = context.taking()?;
    Ok(taking.blacklist(request.parking_id, request.text, SheetFormat::Xlsx).await?.into())
}

/// Passages.
pub(crate) async fn export_passages(context: &Context, request: ExportPassages) -> Result<FileView, Failure> {
    let filter = context.passage_filter(request.filter)?;
    Ok(context.taking()?.passages(filter, request.format).await?.into())
}

/// What came of a batch, row by row.
pub(crate) async fn batch_file(context: &Context, request: BatchOf) -> Result<FileView, Failure> {
    admit(context, request.id).await?;
    if context.app.store.batch(request.id).await?.is_none() {
        return Err(Failure::not_found("batch"));
    }
    Ok(context.taking()?.batch(request.id).await?.into())
}

fn missing() -> Failure {
    Failure::not_found("import")
}

impl Context {
    pub(super) fn taking(&self) -> Result<Taking<'_>, Failure> {
        Ok(Taking { store: &self.app.store, scope: self.scope()?, by: self.by()? })
    }
}
