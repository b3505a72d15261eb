use std::{path::Path, time::Duration};

use gate_core::time::UtcMillis;
use gate_open_platform::{Endpoint, Endpoints, Method, Operation};

use super::*;

/// What operations.md shows.
const FULL: &str = r#"[open_platform]
base_url = "https://open.example.com"
app_key = "demo"
poll_interval = "5s"
collect_from = "2026-11-20 00:00:00"
photo_hosts = ["img.example.com", "[::1]:9003", "127.0.0.1:80"]

[open_platform.endpoints]
token = { method = "GET", path = "/api/token" }
lane_open = { path = "/api/open" }

[open_platform.callback]
listen = "127.0.0.1:9800"

[[car_park]]
parking_id = "park123"
name = "一号停车场"
total_spaces = 200

[car_park.city]
platform = "ningbo"
base_url = "http://127.0.0.1:9002/nbyd-parkpot-service/"
portname = "admin"
parkpotid = "330212077102"
password_digest = "upper"
heartbeat_interval = "30s"
clock_interval = "3h"
max_requests_per_second = 6
max_concurrency = 3
request_timeout = "10s"
retry_initial = "1s"
retry_max = "30s"
refused_attempts = 4
already_accepted = ["已存在", "重复"]
orphan_wait = "5m"
first_photo_index = { arrival = 3, departure = 1 }
ordinary_plate_colour = "未识别"

[[car_park]]
parking_id = "park456"
name = "二号停车场"
"#;

const SMALL: &str = r#"[open_platform]
base_url = "http://127.0.0.1:9001/vendor"
app_key = "demo"

[[car_park]]
parking_id = "park123"

[car_park.city]
platform = "ningbo"
base_url = "http://127.0.0.1:9002/nbyd-parkpot-service"
portname = "admin"
parkpotid = "330212077102"
"#;

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(Path::new("/data/gatehouse.toml"), text)
}

#[test]
fn everything_that_can_be_set_is_read() {
    let config = parse(FULL).unwrap();
    let open = &config.open_platform;
    assert_eq!(open.base_url.as_str(), "https://open.example.com/");
    assert_eq!(open.app_key, "demo");
    assert_eq!(open.poll_interval, Duration::from_secs(5));
    // Midnight in China is 16:00 of the day before in UTC.
    assert_eq!(open.collect_from, Some(UtcMillis(1_795_104_000_000)));
    assert_eq!(open.photo_hosts, ["img.example.com", "[::1]:9003", "127.0.0.1:80"]);
    let endpoint = |method, path: &str| Endpoint { method, path: path.to_owned() };
    assert_eq!(open.endpoints.of(Operation::Token), &endpoint(Method::Get, "/api/token"));
    assert_eq!(open.endpoints.of(Operation::LaneOpen), &endpoint(Method::Post, "/api/open"));
    assert_eq!(open.endpoints.of(Operation::LaneList), &endpoint(Method::Post, "/openapi/lane/list"));
    assert_eq!(open.callback, Some(Callback { listen: "127.0.0.1:9800".parse().unwrap() }));

    assert_eq!(config.car_parks.len(), 2);
    let first = config.car_park("park123").unwrap();
    assert_eq!((first.name.as_str(), first.total_spaces), ("一号停车场", Some(200)));
    let city = first.city.as_ref().unwrap();
    assert_eq!(city.base_url.as_str(), "http://127.0.0.1:9002/nbyd-parkpot-service/");
    assert_eq!(city.password_digest, PasswordDigest::Upper);
    assert_eq!(city.heartbeat_interval, Duration::from_secs(30));
    assert_eq!(city.clock_interval, Duration::from_secs(10_800));
    assert_eq!((city.max_requests_per_second, city.max_concurrency, city.refused_attempts), (6, 3, 4));
    assert_eq!(city.request_timeout, Duration::from_secs(10));
    assert_eq!((city.retry_initial, city.retry_max), (Duration::from_secs(1), Duration::from_secs(30)));
    assert_eq!(city.already_accepted, ["已存在", "重复"]);
    assert_eq!(city.orphan_wait, Duration::from_secs(300));
    assert_eq!(city.first_photo_index, FirstPhotoIndex { arrival: 3, departure: 1 });
    assert_eq!(city.ordinary_plate_colour, OrdinaryPlateColour::Unrecognised);
    assert_eq!(config.car_park("park456").unwrap().city, None);
}

#[test]
fn what_is_left_out_has_the_documented_default() {
    for text in [SMALL.to_owned(), format!("\u{feff}{}", SMALL.replace('\n', "\r\n"))] {
        let config = parse(&text).unwrap();
        let open = &config.open_platform;
        assert_eq!(open.base_url.as_str(), "http://127.0.0.1:9001/vendor/");
        assert_eq!(open.poll_interval, Duration::from_secs(5));
        assert_eq!((open.collect_from, open.callback), (None, None));
        assert!(open.photo_hosts.is_empty() && open.endpoints == Endpoints::default());
        let car_park = &config.car_parks[0];
        assert_eq!((car_park.name.as_str(), car_park.total_spaces), ("park123", None));
        let city = car_park.city.as_ref().unwrap();
        assert_eq!(city.base_url.as_str(), "http://127.0.0.1:9002/nbyd-parkpot-service/");
        assert_eq!(city.password_digest, PasswordDigest::Lower);
        assert_eq!(city.heartbeat_interval, Duration::from_secs(60));
        assert_eq!(city.clock_interval, Duration::from_secs(21_600));
        assert_eq!((city.max_requests_per_second, city.max_concurrency, city.refused_attempts), (5, 4, 5));
        assert_eq!(city.request_timeout, Duration::from_secs(15));
        assert_eq!((city.retry_initial, city.retry_max), (Duration::from_secs(2), Duration::from_secs(60)));
        assert!(city.already_accepted.is_empty());
        assert_eq!(city.orphan_wait, Duration::from_secs(600));
        assert_eq!(city.first_photo_index, FirstPhotoIndex { arrival: 1, departure: 3 });
        assert_eq!(city.ordinary_plate_colour, OrdinaryPlateColour::Blue);
    }
}

#[test]
fn of_the_two_retry_pauses_the_unwritten_one_follows_the_other() {
    let city = |line: &str| parse(&format!("{SMALL}{line}\n")).unwrap().car_parks.remove(0).city.unwrap();
    assert_eq!(city("retry_max = \"500ms\"").retry_initial, Duration::from_millis(500));
    assert_eq!(city("retry_initial = \"5m\"").retry_max, Duration::from_secs(300));
}

/// Replaces the one line of `FULL` that begins with `key` and says which line it was.
fn with_line(key: &str, line: &str) -> (String, usize) {
    let at = FULL.lines().position(|old| old.starts_with(&format!("{key} ="))).unwrap();
    let lines: Vec<_> = FULL.lines().enumerate().map(|(n, old)| if n == at { line } else { old }).collect();
    (lines.join("\n"), at + 1)
}

#[test]
fn every_bad_value_is_refused_with_its_line_and_key() {
    const OPEN: &str = "open_platform";
    const CITY: &str = "car_park.city";
    let table: &[(&str, &str, &[&str])] = &[
        (
            OPEN,
            "base_url",
            &[
                "5",
                "\"\"",
                "\"open.example.com\"",
                "\"ftp://a/\"",
                "\"http://\"",
                "\"https://a:b@c/\"",
                "\"http://a/?b\"",
                "\"http://a/#b\"",
                "\"http://a:0/\"",
                "\"http://a:99999/\"",
            ],
        ),
        (OPEN, "app_key", &["1", "\"\"", "\" \"", "\"a\\u0000b\"", "[\"a\"]"]),
        (
            OPEN,
            "poll_interval",
            &[
                "5",
                "5.0",
                "\"0s\"",
                "\"-5s\"",
                "\"5\"",
                "\"5 s\"",
                "\"1ms\"",
                "\"2h\"",
                "\"99999999999999999999s\"",
                "\"\"",
                "true",
            ],
        ),
        (
            OPEN,
            "collect_from",
            &[
                "2026-11-20 00:00:00",
                "\"yesterday\"",
                "\"2026-13-20 00:00:00\"",
                "\"2026-02-30 00:00:00\"",
                "\"1970-01-01 00:00:00\"",
                "\"9999-01-01 00:00:00\"",
                "0",
            ],
        ),
        (
            OPEN,
            "photo_hosts",
            &[
                "\"img.example.com\"",
                "[5]",
                "[\"http://a/\"]",
                "[\"a/b\"]",
                "[\"a@b\"]",
                "[\"a:0\"]",
                "[\"a:b\"]",
                "[\"\"]",
                "[\"*.example.com\"]",
                "[\"a b\"]",
            ],
        ),
        (
            "open_platform.callback",
            "listen",
            &[
                "9800",
                "\"9800\"",
                "\":9800\"",
                "\"localhost:9800\"",
                "\"127.0.0.1\"",
                "\"127.0.0.1:0\"",
                "\"127.0.0.1:99999\"",
            ],
        ),
        ("car_park", "total_spaces", &["\"200\"", "0", "-1", "1.5", "99999999999999999999"]),
        (CITY, "platform", &["\"shanghai\"", "\"Ningbo\"", "1"]),
        (CITY, "portname", &["\"\"", "1"]),
        (
            CITY,
            "parkpotid",
            &[
                "330212077102",
                "\"33021207710\"",
                "\"3302120771022\"",
                "\"33021207710x\"",
                "\"３３０２１２０７７１０２\"",
                "\"\"",
            ],
        ),
        (CITY, "password_digest", &["\"md5\"", "\"Lower\"", "true"]),
        (CITY, "heartbeat_interval", &["60", "\"0s\"", "\"0ms\"", "\"1d\"", "\"-60s\""]),
        (CITY, "clock_interval", &["\"13h\"", "\"0h\"", "6"]),
        (CITY, "max_requests_per_second", &["0", "-1", "100001", "\"5\"", "2.5"]),
        (CITY, "max_concurrency", &["0", "9", "-4", "\"4\""]),
        (CITY, "request_timeout", &["\"0s\"", "\"1d\"", "15"]),
        (CITY, "retry_initial", &["\"0s\"", "\"2h\"", "2"]),
        (CITY, "retry_max", &["\"0s\"", "\"2d\"", "60", "\"500ms\""]),
        (CITY, "refused_attempts", &["0", "-1", "1001", "\"5\""]),
        (CITY, "already_accepted", &["\"已存在\"", "[\"\"]", "[1]", "[\" \"]"]),
        (CITY, "orphan_wait", &["\"-1m\"", "\"25h\"", "10"]),
        (CITY, "first_photo_index", &["1", "[1, 3]"]),
        (CITY, "ordinary_plate_colour", &["\"黄\"", "\"blue\"", "2"]),
    ];
    for (section, key, values) in table {
        for value in *values {
            let (text, line) = match (*section, *key) {
                (CITY, "base_url") => unreachable!("two lines begin so"),
                _ => with_line(key, &format!("{key} = {value}")),
            };
            let error = parse(&text).unwrap_err();
            let problem = error.problem().unwrap();
            let key = format!("{section}.{key}");
            assert_eq!(
                (problem.line, problem.key.as_str()),
                (line, key.as_str()),
                "{key} = {value}: {error}"
            );
            assert_line(&error, line, &key);
        }
    }
}

#[test]
fn every_bad_place_is_refused_with_its_line_and_key() {
    for (from, to, line, key) in [
        ("app_key = \"demo\"", "app_key = \"demo\"\napp_secret = \"x\"", 4, "open_platform.app_secret"),
        ("app_key = \"demo\"\n", "", 1, "open_platform.app_key"),
        ("base_url = \"https://open.example.com\"\n", "", 1, "open_platform.base_url"),
        ("token = {", "tokens = {", 9, "open_platform.endpoints.tokens"),
        ("\"GET\"", "\"DELETE\"", 9, "open_platform.endpoints.token.method"),
        ("\"/api/token\"", "\"api/token\"", 9, "open_platform.endpoints.token.path"),
        ("\"/api/token\"", "\"/api token\"", 9, "open_platform.endpoints.token.path"),
        ("path = \"/api/token\"", "url = \"/api/token\"", 9, "open_platform.endpoints.token.url"),
        ("{ path = \"/api/open\" }", "{}", 10, "open_platform.endpoints.lane_open"),
        ("{ path = \"/api/open\" }", "\"/api/open\"", 10, "open_platform.endpoints.lane_open"),
        ("listen = \"127.0.0.1:9800\"", "port = 9800", 13, "open_platform.callback.port"),
        ("listen = \"127.0.0.1:9800\"\n", "", 12, "open_platform.callback.listen"),
        ("parking_id = \"park456\"", "parking_id = \"park123\"", 40, "car_park.parking_id"),
        ("parking_id = \"park456\"\n", "", 39, "car_park.parking_id"),
        ("name = \"二号停车场\"", "Name = \"二号停车场\"", 41, "car_park.Name"),
        ("portname = \"admin\"", "portname = \"admin\"\nportpwd = \"x\"", 24, "car_park.city.portpwd"),
        ("portname = \"admin\"\n", "", 20, "car_park.city.portname"),
        ("platform = \"ningbo\"\n", "", 20, "car_park.city.platform"),
        ("http://127.0.0.1:9002/", "tcp://127.0.0.1:9002/", 22, "car_park.city.base_url"),
        ("{ arrival = 3,", "{ arrival = 0,", 36, "car_park.city.first_photo_index.arrival"),
        ("departure = 1 }", "departure = 5 }", 36, "car_park.city.first_photo_index.departure"),
        ("departure = 1 }", "leaving = 1 }", 36, "car_park.city.first_photo_index.leaving"),
        ("[car_park.city]", "[car_park.town]", 20, "car_park.town"),
        ("[open_platform.callback]", "[callback]", 12, "callback"),
    ] {
        assert!(FULL.contains(from), "{from}");
        let error = parse(&FULL.replacen(from, to, 1)).unwrap_err();
        let problem = error.problem().unwrap();
        assert_eq!((problem.line, problem.key.as_str()), (line, key), "{from} -> {to}: {error}");
        assert_line(&error, line, key);
    }
}

#[test]
fn a_text_that_is_no_toml_is_refused_with_its_line() {
    for (text, line) in [
        ("[open_platform]\nbase_url = http://a/\n", 2),
        ("[open_platform\n", 1),
        ("[open_platform]\napp_key = \"a\"\napp_key = \"b\"\n", 3),
        ("\n\n= 5\n", 3),
    ] {
        let error = parse(text).unwrap_err();
        assert_line(&error, line, "");
    }
}

#[test]
fn a_text_without_the_needed_tables_is_refused() {
    let (open, park) = SMALL.split_once("[[car_park]]").unwrap();
    for (text, key) in [
        ("", "open_platform"),
        (open, "car_park"),
        (&format!("[[car_park]]{park}"), "open_platform"),
        (&SMALL.replace("[[car_park]]", "[car_park]"), "car_park"),
        (&format!("car_park = []\n{open}"), "car_park"),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(error.problem().unwrap().key, key, "{error}");
    }
}

#[test]
fn a_password_in_an_address_is_not_repeated() {
    let text = SMALL.replace("http://127.0.0.1:9001", "http://user:canary@127.0.0.1:9001");
    assert!(!format!("{:?}", parse(&text).unwrap_err()).contains("canary"));
}

#[test]
fn a_missing_unreadable_or_foreign_file_is_told_in_one_line() {
    let directory = tempfile::tempdir().unwrap();
    let missing = Config::load(directory.path()).unwrap_err();
    assert!(matches!(missing, ConfigError::Missing(_)));
    assert!(missing.to_string().contains("gatehouse.toml"));
    let file = directory.path().join(CONFIG_FILE);
    std::fs::write(&file, b"[open_platform]\napp_key = \"\xb5\xba\"\n").unwrap();
    assert_line(&Config::load(directory.path()).unwrap_err(), 2, "");
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    assert!(matches!(Config::load(directory.path()), Err(ConfigError::Unreadable { .. })));
}

fn assert_line(error: &ConfigError, line: usize, key: &str) {
    let text = error.to_string();
    assert!(!text.contains('\n'), "{text}");
    assert!(text.contains("gatehouse.toml"), "{text}");
    assert!(text.contains(&format!("line {line}:")), "{text}");
    assert!(text.contains(key), "{text}");
}
