use serde_json::{Value, json};

use super::client::{Caller, PARK, at, send, started, token_request};
use crate::open_platform::{OpenPlatformSim, Operation, Quirk, Quirks, SimCarPark};
use crate::traffic::{LaneUse, Population, PopulationSize, SimLane, SimPassage};

fn with_quirk(quirk: Quirk) -> OpenPlatformSim {
    let sim = started(|options| options.quirks = Quirks::only(quirk));
    sim.add_passage(SimPassage::entry("浙B12345", at("2026-03-05 08:30:00")));
    sim
}

async fn records(sim: &OpenPlatformSim) -> Value {
    let body = json!({
        "parkingId": PARK, "pageNo": 1, "pageSize": 10,
        "startTime": "2026-03-05 00:00:00", "endTime": "2026-03-05 23:59:59"
    });
    Caller::new(sim).await.call(Operation::AccessRecordList, body).await
}

#[tokio::test]
async fn has_more_is_called_and_left_out_and_sticks() {
    let answer = records(&with_quirk(Quirk::SnakeHasMore)).await;
    assert_eq!(answer["result"]["has_more"], false);
    assert!(answer["result"].get("hasMore").is_none());
    let answer = records(&with_quirk(Quirk::HasMoreOmitted)).await;
    assert!(answer["result"].get("hasMore").is_none());
    let sim = with_quirk(Quirk::HasMoreSticks);
    assert_eq!(records(&sim).await["result"]["hasMore"], true);
    let second = json!({
        "parkingId": PARK, "pageNo": 2, "pageSize": 10,
        "startTime": "2026-03-05 00:00:00", "endTime": "2026-03-05 23:59:59"
    });
    let answer = Caller::new(&sim).await.call(Operation::AccessRecordList, second).await;
    assert_eq!(answer["result"], json!({ "hasMore": false, "data": [] }));
}

#[tokio::test]
async fn the_payload_changes_its_place() {
    let sim = with_quirk(Quirk::PayloadSwapped);
    let answer = records(&sim).await;
    assert!(answer.get("result").is_none());
    assert_eq!(answer["data"]["data"][0]["vehicleCode"], "浙B12345");
    let lots = Caller::new(&sim).await.call(Operation::Occupancy, json!({})).await;
    assert_eq!(lots["result"]["totalLot"], 500);
}

#[tokio::test]
async fn lanes_come_as_an_object() {
    let sim = with_quirk(Quirk::LanesAsObject);
    let lanes = Caller::new(&sim).await.call(Operation::LaneList, json!({})).await;
    assert_eq!(lanes["data"]["data"].as_array().unwrap().len(), 4);
    let sim = started(|options| {
        options.quirks = Quirks::only(Quirk::LanesAsObject);
        options.car_parks = vec![SimCarPark {
            lanes: vec![SimLane::new("7", "东门", LaneUse::Both)],
            ..SimCarPark::new(PARK, "小停车场")
        }];
    });
    let lanes = Caller::new(&sim).await.call(Operation::LaneList, json!({})).await;
    assert_eq!(lanes["data"], json!({ "laneNo": "7", "laneName": "东门" }));
}

#[tokio::test]
async fn numbers_and_strings_change_places() {
    let sim = with_quirk(Quirk::NumbersAsStrings);
    assert_eq!(records(&sim).await["result"]["data"][0]["recordId"], "1");
    let lots = Caller::new(&sim).await.call(Operation::Occupancy, json!({})).await;
    assert_eq!(lots["data"]["totalLot"], "500");
    let row = records(&with_quirk(Quirk::StringsAsNumbers)).await["result"]["data"][0].clone();
    assert_eq!((&row["vehicleType"], &row["accessType"], &row["laneNo"]), (&json!(9), &json!(1), &json!(1)));
    let answer = records(&with_quirk(Quirk::CodeAsString)).await;
    assert_eq!(answer["code"], "0");
}

#[tokio::test]
async fn times_lose_their_padding() {
    let row = records(&with_quirk(Quirk::UnpaddedTimes)).await["result"]["data"][0].clone();
    assert_eq!(row["time"], "2026-3-5 8:30:00");
}

#[tokio::test]
async fn empty_values_are_null_or_missing() {
    let row = records(&with_quirk(Quirk::NullsForEmpty)).await["result"]["data"][0].clone();
    assert_eq!(row["userName"], Value::Null);
    assert!(row.get("userName").is_some());
    let row = records(&with_quirk(Quirk::EmptyOmitted)).await["result"]["data"][0].clone();
    assert!(row.get("userName").is_none());
    let row = records(&with_quirk(Quirk::TemporaryUntyped)).await["result"]["data"][0].clone();
    assert_eq!(row["vehicleType"], "");
}

#[tokio::test]
async fn fields_change_their_names() {
    let row = records(&with_quirk(Quirk::WorkNumWhenReading)).await["result"]["data"][0].clone();
    assert!(row.get("workNum").is_some() && row.get("workNo").is_none());
    let row = records(&with_quirk(Quirk::PhoneNamesSwapped)).await["result"]["data"][0].clone();
    assert!(row.get("userPhoneNumber").is_some() && row.get("phoneNum").is_none());
}

#[tokio::test]
async fn the_token_takes_every_shape() {
    for (quirk, check) in [
        (Quirk::TokenAsText, (|payload: &Value| payload.is_string()) as fn(&Value) -> bool),
        (Quirk::TokenNamedLikeHeader, |payload| payload["AccessToken"].is_string()),
        (Quirk::TokenNamedToken, |payload| payload["token"].is_string() && payload["expires_in"] == 7_200),
        (Quirk::TokenLifeUnsaid, |payload| {
            payload.get("expiresIn").is_none() && payload["accessToken"].is_string()
        }),
        (Quirk::PlainText, |payload| payload["expiresIn"] == 7_200),
    ] {
        let sim = started(|options| options.quirks = Quirks::only(quirk));
        let request = token_request("demo", "demo-secret", sim.now().0).to_string();
        let answer = send(sim.addr(), "POST", "/openapi/token", "", &request).await;
        assert!(check(&answer.json()["result"]), "{quirk:?}");
        assert_eq!(answer.head.contains("text/plain"), quirk == Quirk::PlainText);
    }
    for (quirk, status) in [(Quirk::TokenRefusedAs401, 401), (Quirk::TokenRefusedAs403, 403)] {
        let sim = started(|options| options.quirks = Quirks::only(quirk));
        let answer = send(sim.addr(), "POST", "/openapi/lane/list", "wrong", "{}").await;
        assert_eq!(answer.status, status);
    }
}

#[tokio::test]
async fn a_visitor_who_is_unknown_may_be_a_success() {
    let sim = with_quirk(Quirk::NoVisitorIsSuccess);
    let answer =
        Caller::new(&sim).await.call(Operation::VisitorQuery, json!({ "vehicleCode": "浙B00000" })).await;
    assert_eq!((&answer["code"], &answer["result"]), (&json!(0), &Value::Null));
}

#[tokio::test]
async fn whatever_the_quirks_a_patient_reader_finds_everything() {
    for seed in 0..30 {
        let sim = started(|options| options.quirks = Quirks::random(seed));
        let size = PopulationSize { monthly: 7, free: 3, visitors: 0, blacklisted: 0 };
        sim.register(PARK, &Population::draw(seed, size, sim.now()));
        let caller = Caller::new(&sim).await;
        let mut plates = Vec::new();
        for number in 1..20 {
            let body = json!({ "parkingId": PARK, "pageNo": number, "pageSize": 4 });
            let answer = caller.call(Operation::VehicleList, body).await;
            let page = answer.get("result").or_else(|| answer.get("data")).unwrap();
            let rows = page["data"].as_array().unwrap();
            plates.extend(rows.iter().map(|row| row["vehicleCode"].as_str().unwrap().to_owned()));
            let more = page.get("hasMore").or_else(|| page.get("has_more"));
            if rows.is_empty() || more != Some(&json!(true)) {
                break;
            }
        }
        plates.sort();
        let kept: Vec<String> = sim.vehicles(PARK).into_iter().map(|one| one.plate).collect();
        assert_eq!(plates, kept, "seed {seed}");
    }
}
