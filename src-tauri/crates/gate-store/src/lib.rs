//! The only user of SQLite: schema, migrations, one writer, readers, one file per table; and photo files.
//!
//! [`Store`] opens a data directory. Writes go through one thread that commits durably and in groups, reads
//! through a pool of read-only connections; both speak of the domain, and no SQL leaves this crate.

mod backup_copy;
mod change;
mod connection;
mod data_dir;
mod disk;
mod error;
mod health;
mod lock;
mod migrations;
mod photo_files;
mod reader;
mod store;
mod writer;

pub use change::{Change, Changes};
pub use data_dir::{BACKUP_DIR, CONFIG_FILE, DATABASE_FILE, PHOTO_DIR};
pub use disk::{CRITICAL_BYTES, DiskLevel, LOW_BYTES};
pub use error::{LockError, StoreError};
pub use lock::{SyncLock, is_syncing, syncing_process};
pub use migrations::Upgrade;
pub use store::{Store, StoreOptions};
