//! Writes to the registers through the contract: three outcomes, none of them twice, also across lost answers and restarts.

use gate_app::contract::{Code, Command};
use gate_app::registers::batches::{self, NewRow, RowTask};
use gate_sim::open_platform::{Operation, Write};
use gate_sim::traffic::SimPassage;
use gate_store::{NewRegisterWrite, RegisterEntry, RegisterOperation, Store, StoreOptions};
use gatehouse_tests::support::{PARKING_ID, Park, wait_for};
use serde_json::{Value, json};

use crate::office::{Office, of, open, vehicle};
use crate::scene::{open_faults, options, seconds_ago};

const PLATE: &str = "浙B12345";

fn form() -> Value {
    json!({
        "parking_id": PARKING_ID, "plate": "浙B·12345", "vehicle_type": "1", "type_name": "贵宾", "owner": "张三",
        "phone": "13800138000", "valid_from": "2026-01-01", "valid_until": "2099-12-31", "lanes": ["2", "1"],
        "spaces": 2, "department": "财务部", "work_no": "W1", "remark": "公务",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_is_added_changed_and_removed_and_keeps_what_no_list_returns() {
    let office = Office::over(Park::new(options()).await).await;
    let added = office.call(Command::add_vehicle, form()).await.unwrap();
    assert_eq!((&added["outcome"], &added["by"]), (&json!("done"), &json!("王工")));
    assert_eq!(
        office.call(Command::add_vehicle, form()).await,
        Err(Code::Invalid),
        "it is registered already"
    );
    assert_eq!(office.calls(Operation::VehicleAdd), 1);

    office.refresh().await;
    let mut changed = office.call(Command::vehicle_form, of(PLATE)).await.unwrap();
    assert_eq!((&changed["owner"], &changed["department"]), (&json!("张三"), &json!("财务部")));
    changed["remark"] = json!("改过");
    let fields = changed.as_object_mut().unwrap();
    fields.remove("owner");
    fields.remove("phone");
    let changed = office.call(Command::change_vehicle, changed).await.unwrap();
    assert_eq!(changed["outcome"], "done");
    assert_eq!(changed["changes"], json!([{ "field": "remark", "before": "公务", "after": "改过" }]));
    let there = office.there(PLATE).unwrap();
    assert_eq!((there.department.as_str(), there.diy_type_name.as_str()), ("财务部", "贵宾"));
    assert_eq!((there.user_name.as_str(), there.remark.as_str()), ("张三", "改过"));

    let page = office.call(Command::vehicles, json!({ "filter": { "text": "zhangs" } })).await.unwrap();
    assert_eq!((&page["total"], &page["rows"][0]["owner"]), (&json!(1), &json!("张*")));
    assert_eq!(office.call(Command::delete_vehicle, of(PLATE)).await.unwrap()["outcome"], "done");
    assert_eq!(office.there(PLATE), None);
    let details = office.details(PLATE).await;
    assert_eq!((&details["vehicle"], details["history"].as_array().unwrap().len()), (&Value::Null, 3));
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_ends_as_the_truth_and_nothing_is_sent_twice() {
    let office = Office::over(Park::new(options()).await).await;
    open_faults(&office.park.open_platform, "lost_answer:1#vehicle_add");
    let added = office.call(Command::add_vehicle, form()).await.unwrap();
    assert_eq!((&added["outcome"], added["checked_at"].is_i64()), (&json!("done"), true), "it was taken");

    open_faults(&office.park.open_platform, "reset_after_reading:1#vehicle_update");
    let mut changed = office.call(Command::vehicle_form, of(PLATE)).await.unwrap();
    changed["valid_until"] = json!("2100-01-31");
    let changed = office.call(Command::change_vehicle, changed).await.unwrap();
    assert_eq!(changed["outcome"], "not_done", "it never arrived");
    assert_eq!(office.details(PLATE).await["vehicle"]["valid_until"], "2099-12-31");

    open_faults(&office.park.open_platform, "lost_answer:1#vehicle_delete");
    assert_eq!(office.call(Command::delete_vehicle, of(PLATE)).await.unwrap()["outcome"], "done");
    assert_eq!(office.details(PLATE).await["vehicle"], Value::Null);
    let sent = [Operation::VehicleAdd, Operation::VehicleUpdate, Operation::VehicleDelete];
    assert_eq!(sent.map(|operation| office.calls(operation)), [1, 1, 1]);
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_stays_unknown_until_a_later_reading_also_after_a_restart() {
    let office = Office::over(Park::new(options()).await).await;
    open_faults(&office.park.open_platform, "lost_answer:1#vehicle_add,html200:1#vehicle_list");
    let added = office.call(Command::add_vehicle, form()).await.unwrap();
    assert_eq!((&added["outcome"], &added["checked_at"]), (&json!("unknown"), &Value::Null));
    let again = office.call(Command::check_write, json!({ "id": added["id"] })).await;
    assert_eq!(again, Err(Code::PlatformUnreachable), "it still cannot be asked");
    let over = office.call(Command::delete_vehicle, of(PLATE)).await;
    assert_eq!(over, Err(Code::PlatformUnreachable), "nobody writes over what is not known");

    let office = office.restart().await;
    assert_eq!(office.details(PLATE).await["history"][0]["outcome"], "unknown");
    open_faults(&office.park.open_platform, "");
    office.refresh().await;
    let details = office.details(PLATE).await;
    assert_eq!(details["history"][0]["outcome"], "done");
    assert_eq!(details["vehicle"]["department"], "财务部", "what no list returns is remembered then");
    assert_eq!((office.calls(Operation::VehicleAdd), office.calls(Operation::VehicleDelete)), (1, 0));
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_brings_the_platforms_words_and_a_platform_that_is_away_gets_nothing() {
    let office = Office::over(Park::new(options()).await).await;
    let refused = office.call(Command::delete_vehicle, of(PLATE)).await.unwrap();
    assert_eq!((&refused["outcome"], &refused["answer"]), (&json!("refused"), &json!("车辆不存在")));
    open_faults(&office.park.open_platform, "down");
    assert_eq!(office.call(Command::add_vehicle, form()).await, Err(Code::PlatformUnreachable));
    let history = office.details(PLATE).await["history"].clone();
    assert_eq!((&history[0]["outcome"], &history[1]["outcome"]), (&json!("not_done"), &json!("refused")));
    assert_eq!(office.calls(Operation::VehicleAdd), 0);
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_of_a_vehicle_inside_is_pointed_out_at_once_and_its_day_can_be_changed() {
    let office = Office::over(Park::new(options()).await).await;
    office.park.open_platform.add_passage(SimPassage::entry(PLATE, seconds_ago(60)));
    let inside = async || office.details(PLATE).await["inside"].is_object();
    assert!(wait_for(inside).await, "it came in");
    let ban =
        |until: &str| json!({ "parking_id": PARKING_ID, "plate": PLATE, "until": until, "reason": "逃费" });
    let banned = office.call(Command::add_blacklist, ban("2099-01-31")).await.unwrap();
    assert_eq!((&banned["outcome"], banned["inside_since"].is_i64()), (&json!("done"), true));
    let alarms = async || {
        let alerts = office.call(Command::alerts, Value::Null).await.unwrap();
        alerts.as_array().unwrap().iter().filter(|alert| alert["kind"] == "blacklisted").count()
    };
    assert!(wait_for(async || alarms().await == 1).await, "it alarms");
    assert_eq!(
        office.call(Command::add_blacklist, ban("2020-01-31")).await,
        Err(Code::Invalid),
        "over already"
    );

    office.call(Command::add_blacklist, ban("2099-12-31")).await.unwrap();
    let page = office.call(Command::blacklist, json!({ "text": "123" })).await.unwrap();
    let row = &page["rows"][0];
    assert_eq!(
        (&page["total"], &row["until"], &row["added_by"]),
        (&json!(1), &json!("2099-12-31"), &json!("王工"))
    );
    assert_eq!(
        office.park.open_platform.blacklist(PARKING_ID),
        [(PLATE.to_owned(), "2099-12-31".to_owned())]
    );
    office.call(Command::delete_blacklist, of(PLATE)).await.unwrap();
    assert_eq!(office.park.open_platform.blacklist(PARKING_ID), []);
    assert_eq!(alarms().await, 1, "it is raised once");
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_renewals_in_one_go_with_lost_answers_end_as_the_truth() {
    let park = Park::new(options()).await;
    for index in 0..300 {
        park.open_platform.put_vehicle(PARKING_ID, vehicle(&format!("浙B{index:05}"), "2099-01-31"));
    }
    let office = Office::over(park).await;
    let renew = |expected: u32| {
        json!({ "work": { "work": "renew_months", "months": 1 },
            "on": { "rows": "filtered", "filter": { "text": "浙B" }, "expected": expected } })
    };
    assert_eq!(office.call(Command::start_batch, renew(299)).await, Err(Code::RowsChanged));
    open_faults(
        &office.park.open_platform,
        "lost_answer:0.05#vehicle_update,reset_after_reading:0.05#vehicle_update",
    );
    let id = office.call(Command::start_batch, renew(300)).await.unwrap()["id"].clone();
    let ended = office.until_batch_is(&id, "finished").await;
    assert_eq!((&ended["left"], &ended["unknown"]), (&json!(0), &json!(0)), "{ended}");
    let there = office.park.open_platform.vehicles(PARKING_ID);
    let renewed = there.iter().filter(|vehicle| vehicle.until == "2099-02-28").count();
    assert_eq!(ended["done"], renewed, "what is called done is done, and nothing else");
    assert_eq!(ended["failed"], 300 - renewed);
    assert!(there.iter().all(|vehicle| vehicle.remark == "原样" && vehicle.lane_nos == "1"));
    assert_eq!(office.calls(Operation::VehicleUpdate), 300, "each once");
    let failed = json!({ "id": id, "failed_only": true });
    assert_eq!(office.call(Command::batch_rows, failed).await.unwrap()["total"], 300 - renewed);
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_waits_while_the_platform_is_away_and_goes_on_by_itself_and_can_be_stopped() {
    let park = Park::new(options()).await;
    for index in 0..100 {
        park.open_platform.put_vehicle(PARKING_ID, vehicle(&format!("浙B{index:05}"), "2099-01-31"));
    }
    let office = Office::over(park).await;
    open_faults(&office.park.open_platform, "down");
    let renew = json!({ "work": { "work": "renew_until", "day": "2099-06-30" },
        "on": { "rows": "filtered", "filter": {}, "expected": 100 } });
    let id = office.call(Command::start_batch, renew).await.unwrap()["id"].clone();
    let waiting = office.until_batch_is(&id, "waiting").await;
    assert_eq!((&waiting["left"], office.calls(Operation::VehicleUpdate)), (&json!(100), 0));
    open_faults(&office.park.open_platform, "latency:20#vehicle_update");
    assert!(
        wait_for(async || office.batch(&id).await["done"].as_u64() > Some(5)).await,
        "it goes on by itself"
    );

    let stopped = office.call(Command::stop_batch, json!({ "id": id })).await.unwrap();
    assert_eq!(stopped["state"], "stopped");
    let office = office.restart().await;
    let left = office.batch(&id).await;
    assert_eq!(left["state"], "stopped", "a person resumes it");
    assert!(left["left"].as_u64() > Some(0), "{left}");
    open_faults(&office.park.open_platform, "");
    office.call(Command::resume_batch, json!({ "id": id })).await.unwrap();
    let ended = office.until_batch_is(&id, "finished").await;
    assert_eq!((&ended["done"], office.calls(Operation::VehicleUpdate)), (&json!(100), 100), "each once");
    office.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_under_way_when_a_process_died_are_asked_for_and_not_repeated() {
    let park = Park::new(options()).await;
    let plates: Vec<String> = (0..6).map(|index| format!("浙B{index:05}")).collect();
    for plate in &plates {
        park.open_platform.put_vehicle(PARKING_ID, vehicle(plate, "2099-01-31"));
    }
    let office = Office::over(park).await;
    let Office { park, app, session } = office;
    app.close().await;
    let id = leave_in_the_middle(&park, &plates, "2099-06-30").await;
    // Of the two that were under way one had arrived.
    park.open_platform.put_vehicle(PARKING_ID, vehicle(&plates[0], "2099-06-30"));

    let app = open(&park).await;
    let office = Office { park, app, session }.restart().await;
    let id = json!(id);
    assert_eq!(office.batch(&id).await["state"], "stopped");
    office.call(Command::resume_batch, json!({ "id": id })).await.unwrap();
    let ended = office.until_batch_is(&id, "finished").await;
    assert_eq!((&ended["done"], &ended["failed"], &ended["unknown"]), (&json!(5), &json!(1), &json!(0)));
    let written: Vec<String> = (office.park.open_platform.journal().into_iter())
        .filter_map(|entry| match entry.write {
            Write::VehicleUpdated(vehicle) => Some(vehicle.plate),
            _ => None,
        })
        .collect();
    assert!(!written.contains(&plates[0]) && !written.contains(&plates[1]), "{written:?}");
    assert_eq!((written.len(), office.calls(Operation::VehicleUpdate)), (4, 4));
    office.app.close().await;
}

/// What a killed process leaves: a batch that says it runs, with two of its rows sent and not answered.
async fn leave_in_the_middle(park: &Park, plates: &[String], until: &str) -> i64 {
    let store = Store::open_async(park.path(), StoreOptions::default()).await.unwrap();
    let rows = plates.iter().zip(1..).map(|(plate, row)| NewRow {
        row,
        parking_id: PARKING_ID.to_owned(),
        plate: plate.clone(),
        before: None,
        task: RowTask::RenewVehicle { until: until.parse().unwrap() },
    });
    let work = gate_app::contract::types::BatchWork::RenewUntil { day: until.to_owned() };
    let id = batches::create(&store, &work, rows.collect(), "王工").await.unwrap();
    store.set_batch_state(id, gate_store::BatchState::Running, "王工", gate_app::now()).await.unwrap();
    for (plate, row) in plates.iter().take(2).zip(1..) {
        let known =
            store.register_entry(PARKING_ID, gate_store::Register::Vehicles, plate).await.unwrap().unwrap();
        let new = NewRegisterWrite {
            parking_id: PARKING_ID.to_owned(),
            operation: RegisterOperation::ChangeVehicle,
            plate: plate.clone(),
            after: Some(RegisterEntry { valid_until: until.to_owned(), ..known }),
            by: "王工".to_owned(),
            batch_row: Some((id, row)),
        };
        store.begin_register_write(new, gate_app::now()).await.unwrap();
    }
    store.close().await;
    id
}
