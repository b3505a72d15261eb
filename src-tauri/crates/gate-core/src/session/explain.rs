//! Why a session is as it is, from what is stored of it: for people who ask.

/// What is stored of how a session was put together.
#[derive(Debug, Clone, Copy)]
pub struct PairingFacts<'a> {
    /// `open`, `closed`, `exit_missed` or `awaiting_arrival`.
    pub state: &'a str,
    /// `seen`, `awaited`, `in_park_list` or `departure`.
    pub arrival_origin: &'a str,
    /// `plate`, `only_open`, `oldest` or `person`.
    pub paired_by: &'a str,
}

/// Why a departure has the arrival that it has, or has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PairingReason {
    /// No departure yet: the vehicle is inside.
    Inside,
    /// No departure: the vehicle came in again, or a person says that its exit was missed.
    ExitMissed,
    /// The departure's arrival is looked for.
    AwaitsArrival,
    /// The plate had this session open.
    SamePlate,
    /// Without a plate: no other such vehicle was inside.
    OnlyOpen,
    /// Without a plate: of several of its kind it was inside for the longest.
    Oldest,
    /// A person said so.
    Person,
    /// The arrival was not seen; its time is the platform's list of vehicles inside.
    InParkList,
    /// The arrival was not seen and is in no list; its time is the departure's own.
    NowhereFound,
}

/// Why a session is as it is. `None` for what this program does not know.
#[must_use]
pub fn explain_pairing(facts: PairingFacts<'_>) -> Option<PairingReason> {
    Some(match (facts.state, facts.arrival_origin, facts.paired_by) {
        ("open", ..) => PairingReason::Inside,
        ("exit_missed", ..) => PairingReason::ExitMissed,
        ("awaiting_arrival", ..) => PairingReason::AwaitsArrival,
        // A person's word outweighs how the arrival was found before.
        (_, _, "person") => PairingReason::Person,
        (_, "in_park_list", _) => PairingReason::InParkList,
        (_, "departure", _) => PairingReason::NowhereFound,
        (_, _, "plate") => PairingReason::SamePlate,
        (_, _, "only_open") => PairingReason::OnlyOpen,
        (_, _, "oldest") => PairingReason::Oldest,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_its_reason() {
        let reason = |state, arrival_origin, paired_by| {
            explain_pairing(PairingFacts { state, arrival_origin, paired_by })
        };
        assert_eq!(reason("open", "seen", "plate"), Some(PairingReason::Inside));
        assert_eq!(reason("closed", "seen", "plate"), Some(PairingReason::SamePlate));
        assert_eq!(reason("closed", "departure", "plate"), Some(PairingReason::NowhereFound));
        assert_eq!(reason("closed", "in_park_list", "plate"), Some(PairingReason::InParkList));
        assert_eq!(reason("closed", "seen", "oldest"), Some(PairingReason::Oldest));
        assert_eq!(reason("closed", "departure", "person"), Some(PairingReason::Person));
        assert_eq!(reason("awaiting_arrival", "awaited", "plate"), Some(PairingReason::AwaitsArrival));
        assert_eq!(reason("closed", "seen", "dice"), None);
    }
}
