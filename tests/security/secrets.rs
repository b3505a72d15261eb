//! Secrets stand in `secrets.toml` and in no other file, output or request, however much goes wrong and however much is
//! logged.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use gate_sim::city::CityOptions;
use gate_sim::faults::{FaultSpec, Faults, Side};
use gate_sim::open_platform::OpenPlatformOptions;
use gate_sim::traffic::simple_visits;
use gatehouse_tests::support::{
    Canaries, Park, ParkOptions, PushOptions, configure, find_secrets, gatehousectl, wait_for,
};

use crate::tokens;

const APP_SECRET: &str = "canary-of-the-app-secret";
const PORTPWD: &str = "canary-of-the-portpwd";
const PHONE: &str = "13912345678";

/// Runs the program with everything logged; what it says goes into a file of `said`.
fn run(park: &Park, arguments: &[&str], said: &Path) -> Child {
    let file = |name: &str| OpenOptions::new().create(true).append(true).open(said.join(name)).unwrap();
    Command::new(gatehousectl())
        .arg("--data-dir")
        .arg(park.path())
        .args(arguments)
        .env("GATEHOUSE_LOG", "trace")
        .stdin(Stdio::null())
        .stdout(file("stdout"))
        .stderr(file("stderr"))
        .spawn()
        .unwrap()
}

async fn end(mut child: Child) -> i32 {
    let status = tokio::task::spawn_blocking(move || child.wait()).await.unwrap().unwrap();
    status.code().unwrap_or(-1)
}

fn everything_goes_wrong(park: &Park) {
    let city = "refuse:0.2,http500:0.1,lost_answer:0.1,html200:0.1,truncated_json:0.1,refuse_account@1-2";
    park.city.set_faults(Faults::parse(city, Side::City, 1).unwrap());
    let open = "http503:0.1,token_expired:0.1,html200:0.1,truncated_json:0.1,lost_answer:0.1,refuse:0.1";
    park.open_platform.set_faults(&FaultSpec::parse_for(Side::OpenPlatform, open).unwrap());
}

#[tokio::test]
async fn no_secret_stands_in_any_file_after_a_run_in_which_much_went_wrong() {
    let mut options = ParkOptions {
        open_platform: OpenPlatformOptions {
            app_secret: APP_SECRET.to_owned(),
            photo_faults: "all:0.02".parse().unwrap(),
            ..ParkOptions::default().open_platform
        },
        city: CityOptions { portpwd: PORTPWD.to_owned(), ..CityOptions::default() },
        callbacks: Some(PushOptions { share: 0.5, repeat_share: 0.2 }),
        ..ParkOptions::default()
    };
    options.pace.request_timeout = Duration::from_secs(2);
    let park = Park::new(options).await;
    park.push_callbacks(PushOptions { share: 0.5, repeat_share: 0.2 });
    configure(&park).unwrap();
    let said = tempfile::tempdir().unwrap();
    everything_goes_wrong(&park);
    let passages =
        simple_visits(20, gate_core::time::UtcMillis(gate_app::now().0 - 1_800_000), 20_000, 600_000);
    for mut passage in passages {
        (passage.phone, passage.user_name) = (PHONE.to_owned(), "测试".to_owned());
        park.open_platform.add_passage(passage);
    }
    let mut syncing = run(&park, &["sync"], said.path());
    let journal = park.city.journal();
    assert!(wait_for(async || journal.counts().departures >= 8 && journal.counts().refused >= 5).await);
    // Killed, so that the write-ahead log stays as it is.
    syncing.kill().unwrap();
    end(syncing).await;
    let wal = park.path().join("gatehouse.db-wal");
    assert!(fs::metadata(&wal).is_ok_and(|wal| wal.len() > 0), "there is a log to look into");
    let mut canaries = Canaries::new(APP_SECRET, PORTPWD);
    look(&park, &mut canaries, said.path()).await;

    // Both platforms refuse the account; then both are asked step by step; then there is a backup.
    park.open_platform.set_app_secret("another");
    park.city.set_account("admin", "another");
    assert_eq!(end(run(&park, &["sync", "--until-idle", "--timeout", "2s"], said.path())).await, 1);
    assert_eq!(end(run(&park, &["doctor"], said.path())).await, 1);
    let backup = park.path().join("copy.backup");
    assert_eq!(end(run(&park, &["backup", backup.to_str().unwrap()], said.path())).await, 0);
    assert_eq!(end(run(&park, &["status", "--json"], said.path())).await, 0);
    look(&park, &mut canaries, said.path()).await;
    assert!(fs::metadata(&backup).is_ok_and(|backup| backup.len() > 0));
}

/// Looks through the data directory and all that was said.
async fn look(park: &Park, canaries: &mut Canaries, said: &Path) {
    for token in tokens::issued(park).await {
        canaries.add("an AccessToken", &token);
    }
    for place in [park.path(), said] {
        let found = find_secrets(place, canaries).unwrap();
        assert!(found.is_empty(), "{found:?}");
    }
    // Records hold phones; logs and outputs do not.
    let mut phone = Canaries::new(APP_SECRET, PORTPWD);
    phone.add("a phone", PHONE);
    let logs = park.path().join("logs");
    for place in [logs.as_path(), said] {
        let found = find_secrets(place, &phone).unwrap();
        assert!(found.is_empty(), "{found:?}");
    }
    let logged: u64 = fs::read_dir(&logs).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert!(logged > 10_000, "everything was logged: {logged} bytes");
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_made_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let park = Park::new(ParkOptions::default()).await;
    park.open_platform.add_passages(simple_visits(
        1,
        gate_core::time::UtcMillis(gate_app::now().0 - 600_000),
        0,
        60_000,
    ));
    configure(&park).unwrap();
    let said = tempfile::tempdir().unwrap();
    assert_eq!(end(run(&park, &["sync", "--until-idle", "--timeout", "60s"], said.path())).await, 0);
    let backup = park.path().join("copy.backup");
    assert_eq!(end(run(&park, &["backup", backup.to_str().unwrap()], said.path())).await, 0);
    let is_open = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o077 != 0;
    let mut folders = vec![park.path().to_owned()];
    let mut looked_at = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            looked_at += 1;
            // Locks hold a process's number and the reserve holds zeros. What is in a closed folder is closed too.
            let says_nothing = path.extension().is_some_and(|kind| kind == "lock" || kind == "bin");
            if path.is_dir() && is_open(&path) {
                folders.push(path);
            } else {
                assert!(says_nothing || !is_open(&path), "{} can be read by others", path.display());
            }
        }
    }
    assert!(looked_at >= 6, "database, key, logs, photos, backup and the locks");
}
