//! From a command's name and JSON to its use-case and back.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::Context;
#[allow(clippy::wildcard_imports, reason = "the list names most of them")]
use crate::contract::types::*;
use crate::{
    commands::{
        accounts, alerts, audit, backups, batches, blacklist, booth, connections, corrections, coupons,
        deliveries, in_park, occupancy, openings, options, outings, passages, photos, photos_many, plates,
        platforms, reconcile, registers, rehearsal, sessions, settings, setup, sheets, shift, stock_take,
        support, vehicles, visitors,
    },
    contract::{Code, Command, Failure, for_each_command},
};

/// Runs the command's use-case. Whether the caller may was asked before.
pub(super) async fn run(context: &Context, command: Command, payload: Value) -> Result<Value, Failure> {
    macro_rules! run_it {
        ($($name:ident($request:ty) -> $response:ty, $access:ident, provides [$($p:ident),*], invalidates [$($i:ident),*], $use_case:path;)*) => {
            match command {
                $(Command::$name => {
                    let request: $request = read(payload)?;
                    let response: $response = $use_case(context, request).await?;
                    write(&response)
                })*
            }
        };
    }
    let result = for_each_command!(run_it);
    if result.is_ok() && !command.invalidates().is_empty() {
        context.app.changed(command.invalidates());
    }
    result
}

/// The text of a parse error may quote what was sent, so it is not passed on.
fn read<T: DeserializeOwned>(payload: Value) -> Result<T, Failure> {
    serde_json::from_value(payload).map_err(|_| Failure::new(Code::BadRequest))
}

fn write<T: Serialize>(response: &T) -> Result<Value, Failure> {
    serde_json::to_value(response)
        .map_err(|error| Failure::new(Code::Internal).with("detail", error.to_string()))
}
