//! Coupons, outings, visitors' passes and spreadsheets through the contract, over real HTTP.

use gate_app::contract::{Code, Command};
use gate_app::{App, AppOptions, SessionChange, SessionKey, Workspace};
use gate_sim::open_platform::Write;
use gatehouse_tests::support::{PARKING_ID, Park, configure, wait_for};
use serde_json::{Value, json};

use crate::command::gatehousectl;
use crate::scene::{minutes_ago, open_faults, options, visit};

const PLATE: &str = "浙B12345";
const DAY_MS: i64 = 86_400_000;

/// The program over a park, with its administrator signed in and the registers mirrored.
struct Office {
    park: Park,
    app: App,
    session: SessionKey,
}

impl Office {
    async fn over(park: Park) -> Self {
        configure(&park).unwrap();
        let workspace = Workspace::open(Some(park.path().to_owned())).unwrap();
        let app = App::open(workspace, AppOptions { sync: true, ..AppOptions::default() }).await.unwrap();
        let first = json!({ "name": "王工", "password": "tree-9-house" });
        let answer = app.call(None, Command::create_administrator, first).await;
        answer.result.unwrap();
        let SessionChange::Set(session) = answer.session else { panic!("nobody was signed in") };
        let office = Self { park, app, session };
        for register in ["vehicle_types", "lanes", "vehicles"] {
            office.call(Command::refresh_register, json!({ "register": register })).await.unwrap();
        }
        office
    }

    async fn new() -> Self {
        Self::over(Park::new(options()).await).await
    }

    async fn call(&self, command: Command, payload: Value) -> Result<Value, Code> {
        let answer = self.app.call(Some(&self.session), command, payload).await;
        answer.result.map_err(|failure| failure.code)
    }

    async fn coupon(&self, amount: u32, again: bool) -> Result<Value, Code> {
        let form = json!({ "parking_id": PARKING_ID, "plate": PLATE, "kind": "hours", "amount": amount, "again": again });
        self.call(Command::issue_coupon, form).await
    }

    async fn register(&self, plate: &str) {
        let form = json!({ "parking_id": PARKING_ID, "plate": plate, "vehicle_type": "1", "owner": "张三",
            "phone": "13800138000", "valid_from": day(-10), "valid_until": day(100), "spaces": 1 });
        assert_eq!(self.call(Command::add_vehicle, form).await.unwrap()["outcome"], "done");
    }

    fn written(&self, which: impl Fn(&Write) -> bool) -> usize {
        self.park.open_platform.journal().iter().filter(|entry| which(&entry.write)).count()
    }

    fn coupons(&self) -> usize {
        self.written(|write| matches!(write, Write::CouponIssued { .. }))
    }
}

fn day(from_now: i64) -> String {
    gate_core::time::UtcMillis(gate_app::now().0 + from_now * DAY_MS).china_day()
}

fn base64(file: &Value) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let text = file["base64"].as_str().unwrap().trim_end_matches('=');
    let bits = text.bytes().map(|byte| DIGITS.iter().position(|digit| *digit == byte).unwrap() as u32);
    let (mut bytes, mut held, mut count) = (Vec::new(), 0_u32, 0);
    for six in bits {
        (held, count) = (held << 6 | six, count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push((held >> count) as u8);
            held &= (1 << count) - 1;
        }
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_is_issued_once_whatever_becomes_of_its_answer() {
    let office = Office::new().await;
    let done = office.coupon(2, false).await.unwrap();
    assert_eq!((&done["outcome"], &done["issued_by"]), (&json!("done"), &json!("王工")));
    assert_eq!(office.coupon(3, false).await, Err(Code::Repeated), "a minute has not passed");
    assert_eq!(office.coupons(), 1);

    open_faults(&office.park.open_platform, "lost_answer:1#coupon_issue");
    let lost = office.coupon(3, true).await.unwrap();
    assert_eq!((&lost["outcome"], office.coupons()), (&json!("unknown"), 2));
    open_faults(&office.park.open_platform, "");
    let money = json!({ "parking_id": PARKING_ID, "plate": PLATE, "kind": "yuan", "amount": 5 });
    assert_eq!(
        office.call(Command::issue_coupon, money).await,
        Err(Code::Repeated),
        "of the last it is not known"
    );
    assert_eq!(office.coupons(), 2, "nothing is sent again by itself");

    open_faults(&office.park.open_platform, "down");
    assert_eq!(office.coupon(1, true).await, Err(Code::PlatformUnreachable));
    open_faults(&office.park.open_platform, "");
    let list = office.call(Command::coupons, json!({ "text": "123" })).await.unwrap();
    let outcomes: Vec<_> =
        list["rows"].as_array().unwrap().iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(outcomes, ["not_done", "unknown", "done"]);
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_coupon_can_be_is_refused_at_its_field() {
    let office = Office::new().await;
    let now = gate_app::now().0;
    for (kind, amount, expires_at) in [
        ("count", 0, None),
        ("count", 100, None),
        ("hours", 73, None),
        ("yuan", 1_001, None),
        ("yuan", 5, Some(now - 1)),
        ("yuan", 5, Some(i64::MAX)),
    ] {
        let form = json!({ "parking_id": PARKING_ID, "plate": PLATE, "kind": kind, "amount": amount, "expires_at": expires_at });
        assert_eq!(
            office.call(Command::issue_coupon, form).await,
            Err(Code::Invalid),
            "{kind} {amount} {expires_at:?}"
        );
    }
    assert_eq!(office.coupons(), 0);
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outing_is_for_an_authorised_vehicle_and_a_refusal_keeps_the_platforms_words() {
    let office = Office::new().await;
    let now = gate_app::now().0;
    let outing = |from: i64, to: i64| json!({ "parking_id": PARKING_ID, "plate": PLATE, "starts_at": now + from, "ends_at": now + to });
    assert_eq!(
        office.call(Command::register_outing, outing(0, DAY_MS)).await,
        Err(Code::Invalid),
        "it is not registered"
    );
    office.register(PLATE).await;
    assert_eq!(
        office.call(Command::register_outing, outing(DAY_MS, 0)).await,
        Err(Code::Invalid),
        "it ends before it begins"
    );
    let done = office.call(Command::register_outing, outing(0, DAY_MS)).await.unwrap();
    assert_eq!(done["outcome"], "done");
    let again = office.call(Command::register_outing, outing(0, DAY_MS)).await.unwrap();
    assert_eq!((&again["outcome"], &again["answer"]), (&json!("refused"), &json!("该时段已有外出登记")));
    assert_eq!(office.written(|write| matches!(write, Write::OutingRegistered { .. })), 1);
    let list = office.call(Command::outings, json!({})).await.unwrap();
    assert_eq!(list["total"], 2);
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitors_pass_is_made_extended_and_called_off() {
    let office = Office::new().await;
    let form = json!({ "parking_id": PARKING_ID, "plate": PLATE, "contact": "赵六", "phone": "13600136000",
        "from": day(0), "until": day(1), "reason": "面试" });
    assert_eq!(office.call(Command::add_visitor, form.clone()).await, Err(Code::NoVisitorType));
    let parks = office.call(Command::car_parks, Value::Null).await.unwrap();
    let kind = parks[0]["types"][2]["id"].clone();
    assert!(kind.is_string(), "the simulated car park has a type of its own: {parks}");
    office
        .call(Command::set_visitor_type, json!({ "parking_id": PARKING_ID, "type_id": kind }))
        .await
        .unwrap();

    let made = office.call(Command::add_visitor, form.clone()).await.unwrap();
    assert_eq!(made["outcome"], "done");
    assert_eq!(office.call(Command::add_visitor, form).await, Err(Code::Invalid), "there is one");
    let of = json!({ "parking_id": PARKING_ID, "plate": PLATE });
    let extend = json!({ "of": of, "until": day(5) });
    assert_eq!(office.call(Command::extend_visitor, extend.clone()).await.unwrap()["outcome"], "done");
    assert_eq!(
        office.call(Command::extend_visitor, extend).await,
        Err(Code::Invalid),
        "it ends then already"
    );
    let listed = office.call(Command::visitors, json!({})).await.unwrap()["rows"][0].clone();
    assert_eq!((&listed["source"], &listed["confirmed"]), (&json!("here"), &json!(true)));
    assert_eq!(listed["phone"], "136****6000", "masked");

    assert_eq!(office.call(Command::cancel_visitor, of.clone()).await.unwrap()["outcome"], "done");
    assert_eq!(office.call(Command::cancel_visitor, of).await, Err(Code::NotFound));
    office.register("浙B22222").await;
    let monthly = json!({ "parking_id": PARKING_ID, "plate": "浙B22222" });
    assert_eq!(
        office.call(Command::cancel_visitor, monthly).await,
        Err(Code::NotFound),
        "that is no visitor's"
    );
    assert_eq!(office.written(|write| matches!(write, Write::VehicleDeleted { .. })), 1);
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_is_tried_carried_out_and_comes_back() {
    let office = Office::new().await;
    office.register(PLATE).await;
    let (from, until) = (day(0), day(50));
    let text = format!(
        "车牌号,车辆类型,车主,手机号,开始日期,结束日期,备注\n{PLATE},,,,,{until},\n浙B66666,月租车,<script>alert(1)</script>,13900139000,{from},{until},=1+1\n浙B77777,月租车,王五,x,{from},{until},\n"
    );
    let file = json!({ "kind": "vehicles", "parking_id": PARKING_ID, "name": "车辆.csv", "base64": encoded(text.as_bytes()) });
    let tried = office.call(Command::preview_import, file).await.unwrap();
    assert_eq!(
        (&tried["rows"], &tried["added"], &tried["changed"], &tried["wrong"]),
        (&json!(3), &json!(1), &json!(1), &json!(1))
    );
    let writes = office.written(|_| true);
    let wrong = json!({ "id": tried["id"], "verdict": "wrong" });
    let rows = office.call(Command::import_rows, wrong).await.unwrap();
    assert_eq!(rows["rows"][0]["problems"][0]["problem"], "not_a_phone");
    assert_eq!(office.written(|_| true), writes, "nothing was written yet");

    let of = json!({ "id": tried["id"] });
    let batch = office.call(Command::apply_import, of.clone()).await.unwrap();
    assert_eq!(batch["total"], 2);
    assert_eq!(
        office.call(Command::apply_import, of).await,
        Err(Code::NotFound),
        "a file is carried out once"
    );
    let id = batch["id"].clone();
    let finished =
        async || office.call(Command::batch, json!({ "id": id })).await.unwrap()["state"] == "finished";
    assert!(wait_for(finished).await);
    assert_eq!(office.call(Command::batch, json!({ "id": id })).await.unwrap()["done"], 2);

    let export = json!({ "filter": {}, "in_full": true, "format": "csv" });
    let file = office.call(Command::export_vehicles, export).await.unwrap();
    assert_eq!(file["rows"], 2);
    let written = String::from_utf8(base64(&file)).unwrap();
    assert!(written.contains("'=1+1") && written.contains("王工"), "{written}");
    let back =
        json!({ "kind": "vehicles", "parking_id": PARKING_ID, "name": "回来.csv", "base64": file["base64"] });
    let back = office.call(Command::preview_import, back).await.unwrap();
    assert_eq!(
        (&back["same"], &back["rows"]),
        (&json!(2), &json!(2)),
        "what was taken away says nothing new"
    );
    let masked = office.call(Command::export_vehicles, json!({ "filter": {} })).await.unwrap();
    let masked = json!({ "kind": "vehicles", "parking_id": PARKING_ID, "name": "遮.xlsx", "base64": masked["base64"] });
    assert_eq!(office.call(Command::preview_import, masked).await.unwrap()["same"], 2);
    let result = office.call(Command::batch_file, json!({ "id": id })).await.unwrap();
    assert_eq!(result["rows"], 2);
    for (command, request) in [
        (Command::template, json!({ "kind": "vehicles" })),
        (Command::export_blacklist, json!({})),
        (Command::export_passages, json!({ "filter": {} })),
    ] {
        assert!(
            office.call(command, request).await.unwrap()["base64"].as_str().unwrap().len() > 100,
            "{command}"
        );
    }
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn passages_and_vehicles_inside_are_listed_and_a_history_needs_a_reason() {
    let park = Park::new(options()).await;
    park.open_platform.add_passages(visit(PLATE, minutes_ago(40), 600));
    let office = Office::over(park).await;
    let list =
        async |filter: Value| office.call(Command::passages, json!({ "filter": filter })).await.unwrap();
    assert!(wait_for(async || list(json!({})).await["rows"].as_array().unwrap().len() == 2).await);
    assert_eq!(
        list(json!({ "text": "2345", "direction": "out" })).await["rows"].as_array().unwrap().len(),
        1
    );
    assert_eq!(list(json!({ "parking_id": "elsewhere" })).await["rows"], json!([]));
    for (reason, code) in [("", Code::Invalid), ("x", Code::Invalid)] {
        let asked = json!({ "plate": PLATE, "reason": reason });
        assert_eq!(office.call(Command::plate_history, asked).await, Err(code));
    }
    let history =
        office.call(Command::plate_history, json!({ "plate": PLATE, "reason": "业主查询" })).await.unwrap();
    assert_eq!(history["rows"].as_array().unwrap().len(), 2);
    let audited = office.app.store().audit_rows(gate_store::AuditFilter::default()).await.unwrap();
    assert!(audited.iter().any(|row| row.action == "plate_history" && row.subject == PLATE));
    let inside = office.call(Command::in_park, json!({})).await.unwrap();
    assert_eq!(inside["total"], 0);
    let now = gate_app::now().0;
    let view = json!({ "parking_id": PARKING_ID, "from": now - DAY_MS, "until": now + DAY_MS });
    assert!(office.call(Command::occupancy, view).await.is_ok());
    let long = json!({ "parking_id": PARKING_ID, "from": 0, "until": now });
    assert_eq!(office.call(Command::occupancy, long).await, Err(Code::Invalid));
    office.app.close().await;
}

pub fn encoded(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |chunk: &[u8]| {
        let held =
            chunk.iter().fold(0_u32, |held, byte| held << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        (0..4)
            .map(|n| {
                if n <= chunk.len() { char::from(DIGITS[(held >> (18 - 6 * n) & 63) as usize]) } else { '=' }
            })
            .collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_tells_the_three_outcomes_by_its_exit_code() {
    let park = Park::new(options()).await;
    configure(&park).unwrap();
    let issue = ["coupons", "issue", PLATE, "--type", "hours", "--value", "2"];
    let issued = async |more: &[&str]| gatehousectl(park.path(), &[&issue, more].concat()).await;
    assert_eq!(issued(&[]).await.stdout, "done\n");
    assert!(issued(&[]).await.complains(1).contains("--again"));
    open_faults(&park.open_platform, "lost_answer:1#coupon_issue");
    let lost = issued(&["--again", "--json"]).await;
    assert!(lost.complains(4).starts_with("gatehousectl: unknown"));
    assert_eq!(serde_json::from_str::<Value>(&lost.stdout).unwrap()["outcome"], "unknown");
    open_faults(&park.open_platform, "");

    let (from, until) = (day(0), day(50));
    let file = park.path().join("车辆.csv");
    let line = format!("月租车,李四,13900139000,{from},{until}");
    let text = format!("车牌号,车辆类型,车主,手机号,开始日期,结束日期\n{PLATE},{line}\n浙B22222,{line}\n");
    std::fs::write(&file, text).unwrap();
    let import = ["vehicles", "import", file.to_str().unwrap()];
    let tried = gatehousectl(park.path(), &import).await;
    assert!(tried.code == 0 && tried.stdout.ends_with("2 new, 0 changed, 0 same, 0 wrong\n"), "{tried:?}");
    let added = || {
        let journal = park.open_platform.journal();
        journal.iter().filter(|entry| matches!(entry.write, Write::VehicleAdded(_))).count()
    };
    assert_eq!(added(), 0, "nothing is written without --apply");
    let applied = gatehousectl(park.path(), &[&import[..], &["--apply", "--json"]].concat()).await.json();
    assert_eq!((&applied["batch"]["done"], added()), (&json!(2), 2));
    let out = park.path().join("out.xlsx");
    let exported =
        gatehousectl(park.path(), &["vehicles", "export", out.to_str().unwrap(), "--json"]).await.json();
    assert_eq!(exported["rows"], 2);
    assert!(std::fs::read(&out).unwrap().starts_with(b"PK"));

    let (start, end) = (format!("{} 08:00", day(1)), format!("{} 18:00", day(2)));
    let outing = ["outings", "register", PLATE, "--from", &start, "--to", &end];
    assert_eq!(gatehousectl(park.path(), &outing).await.stdout, "done\n");
    assert!(gatehousectl(park.path(), &outing).await.complains(1).contains("该时段已有外出登记"));
    assert_eq!(gatehousectl(park.path(), &["visitors", "query", PLATE, "--json"]).await.json(), json!([]));
}
