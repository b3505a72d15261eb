//! The store: one data directory, opened.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tokio::sync::broadcast;

use crate::audit::key::AuditKey;
use crate::backup::restore;
use crate::change::Changes;
use crate::disk::{DiskLevel, Reserve};
use crate::error::StoreError;
use crate::lane_openings::CoolDowns;
use crate::lock::OpenLock;
use crate::login::LoginCountdown;
use crate::migrations::{MIGRATIONS, Upgrade};
use crate::reader::Readers;
use crate::vehicle_table::VehicleTable;
use crate::writer::{WriteTx, Writer};
use crate::{connection, data_dir, disk, health, migrations, photo_files};

/// How a data directory is opened.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Reading connections at most; each costs up to 2 MB.
    pub readers: usize,
    /// Bytes set aside for the day the disk is full; 0 for none.
    pub reserve_bytes: u64,
    /// Copies from before upgrades that are kept.
    pub backups_kept: usize,
}

impl Default for StoreOptions {
    fn default() -> Self {
        StoreOptions { readers: 4, reserve_bytes: 64 * 1024 * 1024, backups_kept: 5 }
    }
}

#[cfg(test)]
impl StoreOptions {
    /// Without the reserve, which only costs time in a test that is not about it.
    pub(crate) fn bare() -> StoreOptions {
        StoreOptions { reserve_bytes: 0, ..StoreOptions::default() }
    }
}

/// One data directory, opened: the database and the photo files. Clones share it.
///
/// Any number of processes may open the same directory; who syncs it is decided by [`crate::SyncLock`].
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    dir: PathBuf,
    writer: Writer,
    readers: Readers,
    changes: broadcast::Sender<Changes>,
    reserve: Reserve,
    audit_key: AuditKey,
    login_countdown: Mutex<LoginCountdown>,
    cool_downs: CoolDowns,
    vehicle_table: VehicleTable,
    upgrade: Upgrade,
}

impl Store {
    /// Opens a data directory, creating what is missing (directory 0700, database 0600) and bringing the
    /// tables up to date after a backup. Blocks: on an async thread use [`Store::open_async`].
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a newer program's file, [`StoreError::Damaged`], [`StoreError::DiskFull`] …
    pub fn open(dir: &Path, options: &StoreOptions) -> Result<Store, StoreError> {
        Store::open_with(dir, options, MIGRATIONS)
    }

    /// [`Store::open`] on a thread that may block.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_async(dir: &Path, options: StoreOptions) -> Result<Store, StoreError> {
        let dir = dir.to_owned();
        blocking(move || Store::open(&dir, &options)).await
    }

    pub(crate) fn open_with(
        dir: &Path,
        options: &StoreOptions,
        migrations: &[(&str, &str)],
    ) -> Result<Store, StoreError> {
        connection::check_sqlite_version()?;
        data_dir::create_private_dir(dir).map_err(|source| StoreError::file("create", dir, source))?;
        let dir = std::fs::canonicalize(dir).map_err(|source| StoreError::file("find", dir, source))?;
        let _opening = OpenLock::acquire(&dir)?;
        restore::finish_pending(&dir)?;
        let database = data_dir::database(&dir);
        let suspicious = health::was_left_open(&dir);
        let reserve = Reserve::new(&dir, options.reserve_bytes);
        let mut connection = match connection::open_writer(&database) {
            // Even opening needs a few kilobytes beside the database.
            Err(StoreError::DiskFull(_) | StoreError::Io(_)) if reserve.release() => {
                connection::open_writer(&database)?
            }
            opened => opened?,
        };
        if suspicious {
            health::check_briefly(&connection)?;
        }
        let upgrade = migrations::upgrade(&mut connection, &dir, migrations, options.backups_kept)?;
        reserve.hold();
        photo_files::prepare(&dir)?;
        let audit_key = AuditKey::load_or_make(&dir)?;
        let (changes, _) = broadcast::channel(1024);
        let readers = Readers::new(&database, options.readers.max(1))?;
        let writer = Writer::start(connection, changes.clone(), reserve.clone(), audit_key.clone())
            .map_err(|source| StoreError::file("start the writing thread of", &database, source))?;
        let login_countdown = Mutex::default();
        let cool_downs = CoolDowns::new();
        let vehicle_table = VehicleTable::default();
        let inner = Inner {
            dir,
            writer,
            readers,
            changes,
            reserve,
            audit_key,
            login_countdown,
            cool_downs,
            vehicle_table,
            upgrade,
        };
        Ok(Store { inner: Arc::new(inner) })
    }

    /// The data directory, absolute.
    pub fn dir(&self) -> &Path {
        &self.inner.dir
    }

    /// What opening did to the tables.
    pub fn upgrade(&self) -> &Upgrade {
        &self.inner.upgrade
    }

    /// Hears what each commit of this process changed, and `Changes::all()` after
    /// [`Store::look_for_other_writers`] found another process's commit. A subscriber that lags behind
    /// by 1,024 commits gets `Lagged` and should take it for `Changes::all()`.
    pub fn subscribe(&self) -> broadcast::Receiver<Changes> {
        self.inner.changes.subscribe()
    }

    /// Whether another process has committed since this was last asked (never at the first call); if so,
    /// subscribers hear `Changes::all()`. Cheap enough for once a second.
    ///
    /// # Errors
    /// [`StoreError::Closed`], or a failure to read.
    pub async fn look_for_other_writers(&self) -> Result<bool, StoreError> {
        self.inner.writer.look_elsewhere().await
    }

    /// Bytes that can still be written in the data directory's file system. Blocks briefly.
    ///
    /// # Errors
    /// [`StoreError::File`] if the system does not say.
    pub fn free_bytes(&self) -> Result<u64, StoreError> {
        disk::free_bytes(&self.inner.dir)
    }

    /// How much room is left, as a level. Blocks briefly.
    ///
    /// # Errors
    /// As [`Store::free_bytes`].
    pub fn disk_level(&self) -> Result<DiskLevel, StoreError> {
        Ok(DiskLevel::of(self.free_bytes()?))
    }

    /// Sets the reserve aside again after it was given up, if there is room. Says whether it is held.
    pub async fn hold_reserve(&self) -> bool {
        let reserve = self.inner.reserve.clone();
        tokio::task::spawn_blocking(move || reserve.hold()).await.unwrap_or(false)
    }

    /// Finishes the queued writes and closes the files. Later calls answer [`StoreError::Closed`].
    pub async fn close(&self) {
        self.inner.readers.close();
        self.inner.writer.close().await;
    }

    /// Writes that no transaction has taken yet.
    #[cfg(test)]
    pub(crate) fn queued_writes(&self) -> usize {
        self.inner.writer.queued()
    }

    pub(crate) fn audit_key(&self) -> &AuditKey {
        &self.inner.audit_key
    }

    pub(crate) fn login_countdown(&self) -> MutexGuard<'_, LoginCountdown> {
        self.inner.login_countdown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn vehicle_table_in_memory(&self) -> &VehicleTable {
        &self.inner.vehicle_table
    }

    pub(crate) fn cool_downs(&self) -> &CoolDowns {
        &self.inner.cool_downs
    }

    /// Runs `work` in the next transaction and answers after its commit was synced to the disk. `work` may run
    /// more than once (see [`crate::writer`]), and anything it wrote is undone if it answers `Err`.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnMut(&WriteTx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.inner.writer.write(work).await
    }

    /// Runs `read` on one consistent snapshot that holds every commit answered before.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.inner.readers.read(read).await
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("dir", &self.inner.dir).finish_non_exhaustive()
    }
}

/// Runs what blocks on a thread made for it.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, StoreError> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) if error.is_panic() => {
            Err(StoreError::Panicked(crate::writer::panic_text(&*error.into_panic())))
        }
        Err(_) => Err(StoreError::Closed),
    }
}

#[cfg(test)]
mod tests;
