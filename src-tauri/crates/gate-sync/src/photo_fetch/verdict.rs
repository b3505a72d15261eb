//! What the end of a download means for the photo: pure.

use std::time::Duration;

use gate_core::delivery::ParkedReason;
use gate_core::retry::{Backoff, jittered};
use gate_core::time::UtcMillis;
use gate_http::{HostRefusal, PhotoFetch};
use gate_photo::PhotoError;

/// After this a photo that cannot be reached is given up (protocols.md C).
const GIVEN_UP_AFTER_MS: i64 = 24 * 3_600_000;
/// And after so many tries at least: the age alone may be a clock that was set, or a program that did not run.
const TRIES_BEFORE_GIVING_UP: u32 = 10;
const INITIAL_DELAY: Duration = Duration::from_secs(1);
const LONGEST_DELAY: Duration = Duration::from_secs(60);
/// `Retry-After` is heeded up to here.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(5 * 60);

/// What becomes of a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It came whole.
    Came,
    /// It will not come by itself.
    Failed(ParkedReason),
    /// It is tried again after this.
    Again(Duration),
}

/// How long a photo has been tried for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tried {
    pub(super) since: UtcMillis,
    /// How often before this time.
    pub(super) times: u32,
}

/// Judges one download that ended at `now`; `unit` is a random number in 0..=1 that spreads the delays.
pub(super) fn judge(fetch: &PhotoFetch, tried: Tried, now: UtcMillis, unit: f64) -> Verdict {
    match fetch {
        PhotoFetch::Whole { .. } => Verdict::Came,
        PhotoFetch::Forbidden(HostRefusal::NotAUrl) => Verdict::Failed(ParkedReason::PhotoMissing),
        PhotoFetch::Forbidden(HostRefusal::Address) => {
            again(tried, None, now, unit, ParkedReason::PhotoHostNotAllowed)
        }
        PhotoFetch::Forbidden(_) => Verdict::Failed(ParkedReason::PhotoHostNotAllowed),
        PhotoFetch::NotFound { .. } | PhotoFetch::Redirected { .. } | PhotoFetch::Refused { .. } => {
            Verdict::Failed(ParkedReason::PhotoMissing)
        }
        PhotoFetch::TooLarge => Verdict::Failed(ParkedReason::PhotoTooLarge),
        PhotoFetch::Unavailable { retry_after, .. } => {
            again(tried, *retry_after, now, unit, ParkedReason::PhotoUnreachable)
        }
        PhotoFetch::Failed(_) => again(tried, None, now, unit, ParkedReason::PhotoUnreachable),
        // Our own fault, whatever its age.
        PhotoFetch::NotWritten(_) => Verdict::Again(LONGEST_DELAY),
    }
}

fn again(
    tried: Tried,
    retry_after: Option<Duration>,
    now: UtcMillis,
    unit: f64,
    in_the_end: ParkedReason,
) -> Verdict {
    let times = tried.times.saturating_add(1);
    if now.since(tried.since) >= GIVEN_UP_AFTER_MS && times >= TRIES_BEFORE_GIVING_UP {
        return Verdict::Failed(in_the_end);
    }
    let own = jittered(Backoff::after(INITIAL_DELAY, LONGEST_DELAY, times), unit);
    Verdict::Again(own.max(retry_after.unwrap_or_default().min(LONGEST_RETRY_AFTER)))
}

/// Why a photo that came cannot be sent.
pub(super) fn of_content(error: &PhotoError) -> ParkedReason {
    if error.is_too_large() { ParkedReason::PhotoTooLarge } else { ParkedReason::PhotoUnreadable }
}

/// What went wrong, for people: no address, since it may hold a signature.
pub(super) fn words(fetch: &PhotoFetch) -> String {
    match fetch.status() {
        Some(status) => format!("{} (HTTP {status})", fetch.code()),
        None => fetch.code().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UtcMillis = UtcMillis(1_800_000_000_000);

    fn judged(fetch: &PhotoFetch, hours: u64, times: u32) -> Verdict {
        let since = NOW - Duration::from_secs(hours * 3_600);
        judge(fetch, Tried { since, times }, NOW, 1.0)
    }

    #[test]
    fn what_no_repeat_will_change_is_parked_at_once() {
        use ParkedReason::{PhotoHostNotAllowed, PhotoMissing, PhotoTooLarge};
        for (fetch, reason) in [
            (PhotoFetch::NotFound { status: 404 }, PhotoMissing),
            (PhotoFetch::NotFound { status: 410 }, PhotoMissing),
            (PhotoFetch::Redirected { status: 302 }, PhotoMissing),
            (PhotoFetch::Refused { status: 400 }, PhotoMissing),
            (PhotoFetch::Forbidden(HostRefusal::NotAUrl), PhotoMissing),
            (PhotoFetch::Forbidden(HostRefusal::NotListed), PhotoHostNotAllowed),
            (PhotoFetch::Forbidden(HostRefusal::Scheme), PhotoHostNotAllowed),
            (PhotoFetch::Forbidden(HostRefusal::UserInfo), PhotoHostNotAllowed),
            (PhotoFetch::TooLarge, PhotoTooLarge),
        ] {
            assert_eq!(judged(&fetch, 0, 0), Verdict::Failed(reason), "{fetch:?}");
        }
    }

    #[test]
    fn what_may_change_is_tried_again_for_a_day() {
        let busy = PhotoFetch::Unavailable { status: 503, retry_after: None };
        for (times, seconds) in [(0, 1), (1, 2), (5, 32), (6, 60), (1_000, 60)] {
            assert_eq!(judged(&busy, 23, times), Verdict::Again(Duration::from_secs(seconds)));
        }
        assert_eq!(judged(&busy, 24, 1_000), Verdict::Failed(ParkedReason::PhotoUnreachable));
        let name_elsewhere = PhotoFetch::Forbidden(HostRefusal::Address);
        assert_eq!(judged(&name_elsewhere, 23, 0), Verdict::Again(Duration::from_secs(1)));
        assert_eq!(judged(&name_elsewhere, 24, 1_000), Verdict::Failed(ParkedReason::PhotoHostNotAllowed));
    }

    #[test]
    fn a_clock_that_was_set_gives_nothing_up() {
        let busy = PhotoFetch::Unavailable { status: 503, retry_after: None };
        assert!(matches!(judged(&busy, 8_760, 2), Verdict::Again(_)), "a year, but tried thrice");
    }

    #[test]
    fn the_host_may_ask_for_time_within_reason() {
        let asked = |seconds| {
            let retry_after = Some(Duration::from_secs(seconds));
            judged(&PhotoFetch::Unavailable { status: 429, retry_after }, 0, 0)
        };
        assert_eq!(asked(30), Verdict::Again(Duration::from_secs(30)));
        assert_eq!(asked(86_400), Verdict::Again(LONGEST_RETRY_AFTER));
    }

    #[test]
    fn a_full_disk_is_not_the_photos_fault() {
        let full = PhotoFetch::NotWritten(std::io::ErrorKind::StorageFull.into());
        assert_eq!(judged(&full, 1_000, 1_000), Verdict::Again(LONGEST_DELAY));
    }
}
