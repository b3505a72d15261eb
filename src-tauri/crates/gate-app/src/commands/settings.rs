//! The configuration file and the secrets, changed in the program.

use base64::{Engine, prelude::BASE64_STANDARD};
use gate_store::AuditEntry;
use serde_json::{Value, json};

use crate::{
    Config,
    app::{Context, Inner},
    config::CONFIG_FILE,
    contract::{
        Code, Failure, Tag,
        types::{
            FieldProblem, FieldTable, FileFields, FileView, KeptWhich, NewSecret, SecretView, SettingsBack,
            SettingsChange, SettingsSaved, SettingsText, SettingsView,
        },
    },
    now,
    secrets::{self, SECRETS_FILE},
    settings_file::{self, keep},
};

/// No secret is longer.
const LONGEST_SECRET: usize = 500;

pub(crate) async fn view(context: &Context, (): ()) -> Result<SettingsView, Failure> {
    for_all_car_parks(context)?;
    look(&context.app)
}

/// A part of the configuration belongs to nobody who is limited to some car parks.
pub(super) fn for_all_car_parks(context: &Context) -> Result<(), Failure> {
    if context.scope()?.is_all() { Ok(()) } else { Err(Failure::new(Code::NotAllowed)) }
}

fn look(app: &Inner) -> Result<SettingsView, Failure> {
    let directory = app.workspace.path();
    let file = directory.join(CONFIG_FILE);
    let text = keep::text(directory).map_err(|error| not_written(&error))?;
    let text = text.as_deref();
    let fields = text.map(settings_file::read).unwrap_or_default();
    let (secrets, secrets_problem) = match secrets::places(directory, &reporting(&fields)) {
        Ok(places) => {
            (places.into_iter().map(|(parking_id, place)| SecretView { parking_id, place }).collect(), None)
        }
        Err(error) => (Vec::new(), Some(error.to_string())),
    };
    Ok(SettingsView {
        version: keep::version(text),
        file: file.display().to_string(),
        problem: text.and_then(|text| settings_file::problem_of(&file, text)),
        last_good: keep::kept(directory, keep::LAST_GOOD, text),
        previous: keep::kept(directory, keep::PREVIOUS, text),
        fields,
        secrets,
        secrets_problem,
    })
}

fn reporting(fields: &FileFields) -> Vec<String> {
    let reports = fields.car_parks.iter().filter(|car_park| car_park.city.is_some());
    reports.filter_map(|car_park| car_park.fields.get("parking_id").cloned()).collect()
}

pub(crate) async fn save(context: &Context, change: SettingsChange) -> Result<SettingsSaved, Failure> {
    for_all_car_parks(context)?;
    let _alone = context.app.settings.lock().await;
    let before = current(context, &change.version)?;
    let file = context.app.workspace.path().join(CONFIG_FILE);
    match settings_file::changed(&file, before.as_deref().unwrap_or_default(), &change.fields) {
        Ok(text) => take(context, before.as_deref(), &text).await,
        Err(problems) => Ok(SettingsSaved { problems, view: look(&context.app)? }),
    }
}

pub(crate) async fn go_back(context: &Context, back: SettingsBack) -> Result<SettingsSaved, Failure> {
    for_all_car_parks(context)?;
    let _alone = context.app.settings.lock().await;
    let before = current(context, &back.version)?;
    let name = match back.to {
        KeptWhich::LastGood => keep::LAST_GOOD,
        KeptWhich::Previous => keep::PREVIOUS,
    };
    let kept = keep::kept(context.app.workspace.path(), name, before.as_deref());
    let kept = kept.ok_or_else(|| Failure::not_found("kept_file"))?;
    take_whole(context, before.as_deref(), &kept.text).await
}

pub(crate) async fn import(context: &Context, import: SettingsText) -> Result<SettingsSaved, Failure> {
    for_all_car_parks(context)?;
    let _alone = context.app.settings.lock().await;
    let before = current(context, &import.version)?;
    take_whole(context, before.as_deref(), &import.text).await
}

/// The file as it is: it never holds a secret.
pub(crate) async fn export(context: &Context, (): ()) -> Result<FileView, Failure> {
    for_all_car_parks(context)?;
    let text = keep::text(context.app.workspace.path()).map_err(|error| not_written(&error))?;
    let text = text.ok_or_else(|| Failure::new(Code::NotConfigured))?;
    audit(context, "settings.export", CONFIG_FILE, json!({ "version": keep::version(Some(&text)) })).await?;
    Ok(FileView {
        name: CONFIG_FILE.to_owned(),
        media_type: "application/toml".to_owned(),
        base64: BASE64_STANDARD.encode(text),
        rows: 0,
    })
}

pub(crate) async fn set_secret(context: &Context, new: NewSecret) -> Result<SettingsView, Failure> {
    for_all_car_parks(context)?;
    let NewSecret { parking_id, secret } = new;
    let secret = zeroize::Zeroizing::new(secret);
    if secret.trim().is_empty() {
        return Err(Failure::invalid("secret", "empty"));
    }
    if secret.chars().count() > LONGEST_SECRET {
        return Err(Failure::invalid("secret", "too_long").with("most", LONGEST_SECRET as i64));
    }
    if secret.chars().any(char::is_control) {
        return Err(Failure::invalid("secret", "invisible"));
    }
    let _alone = context.app.settings.lock().await;
    let directory = context.app.workspace.path();
    if let Some(id) = &parking_id {
        let text = keep::text(directory).map_err(|error| not_written(&error))?.unwrap_or_default();
        if !reporting(&settings_file::read(&text)).contains(id) {
            return Err(Failure::not_found("car_park"));
        }
    }
    let whose = parking_id.as_deref();
    // Written down first: a change of a secret that the audit log does not know would be worse than one that failed.
    let subject = whose.map_or_else(|| "app_secret".to_owned(), |id| format!("portpwd:{id}"));
    audit(context, "secret.set", &subject, json!({ "place": SECRETS_FILE })).await?;
    settings_file::secret::set(directory, whose, &secret).map_err(|error| not_written(&error))?;
    context.app.begin_anew().await;
    look(&context.app)
}

/// The text that a change begins with, unless somebody else changed it meanwhile.
fn current(context: &Context, version: &str) -> Result<Option<String>, Failure> {
    let text = keep::text(context.app.workspace.path()).map_err(|error| not_written(&error))?;
    if keep::version(text.as_deref()) == version {
        Ok(text)
    } else {
        Err(Failure::new(Code::ChangedMeanwhile))
    }
}

/// A text from elsewhere takes the file's place, if the loader takes it.
async fn take_whole(context: &Context, before: Option<&str>, text: &str) -> Result<SettingsSaved, Failure> {
    let file = context.app.workspace.path().join(CONFIG_FILE);
    match Config::parse(&file, text) {
        Ok(_) => take(context, before, text).await,
        Err(error) => {
            let problem = FieldProblem {
                table: FieldTable::File,
                car_park: 0,
                field: String::new(),
                detail: error.to_string(),
            };
            Ok(SettingsSaved { problems: vec![problem], view: look(&context.app)? })
        }
    }
}

/// Puts a text that the loader takes in the place of the file, and lets syncing begin anew with it.
async fn take(context: &Context, before: Option<&str>, text: &str) -> Result<SettingsSaved, Failure> {
    if before != Some(text) {
        let directory = context.app.workspace.path();
        let written = |result: std::io::Result<()>| result.map_err(|error| not_written(&error));
        let mut entry = entry(context, "settings.change", CONFIG_FILE, fields_of(text))?;
        entry.before = before.map(fields_of);
        if let Some(before) = before {
            written(keep::write(directory, keep::PREVIOUS, before.as_bytes()))?;
        }
        // Written down first, so that no change is without a row.
        context.app.store.append_audit(entry).await?;
        written(keep::write(directory, CONFIG_FILE, text.as_bytes()))?;
        context.app.begin_anew().await;
    }
    Ok(SettingsSaved { problems: Vec::new(), view: look(&context.app)? })
}

/// Fields only: what else stands in a file that was edited by hand may be anything.
fn fields_of(text: &str) -> Value {
    json!({ "version": keep::version(Some(text)), "fields": settings_file::read(text) })
}

async fn audit(context: &Context, action: &str, subject: &str, after: Value) -> Result<(), Failure> {
    context.app.store.append_audit(entry(context, action, subject, after)?).await?;
    Ok(())
}

fn entry(context: &Context, action: &str, subject: &str, after: Value) -> Result<AuditEntry, Failure> {
    Ok(AuditEntry::new(now(), context.by()?, action, subject).with_after(after))
}

fn not_written(error: &std::io::Error) -> Failure {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return Failure::new(Code::DiskFull);
    }
    Failure::new(Code::DirectoryFailed).with("detail", error.to_string())
}

impl Inner {
    /// Whatever works by the configuration begins anew with what stands there now.
    async fn begin_anew(&self) {
        *self.own_client.lock().await = None;
        self.connections.forget();
        self.sync_anew().await;
        self.changed(&[Tag::Start, Tag::Platforms, Tag::Lanes, Tag::Connections]);
    }
}
