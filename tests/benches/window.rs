//! The desktop program with 100,000 vehicles and 1,000,000 passages: start, typing, arrivals, memory, rest.
//!
//! It is the release under a virtual display, driven through WebKitWebDriver over simulated platforms, which live in this process and
//! share the machine with it.
#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::print_stdout, reason = "its output is the result")]
#![allow(clippy::unwrap_used, reason = "helpers of tests: a failure here ends the benchmark")]

#[cfg(target_os = "linux")]
#[path = "common/figures.rs"]
#[allow(dead_code, reason = "each benchmark uses its own part")]
mod figures;
#[cfg(target_os = "linux")]
#[path = "../desktop/harness/mod.rs"]
#[allow(dead_code, unused_imports, reason = "tests use more of it")]
mod harness;
#[cfg(target_os = "linux")]
#[path = "window/measures.rs"]
mod measures;
#[cfg(target_os = "linux")]
#[path = "common/park.rs"]
mod park;
#[cfg(target_os = "linux")]
#[path = "window/processes.rs"]
mod processes;

#[cfg(target_os = "linux")]
fn main() -> measures::Outcome {
    use gatehouse_tests::support::{PushOptions, crowded};
    use std::time::Instant;

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let park = park::park(Some(PushOptions { share: 0.0, repeat_share: 0.0 })).await?;
        let filling = Instant::now();
        crowded(&park).await?;
        println!("filled in {:.0} s", filling.elapsed().as_secs_f64());
        let scene = harness::Scene::of(park).with_people().await;
        measures::sync_alone(&scene).await?;
        let place = measures::starts(&scene).await;
        let begun = gate_app::now();
        let booth = scene.open_at(place).await;
        booth.sign_in().await;
        measures::settled(&booth, &scene, begun).await?;
        measures::typing(&booth).await;
        measures::arrivals(&booth, &scene).await;
        measures::rest(&booth).await;
        booth.screenshot("window-bench").await;
        booth.quit().await;
        Ok(())
    })
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("only Linux has a driver for the window");
}
