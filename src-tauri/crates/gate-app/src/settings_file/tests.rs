use std::path::Path;

use secrecy::ExposeSecret;

use super::*;
use crate::{
    Secrets,
    contract::types::{CarParkFields, FieldValues},
};

const FILE: &str = "gatehouse.toml";

const WRITTEN: &str = r#"# 物业二部
[open_platform]
base_url = "https://open.example.com"   # 正式环境
app_key = "demo"
poll_interval = "5s" # 不要再快

[open_platform.endpoints]
token = { method = "POST", path = "/v2/token" }

# 东门
[[car_park]]
name = "一号停车场"
parking_id = "park123"   # 厂商给的

[car_park.city]
platform = "ningbo"
portname = "admin"   # 市平台
base_url = "http://127.0.0.1:9002/nbyd-parkpot-service/"
parkpotid = "330212077102"
first_photo_index = { arrival = 1, departure = 3 }

[[car_park]]
parking_id = "park456"
"#;

fn new(text: &str, fields: &FileFields) -> String {
    changed(Path::new(FILE), text, fields).unwrap()
}

fn set(values: &mut crate::contract::types::FieldValues, name: &str, value: &str) {
    values.insert(name.to_owned(), value.to_owned());
}

#[test]
fn what_was_not_changed_keeps_its_very_letters() {
    assert_eq!(new(WRITTEN, &read(WRITTEN)), WRITTEN);
}

#[test]
fn a_change_touches_its_own_line_and_keeps_the_comment_behind_it() {
    let mut fields = read(WRITTEN);
    set(&mut fields.open_platform, "poll_interval", "10s");
    let expected = WRITTEN.replace("poll_interval = \"5s\" #", "poll_interval = \"10s\" #");
    assert_eq!(new(WRITTEN, &fields), expected);

    set(fields.car_parks[0].city.as_mut().unwrap(), "first_photo_index.departure", "2");
    let expected = expected.replace("departure = 3", "departure = 2");
    assert_eq!(new(WRITTEN, &fields), expected);

    set(&mut fields.open_platform, "poll_interval", "");
    let expected = expected.replace("poll_interval = \"10s\" # 不要再快\n", "");
    assert_eq!(new(WRITTEN, &fields), expected);
}

#[test]
fn lists_callbacks_and_car_parks_come_and_go() {
    let mut fields = read(WRITTEN);
    set(&mut fields.open_platform, "photo_hosts", "img.example.com\n\n img2.example.com:8443 ");
    set(&mut fields.open_platform, "callback.listen", "127.0.0.1:9800");
    fields.car_parks.remove(0);
    let third = [("parking_id", "park789"), ("total_spaces", "80")];
    fields.car_parks.push(CarParkFields {
        at: None,
        fields: third.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        city: None,
        static_facts: FieldValues::new(),
    });
    let text = new(WRITTEN, &fields);
    let config = Config::parse(Path::new(FILE), &text).unwrap();
    assert_eq!(config.open_platform.photo_hosts, ["img.example.com", "img2.example.com:8443"]);
    assert_eq!(config.open_platform.callback.unwrap().listen.to_string(), "127.0.0.1:9800");
    let ids: Vec<_> = config.car_parks.iter().map(|car_park| car_park.parking_id.as_str()).collect();
    assert_eq!(ids, ["park456", "park789"]);
    assert_eq!(config.car_parks[1].total_spaces, Some(80));
    assert!(text.contains("path = \"/v2/token\"") && text.starts_with("# 物业二部\n"), "{text}");

    let mut fields = read(&text);
    set(&mut fields.open_platform, "callback.listen", "");
    assert!(!new(&text, &fields).contains("callback"), "an empty table would be refused");
}

#[test]
fn an_endpoint_is_one_field_of_method_and_path() {
    let mut fields = read(WRITTEN);
    assert_eq!(fields.open_platform["endpoints.token"], "POST /v2/token");
    set(&mut fields.open_platform, "endpoints.token", "GET /v3/token");
    set(&mut fields.open_platform, "endpoints.lane_list", "/v3/lanes");
    let text = new(WRITTEN, &fields);
    assert!(text.contains("token = { method = \"GET\", path = \"/v3/token\" }"), "{text}");
    let config = Config::parse(Path::new(FILE), &text).unwrap();
    let lanes = config.open_platform.endpoints.of(gate_open_platform::Operation::LaneList);
    assert_eq!(lanes.path, "/v3/lanes");
    assert_eq!(read(&text).open_platform["endpoints.lane_list"], "/v3/lanes");

    // Written as a table of its own, with a comment that stays.
    let own = WRITTEN.replace(
        "[open_platform.endpoints]\ntoken = { method = \"POST\", path = \"/v2/token\" }\n",
        "[open_platform.endpoints.token]\npath = \"/v2/token\" # 新版\n",
    );
    let mut fields = read(&own);
    set(&mut fields.open_platform, "endpoints.token", "/v3/token");
    assert_eq!(new(&own, &fields), own.replace("/v2/token", "/v3/token"));

    set(&mut fields.open_platform, "endpoints.token", "");
    assert!(!new(&own, &fields).contains("endpoints"), "an empty table is not left behind");
    for wrong in ["FETCH /v3/token", "v3/token"] {
        set(&mut fields.open_platform, "endpoints.token", wrong);
        let problems = changed(Path::new(FILE), &own, &fields).unwrap_err();
        let told: Vec<_> = problems.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(told, ["endpoints.token"], "{wrong}");
    }
}

#[test]
fn every_operation_has_its_field() {
    let given = gate_open_platform::Operation::ALL
        .map(|operation| (format!("endpoints.{}", operation.name()), "/v3/x".to_owned()));
    let given: crate::contract::types::FieldValues = given.into();
    assert_eq!(possible_open_platform(&given, &[]), given);
    let unknown: crate::contract::types::FieldValues =
        [("app_secret".to_owned(), "canary".to_owned())].into();
    assert!(possible_open_platform(&unknown, &[]).is_empty(), "only fields of the file are kept");
}

#[test]
fn a_draft_is_judged_before_there_is_a_file_and_over_one() {
    let file = Path::new(FILE);
    let values = |address: &str| -> crate::contract::types::FieldValues {
        [("base_url", address), ("app_key", "demo")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into()
    };
    let config = drafted(file, "", Some(&values("https://other.example.com")), None).unwrap();
    assert_eq!(config.open_platform.base_url.as_str(), "https://other.example.com/");
    let refused = drafted(file, "", Some(&values("ftp://x")), None).unwrap_err();
    assert_eq!((refused.len(), refused[0].field.as_str()), (1, "base_url"));

    let mut car_park = read(WRITTEN).car_parks[0].clone();
    set(car_park.city.as_mut().unwrap(), "portname", "other");
    for text in ["", WRITTEN, "not = TOML ["] {
        let config = drafted(file, text, None, Some(&car_park)).unwrap();
        assert_eq!(config.car_parks.len(), 1);
        assert_eq!(config.car_parks[0].city.as_ref().unwrap().portname, "other");
    }
}

#[test]
fn a_file_is_made_from_nothing() {
    let pairs = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let fields = FileFields {
        open_platform: pairs(&[("base_url", "https://open.example.com"), ("app_key", "demo")]),
        car_parks: vec![CarParkFields {
            at: None,
            fields: pairs(&[("parking_id", "park123")]),
            static_facts: FieldValues::new(),
            city: Some(pairs(&[
                ("platform", "ningbo"),
                ("base_url", "http://127.0.0.1:9002/"),
                ("portname", "admin"),
                ("parkpotid", "330212077102"),
                ("first_photo_index.arrival", "1"),
            ])),
        }],
    };
    let text = new("", &fields);
    assert_eq!(Config::parse(Path::new(FILE), &text).unwrap().car_parks.len(), 1);
    let mut read_back = read(&text);
    read_back.car_parks[0].at = None;
    assert_eq!(read_back, fields);
}

#[test]
fn every_refused_field_is_told_with_its_car_park() {
    let mut fields = read(WRITTEN);
    set(&mut fields.open_platform, "base_url", "ftp://x");
    set(&mut fields.open_platform, "poll_interval", "often");
    set(fields.car_parks[0].city.as_mut().unwrap(), "parkpotid", "33021207710");
    set(fields.car_parks[0].city.as_mut().unwrap(), "max_concurrency", "many");
    set(&mut fields.car_parks[1].fields, "parking_id", "");
    let problems = changed(Path::new(FILE), WRITTEN, &fields).unwrap_err();
    let told: Vec<_> = problems.iter().map(|it| (it.table, it.car_park, it.field.as_str())).collect();
    for expected in [
        (FieldTable::OpenPlatform, "base_url"),
        (FieldTable::OpenPlatform, "poll_interval"),
        (FieldTable::City, "parkpotid"),
        (FieldTable::City, "max_concurrency"),
    ] {
        assert!(told.contains(&(expected.0, 0, expected.1)), "{expected:?} in {told:?}");
    }
    assert!(told.contains(&(FieldTable::CarPark, 1, "parking_id")), "{told:?}");
    assert_eq!(problems.len(), 5, "{told:?}");
    let number = problems.iter().find(|it| it.field == "parkpotid").unwrap();
    assert!(number.detail.contains("12 digits"), "{}", number.detail);
}

#[test]
fn the_static_table_is_filled_in_corrected_and_emptied() {
    let mut fields = read(WRITTEN);
    let facts = &mut fields.car_parks[0].static_facts;
    for (name, value) in [
        ("category", "配建停车场"),
        ("entrances", "2"),
        ("payments", "支持无感支付\n支持现金支付"),
        ("longitude", "121.5503571428570"),
    ] {
        set(facts, name, value);
    }
    let text = new(WRITTEN, &fields);
    assert!(text.contains("longitude = 121.5503571428570\n"), "{text}");
    let config = Config::parse(Path::new(FILE), &text).unwrap();
    let read_facts = config.car_parks[0].static_facts.clone().unwrap();
    assert_eq!((read_facts.entrances, read_facts.payments.len()), (Some(2), 2));
    assert_eq!(config.car_parks[1].static_facts, None);
    assert_eq!(read(&text), fields);
    assert_eq!(new(&text, &fields), text);

    set(&mut fields.car_parks[0].static_facts, "latitude", "121.55");
    set(&mut fields.car_parks[1].static_facts, "longitude", "east");
    let problems = changed(Path::new(FILE), &text, &fields).unwrap_err();
    let told: Vec<_> = problems.iter().map(|it| (it.table, it.car_park, it.field.as_str())).collect();
    assert_eq!(told, [(FieldTable::Static, 0, "latitude"), (FieldTable::Static, 1, "longitude")]);

    for car_park in &mut fields.car_parks {
        car_park.static_facts.clear();
    }
    let emptied = new(&text, &fields);
    let config = Config::parse(Path::new(FILE), &emptied).unwrap();
    assert_eq!(config.car_parks[0].static_facts, Some(Default::default()), "{emptied}");
}

#[test]
fn a_broken_file_is_told_by_its_line_and_cannot_be_edited_by_fields() {
    let broken = WRITTEN.replace("app_key = \"demo\"", "app_key = \"demo");
    let problem = problem_of(Path::new(FILE), &broken).unwrap();
    assert_eq!((problem.line, problem.text.as_str()), (4, "app_key = \"demo"));
    assert_eq!(changed(Path::new(FILE), &broken, &read(WRITTEN)).unwrap_err()[0].table, FieldTable::File);
    let impossible = WRITTEN.replace("poll_interval = \"5s\"", "poll_interval = \"5 s\"");
    let problem = problem_of(Path::new(FILE), &impossible).unwrap();
    assert_eq!((problem.line, problem.key.as_str()), (5, "open_platform.poll_interval"));
}

#[test]
fn files_are_written_whole_for_their_owner_only() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("gatehouse.toml.new"), "left by a crash").unwrap();
    keep::write(directory.path(), FILE, b"one").unwrap();
    keep::write(directory.path(), FILE, b"two").unwrap();
    let names: Vec<_> =
        std::fs::read_dir(directory.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names, [FILE]);
    assert_eq!(std::fs::read(directory.path().join(FILE)).unwrap(), b"two");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(directory.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_secret_is_set_beside_the_others_and_read_by_the_loader() {
    let directory = tempfile::tempdir().unwrap();
    secret::set(directory.path(), None, "first").unwrap();
    secret::set(directory.path(), Some("park 1"), "quo\"ted").unwrap();
    secret::set(directory.path(), None, "second").unwrap();
    let text = WRITTEN.replace("park123", "park 1");
    let config = Config::parse(Path::new(FILE), &text).unwrap();
    let secrets = Secrets::load_with(directory.path(), &config, |_| None).unwrap();
    assert_eq!(secrets.app_secret.expose_secret(), "second");
    assert_eq!(secrets.portpwd["park 1"].expose_secret(), "quo\"ted");
}

#[test]
fn a_broken_file_of_secrets_is_left_alone_and_told_without_its_content() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("secrets.toml");
    std::fs::write(&file, "app_secret = canary").unwrap();
    let error = secret::set(directory.path(), None, "new").unwrap_err();
    assert!(!error.to_string().contains("canary"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "app_secret = canary");
}
