//! The real program on a real disk, killed with SIGKILL at random moments and started again each time, then judged by
//! the simulators' journals.
//!
//! `GATEHOUSE_KILLS` sets how often it is killed (20 by default), `GATEHOUSE_SEED` what is drawn.

use std::time::Duration;

use gate_core::delivery::RetryPolicy;
use gate_core::time::UtcMillis;
use gate_sim::city::{Answer, Journal};
use gate_sim::faults::{FaultSpec, Faults, Side};
use gate_sim::open_platform::{PhotoFault, PhotoFaults};
use gate_sim::traffic::{DayProfile, Oddities, Shares, SimPassage, Stay, Stays, Traffic, TrafficOptions};
use gate_store::{Store, StoreOptions};
use gatehouse_tests::support::oracle::{Evidence, Lag, Repeats};
use gatehouse_tests::support::{
    Canaries, Dice, PARKING_ID, Pace, Park, ParkOptions, Program, PushOptions, configure, find_secrets,
};

/// A process that does nothing for so long is not waited for: it is killed all the same.
const BUSY_WITHIN: Duration = Duration::from_secs(20);
/// The last process may take so long until all is idle.
const UNTIL_IDLE: &str = "180s";
/// Traffic is of the last minutes, where every poll looks again.
const PAST: Duration = Duration::from_secs(3 * 60);
/// Answers that are lost, spoiled or withheld, and connections that break, on both sides.
const CITY_FAULTS: &str = "lost_answer:0.1#business,hang_after_reading:0.05#business,accepted_then_500:0.1,\
    reset_mid_upload:0.1#photo,http503:0.1#business,truncated_json:0.1#business,latency:20";
const OPEN_PLATFORM_FAULTS: &str = "http502:0.1,lost_answer:0.1,short_answer:0.1,latency:20";

#[test]
fn killed_again_and_again_it_loses_nothing_and_repeats_little() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let kills = number("GATEHOUSE_KILLS").unwrap_or(20);
    let seed = number("GATEHOUSE_SEED").unwrap_or(1);
    let problems = runtime.block_on(run(seed, kills));
    assert!(
        problems.is_empty(),
        "{kills} kills; again: GATEHOUSE_SEED={seed} GATEHOUSE_KILLS={kills} cargo test -p gatehouse-tests --test kills\n  - {}",
        problems.join("\n  - ")
    );
}

async fn run(seed: u64, kills: u64) -> Vec<String> {
    let mut dice = Dice::new(seed);
    let lag = Lag::watch();
    let park = Park::new(options(&mut dice, seed)).await;
    configure(&park).expect("a temporary directory can be written");
    park.push_callbacks(PushOptions { share: 0.5, repeat_share: 0.2 });
    park.city
        .set_faults(Faults::parse(CITY_FAULTS, Side::City, seed).expect("the faults above are spelt right"));
    park.open_platform.set_faults(
        &FaultSpec::parse_for(Side::OpenPlatform, OPEN_PLATFORM_FAULTS)
            .expect("the faults above are spelt right"),
    );

    let journal = park.city.journal();
    let mut in_flight = 0;
    for round in 0..kills {
        let passages = traffic(seed.wrapping_mul(1_000_003) + round, gate_app::now());
        in_flight += u64::from(sync_and_kill(&park, &mut dice, passages).await);
    }
    park.city.set_faults(Faults::none());
    park.open_platform.set_faults(&FaultSpec::default());
    let mut problems = finish(&park).await;

    let store = Store::open_async(park.path(), StoreOptions::default()).await.expect("the database opens");
    let mut evidence = Evidence::take(&park.open_platform, &journal, &store, park.collect_from, &lag).await;
    evidence.interruptions = u32::try_from(kills).expect("nobody has the time for more");
    problems.extend(tokio::task::block_in_place(|| evidence.problems()));
    problems.extend(store.check().await.err().map(|error| format!("the database is damaged: {error}")));
    let audit = store.verify_audit().await.expect("the database can be read");
    problems.extend((!audit.is_whole()).then(|| format!("the audit log is not whole: {audit:?}")));
    store.close().await;

    let account = &park.options.open_platform;
    let canaries = Canaries::new(&account.app_secret, &park.options.city.portpwd);
    let found =
        tokio::task::block_in_place(|| find_secrets(park.path(), &canaries)).expect("files can be read");
    problems.extend(found.iter().map(|found| format!("a secret: {found:?}")));
    let repeats = Repeats::of(&journal, &lag, false);
    problems.extend(not_tried(&journal, repeats, in_flight, kills));
    problems
}

/// Starts the program, tells of passages while it runs, and kills it at a random moment after it has begun to send.
/// Says whether a request was on its way then.
async fn sync_and_kill(park: &Park, dice: &mut Dice, passages: Vec<SimPassage>) -> bool {
    let journal = park.city.journal();
    let before = journal.counts().requests;
    let mut program = Program::start(park.path(), &["sync"], &park.path().join("stderr")).expect("it starts");
    let moment = dice.span(Duration::from_millis(1)..Duration::from_millis(1_500));
    let gap = moment / u32::try_from(passages.len().max(1)).unwrap_or(1);
    let begun = journal.wait_until(BUSY_WITHIN, |journal| journal.counts().requests > before).await;
    let telling = async {
        for passage in passages {
            park.open_platform.add_passage(passage);
            // What is simulated here is a moment that nobody can foresee; nothing is waited for.
            tokio::time::sleep(gap).await;
        }
    };
    telling.await;
    let ended = program.ended().expect("it can be asked");
    assert!(begun && ended.is_none(), "it runs ({ended:?}): {}", stderr(park));
    let in_flight = is_in_flight(&journal);
    program.kill().expect("it can be killed");
    in_flight
}

/// Lets the program finish what is left.
async fn finish(park: &Park) -> Vec<String> {
    // Callbacks are pushed while a process listens, so one runs until all are acknowledged.
    let mut program = Program::start(park.path(), &["sync"], &park.path().join("stderr")).expect("it starts");
    let acknowledged =
        gatehouse_tests::support::wait_for(async || park.open_platform.pending_callbacks() == 0).await;
    if !acknowledged {
        let ended = program.ended().expect("it can be asked");
        return vec![format!("callbacks are not acknowledged; ended: {ended:?}; {}", stderr(park))];
    }
    program.kill().expect("it can be killed");
    let path = park.path().to_owned();
    let run = move || Program::run(&path, &["sync", "--until-idle", "--timeout", UNTIL_IDLE]);
    let output = tokio::task::spawn_blocking(run).await.expect("running does not panic").expect("it starts");
    match output.status.success() {
        true => Vec::new(),
        false => vec![format!("not idle: {}", String::from_utf8_lossy(&output.stderr))],
    }
}

fn stderr(park: &Park) -> String {
    std::fs::read_to_string(park.path().join("stderr")).unwrap_or_default()
}

/// What a trial has and this one had not.
fn not_tried(journal: &Journal, repeats: Repeats, in_flight: u64, kills: u64) -> Vec<String> {
    let counts = journal.counts();
    let needed = [
        ("no answer was lost after acceptance", counts.lost_answers),
        ("nothing was repeated", repeats.after_acceptance),
        ("nothing was delivered", counts.photos),
        // A kill or two may well find nothing on its way.
        ("no kill met a request on its way", if kills < 10 { 1 } else { in_flight }),
    ];
    let missed = needed.iter().filter(|(_, times)| *times == 0);
    missed.map(|(what, _)| format!("this was no trial: {what}; {counts:?} {repeats:?}")).collect()
}

fn is_in_flight(journal: &Journal) -> bool {
    let records = journal.records();
    records.iter().any(|record| record.endpoint.is_business() && record.answer == Answer::Pending)
}

fn options(dice: &mut Dice, seed: u64) -> ParkOptions {
    let mut options = ParkOptions {
        callbacks: Some(PushOptions { share: 0.5, repeat_share: 0.2 }),
        pace: Pace {
            poll_interval: Duration::from_secs(1),
            heartbeat_interval: Duration::from_secs(1),
            clock_interval: Duration::from_secs(60),
            request_timeout: Duration::from_secs(2),
            retry: RetryPolicy {
                initial: Duration::from_millis(100),
                max: Duration::from_secs(1),
                refused_attempts: 3,
            },
            orphan_wait: Duration::from_secs(1),
            max_requests_per_second: 100,
            max_concurrency: 8,
        },
        back: 4 * PAST,
        ..ParkOptions::default()
    };
    options.open_platform.seed = seed;
    options.open_platform.app_secret = format!("app-secret-canary-{:016x}", dice.number());
    options.open_platform.photo_faults = PhotoFaults::shares(&[
        (PhotoFault::CutShort, 0.1),
        (PhotoFault::Unavailable, 0.05),
        (PhotoFault::Missing, 0.03),
        (PhotoFault::Broken, 0.03),
    ]);
    options.city.portpwd = format!("portpwd-canary-{:016x}", dice.number());
    options
}

/// What happened at the car park in the last minutes, in the order of its times; all plates are new.
fn traffic(seed: u64, now: UtcMillis) -> Vec<SimPassage> {
    let stay = Stay { median_minutes: 0.7, spread: 0.5 };
    let options = TrafficOptions {
        seed,
        parking_id: PARKING_ID.to_owned(),
        cars_per_hour: 200.0,
        profile: DayProfile::Flat,
        // Registered vehicles would be the same each time, and two without a plate cannot be told apart.
        shares: Shares {
            monthly: 0.0,
            free: 0.0,
            visitor: 0.0,
            blacklisted: 0.0,
            unlicensed: 0.0,
            ..Shares::default()
        },
        oddities: Oddities { repeat_reading: 0.1, missed_exit: 0.05, missed_entry: 0.02, ..Oddities::NONE },
        stays: Stays { resident: stay, visitor: stay, temporary: stay },
        ..TrafficOptions::default()
    };
    Traffic::new(options, UtcMillis((now - PAST).0 / 1_000 * 1_000)).passages_until(UtcMillis(now.0 - 2_000))
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a whole number, not {text:?}")))
}
