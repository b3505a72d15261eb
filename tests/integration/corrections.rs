//! What staff put right of a pairing, through the program's own commands and against the strict city over HTTP: what was shown before
//! is what then happens, with the same ids, and the city's ledger, the database and the session's page say the same afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gate_app::contract::{Code, Command};
use gate_core::reconcile::{Discrepancy, DiscrepancyKind};
use gate_core::time::UtcMillis;
use gate_sim::city::{Content, EventKind, Verdict};
use gate_sim::open_platform::Channel;
use gate_sim::traffic::SimPassage;
use gate_store::{DeliveryCounts, SessionFilter, SessionRow, Store};
use gatehouse_tests::support::{PARKING_ID, Park};
use serde_json::{Value, json};

use crate::office::Office;
use crate::scene::{business, minutes_ago, options, until, visit};

/// `businessid` and kind of something that the city was told.
type Thing = (String, &'static str);

/// An event as the city holds it or as the screen says it will: plate, `vehtype`, `hpys`, arrival, departure.
type Told = [String; 5];

/// The program over a park, its database, and what the city cannot take back.
struct Desk {
    office: Office,
    store: Store,
    not_withdrawn: BTreeSet<Thing>,
}

impl Desk {
    /// After these passages, when the city has all of it but `waiting` deliveries.
    async fn after(passages: Vec<SimPassage>, orphan_wait: Duration, waiting: u64) -> Self {
        let mut options = options();
        options.pace.orphan_wait = orphan_wait;
        let park = Park::new(options).await;
        let number = passages.len();
        park.open_platform.add_passages(passages);
        let office = Office::over(park).await;
        let store = office.park.open_store().await;
        let desk = Self { office, store, not_withdrawn: BTreeSet::new() };
        until("all passages", async || desk.readings().await == number).await;
        // The register brings the car park's name beside the passages, and pages are compared whole.
        let named = async || desk.call(Command::car_parks, Value::Null).await[0]["name"] != PARKING_ID;
        until("the car park's name", named).await;
        desk.until_told(waiting).await;
        desk
    }

    async fn readings(&self) -> usize {
        let all = gate_store::PassageFilter { limit: u32::MAX, ..Default::default() };
        self.store.passages(all).await.unwrap().len()
    }

    async fn until_told(&self, waiting: u64) {
        let counts = async || self.store.count_deliveries(gate_app::now()).await.unwrap();
        let told = async || {
            let DeliveryCounts { due, waiting: now_waiting, parked, .. } = counts().await;
            (due, now_waiting, parked) == (0, waiting, 0)
        };
        until("the city has it", told).await;
    }

    async fn sessions(&self) -> Vec<SessionRow> {
        let all = SessionFilter { limit: u32::MAX, ..SessionFilter::default() };
        let mut found = self.store.sessions(all).await.unwrap();
        found.sort_by_key(|session| session.id);
        found
    }

    async fn session(&self, plate: &str) -> i64 {
        let of_plate = |session: &SessionRow| (session.plate == plate).then_some(session.id);
        let found: Vec<i64> = self.sessions().await.iter().filter_map(of_plate).collect();
        assert_eq!(found.len(), 1, "{plate}");
        found[0]
    }

    async fn call(&self, command: Command, payload: Value) -> Value {
        self.office.call(command, payload).await.unwrap_or_else(|code| panic!("{command}: {code:?}"))
    }

    /// A session's page without the time at which it was made.
    async fn page(&self, session: i64) -> Value {
        let mut page = self.call(Command::session_page, json!({ "session": session })).await;
        page.as_object_mut().unwrap().remove("now");
        page
    }

    /// What the city holds.
    fn ledger(&self) -> BTreeMap<Thing, Told> {
        let city = self.office.park.city.journal();
        let of = |kind| if kind == EventKind::Arrival { "arrival" } else { "departure" };
        let events = city.accepted_arrivals().into_iter().chain(city.accepted_departures());
        events
            .map(|event| {
                let told = [&event.plate, &event.vehtype, &event.hpys, &event.parktime, &event.leavetime];
                let thing = (event.business_id.to_string(), of(event.kind.unwrap()));
                (thing, told.map(|text| text.to_string()))
            })
            .collect()
    }

    /// What the city accepted from a request on, anew or again.
    fn accepted_since(&self, requests: usize) -> BTreeSet<Thing> {
        let records = business(&self.office.park.city.journal());
        let accepted = records[requests..].iter().filter(|record| record.verdict.is_accepted());
        accepted
            .map(|record| {
                let kind = match &record.content {
                    Content::Event(event) if event.kind == Some(EventKind::Arrival) => "arrival",
                    Content::Event(_) => "departure",
                    Content::Photo(photo) if photo.of == Some(EventKind::Arrival) => "arrival_photo",
                    _ => "departure_photo",
                };
                (record.business_id().unwrap().to_owned(), kind)
            })
            .collect()
    }

    /// Looks at what would change, does it, and waits until the city was told; `waiting` deliveries stay behind. Answers kind and act
    /// of each change, when all sides agree with what was shown.
    async fn mend(&mut self, session: i64, change: Value, waiting: u64) -> Vec<(String, String)> {
        let before = self.ledger();
        let requests = business(&self.office.park.city.journal()).len();
        let page = self.page(session).await;
        let asked = json!({ "session": session, "version": page["version"], "change": change });
        let shown = self.call(Command::preview_correction, asked.clone()).await;
        assert_eq!(self.page(session).await, page, "looking changes nothing");
        let mut act = asked;
        act["reason"] = json!("看了照片");
        let done = self.call(Command::correct_session, act.clone()).await;
        assert_eq!(done, shown, "what was shown is what was done");
        assert_eq!(self.office.call(Command::correct_session, act).await, Err(Code::ChangedMeanwhile));
        self.until_told(waiting).await;

        let mut expected = before.clone();
        let mut sent = BTreeSet::new();
        let changes = shown["changes"].as_array().unwrap();
        for change in changes {
            let thing = (change["business_id"].as_str().unwrap().to_owned(), kind_of(change));
            match change["act"].as_str().unwrap() {
                "sent_again" | "not_yet_sent" if change["after"]["arrived_at"].is_null() => {}
                act @ ("sent_again" | "not_yet_sent") => {
                    if !thing.1.ends_with("photo") {
                        assert_eq!(before.contains_key(&thing), act == "sent_again", "{change}");
                        expected.insert(thing.clone(), told(&change["after"]));
                    }
                    sent.insert(thing);
                }
                "dropped" => assert!(!before.contains_key(&thing), "{change}"),
                _ if thing.1.ends_with("photo") => {}
                _ => {
                    self.not_withdrawn.insert(thing);
                }
            }
        }
        let accepted = self.accepted_since(requests);
        let promised: BTreeSet<_> = accepted.intersection(&sent).cloned().collect();
        assert_eq!(promised, sent, "all that was shown was sent");
        if waiting > 0 || !changes.iter().any(|change| change["after"]["arrived_at"].is_null()) {
            assert_eq!(accepted, sent, "and nothing else");
            assert_eq!(self.ledger(), expected);
        }
        self.agree().await;
        let brief =
            |change: &Value| ["kind", "act"].map(|name| change[name].as_str().unwrap().to_owned()).into();
        changes.iter().map(brief).collect()
    }

    /// Ledger, database and pages say the same of every session, and the city never had to refuse.
    async fn agree(&self) {
        let mut ledger = self.ledger();
        for session in self.sessions().await {
            let page = self.page(session.id).await;
            let at = |name: &str| page[name].as_i64().map(UtcMillis);
            assert_eq!(page["plate"]["text"], session.plate);
            assert_eq!(page["state"], session.state);
            assert_eq!((at("arrived_at"), at("departed_at")), (session.arrived_at, session.departed_at));
            for (kind, happened) in [("arrival", session.arrived_at), ("departure", session.departed_at)] {
                let owed = page["deliveries"].as_array().unwrap().iter();
                let newest = owed.rev().map(|owed| &owed["item"]).find(|item| item["kind"] == kind);
                let thing = (session.business_id.clone(), kind);
                let (Some(newest), true) = (newest, happened.is_some()) else { continue };
                if newest["state"] != "delivered" {
                    assert_eq!(newest["waits_for"], "arrival", "{newest}");
                    continue;
                }
                let left = session.departed_at.filter(|_| kind == "departure");
                let held = ledger.remove(&thing).unwrap_or_else(|| panic!("the city has no {thing:?}"));
                let kind = &page["kind"];
                let ours = json!({
                    "plate": page["plate"], "vehtype": kind["vehtype"], "hpys": kind["hpys"],
                    "arrived_at": page["arrived_at"], "departed_at": left.map(|at| at.0),
                });
                assert_eq!(held, told(&ours), "{thing:?}");
            }
        }
        let left: BTreeSet<_> = ledger.into_keys().collect();
        assert_eq!(left, self.not_withdrawn, "the city has nothing that nobody was told of");
        let records = business(&self.office.park.city.journal());
        let refused = records.iter().any(|record| matches!(record.verdict, Verdict::Refused(_)));
        assert!(!refused, "a strict city takes all of it");
        assert!(self.store.verify_audit().await.unwrap().is_whole());
    }

    async fn version(&self, session: i64) -> Value {
        self.page(session).await["version"].clone()
    }

    async fn close(self) {
        self.store.close().await;
        self.office.app.close().await;
    }
}

fn kind_of(change: &Value) -> &'static str {
    let kinds = ["arrival", "departure", "arrival_photo", "departure_photo"];
    kinds.into_iter().find(|kind| change["kind"] == *kind).unwrap()
}

fn told(event: &Value) -> Told {
    let time = |name: &str| event[name].as_i64().map(|at| UtcMillis(at).china_standard()).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    [
        text(&event["plate"]["text"]),
        text(&event["vehtype"]),
        text(&event["hpys"]),
        time("arrived_at"),
        time("departed_at"),
    ]
}

fn acts(changes: &[(String, String)]) -> Vec<(&str, &str)> {
    changes.iter().map(|(kind, act)| (kind.as_str(), act.as_str())).collect()
}

fn hours(number: u64) -> Duration {
    Duration::from_secs(number * 3_600)
}

/// An entry, and the exit of the same vehicle under a plate that was read wrong.
fn misread() -> Vec<SimPassage> {
    vec![SimPassage::entry("浙B85123", minutes_ago(90)), SimPassage::exit("浙B8S123", minutes_ago(30))]
}

#[tokio::test]
async fn a_departure_that_waits_is_joined_and_told_under_its_arrivals_id() {
    let mut desk = Desk::after(misread(), hours(1), 2).await;
    let (came, left) = (desk.session("浙B85123").await, desk.session("浙B8S123").await);
    let offered = desk.call(Command::pairing_candidates, json!({ "session": left })).await;
    assert_eq!((&offered[0]["session"], &offered[0]["likeness"]), (&json!(came), &json!("one_look_alike")));
    let join = json!({ "change": "join", "other": left, "other_version": desk.version(left).await });
    let changes = desk.mend(came, join, 0).await;
    assert!(acts(&changes).contains(&("departure", "not_yet_sent")), "{changes:?}");
    let page = desk.page(came).await;
    assert_eq!((page["state"].as_str(), page["pairing"].as_str()), (Some("closed"), Some("person")));
    assert_eq!(page["corrections"][0]["by"], "王工");
    assert_eq!(desk.sessions().await.len(), 1);
    desk.close().await;
}

#[tokio::test]
async fn a_departure_whose_arrival_was_made_up_is_joined_and_the_screen_says_what_the_city_keeps() {
    let mut desk = Desk::after(misread(), Duration::from_millis(150), 0).await;
    let (came, left) = (desk.session("浙B85123").await, desk.session("浙B8S123").await);
    // What the city has is right of the session as it was; after the join its arrival and departure have no vehicle.
    desk.agree().await;
    let join = json!({ "change": "join", "other": left, "other_version": desk.version(left).await });
    let changes = desk.mend(came, join, 0).await;
    let acts = acts(&changes);
    assert!(acts.contains(&("departure", "not_yet_sent")), "{acts:?}");
    assert!(acts.contains(&("departure", "cannot_withdraw")), "{acts:?}");
    assert_eq!(desk.page(left).await["state"], "exit_missed");
    desk.close().await;
}

#[tokio::test]
async fn a_departure_is_split_off_and_finds_an_arrival_of_its_own() {
    let passages = visit("浙B12345", minutes_ago(90), 3_600).into();
    let mut desk = Desk::after(passages, Duration::from_millis(150), 0).await;
    let came = desk.session("浙B12345").await;
    let changes = desk.mend(came, json!({ "change": "split" }), 0).await;
    assert!(acts(&changes).contains(&("departure", "cannot_withdraw")), "{changes:?}");
    assert!(acts(&changes).contains(&("departure", "not_yet_sent")), "{changes:?}");
    let sessions = desk.sessions().await;
    let states: Vec<_> = sessions.iter().map(|session| session.state.as_str()).collect();
    assert_eq!(states, ["open", "closed"], "its own arrival was made up after the wait, as for any other");
    assert_ne!(sessions[0].business_id, sessions[1].business_id);
    desk.close().await;
}

#[tokio::test]
async fn departures_change_places_and_both_are_told_again_with_their_ids() {
    let one = visit("浙B12345", minutes_ago(90), 3_600);
    let two = visit("浙B54321", minutes_ago(80), 4_200);
    let mut desk = Desk::after([one, two].concat(), hours(1), 0).await;
    let (one, two) = (desk.session("浙B12345").await, desk.session("浙B54321").await);
    let left = async |session| desk.page(session).await["departed_at"].clone();
    let (first, second) = (left(one).await, left(two).await);
    let swap = json!({ "change": "swap", "other": two, "other_version": desk.version(two).await });
    let changes = desk.mend(one, swap, 0).await;
    let again = acts(&changes).into_iter().filter(|act| *act == ("departure", "sent_again")).count();
    assert_eq!(again, 2, "{changes:?}");
    let left = async |session| desk.page(session).await["departed_at"].clone();
    assert_eq!((left(one).await, left(two).await), (second, first));
    desk.close().await;
}

#[tokio::test]
async fn a_missed_exit_is_bookkeeping_and_shown_as_a_difference_no_more() {
    let mut options = options();
    options.pace.orphan_wait = hours(1);
    let park = Park::new(options).await;
    let plates = ["浙B12345", "浙B54321"];
    for plate in plates {
        park.open_platform.add_passages([SimPassage::entry(plate, minutes_ago(90))]);
        // Neither a list nor a callback tells of it, and the list of vehicles inside is without it.
        park.open_platform.add_passage_via(SimPassage::exit(plate, minutes_ago(30)), Channel::Callback);
    }
    let office = Office::over(park).await;
    let store = office.park.open_store().await;
    let mut desk = Desk { office, store, not_withdrawn: BTreeSet::new() };
    until("both entries", async || desk.readings().await == 2).await;
    desk.until_told(0).await;
    let found: Vec<Discrepancy> =
        desk.sessions().await.into_iter().map(|session| not_inside(&session)).collect();
    for at in [minutes_ago(11), gate_app::now()] {
        desk.store.replace_discrepancies(PARKING_ID, found.clone(), at).await.unwrap();
    }
    let differences = async |desk: &Desk| {
        let rows = desk.call(Command::discrepancies, json!({ "parking_id": null })).await;
        rows.as_array().unwrap().clone()
    };
    let shown = differences(&desk).await;
    assert_eq!(shown.len(), 2, "{shown:?}");
    let before = business(&desk.office.park.city.journal()).len();

    // One on its own page, the other on the screen of differences.
    let one = desk.session(plates[0]).await;
    assert_eq!(desk.mend(one, json!({ "change": "exit_missed" }), 0).await, []);
    let shown = differences(&desk).await;
    assert_eq!(shown.len(), 1, "what was settled is shown no more: {shown:?}");
    let seen = json!({ "session": shown[0]["session"], "version": shown[0]["version"] });
    let stale = json!({ "session": one, "version": "old" });
    let marked = desk
        .call(Command::mark_exits_missed, json!({ "sessions": [stale, seen], "reason": "盘点时不在" }))
        .await;
    assert_eq!(marked, json!({ "marked": [shown[0]["session"]], "skipped": [one] }));
    assert_eq!(differences(&desk).await, [] as [Value; 0]);
    for session in desk.sessions().await {
        let page = desk.page(session.id).await;
        assert_eq!((&page["state"], &page["departed_at"]), (&json!("exit_missed"), &Value::Null));
        assert_eq!(page["corrections"].as_array().unwrap().len(), 1);
    }
    desk.agree().await;
    // A vehicle that comes afterwards shows that sending went on, and that nothing else was sent.
    desk.office.park.open_platform.add_passages([SimPassage::entry("浙B11111", minutes_ago(5))]);
    until("the next entry", async || desk.readings().await == 3).await;
    desk.until_told(0).await;
    let after = desk.accepted_since(before);
    let of_others = desk.sessions().await.pop().unwrap().business_id;
    assert!(after.iter().all(|(id, _)| *id == of_others), "bookkeeping is no traffic: {after:?}");
    desk.close().await;
}

fn not_inside(session: &SessionRow) -> Discrepancy {
    Discrepancy {
        kind: DiscrepancyKind::NotInside,
        plate: session.plate.clone(),
        since: session.arrived_at.unwrap(),
        session: Some(session.id),
        entered_at: None,
        lane_no: None,
        left_at: None,
        resembles: None,
        counts: None,
    }
}
