use super::*;
use crate::deliveries::{DeliveryFilter, DeliveryRow, Freeze, Settled};
use crate::ingest::{CityRules, IngestRules};
use crate::sessions::{SessionFilter, SessionRow};
use crate::store::StoreOptions;
use gate_core::delivery::{DeliveryKind, DeliveryState, ParkedReason, Settlement};
use gate_core::passage::{Direction, Source};
use gate_core::record::Record;

const NOW: UtcMillis = UtcMillis(60_000_000);

struct Park {
    store: Store,
    rules: IngestRules,
    _dir: tempfile::TempDir,
}

impl Park {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = StoreOptions { reserve_bytes: 0, ..StoreOptions::default() };
        let store = Store::open(dir.path(), &options).unwrap();
        let city = Some(CityRules::default());
        Self {
            store,
            rules: IngestRules { parking_id: "park123".into(), total_spaces: None, city },
            _dir: dir,
        }
    }

    async fn hear(&self, direction: Direction, plate: &str, minute: i64) {
        let record = Record {
            parking_id: "park123".into(),
            direction,
            plate_raw: plate.into(),
            at: UtcMillis(minute * 60_000),
            lane_no: direction.code().into(),
            lane_name: None,
            record_id: None,
            vehicle_type: None,
            photo_url: None,
            owner_name: None,
            work_no: None,
            owner_phone: None,
            free_spaces: None,
        };
        self.store.ingest(&self.rules, vec![record], Source::Records, NOW).await.unwrap();
    }

    async fn sessions(&self) -> Vec<SessionRow> {
        self.store.sessions(SessionFilter { limit: 99, ..SessionFilter::default() }).await.unwrap()
    }

    async fn deliveries(&self) -> Vec<DeliveryRow> {
        self.store.deliveries(DeliveryFilter::default(), NOW).await.unwrap()
    }

    /// Everything that is due is sent and accepted.
    async fn deliver_all(&self) {
        loop {
            let due = self.store.due("park123", NOW, 99, Default::default()).await.unwrap();
            if due.is_empty() {
                return;
            }
            let frozen =
                due.iter().map(|d| Freeze { id: d.id, payload: "{\"a\":1}".into(), photo_md5: None });
            self.store.freeze(frozen.collect()).await.unwrap();
            let settled = due.iter().map(|d| Settled {
                id: d.id,
                outcome: "delivered",
                settlement: Settlement::Delivered,
                parked_reason: ParkedReason::Refused,
                nothing_sent: false,
                status: Some(200),
                answer: String::new(),
                elapsed_ms: 1,
                bytes: 1,
                photo_md5: None,
                payload: None,
                at: NOW,
            });
            self.store.settle(settled.collect()).await.unwrap();
        }
    }

    async fn correct(&self, session_id: i64, plate: &str) -> Corrected {
        let (plate, reason, by) = (plate.to_owned(), "misread".to_owned(), "值班员01".to_owned());
        let correction = PlateCorrection { session_id, plate, reason, by };
        self.store.correct_plate(correction, PlateColour::Blue, NOW).await.unwrap()
    }
}

#[tokio::test]
async fn what_the_city_was_told_is_told_again_with_the_same_id() {
    let park = Park::new();
    park.hear(Direction::In, "浙B12845", 10).await;
    park.hear(Direction::Out, "浙B12845", 40).await;
    park.deliver_all().await;
    let id = park.sessions().await[0].id;
    let before = park.deliveries().await[0].business_id.clone();
    let corrected = park.correct(id, "浙b·12B45").await;
    assert_eq!(corrected, Corrected { session_id: id, sent_again: 2, joined: false });
    let again: Vec<_> =
        park.deliveries().await.into_iter().filter(|d| d.state != DeliveryState::Delivered).collect();
    let told: Vec<_> = again.iter().map(|d| (d.kind, d.state, d.plate.as_str())).collect();
    let expected = [
        (DeliveryKind::Arrival, DeliveryState::Due, "浙B12B45"),
        (DeliveryKind::Departure, DeliveryState::Waiting, "浙B12B45"),
    ];
    assert_eq!(told, expected, "in their order");
    assert!(again.iter().all(|d| d.business_id == before));
    park.deliver_all().await;
    assert_eq!(park.deliveries().await.len(), 4);
    assert!(park.store.verify_audit().await.unwrap().fault.is_none());
}

#[tokio::test]
async fn what_was_never_told_is_told_right_the_first_time() {
    let park = Park::new();
    park.hear(Direction::In, "浙B12845", 10).await;
    let id = park.sessions().await[0].id;
    assert_eq!(park.correct(id, "浙BD12345").await.sent_again, 0);
    let session = park.sessions().await[0].clone();
    assert_eq!(
        (session.plate.as_str(), session.vehtype.as_str()),
        ("浙BD12345", "52"),
        "the kind follows the plate"
    );
    assert_eq!(park.deliveries().await.len(), 1);
    assert_eq!(park.correct(id, "浙BD12345").await.sent_again, 0, "nothing to correct");
}

#[tokio::test]
async fn two_halves_that_a_misread_plate_kept_apart_become_one() {
    for misread_arrival in [true, false] {
        let park = Park::new();
        let (arrival, departure) =
            if misread_arrival { ("浙B12845", "浙B12B45") } else { ("浙B12B45", "浙B12845") };
        park.hear(Direction::In, arrival, 10).await;
        park.hear(Direction::Out, departure, 40).await;
        park.deliver_all().await;
        let misread = park.sessions().await.into_iter().find(|s| s.plate == "浙B12845").unwrap();
        let corrected = park.correct(misread.id, "浙B12B45").await;
        assert!(corrected.joined);
        let sessions = park.sessions().await;
        assert_eq!(sessions.len(), 1);
        assert_eq!((sessions[0].state.as_str(), sessions[0].paired_by.as_str()), ("closed", "person"));
        park.deliver_all().await;
        let rows = park.deliveries().await;
        assert!(rows.iter().all(|row| row.state == DeliveryState::Delivered));
        assert!(rows.iter().all(|row| row.business_id == rows[0].business_id), "one visit, one id");
        assert!(park.store.nothing_left_to_send().await.unwrap());
    }
}
