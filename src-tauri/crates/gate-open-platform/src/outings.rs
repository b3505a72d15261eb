//! Registered absences (`outing_register`).

use crate::client::OpenPlatform;
use crate::endpoints::Operation;
use crate::error::{Error, WriteOutcome};
use crate::params::{Params, minute};
use gate_core::outing::Outing;

impl OpenPlatform {
    /// Registers an authorised vehicle's absence, to the minute.
    ///
    /// # Errors
    /// Only where it was not done; see [`Error`].
    pub async fn outing_register(&self, parking_id: &str, outing: &Outing) -> Result<WriteOutcome, Error> {
        let params = Params::of_car_park(parking_id)
            .with("vehicleCode", outing.plate.as_str())
            .with("startTime", minute(outing.from))
            .with("endTime", minute(outing.until));
        self.write(Operation::OutingRegister, params).await
    }
}
