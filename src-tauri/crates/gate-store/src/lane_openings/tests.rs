use super::*;
use crate::{AuditFilter, StoreOptions};
use gate_core::lane::Lane;

/// A whole second, as times of passages are.
const NOW: UtcMillis = UtcMillis(1_800_000_000_000);

fn at(ms: i64) -> UtcMillis {
    UtcMillis(NOW.0 + ms)
}

fn open() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    (dir, store)
}

fn opening(lane_no: &str) -> NewOpening {
    NewOpening {
        parking_id: "park1".to_owned(),
        lane_no: lane_no.to_owned(),
        plate: "浙b·12345".to_owned(),
        reason: "消防".to_owned(),
        by: "王五".to_owned(),
        photo_path: "2027/01/15/a.jpg".to_owned(),
    }
}

/// Opens a lane so long after `NOW`, by every clock.
async fn begin(store: &Store, lane_no: &str, ms: i64) -> Result<i64, StoreError> {
    let measured = Duration::from_millis(ms.unsigned_abs());
    store.begin_lane_opening_at(opening(lane_no), at(ms), measured).await
}

async fn passage(store: &Store, lane_no: &'static str, when: UtcMillis) -> i64 {
    store
        .write(move |tx| {
            tx.execute(
                "INSERT INTO passages (parking_id, direction, plate_raw, plate_read, plate, at, lane_no, source, heard_at)
                 VALUES ('park1', 'in', '', '', '', $1, $2, 'records', $1)",
                params![when.0, lane_no],
            )?;
            Ok(tx.last_insert_rowid())
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn an_opening_is_unknown_before_it_is_asked_for_and_stays_so_after_a_crash() {
    let (dir, store) = open();
    let id = store.begin_lane_opening(opening("1"), NOW).await.unwrap();
    store.close().await;
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    let row = store.lane_opening(id).await.unwrap().unwrap();
    assert_eq!((row.outcome, row.answered_at), (OpeningOutcome::Unknown, None));
    assert_eq!((row.plate.as_str(), row.reason.as_str(), row.by.as_str()), ("浙B12345", "消防", "王五"));
    assert_eq!(row.photo_path, "2027/01/15/a.jpg");
}

#[tokio::test]
async fn the_first_word_of_what_came_of_it_counts_and_both_acts_are_audited() {
    let (_dir, store) = open();
    let id = store.begin_lane_opening(opening("1"), NOW).await.unwrap();
    let ended =
        store.end_lane_opening(id, OpeningOutcome::Accepted, &"字".repeat(900), at(300)).await.unwrap();
    assert_eq!((ended.outcome, ended.answered_at), (OpeningOutcome::Accepted, Some(at(300))));
    assert_eq!(ended.answer.chars().count(), ANSWER_MAX);
    let again = store.end_lane_opening(id, OpeningOutcome::Refused, "", at(900)).await.unwrap();
    assert_eq!(again, ended);
    let rows = store.audit_rows(AuditFilter::default()).await.unwrap();
    let acts: Vec<_> = rows.iter().map(|row| (row.action.as_str(), row.subject.as_str())).collect();
    assert_eq!(acts, [("lane_open_answered", "park1/1"), ("lane_open", "park1/1")]);
    let missing = store.end_lane_opening(99, OpeningOutcome::Accepted, "", NOW).await;
    assert!(missing.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_lane_is_not_opened_twice_within_five_seconds_and_others_are_free() {
    let (_dir, store) = open();
    begin(&store, "1", 0).await.unwrap();
    let refused = begin(&store, "1", 4_000).await;
    assert!(matches!(refused, Err(StoreError::LaneCoolingDown { left_ms: 1_000 })), "{refused:?}");
    begin(&store, "2", 4_000).await.unwrap();
    begin(&store, "1", 5_000).await.unwrap();
    let openings = store.lane_openings(OpeningFilter::default()).await.unwrap();
    assert_eq!(openings.len(), 3, "what was refused here was not asked for, and is no opening");
}

#[tokio::test]
async fn a_clock_that_is_set_neither_lifts_a_cool_down_nor_lengthens_it() {
    let (_dir, store) = open();
    let ms = Duration::from_millis;
    for (lane, set_by) in [("1", -3_600_000), ("2", -4_000), ("3", 0), ("4", 3_600_000)] {
        store.begin_lane_opening_at(opening(lane), NOW, ms(0)).await.unwrap();
        let refused = store.begin_lane_opening_at(opening(lane), at(4_999 + set_by), ms(4_999)).await;
        assert!(matches!(refused, Err(StoreError::LaneCoolingDown { left_ms: 1 })), "{set_by}: {refused:?}");
        store.begin_lane_opening_at(opening(lane), at(5_000 + set_by), ms(5_000)).await.unwrap();
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_before_a_restart_does_not_shut_a_lane() {
    let (dir, store) = open();
    begin(&store, "1", 3_600_000).await.unwrap();
    store.close().await;
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    begin(&store, "1", 0).await.unwrap();
    let refused = begin(&store, "1", 1_000).await;
    assert!(matches!(refused, Err(StoreError::LaneCoolingDown { .. })), "the newest counts, not the latest");
    let settled = store.settle_lane_openings(at(2_000)).await.unwrap();
    assert_eq!(settled.len(), 1, "and nothing is awaited for an hour");
}

#[tokio::test]
async fn what_another_process_opened_cools_down_by_the_time_of_day() {
    let (dir, store) = open();
    let other = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    begin(&other, "1", 0).await.unwrap();
    let refused = begin(&store, "1", 4_000).await;
    assert!(matches!(refused, Err(StoreError::LaneCoolingDown { left_ms: 1_000 })), "{refused:?}");
    let last = store.lane_opening(1).await.unwrap().unwrap();
    assert_eq!(store.cool_down_left_ms(&last, at(3_000)), 2_000);
    begin(&store, "1", 5_000).await.unwrap();
    let last = store.lane_opening(2).await.unwrap().unwrap();
    assert!(store.cool_down_left_ms(&last, at(-3_600_000)) > 0, "its own it measures");
}

#[tokio::test]
async fn two_openings_at_once_are_one() {
    let (_dir, store) = open();
    let (one, other) = tokio::join!(
        store.begin_lane_opening(opening("1"), NOW),
        store.begin_lane_opening(opening("1"), NOW)
    );
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|begun| **begun).count(), 1);
}

#[tokio::test]
async fn the_lanes_next_passage_confirms_an_opening() {
    let (_dir, store) = open();
    passage(&store, "1", at(-1_000)).await;
    let id = store.begin_lane_opening(opening("1"), at(700)).await.unwrap();
    passage(&store, "2", at(5_000)).await;
    assert_eq!(store.settle_lane_openings(at(9_000)).await.unwrap(), []);
    let later = passage(&store, "1", at(30_000)).await;
    let next = passage(&store, "1", at(8_000)).await;
    let settled = store.settle_lane_openings(at(31_000)).await.unwrap();
    assert_eq!(settled.len(), 1);
    assert_eq!((settled[0].id, settled[0].passage_id), (id, Some(next)), "not {later}");
    assert_eq!(store.lane_opening(id).await.unwrap().unwrap(), settled[0]);
    assert_eq!(store.settle_lane_openings(at(90_000)).await.unwrap(), []);
}

#[tokio::test]
async fn that_no_passage_was_seen_is_noted_once_and_taken_back_by_one_heard_of_late() {
    let (_dir, store) = open();
    let id = store.begin_lane_opening(opening("1"), NOW).await.unwrap();
    assert_eq!(store.settle_lane_openings(at(60_000)).await.unwrap(), []);
    let settled = store.settle_lane_openings(at(60_500)).await.unwrap();
    assert_eq!(settled[0].unseen_at, Some(at(60_500)));
    assert_eq!(store.settle_lane_openings(at(70_000)).await.unwrap(), []);
    passage(&store, "1", at(61_000)).await;
    assert_eq!(store.settle_lane_openings(at(70_000)).await.unwrap(), [], "that one was too late");
    let late = passage(&store, "1", at(55_000)).await;
    let settled = store.settle_lane_openings(at(75_000)).await.unwrap();
    assert_eq!((settled[0].id, settled[0].passage_id, settled[0].unseen_at), (id, Some(late), None));
}

#[tokio::test]
async fn what_opened_no_lane_awaits_no_passage_and_what_has_no_answer_does() {
    let (_dir, store) = open();
    let refused = store.begin_lane_opening(opening("1"), NOW).await.unwrap();
    store.end_lane_opening(refused, OpeningOutcome::Refused, "设备离线", NOW).await.unwrap();
    let not_sent = store.begin_lane_opening(opening("3"), NOW).await.unwrap();
    store.end_lane_opening(not_sent, OpeningOutcome::NotSent, "", NOW).await.unwrap();
    let unknown = store.begin_lane_opening(opening("2"), NOW).await.unwrap();
    passage(&store, "1", at(5_000)).await;
    let seen = passage(&store, "2", at(5_000)).await;
    let settled = store.settle_lane_openings(at(61_000)).await.unwrap();
    assert_eq!(
        settled.iter().map(|row| (row.id, row.passage_id)).collect::<Vec<_>>(),
        [(unknown, Some(seen))]
    );
}

#[tokio::test]
async fn openings_are_listed_newest_first_and_by_lane() {
    let (_dir, store) = open();
    let lanes = ["10", "2", "3"].map(|lane_no| Lane { lane_no: lane_no.to_owned(), name: None });
    store.upsert_lanes("park1", &lanes, NOW).await.unwrap();
    for (lane, ms) in [("10", 0), ("2", 10_000), ("10", 20_000)] {
        begin(&store, lane, ms).await.unwrap();
    }
    let ids = async |filter| -> Vec<i64> {
        store.lane_openings(filter).await.unwrap().into_iter().map(|row| row.id).collect()
    };
    let all = OpeningFilter::default();
    assert_eq!(ids(all.clone()).await, [3, 2, 1]);
    assert_eq!(ids(OpeningFilter { lane_no: "10".to_owned(), ..all.clone() }).await, [3, 1]);
    assert_eq!(ids(OpeningFilter { before_id: Some(3), limit: 1, ..all.clone() }).await, [2]);
    assert_eq!(ids(OpeningFilter { from: Some(at(10_000)), to: Some(at(20_000)), ..all.clone() }).await, [2]);
    assert_eq!(ids(OpeningFilter { plate: "浙B·12345".to_owned(), ..all.clone() }).await.len(), 3);
    assert_eq!(ids(OpeningFilter { plate: "浙B54321".to_owned(), ..all.clone() }).await.len(), 0);
    assert_eq!(ids(OpeningFilter { by: "张三".to_owned(), ..all }).await, [] as [i64; 0]);
    let latest = store.latest_opening_by_lane().await.unwrap();
    assert_eq!(latest.iter().map(|row| row.id).collect::<Vec<_>>(), [2, 3]);
}

#[tokio::test]
async fn looking_for_passages_reads_no_more_than_it_needs() {
    let (_dir, store) = open();
    let plans = store
        .read(|connection| {
            let mut plans = Vec::new();
            for sql in [PENDING, UNSEEN_LATELY, LAST_OF_LANE] {
                let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                let values = rusqlite::params_from_iter(vec![0; statement.parameter_count()]);
                let plan: Vec<String> =
                    statement.query_map(values, |row| row.get(3))?.collect::<Result<_, _>>()?;
                plans.push(plan.join("; "));
            }
            Ok(plans)
        })
        .await
        .unwrap();
    assert!(plans[0].contains("lane_openings_awaited"), "{plans:?}");
    assert!(plans[1].contains("lane_openings_by_time"), "{plans:?}");
    assert!(plans[2].contains("lane_openings_by_lane") && !plans[2].contains("TEMP"), "{plans:?}");
}
