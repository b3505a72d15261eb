//! Plates that staff put right.

use gate_core::{plate::PlateColour, time::UtcMillis};
use gate_store::{Corrected, PlateCorrection, Store};
use serde::Serialize;

use crate::{AppError, Config, platforms};

/// What a correction came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CorrectedView {
    /// The session that holds the passages now.
    pub session: i64,
    /// Events that are sent to the city again, with the same id.
    pub sent_again: u32,
    /// Two halves that a wrong plate kept apart are one session now.
    pub joined: bool,
}

/// Corrects the plate of a session. The reading stays, and what the city was told is told again.
///
/// # Errors
/// There is no such session, or the database cannot be written.
pub async fn correct_plate(
    store: &Store,
    config: &Config,
    correction: PlateCorrection,
    now: UtcMillis,
) -> Result<CorrectedView, AppError> {
    let id = correction.session_id;
    let missing = || AppError::NotPossible {
        what: format!("there is no session {id}"),
        remedy: "see gatehousectl sessions list".to_owned(),
    };
    let session = match store.session(id).await {
        Err(error) if error.is_not_found() => return Err(missing()),
        other => other?,
    };
    let city = config.car_park(&session.parking_id).and_then(|car_park| car_park.city.as_ref());
    let colour = city.map_or(PlateColour::Blue, platforms::ordinary_colour);
    let Corrected { session_id, sent_again, joined } = store.correct_plate(correction, colour, now).await?;
    Ok(CorrectedView { session: session_id, sent_again, joined })
}
