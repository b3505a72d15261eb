use super::*;
use crate::{AuditFilter, Retention, StoreOptions};
use gate_core::alert::FRESH_MS;
use gate_core::blacklist::BlacklistEntry;
use gate_core::time::DAY_MS;

/// 2027-01-15 16:00 in China.
const NOW: UtcMillis = UtcMillis(1_800_000_000_000);

fn at(ms: i64) -> UtcMillis {
    UtcMillis(NOW.0 + ms)
}

fn open() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    (dir, store)
}

fn camera() -> NewAlert {
    NewAlert::of_lane(AlertKind::CameraOffline, "park1", "1", AlertDetail::default())
}

fn parked(number: i64) -> NewAlert {
    NewAlert::new(AlertKind::DeliveriesParked, AlertDetail { number: Some(number), words: None })
}

async fn ban(store: &Store, plate: &str, until: Option<&str>) {
    let entry = BlacklistEntry { plate: plate.to_owned(), until: until.map(|day| day.parse().unwrap()) };
    store.remember_blacklisted("park1", &entry, "逃费", "admin", NOW).await.unwrap();
}

async fn register(store: &Store, plate: &'static str, until: &'static str) {
    store
        .write(move |tx| {
            tx.execute(
                "INSERT INTO vehicles (parking_id, plate, plate_key, vehicle_type, valid_until)
                 VALUES ('park1', $1, $1, '1', $2)",
                params![plate, until],
            )?;
            Ok(())
        })
        .await
        .unwrap();
}

async fn passage(
    store: &Store,
    plate: &'static str,
    passed: UtcMillis,
    heard: UtcMillis,
    role: &'static str,
) {
    store
        .write(move |tx| {
            tx.execute(
                "INSERT INTO passages (parking_id, direction, plate_raw, plate_read, plate, at, lane_no, source, heard_at, role)
                 VALUES ('park1', 'in', $1, $1, $1, $2, '1', 'records', $3, $4)",
                params![plate, passed.0, heard.0, role],
            )?;
            Ok(())
        })
        .await
        .unwrap();
}

async fn raised(store: &Store) -> Vec<(AlertKind, String)> {
    let looked = store.raise_for_passages(1_000, NOW).await.unwrap();
    looked.raised.into_iter().map(|alert| (alert.kind, alert.plate)).collect()
}

#[tokio::test]
async fn a_condition_is_raised_once_and_brought_up_to_date() {
    let (_dir, store) = open();
    let id = store.raise_alert(parked(3), NOW).await.unwrap().unwrap();
    assert_eq!(store.raise_alert(parked(3), at(1)).await.unwrap(), None);
    assert_eq!(store.raise_alert(parked(7), at(2)).await.unwrap(), None);
    let alerts = store.open_alerts().await.unwrap();
    assert_eq!(alerts.len(), 1);
    assert_eq!((alerts[0].id, alerts[0].detail.number, alerts[0].raised_at), (id, Some(7), NOW));
    let lane = store.raise_alert(camera(), NOW).await.unwrap();
    let other = NewAlert::of_lane(AlertKind::CameraOffline, "park1", "2", AlertDetail::default());
    assert!(lane.is_some() && store.raise_alert(other, NOW).await.unwrap().is_some());
    assert_eq!(store.open_alerts().await.unwrap().len(), 3);
}

#[tokio::test]
async fn an_alert_stays_until_it_is_acknowledged_and_its_condition_is_over() {
    let (_dir, store) = open();
    let id = store.raise_alert(camera(), NOW).await.unwrap().unwrap();
    let seen = store.acknowledge_alert(id, "王五", at(1)).await.unwrap();
    assert_eq!((seen.acknowledged_at, seen.acknowledged_by.as_deref()), (Some(at(1)), Some("王五")));
    assert_eq!(store.open_alerts().await.unwrap(), [seen], "the camera is still offline");
    assert_eq!(store.raise_alert(camera(), at(2)).await.unwrap(), None);
    assert!(store.clear_alert(AlertKind::CameraOffline, "park1/1", at(3)).await.unwrap());
    assert!(!store.clear_alert(AlertKind::CameraOffline, "park1/1", at(4)).await.unwrap());
    assert_eq!(store.open_alerts().await.unwrap(), []);
    assert_ne!(store.raise_alert(camera(), at(5)).await.unwrap(), Some(id), "another time, another alert");
    assert!(store.clear_alert(AlertKind::CameraOffline, "park1/1", at(6)).await.unwrap());
    let left = store.open_alerts().await.unwrap();
    assert_eq!((left.len(), left[0].cleared_at), (1, Some(at(6))), "nobody has seen it yet");
}

#[tokio::test]
async fn a_camera_that_flickers_is_one_alert() {
    let (_dir, store) = open();
    let id = store.raise_alert(camera(), NOW).await.unwrap().unwrap();
    for n in 1..50 {
        store.clear_alert(AlertKind::CameraOffline, "park1/1", at(n * 10)).await.unwrap();
        assert_eq!(store.raise_alert(camera(), at(n * 10 + 5)).await.unwrap(), None);
    }
    let alerts = store.open_alerts().await.unwrap();
    assert_eq!(alerts.len(), 1);
    assert_eq!((alerts[0].id, alerts[0].times, alerts[0].cleared_at), (id, 50, None));
    assert_eq!(alerts[0].raised_at, at(495));
}

#[tokio::test]
async fn the_first_who_acknowledges_counts_and_is_audited() {
    let (_dir, store) = open();
    let id = store.raise_alert(parked(1), NOW).await.unwrap().unwrap();
    store.acknowledge_alert(id, "王五", at(1)).await.unwrap();
    let again = store.acknowledge_alert(id, "张三", at(2)).await.unwrap();
    assert_eq!(again.acknowledged_by.as_deref(), Some("王五"));
    let rows = store.audit_rows(AuditFilter::default()).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].actor.as_str(), rows[0].action.as_str()), ("王五", "alert_acknowledge"));
    assert!(store.acknowledge_alert(99, "王五", NOW).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_banned_vehicle_is_raised_once_per_passage_and_stays_until_acknowledged() {
    let (_dir, store) = open();
    ban(&store, "浙B·11111", None).await;
    passage(&store, "浙B11111", NOW, NOW, "arrival").await;
    passage(&store, "浙B22222", NOW, NOW, "arrival").await;
    let looked = store.raise_for_passages(1_000, NOW).await.unwrap();
    assert_eq!((looked.looked_at, looked.raised.len()), (2, 1));
    let alert = &looked.raised[0];
    assert_eq!(
        (alert.kind, alert.passage_id, alert.lane_no.as_str()),
        (AlertKind::Blacklisted, Some(1), "1")
    );
    assert_eq!(alert.detail.words.as_deref(), Some("逃费"));
    assert_eq!(store.raise_for_passages(1_000, NOW).await.unwrap(), AlertedPassages::default());
    passage(&store, "浙B11111", at(60_000), at(60_000), "departure").await;
    assert_eq!(raised(&store).await, [(AlertKind::Blacklisted, "浙B11111".to_owned())]);
    assert_eq!(store.open_alerts().await.unwrap().len(), 2);
    assert!(!store.clear_alert(AlertKind::Blacklisted, "1", NOW).await.unwrap(), "it happened");
    for id in [1, 2] {
        store.acknowledge_alert(id, "王五", NOW).await.unwrap();
    }
    assert_eq!(store.open_alerts().await.unwrap(), []);
    assert_eq!(store.alerts(AlertFilter::default()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_ban_holds_to_its_last_day_and_a_registration_too() {
    let (_dir, store) = open();
    ban(&store, "浙B10001", Some("2027-01-15")).await;
    ban(&store, "浙B10002", Some("2027-01-14")).await;
    register(&store, "浙B20001", "2027-01-15").await;
    register(&store, "浙B20002", "2027-01-12").await;
    for plate in ["浙B10001", "浙B10002", "浙B20001", "浙B20002", ""] {
        passage(&store, plate, NOW, NOW, "arrival").await;
    }
    let alerts = store.raise_for_passages(1_000, NOW).await.unwrap().raised;
    let told: Vec<_> =
        alerts.iter().map(|alert| (alert.kind, alert.plate.as_str(), alert.detail.number)).collect();
    let expired = (AlertKind::ExpiredMonthly, "浙B20002", Some(3));
    assert_eq!(told, [(AlertKind::Blacklisted, "浙B10001", None), expired]);
}

#[tokio::test]
async fn a_backlog_and_repeat_readings_raise_nothing() {
    let (_dir, store) = open();
    ban(&store, "浙B11111", None).await;
    passage(&store, "浙B11111", at(-FRESH_MS - 1), NOW, "arrival").await;
    passage(&store, "浙B11111", NOW, NOW, "repeat").await;
    assert_eq!(raised(&store).await, []);
    passage(&store, "浙B11111", at(-FRESH_MS), NOW, "departure").await;
    assert_eq!(raised(&store).await.len(), 1);
}

#[tokio::test]
async fn passages_are_looked_at_in_batches_across_restarts_and_old_ones_not_at_all() {
    let (dir, store) = open();
    ban(&store, "浙B11111", None).await;
    for _ in 0..1_005 {
        passage(&store, "浙B11111", NOW, NOW, "arrival").await;
    }
    let first = store.raise_for_passages(600, NOW).await.unwrap();
    assert_eq!(
        (first.looked_at, first.raised[0].passage_id),
        (600, Some(6)),
        "of a full database the latest"
    );
    store.close().await;
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    let second = store.raise_for_passages(600, NOW).await.unwrap();
    assert_eq!((second.looked_at, second.raised[0].passage_id), (400, Some(606)));
    assert_eq!(store.open_alerts().await.unwrap().len() as i64, OPEN_MAX);
}

#[tokio::test]
async fn old_alerts_are_deleted_unless_their_condition_stands() {
    let (_dir, store) = open();
    let long_ago = at(-731 * DAY_MS);
    store.raise_alert(camera(), long_ago).await.unwrap();
    store.raise_alert(parked(1), long_ago).await.unwrap();
    store.clear_alert(AlertKind::DeliveriesParked, "", long_ago).await.unwrap();
    assert_eq!(store.prune(Retention::default(), NOW).await.unwrap().others, 1);
    let left = store.alerts(AlertFilter::default()).await.unwrap();
    assert_eq!(left.iter().map(|alert| alert.kind).collect::<Vec<_>>(), [AlertKind::CameraOffline]);
}

#[tokio::test]
async fn alerts_are_listed_by_kind_and_time() {
    let (_dir, store) = open();
    store.raise_alert(camera(), NOW).await.unwrap();
    store.raise_alert(parked(1), at(10)).await.unwrap();
    let ids = async |filter| -> Vec<i64> {
        store.alerts(filter).await.unwrap().into_iter().map(|alert| alert.id).collect()
    };
    let all = AlertFilter::default();
    assert_eq!(ids(all.clone()).await, [2, 1]);
    assert_eq!(ids(AlertFilter { kind: Some(AlertKind::CameraOffline), ..all.clone() }).await, [1]);
    assert_eq!(ids(AlertFilter { from: Some(at(1)), to: Some(at(11)), ..all.clone() }).await, [2]);
    assert_eq!(ids(AlertFilter { before_id: Some(2), limit: 5, ..all }).await, [1]);
    assert_eq!(store.alert(1).await.unwrap().unwrap().subject, "park1/1");
}

#[tokio::test]
async fn what_is_asked_often_is_found_by_an_index() {
    let (_dir, store) = open();
    let plans = store
        .read(|connection| {
            let mut plans = Vec::new();
            for sql in [OPEN, STANDING] {
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
    assert!(plans[0].contains("alerts_open"), "{plans:?}");
    assert!(plans[1].contains("alerts_by_subject"), "{plans:?}");
}
