//! The city over real sockets, as a client meets it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::options::md5_hex;
use super::test_requests::*;
use super::*;
use crate::http::test_client::{self, Failure};

#[tokio::test]
async fn a_whole_session_is_accepted_in_order() {
    let city = city().await;
    accepted(send_event(&city, &arrival("10")).await);
    accepted(send_photo(&city, &photo("10", "1", 1), JPEG).await);
    accepted(send_photo(&city, &photo("10", "1", 2), JPEG).await);
    accepted(send_event(&city, &departure("10")).await);
    accepted(send_photo(&city, &photo("10", "2", 3), JPEG).await);

    let journal = city.journal();
    assert!(journal.wait_until(PATIENCE, |journal| !has_pending(journal)).await);
    let arrivals = journal.accepted_arrivals();
    assert_eq!(arrivals.len(), 1);
    assert_eq!((&*arrivals[0].business_id, &*arrivals[0].plate), ("10", "浙B12345"));
    assert_eq!((arrivals[0].free_spaces, arrivals[0].times, arrivals[0].tries), (Some(20), 1, 1));
    assert_eq!(&*journal.accepted_departures()[0].leavetime, "2026-11-20 09:00:00");
    let photos = journal.accepted_photos();
    assert_eq!(photos.iter().map(|photo| photo.index).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    assert_eq!((&*photos[0].md5, photos[0].bytes), (md5_hex(JPEG).as_str(), JPEG.len()));
    assert!(journal.violations().is_empty());
    let counts = journal.counts();
    assert_eq!((counts.arrivals, counts.departures, counts.photos, counts.repeats), (1, 1, 3, 0));
    assert!(journal.records().iter().all(|record| record.answer == Answer::Whole));
    city.stop().await;
}

fn has_pending(journal: &Journal) -> bool {
    journal.records().iter().any(|record| record.answer == Answer::Pending)
}

#[tokio::test]
async fn heartbeat_and_time_answer_the_time_of_china() {
    let options = CityOptions { clock_offset_ms: 3_600_000, ..CityOptions::default() };
    let city = CitySim::start(ANY, options).await.unwrap();
    for operation in ["heartThrob", "time"] {
        let answer = send(&city, operation, &heartbeat()).await.unwrap();
        assert!(answer.text().starts_with(r#"{"result":0,"data":{"systime":""#), "{}", answer.text());
        let ahead = seconds_ahead_of_china(&answer.json());
        assert!((ahead - 3600).abs() < 5, "an hour ahead, as the option says: {ahead}");
    }
    city.set_clock_offset_ms(0);
    let answer = send(&city, "time", &heartbeat()).await.unwrap();
    assert!(seconds_ahead_of_china(&answer.json()).abs() < 5);
    assert_eq!((city.journal().counts().heartbeats, city.journal().counts().clock), (1, 2));
    assert_eq!(city.journal().heartbeats(CAR_PARK).len(), 1);
    assert!(city.journal().heartbeats("another").is_empty());
}

fn seconds_ahead_of_china(answer: &Value) -> i64 {
    let text = answer["data"]["systime"].as_str().unwrap();
    let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap();
    (time.and_utc() - chrono::Utc::now()).num_seconds() - 8 * 3600
}

#[tokio::test]
async fn the_account_its_password_and_its_car_park_are_checked() {
    let upper = md5_hex(b"123456").to_uppercase();
    let city = city().await;
    let other = |fields| with(heartbeat(), fields);
    accepted(send_event(&city, &with(arrival("1"), json!({"portpwd": upper}))).await);
    for (body, words) in [
        (other(json!({"portname": "nobody"})), "账号或密码错误"),
        (other(json!({"portpwd": "123456"})), "账号或密码错误"),
        (other(json!({"parkpotid": "330212077199"})), "账号无此停车场的权限"),
        (other(json!({"parkpotid": 330212077102u64})), "传入参数有误：parkpotid类型错误"),
        (json!({}), "传入参数有误：缺少portname"),
    ] {
        assert_eq!(refused(send(&city, "heartThrob", &body).await), words);
    }
    city.set_account("admin", "new");
    assert_eq!(refused(send(&city, "time", &heartbeat()).await), "账号或密码错误");
    let renewed = other(json!({"portpwd": md5_hex(b"new")}));
    assert_eq!(send(&city, "time", &renewed).await.unwrap().json()["result"], 0);
}

#[tokio::test]
async fn the_digest_can_be_wanted_in_one_case() {
    for (digest, lower_passes) in [(DigestCase::Lower, true), (DigestCase::Upper, false)] {
        let city = CitySim::start(ANY, CityOptions { digest, ..CityOptions::default() }).await.unwrap();
        let upper = with(heartbeat(), json!({"portpwd": md5_hex(b"123456").to_uppercase()}));
        let result = |got: Result<test_client::Got, Failure>| got.unwrap().json()["result"].clone();
        assert_eq!(result(send(&city, "time", &heartbeat()).await) == 0, lower_passes);
        assert_eq!(result(send(&city, "time", &upper).await) == 0, !lower_passes);
    }
}

#[tokio::test]
async fn several_accounts_each_have_their_own_car_parks() {
    let second = Account {
        portname: "second".to_owned(),
        portpwd: "pw".to_owned(),
        parkpotids: vec!["330212077103".to_owned()],
    };
    let options = CityOptions { other_accounts: vec![second], ..CityOptions::default() };
    let city = CitySim::start(ANY, options).await.unwrap();
    let theirs = with(
        heartbeat(),
        json!({"portname": "second", "portpwd": md5_hex(b"pw"), "parkpotid": "330212077103"}),
    );
    assert_eq!(send(&city, "heartThrob", &theirs).await.unwrap().json()["result"], 0);
    let ours = with(theirs, json!({"parkpotid": CAR_PARK}));
    assert_eq!(refused(send(&city, "heartThrob", &ours).await), "账号无此停车场的权限");
}

#[tokio::test]
async fn order_is_kept_and_breaches_are_noted() {
    let city = city().await;
    assert_eq!(refused(send_event(&city, &departure("1")).await), "无对应的到达业务");
    assert_eq!(refused(send_photo(&city, &photo("1", "1", 1), JPEG).await), "无对应的停车业务");
    accepted(send_event(&city, &arrival("1")).await);
    assert_eq!(refused(send_photo(&city, &photo("1", "2", 3), JPEG).await), "无对应的停车业务");
    accepted(send_event(&city, &departure("1")).await);
    let breaches: Vec<_> =
        city.journal().order_violations().into_iter().map(|violation| violation.breach).collect();
    let (no_arrival, no_event) = (Breach::Order(Refusal::NoArrival), Breach::Order(Refusal::NoEvent));
    assert_eq!(breaches, [no_arrival, no_event, no_event]);
    assert_eq!(city.journal().counts().order_violations, 3);
}

#[tokio::test]
async fn a_departure_repeats_its_arrival_unchanged() {
    let city = city().await;
    accepted(send_event(&city, &arrival("1")).await);
    let later = with(departure("1"), json!({"parktime": "2026-11-20 08:30:01"}));
    assert_eq!(refused(send_event(&city, &later).await), "到达时间与到达业务不一致");
    let other = with(departure("1"), json!({"vehnum": "浙B54321"}));
    assert_eq!(refused(send_event(&city, &other).await), "车牌号与到达业务不一致");
    let wrong: Vec<_> = city.journal().violations().into_iter().map(|violation| violation.breach).collect();
    assert!(wrong.contains(&Breach::Rule(Refusal::ParkTimeChanged)), "{wrong:?}");
    assert!(wrong.contains(&Breach::Rule(Refusal::PlateChanged)), "{wrong:?}");
}

#[tokio::test]
async fn sessions_of_two_car_parks_do_not_mix() {
    let second = "330212077103";
    let options =
        CityOptions { parkpotids: vec![CAR_PARK.to_owned(), second.to_owned()], ..CityOptions::default() };
    let city = CitySim::start(ANY, options).await.unwrap();
    accepted(send_event(&city, &arrival("1")).await);
    let elsewhere = with(departure("1"), json!({"parkpotid": second}));
    assert_eq!(refused(send_event(&city, &elsewhere).await), "无对应的到达业务");
    let journal = city.journal();
    assert!(journal.event(CAR_PARK, "1", EventKind::Arrival).is_some());
    assert!(journal.event(second, "1", EventKind::Arrival).is_none());
}

#[tokio::test]
async fn repeats_are_accepted_counted_and_compared() {
    let city = city().await;
    let journal = city.journal();
    accepted(send_event(&city, &arrival("1")).await);
    assert!(journal.wait_until(PATIENCE, |journal| !has_pending(journal)).await);
    accepted(send_event(&city, &arrival("1")).await);
    let counts = journal.counts();
    assert_eq!((counts.repeats, counts.accepted_repeats, counts.needless_repeats), (1, 1, 1));
    assert_eq!(counts.differing_repeats, 0);

    city.set_account("admin", "new");
    let renewed = json!({"portpwd": md5_hex(b"new")});
    accepted(send_event(&city, &with(arrival("1"), renewed.clone())).await);
    assert_eq!(journal.counts().differing_repeats, 0, "other credentials are the same event");

    let corrected = with(with(arrival("1"), renewed), json!({"vehnum": "浙B54321"}));
    accepted(send_event(&city, &corrected).await);
    let differing = journal.differing_repeats();
    assert_eq!(differing.len(), 1);
    assert_eq!(&*differing[0].business_id, "1");
    let arrival = journal.event(CAR_PARK, "1", EventKind::Arrival).unwrap();
    assert_eq!((arrival.times, arrival.tries, &*arrival.plate), (4, 4, "浙B54321"));
    assert_eq!(journal.records().last().unwrap().verdict, Verdict::Replaced);
}

#[tokio::test]
async fn a_repeated_photo_is_known_by_its_bytes() {
    let city = city().await;
    accepted(send_event(&city, &arrival("1")).await);
    for _ in 0..2 {
        accepted(send_photo(&city, &photo("1", "1", 1), JPEG).await);
    }
    assert_eq!(city.journal().differing_repeats().len(), 0);
    let other = b"\xff\xd8\xff\xe0 another";
    let data = with(photo("1", "1", 1), json!({"imageHash": md5_hex(other)}));
    accepted(send_photo(&city, &data, other).await);
    assert_eq!(city.journal().differing_repeats().len(), 1);
    assert_eq!(city.journal().accepted_photos()[0].times, 3);
}

#[tokio::test]
async fn wrong_photos_are_refused_with_the_reason() {
    let city = city().await;
    accepted(send_event(&city, &arrival("1")).await);
    let data = photo("1", "1", 1);
    let large = [JPEG, &vec![0; 500_000]].concat();
    for (data, file, words) in [
        (with(data.clone(), json!({"imageHash": md5_hex(b"other")})), JPEG, "照片校验失败"),
        (data.clone(), &large[..], "照片超过500K"),
        (with(data.clone(), json!({"imageHash": md5_hex(b"GIF89a")})), b"GIF89a", "照片格式错误"),
        (with(data.clone(), json!({"imgIndex": "1"})), JPEG, "传入参数有误：imgIndex类型错误"),
        (with(data.clone(), json!({"imgIndex": 6})), JPEG, "传入参数有误：imgIndex的值错误"),
    ] {
        assert_eq!(refused(send_photo(&city, &data, file).await), words);
    }
    accepted(send_photo(&city, &photo("1", "1", 1), JPEG).await);
    accepted(send_photo(&city, &photo("1", "1", 2), JPEG).await);
    assert_eq!(refused(send_photo(&city, &photo("1", "1", 3), JPEG).await), "照片数量超过限制");
}

#[tokio::test]
async fn what_is_no_json_form_or_post_is_refused() {
    let city = city().await;
    let base = "/nbyd-parkpot-service/parkpot/";
    let post = |operation: &str, kind: &'static str, body: &'static [u8]| {
        let path = format!("{base}{operation}");
        let addr = city.addr();
        async move { test_client::post(addr, &path, kind, body, PATIENCE).await }
    };
    let curly = "{\"businesstype\":”2”}".as_bytes();
    assert_eq!(refused(post("uploadBusiness", "application/json", curly).await), "传入参数有误：不是JSON");
    assert_eq!(refused(post("heartThrob", "application/json", b"[]").await), "传入参数有误：不是JSON");
    let words = refused(post("uploadBusinessImg", "application/json", b"{}").await);
    assert_eq!(words, "传入参数有误：应为multipart/form-data，含data和file");
    let only_data = b"--b\r\nContent-Disposition: form-data; name=data\r\n\r\n{}\r\n--b--";
    assert_eq!(
        refused(post("uploadBusinessImg", "multipart/form-data; boundary=b", only_data).await),
        "传入参数有误：应为multipart/form-data，含data和file"
    );
    assert_eq!(post("nothing", "application/json", b"{}").await.unwrap().status, 404);
}

#[tokio::test]
async fn a_lenient_city_accepts_and_notes() {
    let city = CitySim::start(ANY, CityOptions { strict: false, ..CityOptions::default() }).await.unwrap();
    accepted(send_event(&city, &with(departure("1"), json!({"businessid": 10, "vehtype": "99"}))).await);
    let breaches: Vec<_> =
        city.journal().violations().into_iter().map(|violation| violation.breach).collect();
    assert_eq!(breaches, [Breach::Order(Refusal::NoArrival), Breach::Rule(Refusal::Type("businessid"))]);
    assert_eq!(&*city.journal().accepted_departures()[0].business_id, "10");
}

#[tokio::test]
async fn the_rate_limit_of_the_options_answers_429() {
    let city =
        CitySim::start(ANY, CityOptions { rate_limit: Some(2), ..CityOptions::default() }).await.unwrap();
    let start = Instant::now();
    let mut limited = 0;
    while limited == 0 {
        assert!(start.elapsed() < PATIENCE);
        let got = send(&city, "heartThrob", &heartbeat()).await.unwrap();
        if got.status == 429 {
            assert_eq!(got.header("retry-after"), Some("1"));
            limited += 1;
        }
    }
    assert_eq!(city.journal().counts().limited, 1);
}

#[tokio::test]
async fn a_lost_answer_is_known_to_be_lost_and_its_repeat_is_not_needless() {
    let city = city_with("lost_answer#arrival x1").await;
    assert_eq!(send_event(&city, &arrival("1")).await.unwrap_err(), Failure::Reset);
    let journal = city.journal();
    assert_eq!(journal.accepted_arrivals().len(), 1, "it was accepted before its answer was lost");
    assert_eq!(journal.records()[0].answer, Answer::Cut);
    accepted(send_event(&city, &arrival("1")).await);
    let counts = journal.counts();
    assert_eq!((counts.repeats, counts.lost_answers, counts.needless_repeats), (1, 1, 0));
}

#[tokio::test]
async fn what_is_forgotten_is_asked_for_again_without_blame() {
    let city = city().await;
    accepted(send_event(&city, &arrival("1")).await);
    city.forget_all();
    assert_eq!(refused(send_event(&city, &departure("1")).await), "无对应的到达业务");
    assert!(city.journal().violations().is_empty());
    assert!(!city.journal().accepted_arrivals()[0].held);
}

#[tokio::test]
async fn the_journal_file_has_a_line_for_each_request_and_no_credentials() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal.jsonl");
    let options = CityOptions { journal_file: Some(path.clone()), ..CityOptions::default() };
    let city = CitySim::start(ANY, options).await.unwrap();
    let journal = city.journal();
    accepted(send_event(&city, &arrival("1")).await);
    accepted(send_photo(&city, &photo("1", "1", 1), JPEG).await);
    refused(send(&city, "time", &json!({"portname": "admin"})).await);
    city.stop().await;
    assert!(!has_pending(&journal), "a stopped city has settled everything");

    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!((&lines[0]["endpoint"], &lines[0]["verdict"]), (&json!("arrival"), &json!("accepted")));
    assert_eq!(lines[0]["fields"]["vehnum"], "浙B12345");
    assert_eq!((&lines[1]["fields"]["md5"], &lines[1]["answer"]), (&json!(md5_hex(JPEG)), &json!("whole")));
    assert_eq!(
        (&lines[2]["verdict"], &lines[2]["reason"]),
        (&json!("refused"), &json!("传入参数有误：缺少portpwd"))
    );
    assert!(!text.contains(&md5_hex(b"123456")) && !text.contains("admin"), "{text}");
    assert_eq!(journal.file_error(), None);
}

#[tokio::test]
async fn credentials_are_not_shown() {
    let options = CityOptions { portpwd: "sesame".to_owned(), ..CityOptions::default() };
    let city = CitySim::start(ANY, options.clone()).await.unwrap();
    send(&city, "time", &heartbeat()).await.unwrap();
    let shown = format!("{options:?} {:?} {city:?}", options.accounts());
    assert!(!shown.contains("sesame"), "{shown}");
}

#[tokio::test]
async fn many_cities_start_and_stop_in_one_process() {
    let start = Instant::now();
    for _ in 0..100 {
        let city = city().await;
        accepted(send_event(&city, &arrival("1")).await);
        city.stop().await;
    }
    assert!(
        start.elapsed() < PATIENCE,
        "100 ms each would be too slow for a simulation: {:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn waiting_ends_with_the_condition_or_the_patience() {
    let city = city().await;
    let journal = city.journal();
    let waiting = tokio::spawn({
        let journal = journal.clone();
        async move { journal.wait_until(PATIENCE, |journal| journal.counts().arrivals == 2).await }
    });
    accepted(send_event(&city, &arrival("1")).await);
    assert!(!journal.wait_until(Duration::from_millis(50), |journal| journal.counts().arrivals == 2).await);
    accepted(send_event(&city, &arrival("2")).await);
    assert!(waiting.await.unwrap());
}

/// `cargo test --release -- --ignored` on a quiet core; memory is read where the system tells it.
#[cfg(target_os = "linux")]
#[tokio::test]
#[ignore = "a measurement"]
async fn a_hundred_thousand_sessions_are_fast_and_cost_little_memory() {
    let resident = || {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
        statm.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
    };
    let city = city().await;
    let mut client = test_client::Client::connect(city.addr()).await.unwrap();
    let (before, start) = (resident(), Instant::now());
    let path = "/nbyd-parkpot-service/parkpot/uploadBusiness";
    let sessions = 100_000u32;
    for id in 0..sessions {
        for event in [arrival(&id.to_string()), departure(&id.to_string())] {
            let body = event.to_string();
            client.post(path, "application/json", body.as_bytes(), PATIENCE).await.unwrap();
        }
    }
    let rate = f64::from(2 * sessions) / start.elapsed().as_secs_f64();
    let bytes = (resident() - before) / u64::from(sessions);
    assert_eq!(city.journal().counts().departures, u64::from(sessions));
    assert!(bytes <= 2_000, "{bytes} bytes a session");
    assert!(rate >= 5_000.0, "{rate:.0} events a second, one after the other with their client");
}
