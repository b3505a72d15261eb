//! The open platform: address, account, right to each car park.

use gate_open_platform::{Error, OpenPlatform};

use super::{Steps, reach};
use crate::Config;

const REST: [&str; 5] = ["tcp", "tls", "http", "account", "car_park"];

pub(super) async fn examine(config: &Config, client: &OpenPlatform, steps: &mut Steps) {
    let url = &config.open_platform.base_url;
    if !reach::examine(url, steps).await {
        return steps.skip(&REST[steps.checks.len() - 1..]);
    }
    let https = url.scheme() == "https";
    let token = client.check_account().await;
    if let Err(Error::NotSent(failure)) = &token {
        if https {
            steps.fail(
                "tls",
                failure.to_string(),
                "check the platform's certificate and this machine's clock",
            );
        } else {
            steps.ok("tls", "not used");
            steps.fail("http", failure.to_string(), "run the doctor again; the platform just went away");
        }
        return steps.skip(if https { &REST[2..] } else { &REST[3..] });
    }
    steps.ok("tls", if https { "the certificate is trusted" } else { "not used" });
    match token {
        Ok(()) => {
            steps.ok("http", "the platform answers");
            steps.ok("account", "app_key and app_secret are accepted");
        }
        Err(error) if error.is_account() || error.is_refused() => {
            steps.ok("http", "the platform answers");
            steps.fail("account", error.to_string(), "check app_key, app_secret and this machine's clock");
            return steps.skip(&REST[4..]);
        }
        Err(error) => {
            steps.fail("http", error.to_string(), remedy_of(&error));
            return steps.skip(&REST[3..]);
        }
    }
    car_parks(config, client, steps).await;
}

async fn car_parks(config: &Config, client: &OpenPlatform, steps: &mut Steps) {
    let listed = match client.car_parks().await {
        Ok(listing) => listing.items,
        Err(error) => return steps.fail("car_park", error.to_string(), remedy_of(&error)),
    };
    for car_park in &config.car_parks {
        let id = &car_park.parking_id;
        if listed.iter().any(|listed| &listed.parking_id == id) {
            steps.ok("car_park", format!("the account may manage {id}"));
        } else {
            let known: Vec<_> = listed.iter().map(|listed| listed.parking_id.as_str()).collect();
            steps.fail(
                "car_park",
                format!("the account may not manage {id}; it has: {}", known.join(", ")),
                "correct parking_id, or ask the vendor for the right to it",
            );
        }
    }
}

fn remedy_of(error: &Error) -> &'static str {
    match error {
        Error::Redirected { .. } | Error::NotTaken { .. } => {
            "check base_url and [open_platform.endpoints] against the vendor's text"
        }
        Error::Unreadable(_) => "check that base_url is the open platform's, not a web page's",
        Error::SlowDown { .. } => "run the doctor again in a minute",
        _ => "run the doctor again later, and tell the vendor if it stays so",
    }
}
