//! `vehicles list`, `add`, `update` and `delete`.

use clap::{Args, ValueEnum};
use gate_app::{
    contract::types::{VehicleForm, VehicleItem, VehicleOf},
    desk::Desk,
    now,
    registers::{Operation, forms, views},
};
use gate_store::{Register, RegisterEntry, TableFilter, TableOrder, ValidityFilter};

use super::super::{Globals, platform};
use crate::{
    failure::Failure,
    output::{self, or_dash},
};

/// Which vehicles are listed.
#[derive(Debug, Args)]
pub struct List {
    /// A part of a plate, a name, its pinyin or initials, a phone, a department or a staff number.
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    /// Only those that stand so today.
    #[arg(long)]
    state: Option<State>,
    /// Only this type: 1 monthly, 2 free, or a custom type's id.
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// At most so many.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Only this car park's, by its parking_id.
    #[arg(long, value_name = "PARKING_ID")]
    car_park: Option<String>,
}

/// What is left of an authorisation.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum State {
    /// It holds today.
    Valid,
    /// It ends within 30 days.
    Ending,
    /// It is over.
    Expired,
    /// It begins later.
    NotYet,
}

/// A vehicle and what is to be registered of it. On an update, what is not named stays as it is.
#[derive(Debug, Args)]
pub struct Entry {
    /// The plate, in any writing.
    #[arg(value_name = "PLATE")]
    plate: String,
    /// 1 monthly, 2 free, or a custom type's id.
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// A display name that outranks the type's.
    #[arg(long, value_name = "TEXT")]
    type_name: Option<String>,
    /// The owner's name.
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// The owner's phone.
    #[arg(long, value_name = "PHONE")]
    phone: Option<String>,
    /// The first day, such as 2026-11-20.
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// The last day.
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// The lanes it may pass, such as 1,2; all where none is named.
    #[arg(long, value_name = "LANES", value_delimiter = ',')]
    lanes: Option<Vec<String>>,
    /// The owner's spaces.
    #[arg(long, value_name = "N")]
    spaces: Option<u32>,
    /// The owner's department.
    #[arg(long, value_name = "TEXT")]
    department: Option<String>,
    /// The owner's staff number.
    #[arg(long, value_name = "TEXT")]
    work_no: Option<String>,
    /// A remark.
    #[arg(long, value_name = "TEXT")]
    remark: Option<String>,
    /// Register it although it is like no plate.
    #[arg(long)]
    insist: bool,
    /// The car park's parking_id, where there are several.
    #[arg(long, value_name = "PARKING_ID")]
    car_park: Option<String>,
}

/// Which vehicle.
#[derive(Debug, Args)]
pub struct Which {
    /// The plate, in any writing.
    #[arg(value_name = "PLATE")]
    pub plate: String,
    /// The car park's parking_id, where there are several.
    #[arg(long, value_name = "PARKING_ID")]
    pub car_park: Option<String>,
}

/// Lists vehicles by plate; names and phones masked.
pub async fn list(globals: Globals, list: List) -> Result<(), Failure> {
    let desk = platform::desk(&globals).await?;
    let ids = desk.car_parks(list.car_park.as_deref())?;
    for id in &ids {
        desk.look(id, Register::VehicleTypes).await?;
        desk.look(id, Register::Vehicles).await?;
    }
    let filter = TableFilter {
        parking_id: list.car_park,
        text: list.text.unwrap_or_default(),
        vehicle_type: list.kind,
        validity: list.state.map(|state| match state {
            State::Valid => ValidityFilter::Valid,
            State::Ending => ValidityFilter::Within(30),
            State::Expired => ValidityFilter::Expired,
            State::NotYet => ValidityFilter::NotYet,
        }),
        ..TableFilter::default()
    };
    let (now, limit) = (now(), list.limit.unwrap_or(u32::MAX));
    let page = desk.store().vehicle_table(filter, TableOrder::default(), 0, limit, now.china_date()).await;
    desk.close().await;
    let page = page.map_err(gate_app::AppError::from)?;
    let rows: Vec<VehicleItem> = page.rows.into_iter().map(|row| views::vehicle(row, now)).collect();
    if globals.json {
        return output::json(&rows);
    }
    output::table(
        [
            "car park",
            "plate",
            "type",
            "owner",
            "phone",
            "from",
            "until",
            "days left",
            "spaces",
            "lanes",
            "department",
        ],
        rows.into_iter().map(|row| {
            [
                row.parking_id,
                row.plate.text,
                row.type_name.unwrap_or(row.vehicle_type),
                or_dash(row.owner),
                or_dash(row.phone),
                or_dash(row.valid_from),
                or_dash(row.valid_until),
                or_dash(row.days_left),
                row.spaces.to_string(),
                or_dash(Some(row.lanes.join(",")).filter(|lanes| !lanes.is_empty())),
                or_dash(row.department),
            ]
        }),
    )
}

/// Registers a vehicle.
pub async fn add(globals: Globals, entry: Entry) -> Result<(), Failure> {
    let desk = platform::desk(&globals).await?;
    let parking_id = ready(&desk, entry.car_park.as_deref()).await?;
    let form = entry.over(parking_id, RegisterEntry { spaces: 1, ..RegisterEntry::default() });
    let operation = forms::added(desk.store(), &form).await?;
    write(&globals, desk, &form.parking_id, operation).await
}

/// Changes a registration.
pub async fn update(globals: Globals, entry: Entry) -> Result<(), Failure> {
    let desk = platform::desk(&globals).await?;
    let parking_id = ready(&desk, entry.car_park.as_deref()).await?;
    let known = desk.store().register_entry(&parking_id, Register::Vehicles, &entry.plate).await;
    let known = known.map_err(gate_app::AppError::from)?;
    let known = known.ok_or_else(|| Failure::failed("there is no such vehicle; look at vehicles list"))?;
    let form = entry.over(parking_id.clone(), known);
    let operation = forms::changed(desk.store(), form).await?;
    write(&globals, desk, &parking_id, operation).await
}

/// Removes a registration.
pub async fn delete(globals: Globals, which: Which) -> Result<(), Failure> {
    let desk = platform::desk(&globals).await?;
    let parking_id = ready(&desk, which.car_park.as_deref()).await?;
    let of = VehicleOf { parking_id, plate: which.plate };
    let operation = forms::removed(desk.store(), &of).await?;
    write(&globals, desk, &of.parking_id, operation).await
}

impl Entry {
    /// The form, what is not named being as in `known`.
    fn over(&self, parking_id: String, known: RegisterEntry) -> VehicleForm {
        let text = |named: &Option<String>, known: String| named.clone().unwrap_or(known);
        let some = |named: &Option<String>, known: String| {
            Some(text(named, known)).filter(|text| !text.trim().is_empty())
        };
        VehicleForm {
            parking_id,
            plate: self.plate.clone(),
            insist: self.insist,
            vehicle_type: text(&self.kind, known.vehicle_type),
            type_name: some(&self.type_name, known.type_name),
            owner: some(&self.owner, known.owner),
            phone: some(&self.phone, known.phone),
            valid_from: text(&self.from, known.valid_from),
            valid_until: text(&self.until, known.valid_until),
            lanes: self.lanes.clone().unwrap_or(known.lanes),
            spaces: self.spaces.unwrap_or(known.spaces),
            department: some(&self.department, known.department),
            work_no: some(&self.work_no, known.work_no),
            remark: some(&self.remark, known.remark),
        }
    }
}

/// The car park that is meant, with what is needed to check and to change its vehicles.
async fn ready(desk: &Desk, named: Option<&str>) -> Result<String, Failure> {
    let parking_id = desk.car_park(named)?;
    for register in [Register::VehicleTypes, Register::Lanes, Register::Vehicles] {
        desk.look(&parking_id, register).await?;
    }
    Ok(parking_id)
}

/// Writes once, and tells what came of it.
pub async fn write(
    globals: &Globals,
    desk: Desk,
    parking_id: &str,
    operation: Operation,
) -> Result<(), Failure> {
    let written = desk.writes().run(parking_id, operation).await;
    let told = match written {
        Ok(row) => views::write(desk.store(), row).await,
        Err(failure) => Err(failure),
    };
    desk.close().await;
    let told = told?;
    let found = match told.checked_at {
        Some(_) => "the open platform was asked, and its list does not tell; look there",
        None => "the open platform could not be asked; vehicles list or blacklist list tells later",
    };
    platform::tell(globals, &told, told.outcome, told.answer.as_deref(), found)
}
