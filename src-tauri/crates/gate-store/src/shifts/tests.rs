use super::counted::{ALERTS, CORRECTIONS, OPENINGS, PASSED};
use super::*;
use crate::{AuditFilter, StoreOptions, testing};
use rusqlite::Connection;

/// 2027-01-15 16:00 in China.
const NOW: UtcMillis = UtcMillis(1_800_000_000_000);
const TODAY: UtcMillis = UtcMillis(NOW.0 - 16 * HOUR);
const HOUR: i64 = 3_600_000;

fn at(hours: i64) -> UtcMillis {
    UtcMillis(NOW.0 + hours * HOUR)
}

fn open() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    (dir, store)
}

fn closing(car_parks: &[&str], begun_at: UtcMillis) -> ShiftClosing {
    ShiftClosing {
        car_parks: car_parks.iter().map(|id| (*id).to_owned()).collect(),
        begun_at,
        left_by: "王五".to_owned(),
        taken_by: "李四".to_owned(),
        note: "二号杆慢".to_owned(),
    }
}

/// A row of every kind that is counted, in this car park and at this instant.
fn happen(connection: &Connection, parking_id: &str, when: UtcMillis) -> Result<(), StoreError> {
    for (direction, role) in [("in", "arrival"), ("in", "arrival"), ("in", "repeat"), ("out", "departure")] {
        connection.execute(
            "INSERT INTO passages (parking_id, direction, plate_raw, plate_read, plate, at, lane_no, source, heard_at, role)
             VALUES ($1, $2, '', '', '', $3, '1', 'records', $3, $4)",
            params![parking_id, direction, when.0, role],
        )?;
    }
    for (by, reason, outcome) in [
        ("王五", "消防", "accepted"),
        ("王五", "消防", "unknown"),
        ("王五", "消防", "refused"),
        ("王五", "送货", "accepted"),
        ("王五", "送货", "not_sent"),
    ] {
        connection.execute(
            "INSERT INTO lane_openings (parking_id, lane_no, reason, opened_by, opened_at, outcome)
             VALUES ($1, '1', $2, $3, $4, $5)",
            params![parking_id, reason, by, when.0, outcome],
        )?;
    }
    connection.execute(
        "INSERT INTO sessions (parking_id, plate, business_id, state, sort_at, arrived_at, vehtype, hpys, kind_by, created_at)
         VALUES ($1, 'X', 'b', 'open', $2, $2, '02', '蓝', 'form', $2)",
        params![parking_id, when.0],
    )?;
    let session = connection.last_insert_rowid();
    connection.execute(
        "INSERT INTO corrections (session_id, passage_id, field, before, after, reason, made_by, at)
         VALUES ($1, 1, 'plate', 'a', 'b', 'r', '王五', $2)",
        params![session, when.0],
    )?;
    connection.execute(
        "INSERT INTO session_corrections (session_id, field, before, after, reason, made_by, at)
         VALUES ($1, 'kind', 'a', 'b', 'r', '王五', $2)",
        params![session, when.0],
    )?;
    for (number, (acknowledged, withdrawn)) in
        [(None, None), (Some(1), None), (None, Some(1))].iter().enumerate()
    {
        connection.execute(
            "INSERT INTO alerts (kind, subject, parking_id, passage_id, raised_at, acknowledged_at, withdrawn_at)
             VALUES ('blacklisted', '', $1, $2, $3, $4, $5)",
            params![parking_id, when.0 + number as i64 + i64::from(parking_id == "b") * 10, when.0, acknowledged, withdrawn],
        )?;
    }
    for (parked, delivered) in [(None, None), (Some("refused"), None), (None, Some(when.0))] {
        connection.execute(
            "INSERT INTO deliveries (parking_id, session_id, kind, event_at, next_attempt_at, created_at, parked_reason, delivered_at)
             VALUES ($1, $2, 'arrival', $3, $3, $3, $4, $5)",
            params![parking_id, session, when.0, parked, delivered],
        )?;
    }
    Ok(())
}

async fn happened(store: &Store, parking_id: &'static str, when: UtcMillis) {
    store.write(move |tx| happen(tx, parking_id, when)).await.unwrap();
}

fn openings(reason: &str, count: u64) -> ShiftOpenings {
    ShiftOpenings { by: "王五".to_owned(), reason: reason.to_owned(), count }
}

#[tokio::test]
async fn a_shift_counts_its_own_car_parks_between_its_ends() {
    let (_dir, store) = open();
    for when in [at(-20), at(-3), at(-2)] {
        happened(&store, "a", when).await;
    }
    happened(&store, "b", at(-1)).await;
    let (begun_at, counted) = store.shift_now(vec!["a".to_owned()], NOW).await.unwrap();
    assert_eq!(begun_at, TODAY, "the first one begins with the day");
    let expected = ShiftCounted {
        came: 4,
        left: 2,
        inside: 3,
        openings: vec![openings("消防", 4), openings("送货", 2)],
        corrections: 2,
        alerts: vec![ShiftAlerts { kind: "blacklisted".to_owned(), count: 4, open: 2 }],
        backlog: 6,
        parked: 3,
    };
    assert_eq!(counted, expected);
    let (_, all) = store.shift_now(Vec::new(), NOW).await.unwrap();
    assert_eq!((all.came, all.corrections, all.inside, all.backlog), (6, 3, 4, 8));

    let closed = store.close_shift(closing(&["a"], begun_at), NOW).await.unwrap();
    assert_eq!(closed.counted, expected);
    let (begun_at, counted) = store.shift_now(vec!["a".to_owned()], at(1)).await.unwrap();
    assert_eq!(begun_at, NOW, "the next one begins where it ended");
    let (came, inside, backlog) = (counted.came, counted.inside, counted.backlog);
    assert_eq!((came, inside, backlog), (0, 3, 6), "what stands still stands");
    assert!(counted.openings.is_empty() && counted.alerts.is_empty());
    happened(&store, "a", NOW).await;
    assert_eq!(
        store.shift_now(vec!["a".to_owned()], at(1)).await.unwrap().1.came,
        2,
        "its first instant is its own"
    );
    assert_eq!(store.shift_now(Vec::new(), at(1)).await.unwrap().0, TODAY, "that of all car parks goes on");
}

#[tokio::test]
async fn a_shift_is_closed_once_and_audited() {
    let (_dir, store) = open();
    happened(&store, "a", at(-2)).await;
    let closed = store.close_shift(closing(&["b", "a"], TODAY), NOW).await.unwrap();
    let again = store.close_shift(closing(&["a", "b"], TODAY), at(1)).await;
    assert!(matches!(again, Err(StoreError::ChangedMeanwhile)), "{again:?}");
    let foretold = store.close_shift(closing(&["c"], at(-2)), NOW).await;
    assert!(matches!(foretold, Err(StoreError::ChangedMeanwhile)), "nobody was shown that beginning");
    let rows = store.audit_rows(AuditFilter::default()).await.unwrap();
    let row = rows.iter().find(|row| row.action == "shift_close").unwrap();
    assert_eq!((row.actor.as_str(), &row.subject), ("王五", &format!("shift:{}", closed.id)));
    let after = row.after.as_ref().unwrap().to_string();
    assert!(after.contains("李四") && after.contains("\"openings\":3"), "{after}");
    assert_eq!(rows.iter().filter(|row| row.action == "shift_close").count(), 1);
}

#[tokio::test]
async fn a_clock_that_was_set_back_makes_no_shift_end_before_it_began() {
    let (_dir, store) = open();
    store.close_shift(closing(&[], TODAY), NOW).await.unwrap();
    let closed = store.close_shift(closing(&[], NOW), at(-5)).await.unwrap();
    assert_eq!((closed.begun_at, closed.closed_at, closed.counted.came), (NOW, NOW, 0));
}

#[tokio::test]
async fn closed_shifts_are_listed_within_their_car_parks_and_never_change() {
    let (_dir, store) = open();
    let all = store.close_shift(closing(&[], TODAY), NOW).await.unwrap();
    let one = store.close_shift(closing(&["a"], TODAY), NOW).await.unwrap();
    let both = store.close_shift(closing(&["a", "b"], TODAY), NOW).await.unwrap();
    let ids = async |scope: &[&str], before, limit| {
        let scope: Vec<String> = scope.iter().map(|id| (*id).to_owned()).collect();
        let rows = store.shifts(CarParkScope::of(&scope), before, limit).await.unwrap();
        rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&[], None, 9).await, [both.id, one.id, all.id]);
    assert_eq!(ids(&[], None, 2).await, [both.id, one.id]);
    assert_eq!(ids(&[], Some(both.id), 9).await, [one.id, all.id]);
    assert_eq!(ids(&["a"], None, 9).await, [one.id]);
    assert_eq!(ids(&["a", "b", "c"], None, 9).await, [both.id, one.id]);
    assert!(ids(&["c"], None, 9).await.is_empty());
    let scope = CarParkScope::of(&["a".to_owned()]);
    assert_eq!(store.shift(scope.clone(), one.id).await.unwrap(), Some(one));
    assert_eq!(store.shift(scope, all.id).await.unwrap(), None);
    for sql in ["UPDATE shifts SET note = ''", "DELETE FROM shifts"] {
        let refused = store.write(move |tx| Ok(tx.execute(sql, [])?)).await.unwrap_err();
        assert!(refused.to_string().contains("never changes"), "{refused}");
    }
    assert_eq!(ids(&[], None, 9).await.len(), 3);
}

#[tokio::test]
async fn a_stretch_is_counted_without_looking_at_the_rest() {
    let (_dir, store) = open();
    for (sql, indexes) in [
        (PASSED, &["passages_identity (parking_id=? AND at>? AND at<?)"][..]),
        (OPENINGS, &["lane_openings_by_time (opened_at>? AND opened_at<?)"]),
        (
            CORRECTIONS,
            &["corrections_by_time (at>? AND at<?)", "session_corrections_by_time (at>? AND at<?)"],
        ),
        (ALERTS, &["alerts_by_time (raised_at>? AND raised_at<?)"]),
        (LAST, &["shifts_of_car_parks (car_parks=?)"]),
    ] {
        let plan = store.read(move |connection| testing::plan(connection, sql)).await.unwrap().join("; ");
        for index in indexes {
            assert!(plan.contains(index), "{sql}: {plan}");
        }
    }
}
