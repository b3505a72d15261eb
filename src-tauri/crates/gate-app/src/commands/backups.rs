//! Backups: looking at them, making one, the plan, and having one put back. For whoever is an administrator of every car
//! park: a backup holds all of them.

use std::{path::PathBuf, sync::Arc};

use gate_core::time::UtcMillis;
use gate_store::{AuditEntry, BackupInfo, StoreError};
use serde_json::json;

use super::settings::for_all_car_parks;
use crate::{
    app::Context,
    backups::{self, Asked},
    contract::{
        Code, Failure, Tag,
        types::{BackupChecked, BackupOf, BackupPlan, BackupsView, RestorePreview},
    },
    now, sheets,
};

/// More are never kept.
const MOST_KEPT: u32 = 90;

pub(crate) async fn view(context: &Context, (): ()) -> Result<BackupsView, Failure> {
    for_all_car_parks(context)?;
    let app = &context.app;
    let plan = backups::plan(app).await?;
    let folder = backups::directory(app, &plan);
    let shown = folder.display().to_string();
    let (files, readable) = sheets::apart(move || {
        let files = backups::list(&folder);
        let readable = files.is_ok();
        Ok((files.unwrap_or_default(), readable))
    })
    .await?;
    let (running, failure, restored) = app.backups.now();
    let restore = backups::asked(&app.workspace).map(|asked| asked.file);
    Ok(BackupsView { plan, folder: shown, readable, files, running, failure, restore, restored })
}

pub(crate) async fn set_plan(context: &Context, mut plan: BackupPlan) -> Result<(), Failure> {
    for_all_car_parks(context)?;
    plan.folder = plan.folder.trim().to_owned();
    if !(1..=MOST_KEPT).contains(&plan.keep) {
        return Err(Failure::invalid("keep", "out_of_range")
            .with("least", 1)
            .with("most", i64::from(MOST_KEPT)));
    }
    let folder = plan.folder.clone();
    sheets::apart(move || backups::usable(&folder)).await?;
    let value = serde_json::to_value(&plan)
        .map_err(|error| Failure::new(Code::Internal).with("detail", error.to_string()))?;
    context.app.store.set_setting(backups::PLAN, value, context.by()?, now()).await?;
    context.app.changed(&[Tag::Backups]);
    Ok(())
}

/// Begins one; how far it is stands in the view.
pub(crate) async fn make(context: &Context, (): ()) -> Result<(), Failure> {
    for_all_car_parks(context)?;
    let by = context.by()?.to_owned();
    let app = Arc::clone(&context.app);
    drop(context.app.beside(async move {
        // What kept it from being made stands in the view.
        let Ok(Some(file)) = backups::make(&app).await else { return };
        let entry = AuditEntry::new(now(), &by, "backup_make", &file);
        if let Err(error) = app.store.append_audit(entry).await {
            tracing::error!(%error, "a backup cannot be written down");
        }
    }));
    Ok(())
}

/// Reads one through.
pub(crate) async fn check(context: &Context, of: BackupOf) -> Result<BackupChecked, Failure> {
    for_all_car_parks(context)?;
    let file = whole(of)?;
    sheets::apart(move || match gate_store::check_backup(&file, |_| {}) {
        Ok(_) => Ok(BackupChecked { fault: None }),
        Err(StoreError::BadBackup { why, .. }) => Ok(BackupChecked { fault: Some(why) }),
        Err(error) => Err(unread(&error)),
    })
    .await
}

/// What putting one back would do.
pub(crate) async fn preview(context: &Context, of: BackupOf) -> Result<RestorePreview, Failure> {
    for_all_car_parks(context)?;
    let file = whole(of)?;
    let shown = file.display().to_string();
    let info = sheets::apart(move || gate_store::inspect(&file).map_err(|error| unread(&error))).await?;
    let since = context.app.store.came_since(info.created_at).await?;
    Ok(RestorePreview {
        file: shown,
        at: info.created_at.0,
        newer: is_newer(&info),
        program: info.program,
        passages: since.passages,
        acts: since.acts,
    })
}

/// Reads it through and has it put back when the program starts next.
pub(crate) async fn ask(context: &Context, of: BackupOf) -> Result<(), Failure> {
    for_all_car_parks(context)?;
    let file = whole(of)?;
    let shown = file.display().to_string();
    let info = sheets::apart(move || gate_store::check_backup(&file, |_| {}).map_err(|error| unread(&error)))
        .await?;
    if is_newer(&info) {
        return Err(Failure::new(Code::DatabaseNewer));
    }
    let by = context.by()?;
    let entry = AuditEntry::new(now(), by, "backup_restore_ask", &shown)
        .with_after(json!({ "made": UtcMillis(info.created_at.0).rfc3339() }));
    context.app.store.append_audit(entry).await?;
    let asked = Asked { file: shown, by: by.to_owned() };
    let workspace = context.app.workspace.clone();
    sheets::apart(move || backups::ask(&workspace, &asked)).await?;
    context.app.changed(&[Tag::Backups]);
    Ok(())
}

/// Nothing is put back after all.
pub(crate) async fn withdraw(context: &Context, (): ()) -> Result<(), Failure> {
    for_all_car_parks(context)?;
    let app = &context.app;
    if let Some(asked) = backups::asked(&app.workspace) {
        let entry = AuditEntry::new(now(), context.by()?, "backup_restore_withdraw", &asked.file);
        app.store.append_audit(entry).await?;
    }
    backups::withdraw(&app.workspace)?;
    app.changed(&[Tag::Backups]);
    Ok(())
}

fn is_newer(info: &BackupInfo) -> bool {
    info.schema > gate_store::SCHEMA
}

/// A file that was named whole.
fn whole(of: BackupOf) -> Result<PathBuf, Failure> {
    let file = PathBuf::from(of.file.trim());
    let possible = file.is_absolute() && !of.file.chars().any(char::is_control);
    if possible { Ok(file) } else { Err(Failure::invalid("file", "not_whole")) }
}

fn unread(error: &StoreError) -> Failure {
    let why = match error {
        StoreError::BadBackup { .. } => "not_a_backup",
        _ => "not_readable",
    };
    Failure::invalid("file", why).with("detail", error.to_string())
}
