//! A listener with somebody who calls it, and what it keeps.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use gate_core::time::UtcMillis;
use gate_http::header::{HeaderName, HeaderValue};
use gate_http::{ClientOptions, HttpClient, Request, Url};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

use super::super::*;
use crate::sign::sign;

pub(super) const NOW: i64 = 1_700_000_000_000;
pub(super) const SECRET: &str = "s3cret";

/// Keeps callbacks in memory; can fail, and can wait in the middle of keeping.
#[derive(Default)]
pub(super) struct Sink {
    pub(super) records: Mutex<Vec<Record>>,
    pub(super) cameras: Mutex<Vec<CameraChange>>,
    pub(super) visitors: Mutex<Vec<Visitor>>,
    pub(super) failing: AtomicBool,
    pub(super) gate: Option<Gate>,
}

pub(super) struct Gate {
    pub(super) entered: Semaphore,
    pub(super) leave: Semaphore,
}

impl Sink {
    pub(super) fn gated() -> Self {
        Self { gate: Some(Gate { entered: Semaphore::new(0), leave: Semaphore::new(0) }), ..Self::default() }
    }

    pub(super) async fn keep<T: Send>(&self, list: &Mutex<Vec<T>>, item: T) -> Result<(), NotKept> {
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

    pub(super) async fn entered(&self) {
        self.gate.as_ref().unwrap().entered.acquire().await.unwrap().forget();
    }

    pub(super) fn leave(&self) {
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

pub(super) struct Booth {
    pub(super) address: SocketAddr,
    pub(super) sink: Arc<Sink>,
    pub(super) counts: Arc<CallbackCounts>,
    pub(super) client: HttpClient,
    pub(super) stop: Option<oneshot::Sender<()>>,
    pub(super) task: JoinHandle<()>,
}

pub(super) fn options() -> CallbackOptions {
    CallbackOptions::new("127.0.0.1:0".parse().unwrap(), "demo", SecretString::from(SECRET))
}

impl Booth {
    pub(super) async fn open() -> Self {
        Self::open_with(Sink::default(), options()).await
    }

    pub(super) async fn open_with(sink: Sink, options: CallbackOptions) -> Self {
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
    pub(super) async fn post_signed(&self, timestamp: i64, secret: &str, body: &[u8]) -> (u16, Value) {
        let timestamp = timestamp.to_string();
        let sign = sign("demo", &timestamp, &SecretString::from(secret));
        self.post_with([("appKey", "demo"), ("timestamp", &timestamp), ("sign", &sign)], body).await
    }

    pub(super) async fn post_with<const N: usize>(
        &self,
        headers: [(&str, &str); N],
        body: &[u8],
    ) -> (u16, Value) {
        let url = Url::parse(&format!("http://{}/callback", self.address)).unwrap();
        let mut request = Request::post_json(url, body.to_vec());
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            request = request.with_header(name, HeaderValue::from_str(value).unwrap());
        }
        let answer = self.client.send(request).await.unwrap();
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    pub(super) async fn post(&self, timestamp: i64, body: &Value) -> (u16, Value) {
        self.post_signed(timestamp, SECRET, body.to_string().as_bytes()).await
    }

    pub(super) fn kept(&self) -> usize {
        self.sink.records.lock().unwrap().len()
    }
}

pub(super) fn access(plate: &str) -> Value {
    json!({"callbackType": "PARKING_VEHICLE_ACCESS", "data": {"vehicleCode": plate, "vehicleType": "1",
        "accessType": "1", "time": "2025-3-15 8:30:00", "laneNo": "1", "laneName": "出口车道1",
        "photo": "http://img.example.com/1.jpg", "parkingId": "park123", "userName": "张三",
        "tempLot": 50, "inParkNum": "120", "totalLot": 200, "phoneNum": "13800138000"}})
}

/// A whole request as bytes, signed, with a body of this length announced.
pub(super) fn raw(body: &str, announced: usize) -> String {
    let sign = sign("demo", &NOW.to_string(), &SecretString::from(SECRET));
    format!(
        "POST /callback HTTP/1.1\r\nhost: x\r\nAPPKEY: demo\r\nTimestamp: {NOW}\r\nSIGN: {sign}\r\n\
         content-length: {announced}\r\n\r\n{body}"
    )
}

/// Reads what has come until the head of an answer is whole.
pub(super) async fn head_of(stream: &mut TcpStream) -> String {
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
