//! Authorised vehicles: the table, one registration with its history, and writes to it.

use gate_core::{
    standing::{Facts, days_left, standing},
    time::UtcMillis,
};
use gate_store::{
    AuditEntry, Register, TableFilter, TableOrder, TableRow, TableSort, ValidityFilter, ValidityTally,
};

use super::{plates, registers::mirror_views, views};
use crate::{
    app::Context,
    contract::{
        Failure,
        types::{
            Inside, Validity, ValidityCounts, VehicleDetails, VehicleFilter, VehicleForm, VehicleItem,
            VehicleOf, VehicleSort, VehiclesPage, VehiclesRequest, WriteView,
        },
    },
    now,
    registers::{
        self, Operation,
        forms::{self, named},
    },
};

/// Rows of each kind beside a registration.
const ROWS: u32 = 50;

/// A part of the table.
pub(crate) async fn list(context: &Context, request: VehiclesRequest) -> Result<VehiclesPage, Failure> {
    let now = now();
    let filter = table_filter(context, &request.filter)?;
    let order = TableOrder {
        sort: match request.sort {
            VehicleSort::Plate => TableSort::Plate,
            VehicleSort::Owner => TableSort::Owner,
            VehicleSort::Type => TableSort::Type,
            VehicleSort::ValidFrom => TableSort::ValidFrom,
            VehicleSort::ValidUntil => TableSort::ValidUntil,
            VehicleSort::Department => TableSort::Department,
        },
        descending: request.descending,
    };
    let store = &context.app.store;
    let page = store
        .vehicle_table(filter, order, request.offset, page_limit(request.limit), now.china_date())
        .await?;
    Ok(VehiclesPage {
        total: page.total,
        rows: page.rows.into_iter().map(|row| item(row, now)).collect(),
        counts: counts(page.tally),
        mirrors: mirror_views(context, &[Register::Vehicles]).await?,
    })
}

/// Rows of one page: 100 where nothing is said, 500 at most.
pub(crate) fn page_limit(asked: u32) -> u32 {
    if asked == 0 { 100 } else { asked.min(500) }
}

/// The filter of the table for who calls.
pub(crate) fn table_filter(context: &Context, filter: &VehicleFilter) -> Result<TableFilter, Failure> {
    Ok(TableFilter {
        scope: context.scope()?,
        parking_id: filter.parking_id.clone(),
        text: filter.text.clone(),
        vehicle_type: filter.vehicle_type.clone(),
        validity: filter.validity.map(|validity| match validity {
            Validity::Valid => ValidityFilter::Valid,
            Validity::Within7 => ValidityFilter::Within(7),
            Validity::Within30 => ValidityFilter::Within(30),
            Validity::Expired => ValidityFilter::Expired,
            Validity::NotYet => ValidityFilter::NotYet,
        }),
    })
}

fn counts(tally: ValidityTally) -> ValidityCounts {
    ValidityCounts {
        all: tally.all,
        valid: tally.valid,
        within_7: tally.within_7,
        within_30: tally.within_30,
        expired: tally.expired,
        not_yet: tally.not_yet,
    }
}

/// A row of the table as it is shown at `now`.
pub(crate) fn item(row: TableRow, now: UtcMillis) -> VehicleItem {
    let today = now.china_date();
    let vehicle = row.vehicle;
    let (standing, type_name) = views::standing(standing(&Facts {
        on: today,
        passage_type: None,
        passage_type_name: None,
        registration: Some(vehicle.registered()),
        visiting: false,
        banned: row.banned,
    }));
    VehicleItem {
        plate: views::plate(&vehicle.plate_key),
        vehicle_type: vehicle.vehicle_type.as_ref().map(|kind| kind.as_wire().to_owned()).unwrap_or_default(),
        standing,
        owner: vehicle.owner_name.as_ref().map(|name| name.masked()),
        phone: vehicle.owner_phone.as_ref().map(|phone| phone.masked()),
        valid_from: vehicle.valid_from.map(|day| day.to_string()),
        valid_until: vehicle.valid_until.map(|day| day.to_string()),
        days_left: days_left(vehicle.valid_until, today).map(views::days),
        spaces: vehicle.spaces,
        lanes: vehicle.lanes,
        department: vehicle.department,
        work_no: vehicle.work_no,
        remark: vehicle.remark,
        unsettled: row.unsettled,
        type_name: vehicle.type_name.or(type_name),
        parking_id: vehicle.parking_id,
    }
}

/// Everything about one registration.
pub(crate) async fn details(context: &Context, request: VehicleOf) -> Result<VehicleDetails, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let (store, now) = (&context.app.store, now());
    let (today, parking_id) = (now.china_date(), request.parking_id);
    let key = named(&request.plate)?;
    let row = store.vehicle_table_row(&parking_id, &key, today).await?;
    let same_owner = match &row {
        Some(row) => store.vehicles_of_same_owner(&row.vehicle, ROWS, today).await?,
        None => Vec::new(),
    };
    let mut inside_of_owner = 0;
    for of in row.iter().chain(&same_owner) {
        let inside = store.inside_since(&parking_id, &of.vehicle.plate_key).await?;
        inside_of_owner += u32::from(inside.is_some());
    }
    let here = |id: &str| id == parking_id;
    let sessions = store.open_sessions_of_plate(&key).await?;
    let inside = sessions.into_iter().find(|session| here(&session.parking_id)).map(|session| Inside {
        session: session.session_id,
        since: session.since.0,
        lane: if session.lane_name.is_empty() { session.lane_no } else { session.lane_name },
        photo: views::photo(session.photo),
        parking_id: session.parking_id,
    });
    let bans = store.blacklist_by_plate(&key).await?.into_iter().filter(|ban| here(&ban.parking_id));
    let history = store.register_writes_of(&parking_id, &key, ROWS).await?;
    let coupons = store.coupons_of_plate(&key, ROWS).await?.into_iter().filter(|it| here(&it.parking_id));
    let outings = store.outings_of_plate(&key, ROWS).await?.into_iter().filter(|it| here(&it.parking_id));
    Ok(VehicleDetails {
        vehicle: row.map(|row| item(row, now)),
        same_owner: same_owner.into_iter().map(|row| item(row, now)).collect(),
        inside_of_owner,
        inside,
        blacklist: bans.map(|ban| plates::ban(ban, now)).collect(),
        history: history.into_iter().map(registers::views::history).collect(),
        coupons: coupons.map(plates::coupon).collect(),
        outings: outings.map(plates::outing).collect(),
    })
}

/// A registration for a form, name and phone in full. Audited before it is shown.
pub(crate) async fn form(context: &Context, request: VehicleOf) -> Result<VehicleForm, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let key = named(&request.plate)?;
    let store = &context.app.store;
    let entry = store.register_entry(&request.parking_id, Register::Vehicles, &key).await?;
    let entry = entry.ok_or_else(|| Failure::not_found("vehicle"))?;
    let subject = format!("{}/{key}", request.parking_id);
    store.append_audit(AuditEntry::new(now(), context.by()?, "owner_reveal", &subject)).await?;
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(VehicleForm {
        parking_id: request.parking_id,
        plate: key,
        insist: false,
        vehicle_type: entry.vehicle_type,
        type_name: some(entry.type_name),
        owner: some(entry.owner),
        phone: some(entry.phone),
        valid_from: entry.valid_from,
        valid_until: entry.valid_until,
        lanes: entry.lanes,
        spaces: entry.spaces,
        department: some(entry.department),
        work_no: some(entry.work_no),
        remark: some(entry.remark),
    })
}

/// Registers a vehicle.
pub(crate) async fn add(context: &Context, request: VehicleForm) -> Result<WriteView, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let operation = forms::added(&context.app.store, &request).await?;
    write(context, &request.parking_id, operation).await
}

/// Changes a registration. Every field is written anew; owner and phone that the form does not name stay as they are.
pub(crate) async fn change(context: &Context, request: VehicleForm) -> Result<WriteView, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let parking_id = request.parking_id.clone();
    let operation = forms::changed(&context.app.store, request).await?;
    write(context, &parking_id, operation).await
}

/// Removes a registration.
pub(crate) async fn delete(context: &Context, request: VehicleOf) -> Result<WriteView, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let operation = forms::removed(&context.app.store, &request).await?;
    write(context, &request.parking_id, operation).await
}

/// Writes once, and says what came of it.
pub(crate) async fn write(
    context: &Context,
    parking_id: &str,
    operation: Operation,
) -> Result<WriteView, Failure> {
    let row = context.app.writes(context.by()?).await?.run(parking_id, operation).await?;
    registers::views::write(&context.app.store, row).await
}
