//! The city's `businessid`, derived from the arrival's raw identity (protocols.md B).

use crate::passage::{Direction, PassageIdentity};
use sha2::{Digest, Sha256};

/// The `businessid` of the session that this arrival opens: 32 lower-case hexadecimal digits that depend on parking,
/// plate as read, time and lane only, so that a rebuilt database makes the same id again.
#[must_use]
pub fn of_arrival(identity: &PassageIdentity) -> String {
    debug_assert_eq!(identity.direction, Direction::In);
    derive("arrival", identity)
}

/// The `businessid` of a session whose arrival was never seen: derived from its departure, whatever arrival time is
/// reconstructed, so that this too is the same after a rebuild.
#[must_use]
pub fn of_lone_departure(identity: &PassageIdentity) -> String {
    derive("departure", identity)
}

fn derive(kind: &str, identity: &PassageIdentity) -> String {
    let mut hash = Sha256::new();
    for part in [kind, &identity.parking_id, &identity.plate, &identity.lane_no] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.update(identity.at.0.to_be_bytes());
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::UtcMillis;

    fn identity() -> PassageIdentity {
        PassageIdentity {
            parking_id: "park123".into(),
            direction: Direction::In,
            plate: "浙B12345".into(),
            at: UtcMillis(1_700_000_000_000),
            lane_no: "1".into(),
        }
    }

    #[test]
    fn never_changes_between_versions() {
        // Frozen: a different value would make the city see every session twice after an upgrade and a rebuild.
        assert_eq!(of_arrival(&identity()), "bc46f88430e002a5287065e9bf2cf57e");
    }

    #[test]
    fn every_part_counts() {
        let base = of_arrival(&identity());
        let mut others = vec![of_lone_departure(&identity())];
        others.push(of_arrival(&PassageIdentity { parking_id: "park12".into(), ..identity() }));
        others.push(of_arrival(&PassageIdentity { plate: "浙B12346".into(), ..identity() }));
        others.push(of_arrival(&PassageIdentity { at: UtcMillis(1_700_000_001_000), ..identity() }));
        others.push(of_arrival(&PassageIdentity { lane_no: "2".into(), ..identity() }));
        assert!(others.iter().all(|other| *other != base));
        assert!(base.len() == 32 && base.bytes().all(|b| b.is_ascii_hexdigit()));
    }
}
