//! `sync` as a process of its own, between both simulated platforms.

// A test fails by panicking, and so do its helpers.
#![allow(clippy::unwrap_used)]

mod common;

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use common::{Ended, configured, nobody, program, run, secrets};
use gate_core::time::UtcMillis;
use gate_sim::{
    city::{CityOptions, CitySim},
    faults::{Faults, Side},
    open_platform::{OpenPlatformOptions, OpenPlatformSim},
    traffic::simple_visits,
};
use serde_json::Value;
use tempfile::TempDir;

const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Both platforms and a directory that is configured for them.
struct Place {
    open_platform: OpenPlatformSim,
    city: CitySim,
    directory: TempDir,
}

/// A place where `visits` vehicles came and went within the last hour.
async fn place(visits: usize, faults: &str) -> Place {
    let city_options =
        CityOptions { faults: Faults::parse(faults, Side::City, 1).unwrap(), ..CityOptions::default() };
    let city = CitySim::start(ANY, city_options).await.unwrap();
    let open_platform = OpenPlatformSim::start(ANY, OpenPlatformOptions::default()).unwrap();
    let hour_ago = UtcMillis(gate_app::now().0 - 3_600_000);
    open_platform.add_passages(simple_visits(visits, hour_ago, 2_000, 60_000));
    let directory = configured(&open_platform.base_url(), &city.base_url());
    secrets(
        directory.path(),
        "[open_platform]\napp_secret = \"demo-secret\"\n[car_park.park123]\nportpwd = \"123456\"\n",
    );
    let file = directory.path().join("gatehouse.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text + "max_requests_per_second = 1000\n").unwrap();
    Place { open_platform, city, directory }
}

impl Place {
    /// Runs the program beside the simulators.
    async fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = program(Some(self.directory.path()), arguments);
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap().into()
    }

    fn start(&self, arguments: &[&str]) -> Running {
        Running(
            program(Some(self.directory.path()), arguments)
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap(),
        )
    }

    async fn status(&self) -> Value {
        self.run(&["status", "--json"]).await.json()
    }

    /// Asks again and again until `wanted` holds.
    async fn until(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let status = self.status().await;
            if wanted(&status) {
                return status;
            }
            assert!(Instant::now() < until, "it never came: {status}");
        }
    }
}

/// A process that does not outlive its test.
struct Running(Child);

impl Running {
    #[cfg(unix)]
    async fn told_to_stop(mut self) -> (Option<i32>, Duration) {
        let told = Instant::now();
        let id = self.0.id().to_string();
        std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap();
        while self.0.try_wait().unwrap().is_none() {
            assert!(told.elapsed() < Duration::from_secs(60), "it does not stop");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        (self.0.wait().unwrap().code(), told.elapsed())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_reaches_the_city_and_is_shown() {
    let place = place(5, "").await;
    let ended = place.run(&["sync", "--until-idle", "--timeout", "120s", "--json"]).await;
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{}", ended.stdout);
    assert_eq!(ended.json()["deliveries"]["delivered"], 20);
    let journal = place.city.journal();
    assert_eq!((journal.accepted_arrivals().len(), journal.accepted_departures().len()), (5, 5));
    assert_eq!(journal.accepted_photos().len(), 10);
    assert!(journal.violations().is_empty(), "{:?}", journal.violations());

    let status = place.status().await;
    assert_eq!(
        status["deliveries"],
        serde_json::json!({"due": 0, "waiting": 0, "parked": 0, "delivered": 20})
    );
    assert_eq!(status["sessions"], serde_json::json!({"open": 0, "closed": 5}));
    assert_eq!((&status["passages"], &status["syncing"]), (&10.into(), &false.into()));
    for time in [
        &status["heartbeat"]["last_ok_at"],
        &status["collector"]["last_ok_at"],
        &status["collector"]["collected_until"],
    ] {
        assert!(time.as_str().unwrap().ends_with("+08:00"), "{status}");
    }
    assert!(status["clock_drift_ms"].as_i64().unwrap().abs() < 5_000);

    let deliveries = place.run(&["deliveries", "list", "--json"]).await.json();
    let deliveries = deliveries.as_array().unwrap();
    assert_eq!(deliveries.len(), 20);
    let mut expected = vec![
        "id",
        "kind",
        "state",
        "session",
        "business_id",
        "plate",
        "attempts",
        "tries",
        "parked_reason",
        "last_error",
        "answer",
        "next_attempt_at",
        "delivered_at",
        "photo_md5",
    ];
    expected.sort_unstable();
    let mut found = keys(&deliveries[0]);
    found.sort_unstable();
    assert_eq!(found, expected);
    let photos: Vec<_> = deliveries.iter().filter(|one| one["kind"] == "arrival_photo").collect();
    assert_eq!(photos.len(), 5);
    assert!(photos.iter().all(|photo| photo["photo_md5"].as_str().unwrap().len() == 32));

    let none = place.run(&["deliveries", "list", "--state", "due", "--json"]).await.json();
    assert_eq!(none, serde_json::json!([]));
    let session = deliveries[0]["session"].to_string();
    let of_session = place.run(&["deliveries", "list", "--session", &session, "--json"]).await.json();
    assert_eq!(of_session.as_array().unwrap().len(), 4);
    let sessions = place.run(&["sessions", "list", "--state", "closed", "--json"]).await.json();
    assert_eq!(sessions.as_array().unwrap().len(), 5);
    let passages = place.run(&["passages", "list", "--session", &session, "--json"]).await.json();
    assert_eq!(passages.as_array().unwrap().len(), 2);
    let table = place.run(&["sessions", "list"]).await.stdout;
    assert_eq!(table.lines().count(), 6, "{table}");

    let doctor = place.run(&["doctor", "--json"]).await;
    assert_eq!(doctor.code, 0, "{} {}", doctor.stdout, doctor.stderr);
    assert_eq!(doctor.json()["ok"], true);

    assert_holds_no_secret(place.directory.path());
}

/// Reads every file but `secrets.toml`.
fn assert_holds_no_secret(directory: &Path) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_holds_no_secret(&path);
        } else if !path.ends_with("secrets.toml") {
            let bytes = std::fs::read(&path).unwrap();
            for secret in ["demo-secret", "e10adc3949ba59abbe56e057f20f883e"] {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{} holds {secret}", path.display());
            }
        }
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_syncs_a_directory_and_stops_when_told() {
    let place = place(2, "").await;
    let first = place.start(&["sync"]);
    place.until(|status| status["syncing"] == true).await;
    let second = place.run(&["sync"]).await;
    let line = second.complains(3);
    assert!(line.contains(&first.0.id().to_string()), "{line}");
    assert_eq!(place.run(&["sync", "--until-idle", "--timeout", "1s"]).await.code, 3);
    place.until(|status| status["deliveries"]["delivered"] == 8).await;

    let (code, took) = first.told_to_stop().await;
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert_eq!(place.status().await["syncing"], false);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_platform_that_cannot_be_reached_is_a_failure_when_time_is_up() {
    let place = place(1, "").await;
    let file = place.directory.path().join("gatehouse.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace(&place.city.base_url(), &nobody())).unwrap();
    let ended = place.run(&["sync", "--until-idle", "--timeout", "2s", "--json"]).await;
    let line = ended.complains(1);
    assert!(line.contains("not idle after 2s") && line.contains("doctor"), "{line}");
    let status = place.until(|status| status["passages"] == 2).await;
    assert!(status["oldest_undelivered_at"].as_str().unwrap().ends_with("+08:00"));
    assert!(status["heartbeat"]["last_error"].is_string(), "{status}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_parked_can_be_retried_and_given_up() {
    let place = place(1, "refuse#event").await;
    let file = place.directory.path().join("gatehouse.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text + "refused_attempts = 1\n").unwrap();
    assert_eq!(place.run(&["sync", "--until-idle", "--timeout", "60s"]).await.code, 0);
    let parked = place.run(&["deliveries", "list", "--state", "parked", "--json"]).await.json();
    assert_eq!(parked.as_array().unwrap().len(), 1, "{parked}");
    assert_eq!((&parked[0]["kind"], &parked[0]["parked_reason"]), (&"arrival".into(), &"refused".into()));
    let id = parked[0]["id"].to_string();

    let line = place.run(&["deliveries", "retry", "999999"]).await.complains(1).to_owned();
    assert!(line.contains("999999"), "{line}");
    assert_eq!(
        place.run(&["deliveries", "retry", "--parked", "--reason", "photo_missing", "--json"]).await.json()["retried"],
        0
    );
    assert_eq!(place.run(&["deliveries", "retry", &id, "--json"]).await.json()["retried"], 1);
    assert_eq!(place.status().await["deliveries"]["parked"], 0);

    place.city.set_faults(Faults::none());
    assert_eq!(place.run(&["sync", "--until-idle", "--timeout", "60s"]).await.code, 0);
    assert_eq!(place.status().await["deliveries"]["delivered"], 4);
    let line =
        place.run(&["deliveries", "give-up", &id, "--reason", "mistake"]).await.complains(1).to_owned();
    assert!(line.contains(&id), "{line}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_can_be_given_and_a_backup_be_put_back() {
    let place = place(1, "").await;
    assert_eq!(place.run(&["sync", "--until-idle", "--timeout", "60s"]).await.code, 0);
    let sessions = place.run(&["sessions", "list", "--json"]).await.json();
    let session = sessions[0]["id"].to_string();
    let picture = place.directory.path().join("picture.jpg");
    let upload = |file: &str| {
        ["photo", "upload", "--session", &session, "--event", "arrival", "--json", "--file", file]
            .map(str::to_owned)
    };
    std::fs::write(&picture, "no picture").unwrap();
    let arguments = upload(picture.to_str().unwrap());
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    assert!(place.run(&arguments).await.complains(1).contains("picture.jpg"));
    assert!(
        place
            .run(&["photo", "upload", "--session", "999", "--event", "arrival", "--file", "x"])
            .await
            .complains(1)
            .contains("999")
    );

    std::fs::write(&picture, place.open_platform.photo(1).unwrap()).unwrap();
    let backup = place.directory.path().join("copy.backup");
    let made = place.run(&["backup", backup.to_str().unwrap(), "--json"]).await;
    assert_eq!(made.code, 0, "{}", made.stderr);
    assert_eq!(made.json()["photos"], 2);

    let uploaded = place.run(&arguments).await;
    assert_eq!(uploaded.code, 0, "{}", uploaded.stderr);
    assert_eq!(place.run(&["sync", "--until-idle", "--timeout", "60s"]).await.code, 0);
    assert_eq!(place.status().await["deliveries"]["delivered"], 5);
    let sent = uploaded.json()["photo_md5"].as_str().unwrap().to_owned();
    let photos = place.city.journal().accepted_photos();
    assert!(photos.iter().any(|photo| *photo.content.md5 == *sent), "the city has it");

    let restored = place.run(&["restore", backup.to_str().unwrap(), "--json"]).await;
    assert_eq!(restored.code, 0, "{}", restored.stderr);
    assert!(restored.json()["kept"].is_string());
    assert_eq!(place.status().await["deliveries"]["delivered"], 4);
    std::fs::write(&backup, "no backup").unwrap();
    assert!(place.run(&["restore", backup.to_str().unwrap()]).await.complains(1).contains("copy.backup"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_open_platforms_own_figures_are_shown() {
    let place = place(1, "").await;
    let lanes = place.run(&["lanes", "list", "--json"]).await.json();
    assert_eq!(lanes.as_array().unwrap().len(), 4, "two entries and two exits");
    let occupancy = place.run(&["occupancy", "--json"]).await.json();
    assert_eq!((&occupancy[0]["parking_id"], &occupancy[0]["total"]), (&"park123".into(), &500.into()));
    assert_eq!(place.run(&["in-park", "--json"]).await.json(), serde_json::json!([]));
    assert!(place.run(&["occupancy", "--car-park", "nowhere"]).await.complains(2).contains("park123"));
}

#[test]
fn a_directory_that_holds_something_is_no_demos() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("gatehouse.toml"), "mine").unwrap();
    let path = directory.path().to_str().unwrap();
    let ended = run(directory.path(), &["--data-dir", path, "demo", "--for", "1s"]);
    assert!(ended.complains(2).contains("--data-dir"));
    assert_eq!(std::fs::read_to_string(directory.path().join("gatehouse.toml")).unwrap(), "mine");
}

#[test]
fn a_demo_ends_by_itself_and_can_be_run_again() {
    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("demo");
    for _ in 0..2 {
        let arguments = ["--json", "--data-dir", directory.to_str().unwrap(), "demo", "--for", "8s"];
        let ended = run(parent.path(), &arguments);
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        let shown = ended.json();
        assert!(shown["status"]["passages"].as_u64().unwrap() > 0, "{shown}");
        assert!(shown["simulated"]["arrivals"].as_u64().unwrap() > 0, "{shown}");
        assert_eq!(shown["simulated"]["violations"], 0);
    }
}
