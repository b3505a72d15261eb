//! The listener over real sockets.

use super::*;
use crate::sign::sign;
use gate_core::passage::Direction;
use gate_core::time::UtcMillis;
use gate_http::header::{HeaderName, HeaderValue};
use gate_http::{ClientOptions, HttpClient, Request, Url};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

const NOW: i64 = 1_700_000_000_000;
const SECRET: &str = "s3cret";

/// Keeps callbacks in memory; can fail, and can wait in the middle of keeping.
#[derive(Default)]
struct Sink {
    records: Mutex<Vec<Record>>,
    cameras: Mutex<Vec<CameraChange>>,
    visitors: Mutex<Vec<Visitor>>,
    failing: AtomicBool,
    gate: Option<Gate>,
}

struct Gate {
    entered: Semaphore,
    leave: Semaphore,
}

impl Sink {
    fn gated() -> Self {
        Self { gate: Some(Gate { entered: Semaphore::new(0), leave: Semaphore::new(0) }), ..Self::default() }
    }

    async fn keep<T: Send>(&self, list: &Mutex<Vec<T>>, item: T) -> Result<(), NotKept> {
        if let Some(gate) = &self.gate {
            gate.entered.add_permits(1);
            gate.leave.acquire().await.unwrap().forget();
        }
        if self.failing.load(Ordering::Relaxed) {
            return Err(NotKept("disk full".to_owned()));
        }
        list.lock().unwrap().push(item);
        Ok(())
    }

    async fn entered(&self) {
        self.gate.as_ref().unwrap().entered.acquire().await.unwrap().forget();
    }

    fn leave(&self) {
        self.gate.as_ref().unwrap().leave.add_permits(1);
    }
}

#[async_trait]
impl CallbackSink for Sink {
    async fn vehicle_access(&self, record: Record) -> Result<(), NotKept> {
        self.keep(&self.records, record).await
    }
    async fn camera_online(&self, change: CameraChange) -> Result<(), NotKept> {
        self.keep(&self.cameras, change).await
    }
    async fn visitor(&self, visitor: Visitor) -> Result<(), NotKept> {
        self.keep(&self.visitors, visitor).await
    }
}

struct Booth {
    address: SocketAddr,
    sink: Arc<Sink>,
    counts: Arc<CallbackCounts>,
    client: HttpClient,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

fn options() -> CallbackOptions {
    CallbackOptions::new("127.0.0.1:0".parse().unwrap(), "demo", SecretString::from(SECRET))
}

impl Booth {
    async fn open() -> Self {
        Self::open_with(Sink::default(), options()).await
    }

    async fn open_with(sink: Sink, options: CallbackOptions) -> Self {
        let sink = Arc::new(sink);
        let listener = CallbackListener::bind(options, Arc::new(|| UtcMillis(NOW))).await.unwrap();
        let (address, counts) = (listener.local_addr().unwrap(), listener.counts());
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn({
            let sink = Arc::clone(&sink);
            async move { listener.serve(sink, async { drop(stopped.await) }).await }
        });
        let client = HttpClient::new(&ClientOptions::default()).unwrap();
        Self { address, sink, counts, client, stop: Some(stop), task }
    }

    /// Posts a body signed for this timestamp with this secret; status and answer.
    async fn post_signed(&self, timestamp: i64, secret: &str, body: &[u8]) -> (u16, Value) {
        let timestamp = timestamp.to_string();
        let sign = sign("demo", &timestamp, &SecretString::from(secret));
        self.post_with([("appKey", "demo"), ("timestamp", &timestamp), ("sign", &sign)], body).await
    }

    async fn post_with<const N: usize>(&self, headers: [(&str, &str); N], body: &[u8]) -> (u16, Value) {
        let url = Url::parse(&format!("http://{}/callback", self.address)).unwrap();
        let mut request = Request::post_json(url, body.to_vec());
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            request = request.with_header(name, HeaderValue::from_str(value).unwrap());
        }
        let answer = self.client.send(request).await.unwrap();
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    async fn post(&self, timestamp: i64, body: &Value) -> (u16, Value) {
        self.post_signed(timestamp, SECRET, body.to_string().as_bytes()).await
    }

    fn kept(&self) -> usize {
        self.sink.records.lock().unwrap().len()
    }
}

fn access(plate: &str) -> Value {
    json!({"callbackType": "PARKING_VEHICLE_ACCESS", "data": {"vehicleCode": plate, "vehicleType": "1",
        "accessType": "1", "time": "2025-3-15 8:30:00", "laneNo": "1", "laneName": "出口车道1",
        "photo": "http://img.example.com/1.jpg", "parkingId": "park123", "userName": "张三",
        "tempLot": 50, "inParkNum": "120", "totalLot": 200, "phoneNum": "13800138000"}})
}

/// A whole request as bytes, signed, with a body of this length announced.
fn raw(body: &str, announced: usize) -> String {
    let sign = sign("demo", &NOW.to_string(), &SecretString::from(SECRET));
    format!(
        "POST /callback HTTP/1.1\r\nhost: x\r\nAPPKEY: demo\r\nTimestamp: {NOW}\r\nSIGN: {sign}\r\n\
         content-length: {announced}\r\n\r\n{body}"
    )
}

#[tokio::test]
async fn a_genuine_callback_is_kept_and_answered_to_the_letter() {
    let booth = Booth::open().await;
    assert_eq!(booth.post(NOW, &access("浙B12345")).await, (200, json!({"code": 0, "msg": "操作成功"})));
    let record = booth.sink.records.lock().unwrap()[0].clone();
    assert_eq!((record.parking_id.as_str(), record.plate_raw.as_str()), ("park123", "浙B12345"));
    assert_eq!(record.direction, Direction::Out, "callbacks write 0 in, 1 out");
    assert_eq!(record.at, UtcMillis::parse_china("2025-03-15 08:30:00").unwrap());
    assert_eq!(record.record_id, None);
    let figures = record.free_spaces.unwrap();
    assert_eq!((figures.temp_lot, figures.in_park_num, figures.total_lot), (Some(50), Some(120), Some(200)));
    assert_eq!((booth.counts.kept(), booth.counts.refused()), (1, 0));
}

#[tokio::test]
async fn headers_are_found_in_any_case() {
    let booth = Booth::open().await;
    let body = access("浙B12345").to_string();
    let mut stream = TcpStream::connect(booth.address).await.unwrap();
    stream.write_all(raw(&body, body.len()).as_bytes()).await.unwrap();
    assert!(head_of(&mut stream).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn cameras_and_visitors_are_kept() {
    let booth = Booth::open().await;
    let camera = json!({"callbackType": "PARKING_CAMERA_ONLINE", "data": {"parkingId": "park123",
        "laneNo": 1, "laneName": "入口车道1", "time": "2025-03-15 09:00:00", "status": "0"}});
    let visitor = json!({"callbackType": "PARKING_VISITOR", "data": {"parkingId": "park123",
        "vehicleCode": "浙B12345", "userName": "王五", "userPhoneNumber": "13700137000",
        "startTime": "2025-03-15", "endTime": "2025-03-16", "memo": "业务拜访"}});
    assert_eq!(booth.post(NOW, &camera).await.0, 200);
    assert_eq!(booth.post(NOW + 1, &visitor).await.0, 200);
    assert!(!booth.sink.cameras.lock().unwrap()[0].online);
    assert_eq!(booth.sink.visitors.lock().unwrap()[0].phone.as_deref(), Some("13700137000"));
}

#[tokio::test]
async fn wrong_key_sign_time_and_missing_headers_are_unauthorised_and_alike() {
    let booth = Booth::open().await;
    let body = access("浙B12345").to_string();
    let now = NOW.to_string();
    let sign = sign("demo", &now, &SecretString::from(SECRET));
    let answers = [
        booth.post_signed(NOW, "guess", body.as_bytes()).await,
        booth.post_signed(NOW + 300_001, SECRET, body.as_bytes()).await,
        booth.post_signed(NOW - 300_001, SECRET, body.as_bytes()).await,
        booth.post_with([("appKey", "other"), ("timestamp", &now), ("sign", &sign)], body.as_bytes()).await,
        booth.post_with([("appKey", "demo"), ("timestamp", &now)], body.as_bytes()).await,
        booth.post_with([], body.as_bytes()).await,
    ];
    for (status, answer) in &answers {
        assert_eq!((*status, &answer["code"]), (401, &json!(1)));
        assert_eq!(answer["msg"], answers[0].1["msg"], "the answer does not say which it was");
    }
    assert_eq!((booth.kept(), booth.counts.refused()), (0, 6));
}

#[tokio::test]
async fn a_timestamp_at_the_windows_edge_is_taken() {
    let booth = Booth::open().await;
    assert_eq!(booth.post(NOW + 300_000, &access("浙B00001")).await.0, 200);
    assert_eq!(booth.post(NOW - 300_000, &access("浙B00002")).await.0, 200);
}

#[tokio::test]
async fn a_replay_of_what_was_kept_is_refused() {
    let booth = Booth::open().await;
    assert_eq!(booth.post(NOW, &access("浙B12345")).await.0, 200);
    let (status, answer) = booth.post(NOW, &access("浙B12345")).await;
    assert_eq!((status, &answer["code"]), (401, &json!(1)));
    assert_eq!(booth.kept(), 1);
}

#[tokio::test]
async fn one_sign_with_another_body_is_taken_and_counted() {
    let booth = Booth::open().await;
    assert_eq!(booth.post(NOW, &access("浙B00001")).await.0, 200);
    assert_eq!(booth.counts.sign_with_other_body(), 0);
    assert_eq!(booth.post(NOW, &access("浙B00002")).await.0, 200, "two may pass within one millisecond");
    assert_eq!((booth.kept(), booth.counts.sign_with_other_body()), (2, 1));
}

#[tokio::test]
async fn what_could_not_be_kept_is_no_success_and_may_come_again() {
    let booth = Booth::open().await;
    booth.sink.failing.store(true, Ordering::Relaxed);
    let (status, answer) = booth.post(NOW, &access("浙B12345")).await;
    assert_eq!((status, &answer["code"]), (503, &json!(1)));
    assert!(!answer["msg"].as_str().unwrap().contains("disk"), "the reason is for our log");
    booth.sink.failing.store(false, Ordering::Relaxed);
    assert_eq!(booth.post(NOW, &access("浙B12345")).await.0, 200);
    assert_eq!((booth.kept(), booth.counts.not_kept()), (1, 1));
}

#[tokio::test]
async fn success_is_answered_only_after_it_was_kept() {
    let booth = Arc::new(Booth::open_with(Sink::gated(), options()).await);
    let first = tokio::spawn({
        let booth = Arc::clone(&booth);
        async move { booth.post(NOW, &access("浙B12345")).await }
    });
    booth.sink.entered().await;
    assert!(!first.is_finished(), "it is being kept");
    let (status, answer) = booth.post(NOW, &access("浙B12345")).await;
    assert_eq!((status, &answer["code"]), (503, &json!(1)), "nor does its twin succeed before");
    booth.sink.leave();
    assert_eq!(first.await.unwrap().0, 200);
    assert_eq!(booth.kept(), 1);
}

#[tokio::test]
async fn what_is_no_callback_is_a_bad_request_and_is_not_remembered() {
    let booth = Booth::open().await;
    for body in [
        "",
        "not json",
        "[]",
        r#"{"callbackType":"PARKING_OTHER","data":{}}"#,
        r#"{"data":{}}"#,
        r#"{"callbackType":"PARKING_VEHICLE_ACCESS"}"#,
        r#"{"callbackType":"PARKING_VEHICLE_ACCESS","data":{"accessType":"2"}}"#,
    ] {
        for _ in 0..2 {
            let (status, answer) = booth.post_signed(NOW, SECRET, body.as_bytes()).await;
            assert_eq!((status, &answer["code"]), (400, &json!(1)), "{body}");
        }
    }
    assert_eq!(booth.kept(), 0);
}

#[tokio::test]
async fn a_body_over_the_cap_is_refused_and_one_at_the_cap_is_not() {
    let booth = Booth::open().await;
    let padded = |length: usize| {
        let mut body = access("浙B12345").to_string();
        body.push_str(&" ".repeat(length - body.len()));
        body.into_bytes()
    };
    assert_eq!(booth.post_signed(NOW, SECRET, &padded(65_536)).await.0, 200);
    for length in [65_537, 500_000] {
        let (status, answer) = booth.post_signed(NOW + 1, SECRET, &padded(length)).await;
        assert_eq!((status, &answer["code"]), (413, &json!(1)), "{length}");
    }
    assert_eq!(booth.kept(), 1);
}

#[tokio::test]
async fn other_paths_and_methods_are_no_success() {
    let booth = Booth::open().await;
    for path in ["/callback", "/", "/callback/x"] {
        let url = Url::parse(&format!("http://{}{path}", booth.address)).unwrap();
        let answer = booth.client.send(Request::get(url)).await.unwrap();
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(serde_json::from_slice::<Value>(&answer.body).unwrap()["code"], 1);
    }
}

#[tokio::test]
async fn slow_heads_slow_bodies_and_idle_connections_are_cut_off() {
    let limits = CallbackOptions { read_timeout: Duration::from_millis(200), ..options() };
    let booth = Booth::open_with(Sink::default(), limits).await;
    let begun = Instant::now();
    for bytes in [String::new(), "POST /callback HT".to_owned(), raw("{", 100)] {
        let mut stream = TcpStream::connect(booth.address).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // Ends only because the listener closes; an error is a reset, which is closed as well.
        let _ = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
    }
    assert!(begun.elapsed() >= Duration::from_millis(600), "each had its time");
}

#[tokio::test]
async fn beyond_the_cap_connections_wait_their_turn() {
    let limits =
        CallbackOptions { max_connections: 2, read_timeout: Duration::from_millis(500), ..options() };
    let booth = Booth::open_with(Sink::default(), limits).await;
    let begun = Instant::now();
    let mut idle = Vec::new();
    for _ in 0..2 {
        idle.push(TcpStream::connect(booth.address).await.unwrap());
    }
    assert_eq!(booth.post(NOW, &access("浙B12345")).await.0, 200);
    // Connections are accepted in order, so this one was served only once an idle one had been cut off.
    assert!(begun.elapsed() >= Duration::from_millis(500));
}

#[tokio::test]
async fn only_the_listed_sources_may_call() {
    let elsewhere = CallbackOptions { sources: vec!["192.0.2.1".parse().unwrap()], ..options() };
    let booth = Booth::open_with(Sink::default(), elsewhere).await;
    let mut stream = TcpStream::connect(booth.address).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.is_empty());

    let here = CallbackOptions { sources: vec!["127.0.0.1".parse().unwrap()], ..options() };
    let booth = Booth::open_with(Sink::default(), here).await;
    assert_eq!(booth.post(NOW, &access("浙B12345")).await.0, 200);
}

#[tokio::test]
async fn other_addresses_than_loopback_have_to_be_allowed() {
    let open = CallbackOptions { listen: "0.0.0.0:0".parse().unwrap(), ..options() };
    let clock = || -> Arc<dyn gate_core::time::Clock> { Arc::new(|| UtcMillis(NOW)) };
    let refused = CallbackListener::bind(open.clone(), clock()).await;
    assert!(matches!(refused, Err(ListenError::NotLoopback(_))));
    let allowed = CallbackOptions { allow_other_than_loopback: true, ..open };
    assert!(CallbackListener::bind(allowed, clock()).await.is_ok());
}

#[tokio::test]
async fn an_address_in_use_is_an_error() {
    let booth = Booth::open().await;
    let taken = CallbackOptions { listen: booth.address, ..options() };
    let clock = Arc::new(|| UtcMillis(NOW));
    assert!(matches!(CallbackListener::bind(taken, clock).await, Err(ListenError::Bind { .. })));
}

#[tokio::test]
async fn when_told_to_stop_it_finishes_what_it_is_keeping_and_closes() {
    let mut booth = Booth::open_with(Sink::gated(), options()).await;
    let body = access("浙B12345").to_string();
    let mut busy = TcpStream::connect(booth.address).await.unwrap();
    busy.write_all(raw(&body, body.len()).as_bytes()).await.unwrap();
    let mut idle = TcpStream::connect(booth.address).await.unwrap();
    booth.sink.entered().await;

    drop(booth.stop.take());
    let mut nothing = Vec::new();
    let _ = idle.read_to_end(&mut nothing).await;
    assert!(nothing.is_empty(), "idle connections are closed at once");
    booth.sink.leave();
    assert!(head_of(&mut busy).await.starts_with("HTTP/1.1 200"));
    (&mut booth.task).await.unwrap();
    assert_eq!(booth.kept(), 1);
    assert!(TcpStream::connect(booth.address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_caller_who_closes_his_half_early_still_gets_his_answer() {
    let booth = Booth::open_with(Sink::gated(), options()).await;
    let body = access("浙B12345").to_string();
    let mut caller = TcpStream::connect(booth.address).await.unwrap();
    caller.write_all(raw(&body, body.len()).as_bytes()).await.unwrap();
    caller.shutdown().await.unwrap();
    booth.sink.entered().await;
    booth.sink.leave();
    assert!(head_of(&mut caller).await.starts_with("HTTP/1.1 200"));
    assert_eq!(booth.kept(), 1);
}

/// Reads what has come until the head of an answer is whole.
async fn head_of(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 1024];
    while !bytes.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(length) => bytes.extend_from_slice(&buffer[..length]),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
