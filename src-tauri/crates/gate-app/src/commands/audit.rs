//! The audit log: looked through, verified, taken away. For whoever is an administrator of every car park: its rows are
//! not of one.

use gate_core::time::UtcMillis;
use gate_store::{AuditEntry, AuditFault, AuditRow, AuditSearch as Search};
use serde_json::json;

use super::{settings::for_all_car_parks, vehicles::page_limit};
use crate::{
    app::Context,
    audit::fields,
    contract::{
        Failure,
        types::{
            AuditChecked, AuditFaultKind, AuditFaultView, AuditItem, AuditMark, AuditPage, AuditRequest,
            AuditSearch, ExportAudit, FileView,
        },
    },
    now,
};

/// Nobody looks for more, in characters.
const LONGEST_SEARCH: usize = 100;

/// Rows of the log, the newest first.
pub(crate) async fn list(context: &Context, request: AuditRequest) -> Result<AuditPage, Failure> {
    for_all_car_parks(context)?;
    let (search, limit) = (search(request.search)?, page_limit(request.limit));
    let page = context.app.store.audit_page(search, request.before, limit).await?;
    Ok(AuditPage {
        rows: page.rows.into_iter().map(item).collect(),
        next: page.next.map(|mark| AuditMark { id: mark.id, at: mark.at.0 }),
    })
}

/// Everybody who stands in the log.
pub(crate) async fn actors(context: &Context, (): ()) -> Result<Vec<String>, Failure> {
    for_all_car_parks(context)?;
    Ok(context.app.store.audit_actors().await?)
}

/// Reads the whole log and says whether it is what was written. That somebody did is written down.
pub(crate) async fn verify(context: &Context, (): ()) -> Result<AuditChecked, Failure> {
    for_all_car_parks(context)?;
    let store = &context.app.store;
    let verdict = store.verify_audit().await?;
    let fault = verdict.fault.map(fault);
    let found =
        json!({ "rows": verdict.rows, "whole": fault.is_none(), "from_row": fault.and_then(|it| it.row) });
    store.append_audit(AuditEntry::new(now(), context.by()?, "audit_verify", "").with_after(found)).await?;
    Ok(AuditChecked { rows: verdict.rows, fault })
}

/// The log as a spreadsheet.
pub(crate) async fn export(context: &Context, request: ExportAudit) -> Result<FileView, Failure> {
    for_all_car_parks(context)?;
    let search = search(request.search)?;
    Ok(context.taking()?.audit_log(search, request.format).await?.into())
}

fn search(asked: AuditSearch) -> Result<Search, Failure> {
    for (field, text) in [("actor", &asked.actor), ("action", &asked.action), ("text", &asked.text)] {
        if text.chars().count() > LONGEST_SEARCH {
            return Err(Failure::invalid(field, "too_long").with("most", LONGEST_SEARCH as i64));
        }
    }
    Ok(Search {
        actor: asked.actor,
        action: asked.action,
        text: asked.text.trim().to_owned(),
        from: asked.from.map(UtcMillis),
        until: asked.until.map(UtcMillis),
    })
}

fn item(row: AuditRow) -> AuditItem {
    AuditItem {
        id: row.id,
        at: row.at.0,
        fields: fields(row.before.as_ref(), row.after.as_ref()),
        actor: row.actor,
        action: row.action,
        subject: row.subject,
    }
}

fn fault(fault: AuditFault) -> AuditFaultView {
    let (kind, row) = match fault {
        AuditFault::Altered { id } => (AuditFaultKind::Altered, Some(id)),
        AuditFault::Missing { id } => (AuditFaultKind::Missing, Some(id)),
        AuditFault::TailCut { last_id } => (AuditFaultKind::TailCut, Some(last_id + 1)),
        AuditFault::ForgedAnchor { pruned_to } => (AuditFaultKind::ForgedAnchor, Some(pruned_to + 1)),
        AuditFault::RolledBack { exported_id } => (AuditFaultKind::RolledBack, Some(exported_id)),
        AuditFault::ForgedExport => (AuditFaultKind::ForgedExport, None),
    };
    AuditFaultView { kind, row }
}
