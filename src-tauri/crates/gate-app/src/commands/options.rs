//! What the administrator chooses in the program.

use crate::{
    app::{Context, Inner},
    contract::{Failure, types::Options},
    now,
};

const KEY: &str = "options";

/// The choices; what was never chosen is as by default.
pub(crate) async fn current(app: &Inner) -> Result<Options, Failure> {
    let value = app.store.setting(KEY).await?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
}

pub(crate) async fn read(context: &Context, (): ()) -> Result<Options, Failure> {
    current(&context.app).await
}

pub(crate) async fn write(context: &Context, options: Options) -> Result<Options, Failure> {
    const DAY_S: u32 = 86_400;
    if options.idle_lock_s > DAY_S || (1..30).contains(&options.idle_lock_s) {
        return Err(Failure::invalid("idle_lock_s", "out_of_range")
            .with("least", 30)
            .with("most", i64::from(DAY_S)));
    }
    if options.lane_silent_min > DAY_S / 60 {
        return Err(Failure::invalid("lane_silent_min", "out_of_range").with("least", 0).with("most", 1_440));
    }
    let value = serde_json::to_value(&options)
        .map_err(|error| Failure::new(crate::contract::Code::Internal).with("detail", error.to_string()))?;
    context.app.store.set_setting(KEY, value, context.by()?, now()).await?;
    Ok(options)
}
