//! Why something owed to the city does not get there, and what kind of act mends it.

use crate::delivery::ParkedReason;

/// What holds deliveries up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HoldUp {
    /// The item itself: it needs a person.
    Parked(ParkedReason),
    /// Its photo is still being fetched.
    AwaitsPhoto,
    /// An exit without an entry: its arrival is not known yet.
    AwaitsArrival,
    /// What the city must accept before it is parked or given up.
    Behind,
    /// A person holds reporting back.
    Held,
    /// The city refuses the account.
    AccountRefused,
    /// The city's address is wrong.
    AddressWrong,
    /// The city does not answer.
    Unreachable,
    /// The city's clock and ours differ by more than is allowed.
    ClockWrong,
    /// The disk is nearly full: photos are shrunk or no longer kept.
    DiskLow,
}

/// What kind of act helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// Read the city's words, put the session right, then retry.
    MendAndRetry,
    /// Give another photo.
    SendPhoto,
    /// Allow the photos' host in the settings, then retry.
    AllowPhotoHost,
    /// Try again.
    Retry,
    /// It goes by itself.
    Wait,
    /// Say which arrival it is.
    FindArrival,
    /// Mend what it waits for.
    MendFirst,
    /// Let reporting go on.
    Resume,
    /// Put account or password right.
    CheckAccount,
    /// Put the address right.
    CheckAddress,
    /// Look at the network, or call the city.
    CheckNetwork,
    /// Set this machine's clock.
    SetClock,
    /// Make room on the disk.
    FreeDisk,
}

impl HoldUp {
    /// What kind of act helps.
    #[must_use]
    pub fn remedy(self) -> Remedy {
        match self {
            Self::Parked(reason) => match reason {
                ParkedReason::Refused => Remedy::MendAndRetry,
                ParkedReason::PhotoMissing
                | ParkedReason::PhotoUnreadable
                | ParkedReason::PhotoTooLarge
                | ParkedReason::PhotoLost => Remedy::SendPhoto,
                ParkedReason::PhotoHostNotAllowed => Remedy::AllowPhotoHost,
                ParkedReason::PhotoUnreachable | ParkedReason::SendingFailed => Remedy::Retry,
            },
            Self::AwaitsPhoto => Remedy::Wait,
            Self::AwaitsArrival => Remedy::FindArrival,
            Self::Behind => Remedy::MendFirst,
            Self::Held => Remedy::Resume,
            Self::AccountRefused => Remedy::CheckAccount,
            Self::AddressWrong => Remedy::CheckAddress,
            Self::Unreachable => Remedy::CheckNetwork,
            Self::ClockWrong => Remedy::SetClock,
            Self::DiskLow => Remedy::FreeDisk,
        }
    }

    /// The reason of this pause's code: a gate that shut by itself.
    #[must_use]
    pub fn of_pause(code: &str) -> Option<Self> {
        match code {
            "account_refused" => Some(Self::AccountRefused),
            "address_wrong" => Some(Self::AddressWrong),
            "unreachable" => Some(Self::Unreachable),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_that_cannot_be_had_is_given_and_one_that_may_come_is_tried_again() {
        let remedy = |reason| HoldUp::Parked(reason).remedy();
        assert_eq!(remedy(ParkedReason::PhotoMissing), Remedy::SendPhoto);
        assert_eq!(remedy(ParkedReason::PhotoUnreachable), Remedy::Retry);
        assert_eq!(remedy(ParkedReason::PhotoHostNotAllowed), Remedy::AllowPhotoHost);
        assert_eq!(remedy(ParkedReason::Refused), Remedy::MendAndRetry);
    }

    #[test]
    fn a_pause_of_a_code_that_is_not_known_is_no_reason() {
        assert_eq!(HoldUp::of_pause("unreachable"), Some(HoldUp::Unreachable));
        assert_eq!(HoldUp::of_pause("held"), None);
    }
}
