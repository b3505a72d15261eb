//! What somebody is typing, tried before it is saved: an account of the open platform, a car park's city platform.

use std::{collections::BTreeMap, sync::Arc};

use secrecy::SecretString;
use serde_json::json;

use super::{CITY, OPEN_PLATFORM, Task, Under, address, watch};
use crate::{
    AppError, Config, Secrets,
    app::Context,
    commands::settings::{audit, for_all_car_parks, not_written, typed_secret},
    config::CONFIG_FILE,
    contract::{
        Code, Failure,
        types::{
            AccountCarParks, CarParkFields, ConnectionDraft, DraftTest, DraftTried, FieldProblem,
            FieldValues, FoundCarPark, OpenPlatformDraft, PlatformKind,
        },
    },
    platforms,
    registers::writes::unsent,
    secrets,
    settings_file::{self, keep},
};

/// The tests of what the one who asks typed.
pub(crate) async fn list(context: &Context, (): ()) -> Result<Vec<DraftTest>, Failure> {
    for_all_car_parks(context)?;
    Ok(context.app.connections.drafts_of(context.caller()?.account.id))
}

/// Begins the test of a connection that is not saved.
pub(crate) async fn test(context: &Context, draft: ConnectionDraft) -> Result<DraftTried, Failure> {
    for_all_car_parks(context)?;
    let ConnectionDraft { platform, open_platform, car_park, secret } = draft;
    let account = context.caller()?.account.id;
    let refused = |problems| Ok(DraftTried { problems, run: None });
    let (key, expected, task) = match platform {
        PlatformKind::OpenPlatform => {
            let config = match config(context, Some(&open_platform), None)? {
                Ok(config) => config,
                Err(problems) => return refused(problems),
            };
            let app_secret = secret_for(context, None, secret)?;
            told(context, "open_platform", &address(&config.open_platform.base_url)).await?;
            let task = Task {
                parking_ids: saved_ids(context),
                config,
                secrets: Secrets { app_secret, portpwd: BTreeMap::new() },
                name_others: true,
            };
            ((account, platform, None), OPEN_PLATFORM.as_slice(), task)
        }
        PlatformKind::City => {
            let car_park = car_park.ok_or_else(|| Failure::new(Code::BadRequest))?;
            let config = match config(context, None, Some(&car_park))? {
                Ok(config) => config,
                Err(problems) => return refused(problems),
            };
            let Some((id, city)) =
                config.car_parks.first().and_then(|it| Some((it.parking_id.clone(), it.city.as_ref()?)))
            else {
                return Err(Failure::not_found("city"));
            };
            let portpwd = secret_for(context, Some(&id), secret)?;
            told(context, &format!("city:{id}"), &address(&city.base_url)).await?;
            let secrets = Secrets {
                app_secret: SecretString::default(),
                portpwd: BTreeMap::from([(id.clone(), portpwd)]),
            };
            let task = Task { config, secrets, parking_ids: Vec::new(), name_others: true };
            ((account, platform, Some(id)), CITY.as_slice(), task)
        }
    };
    let parking_id = key.2.clone();
    let run = context.app.connections.begin_draft(key, expected);
    let app = Arc::clone(&context.app);
    context.app.spawn(async move { watch(&app, &Under::Draft(run), parking_id.as_deref(), task).await });
    Ok(DraftTried { problems: Vec::new(), run: Some(run) })
}

/// The car parks of an account that is not saved.
pub(crate) async fn car_parks(
    context: &Context,
    draft: OpenPlatformDraft,
) -> Result<AccountCarParks, Failure> {
    for_all_car_parks(context)?;
    let config = match config(context, Some(&draft.open_platform), None)? {
        Ok(config) => config,
        Err(problems) => return Ok(AccountCarParks { problems, car_parks: Vec::new() }),
    };
    let app_secret = secret_for(context, None, draft.secret)?;
    told(context, "open_platform", &address(&config.open_platform.base_url)).await?;
    let secrets = Secrets { app_secret, portpwd: BTreeMap::new() };
    let client = platforms::open_platform(&config, &secrets)?;
    let listed = client.car_parks().await.map_err(|error| unsent(&error))?;
    let found = listed
        .items
        .into_iter()
        .map(|it| FoundCarPark { parking_id: it.parking_id, name: it.name.unwrap_or_default() });
    Ok(AccountCarParks { problems: Vec::new(), car_parks: found.collect() })
}

fn config(
    context: &Context,
    open_platform: Option<&FieldValues>,
    car_park: Option<&CarParkFields>,
) -> Result<Result<Config, Vec<FieldProblem>>, Failure> {
    let directory = context.app.workspace.path();
    let text = keep::text(directory).map_err(|error| not_written(&error))?.unwrap_or_default();
    Ok(settings_file::drafted(&directory.join(CONFIG_FILE), &text, open_platform, car_park))
}

/// The car parks that the file names.
fn saved_ids(context: &Context) -> Vec<String> {
    let config = context.app.configuration().ok();
    config.into_iter().flat_map(|it| it.car_parks).map(|car_park| car_park.parking_id).collect()
}

/// The secret that was typed, else the one that is set.
fn secret_for(
    context: &Context,
    parking_id: Option<&str>,
    typed: Option<String>,
) -> Result<SecretString, Failure> {
    if let Some(typed) = typed {
        return Ok(SecretString::from(typed_secret(typed)?.as_str()));
    }
    let stored = secrets::stored(context.app.workspace.path(), parking_id).map_err(AppError::from)?;
    stored.ok_or_else(|| Failure::invalid("secret", "empty"))
}

/// An account was tried at an address, maybe with a secret that is stored: who did it is written down first.
async fn told(context: &Context, subject: &str, address: &str) -> Result<(), Failure> {
    audit(context, "connection.try", subject, json!({ "address": address })).await
}
