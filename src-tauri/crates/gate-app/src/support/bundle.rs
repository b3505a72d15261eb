//! The support bundle: what somebody elsewhere needs to see, and nothing that is secret or personal.

use std::{fs, path::Path};

use gate_spreadsheet::write::archive;
use serde_json::{Value, json};

use super::{logs, mask::Mask};
use crate::{
    app::Inner,
    config::CONFIG_FILE,
    contract::{Code, Failure},
    doctor, now, settings_file,
    settings_file::keep,
    sheets, status,
};

/// So much of the log goes into it, the newest.
const MOST_LOG: usize = 6 * 1024 * 1024;

/// Fields of the configuration that say who the car park is at a platform: nobody needs them to help.
const ACCOUNTS: [&str; 2] = ["app_key", "portname"];

const README: &str = "Gatehouse support bundle\n\n\
    versions.json       which program, on which system\n\
    health.json         what was checked on this machine, and how both platforms were last\n\
    counts.json         how much there is of what\n\
    configuration.json  the fields of gatehouse.toml; accounts are left out, secrets never stand there\n\
    logs/               the newest lines of the log\n\n\
    Secrets are left out. Plates, names and phone numbers have stand-ins such as [plate abcdefghij]: the same one for\n\
    the same vehicle or person throughout this bundle, and another one in any other.\n\n\
    支持包:不含密钥;车牌、姓名、电话均以代号代替,同一车辆或人员在本包内代号相同。\n";

/// A bundle that is looked at before it is saved.
pub(crate) struct Bundle {
    pub(crate) id: String,
    pub(crate) at: gate_core::time::UtcMillis,
    /// Names and texts.
    pub(crate) parts: Vec<(String, String)>,
}

impl Bundle {
    /// As one file.
    ///
    /// # Errors
    /// [`Code::Internal`].
    pub(crate) fn packed(&self) -> Result<Vec<u8>, Failure> {
        let files = self.parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes()));
        archive(files).map_err(|error| {
            tracing::error!(%error, "a support bundle cannot be made");
            Failure::new(Code::Internal).with("detail", "support")
        })
    }
}

/// Gathers all of it. What cannot be read says so in its place: a bundle is made when something is wrong.
///
/// # Errors
/// The database cannot say what is personal: then nothing can be hidden.
pub(crate) async fn gather(app: &Inner) -> Result<Bundle, Failure> {
    let mask = app.support.mask(app).await?;
    let directory = app.workspace.path().to_owned();
    let health = json!({
        "checks": doctor::examine_here(&directory).await,
        "status": read(status::read(&directory, Some(&app.store), now()).await),
        "alerts": read(alerts(app).await),
    });
    let counts = counts(app).await;
    let schema = app.store.upgrade().to;
    let parts = sheets::apart(move || {
        let mut parts = vec![("README.txt".to_owned(), README.to_owned())];
        for (name, value) in [
            ("versions.json", versions(schema)),
            ("health.json", health),
            ("counts.json", counts),
            ("configuration.json", configuration(&directory)),
        ] {
            parts.push((name.to_owned(), hidden(value, &mask)));
        }
        parts.extend(log(&directory, &mask));
        Ok(parts)
    })
    .await?;
    Ok(Bundle { id: format!("{:032x}", rand::random::<u128>()), at: now(), parts })
}

fn hidden(mut value: Value, mask: &Mask) -> String {
    mask.value(&mut value);
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

/// What was read, or why it was not.
fn read<T: serde::Serialize, E: std::fmt::Display>(answer: Result<T, E>) -> Value {
    match answer.map(serde_json::to_value) {
        Ok(Ok(value)) => value,
        Ok(Err(error)) => json!({ "not_read": error.to_string() }),
        Err(error) => json!({ "not_read": error.to_string() }),
    }
}

fn versions(schema: i64) -> Value {
    json!({
        "gatehouse": env!("CARGO_PKG_VERSION"),
        "schema": schema,
        "system": std::env::consts::OS,
        "architecture": std::env::consts::ARCH,
        "debug_build": cfg!(debug_assertions),
    })
}

async fn counts(app: &Inner) -> Value {
    let store = &app.store;
    let none = |error: gate_store::StoreError| json!({ "not_read": error.to_string() });
    json!({
        "car_parks": store.car_parks().await.map_or_else(none, |rows| json!(rows.len())),
        "lanes": store.lanes(None).await.map_or_else(none, |rows| json!(rows.len())),
        "accounts": store.accounts().await.map_or_else(none, |rows| json!(rows.len())),
        "passages": store.count_passages().await.map_or_else(none, |count| json!(count)),
        "sessions": store.count_sessions().await.map_or_else(none, |it| json!({ "open": it.open, "closed": it.closed })),
    })
}

/// Kinds and times only: what an alert is about is somebody's vehicle.
async fn alerts(app: &Inner) -> Result<Value, gate_store::StoreError> {
    let rows = app.store.alerts(gate_store::AlertFilter::default()).await?;
    let told =
        rows.into_iter().map(|row| json!({ "kind": row.kind.code(), "raised_at": row.raised_at.rfc3339() }));
    Ok(Value::Array(told.collect()))
}

/// Fields that the program knows only: what else stands in a file that was edited by hand may be anything.
fn configuration(directory: &Path) -> Value {
    let text = match keep::text(directory) {
        Ok(Some(text)) => text,
        Ok(None) => return json!({ "file": "none" }),
        Err(error) => return json!({ "not_read": error.to_string() }),
    };
    let mut fields = serde_json::to_value(settings_file::read(&text)).unwrap_or_default();
    leave_out(&mut fields);
    let problem = settings_file::problem_of(&directory.join(CONFIG_FILE), &text);
    // Neither the line itself nor the words about it, which may repeat it.
    let problem = problem.map(|problem| json!({ "line": problem.line, "key": problem.key }));
    json!({ "fields": fields, "problem": problem })
}

fn leave_out(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                if ACCOUNTS.contains(&name.as_str()) {
                    *value = json!("[set]");
                } else {
                    leave_out(value);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(leave_out),
        _ => {}
    }
}

fn log(directory: &Path, mask: &Mask) -> Vec<(String, String)> {
    let directory = directory.join("logs");
    let files = match logs::files(&directory) {
        Ok(files) => files,
        Err(error) => return vec![("logs/not-read.txt".to_owned(), mask.text(&error.to_string()))],
    };
    let (mut parts, mut left) = (Vec::new(), MOST_LOG);
    for file in files {
        if left == 0 {
            break;
        }
        let text = match fs::read(&file.path) {
            Ok(bytes) => newest(&bytes, &mut left),
            Err(error) => error.to_string(),
        };
        parts.push((format!("logs/{}", file.name), logs::masked(&text, mask)));
    }
    parts
}

/// The end of a file, in whole lines, within what is left.
fn newest(bytes: &[u8], left: &mut usize) -> String {
    let from = bytes.len().saturating_sub(*left);
    *left = left.saturating_sub(bytes.len());
    let end = &bytes[from..];
    let whole = match end.iter().position(|byte| *byte == b'\n') {
        Some(line) if from > 0 => &end[line + 1..],
        _ => end,
    };
    String::from_utf8_lossy(whole).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_log_the_newest_whole_lines_are_taken() {
        let mut left = 10;
        assert_eq!(newest(b"first\nsecond\nthird\n", &mut left), "third\n");
        assert_eq!(left, 0);
        let mut left = 100;
        assert_eq!(newest(b"first\n", &mut left), "first\n");
        assert_eq!(left, 94);
    }

    #[test]
    fn accounts_at_the_platforms_are_left_out() {
        let mut fields = json!({ "open_platform": { "app_key": "k" }, "car_parks": [{ "city": { "portname": "p", "parkpotid": "1" } }] });
        leave_out(&mut fields);
        assert_eq!(fields["open_platform"]["app_key"], "[set]");
        assert_eq!(fields["car_parks"][0]["city"], json!({ "portname": "[set]", "parkpotid": "1" }));
    }
}
