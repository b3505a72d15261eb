use std::time::Duration;

use gate_core::time::{Clock, UtcMillis};
use gate_sim::http::Listening;
use gate_sim::open_platform::OpenPlatformOptions;
use gate_sim::traffic::SimPassage;
use gate_store::{SessionFilter, SessionRow};

use super::run;
use crate::SystemClock;
use crate::collector;
use crate::testing::{Bench, wait_for};

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(24 * 3_600);

fn bench(orphan_wait: Duration) -> Bench {
    Bench::new(OpenPlatformOptions::default(), HOUR, orphan_wait)
}

fn second(at: UtcMillis) -> UtcMillis {
    UtcMillis(at.0.div_euclid(1_000) * 1_000)
}

async fn sessions(bench: &Bench) -> Vec<SessionRow> {
    bench.store.sessions(SessionFilter { limit: 100, ..SessionFilter::default() }).await.unwrap()
}

async fn closed(bench: &Bench, count: usize) -> Vec<SessionRow> {
    let all_closed = || async {
        let sessions = sessions(bench).await;
        sessions.len() == count && sessions.iter().all(|session| session.state == "closed")
    };
    wait_for("the sessions to be closed", all_closed).await;
    sessions(bench).await
}

#[tokio::test]
async fn an_entry_of_five_days_ago_is_found_and_completes_its_exit() {
    let mut bench = bench(HOUR);
    let now = SystemClock.now();
    let entered = now - 5 * DAY;
    bench.sim.add_passages([
        SimPassage::entry("浙B12345", entered - 2 * DAY),
        SimPassage::exit("浙B12345", entered - DAY),
        SimPassage::entry("浙B12345", entered),
        SimPassage::exit("浙B12345", now - Duration::from_secs(5)),
    ]);
    bench.run(collector::poll);
    bench.run(run);
    let found = closed(&bench, 1).await;
    assert_eq!(found[0].arrived_at, Some(second(entered)));
    assert_eq!(found[0].arrival_origin, "seen");
    assert_eq!(bench.store.count_passages().await.unwrap(), 2, "what does not matter is not kept");
    bench.stop().await;
}

#[tokio::test]
async fn an_exit_whose_entry_nobody_knows_gets_a_reconstructed_one() {
    let mut bench = bench(Duration::from_millis(1));
    let left = SystemClock.now() - Duration::from_secs(5);
    bench.sim.add_passages([
        SimPassage::exit("浙B12345", left - 2 * DAY),
        SimPassage::exit("浙B12345", left),
        SimPassage::exit("", left),
    ]);
    bench.run(collector::poll);
    bench.run(run);
    for session in closed(&bench, 2).await {
        assert_eq!((session.arrived_at, session.arrival_origin.as_str()), (Some(second(left)), "departure"));
    }
    bench.stop().await;
}

#[tokio::test]
async fn nothing_is_guessed_while_the_platform_cannot_be_asked() {
    let mut bench = bench(Duration::from_millis(1));
    bench.sim.add_passages([SimPassage::exit("浙B12345", SystemClock.now() - Duration::from_secs(5))]);
    bench.run(collector::poll);
    bench.caught_up().await;
    bench.sim.set_listening(Listening::Down).await.unwrap();
    super::end_waits(&bench.collecting).await.unwrap();
    assert!(super::ask(&bench.collecting).await.is_err());
    super::end_waits(&bench.collecting).await.unwrap();
    assert_eq!(sessions(&bench).await[0].state, "awaiting_arrival");
    bench.sim.set_listening(Listening::Up).await.unwrap();
    bench.run(run);
    closed(&bench, 1).await;
    bench.stop().await;
}
