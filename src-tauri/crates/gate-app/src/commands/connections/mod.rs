//! The connection to each platform, tested step by step: what `gatehousectl doctor` does, while somebody watches.

pub(crate) mod drafts;
mod kept;

use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use url::Url;

use crate::{
    Config, Secrets,
    app::{Context, Inner},
    contract::{
        Failure, Tag,
        types::{ConnectionOf, ConnectionStep, ConnectionStepName as Step, ConnectionView, PlatformKind},
    },
    doctor::{self, Check, Wanted},
    platforms,
};

pub(crate) use kept::Tests;
use kept::Under;

const OPEN_PLATFORM: [Step; 6] = [Step::Dns, Step::Tcp, Step::Tls, Step::Http, Step::Account, Step::CarPark];
const CITY: [Step; 7] =
    [Step::Dns, Step::Tcp, Step::Tls, Step::Http, Step::Account, Step::CarPark, Step::Clock];

pub(crate) async fn list(context: &Context, (): ()) -> Result<Vec<ConnectionView>, Failure> {
    let config = context.app.configuration()?;
    let account = context.caller()?.account.id;
    let test = |platform, parking_id: Option<&str>| {
        context.app.connections.of(&(account, platform, parking_id.map(str::to_owned)))
    };
    let mut views = vec![ConnectionView {
        platform: PlatformKind::OpenPlatform,
        parking_id: None,
        name: None,
        address: address(&config.open_platform.base_url),
        expected: OPEN_PLATFORM.to_vec(),
        test: test(PlatformKind::OpenPlatform, None),
    }];
    for car_park in config.car_parks.iter().filter(|car_park| context.sees(&car_park.parking_id)) {
        let Some(city) = &car_park.city else { continue };
        views.push(ConnectionView {
            platform: PlatformKind::City,
            parking_id: Some(car_park.parking_id.clone()),
            name: Some(car_park.name.clone()),
            address: address(&city.base_url),
            expected: CITY.to_vec(),
            test: test(PlatformKind::City, Some(&car_park.parking_id)),
        });
    }
    Ok(views)
}

pub(crate) async fn test(context: &Context, of: ConnectionOf) -> Result<(), Failure> {
    let no_car_park = || Failure::not_found("car_park");
    let parking_id = match of.platform {
        PlatformKind::OpenPlatform => None,
        PlatformKind::City => Some(of.parking_id.filter(|id| context.sees(id)).ok_or_else(no_car_park)?),
    };
    let (config, secrets) = context.app.workspace.configuration()?;
    let reports = |id: &str| config.car_park(id).is_some_and(|car_park| car_park.city.is_some());
    if parking_id.as_deref().is_some_and(|id| !reports(id)) {
        return Err(no_car_park());
    }
    let key = (context.caller()?.account.id, of.platform, parking_id);
    if !context.app.connections.begin(&key) {
        return Ok(());
    }
    let scope = context.scope()?;
    let parking_ids = config
        .car_parks
        .iter()
        .map(|car_park| car_park.parking_id.clone())
        .filter(|id| scope.holds(id))
        .collect();
    let task = Task { config, secrets, parking_ids, name_others: scope.is_all() };
    let app = Arc::clone(&context.app);
    let parking_id = key.2.clone();
    context.app.spawn(async move { watch(&app, &Under::Saved(key), parking_id.as_deref(), task).await });
    Ok(())
}

struct Task {
    config: Config,
    secrets: Secrets,
    parking_ids: Vec<String>,
    name_others: bool,
}

/// Carries the test out and tells every window of each step.
async fn watch(app: &Inner, under: &Under, parking_id: Option<&str>, task: Task) {
    let (tell, mut told) = unbounded_channel();
    let steps = task.run(parking_id, tell);
    let show = async {
        while let Some(check) = told.recv().await {
            if let Some(step) = step_of(check) {
                app.connections.add(under, step);
            }
            app.changed(&[Tag::Connections]);
        }
    };
    // The sender goes with the steps, which ends the other.
    tokio::join!(steps, show);
    app.connections.end(under);
    app.changed(&[Tag::Connections]);
}

impl Task {
    /// The city platform of a car park, or the open platform.
    async fn run(self, parking_id: Option<&str>, tell: UnboundedSender<Check>) {
        let Self { config, secrets, parking_ids, name_others } = self;
        match parking_id {
            None => {
                let wanted = Wanted { parking_ids: &parking_ids, name_others };
                let client = platforms::open_platform(&config, &secrets);
                let url = &config.open_platform.base_url;
                doctor::open_platform_steps(url, &wanted, client, Some(tell)).await;
            }
            Some(id) => {
                let Some((car_park, city)) =
                    config.car_park(id).and_then(|car_park| Some((car_park, car_park.city.as_ref()?)))
                else {
                    return;
                };
                let client = platforms::city_platform(car_park, city, &secrets);
                doctor::city_steps(id, city, client, Some(tell)).await;
            }
        }
    }
}

fn step_of(check: Check) -> Option<ConnectionStep> {
    let step = CITY.into_iter().find(|step| name(*step) == check.step)?;
    let Check { outcome, code, params, advice, .. } = check;
    Some(ConnectionStep { step, outcome, found: code, params, advice })
}

fn name(step: Step) -> &'static str {
    match step {
        Step::Dns => "dns",
        Step::Tcp => "tcp",
        Step::Tls => "tls",
        Step::Http => "http",
        Step::Account => "account",
        Step::CarPark => "car_park",
        Step::Clock => "clock",
    }
}

fn address(url: &Url) -> String {
    url.origin().ascii_serialization()
}
