//! What the open platform says of a car park at this moment: lanes, occupancy, vehicles inside.

use gate_core::{plate, time::UtcMillis};
use gate_open_platform::OpenPlatform;
use serde::Serialize;

use crate::{AppError, Config, Secrets, platforms};

/// The car parks that a question is about, with a client to ask.
pub struct Site {
    client: OpenPlatform,
    parking_ids: Vec<String>,
}

/// A lane. The platform does not say its direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LaneView {
    /// Its car park on the open platform.
    pub parking_id: String,
    /// Its number, which also opens it.
    pub lane_no: String,
    /// Its name.
    pub name: Option<String>,
}

/// How full a car park is. Each figure may be missing; none is clamped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OccupancyView {
    /// The car park on the open platform.
    pub parking_id: String,
    /// Spaces in all.
    pub total: Option<i64>,
    /// Spaces used.
    pub used: Option<i64>,
    /// Total less used, never below 0.
    pub free: Option<u32>,
    /// Spaces used by visitors.
    pub visitors_used: Option<i64>,
    /// Spaces for staff.
    pub staff_total: Option<i64>,
    /// Spaces used by staff.
    pub staff_used: Option<i64>,
    /// Spaces for temporary vehicles.
    pub temporary: Option<i64>,
}

/// A vehicle that the platform counts as being inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InParkView {
    /// Its car park on the open platform.
    pub parking_id: String,
    /// The plate, normalised; empty without one.
    pub plate: String,
    /// The plate as the camera read it.
    pub plate_raw: String,
    /// The lane it came in by.
    pub lane_no: Option<String>,
    /// The platform's vehicle type; 9 is a temporary vehicle.
    pub vehicle_type: Option<String>,
    /// When it came in: RFC 3339 with China's offset.
    pub entered_at: String,
}

impl Site {
    /// The car park `parking_id`, or every configured one.
    ///
    /// # Errors
    /// No such car park is configured, or no client can be set up.
    pub fn new(config: &Config, secrets: &Secrets, parking_id: Option<&str>) -> Result<Self, AppError> {
        let all = || config.car_parks.iter().map(|car_park| car_park.parking_id.clone());
        let parking_ids = match parking_id {
            None => all().collect(),
            Some(id) if config.car_park(id).is_some() => vec![id.to_owned()],
            Some(id) => {
                return Err(AppError::Wrong {
                    what: format!("no car park {id} is configured"),
                    remedy: format!("name one of: {}", all().collect::<Vec<_>>().join(", ")),
                });
            }
        };
        Ok(Self { client: platforms::open_platform(config, secrets)?, parking_ids })
    }

    /// The lanes.
    ///
    /// # Errors
    /// The open platform refused or did not answer.
    pub async fn lanes(&self) -> Result<Vec<LaneView>, AppError> {
        let mut lanes = Vec::new();
        for id in &self.parking_ids {
            let listed = self.client.lanes(id).await?.items;
            lanes.extend(listed.into_iter().map(|lane| LaneView {
                parking_id: id.clone(),
                lane_no: lane.lane_no,
                name: lane.name,
            }));
        }
        Ok(lanes)
    }

    /// How full they are.
    ///
    /// # Errors
    /// The open platform refused or did not answer.
    pub async fn occupancy(&self) -> Result<Vec<OccupancyView>, AppError> {
        let mut views = Vec::new();
        for id in &self.parking_ids {
            let occupancy = self.client.occupancy(id).await?;
            views.push(OccupancyView {
                parking_id: id.clone(),
                total: occupancy.total,
                used: occupancy.used,
                free: occupancy.free(),
                visitors_used: occupancy.visitors_used,
                staff_total: occupancy.staff_total,
                staff_used: occupancy.staff_used,
                temporary: occupancy.temporary,
            });
        }
        Ok(views)
    }

    /// The vehicles inside, the longest there first.
    ///
    /// # Errors
    /// The open platform refused or did not answer.
    pub async fn in_park(&self) -> Result<Vec<InParkView>, AppError> {
        let mut inside: Vec<(UtcMillis, InParkView)> = Vec::new();
        for id in &self.parking_ids {
            let listed = self.client.vehicles_in_park(id).await?.items;
            inside.extend(listed.into_iter().map(|vehicle| {
                let view = InParkView {
                    parking_id: id.clone(),
                    plate: plate::normalise(&vehicle.plate_raw),
                    plate_raw: vehicle.plate_raw,
                    lane_no: vehicle.lane_no,
                    vehicle_type: vehicle.vehicle_type.map(|kind| kind.as_wire().to_owned()),
                    entered_at: vehicle.entered_at.rfc3339(),
                };
                (vehicle.entered_at, view)
            }));
        }
        inside.sort_by_key(|(entered_at, _)| *entered_at);
        Ok(inside.into_iter().map(|(_, view)| view).collect())
    }
}
