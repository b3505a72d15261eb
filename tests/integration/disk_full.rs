//! A disk that is full: nothing that was acknowledged is lost, and all goes on once there is room.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use gate_sim::open_platform::{Channel, Operation};
use gate_sim::traffic::SimPassage;
use gate_store::{Store, StoreOptions};
use gatehouse_tests::support::oracle::{Evidence, Lag};
use gatehouse_tests::support::{Park, ParkOptions, Program, PushOptions, configure};

use crate::command::gatehousectl;
use crate::scene::{minutes_ago, options, seconds_ago, until, visits};

/// A file system of its own, in memory and small.
struct SmallDisk {
    path: PathBuf,
    _parent: tempfile::TempDir,
}

impl SmallDisk {
    /// Needs root; otherwise says why it is not possible.
    fn mount(megabytes: u32) -> Result<Self, String> {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("disk");
        fs::create_dir(&path).unwrap();
        let options = format!("size={megabytes}m,mode=0700");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(&path).output();
        match mounted {
            Ok(output) if output.status.success() => Ok(Self { path, _parent: parent }),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Writes until not one byte more can be written.
    fn fill(&self) -> PathBuf {
        let path = self.path.join("filler");
        let mut file = fs::File::create(&path).unwrap();
        let mut part = vec![0_u8; 1 << 16];
        while !part.is_empty() {
            match file.write(&part) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => part.truncate(part.len() / 2),
                Err(error) => panic!("{error}"),
            }
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily, since a database may still be open when a test fails.
        let _ = Command::new("umount").arg("-l").arg(&self.path).status();
    }
}

fn copy_configuration(park: &Park, to: &Path) {
    configure(park).unwrap();
    for name in ["gatehouse.toml", "secrets.toml"] {
        fs::copy(park.path().join(name), to.join(name)).unwrap();
    }
}

#[tokio::test]
async fn nothing_is_lost_on_a_full_disk_and_all_goes_on_after_room_is_made() {
    let disk = match SmallDisk::mount(24) {
        Ok(disk) => disk,
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "skipped: no small disk can be mounted ({why})");
            return;
        }
    };
    let callbacks = Some(PushOptions { share: 0.0, repeat_share: 0.0 });
    let park = Park::new(ParkOptions { callbacks, ..options() }).await;
    park.push_callbacks(PushOptions { share: 0.0, repeat_share: 0.0 });
    park.open_platform.add_passages(visits(3).0);
    copy_configuration(&park, &disk.path);
    let said = park.path().join("said");
    let mut program = Program::start(&disk.path, &["sync"], &said).unwrap();
    let journal = park.city.journal();
    until("the first ones", async || journal.counts().photos == 6).await;

    let filler = disk.fill();
    let polls = park.open_platform.calls(Operation::AccessRecordList);
    for index in 0..10 {
        let plate = format!("浙C0000{index}");
        park.open_platform
            .add_passage_via(SimPassage::entry(&plate, seconds_ago(60 - index)), Channel::Callback);
        park.open_platform.add_passages([SimPassage::entry(&format!("浙D0000{index}"), minutes_ago(5))]);
    }
    let refused = || fs::read_to_string(&said).unwrap_or_default().contains("full");
    until("it notices", async || refused()).await;
    until("it goes on polling", async || park.open_platform.calls(Operation::AccessRecordList) > polls + 2)
        .await;
    assert_eq!(program.ended().unwrap(), None, "it is still there");
    let acknowledged_while_full = park.open_platform.acknowledged_callbacks().len();
    assert!(acknowledged_while_full < 10, "what cannot be stored is not acknowledged");

    fs::remove_file(filler).unwrap();
    until("every callback", async || park.open_platform.pending_callbacks() == 0).await;
    until("everything", async || journal.counts().arrivals == 23 && journal.counts().photos == 26).await;
    until("it is noted", async || {
        let status = gatehousectl(&disk.path, &["status", "--json"]).await.json();
        status["deliveries"]["delivered"] == 3 * 4 + 20 * 2
    })
    .await;
    program.kill().unwrap();
    let store =
        Store::open(&disk.path, &StoreOptions { reserve_bytes: 0, ..StoreOptions::default() }).unwrap();
    store.check().await.unwrap();
    let lag = Lag::watch();
    let mut evidence = Evidence::take(&park.open_platform, &journal, &store, park.collect_from, &lag).await;
    evidence.interruptions = 1;
    // Pictures for a disk with little room are made smaller than those that the judge knows.
    let problems: Vec<_> =
        evidence.problems().into_iter().filter(|problem| !problem.contains("not its own picture")).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    store.close().await;
}
