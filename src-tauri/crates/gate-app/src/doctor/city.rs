//! A city platform: address, account, car park, clock. It is only asked for its time.

use gate_city::{CityPlatform, ClockExchange, Reach, Verdict};

use super::{Steps, reach};
use crate::{config::City, platforms};

const REST: [&str; 6] = ["tcp", "tls", "http", "account", "car_park", "clock"];

/// GA/T 1742-2020 wants clocks within 5 s.
const MOST_DRIFT_MS: i64 = 5_000;

pub(super) async fn examine(city: &City, client: &dyn CityPlatform, steps: &mut Steps) {
    if !reach::examine(&city.base_url, steps).await {
        return steps.skip(&REST[steps.checks.len() - 1..]);
    }
    let asked_at = platforms::now();
    let ClockExchange { exchange, platform_time } = client.time().await;
    let https = city.base_url.scheme() == "https";
    if exchange.reach == Reach::NothingSent && https {
        steps.fail("tls", exchange.answer, "check the platform's certificate and this machine's clock");
        return steps.skip(&REST[2..]);
    }
    steps.ok("tls", if https { "the certificate is trusted" } else { "not used" });
    match (exchange.reach, exchange.status, exchange.verdict) {
        (Reach::Answered, Some(status), _) if !(200..300).contains(&status) => {
            let remedy = if (300..500).contains(&status) {
                "check base_url: nobody takes the city's calls there"
            } else {
                "run the doctor again later, and tell the city if it stays so"
            };
            steps.fail("http", format!("HTTP {status}"), remedy);
            steps.skip(&REST[3..]);
        }
        (Reach::Answered, _, Verdict::Accepted | Verdict::AcceptedMalformed) => {
            steps.ok("http", "the platform answers");
            steps.ok("account", "portname and portpwd are accepted");
            steps.ok("car_park", format!("{} is accepted", city.parkpotid));
            clock(platform_time.map(|time| time.since(asked_at)), steps);
        }
        (Reach::Answered, _, Verdict::Refused { description }) => {
            steps.ok("http", "the platform answers");
            steps.fail(
                "account",
                format!("refused: {description}"),
                "check portname, portpwd, parkpotid and password_digest with the city",
            );
            steps.skip(&REST[4..]);
        }
        (Reach::Answered, ..) => {
            steps.fail("http", exchange.answer, "check base_url: the answer is not the city platform's");
            steps.skip(&REST[3..]);
        }
        (Reach::NothingSent | Reach::Interrupted, ..) => {
            steps.fail(
                "http",
                exchange.answer,
                "check that base_url is the city platform's and that it is well",
            );
            steps.skip(&REST[3..]);
        }
    }
}

fn clock(drift_ms: Option<i64>, steps: &mut Steps) {
    const REMEDY: &str = "set this machine's clock by a time server";
    match drift_ms {
        None => steps.warn("clock", "the platform does not tell its time readably", "tell the city"),
        // The city tells whole seconds, so up to one is not drift.
        Some(drift) if drift.abs() > MOST_DRIFT_MS + 1_000 => {
            steps.warn("clock", format!("the city's clock is {drift} ms from ours"), REMEDY);
        }
        Some(drift) => steps.ok("clock", format!("the city's clock is {drift} ms from ours")),
    }
}
