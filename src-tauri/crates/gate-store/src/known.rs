//! What the registers know of one plate, and how it stands by that.

use gate_core::standing::{Facts, VehicleStanding, standing};
use gate_core::time::UtcMillis;
use rusqlite::Connection;

use crate::blacklist::{self, BlacklistRow};
use crate::error::StoreError;
use crate::scope::CarParkScope;
use crate::vehicles::{self, VehicleRow};
use crate::visitors::{self, VisitorRow};

/// A plate's rows in the mirrored registers, of all car parks.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) registrations: Vec<VehicleRow>,
    pub(crate) bans: Vec<BlacklistRow>,
    pub(crate) visits: Vec<VisitorRow>,
}

/// The type that came with a passage, and its name if it is one of the car park's own.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PassageType<'a> {
    pub(crate) id: Option<&'a str>,
    pub(crate) name: Option<&'a str>,
}

impl Known {
    /// Nothing is known of what has no plate.
    pub(crate) fn load(connection: &Connection, plate: &str) -> Result<Self, StoreError> {
        if plate.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self {
            registrations: vehicles::of_plate(connection, plate)?,
            bans: blacklist::of_plate(connection, plate)?,
            visits: visitors::of_plate(connection, plate)?,
        })
    }

    /// Leaves what other car parks know out.
    pub(crate) fn retain(&mut self, scope: &CarParkScope) {
        if !scope.is_all() {
            self.registrations.retain(|row| scope.holds(&row.parking_id));
            self.bans.retain(|row| scope.holds(&row.parking_id));
            self.visits.retain(|row| scope.holds(&row.visitor.parking_id));
        }
    }

    /// The registration in a car park.
    pub(crate) fn registration(&self, parking_id: &str) -> Option<&VehicleRow> {
        self.registrations.iter().find(|row| row.parking_id == parking_id)
    }

    /// How the vehicle stands with a car park at a moment.
    pub(crate) fn standing(
        &self,
        parking_id: &str,
        at: UtcMillis,
        passage_type: PassageType<'_>,
    ) -> VehicleStanding {
        let on = at.china_date();
        standing(&Facts {
            on,
            passage_type: passage_type.id,
            passage_type_name: passage_type.name,
            registration: self.registration(parking_id).map(VehicleRow::registered),
            visiting: self.visits.iter().any(|row| row.visitor.parking_id == parking_id && row.covers(at)),
            banned: self.bans.iter().any(|row| row.parking_id == parking_id && row.holds(on)),
        })
    }

    /// The car parks in whose registers the plate stands.
    pub(crate) fn car_parks(&self) -> impl Iterator<Item = &str> {
        let registered = self.registrations.iter().map(|row| row.parking_id.as_str());
        let banned = self.bans.iter().map(|row| row.parking_id.as_str());
        registered.chain(banned).chain(self.visits.iter().map(|row| row.visitor.parking_id.as_str()))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.registrations.is_empty() && self.bans.is_empty() && self.visits.is_empty()
    }
}
