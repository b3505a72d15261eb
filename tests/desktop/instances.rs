//! One program for each data directory.

use std::process::Stdio;

use crate::harness::{Bus, Display, Group, PROGRAM, Place, until};

#[tokio::test]
async fn a_second_program_hands_over_to_the_first_and_another_directory_has_its_own() {
    let (place, display, bus) = (Place::new(), Display::new(1_366, 768), Bus::new());
    let start = |directory: &str| {
        let mut command = place.command(PROGRAM, &display);
        command.env("DBUS_SESSION_BUS_ADDRESS", bus.address());
        command.arg("--data-dir").arg(place.folder(directory)).stdout(Stdio::null()).stderr(Stdio::null());
        Group::start(&mut command)
    };
    let is_open = |directory: &str| place.folder(directory).join("gatehouse.db").exists().then_some(());
    let mut first = start("one");
    until("the first has its directory open", || async { is_open("one") }).await;
    let mut second = start("one");
    assert!(second.ended().await.success());
    assert!(first.child().try_wait().unwrap().is_none(), "the first goes on");

    let mut other = start("other");
    until("another directory is opened beside it", || async { is_open("other") }).await;
    assert!(first.child().try_wait().unwrap().is_none() && other.child().try_wait().unwrap().is_none());
}
