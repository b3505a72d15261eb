//! Opening a lane by hand. The order is written before it is sent and never sent twice: a lost answer stays unknown, and
//! a person looks at the barrier.

use gate_core::opening::OpeningOutcome;
use gate_open_platform::{OpenPlatform, WriteOutcome};
use gate_store::{NewOpening, OpeningRow, Store};

use crate::{contract::Failure, now};

/// Writes an order down, sends it once, and notes what came of it.
///
/// # Errors
/// [`crate::contract::Code::NotFound`] (`lane`), [`crate::contract::Code::CoolDown`] within 5 s of the lane's last opening;
/// failures of the database.
pub async fn open(store: &Store, client: &OpenPlatform, opening: NewOpening) -> Result<OpeningRow, Failure> {
    let lanes = store.lanes(Some(&opening.parking_id)).await?;
    if !lanes.iter().any(|lane| lane.lane_no == opening.lane_no) {
        return Err(Failure::not_found("lane"));
    }
    let lane_no = opening.lane_no.clone();
    let id = store.begin_lane_opening(opening, now()).await?;
    let (outcome, answer) = order(client, &lane_no).await;
    Ok(store.end_lane_opening(id, outcome, &answer, now()).await?)
}

/// Sends the order and says what came of it.
async fn order(client: &OpenPlatform, lane_no: &str) -> (OpeningOutcome, String) {
    match client.lane_open(lane_no).await {
        Ok(WriteOutcome::Done) => (OpeningOutcome::Accepted, String::new()),
        Ok(WriteOutcome::Refused { msg }) => (OpeningOutcome::Refused, msg),
        Ok(WriteOutcome::Unknown { why }) => {
            tracing::warn!(lane_no, why, "whether a lane opened is not known");
            (OpeningOutcome::Unknown, String::new())
        }
        Err(error) => {
            tracing::warn!(lane_no, %error, "a lane was not opened");
            (OpeningOutcome::NotSent, String::new())
        }
    }
}
