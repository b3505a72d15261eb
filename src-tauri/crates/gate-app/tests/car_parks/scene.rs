//! Two car parks of which most people see one.

use gate_app::{SessionKey, contract::Command};
use gate_core::{
    blacklist::BlacklistEntry,
    coupon::{Coupon, CouponValue},
    in_park::InParkVehicle,
    lane::Lane,
    outing::Outing,
    passage::{Direction, Source},
    reconcile::{Discrepancy, DiscrepancyKind},
    record::Record,
    time::UtcMillis,
    vehicle::{Vehicle, VehicleType},
    visitor::Visitor,
};
use gate_store::{IngestRules, NewBatchRow, NewOpening, Register, RegisterOperation, Store, VisitorSource};
use serde_json::{Value, json};

use crate::support::{Host, OTHER_PASSWORD, key};

/// The car park that she sees.
pub const OWN: &str = "park-own";
/// One that she must not see.
pub const FOREIGN: &str = "park-foreign";

pub fn record(parking_id: &str, direction: Direction, plate: &str, at: UtcMillis) -> Record {
    Record {
        parking_id: parking_id.to_owned(),
        direction,
        plate_raw: plate.to_owned(),
        at,
        lane_no: "1".to_owned(),
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

/// A vehicle, a visitor, a coupon, an outing and a vehicle inside.
pub async fn register(store: &Store, parking_id: &str, now: UtcMillis) {
    let plate = "浙B70001".to_owned();
    let vehicle = Vehicle {
        plate: plate.clone(),
        vehicle_type: Some(VehicleType::Monthly),
        owner_name: None,
        owner_phone: None,
        work_no: None,
        valid_from: None,
        valid_until: None,
        lanes: Vec::new(),
        spaces: 1,
        remark: None,
    };
    let refresh = store.begin_refresh(parking_id, Register::Vehicles, now).await.unwrap();
    store.upsert_vehicles(parking_id, refresh, vec![vehicle], now).await.unwrap();
    store.finish_vehicles(parking_id, refresh, now).await.unwrap();
    let visitor = Visitor {
        parking_id: parking_id.to_owned(),
        plate: plate.clone(),
        name: None,
        phone: None,
        from: Some(now),
        until: Some(now),
        reason: None,
        extra: Default::default(),
    };
    store.hear_visitor(&visitor, VisitorSource::Query, now).await.unwrap();
    let coupon = Coupon { plate: plate.clone(), value: CouponValue::Count(1), expires: None };
    store.begin_coupon(parking_id, &coupon, "a", true, now).await.unwrap();
    let outing = Outing { plate: plate.clone(), from: now, until: now };
    store.begin_outing(parking_id, &outing, "a", now).await.unwrap();
    let inside = InParkVehicle { plate_raw: plate, lane_no: None, vehicle_type: None, entered_at: now };
    store.replace_in_park(parking_id, vec![inside], now).await.unwrap();
}

/// A program that knows two car parks, and people who are limited to one.
pub struct Scene {
    pub host: Host,
    pub attendant: SessionKey,
    pub administrator: SessionKey,
    pub everybody: SessionKey,
    /// Of the other car park: a parking session, an alert and a batch.
    pub session: i64,
    pub alert: i64,
    pub batch: i64,
}

impl Scene {
    pub async fn set() -> Self {
        let host = Host::start().await;
        let (everybody, _) = host.first_run().await;
        let store = host.app.store();
        let now = gate_app::now();
        let before = |minutes: i64| UtcMillis(now.0 - minutes * 60_000);
        for parking_id in [OWN, FOREIGN] {
            let lane = Lane { lane_no: "1".to_owned(), name: None };
            store.upsert_lanes(parking_id, &[lane], now).await.unwrap();
            let ban = BlacklistEntry { plate: "浙B70001".to_owned(), until: None };
            let refresh = store.begin_refresh(parking_id, Register::Blacklist, now).await.unwrap();
            store.upsert_blacklist(parking_id, refresh, vec![ban], now).await.unwrap();
            register(store, parking_id, now).await;
            let opening = NewOpening {
                parking_id: parking_id.to_owned(),
                lane_no: "1".to_owned(),
                ..NewOpening::default()
            };
            store.begin_lane_opening(opening, now).await.unwrap();
            store.hold_reporting(parking_id, true, "a", now).await.unwrap();
            // Of a vehicle that no session knows: one that came would settle it.
            let overdue = Discrepancy {
                kind: DiscrepancyKind::Overdue,
                plate: "浙B70008".to_owned(),
                since: before(9),
                session: None,
                entered_at: None,
                lane_no: None,
                left_at: None,
                resembles: None,
                counts: None,
            };
            for sample in 0..3 {
                let at = UtcMillis(now.0 + sample * 3_600_000);
                store.replace_discrepancies(parking_id, vec![overdue.clone()], at).await.unwrap();
            }
            let rules = IngestRules {
                parking_id: parking_id.to_owned(),
                total_spaces: None,
                city: Some(Default::default()),
            };
            let records = vec![record(parking_id, Direction::In, "浙B70001", before(9))];
            store.ingest(&rules, records, Source::Records, now).await.unwrap();
            if parking_id == FOREIGN {
                // So many that they fill every page by themselves.
                let many = (0..600).map(|n| {
                    record(parking_id, Direction::In, &format!("浙C{n:05}"), UtcMillis(now.0 - n * 100))
                });
                store.ingest(&rules, many.collect(), Source::Records, now).await.unwrap();
            }
        }
        store
            .upsert_car_parks(
                &[OWN, FOREIGN]
                    .map(|id| gate_core::car_park::CarPark { parking_id: id.to_owned(), name: None }),
                now,
            )
            .await
            .unwrap();
        // Whoever comes first raises them, the program or this.
        store.raise_for_passages(1_000, now).await.unwrap();
        let raised = store.open_alerts().await.unwrap();
        let alert = raised.iter().find(|alert| alert.parking_id == FOREIGN).unwrap().id;
        let inside = store.open_sessions_of_plate("浙B70001").await.unwrap();
        let session = inside.iter().find(|inside| inside.parking_id == FOREIGN).unwrap().session_id;
        let limited = async |name: &str, role: &str| {
            let new = json!({ "name": name, "role": role, "password": OTHER_PASSWORD, "car_parks": [OWN] });
            host.call(Some(&everybody), Command::create_account, new).await.0.unwrap();
            key(host.sign_in(name, OTHER_PASSWORD, false).await.1)
        };
        let attendant = limited("booth", "attendant").await;
        let administrator = limited("manager", "administrator").await;
        let row = NewBatchRow {
            row: 1,
            parking_id: FOREIGN.to_owned(),
            operation: RegisterOperation::DeleteBlacklist,
            plate: "浙B70001".to_owned(),
            task: json!({ "task": "delete_blacklist" }).to_string(),
            changes: "[]".to_owned(),
        };
        let work = json!({ "work": "delete_blacklist" }).to_string();
        let batch = store.create_batch(work, vec![row], "a", now).await.unwrap();
        Self { host, attendant, administrator, everybody, session, alert, batch }
    }

    pub async fn read(&self, session: &SessionKey, command: Command, request: Value) -> Value {
        self.host.call(Some(session), command, request).await.0.unwrap()
    }
}
