use std::sync::atomic::AtomicU32;
use std::sync::mpsc as std_mpsc;

use super::*;
use crate::store::{Store, StoreOptions};

struct Fixture {
    _dir: tempfile::TempDir,
    store: Store,
}

async fn fixture() -> Fixture {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    store
        .write(|tx| Ok(tx.execute_batch("CREATE TABLE t (a INTEGER NOT NULL UNIQUE) STRICT")?))
        .await
        .unwrap();
    Fixture { _dir: dir, store }
}

fn insert(store: &Store, number: i64) -> tokio::task::JoinHandle<Result<(), StoreError>> {
    let store = store.clone();
    tokio::spawn(async move {
        store
            .write(move |tx| {
                tx.execute("INSERT INTO t VALUES ($1)", [number])?;
                tx.changed(Change::Passages);
                Ok(())
            })
            .await
    })
}

async fn numbers(store: &Store) -> Vec<i64> {
    store
        .read(|connection| {
            let mut statement = connection.prepare("SELECT a FROM t ORDER BY a")?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
        .await
        .unwrap()
}

/// Keeps the writer occupied until it is let go, so that what is queued meanwhile makes one batch.
struct Held {
    release: std_mpsc::Sender<()>,
    task: tokio::task::JoinHandle<Result<(), StoreError>>,
}

async fn hold(store: &Store) -> Held {
    let (release, released) = std_mpsc::channel();
    let (started, has_started) = tokio::sync::oneshot::channel();
    let mut started = Some(started);
    let store = store.clone();
    let task = tokio::spawn(async move {
        store
            .write(move |_| {
                if let Some(started) = started.take() {
                    started.send(()).unwrap();
                }
                released.recv().unwrap();
                // Longer than a batch's share of work, so that what follows is a batch of its own.
                std::thread::sleep(MAX_WORK);
                Ok(())
            })
            .await
    });
    has_started.await.unwrap();
    Held { release, task }
}

impl Held {
    async fn let_go(self) {
        self.release.send(()).unwrap();
        self.task.await.unwrap().unwrap();
    }
}

async fn queued(store: &Store, jobs: usize) {
    while store.queued_writes() < jobs {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn jobs_that_wait_together_share_one_commit() {
    let fixture = fixture().await;
    let held = hold(&fixture.store).await;
    let mut changes = fixture.store.subscribe();
    let jobs: Vec<_> = (0..20).map(|number| insert(&fixture.store, number)).collect();
    queued(&fixture.store, 20).await;
    held.let_go().await;
    for job in jobs {
        job.await.unwrap().unwrap();
    }
    assert_eq!(numbers(&fixture.store).await.len(), 20);
    assert_eq!(changes.try_recv().unwrap(), Changes::NONE.with(Change::Passages));
    assert!(changes.try_recv().is_err(), "one commit tells of all twenty");
}

#[tokio::test]
async fn a_failing_job_undoes_only_itself() {
    let fixture = fixture().await;
    let held = hold(&fixture.store).await;
    let first = insert(&fixture.store, 1);
    queued(&fixture.store, 1).await;
    let store = fixture.store.clone();
    let failing = tokio::spawn(async move {
        store
            .write(|tx| {
                tx.execute("INSERT INTO t VALUES (2)", [])?;
                tx.execute("INSERT INTO t VALUES (1)", [])?;
                Ok(())
            })
            .await
    });
    queued(&fixture.store, 2).await;
    let last = insert(&fixture.store, 3);
    queued(&fixture.store, 3).await;
    held.let_go().await;
    first.await.unwrap().unwrap();
    assert!(matches!(failing.await.unwrap(), Err(StoreError::Sqlite(_))));
    last.await.unwrap().unwrap();
    assert_eq!(numbers(&fixture.store).await, [1, 3]);
}

#[tokio::test]
async fn a_failing_job_at_the_head_of_a_batch_undoes_only_itself() {
    let fixture = fixture().await;
    let held = hold(&fixture.store).await;
    let store = fixture.store.clone();
    let failing = tokio::spawn(async move {
        store
            .write(|tx| -> Result<(), StoreError> {
                tx.execute("INSERT INTO t VALUES (1)", [])?;
                Err(StoreError::Closed)
            })
            .await
    });
    queued(&fixture.store, 1).await;
    let next = insert(&fixture.store, 2);
    queued(&fixture.store, 2).await;
    held.let_go().await;
    assert!(failing.await.unwrap().is_err());
    next.await.unwrap().unwrap();
    assert_eq!(numbers(&fixture.store).await, [2]);
}

#[tokio::test]
async fn a_panicking_job_is_an_error_and_the_writer_lives() {
    let fixture = fixture().await;
    let panicked = fixture
        .store
        .write(|tx| -> Result<(), StoreError> {
            tx.execute("INSERT INTO t VALUES (1)", [])?;
            panic!("on purpose")
        })
        .await;
    assert!(matches!(panicked, Err(StoreError::Panicked(words)) if words == "on purpose"));
    insert(&fixture.store, 2).await.unwrap().unwrap();
    assert_eq!(numbers(&fixture.store).await, [2]);
}

#[tokio::test]
async fn a_panicking_read_is_an_error_and_reading_goes_on() {
    let fixture = fixture().await;
    for _ in 0..8 {
        let panicked = fixture.store.read(|_| -> Result<(), StoreError> { panic!("on purpose") }).await;
        assert!(matches!(panicked, Err(StoreError::Panicked(_))));
    }
    assert!(numbers(&fixture.store).await.is_empty());
}

#[tokio::test]
async fn nobody_hears_success_of_a_commit_that_failed() {
    let fixture = fixture().await;
    fixture
        .store
        .write(|tx| {
            Ok(tx.execute_batch(
                "CREATE TABLE child (a INTEGER NOT NULL REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED) STRICT",
            )?)
        })
        .await
        .unwrap();
    let held = hold(&fixture.store).await;
    let sound = insert(&fixture.store, 1);
    queued(&fixture.store, 1).await;
    let store = fixture.store.clone();
    // Its statements succeed; only the commit finds the missing parent.
    let unsound = tokio::spawn(async move {
        store
            .write(|tx| {
                tx.execute("INSERT INTO child VALUES (99)", [])?;
                Ok(())
            })
            .await
    });
    queued(&fixture.store, 2).await;
    held.let_go().await;
    sound.await.unwrap().unwrap();
    assert!(unsound.await.unwrap().is_err());
    assert_eq!(numbers(&fixture.store).await, [1], "the sound job was run again by itself");
}

#[tokio::test]
async fn a_change_is_told_after_it_can_be_read() {
    let fixture = fixture().await;
    let mut changes = fixture.store.subscribe();
    for number in 0..50 {
        let writing = insert(&fixture.store, number);
        assert!(changes.recv().await.unwrap().contains(Change::Passages));
        assert!(numbers(&fixture.store).await.contains(&number));
        writing.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_failed_job_tells_of_no_change() {
    let fixture = fixture().await;
    let mut changes = fixture.store.subscribe();
    let failed = fixture
        .store
        .write(|tx| -> Result<(), StoreError> {
            tx.changed(Change::Sessions);
            Err(StoreError::Closed)
        })
        .await;
    assert!(failed.is_err());
    insert(&fixture.store, 1).await.unwrap().unwrap();
    assert_eq!(changes.recv().await.unwrap(), Changes::NONE.with(Change::Passages));
}

#[tokio::test]
async fn a_job_waits_out_another_programs_lock() {
    let fixture = fixture().await;
    let other = Connection::open(fixture.store.dir().join("gatehouse.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; INSERT INTO t VALUES (7)").unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let writing = {
        let (store, runs) = (fixture.store.clone(), runs.clone());
        tokio::spawn(async move {
            store
                .write(move |tx| {
                    runs.fetch_add(1, Ordering::SeqCst);
                    tx.execute("INSERT INTO t VALUES (8)", [])?;
                    Ok(())
                })
                .await
        })
    };
    // Reads go on; the lock outlives two of SQLite's own waits.
    assert!(numbers(&fixture.store).await.is_empty());
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert_eq!(runs.load(Ordering::SeqCst), 0, "nothing runs without the lock");
    other.execute_batch("COMMIT").unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(numbers(&fixture.store).await, [7, 8]);
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn closing_does_not_wait_for_another_programs_lock() {
    let fixture = fixture().await;
    let other = Connection::open(fixture.store.dir().join("gatehouse.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let waiting = insert(&fixture.store, 1);
    while fixture.store.queued_writes() > 0 || waiting.is_finished() {
        tokio::task::yield_now().await;
    }
    tokio::time::timeout(Duration::from_secs(8), fixture.store.close()).await.expect("closes in time");
    assert!(waiting.await.unwrap().unwrap_err().is_closed());
}

#[tokio::test]
async fn closing_finishes_what_was_queued_and_refuses_the_rest() {
    let fixture = fixture().await;
    let held = hold(&fixture.store).await;
    let jobs: Vec<_> = (0..10).map(|number| insert(&fixture.store, number)).collect();
    queued(&fixture.store, 10).await;
    held.let_go().await;
    fixture.store.close().await;
    for job in jobs {
        job.await.unwrap().unwrap();
    }
    assert!(insert(&fixture.store, 99).await.unwrap().unwrap_err().is_closed());
    assert!(fixture.store.read(|_| Ok(())).await.unwrap_err().is_closed());
}

#[tokio::test]
async fn a_waiter_that_goes_away_does_not_undo_the_write() {
    let fixture = fixture().await;
    let held = hold(&fixture.store).await;
    let job = insert(&fixture.store, 1);
    queued(&fixture.store, 1).await;
    job.abort();
    held.let_go().await;
    insert(&fixture.store, 2).await.unwrap().unwrap();
    assert_eq!(numbers(&fixture.store).await, [1, 2]);
}
