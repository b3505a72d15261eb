use gate_city::ningbo::{NingboClient, NingboOptions};
use gate_city::{CityPlatform, EventReport};
use gate_core::plate::{PlateColour, Vehtype};
use gate_core::time::UtcMillis;
use gate_sim::traffic::simple_visits;

use super::{Evidence, Lag, Repeats};
use crate::support::{PARKPOTID, Park, ParkOptions};

fn an_hour_ago() -> UtcMillis {
    UtcMillis((gate_app::now().0 - 3_600_000) / 1_000 * 1_000)
}

fn client(park: &Park) -> NingboClient {
    NingboClient::new(&NingboOptions {
        base_url: park.city.base_url(),
        portname: park.options.city.portname.clone(),
        portpwd: park.options.city.portpwd.as_str().into(),
        parkpotid: PARKPOTID.to_owned(),
        password_digest: Default::default(),
        first_photo_index: Default::default(),
        request_timeout: std::time::Duration::from_secs(10),
    })
    .unwrap()
}

fn arrival(free_spaces: i64) -> EventReport {
    EventReport {
        business_id: "10".into(),
        plate: "浙B12345".into(),
        vehtype: Vehtype::Small,
        colour: PlateColour::Blue,
        park_time: an_hour_ago(),
        leave_time: None,
        free_spaces,
    }
}

async fn problems(park: &Park) -> Vec<String> {
    let (journal, store, lag) = (park.city.journal(), park.open_store().await, Lag::watch());
    let problems =
        Evidence::take(&park.open_platform, &journal, &store, park.collect_from, &lag).await.problems();
    store.close().await;
    problems
}

#[tokio::test]
async fn what_was_never_sent_is_lost() {
    let park = Park::new(ParkOptions::default()).await;
    park.open_platform.add_passages(simple_visits(3, an_hour_ago(), 60_000, 600_000));
    let problems = problems(&park).await;
    assert_eq!(problems.iter().filter(|problem| problem.starts_with("lost:")).count(), 6, "{problems:#?}");
}

#[tokio::test]
async fn what_no_passage_stands_behind_is_invented() {
    let park = Park::new(ParkOptions::default()).await;
    let client = client(&park);
    client.send_event(&client.freeze_event(&arrival(3))).await;
    let problems = problems(&park).await;
    assert!(problems.iter().any(|problem| problem.starts_with("invented:")), "{problems:#?}");
    assert!(problems.iter().any(|problem| problem.contains("the city has 1")), "{problems:#?}");
}

#[tokio::test]
async fn a_repeat_after_a_plain_success_is_without_reason_and_other_bytes_are_found() {
    let park = Park::new(ParkOptions::default()).await;
    let client = client(&park);
    for free_spaces in [3, 3, 4] {
        client.send_event(&client.freeze_event(&arrival(free_spaces))).await;
    }
    let lag = Lag::watch();
    let repeats = Repeats::of(&park.city.journal(), &lag, false);
    assert_eq!(repeats.without_reason + repeats.on_a_busy_machine, 1, "{repeats:?}");
    let problems = problems(&park).await;
    assert!(problems.iter().any(|problem| problem.starts_with("a repeat with other bytes")), "{problems:#?}");
}

#[tokio::test]
async fn nothing_is_wrong_with_a_park_that_delivered_everything() {
    let mut park = Park::new(ParkOptions::default()).await;
    park.open_platform.add_passages(simple_visits(3, an_hour_ago(), 60_000, 600_000));
    park.start().await;
    park.until_idle().await.unwrap();
    park.stop().await;
    assert_eq!(problems(&park).await, Vec::<String>::new());
    assert_eq!(park.city.journal().accepted_photos().len(), 6);
}
