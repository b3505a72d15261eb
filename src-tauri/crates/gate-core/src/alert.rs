//! What must not be overlooked: alerts, which passages call for one, and how grave they are.

use crate::standing::VehicleStanding;
use crate::time::UtcMillis;

/// What an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertKind {
    /// A blacklisted vehicle passed.
    Blacklisted,
    /// A vehicle passed whose registration is over.
    ExpiredMonthly,
    /// A camera went offline.
    CameraOffline,
    /// A lane that is usually busy has been silent.
    LaneSilent,
    /// This machine's clock and the city's differ by more than 5 s (GA/T 1742-2020).
    ClockWrong,
    /// Deliveries need a person.
    DeliveriesParked,
    /// The disk is nearly full.
    DiskLow,
    /// The city platform cannot be reached.
    CityUnreachable,
    /// The open platform cannot be reached.
    OpenPlatformUnreachable,
}

/// How grave an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Somebody should see to it today; nothing is lost meanwhile.
    Warning,
    /// Somebody has to act now: at the barrier, or before something is lost.
    Critical,
}

impl AlertKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Blacklisted,
        Self::ExpiredMonthly,
        Self::CameraOffline,
        Self::LaneSilent,
        Self::ClockWrong,
        Self::DeliveriesParked,
        Self::DiskLow,
        Self::CityUnreachable,
        Self::OpenPlatformUnreachable,
    ];

    /// Its name in the database and in JSON, such as `"camera_offline"`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Blacklisted => "blacklisted",
            Self::ExpiredMonthly => "expired_monthly",
            Self::CameraOffline => "camera_offline",
            Self::LaneSilent => "lane_silent",
            Self::ClockWrong => "clock_wrong",
            Self::DeliveriesParked => "deliveries_parked",
            Self::DiskLow => "disk_low",
            Self::CityUnreachable => "city_unreachable",
            Self::OpenPlatformUnreachable => "open_platform_unreachable",
        }
    }

    /// The kind of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// How grave it is.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::Blacklisted | Self::CameraOffline | Self::DiskLow | Self::OpenPlatformUnreachable => {
                Severity::Critical
            }
            Self::ExpiredMonthly
            | Self::LaneSilent
            | Self::ClockWrong
            | Self::DeliveriesParked
            | Self::CityUnreachable => Severity::Warning,
        }
    }
}

impl Severity {
    /// `"warning"` or `"critical"`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// A passage that was heard of later than this says nothing of who stands at the barrier.
pub const FRESH_MS: i64 = 15 * 60_000;

/// Whether a passage was heard of soon enough to call for an alert: a backlog that is collected after an outage must not
/// scream. A passage ahead of our clock is no backlog.
#[must_use]
pub fn is_fresh(passed_at: UtcMillis, heard_at: UtcMillis) -> bool {
    heard_at.since(passed_at) <= FRESH_MS
}

/// What the passage of a vehicle calls for that stands so with the car park.
#[must_use]
pub fn called_for(standing: &VehicleStanding) -> Option<AlertKind> {
    match standing {
        VehicleStanding::Blacklisted => Some(AlertKind::Blacklisted),
        VehicleStanding::Expired => Some(AlertKind::ExpiredMonthly),
        VehicleStanding::Monthly
        | VehicleStanding::Free
        | VehicleStanding::Custom(_)
        | VehicleStanding::Visitor
        | VehicleStanding::Temporary => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_read_back_from_its_code() {
        for kind in AlertKind::ALL {
            assert_eq!(AlertKind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(AlertKind::from_code("Blacklisted"), None);
    }

    #[test]
    fn a_backlog_does_not_scream_and_a_clock_ahead_is_no_backlog() {
        let heard = UtcMillis(10 * FRESH_MS);
        for (ago, fresh) in [(0, true), (FRESH_MS, true), (FRESH_MS + 1, false), (-86_400_000, true)] {
            assert_eq!(is_fresh(UtcMillis(heard.0 - ago), heard), fresh, "{ago}");
        }
        assert!(!is_fresh(UtcMillis(i64::MIN), UtcMillis(i64::MAX)));
    }

    #[test]
    fn only_the_banned_and_the_expired_call_for_an_alert() {
        assert_eq!(called_for(&VehicleStanding::Blacklisted), Some(AlertKind::Blacklisted));
        assert_eq!(called_for(&VehicleStanding::Expired), Some(AlertKind::ExpiredMonthly));
        for quiet in [VehicleStanding::Monthly, VehicleStanding::Visitor, VehicleStanding::Temporary] {
            assert_eq!(called_for(&quiet), None, "{quiet:?}");
        }
    }

    #[test]
    fn a_banned_vehicle_is_graver_than_a_late_delivery() {
        assert!(AlertKind::Blacklisted.severity() > AlertKind::DeliveriesParked.severity());
    }
}
