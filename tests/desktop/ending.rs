//! How the program ends.

use std::{fs, path::Path, process::Stdio};

use gatehouse_tests::support::{Park, Way};

use crate::harness::{Booth, Display, Group, PROGRAM, Place, Scene, passage, row, signal, until, within};

/// The limit of issue 3 for stopping, and what a loaded machine needs to notice.
const STOPS_WITHIN: std::time::Duration = std::time::Duration::from_secs(15);

fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

fn demos(place: &Place) -> usize {
    let names = entries(&place.folder("temporary"));
    names.iter().filter(|name| name.starts_with("gatehouse-demo-")).count()
}

#[tokio::test]
async fn told_to_end_it_stops_cleanly_and_leaves_no_demo_behind() {
    for name in ["TERM", "INT"] {
        let (place, display) = (Place::new(), Display::new(1_366, 768));
        let mut program = Group::start(place.command(PROGRAM, &display).arg("--demo").stdout(Stdio::null()));
        until("the demo's directory is there", || async { (demos(&place) == 1).then_some(()) }).await;
        signal(name, &program.id().to_string());
        let status = within(STOPS_WITHIN, "the program ends", || {
            let status = program.child().try_wait().unwrap();
            async move { status }
        })
        .await;
        assert!(status.success(), "SIG{name}: {status}");
        assert_eq!(demos(&place), 0, "SIG{name}");
    }
}

#[tokio::test]
async fn the_pages_end_it_too_and_where_the_window_was_is_kept() {
    let booth = Booth::demo().await;
    booth.ready().await;
    // The answer may be lost with the window.
    let _ = booth.client.execute("window.__TAURI_INTERNALS__.invoke('quit')", Vec::new()).await;
    within(STOPS_WITHIN, "the program ends", || async { (!booth.runs()).then_some(()) }).await;
    assert_eq!(demos(&booth.place), 0);
    let kept = booth.place.folder("config").join("cn.gatehouse.booth.demo").join(".window-state.json");
    let kept = fs::read_to_string(kept).unwrap();
    assert!(kept.contains("\"width\": 1366"), "{kept}");
}

/// Nobody syncs the directory, hears callbacks or has the database open any more.
async fn assert_free(park: Park) {
    let mut park = park;
    assert!(!park.path().join("gatehouse.db-wal").exists(), "the database was closed");
    park.start().await;
    park.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_collects_and_reports_it_stops_cleanly_and_lets_go_of_everything() {
    let scene = Scene::after(vec![passage("浙B12345", Way::In, 600)]).await;
    let (place, display) = (Place::new(), Display::new(1_366, 768));
    let mut command = place.command(PROGRAM, &display);
    command.arg("--data-dir").arg(scene.park().path()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut program = Group::start(&mut command);
    let journal = scene.park().city.journal();
    until("the arrival is reported", || async { (journal.counts().arrivals == 1).then_some(()) }).await;
    scene.passes("浙B23456", Way::In).await;
    signal("TERM", &program.id().to_string());
    let status = within(STOPS_WITHIN, "the program ends", || {
        let status = program.child().try_wait().unwrap();
        async move { status }
    })
    .await;
    assert!(status.success(), "{status}");
    assert_free(scene.into_park()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_from_the_window_lets_go_of_everything_too() {
    let scene = Scene::after(vec![passage("浙B12345", Way::In, 600)]).await;
    let booth = scene.open().await;
    booth.sign_in().await;
    booth.find(&row("12345")).await;
    booth.quit().await;
    assert_free(scene.into_park()).await;
}

#[tokio::test]
async fn without_a_display_it_says_so_and_ends() {
    let (place, display) = (Place::new(), Display::new(640, 480));
    let mut command = place.command(PROGRAM, &display);
    let output = command.arg("--demo").env_remove("DISPLAY").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("display") && said.contains("gatehousectl"), "{said}");
}
