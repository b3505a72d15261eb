//! One function for each thing that is measured.

use std::time::{Duration, Instant};

use fantoccini::key::Key;
use gate_core::time::UtcMillis;
use gatehouse_tests::support::{Way, taken_over};
use serde_json::{Value, json};

use crate::{
    figures::{at_most, median, percentile},
    harness::{ATTENDANT, Booth, PIN, Place, Scene, passage, until},
    park, processes,
};

/// What a measurement ends with.
pub type Outcome = Result<(), Box<dyn std::error::Error>>;

const STARTS: usize = 7;
const LONGEST_START_S: f64 = 1.5;
const MOST_PSS_MB: f64 = 380.0;
const MOST_SYNC_MB: f64 = 60.0;
/// Of one processor, in percent.
const MOST_IDLE: f64 = 1.0;
const IDLE: Duration = Duration::from_secs(20);
const LONGEST_SEARCH_MS: f64 = 50.0;
const LONGEST_ARRIVAL_MS: f64 = 300.0;
const SEARCHES: usize = 60;
const ARRIVALS: usize = 60;
/// Between two keys of a quick typist, and two vehicles of a busy lane.
const KEY_GAP: Duration = Duration::from_millis(120);
const ARRIVAL_GAP: Duration = Duration::from_millis(700);

/// Calls back once what was just changed is on the screen.
const PAINTED: &str = "const painted = (then) => requestAnimationFrame(() => {
    const channel = new MessageChannel(); channel.port1.onmessage = then; channel.port2.postMessage(0); });";

/// The command line's sync, with the registers taken over once.
pub async fn sync_alone(scene: &Scene) -> Outcome {
    let begun = gate_app::now();
    let program = park::sync(scene.park())?;
    taken_over(scene.park(), begun).await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let [now, peak] = ["VmRSS:", "VmHWM:"].map(|name| processes::megabytes(program.id(), "status", name));
    println!("gatehousectl sync: {now:.1} MB resident, {peak:.1} MB at the peak");
    at_most("resident memory of gatehousectl sync at its peak, of 60 MB", peak / MOST_SYNC_MB, 1.0);
    program.kill()?;
    Ok(())
}

/// From telling the driver to start the program until the sign-in takes the first digit of a PIN, and from its last key until the
/// booth shows passages.
pub async fn starts(scene: &Scene) -> Place {
    let mut place = Place::new();
    let (mut usable, mut signed_in) = (vec![], vec![]);
    for _ in 0..STARTS {
        let booth = scene.open_at(place).await;
        let digit = PIN.chars().next().unwrap().to_string();
        until("the sign-in takes a key", || async {
            booth.try_keys(&digit).await.ok()?;
            let filled = "return document.querySelectorAll('[data-filled=true]').length > 0";
            (booth.client.execute(filled, Vec::new()).await.ok()? == json!(true)).then_some(())
        })
        .await;
        usable.push(booth.begun.elapsed().as_secs_f64());
        // However many digits the program took, they go.
        for _ in 0..PIN.len() * 2 {
            booth.key(Key::Backspace).await;
        }
        booth.keys(PIN).await;
        let entered = Instant::now();
        booth.key(Key::Enter).await;
        booth.element("feed-row").await;
        signed_in.push(entered.elapsed().as_secs_f64());
        place = booth.quit().await;
    }
    let [middle, worst] = [median(&usable), percentile(&usable, 100)];
    println!(
        "start: {ATTENDANT} can type the PIN after {middle:.2} s (median of {STARTS}), {worst:.2} s (worst)"
    );
    println!("from the PIN's Enter to the feed: {:.2} s (median)", median(&signed_in));
    at_most("start to the first key, worst, of 1.5 s", worst / LONGEST_START_S, 1.0);
    place
}

/// Waits until what follows a start has been done.
pub async fn settled(booth: &Booth, scene: &Scene, begun: UtcMillis) -> Outcome {
    booth.element("feed-row").await;
    taken_over(scene.park(), begun).await?;
    tokio::time::sleep(Duration::from_secs(10)).await;
    Ok(())
}

/// From a key going down to the results for what is typed being painted, in the page's own clock.
pub async fn typing(booth: &Booth) {
    let install = format!(
        "{PAINTED}
         window.took = []; let down = null;
         addEventListener('keydown', (event) => {{ if (event.key.length === 1) down = event.timeStamp; }}, true);
         new MutationObserver(() => {{
           const status = document.querySelector('[data-testid=plate-results] [role=status]');
           if (down === null || !status?.textContent) return;
           const from = down; down = null;
           painted(() => took.push(performance.now() - from));
         }}).observe(document.body, {{ subtree: true, childList: true, characterData: true }});"
    );
    booth.evaluate(&install).await;
    let mut keys = 0;
    for number in 0..SEARCHES {
        // The last four of plates that are there, in no order.
        for digit in format!("{:04}", number * 7_919 % 10_000).chars() {
            booth.keys(&digit.to_string()).await;
            keys += 1;
            until("results for the key", || async {
                (booth.evaluate("return took.length").await == json!(keys)).then_some(())
            })
            .await;
            tokio::time::sleep(KEY_GAP).await;
        }
        booth.key(Key::Escape).await;
        booth.gone("[data-testid=plate-results]").await;
    }
    let took = numbers(&booth.evaluate("return took").await);
    let [middle, p95, longest] = [50, 95, 100].map(|percent| percentile(&took, percent));
    println!(
        "{} keys: results painted after {middle:.0} ms (median), {p95:.0} ms (p95), {longest:.0} ms (longest)",
        took.len()
    );
    at_most("key to results, p95, of 50 ms", p95 / LONGEST_SEARCH_MS, 1.0);
}

/// From the platform's sending a callback to its row being painted in the feed. One machine, one clock.
pub async fn arrivals(booth: &Booth, scene: &Scene) {
    let install = format!(
        "{PAINTED}
         window.seen = {{}};
         new MutationObserver(() => {{
           for (const row of document.querySelectorAll('[data-testid=feed-row]')) {{
             const plate = /Z\\W*(7[0-9]{{4}})/.exec(row.getAttribute('aria-label') ?? '')?.[1];
             if (!plate || seen[plate] !== undefined) continue;
             seen[plate] = null;
             painted(() => {{ seen[plate] = Date.now(); }});
           }}
         }}).observe(document.body, {{ subtree: true, childList: true, attributes: true }});"
    );
    booth.evaluate(&install).await;
    let mut sent = Vec::new();
    for number in 0..ARRIVALS {
        let digits = format!("7{number:04}");
        sent.push((digits.clone(), gate_app::now().0));
        scene.play(passage(&format!("浙Z{digits}"), Way::In, 0)).await;
        tokio::time::sleep(ARRIVAL_GAP).await;
    }
    let all = || async {
        let seen = booth.evaluate("return seen").await;
        sent.iter().all(|(digits, _)| seen[digits].is_number()).then_some(seen)
    };
    let seen = until("every vehicle is in the feed", all).await;
    let took: Vec<f64> =
        sent.iter().map(|(digits, at)| seen[digits].as_f64().unwrap() - *at as f64).collect();
    let [middle, p95, longest] = [50, 95, 100].map(|percent| percentile(&took, percent));
    println!(
        "{} callbacks {ARRIVAL_GAP:?} apart: in the feed after {middle:.0} ms (median), {p95:.0} ms (p95), {longest:.0} ms (longest)",
        took.len()
    );
    at_most("callback to feed, p95, of 300 ms", p95 / LONGEST_ARRIVAL_MS, 1.0);
}

/// Memory after all that use, and processor time while nothing happens.
pub async fn rest(booth: &Booth) {
    // The last arrival's photo and report are done.
    tokio::time::sleep(Duration::from_secs(15)).await;
    let all = processes::with_children(&booth.processes());
    let mut sum = 0.0;
    for id in &all {
        let [pss, rss] = [("smaps_rollup", "Pss:"), ("status", "VmRSS:")]
            .map(|(file, name)| processes::megabytes(*id, file, name));
        println!("{}: {pss:.0} MB proportional, {rss:.0} MB resident", processes::name(*id));
        sum += pss;
    }
    println!("all processes: {sum:.0} MB proportional");
    at_most("memory of all processes, of 380 MB", sum / MOST_PSS_MB, 1.0);

    let before: Vec<f64> = all.iter().map(|id| processes::seconds(*id)).collect();
    tokio::time::sleep(IDLE).await;
    let mut busy = 0.0;
    for (id, before) in all.iter().zip(before) {
        let share = (processes::seconds(*id) - before) / IDLE.as_secs_f64() * 100.0;
        println!("{}: {share:.2} % of one processor", processes::name(*id));
        busy += share;
    }
    at_most("processor time at rest, of 1 %", busy / MOST_IDLE, 1.0);
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).collect()
}
