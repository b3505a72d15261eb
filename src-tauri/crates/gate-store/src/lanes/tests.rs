use super::*;
use crate::StoreOptions;

fn lane(lane_no: &str, name: Option<&str>) -> Lane {
    Lane { lane_no: lane_no.to_owned(), name: name.map(str::to_owned) }
}

fn camera(at: i64, online: bool) -> CameraChange {
    CameraChange {
        parking_id: "park1".to_owned(),
        lane_no: "1".to_owned(),
        lane_name: Some("入口".to_owned()),
        at: UtcMillis(at),
        online,
    }
}

async fn passages(store: &Store, lane_no: &'static str, direction: &'static str, count: i64) {
    store
        .write(move |tx| {
            for n in 0..count {
                tx.execute(
                    "INSERT INTO passages (parking_id, direction, plate_raw, plate_read, plate, at, lane_no, lane_name,
                                           source, heard_at)
                     VALUES ('park1', $1, '', '', '', $2, $3, '车道', 'records', 0)",
                    params![direction, n, lane_no],
                )?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

async fn direction(store: &Store, lane_no: &str) -> Option<LaneDirection> {
    let lanes = store.lanes(Some("park1")).await.unwrap();
    lanes.into_iter().find(|lane| lane.lane_no == lane_no).unwrap().direction
}

#[test]
fn a_direction_needs_a_few_passages_and_forgives_single_mistakes() {
    for (in_passages, out_passages, expected) in [
        (0, 0, None),
        (2, 0, None),
        (3, 0, Some(LaneDirection::In)),
        (0, 3, Some(LaneDirection::Out)),
        (11, 1, Some(LaneDirection::In)),
        (9, 1, Some(LaneDirection::Both)),
        (50, 50, Some(LaneDirection::Both)),
        (1, 200, Some(LaneDirection::Out)),
    ] {
        assert_eq!(
            LaneDirection::learned(in_passages, out_passages),
            expected,
            "{in_passages}/{out_passages}"
        );
    }
}

#[tokio::test]
async fn the_direction_is_learned_from_passages_once_each() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    store.upsert_lanes("park1", &[lane("1", Some("一号"))], UtcMillis(1)).await.unwrap();
    assert_eq!(direction(&store, "1").await, None);
    passages(&store, "1", "in", 4).await;
    passages(&store, "2", "out", 5).await;
    assert_eq!(store.learn_lane_directions().await.unwrap(), 9);
    assert_eq!(store.learn_lane_directions().await.unwrap(), 0);
    assert_eq!(direction(&store, "1").await, Some(LaneDirection::In));
    let lanes = store.lanes(None).await.unwrap();
    assert_eq!(lanes.len(), 2, "a lane that no list named yet appears");
    assert_eq!((lanes[0].name.as_str(), lanes[1].name.as_str()), ("一号", "车道"));
    assert_eq!(lanes[1].out_passages, 5);
}

#[tokio::test]
async fn a_person_outranks_the_passages_and_can_be_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    passages(&store, "1", "in", 4).await;
    store.learn_lane_directions().await.unwrap();
    let set = async |wanted| store.set_lane_direction("park1", "1", wanted, "admin", UtcMillis(9)).await;
    set(Some(LaneDirection::Both)).await.unwrap();
    let shown = store.lanes(None).await.unwrap().remove(0);
    assert_eq!(shown.direction, Some(LaneDirection::Both));
    assert_eq!(shown.direction_set_by.as_deref(), Some("admin"));
    set(None).await.unwrap();
    assert_eq!(direction(&store, "1").await, Some(LaneDirection::In));
    let rows = store.audit_rows(crate::AuditFilter::default()).await.unwrap();
    assert_eq!(rows.len(), 2);
    let unknown = store.set_lane_direction("park1", "7", None, "admin", UtcMillis(9)).await;
    assert!(unknown.unwrap_err().is_not_found());
}

#[tokio::test]
async fn an_older_word_of_a_camera_does_not_count() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    assert!(store.note_camera(&camera(2_000, false)).await.unwrap());
    assert!(!store.note_camera(&camera(1_000, true)).await.unwrap());
    let shown = store.lanes(Some("park1")).await.unwrap().remove(0);
    assert_eq!(shown.camera_online, Some(false));
    assert_eq!(shown.camera_changed_at, Some(UtcMillis(2_000)));
    assert!(store.note_camera(&camera(3_000, true)).await.unwrap());
    assert_eq!(store.lanes(Some("park1")).await.unwrap()[0].camera_online, Some(true));
}

#[tokio::test]
async fn lanes_come_in_the_order_of_their_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    let list = [lane("10", None), lane("2", None), lane("1", None)];
    store.upsert_lanes("park1", &list, UtcMillis(1)).await.unwrap();
    let numbers: Vec<_> = store.lanes(None).await.unwrap().into_iter().map(|lane| lane.lane_no).collect();
    assert_eq!(numbers, ["1", "2", "10"]);
}
