//! Draining a backlog of 20,000 events, against a bare loop of HTTP requests with the same bodies.
//!
//! Both send to a strict city in a process of its own, eight at once, arrival before departure. They take turns, each
//! with a new city; the sender's time runs from the start of everything that syncs until the last outcome is on the disk.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its output is the result")]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use common::platforms::Platforms;
use common::{Outcome, backlog, figures};
use gate_city::ningbo::{NingboClient, NingboOptions};
use gate_city::{CityPlatform, EventReport};
use gate_core::delivery::RetryPolicy;
use gate_core::passage::PassageIdentity;
use gate_core::plate::{PlateColour, Vehtype};
use gate_core::record::Record;
use gate_core::time::Clock;
use gate_core::{business_id, passage::Direction};
use gate_http::{ClientOptions, DownloadOptions, HttpClient, PhotoDownloader, PhotoHosts, Request, Url};
use gate_open_platform::{OpenPlatform, OpenPlatformOptions};
use gate_store::{Store, SyncLock};
use gate_sync::{CarPark, Reporting, Sync, SyncOptions, SystemClock};
use gatehouse_tests::support::PARKPOTID;
use md5::{Digest, Md5};

const VISITS: usize = 10_000;
const EVENTS: u64 = 2 * VISITS as u64;
const CONCURRENCY: usize = 8;
const ROUNDS: usize = 5;
const PORTNAME: &str = "admin";
const PORTPWD: &str = "123456";

fn main() -> Outcome {
    if common::platforms::serve_if_asked()? {
        return Ok(());
    }
    let runtime = common::runtime()?;
    let records = backlog::visits(VISITS, None);
    let (mut bare_rates, mut rates, mut ratios) = (vec![], vec![], vec![]);
    for round in 1..=ROUNDS {
        let bare = rate(runtime.block_on(bare_loop(&records))?);
        let ours = rate(runtime.block_on(sender(&records))?);
        println!(
            "round {round}: bare loop {bare:.0} events/s, sender {ours:.0} events/s, {:.2}",
            ours / bare
        );
        bare_rates.push(bare);
        rates.push(ours);
        ratios.push(ours / bare);
    }
    println!(
        "{EVENTS} events, {CONCURRENCY} at once: bare loop {:.0} events/s, sender {:.0} events/s (medians of {ROUNDS})",
        figures::median(&bare_rates),
        figures::median(&rates)
    );
    figures::at_least("draining over a bare HTTP loop", figures::median(&ratios), 0.8);
    Ok(())
}

fn rate(took: Duration) -> f64 {
    EVENTS as f64 / took.as_secs_f64()
}

/// The requests of a visit are made before the clock starts; a worker sends one visit after the other.
async fn bare_loop(records: &[Record]) -> Outcome<Duration> {
    let mut platforms = Platforms::start()?;
    let client = HttpClient::new(&ClientOptions::default())?;
    let visits: Arc<Vec<[Request; 2]>> = Arc::new(requests(records, &platforms.city)?);
    let next = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let workers: Vec<_> = (0..CONCURRENCY)
        .map(|_| {
            let (client, visits, next) = (client.clone(), visits.clone(), next.clone());
            tokio::spawn(async move {
                while let Some(visit) = visits.get(next.fetch_add(1, Ordering::Relaxed)) {
                    for request in visit {
                        let answer =
                            client.send(request.clone()).await.map_err(|failure| failure.to_string())?;
                        if !answer.is_success() {
                            return Err(format!("HTTP {}", answer.status));
                        }
                    }
                }
                Ok(())
            })
        })
        .collect();
    for worker in workers {
        worker.await??;
    }
    let took = started.elapsed();
    platforms.check(VISITS as u64, VISITS as u64)?;
    Ok(took)
}

fn requests(records: &[Record], base_url: &str) -> Outcome<Vec<[Request; 2]>> {
    let city = city(base_url)?;
    let url = Url::parse(&format!("{base_url}parkpot/uploadBusiness"))?;
    let digest: String = Md5::digest(PORTPWD).iter().map(|byte| format!("{byte:02x}")).collect();
    let account = format!(r#"{{"portname":"{PORTNAME}","portpwd":"{digest}","parkpotid":"{PARKPOTID}","#);
    let (arrivals, departures): (Vec<&Record>, Vec<&Record>) =
        records.iter().partition(|record| record.direction == Direction::In);
    // Vehicle after vehicle comes and, after the same stay, leaves: the n-th to come is the n-th to leave.
    let visits = arrivals.into_iter().zip(departures).map(|(arrival, departure)| {
        let report = EventReport {
            business_id: business_id::of_arrival(&PassageIdentity::of(arrival)),
            plate: arrival.plate_raw.clone(),
            vehtype: Vehtype::Small,
            colour: PlateColour::Blue,
            park_time: arrival.at,
            leave_time: None,
            free_spaces: 500,
        };
        let left = EventReport { leave_time: Some(departure.at), ..report.clone() };
        [report, left].map(|report| {
            let payload = city.freeze_event(&report);
            Request::post_json(url.clone(), format!("{account}{}", &payload.as_str()[1..]))
        })
    });
    Ok(visits.collect())
}

async fn sender(records: &[Record]) -> Outcome<Duration> {
    let mut platforms = Platforms::start()?;
    let dir = tempfile::tempdir()?;
    backlog::fill(dir.path(), records.to_vec()).await?;
    let _lock = SyncLock::acquire(dir.path())?;
    let store = Store::open_async(dir.path(), backlog::options()).await?;
    let options = sync_options(&store, &platforms)?;
    let started = Instant::now();
    let sync = Sync::start(options);
    while !store.nothing_left_to_send().await? {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let took = started.elapsed();
    sync.stop().await;
    store.close().await;
    platforms.check(VISITS as u64, VISITS as u64)?;
    Ok(took)
}

fn city(base_url: &str) -> Outcome<NingboClient> {
    Ok(NingboClient::new(&NingboOptions {
        base_url: base_url.to_owned(),
        portname: PORTNAME.to_owned(),
        portpwd: PORTPWD.into(),
        parkpotid: PARKPOTID.to_owned(),
        password_digest: Default::default(),
        first_photo_index: Default::default(),
        request_timeout: Duration::from_secs(15),
    })?)
}

/// As the program has them by default, but for the limits.
fn sync_options(store: &Store, platforms: &Platforms) -> Outcome<SyncOptions> {
    let clock = Arc::new(SystemClock);
    let hosts = PhotoHosts::new::<&str>(&Url::parse(&platforms.open_platform)?, &[])?;
    let account = OpenPlatformOptions::new(platforms.open_platform.as_str(), "demo", "demo-secret".into());
    Ok(SyncOptions {
        store: store.clone(),
        clock: clock.clone(),
        open_platform: OpenPlatform::new(account, clock.clone())?,
        photos: PhotoDownloader::new(hosts, &DownloadOptions::default())?,
        callbacks: None,
        poll_interval: Duration::from_secs(30),
        collect_from: clock.now() - Duration::from_secs(24 * 3_600),
        car_parks: vec![CarPark {
            rules: backlog::rules(),
            reporting: Some(Reporting {
                city: Arc::new(city(&platforms.city)?),
                heartbeat_interval: Duration::from_secs(60),
                clock_interval: Duration::from_secs(6 * 3_600),
                max_requests_per_second: 100_000,
                max_concurrency: CONCURRENCY,
                retry: RetryPolicy {
                    initial: Duration::from_secs(2),
                    max: Duration::from_secs(60),
                    refused_attempts: 5,
                },
                already_accepted: Vec::new(),
            }),
            orphan_wait: Duration::from_secs(600),
        }],
    })
}
