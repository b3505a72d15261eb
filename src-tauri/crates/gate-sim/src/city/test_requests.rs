//! Correct requests to a city with the default options, to be spoiled by tests.

use std::time::Duration;

use serde_json::{Value, json};

use super::options::md5_hex;
use super::{CityOptions, CitySim};
use crate::faults::{Faults, Side};
use crate::http::test_client::{self, Failure, Got};

pub(crate) const ANY: std::net::SocketAddr =
    std::net::SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
pub(crate) const CAR_PARK: &str = "330212077102";
pub(crate) const JPEG: &[u8] = b"\xff\xd8\xff\xe0 a picture";

pub(crate) async fn city() -> CitySim {
    CitySim::start(ANY, CityOptions::default()).await.unwrap()
}

pub(crate) async fn city_with(faults: &str) -> CitySim {
    let faults = Faults::parse(faults, Side::City, 1).unwrap();
    CitySim::start(ANY, CityOptions { faults, ..CityOptions::default() }).await.unwrap()
}

pub(crate) fn heartbeat() -> Value {
    json!({"portname": "admin", "portpwd": md5_hex(b"123456"), "parkpotid": CAR_PARK, "freeparklotcount": 20})
}

pub(crate) fn arrival(id: &str) -> Value {
    with(
        heartbeat(),
        json!({"businessid": id, "businesstype": "1", "vehnum": "浙B12345", "vehtype": "02",
        "hpys": "蓝", "parktime": "2026-11-20 08:30:00", "leavetime": ""}),
    )
}

pub(crate) fn departure(id: &str) -> Value {
    with(arrival(id), json!({"businesstype": "2", "leavetime": "2026-11-20 09:00:00"}))
}

pub(crate) fn photo(id: &str, businesstype: &str, index: i64) -> Value {
    with(
        heartbeat(),
        json!({"businessid": id, "businesstype": businesstype, "imgIndex": index,
        "imageHash": md5_hex(JPEG), "takeTime": "20261120083000"}),
    )
}

/// The same object with these fields set.
pub(crate) fn with(mut value: Value, fields: Value) -> Value {
    for (key, field) in fields.as_object().unwrap() {
        value[key] = field.clone();
    }
    value
}

pub(crate) fn form(data: &Value, file: &[u8]) -> (String, Vec<u8>) {
    let mut body = format!(
        "--b1\r\nContent-Disposition: form-data; name=\"data\"\r\nContent-Type: application/json\r\n\r\n{data}\r\n\
         --b1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"1.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--b1--\r\n");
    ("multipart/form-data; boundary=b1".to_owned(), body)
}

pub(crate) async fn send(city: &CitySim, operation: &str, body: &Value) -> Result<Got, Failure> {
    send_within(city, operation, body, PATIENCE).await
}

pub(crate) async fn send_within(
    city: &CitySim,
    operation: &str,
    body: &Value,
    patience: Duration,
) -> Result<Got, Failure> {
    let path = format!("/nbyd-parkpot-service/parkpot/{operation}");
    let body = body.to_string();
    test_client::post(city.addr(), &path, "application/json", body.as_bytes(), patience).await
}

pub(crate) async fn send_event(city: &CitySim, body: &Value) -> Result<Got, Failure> {
    send(city, "uploadBusiness", body).await
}

pub(crate) async fn send_photo(city: &CitySim, data: &Value, file: &[u8]) -> Result<Got, Failure> {
    let (content_type, body) = form(data, file);
    let path = "/nbyd-parkpot-service/parkpot/uploadBusinessImg";
    test_client::post(city.addr(), path, &content_type, &body, PATIENCE).await
}

/// The `description` of a refusal; panics when it was none.
pub(crate) fn refused(got: Result<Got, Failure>) -> String {
    let answer = got.unwrap().json();
    assert_eq!(answer["result"], 1, "{answer}");
    answer["description"].as_str().unwrap().to_owned()
}

/// Panics unless it was a plain success.
pub(crate) fn accepted(got: Result<Got, Failure>) {
    let got = got.unwrap();
    assert_eq!((got.status, got.text()), (200, r#"{"result":0}"#));
}
