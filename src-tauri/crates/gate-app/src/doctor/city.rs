//! A city platform: address, account, car park, clock. It is only asked for its time.

use gate_city::{CityPlatform, ClockExchange, Reach, Verdict};

use super::{Advice, Found, Steps, reach};
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
        let found = Found::TlsFailed.with("detail", exchange.answer);
        steps.fail("tls", found, Advice::CheckCertificate);
        return steps.skip(&REST[2..]);
    }
    steps.ok("tls", if https { Found::TlsTrusted } else { Found::TlsNotUsed });
    match (exchange.reach, exchange.status, exchange.verdict) {
        (Reach::Answered, Some(status), _) if !(200..300).contains(&status) => {
            // Nobody takes the city's calls at an address that answers so.
            let elsewhere = (300..500).contains(&status);
            let advice = if elsewhere { Advice::CheckCityAddress } else { Advice::TellCity };
            steps.fail("http", Found::Status.with("detail", status), advice);
            steps.skip(&REST[3..]);
        }
        (Reach::Answered, _, Verdict::Accepted | Verdict::AcceptedMalformed) => {
            steps.ok("http", Found::Answers);
            steps.ok("account", Found::PortAccepted);
            steps.ok("car_park", Found::NumberAccepted.with("id", &city.parkpotid));
            clock(platform_time.map(|time| time.since(asked_at)), steps);
        }
        (Reach::Answered, _, Verdict::Refused { description }) => {
            steps.ok("http", Found::Answers);
            steps.fail("account", Found::PortRefused.with("detail", description), Advice::CheckPortName);
            steps.skip(&REST[4..]);
        }
        (Reach::Answered, ..) => {
            let found = Found::NotTheirs.with("detail", exchange.answer);
            steps.fail("http", found, Advice::CheckCityAddress);
            steps.skip(&REST[3..]);
        }
        (Reach::NothingSent | Reach::Interrupted, ..) => {
            let found = Found::Failed.with("detail", exchange.answer);
            steps.fail("http", found, Advice::CheckCityAddress);
            steps.skip(&REST[3..]);
        }
    }
}

fn clock(drift_ms: Option<i64>, steps: &mut Steps) {
    match drift_ms {
        None => steps.warn("clock", Found::ClockUnreadable, Advice::TellCity),
        Some(drift) => {
            let found = Found::ClockDiffers.with("detail", drift);
            // The city tells whole seconds, so up to one is not drift.
            if drift.abs() > MOST_DRIFT_MS + 1_000 {
                steps.warn("clock", found, Advice::SetClock);
            } else {
                steps.ok("clock", found);
            }
        }
    }
}
