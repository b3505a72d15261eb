//! Operations `vehicle_add`, `vehicle_update`, `vehicle_delete`, `vehicle_list`: authorised vehicles.

use super::envelope::{Refusal, Reply};
use super::journal::Write;
use super::options::SimCarPark;
use super::params::{Page, Params};
use super::wire::Row;
use super::world::World;
use crate::traffic::{RegisteredVehicle, VehicleClass};

/// An authorised vehicle as the platform keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimVehicle {
    /// The plate.
    pub plate: String,
    /// `vehicleType`: 1, 2 or a custom type's id.
    pub vehicle_type: String,
    /// `diyTypeName`, which lists do not return; empty when none.
    pub diy_type_name: String,
    /// Owner's name.
    pub user_name: String,
    /// Owner's phone.
    pub phone: String,
    /// First day, `yyyy-MM-dd`.
    pub from: String,
    /// Last day, `yyyy-MM-dd`.
    pub until: String,
    /// Lanes it may pass, separated by commas; empty means all.
    pub lane_nos: String,
    /// The owner's spaces.
    pub lot_num: i64,
    /// Remark, empty when none.
    pub remark: String,
    /// Staff number, empty when none.
    pub work_no: String,
    /// Department, empty when none.
    pub department: String,
}

impl From<&RegisteredVehicle> for SimVehicle {
    fn from(vehicle: &RegisteredVehicle) -> Self {
        SimVehicle {
            plate: vehicle.plate.clone(),
            vehicle_type: vehicle.class.wire(),
            diy_type_name: String::new(),
            user_name: vehicle.user_name.clone(),
            phone: vehicle.phone.clone(),
            from: vehicle.from.clone(),
            until: vehicle.until.clone(),
            lane_nos: String::new(),
            lot_num: 1,
            remark: String::new(),
            work_no: vehicle.work_no.clone(),
            department: vehicle.department.clone(),
        }
    }
}

pub(super) fn add(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let park = world.park(params)?;
    let vehicle = read(world, park, params)?;
    let parking_id = park.parking_id.clone();
    let key = (parking_id.clone(), vehicle.plate.clone());
    if world.vehicles.contains_key(&key) {
        return Err(Refusal::new("车辆已存在"));
    }
    world.vehicles.insert(key, vehicle.clone());
    world.note(&parking_id, Write::VehicleAdded(vehicle));
    Ok(Reply::Done)
}

pub(super) fn update(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let park = world.park(params)?;
    let vehicle = read(world, park, params)?;
    let parking_id = park.parking_id.clone();
    let Some(kept) = world.vehicles.get_mut(&(parking_id.clone(), vehicle.plate.clone())) else {
        return Err(Refusal::new("车辆不存在"));
    };
    kept.clone_from(&vehicle);
    world.note(&parking_id, Write::VehicleUpdated(vehicle));
    Ok(Reply::Done)
}

pub(super) fn delete(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let parking_id = world.park(params)?.parking_id.clone();
    let plate = params.plate()?;
    if world.vehicles.remove(&(parking_id.clone(), plate.clone())).is_none() {
        return Err(Refusal::new("车辆不存在"));
    }
    world.note(&parking_id, Write::VehicleDeleted { plate });
    Ok(Reply::Done)
}

pub(super) fn list(world: &mut World, params: &Params) -> Result<Reply, Refusal> {
    let park = &world.park(params)?.parking_id;
    let page = Page::read(params)?;
    let of_park = world.vehicles.iter().filter(|((parking_id, _), _)| parking_id == park);
    let (vehicles, more) = page.cut(of_park.map(|(_, vehicle)| vehicle));
    let quirks = world.quirks();
    let rows = vehicles
        .into_iter()
        .map(|vehicle| {
            Row::new(quirks)
                .text("vehicleCode", &vehicle.plate)
                .digits("vehicleType", &vehicle.vehicle_type)
                .text("userName", &vehicle.user_name)
                .work_no(&vehicle.work_no)
                .phone("userPhoneNumber", &vehicle.phone)
                .day("startTime", &vehicle.from)
                .day("endTime", &vehicle.until)
                .text("laneNos", &vehicle.lane_nos)
                .number("lotNum", vehicle.lot_num)
                .text("remark", &vehicle.remark)
                .done()
        })
        .collect();
    Ok(Reply::Page { rows, more })
}

fn read(world: &World, park: &SimCarPark, params: &Params) -> Result<SimVehicle, Refusal> {
    let vehicle = SimVehicle {
        plate: params.plate()?,
        vehicle_type: params.required("vehicleType")?,
        diy_type_name: params.text("diyTypeName")?.unwrap_or_default(),
        user_name: params.required("userName")?,
        phone: params.required("userPhoneNumber")?,
        from: params.day("startTime")?,
        until: params.day("endTime")?,
        lane_nos: params.text("laneNos")?.unwrap_or_default(),
        lot_num: params.integer("lotNum")?.unwrap_or(1),
        remark: params.text("remark")?.unwrap_or_default(),
        work_no: params.text("workNum")?.unwrap_or_default(),
        department: params.text("deptName")?.unwrap_or_default(),
    };
    let known_type = match VehicleClass::from_wire(&vehicle.vehicle_type) {
        Some(VehicleClass::Monthly | VehicleClass::Free) => true,
        Some(VehicleClass::Custom(id)) => world.options.vehicle_types.iter().any(|kind| kind.id == id),
        Some(VehicleClass::Temporary) | None => false,
    };
    if !known_type {
        return Err(Refusal::new("vehicleType不存在"));
    }
    // Days written in full compare as text.
    if vehicle.from > vehicle.until {
        return Err(Refusal::new("授权结束时间早于开始时间"));
    }
    if vehicle.lot_num < 1 {
        return Err(Refusal::new("lotNum至少为1"));
    }
    let known_lane = |number: &str| park.lanes.iter().any(|lane| lane.lane_no == number);
    if !vehicle.lane_nos.is_empty() && !vehicle.lane_nos.split(',').all(known_lane) {
        return Err(Refusal::new("车道不存在"));
    }
    Ok(vehicle)
}
