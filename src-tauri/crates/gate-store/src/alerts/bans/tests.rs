#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gate_core::blacklist::BlacklistEntry;
use gate_core::in_park::InParkVehicle;
use gate_core::time::DAY_MS;

use super::*;
use crate::StoreOptions;

/// 2027-01-15 16:00 in China.
const NOW: UtcMillis = UtcMillis(1_800_000_000_000);

async fn ban(store: &Store, until: Option<&str>) {
    let entry =
        BlacklistEntry { plate: "浙B·11111".to_owned(), until: until.map(|day| day.parse().unwrap()) };
    store.remember_blacklisted("park1", &entry, "逃费", "admin", NOW).await.unwrap();
}

/// The platform says that it is inside, since an hour ago.
async fn list(store: &Store, parking_id: &str, plates: &[&str]) {
    let inside = plates.iter().map(|plate| InParkVehicle {
        plate_raw: (*plate).to_owned(),
        lane_no: Some("1".to_owned()),
        vehicle_type: None,
        entered_at: UtcMillis(NOW.0 - 3_600_000),
    });
    store.replace_in_park(parking_id, inside.collect(), NOW).await.unwrap();
}

/// A reading, and the session that it opened if it is an arrival.
async fn passage(store: &Store, direction: &'static str, at: UtcMillis) {
    store
        .write(move |tx| {
            tx.execute(
                "INSERT INTO passages (parking_id, direction, plate_raw, plate_read, plate, at, lane_no, source, heard_at)
                 VALUES ('park1', $1, '浙B11111', '浙B11111', '浙B11111', $2, '1', 'records', $2)",
                params![direction, at.0],
            )?;
            if direction == "in" {
                tx.execute(
                    "INSERT INTO sessions (parking_id, business_id, plate, sort_at, state, arrival_id, arrival_lane, vehtype,
                         hpys, kind_by, created_at)
                     VALUES ('park1', 'x', '浙B11111', $1, 'open', last_insert_rowid(), '1', '1', '0', 'plate', $1)",
                    [at.0],
                )?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

async fn raised(store: &Store, now: UtcMillis) -> Vec<AlertRow> {
    store.raise_for_bans(now).await.unwrap()
}

fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    (dir, store)
}

#[tokio::test]
async fn who_only_the_platforms_list_has_inside_is_pointed_out_until_he_is_gone() {
    let (_dir, store) = store();
    list(&store, "park1", &["浙b 11111", "浙B22222"]).await;
    list(&store, "park2", &["浙B11111"]).await;
    assert_eq!(raised(&store, NOW).await, [], "nobody is banned");
    ban(&store, None).await;
    let first = raised(&store, NOW).await;
    let [alert] = first.as_slice() else { panic!("{first:?}") };
    assert_eq!((alert.kind, alert.plate.as_str()), (AlertKind::Blacklisted, "浙B11111"));
    assert_eq!((alert.parking_id.as_str(), alert.lane_no.as_str()), ("park1", "1"));
    assert_eq!((alert.passage_id, alert.detail.words.as_deref()), (None, Some("逃费")));
    assert_eq!(raised(&store, NOW).await, [], "once");
    store.acknowledge_alert(alert.id, "li", NOW).await.unwrap();
    assert_eq!(raised(&store, NOW).await, []);
    assert_eq!(store.open_alerts().await.unwrap().len(), 1, "it is inside still");
    list(&store, "park1", &["浙B22222"]).await;
    assert_eq!(raised(&store, NOW).await, []);
    assert_eq!(store.open_alerts().await.unwrap(), [], "gone");
    list(&store, "park1", &["浙B11111"]).await;
    assert_eq!(raised(&store, NOW).await.len(), 1, "it came again");
}

#[tokio::test]
async fn who_was_seen_to_leave_or_whose_ban_is_over_is_not_pointed_out() {
    let (_dir, store) = store();
    list(&store, "park1", &["浙B11111"]).await;
    ban(&store, Some("2027-01-15")).await;
    assert_eq!(raised(&store, UtcMillis(NOW.0 + DAY_MS)).await, [], "its ban ended yesterday");
    passage(&store, "out", UtcMillis(NOW.0 - 7_200_000)).await;
    assert_eq!(raised(&store, NOW).await.len(), 1, "it came again after it left");
    passage(&store, "out", NOW).await;
    assert_eq!(raised(&store, NOW).await, []);
    let all = store.alerts(crate::AlertFilter::default()).await.unwrap();
    assert_eq!((all.len(), all[0].cleared_at), (1, Some(NOW)), "the list is older than its leaving");
}

#[tokio::test]
async fn who_was_seen_to_arrive_is_pointed_out_by_his_arrival_alone() {
    let (_dir, store) = store();
    list(&store, "park1", &["浙B11111"]).await;
    passage(&store, "in", UtcMillis(NOW.0 - 3_600_000)).await;
    ban(&store, None).await;
    let alerts = raised(&store, NOW).await;
    assert_eq!(alerts.iter().map(|alert| alert.passage_id).collect::<Vec<_>>(), [Some(1)]);
    assert_eq!(raised(&store, NOW).await, []);
}
