#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::deliveries::{DeliveryFilter, DeliveryRow, Freeze, Settled};
use crate::sessions::{SessionFilter, SessionRow};
use crate::{StoreOptions, testing};
use gate_core::delivery::{DeliveryKind, DeliveryState, ParkedReason, Settlement};
use gate_core::passage::{Direction, Source};
use gate_core::record::Record;

const NOW: UtcMillis = UtcMillis(60_000_000);

struct Park {
    store: Store,
    _dir: tempfile::TempDir,
}

impl Park {
    /// Passages at these minutes.
    async fn with(passages: &[(Direction, &str, i64)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let park = Self { store: Store::open(dir.path(), &StoreOptions::bare()).unwrap(), _dir: dir };
        let records = passages.iter().map(|(direction, plate, minute)| Record {
            photo_url: None,
            ..testing::record(*direction, plate, direction.code(), UtcMillis(minute * 60_000))
        });
        park.store.ingest(&testing::rules(), records.collect(), Source::Records, NOW).await.unwrap();
        park
    }

    async fn sessions(&self) -> Vec<SessionRow> {
        let mut found =
            self.store.sessions(SessionFilter { limit: 99, ..SessionFilter::default() }).await.unwrap();
        found.sort_by_key(|session| session.id);
        found
    }

    async fn owed(&self, session: i64) -> Vec<DeliveryRow> {
        let filter = DeliveryFilter { session: Some(session), ..DeliveryFilter::default() };
        let mut rows = self.store.deliveries(filter, NOW).await.unwrap();
        rows.sort_by_key(|row| row.id);
        rows
    }

    /// Everything that is due is sent and accepted, in its order.
    async fn deliver_all(&self) {
        loop {
            let due = self.store.due(testing::PARK, NOW, 99, Default::default()).await.unwrap();
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

    async fn version(&self, session: i64) -> String {
        self.store.session_facts(session, NOW).await.unwrap().version
    }

    async fn mending(&self, session_id: i64, mend: Mend) -> Mending {
        let version = self.version(session_id).await;
        Mending { session_id, version, mend, ordinary_colour: PlateColour::Blue }
    }

    /// Shows first and does then; both must say the same.
    async fn mend(&self, session_id: i64, mend: Mend) -> Result<Mended, StoreError> {
        let mending = self.mending(session_id, mend).await;
        let (sessions, owed) = (self.sessions().await, self.owed(session_id).await);
        let shown = self.store.preview_mending(mending.clone(), NOW).await;
        assert_eq!(self.sessions().await, sessions, "a preview keeps nothing");
        assert_eq!(self.owed(session_id).await, owed);
        let done = self.store.mend_session(mending, "看照片", "attendant", NOW).await;
        if let (Ok(shown), Ok(done)) = (&shown, &done) {
            assert_eq!(shown, done);
        }
        done
    }

    async fn why_not(&self, session_id: i64, mend: Mend) -> &'static str {
        match self.mend(session_id, mend).await {
            Err(StoreError::CannotMend { why }) => why,
            other => panic!("{other:?}"),
        }
    }
}

fn acts(mended: &Mended) -> Vec<(DeliveryKind, CityAct)> {
    mended.changes.iter().map(|change| (change.kind, change.act)).collect()
}

const VISIT: [(Direction, &str, i64); 2] =
    [(Direction::In, "浙B12345", 100), (Direction::Out, "浙B12345", 200)];

#[tokio::test]
async fn an_arrivals_time_is_told_again_with_the_departure_that_carries_it() {
    let park = Park::with(&VISIT).await;
    park.deliver_all().await;
    let session = park.sessions().await.remove(0);
    let mended = park.mend(session.id, Mend::ArrivedAt(UtcMillis(90 * 60_000))).await.unwrap();
    assert_eq!(
        acts(&mended),
        [(DeliveryKind::Arrival, CityAct::SentAgain), (DeliveryKind::Departure, CityAct::SentAgain)]
    );
    let change = &mended.changes[0];
    assert_eq!(change.business_id, session.business_id, "the same id");
    assert_eq!(change.before.as_ref().unwrap().arrived_at, Some(UtcMillis(100 * 60_000)));
    assert_eq!(change.after.as_ref().unwrap().arrived_at, Some(UtcMillis(90 * 60_000)));
    let owed = park.owed(session.id).await;
    let states: Vec<_> = owed.iter().map(|row| (row.kind, row.state)).collect();
    assert_eq!(
        states,
        [
            (DeliveryKind::Arrival, DeliveryState::Delivered),
            (DeliveryKind::Departure, DeliveryState::Delivered),
            (DeliveryKind::Arrival, DeliveryState::Due),
            (DeliveryKind::Departure, DeliveryState::Waiting),
        ]
    );
    park.deliver_all().await;
    assert!(park.owed(session.id).await.iter().all(|row| row.state == DeliveryState::Delivered));
    let facts = park.store.session_facts(session.id, NOW).await.unwrap();
    assert_eq!(facts.corrections[0].field, "arrived_at");
    assert_eq!(
        (facts.corrections[0].reason.as_str(), facts.corrections[0].made_by.as_str()),
        ("看照片", "attendant")
    );
    assert!(park.store.verify_audit().await.unwrap().fault.is_none());
}

#[tokio::test]
async fn what_the_city_was_not_told_is_told_right_from_the_start() {
    let park = Park::with(&VISIT).await;
    let id = park.sessions().await[0].id;
    let mend = Mend::Kind { vehtype: "01".to_owned(), hpys: "黄".to_owned(), for_plate: true };
    let mended = park.mend(id, mend).await.unwrap();
    assert!(acts(&mended).iter().all(|(_, act)| *act == CityAct::NotYetSent) && mended.changes.len() == 2);
    assert_eq!(park.owed(id).await.len(), 2, "nothing is owed twice");
    let session = park.sessions().await.remove(0);
    assert_eq!(
        (session.vehtype.as_str(), session.hpys.as_str(), session.kind_by.as_str()),
        ("01", "黄", "staff")
    );
    let next = testing::record(Direction::In, "浙B12345", "in", UtcMillis(300 * 60_000));
    park.store.ingest(&testing::rules(), vec![next], Source::Records, NOW).await.unwrap();
    assert_eq!(park.sessions().await[1].vehtype, "01", "remembered for the plate");
}

#[tokio::test]
async fn two_people_mending_the_same_session_do_not_overwrite_each_other() {
    let park = Park::with(&VISIT).await;
    let id = park.sessions().await[0].id;
    let first = park.mending(id, Mend::ArrivedAt(UtcMillis(90 * 60_000))).await;
    let second = park.mending(id, Mend::ArrivedAt(UtcMillis(80 * 60_000))).await;
    park.store.mend_session(first, "看照片", "one", NOW).await.unwrap();
    let late = park.store.mend_session(second.clone(), "看照片", "two", NOW).await;
    assert!(matches!(late, Err(StoreError::ChangedMeanwhile)), "{late:?}");
    assert!(matches!(park.store.preview_mending(second, NOW).await, Err(StoreError::ChangedMeanwhile)));
    assert_eq!(park.sessions().await[0].arrived_at, Some(UtcMillis(90 * 60_000)));
}

#[tokio::test]
async fn an_exit_that_was_misread_is_joined_to_its_arrival() {
    let park = Park::with(&[(Direction::In, "浙B12345", 100), (Direction::Out, "浙B12346", 200)]).await;
    let (open, lone) = (park.sessions().await[0].id, park.sessions().await[1].id);
    park.deliver_all().await;
    let join = Mend::Join { other: lone, version: park.version(lone).await };
    let mended = park.mend(open, join).await.unwrap();
    assert_eq!(
        acts(&mended),
        [(DeliveryKind::Departure, CityAct::NotYetSent), (DeliveryKind::Departure, CityAct::Dropped)]
    );
    let sessions = park.sessions().await;
    assert_eq!(
        (sessions.len(), sessions[0].state.as_str(), sessions[0].paired_by.as_str()),
        (1, "closed", "person")
    );
    park.deliver_all().await;
    let owed = park.owed(open).await;
    assert_eq!(owed.len(), 2);
    assert!(owed.iter().all(|row| row.state == DeliveryState::Delivered));
    let passages = park.store.session_facts(open, NOW).await.unwrap().passages;
    assert_eq!(passages.iter().map(|it| it.plate_raw.as_str()).collect::<Vec<_>>(), ["浙B12345", "浙B12346"]);
}

#[tokio::test]
async fn what_was_made_up_and_told_stays_with_the_city_when_its_departure_is_joined() {
    let park = Park::with(&[(Direction::In, "浙B12345", 100), (Direction::Out, "浙B12346", 200)]).await;
    let (open, lone) = (park.sessions().await[0].id, park.sessions().await[1].id);
    park.store.end_wait(lone, true, NOW).await.unwrap();
    park.deliver_all().await;
    let join = Mend::Join { other: lone, version: park.version(lone).await };
    let mended = park.mend(open, join).await.unwrap();
    assert_eq!(
        acts(&mended),
        [(DeliveryKind::Departure, CityAct::NotYetSent), (DeliveryKind::Departure, CityAct::CannotWithdraw)]
    );
    park.deliver_all().await;
    assert_eq!(park.owed(open).await.len(), 2);
    assert_eq!(park.sessions().await[1].state, "exit_missed");
}

#[tokio::test]
async fn a_departure_that_is_not_the_vehicles_awaits_its_own_arrival() {
    let park = Park::with(&VISIT).await;
    let id = park.sessions().await[0].id;
    let mended = park.mend(id, Mend::Split).await.unwrap();
    assert_eq!(
        acts(&mended),
        [(DeliveryKind::Departure, CityAct::Dropped), (DeliveryKind::Departure, CityAct::NotYetSent)]
    );
    let sessions = park.sessions().await;
    assert_eq!((sessions[0].state.as_str(), sessions[1].state.as_str()), ("open", "awaiting_arrival"));
    assert_ne!(sessions[0].business_id, sessions[1].business_id);
    assert_eq!(park.owed(id).await.len(), 1);
    assert_eq!(park.owed(sessions[1].id).await[0].waits_for.as_deref(), Some("arrival"));

    let told = Park::with(&VISIT).await;
    told.deliver_all().await;
    let mended = told.mend(told.sessions().await[0].id, Mend::Split).await.unwrap();
    assert_eq!(acts(&mended)[0], (DeliveryKind::Departure, CityAct::CannotWithdraw));
}

#[tokio::test]
async fn departures_that_were_taken_for_one_another_change_places() {
    let park = Park::with(&[
        (Direction::In, "浙B12345", 100),
        (Direction::In, "浙B12346", 110),
        (Direction::Out, "浙B12345", 200),
        (Direction::Out, "浙B12346", 300),
    ])
    .await;
    let (one, two) = (park.sessions().await[0].id, park.sessions().await[1].id);
    park.deliver_all().await;
    let swap = Mend::Swap { other: two, version: park.version(two).await };
    let mended = park.mend(one, swap).await.unwrap();
    assert_eq!(acts(&mended), [(DeliveryKind::Departure, CityAct::SentAgain); 2]);
    let left = mended.changes[0].after.as_ref().unwrap().departed_at;
    assert_eq!(left, Some(UtcMillis(300 * 60_000)));
    park.deliver_all().await;
    for (session, minute) in [(one, 300), (two, 200)] {
        let facts = park.store.session_facts(session, NOW).await.unwrap();
        assert_eq!(facts.session.departed_at, Some(UtcMillis(minute * 60_000)));
        assert!(facts.owed.iter().all(|owed| owed.row.delivery.state == DeliveryState::Delivered));
        assert_eq!(facts.owed.len(), 3, "the departure stands twice: as it was told, and as it is");
    }
}

#[tokio::test]
async fn a_vehicle_that_left_unseen_is_bookkeeping_and_no_traffic() {
    let park = Park::with(&VISIT[..1]).await;
    let id = park.sessions().await[0].id;
    let mended = park.mend(id, Mend::ExitMissed).await.unwrap();
    assert!(mended.changes.is_empty());
    assert_eq!((park.sessions().await[0].state.as_str(), park.owed(id).await.len()), ("exit_missed", 1));
    assert_eq!(park.why_not(id, Mend::ExitMissed).await, "not_inside");
}

#[tokio::test]
async fn a_plate_is_put_right_under_the_same_guard() {
    let park = Park::with(&[(Direction::In, "浙B12345", 100), (Direction::Out, "浙B12346", 200)]).await;
    let id = park.sessions().await[0].id;
    park.deliver_all().await;
    let mended = park.mend(id, Mend::Plate("浙b·12346".to_owned())).await.unwrap();
    assert!(acts(&mended).contains(&(DeliveryKind::Arrival, CityAct::SentAgain)));
    assert_eq!(park.sessions().await.len(), 1, "its other half was found");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let park = Park::with(&VISIT).await;
    let id = park.sessions().await[0].id;
    let at = |minute: i64| UtcMillis(minute * 60_000);
    for (mend, why) in [
        (Mend::ArrivedAt(at(201)), "before"),
        (Mend::ArrivedAt(UtcMillis(NOW.0 + 1)), "future"),
        (Mend::ArrivedAt(at(100)), "same"),
        (Mend::DepartedAt(at(99)), "before"),
        (Mend::Plate("浙B12345".to_owned()), "same"),
        (Mend::Kind { vehtype: "99".to_owned(), hpys: "蓝".to_owned(), for_plate: false }, "unknown"),
        (Mend::ExitMissed, "not_inside"),
        (Mend::Swap { other: id, version: park.version(id).await }, "same"),
    ] {
        assert_eq!(park.why_not(id, mend.clone()).await, why, "{mend:?}");
    }
    let missing = Mending { session_id: 99, ..park.mending(id, Mend::Split).await };
    assert!(park.store.preview_mending(missing, NOW).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn what_was_on_its_way_when_it_was_put_right_is_sent_once_more() {
    let park = Park::with(&VISIT[..1]).await;
    let id = park.sessions().await[0].id;
    let due = park.store.due(testing::PARK, NOW, 9, Default::default()).await.unwrap().remove(0);
    let payload = "{\"vehtype\":\"02\"}".to_owned();
    park.store.freeze(vec![Freeze { id: due.id, payload: payload.clone(), photo_md5: None }]).await.unwrap();
    let mend = Mend::Kind { vehtype: "01".to_owned(), hpys: "黄".to_owned(), for_plate: false };
    park.mend(id, mend).await.unwrap();
    let accepted = Settled {
        id: due.id,
        outcome: "delivered",
        settlement: Settlement::Delivered,
        parked_reason: ParkedReason::Refused,
        nothing_sent: false,
        status: Some(200),
        answer: String::new(),
        elapsed_ms: 1,
        bytes: 1,
        photo_md5: None,
        payload: Some(payload),
        at: NOW,
    };
    park.store.settle(vec![accepted]).await.unwrap();
    let facts = park.store.session_facts(id, NOW).await.unwrap();
    assert_eq!(facts.owed[0].row.delivery.state, DeliveryState::Due, "the city has the wrong kind");
    assert_eq!(facts.owed[0].attempts.len(), 1);
    park.deliver_all().await;
    assert_eq!(park.owed(id).await[0].state, DeliveryState::Delivered);
}
