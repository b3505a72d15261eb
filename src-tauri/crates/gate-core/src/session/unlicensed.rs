//! Which session of a vehicle without a plate an exit belongs to, when nobody decided by the photos.

use super::SessionId;
use crate::time::UtcMillis;

/// An open session of a vehicle without a plate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenUnlicensed {
    /// The session.
    pub id: SessionId,
    /// When it began.
    pub arrived_at: UtcMillis,
    /// The open platform's `vehicleType`, as it came.
    pub vehicle_type: Option<String>,
}

/// Chooses the only open session, or else the oldest of the same kind, among those that began at or before the exit.
/// None of the same kind: the oldest of all. The flag says whether it was the only one.
#[must_use]
pub fn choose_unlicensed(
    open: &[OpenUnlicensed],
    exit_at: UtcMillis,
    vehicle_type: Option<&str>,
) -> Option<(SessionId, bool)> {
    let mut before: Vec<&OpenUnlicensed> =
        open.iter().filter(|session| session.arrived_at <= exit_at).collect();
    before.sort_by_key(|session| (session.arrived_at, session.id));
    let first = before.first()?;
    let same_kind = before.iter().find(|session| session.vehicle_type.as_deref() == vehicle_type);
    Some((same_kind.unwrap_or(first).id, before.len() == 1))
}
