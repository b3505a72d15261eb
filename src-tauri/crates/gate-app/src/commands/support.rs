//! The log and the support bundle. For whoever is an administrator of every car park: neither is of one.

use base64::{Engine, prelude::BASE64_STANDARD};
use gate_store::AuditEntry;
use serde_json::json;

use super::settings::for_all_car_parks;
use crate::{
    app::Context,
    contract::{
        Code, Failure,
        types::{FileView, LogPage, LogRequest, SupportOf, SupportPart, SupportPreview},
    },
    now, sheets, support,
};

/// Nobody looks for more, in characters.
const LONGEST_SEARCH: usize = 100;
/// So much of a file is shown, in bytes.
const SHOWN: usize = 200_000;

/// The newest lines of the log.
pub(crate) async fn logs(context: &Context, request: LogRequest) -> Result<LogPage, Failure> {
    for_all_car_parks(context)?;
    if request.text.chars().count() > LONGEST_SEARCH {
        return Err(Failure::invalid("text", "too_long").with("most", LONGEST_SEARCH as i64));
    }
    let mask = context.app.support.mask(&context.app).await?;
    let directory = context.app.workspace.path().join("logs");
    sheets::apart(move || {
        support::read(&directory, &request, &mask)
            .map_err(|error| Failure::new(Code::DirectoryFailed).with("detail", error.to_string()))
    })
    .await
}

/// Makes a bundle and shows what it holds. Nothing leaves the program yet.
pub(crate) async fn preview(context: &Context, (): ()) -> Result<SupportPreview, Failure> {
    for_all_car_parks(context)?;
    let bundle = support::gather(&context.app).await?;
    let bundle = context.app.support.keep(context.caller()?.account.id, bundle).await;
    let parts = bundle.parts.iter().map(|(name, text)| {
        let (shown, cut) = end_of(text);
        SupportPart {
            name: name.clone(),
            bytes: u32::try_from(text.len()).unwrap_or(u32::MAX),
            text: shown.to_owned(),
            cut,
        }
    });
    Ok(SupportPreview { id: bundle.id.clone(), at: bundle.at.0, parts: parts.collect() })
}

/// The end of a long text, in whole lines.
fn end_of(text: &str) -> (&str, bool) {
    if text.len() <= SHOWN {
        return (text, false);
    }
    let start = text.ceil_char_boundary(text.len() - SHOWN);
    let end = &text[start..];
    (end.split_once('\n').map_or(end, |(_, whole)| whole), true)
}

/// The bundle that was looked at, as a file: exactly that one.
pub(crate) async fn save(context: &Context, request: SupportOf) -> Result<FileView, Failure> {
    for_all_car_parks(context)?;
    let bundle = context.app.support.kept(context.caller()?.account.id, &request.id).await;
    let bundle = bundle.ok_or_else(|| Failure::not_found("support"))?;
    let (files, at) = (bundle.parts.len(), bundle.at);
    let bytes = sheets::apart(move || bundle.packed()).await?;
    let entry = AuditEntry::new(now(), context.by()?, "support_export", "")
        .with_after(json!({ "rows": files, "bytes": bytes.len() }));
    context.app.store.append_audit(entry).await?;
    Ok(FileView {
        name: format!("gatehouse-support-{}.zip", at.china_compact()),
        media_type: "application/zip".to_owned(),
        base64: BASE64_STANDARD.encode(bytes),
        rows: u32::try_from(files).unwrap_or(u32::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_text_whole_lines_of_its_end_are_shown() {
        assert_eq!(end_of("short"), ("short", false));
        let long = "浙\n".repeat(SHOWN);
        let (shown, cut) = end_of(&long);
        assert!(cut && shown.len() <= SHOWN && shown.starts_with("浙\n"));
    }
}
