//! Callbacks by hand, also such as no platform would send.

use std::net::SocketAddr;

use gatehouse_tests::support::{PARKING_ID, PATIENCE, Park};
use md5::{Digest, Md5};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What proves who calls.
#[derive(Clone)]
pub struct Credentials {
    /// `appKey`.
    pub app_key: String,
    /// `timestamp`, Unix ms.
    pub timestamp: i64,
    /// `sign`.
    pub sign: String,
}

impl Credentials {
    /// Signed with this key and secret.
    pub fn of(app_key: &str, app_secret: &str, timestamp: i64) -> Self {
        let digest = Md5::digest(format!("{app_key}{timestamp}{app_secret}"));
        let sign = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { app_key: app_key.to_owned(), timestamp, sign }
    }

    /// As the park's platform signs, so many seconds from now.
    pub fn genuine(park: &Park, seconds: i64) -> Self {
        let account = &park.options.open_platform;
        Self::of(&account.app_key, &account.app_secret, gate_app::now().0 + seconds * 1_000)
    }
}

/// The body of a passage's callback.
pub fn entry(plate: &str) -> String {
    let time = gate_app::now().china_standard();
    json!({
        "callbackType": "PARKING_VEHICLE_ACCESS",
        "data": {
            "vehicleCode": plate, "vehicleType": "9", "accessType": "0", "time": time, "laneNo": "1",
            "laneName": "入口车道1", "photo": "", "parkingId": PARKING_ID, "userName": "", "tempLot": 50,
            "inParkNum": 150, "totalLot": 200, "phoneNum": "",
        },
    })
    .to_string()
}

/// The request as it stands on the wire, head and body apart.
pub fn request(line: &str, credentials: &Credentials, body: &str) -> (String, String) {
    let Credentials { app_key, timestamp, sign } = credentials;
    let head = format!(
        "{line} HTTP/1.1\r\nhost: gatehouse\r\ncontent-type: application/json\r\nappKey: {app_key}\r\n\
         timestamp: {timestamp}\r\nsign: {sign}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    (head, body.to_owned())
}

/// Posts a callback; answers the status and the body.
pub async fn post(to: SocketAddr, credentials: &Credentials, body: &str) -> (u16, Value) {
    call(to, "POST /callback", credentials, body).await
}

/// Sends any request; answers the status and the body.
pub async fn call(to: SocketAddr, line: &str, credentials: &Credentials, body: &str) -> (u16, Value) {
    let (head, body) = request(line, credentials, body);
    let exchange = async {
        let mut stream = TcpStream::connect(to).await.unwrap();
        stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    };
    let answer = tokio::time::timeout(PATIENCE, exchange).await.expect("it answers");
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    (status.unwrap_or_default(), serde_json::from_str(body).unwrap_or_default())
}
