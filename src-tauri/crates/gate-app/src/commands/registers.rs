//! What the registers have in common: car parks with their lanes and types, the age of the mirrors, and lost answers.

use std::collections::{BTreeMap, BTreeSet};

use gate_store::{MirrorAge, Register};

use crate::{
    app::Context,
    contract::{
        Failure,
        types::{
            CarParkView, LaneName, MirrorView, RefreshRegister, RegisterName, TypeChoice, VisitorType,
            WriteOf, WriteView,
        },
    },
    now,
    registers::{self, writes},
};

/// The setting: which custom type visitors' passes get, by car park.
const VISITOR_TYPES: &str = "visitor_types";

/// The car parks that who calls may see, the configured ones first.
pub(crate) async fn car_parks(context: &Context, (): ()) -> Result<Vec<CarParkView>, Failure> {
    let store = &context.app.store;
    let known = store.car_parks().await?;
    let config = context.app.configuration().ok();
    let configured: Vec<String> = config
        .iter()
        .flat_map(|config| config.car_parks.iter().map(|car_park| car_park.parking_id.clone()))
        .collect();
    let others =
        known.iter().map(|car_park| car_park.parking_id.clone()).filter(|id| !configured.contains(id));
    let ids: Vec<String> = configured.iter().cloned().chain(others).filter(|id| context.sees(id)).collect();
    let chosen = visitor_types(context).await?;
    let mut views = Vec::new();
    for id in ids {
        let lanes = store.lanes(Some(&id)).await?.into_iter().map(|lane| LaneName {
            name: if lane.name.is_empty() { lane.lane_no.clone() } else { lane.name },
            lane_no: lane.lane_no,
        });
        let own = store.vehicle_types(&id).await?.into_iter().map(|kind| TypeChoice {
            name: kind.show_name.or(kind.name).unwrap_or_else(|| kind.id.clone()),
            id: kind.id,
        });
        let ours = ["1", "2"].map(|id| TypeChoice { id: id.to_owned(), name: String::new() });
        let name = known.iter().find(|it| it.parking_id == id).and_then(|it| it.name.clone());
        views.push(CarParkView {
            name: name.unwrap_or_else(|| id.clone()),
            configured: configured.contains(&id),
            lanes: lanes.collect(),
            types: ours.into_iter().chain(own).collect(),
            visitor_type: chosen.get(&id).cloned(),
            parking_id: id,
        });
    }
    Ok(views)
}

/// Which custom type visitors' passes get, by car park.
pub(crate) async fn visitor_types(context: &Context) -> Result<BTreeMap<String, String>, Failure> {
    let kept = context.app.store.setting(VISITOR_TYPES).await?;
    Ok(kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
}

/// Chooses the type of visitors' passes of a car park: one of its own.
pub(crate) async fn set_visitor_type(context: &Context, request: VisitorType) -> Result<(), Failure> {
    context.admit_car_park(&request.parking_id)?;
    let store = &context.app.store;
    let mut chosen = visitor_types(context).await?;
    match request.type_id {
        None => drop(chosen.remove(&request.parking_id)),
        Some(id) => {
            let own = store.vehicle_types(&request.parking_id).await?;
            if !own.iter().any(|kind| kind.id == id) {
                return Err(Failure::invalid("vehicle_type", "unknown"));
            }
            chosen.insert(request.parking_id, id);
        }
    }
    let value = chosen.into_iter().map(|(park, id)| (park, id.into())).collect();
    Ok(store.set_setting(VISITOR_TYPES, serde_json::Value::Object(value), context.by()?, now()).await?)
}

/// How old every register's mirror is.
pub(crate) async fn mirrors(context: &Context, (): ()) -> Result<Vec<MirrorView>, Failure> {
    mirror_views(context, &Register::ALL).await
}

/// How old the mirrors of these registers are, of the car parks that who calls may see; a configured car park's also before it was
/// read for the first time.
pub(crate) async fn mirror_views(
    context: &Context,
    registers: &[Register],
) -> Result<Vec<MirrorView>, Failure> {
    let ages = context.app.store.mirror_ages().await?;
    let reading = context.app.reading().await;
    let mut keys: BTreeSet<(String, Register)> =
        ages.iter().map(|age| (age.parking_id.clone(), age.register)).collect();
    if let Ok(config) = context.app.configuration() {
        for register in registers.iter().filter(|it| **it != Register::CarParks) {
            keys.extend(config.car_parks.iter().map(|it| (it.parking_id.clone(), *register)));
        }
    }
    let shown = keys.into_iter().filter(|(parking_id, register)| {
        registers.contains(register) && (parking_id.is_empty() || context.sees(parking_id))
    });
    let view = |(parking_id, register): (String, Register)| {
        let of = |age: &&MirrorAge| age.parking_id == parking_id && age.register == register;
        let age = ages.iter().find(of);
        let reading = reading.as_ref().filter(|it| it.parking_id == parking_id && it.register == register);
        MirrorView {
            register: name(register),
            read_at: age.and_then(|age| age.refreshed_at).map(|at| at.0),
            reading: reading.map(|it| it.rows),
            problem: age.map(|age| age.last_error.clone()).filter(|error| !error.is_empty()),
            parking_id,
        }
    };
    Ok(shown.map(view).collect())
}

/// Reads a register of all car parks anew, and answers when it is done.
pub(crate) async fn refresh(context: &Context, request: RefreshRegister) -> Result<(), Failure> {
    let refresher = context.app.refresher().await?;
    refresher.refresh(kept(request.register)).await.map_err(writes::refresh_failure)
}

/// Asks the platform once more what became of a lost answer.
pub(crate) async fn check_write(context: &Context, request: WriteOf) -> Result<WriteView, Failure> {
    let store = &context.app.store;
    let missing = || Failure::not_found("write");
    let row = store
        .register_write(request.id)
        .await?
        .filter(|row| context.sees(&row.parking_id))
        .ok_or_else(missing)?;
    let row = context.app.writes(context.by()?).await?.check(row.id).await?;
    registers::views::write(store, row).await
}

fn name(register: Register) -> RegisterName {
    match register {
        Register::Vehicles => RegisterName::Vehicles,
        Register::Blacklist => RegisterName::Blacklist,
        Register::VehicleTypes => RegisterName::VehicleTypes,
        Register::Lanes => RegisterName::Lanes,
        Register::CarParks => RegisterName::CarParks,
        Register::InPark => RegisterName::InPark,
    }
}

fn kept(name: RegisterName) -> Register {
    match name {
        RegisterName::Vehicles => Register::Vehicles,
        RegisterName::Blacklist => Register::Blacklist,
        RegisterName::VehicleTypes => Register::VehicleTypes,
        RegisterName::Lanes => Register::Lanes,
        RegisterName::CarParks => Register::CarParks,
        RegisterName::InPark => Register::InPark,
    }
}
