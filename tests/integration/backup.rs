//! A backup that is put back: nothing is lost, and what is sent again is the same to the byte.

use std::path::Path;

use gate_app::{Workspace, backup, now};
use gate_sim::http::Listening;
use gate_store::BackupPhotos;
use gatehouse_tests::support::Park;

use crate::scene::{Books, minutes_ago, options, until, visit, visits};

async fn write(park: &Park, file: &Path) -> backup::BackupView {
    backup::write(park.store(), file, BackupPhotos::All, now(), |_| {}).await.unwrap()
}

async fn put_back(park: &Park, file: &Path) -> backup::RestoreView {
    let (workspace, file) = (Workspace::open(Some(park.path().to_owned())).unwrap(), file.to_owned());
    tokio::task::spawn_blocking(move || backup::put_back(&workspace, &file, |_| {})).await.unwrap().unwrap()
}

#[tokio::test]
async fn an_older_state_that_is_put_back_sends_again_what_it_does_not_know_of() {
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("copy.backup");
    let mut park = Park::new(options()).await;
    park.open_platform.add_passages(visits(5).0);
    park.city.set_listening(Listening::Down).await.unwrap();
    park.start().await;
    let store = park.store().clone();
    until("events and photos are there", async || {
        // First the events: looked at the other way round, they could come between the two looks. Then no photo is wanted any
        // more, not even one that waits for its next try.
        store.count_deliveries(now()).await.unwrap().due == 5
            && store.next_photo_at().await.unwrap().is_none()
    })
    .await;
    // While syncing runs.
    let made = write(&park, &file).await;
    assert_eq!((made.photos, made.missing_photos), (10, 0));
    park.city.set_listening(Listening::Up).await.unwrap();
    park.open_platform.add_passages(visit("浙B77777", minutes_ago(9), 60));
    let books = Books::close(&mut park).await;
    assert_eq!(books.status.deliveries.delivered, 24);

    let restored = put_back(&park, &file).await;
    assert_eq!(restored.photos, 10);
    let kept = restored.kept.expect("what it replaced is kept");
    assert!(Path::new(&kept).exists());
    let store = park.open_store().await;
    let counts = store.count_deliveries(now()).await.unwrap();
    assert_eq!((counts.delivered, counts.due + counts.waiting), (0, 20), "as it was then");
    store.close().await;

    park.start().await;
    park.until_idle().await.unwrap();
    let books = Books::read(park.store(), &park.city.journal()).await;
    assert_eq!(books.status.deliveries.delivered, 24, "what came after the backup is collected again");
    let counts = books.city.counts();
    assert_eq!((counts.arrivals, counts.departures, counts.photos), (6, 6, 12), "the same ids again");
    assert_eq!(counts.order_violations, 0);
    let differing = books.city.differing_repeats();
    let of_the_backup =
        differing.iter().filter(|one| books.arrival("浙B77777").business_id != one.business_id);
    assert_eq!(of_the_backup.count(), 0, "what was in the backup is the same to the byte");
    park.stop().await;
}

#[tokio::test]
async fn a_rebuilt_database_makes_the_same_ids_again() {
    let mut park = Park::new(options()).await;
    park.open_platform.add_passages(visits(5).0);
    park.start().await;
    let books = Books::close(&mut park).await;
    let ids = |books: &Books| {
        let mut ids: Vec<_> = books.sessions.iter().map(|session| session.business_id.clone()).collect();
        ids.sort();
        ids
    };
    let before = ids(&books);
    for entry in std::fs::read_dir(park.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            std::fs::remove_dir_all(path).unwrap()
        } else {
            std::fs::remove_file(path).unwrap()
        }
    }
    park.start().await;
    park.until_idle().await.unwrap();
    let books = Books::read(park.store(), &park.city.journal()).await;
    assert_eq!(ids(&books), before);
    let counts = books.city.counts();
    assert_eq!((counts.arrivals, counts.departures, counts.photos), (5, 5, 10), "nothing is new to the city");
    park.stop().await;
}
