//! The connection to each platform, tested step by step: what `gatehousectl doctor` does, while somebody watches.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use url::Url;

use crate::{
    Config, Secrets,
    app::{Context, Inner},
    contract::{
        Failure, Tag,
        types::{
            ConnectionOf, ConnectionStep, ConnectionStepName as Step, ConnectionTest, ConnectionView,
            PlatformKind,
        },
    },
    doctor::{self, Check, Wanted},
    now, platforms,
};

const OPEN_PLATFORM: [Step; 6] = [Step::Dns, Step::Tcp, Step::Tls, Step::Http, Step::Account, Step::CarPark];
const CITY: [Step; 7] =
    [Step::Dns, Step::Tcp, Step::Tls, Step::Http, Step::Account, Step::CarPark, Step::Clock];

/// By account, since what is found may name car parks that others don't see; by platform and car park.
type Key = (i64, PlatformKind, Option<String>);

/// The tests since the program started.
#[derive(Default)]
pub(crate) struct Tests {
    kept: Mutex<HashMap<Key, ConnectionTest>>,
}

impl Tests {
    fn kept(&self) -> MutexGuard<'_, HashMap<Key, ConnectionTest>> {
        // Whoever panicked left plain values whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was found is about another configuration.
    pub(crate) fn forget(&self) {
        self.kept().retain(|_, test| test.running);
    }

    /// Begins a test, unless the same is under way.
    fn begin(&self, key: &Key) -> bool {
        let mut kept = self.kept();
        if kept.get(key).is_some_and(|test| test.running) {
            return false;
        }
        kept.insert(key.clone(), ConnectionTest { started_at: now().0, running: true, steps: Vec::new() });
        true
    }
}

pub(crate) async fn list(context: &Context, (): ()) -> Result<Vec<ConnectionView>, Failure> {
    let config = context.app.configuration()?;
    let account = context.caller()?.account.id;
    let kept = context.app.connections.kept();
    let test = |platform, parking_id: Option<&str>| {
        kept.get(&(account, platform, parking_id.map(str::to_owned))).cloned()
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
    context.app.spawn(async move { watch(&app, &key, task).await });
    Ok(())
}

struct Task {
    config: Config,
    secrets: Secrets,
    parking_ids: Vec<String>,
    name_others: bool,
}

/// Carries the test out and tells every window of each step.
async fn watch(app: &Inner, key: &Key, task: Task) {
    let (tell, mut told) = unbounded_channel();
    let steps = task.run(key, tell);
    let show = async {
        while let Some(check) = told.recv().await {
            if let (Some(step), Some(test)) = (step_of(check), app.connections.kept().get_mut(key)) {
                test.steps.push(step);
            }
            app.changed(&[Tag::Connections]);
        }
    };
    // The sender goes with the steps, which ends the other.
    tokio::join!(steps, show);
    if let Some(test) = app.connections.kept().get_mut(key) {
        test.running = false;
    }
    app.changed(&[Tag::Connections]);
}

impl Task {
    async fn run(self, key: &Key, tell: UnboundedSender<Check>) {
        let Self { config, secrets, parking_ids, name_others } = self;
        match key.2.as_deref() {
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

pub(super) fn step_of(check: Check) -> Option<ConnectionStep> {
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
