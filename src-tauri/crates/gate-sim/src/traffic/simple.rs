//! Plain complete visits in bulk.

use gate_core::time::UtcMillis;

use super::passage::{SimLane, SimPassage};

/// `visits` complete visits of as many distinct vehicles (up to 1,100,000), so twice as many passages, in the order of
/// time: vehicle after vehicle enters `gap_ms` apart and leaves `stay_ms` after it came. Nothing is odd, no two
/// passages share a second, a lane and a plate, and 100,000 cost well under a second.
#[must_use]
pub fn simple_visits(visits: usize, start: UtcMillis, gap_ms: i64, stay_ms: i64) -> Vec<SimPassage> {
    let lanes = SimLane::usual();
    let mut passages = Vec::with_capacity(visits * 2);
    for index in 0..visits {
        let plate = plate(index);
        let entered = UtcMillis(start.0 + index as i64 * gap_ms);
        let pair = index % 2 * 2;
        for (mut passage, lane) in [
            (SimPassage::entry(&plate, entered), &lanes[pair]),
            (SimPassage::exit(&plate, UtcMillis(entered.0 + stay_ms)), &lanes[pair + 1]),
        ] {
            passage = passage.on(lane);
            passage.visit = index as u64 + 1;
            passages.push(passage);
        }
    }
    passages.sort_by_key(|passage| (passage.at, passage.visit));
    passages
}

/// A plate for a number: 浙, one of eleven authorities, five digits.
fn plate(index: usize) -> String {
    const AUTHORITIES: &[u8] = b"BACDEFGHJKL";
    let authority = char::from(AUTHORITIES[index / 100_000 % AUTHORITIES.len()]);
    format!("浙{authority}{:05}", index % 100_000)
}
