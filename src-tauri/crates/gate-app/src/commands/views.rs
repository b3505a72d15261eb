//! From what the store tells to what screens show.

use gate_core::{plate, standing::VehicleStanding};
use gate_store::{FeedArrival, FeedRow, PhotoSeen};

use crate::contract::types::{Arrival, PassageItem, Photo, PlateForm, PlateView, Standing};

/// A plate, to be drawn.
pub(crate) fn plate(normalised: &str) -> PlateView {
    PlateView { form: form(normalised), text: normalised.to_owned() }
}

fn form(normalised: &str) -> PlateForm {
    use plate::PlateForm as Known;
    match plate::form_of(normalised) {
        Known::Ordinary => PlateForm::Ordinary,
        Known::SmallNewEnergy => PlateForm::SmallNewEnergy,
        Known::LargeNewEnergy => PlateForm::LargeNewEnergy,
        Known::Trailer => PlateForm::Trailer,
        Known::DrivingSchool => PlateForm::DrivingSchool,
        Known::Police => PlateForm::Police,
        Known::ArmedPolice => PlateForm::ArmedPolice,
        Known::Military => PlateForm::Military,
        Known::Consulate => PlateForm::Consulate,
        Known::Embassy => PlateForm::Embassy,
        Known::HongKong => PlateForm::HongKong,
        Known::Macau => PlateForm::Macau,
        Known::CivilAviation => PlateForm::CivilAviation,
        Known::Test => PlateForm::Test,
        Known::Oversize => PlateForm::Oversize,
        Known::EmergencyRescue => PlateForm::EmergencyRescue,
        Known::Unlicensed => PlateForm::Unlicensed,
        Known::Implausible => PlateForm::Implausible,
    }
}

/// How a vehicle stands, and the name of its type where the car park gave it one.
pub(crate) fn standing(standing: VehicleStanding) -> (Standing, Option<String>) {
    match standing {
        VehicleStanding::Blacklisted => (Standing::Blacklisted, None),
        VehicleStanding::Expired => (Standing::Expired, None),
        VehicleStanding::Monthly => (Standing::Monthly, None),
        VehicleStanding::Free => (Standing::Free, None),
        VehicleStanding::Visitor => (Standing::Visitor, None),
        VehicleStanding::Temporary => (Standing::Temporary, None),
        VehicleStanding::Custom(name) => (Standing::Custom, Some(name)),
    }
}

/// A photo.
pub(crate) fn photo(seen: PhotoSeen) -> Photo {
    match seen {
        PhotoSeen::None => Photo::None,
        PhotoSeen::Wanted => Photo::Awaited,
        PhotoSeen::Stored { id } => Photo::Here { id },
        PhotoSeen::Failed => Photo::Failed,
        PhotoSeen::Pruned => Photo::Pruned,
    }
}

/// A passage.
pub(crate) fn passage(row: FeedRow) -> PassageItem {
    let (standing, type_name) = standing(row.standing);
    PassageItem {
        id: row.id,
        parking_id: row.parking_id,
        lane: if row.lane_name.is_empty() { row.lane_no.clone() } else { row.lane_name },
        lane_no: row.lane_no,
        direction: row.direction.into(),
        at: row.at.0,
        read_as: (row.plate_read != row.plate).then_some(row.plate_read),
        plate: plate(&row.plate),
        standing,
        type_name,
        owner: row.owner_name.map(|name| name.masked()),
        days_left: row.days_left.map(days),
        photo: photo(row.photo),
        session: row.session_id,
        repeat: row.repeat,
        arrival: row.arrival.map(arrival),
    }
}

fn arrival(arrival: FeedArrival) -> Arrival {
    Arrival {
        at: arrival.at.0,
        seen: arrival.seen,
        lane: if arrival.lane_name.is_empty() { arrival.lane_no } else { arrival.lane_name },
        stay_ms: arrival.stay_ms,
        photo: photo(arrival.photo),
    }
}

/// Days that are left, as far as a screen can say.
pub(crate) fn days(days: i64) -> i32 {
    i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX })
}
