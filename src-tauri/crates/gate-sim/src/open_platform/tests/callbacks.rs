use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use md5::{Digest, Md5};
use serde_json::{Value, json};

use super::client::{PARK, at, loopback, started, until};
use crate::http::{Handler, ServerHandle, SimRequest, SimResponse, serve};
use crate::open_platform::{CallbackOptions, Channel, OpenPlatformSim, SimVisitor};
use crate::traffic::{SimPassage, VehicleClass};

/// A receiver that refuses the first so many callbacks.
#[derive(Default)]
struct Receiver {
    refusals: AtomicU64,
    bodies: Mutex<Vec<Value>>,
    badly_signed: AtomicU64,
}

impl Handler for Receiver {
    async fn handle(&self, request: SimRequest) -> SimResponse {
        let header = |name: &str| request.header(name).unwrap_or_default().to_owned();
        let text = format!("{}{}demo-secret", header("appkey"), header("timestamp"));
        let sign: String = Md5::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        if sign != header("sign") || header("appkey") != "demo" || request.path != "/callback" {
            self.badly_signed.fetch_add(1, Ordering::Relaxed);
        }
        self.bodies.lock().unwrap().push(request.json().unwrap());
        if self
            .refusals
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .is_ok()
        {
            return SimResponse::json(&json!({ "code": 1, "msg": "稍后再试" }));
        }
        SimResponse::json(&json!({ "code": 0, "msg": "操作成功" }))
    }
}

impl Receiver {
    fn bodies(&self) -> Vec<Value> {
        self.bodies.lock().unwrap().clone()
    }
}

fn receiving(refusals: u64) -> (Arc<Receiver>, ServerHandle, CallbackOptions) {
    let receiver = Arc::new(Receiver { refusals: AtomicU64::new(refusals), ..Receiver::default() });
    let server = serve(loopback(), Arc::clone(&receiver)).unwrap();
    let options = CallbackOptions {
        retry_initial: Duration::from_millis(5),
        retry_max: Duration::from_millis(20),
        ..CallbackOptions::new(&format!("http://{}/callback", server.addr()))
    };
    (receiver, server, options)
}

fn pushing(options: CallbackOptions) -> OpenPlatformSim {
    started(|platform| platform.callback = Some(options))
}

#[tokio::test]
async fn a_passage_is_pushed_with_every_field_and_a_good_sign() {
    let (receiver, _server, options) = receiving(0);
    let sim = pushing(options);
    let mut passage =
        SimPassage::entry("浙B12345", at("2026-03-15 08:30:00")).of_class(VehicleClass::Monthly);
    passage.user_name = "张三".into();
    passage.phone = "13800138000".into();
    let id = sim.add_passage(passage);
    sim.add_passage(SimPassage::exit("浙B12345", at("2026-03-15 09:30:00")));
    until("both are acknowledged", || sim.acknowledged_callbacks().len() == 2).await;
    let bodies = receiver.bodies();
    let entry = bodies.iter().find(|body| body["data"]["accessType"] == "0").unwrap();
    assert_eq!(
        entry,
        &json!({ "callbackType": "PARKING_VEHICLE_ACCESS", "data": {
            "vehicleCode": "浙B12345", "vehicleType": "1", "accessType": "0", "time": "2026-03-15 08:30:00",
            "laneNo": "1", "laneName": "入口车道1", "photo": sim.photo_url(id), "parkingId": PARK,
            "userName": "张三", "tempLot": 300, "inParkNum": 1, "totalLot": 499, "phoneNum": "13800138000"
        } })
    );
    assert!(bodies.iter().any(|body| body["data"]["accessType"] == "1"));
    assert_eq!(receiver.badly_signed.load(Ordering::Relaxed), 0);
    let acknowledged = sim.acknowledged_callbacks();
    assert!(
        acknowledged.iter().any(|one| one.record_id == Some(id) && one.body == *entry && one.attempts == 1)
    );
}

#[tokio::test]
async fn what_is_refused_is_pushed_again_until_it_is_acknowledged() {
    let (receiver, _server, options) = receiving(4);
    let sim = pushing(options);
    sim.add_passage(SimPassage::entry("浙B12345", at("2026-03-15 08:30:00")));
    until("it is acknowledged", || sim.acknowledged_callbacks().len() == 1).await;
    assert_eq!(sim.acknowledged_callbacks()[0].attempts, 5);
    let bodies = receiver.bodies();
    assert_eq!(bodies.len(), 5);
    assert!(bodies.iter().all(|body| body == &bodies[0]));
    assert_eq!(sim.pending_callbacks(), 0);
}

#[tokio::test]
async fn callbacks_wait_for_a_receiver_that_is_away() {
    let sim = pushing(CallbackOptions {
        retry_initial: Duration::from_millis(5),
        ..CallbackOptions::new("http://127.0.0.1:9/callback")
    });
    sim.add_passage(SimPassage::entry("浙B12345", at("2026-03-15 08:30:00")));
    assert_eq!(sim.pending_callbacks(), 1);
    let (_receiver, _server, options) = receiving(0);
    sim.set_callback(Some(options));
    until("it is acknowledged", || sim.acknowledged_callbacks().len() == 1).await;
}

#[tokio::test]
async fn an_acknowledged_callback_may_come_once_more() {
    let (receiver, _server, options) = receiving(0);
    let sim = pushing(CallbackOptions { repeat_share: 1.0, ..options });
    sim.add_passage(SimPassage::entry("浙B12345", at("2026-03-15 08:30:00")));
    until("it came twice", || receiver.bodies().len() == 2).await;
    until("nothing is left", || sim.pending_callbacks() == 0).await;
    assert_eq!(sim.acknowledged_callbacks().len(), 1);
    assert_eq!(receiver.bodies().len(), 2);
}

#[tokio::test]
async fn the_share_and_the_channel_say_what_is_pushed() {
    let (_receiver, _server, options) = receiving(0);
    let sim = pushing(CallbackOptions { share: 0.5, ..options });
    let passage =
        |second: u64| SimPassage::entry("浙B12345", at("2026-03-15 08:00:00") + Duration::from_secs(second));
    for second in 0..200 {
        sim.add_passage(passage(second));
    }
    until("nothing is left", || sim.pending_callbacks() == 0).await;
    let pushed = sim.acknowledged_callbacks().len();
    assert!((70..130).contains(&pushed), "{pushed}");
    sim.add_passage_via(passage(500), Channel::List);
    assert_eq!(sim.pending_callbacks(), 0);
    for second in 501..510 {
        sim.add_passage_via(passage(second), Channel::Both);
    }
    until("all are acknowledged", || sim.acknowledged_callbacks().len() == pushed + 9).await;
}

#[tokio::test]
async fn cameras_and_visitors_are_told_too() {
    let (receiver, _server, options) = receiving(0);
    let sim = pushing(options);
    sim.set_camera(PARK, "1", false, at("2026-03-15 09:00:00"));
    until("the camera is told", || receiver.bodies().len() == 1).await;
    assert_eq!(
        receiver.bodies()[0],
        json!({ "callbackType": "PARKING_CAMERA_ONLINE", "data": {
            "parkingId": PARK, "laneNo": "1", "laneName": "入口车道1", "time": "2026-03-15 09:00:00", "status": "0"
        } })
    );
    sim.put_visitor(
        PARK,
        SimVisitor {
            plate: "浙B77777".into(),
            user_name: "王五".into(),
            phone: "13700137000".into(),
            from: at("2026-03-15 09:00:00"),
            until: at("2026-03-16 18:00:00"),
            memo: "业务拜访".into(),
            other: Vec::new(),
        },
    );
    until("the visitor is told", || receiver.bodies().len() == 2).await;
    assert_eq!(
        receiver.bodies()[1],
        json!({ "callbackType": "PARKING_VISITOR", "data": {
            "parkingId": PARK, "vehicleCode": "浙B77777", "userName": "王五", "userPhoneNumber": "13700137000",
            "startTime": "2026-03-15", "endTime": "2026-03-16", "memo": "业务拜访"
        } })
    );
}
