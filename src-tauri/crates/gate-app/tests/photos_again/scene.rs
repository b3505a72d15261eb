//! A car park in which vehicles came and left, and the people who send its photos again.

use std::io::Cursor;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use gate_app::{
    SessionKey,
    contract::{Command, Failure},
};
use gate_core::{
    delivery::{ParkedReason, Settlement},
    passage::{Direction, Source},
    record::Record,
    time::UtcMillis,
};
use gate_store::{AuditFilter, DeliveryFilter, DeliveryRow, Freeze, IngestRules, Settled, Store};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use crate::support::Host;

pub const PARK: &str = "park123";

pub struct Scene {
    pub host: Host,
    pub administrator: SessionKey,
    pub attendant: SessionKey,
    pub now: UtcMillis,
}

impl Scene {
    /// A car park that reports, in which two vehicles came and left.
    pub async fn set() -> Self {
        let host = Host::start().await;
        let (administrator, _) = host.first_run().await;
        let (_, attendant) = host.attendant(&administrator).await;
        host.configure(&[PARK]);
        let scene = Self { host, administrator, attendant, now: gate_app::now() };
        for (plate, in_minutes, out_minutes) in [("浙B12345", 50, 20), ("浙BD12345", 40, 10)] {
            scene.pass(Direction::In, plate, in_minutes).await;
            scene.pass(Direction::Out, plate, out_minutes).await;
        }
        scene
    }

    pub async fn pass(&self, direction: Direction, plate: &str, minutes_ago: i64) {
        self.pass_at(direction, plate, UtcMillis(self.now.0 - minutes_ago * 60_000), None).await;
    }

    pub async fn pass_at(&self, direction: Direction, plate: &str, at: UtcMillis, photo: Option<&str>) {
        let rules = IngestRules {
            parking_id: PARK.to_owned(),
            total_spaces: Some(100),
            city: Some(Default::default()),
        };
        let record = Record {
            parking_id: PARK.to_owned(),
            direction,
            plate_raw: plate.to_owned(),
            at,
            lane_no: "1".to_owned(),
            lane_name: None,
            record_id: None,
            vehicle_type: None,
            photo_url: photo.map(str::to_owned),
            owner_name: None,
            work_no: None,
            owner_phone: None,
            free_spaces: None,
        };
        self.store().ingest(&rules, vec![record], Source::Records, self.now).await.unwrap();
    }

    pub fn store(&self) -> &Store {
        self.host.app.store()
    }

    pub async fn owed(&self) -> Vec<DeliveryRow> {
        self.store().deliveries(DeliveryFilter::default(), gate_app::now()).await.unwrap()
    }

    pub async fn delivery(&self, id: i64) -> DeliveryRow {
        self.owed().await.into_iter().find(|row| row.id == id).unwrap()
    }

    /// The two vehicles' sessions.
    pub async fn sessions(&self) -> [i64; 2] {
        let owed = self.owed().await;
        let of = |plate: &str| owed.iter().find(|row| row.plate == plate).unwrap().session;
        [of("浙B12345"), of("浙BD12345")]
    }

    /// Sends a delivery, as the sender would, and has the city take it.
    pub async fn sent(&self, id: i64) {
        self.store().freeze(vec![freeze(id)]).await.unwrap();
        let settled = Settled {
            id,
            outcome: "delivered",
            settlement: Settlement::Delivered,
            parked_reason: ParkedReason::Refused,
            nothing_sent: false,
            status: Some(200),
            answer: "ok".to_owned(),
            elapsed_ms: 31,
            bytes: 250,
            photo_md5: None,
            payload: None,
            at: self.now,
        };
        self.store().settle(vec![settled]).await.unwrap();
    }

    pub async fn ask(&self, who: &SessionKey, command: Command, request: Value) -> Result<Value, Failure> {
        self.host.call(Some(who), command, request).await.0
    }

    pub async fn fit(&self, session: i64, bytes: &[u8]) -> Result<Value, Failure> {
        let request = json!({ "session": session, "event": "departure", "base64": STANDARD.encode(bytes) });
        self.ask(&self.attendant, Command::fit_photo, request).await
    }

    pub async fn send(
        &self,
        who: &SessionKey,
        session: i64,
        photo: i64,
        seen: Option<i64>,
    ) -> Result<i64, Failure> {
        let request = json!({ "session": session, "event": "departure", "photo": photo, "seen": seen });
        let owed = self.ask(who, Command::send_photo_again, request).await?;
        Ok(owed["delivery"].as_i64().unwrap())
    }

    /// Fits a picture of this colour and sends it as the attendant.
    pub async fn brought(&self, session: i64, colour: u8) -> i64 {
        let photo = self.fit(session, &picture(ImageFormat::Png, colour)).await.unwrap()["photo"].clone();
        self.send(&self.attendant, session, photo.as_i64().unwrap(), None).await.unwrap()
    }

    pub async fn cancel(&self, ids: &[i64]) -> Result<Value, Failure> {
        self.ask(&self.attendant, Command::cancel_photos, json!({ "ids": ids })).await
    }

    pub async fn audited(&self, action: &str) -> Vec<String> {
        let filter = AuditFilter { limit: 100, ..AuditFilter::default() };
        let rows = self.store().audit_rows(filter).await.unwrap();
        rows.into_iter().filter(|row| row.action == action).map(|row| row.actor).collect()
    }
}

pub fn freeze(id: i64) -> Freeze {
    Freeze { id, payload: format!("{{\"businessid\":\"{id}\"}}"), photo_md5: None }
}

pub const KINDS: [ImageFormat; 4] =
    [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Bmp, ImageFormat::WebP];

/// A picture of 64 × 48 in this kind of file.
pub fn picture(kind: ImageFormat, colour: u8) -> Vec<u8> {
    let pixels = RgbImage::from_fn(64, 48, |x, y| Rgb([colour, (x * 3) as u8, (y * 5) as u8]));
    let mut file = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels).write_to(&mut file, kind).unwrap();
    file.into_inner()
}
