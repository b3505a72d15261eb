//! The open platform: address, account, right to each car park.

use gate_open_platform::{Error, OpenPlatform};
use url::Url;

use super::{Advice, Found, Steps, reach};

const REST: [&str; 5] = ["tcp", "tls", "http", "account", "car_park"];

/// The car parks that the account should manage.
pub(crate) struct Wanted<'a> {
    /// Their ids; none: any that it has are told.
    pub(crate) parking_ids: &'a [String],
    /// Whether others that it has may be named.
    pub(crate) name_others: bool,
}

pub(super) async fn examine(url: &Url, wanted: &Wanted<'_>, client: &OpenPlatform, steps: &mut Steps) {
    if !reach::examine(url, steps).await {
        return steps.skip(&REST[steps.checks.len() - 1..]);
    }
    let https = url.scheme() == "https";
    let token = client.check_account().await;
    if let Err(Error::NotSent(failure)) = &token {
        if https {
            steps.fail("tls", Found::TlsFailed.with("detail", failure), Advice::CheckCertificate);
        } else {
            steps.ok("tls", Found::TlsNotUsed);
            steps.fail("http", Found::WentAway.with("detail", failure), Advice::CheckAgain);
        }
        return steps.skip(if https { &REST[2..] } else { &REST[3..] });
    }
    steps.ok("tls", if https { Found::TlsTrusted } else { Found::TlsNotUsed });
    match token {
        Ok(()) => {
            steps.ok("http", Found::Answers);
            steps.ok("account", Found::KeyAccepted);
        }
        Err(error) if error.is_account() || error.is_refused() => {
            steps.ok("http", Found::Answers);
            steps.fail("account", Found::KeyRefused.with("detail", error), Advice::CheckKey);
            return steps.skip(&REST[4..]);
        }
        Err(error) => {
            steps.fail("http", Found::Failed.with("detail", &error), advice(&error));
            return steps.skip(&REST[3..]);
        }
    }
    car_parks(wanted, client, steps).await;
}

async fn car_parks(wanted: &Wanted<'_>, client: &OpenPlatform, steps: &mut Steps) {
    let listed = match client.car_parks().await {
        Ok(listing) => listing.items,
        Err(error) => {
            return steps.fail("car_park", Found::Failed.with("detail", &error), advice(&error));
        }
    };
    let known: Vec<_> = listed.iter().map(|listed| listed.parking_id.as_str()).collect();
    if wanted.parking_ids.is_empty() {
        return if known.is_empty() {
            steps.fail("car_park", Found::MayManageNone, Advice::CheckParkingId);
        } else {
            steps.ok("car_park", Found::MayManageThese.with("detail", known.join(", ")));
        };
    }
    for id in wanted.parking_ids {
        if known.contains(&id.as_str()) {
            steps.ok("car_park", Found::MayManage.with("id", id));
        } else {
            let found = match (known.is_empty(), wanted.name_others) {
                (true, _) => Found::MayManageNone.into(),
                (false, true) => Found::MayNotManage.with("id", id).and("detail", known.join(", ")),
                (false, false) => Found::MayNotManageIt.with("id", id),
            };
            steps.fail("car_park", found, Advice::CheckParkingId);
        }
    }
}

fn advice(error: &Error) -> Advice {
    match error {
        Error::Redirected { .. } | Error::NotTaken { .. } => Advice::CheckEndpoints,
        Error::Unreadable(_) => Advice::CheckOpenAddress,
        Error::SlowDown { .. } => Advice::CheckInAMinute,
        _ => Advice::TellVendor,
    }
}
