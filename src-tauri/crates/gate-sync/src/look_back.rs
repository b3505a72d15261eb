//! The search for arrivals that lie before what is collected: the open platform's records, backwards from the exits.

use std::collections::HashSet;
use std::time::Duration;

use gate_core::passage::{Direction, Source};
use gate_core::plate;
use gate_core::record::Record;
use gate_core::session::REPEAT_WINDOW;
use gate_core::time::UtcMillis;
use gate_store::AwaitingExit;

use crate::collector::window::{LONGEST, Window};
use crate::collector::{CollectError, Collecting, WindowRead};
use crate::trouble::Trouble;

/// Nobody parks longer than the records go back (domain.md, "Pairing").
const HOW_FAR: Duration = Duration::from_secs(30 * 24 * 3_600);
/// Between two windows, so that live records get their turn.
const PAUSE: Duration = Duration::from_millis(50);
/// A window that could not be read is asked for again after this time, doubling.
const AGAIN: Duration = Duration::from_millis(500);
const LONGEST_AGAIN: Duration = Duration::from_secs(15);

/// What a plate's records say of one exit.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    /// Nothing in these records.
    Nothing,
    /// Its arrival, with the repeat readings before it, oldest first.
    Arrival(Vec<Record>),
    /// The vehicle left before without coming back: there is no arrival to be found.
    LeftBefore,
}

/// Looks for the arrivals of these exits, all in one walk, and stores those that are found, which completes their
/// sessions.
pub(crate) async fn look_back(collecting: &Collecting, exits: &[AwaitingExit]) -> Result<(), CollectError> {
    let mut open: Vec<&AwaitingExit> = exits.iter().filter(|exit| !exit.plate.is_empty()).collect();
    let Some(latest) = open.iter().map(|exit| exit.departed_at).max() else { return Ok(()) };
    let Some(earliest) = open.iter().map(|exit| exit.departed_at).min() else { return Ok(()) };
    // Oldest first, so that the youngest is at the end.
    let mut windows = Window::new(earliest - HOW_FAR, latest).pieces(LONGEST);
    while let Some(window) = windows.pop() {
        open.retain(|exit| window.to >= exit.departed_at - HOW_FAR);
        if open.is_empty() {
            break;
        }
        // An exit later than another is looked for in windows that the other's walk has yet to reach.
        let plates: HashSet<&str> = open
            .iter()
            .filter(|exit| exit.departed_at >= window.from)
            .map(|exit| exit.plate.as_str())
            .collect();
        if plates.is_empty() {
            continue;
        }
        let wanted = |record: &Record| plates.contains(plate::normalise(&record.plate_raw).as_str());
        match read_until_answered(collecting, window, wanted).await {
            WindowRead::TooLong(older, younger) => windows.extend([older, younger]),
            WindowRead::Whole(records) => {
                let mut arrivals = Vec::new();
                open.retain(|exit| match find_arrival(&records, &exit.plate, exit.departed_at) {
                    Found::Nothing => true,
                    Found::LeftBefore => false,
                    Found::Arrival(found) => {
                        arrivals.extend(found);
                        false
                    }
                });
                if !arrivals.is_empty() {
                    // One that is known already belongs to another session, and changes nothing.
                    let (rules, heard_at) = (&collecting.car_park.rules, collecting.clock.now());
                    let done = collecting.store.ingest(rules, arrivals, Source::LookBack, heard_at).await?;
                    tracing::info!(
                        parking_id = collecting.parking_id(),
                        new = done.new,
                        "found earlier arrivals"
                    );
                }
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

/// Reads one window, however long it takes: thirty windows would never all be read in one go on a bad line.
async fn read_until_answered(
    collecting: &Collecting,
    window: Window,
    wanted: impl Fn(&Record) -> bool,
) -> WindowRead {
    let mut trouble = Trouble::new("looking for earlier arrivals", collecting.parking_id());
    loop {
        match collecting.read_window(window, &wanted).await {
            Ok(read) => {
                trouble.over();
                return read;
            }
            Err(error) => {
                let error = CollectError::from(error);
                trouble.failed(&error);
                tokio::time::sleep(trouble.delay(AGAIN, LONGEST_AGAIN, error.retry_after())).await;
            }
        }
    }
}

/// The latest record of the plate before its exit decides. Repeat readings of the exit itself say nothing.
fn find_arrival(records: &[Record], plate: &str, departed_at: UtcMillis) -> Found {
    let is_repeat_of_exit = |record: &Record| {
        record.direction == Direction::Out && departed_at.since(record.at) <= REPEAT_WINDOW.as_millis() as i64
    };
    let mut before: Vec<&Record> = records
        .iter()
        .filter(|record| record.at <= departed_at && plate::normalise(&record.plate_raw) == plate)
        .filter(|record| !is_repeat_of_exit(record))
        .collect();
    before.sort_by_key(|record| (record.at, record.direction));
    match before.pop() {
        None => Found::Nothing,
        Some(last) if last.direction == Direction::Out => Found::LeftBefore,
        Some(last) => {
            let mut found = vec![last];
            // The first reading of a vehicle that was read repeatedly is when it came.
            while let (Some(first), Some(earlier)) = (found.last(), before.pop()) {
                let near = first.at.since(earlier.at) <= REPEAT_WINDOW.as_millis() as i64;
                if earlier.direction == Direction::Out || earlier.lane_no != first.lane_no || !near {
                    break;
                }
                found.push(earlier);
            }
            Found::Arrival(found.into_iter().rev().cloned().collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXIT: UtcMillis = UtcMillis(1_800_000_000_000);

    fn record(direction: Direction, plate: &str, seconds_before: u64) -> Record {
        Record {
            parking_id: "park1".into(),
            direction,
            plate_raw: plate.into(),
            at: EXIT - Duration::from_secs(seconds_before),
            lane_no: "1".into(),
            lane_name: None,
            record_id: None,
            vehicle_type: None,
            photo_url: None,
            owner_name: None,
            work_no: None,
            owner_phone: None,
            free_spaces: None,
        }
    }

    fn entered(seconds_before: u64) -> Record {
        record(Direction::In, "浙b·12345", seconds_before)
    }

    fn left(seconds_before: u64) -> Record {
        record(Direction::Out, "浙B12345", seconds_before)
    }

    fn find(records: &[Record]) -> Found {
        find_arrival(records, "浙B12345", EXIT)
    }

    #[test]
    fn the_latest_entry_before_the_exit_is_its_arrival_however_rows_are_ordered() {
        let records = [entered(5_000), entered(90_000), left(80_000), left(0)];
        assert_eq!(find(&records), Found::Arrival(vec![entered(5_000)]));
    }

    #[test]
    fn an_exit_before_it_means_that_there_is_none() {
        assert_eq!(find(&[entered(90_000), left(80_000)]), Found::LeftBefore);
    }

    #[test]
    fn a_repeat_reading_of_the_exit_says_nothing() {
        assert_eq!(find(&[left(30), left(0)]), Found::Nothing);
        assert_eq!(find(&[entered(7_200), left(30), left(0)]), Found::Arrival(vec![entered(7_200)]));
    }

    #[test]
    fn other_plates_and_later_passages_say_nothing() {
        let later = Record { at: EXIT + Duration::from_secs(60), ..entered(0) };
        assert_eq!(find(&[record(Direction::In, "浙B54321", 60), later]), Found::Nothing);
    }

    #[test]
    fn repeat_readings_of_the_arrival_come_along_so_that_the_first_one_counts() {
        let records = [entered(7_200), entered(7_230), entered(7_900)];
        assert_eq!(find(&records), Found::Arrival(vec![entered(7_230), entered(7_200)]));
    }

    #[test]
    fn an_entry_in_the_second_of_the_exit_is_its_arrival() {
        assert_eq!(find(&[entered(0)]), Found::Arrival(vec![entered(0)]));
    }
}
