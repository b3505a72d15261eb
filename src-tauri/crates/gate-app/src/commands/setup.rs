//! The assistant that sets the program up: how far it is. What it sets is saved by the commands for it.

use serde::{Deserialize, Serialize};

use super::settings::{for_all_car_parks, not_written};
use crate::{
    app::{Context, Inner},
    config::CONFIG_FILE,
    contract::{
        Code, Failure, Role,
        types::{FieldValues, SetupChange, SetupChanged, SetupState, SetupStep, SetupView},
    },
    now,
    settings_file::{self, keep},
};

const KEY: &str = "setup";

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    state: SetupState,
    step: SetupStep,
    open_platform: FieldValues,
}

/// Whether the assistant opens by itself for who calls.
pub(crate) async fn opens(context: &Context) -> Result<bool, Failure> {
    let Some(caller) = &context.caller else { return Ok(false) };
    let may = Role::from(caller.account.role) == Role::Administrator && context.scope()?.is_all();
    if !may || context.app.demo.is_some() {
        return Ok(false);
    }
    Ok(match kept(&context.app).await?.state {
        SetupState::Unused => !context.app.workspace.path().join(CONFIG_FILE).exists(),
        SetupState::UnderWay => true,
        SetupState::Left | SetupState::Finished => false,
    })
}

pub(crate) async fn view(context: &Context, (): ()) -> Result<SetupView, Failure> {
    for_all_car_parks(context)?;
    look(&context.app).await
}

pub(crate) async fn change(context: &Context, change: SetupChange) -> Result<SetupChanged, Failure> {
    for_all_car_parks(context)?;
    let app = &context.app;
    let _alone = app.settings.lock().await;
    let SetupChange { state, step, open_platform } = change;
    let text = keep::text(app.workspace.path()).map_err(|error| not_written(&error))?;
    let open_platform = match text {
        // The file has them.
        Some(_) => FieldValues::new(),
        None if step > SetupStep::CarParks || state == SetupState::Finished => {
            return Err(Failure::new(Code::NotConfigured));
        }
        None => {
            let file = app.workspace.path().join(CONFIG_FILE);
            let refused = settings_file::drafted(&file, "", Some(&open_platform), None);
            let problems = refused.err().unwrap_or_default();
            if step > SetupStep::OpenPlatform && !problems.is_empty() {
                return Ok(SetupChanged { problems, view: look(app).await? });
            }
            settings_file::possible_open_platform(&open_platform, &problems)
        }
    };
    let value = serde_json::to_value(Kept { state, step, open_platform })
        .map_err(|error| Failure::new(Code::Internal).with("detail", error.to_string()))?;
    app.store.set_setting(KEY, value, context.by()?, now()).await?;
    Ok(SetupChanged { problems: Vec::new(), view: look(app).await? })
}

async fn kept(app: &Inner) -> Result<Kept, Failure> {
    let value = app.store.setting(KEY).await?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
}

async fn look(app: &Inner) -> Result<SetupView, Failure> {
    let Kept { state, step, open_platform } = kept(app).await?;
    let configured = app.workspace.path().join(CONFIG_FILE).exists();
    // A file that went away takes the steps with it that need one.
    let step = if configured { step } else { step.min(SetupStep::CarParks) };
    Ok(SetupView { state, step, open_platform })
}
