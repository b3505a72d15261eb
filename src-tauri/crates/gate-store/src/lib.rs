//! The only user of SQLite: schema, migrations, one writer, readers, one file per table; and photo files.
//!
//! [`Store`] opens a data directory. Writes go through one thread that commits durably and in groups, reads
//! through a pool of read-only connections; both speak of the domain, and no SQL leaves this crate.

mod accounts;
mod alerts;
mod audit;
mod backup;
mod batches;
mod blacklist;
mod car_parks;
mod change;
mod city_history;
mod city_state;
mod clock_jump;
mod collector;
mod connection;
mod corrections;
mod coupons;
mod data_dir;
mod deliveries;
mod discrepancies;
mod disk;
mod error;
mod feed;
mod free_spaces;
mod health;
mod in_park;
mod ingest;
mod inside;
mod issue_outcome;
mod kinds;
mod known;
mod lane_openings;
mod lanes;
mod listing;
mod lock;
mod login;
mod mending;
mod migrations;
mod mirrors;
mod name_parts;
mod occupancy;
mod outings;
mod passages;
mod personal;
mod photo_files;
mod photo_path;
mod photos;
mod plate_card;
mod plate_parts;
mod plate_search;
mod reader;
mod register_entries;
mod register_writes;
mod rehearsal;
mod retention;
mod romanised;
mod scope;
mod session_facts;
mod sessions;
mod settings;
mod shifts;
mod stock_take;
mod store;
#[cfg(test)]
mod testing;
mod vehicle_table;
mod vehicle_types;
mod vehicles;
mod visitors;
mod waiting;
mod writer;

pub use accounts::{AccountChange, AccountRow, Credentials, NewAccount};
pub use alerts::{AlertDetail, AlertFilter, AlertRow, AlertedPassages, NewAlert, Rechecked};
pub use audit::{
    AuditEntry, AuditFault, AuditFilter, AuditMark, AuditPage, AuditRow, AuditSearch, AuditVerdict,
};
pub use backup::restore::{Restored, check_backup, inspect, restore};
pub use backup::since::CameSince;
pub use backup::{BackedUp, BackupInfo, BackupPhotos, Progress, Stage};
pub use batches::{BatchLock, BatchRow, BatchState, BatchSummary, NewBatchRow};
pub use blacklist::{BlacklistFilter, BlacklistRow, BlacklistTableRow};
pub use change::{Change, Changes};
pub use city_history::CityPoint;
pub use city_state::CityState;
pub use collector::CollectorState;
pub use corrections::{Corrected, CorrectionRow, PlateCorrection};
pub use coupons::CouponRow;
pub use data_dir::{BACKUP_DIR, CONFIG_FILE, DATABASE_FILE, PHOTO_DIR};
pub use deliveries::{
    AttemptRow, Backlog, CancelledPhotos, DeliveryCounts, DeliveryDay, DeliveryFilter, DeliveryMark,
    DeliveryRow, DeliveryStates, DeliveryTableFilter, DeliveryTableRow, DueDelivery, EventFields, Freeze,
    HeldUpGroup, PhotoAgain, PhotoAgainRow, PhotoBatch, PhotoFields, ReportingNow, Settled,
};
pub use discrepancies::{DiscrepancyRow, Reconciled};
pub use disk::{CRITICAL_BYTES, DiskLevel, LOW_BYTES};
pub use error::{LockError, StoreError};
pub use feed::{FeedArrival, FeedRow, PhotoSeen};
pub use in_park::{InParkChange, InParkRow, InParkTable, InParkTableRow};
pub use ingest::{CityRules, IngestRules, Ingested};
pub use issue_outcome::{Begun, IssueOutcome};
pub use lane_openings::{NewOpening, OpeningFilter, OpeningRow};
pub use lanes::{LaneDirection, LaneRow};
pub use listing::ListFilter;
pub use lock::{SyncLock, is_syncing, syncing_process};
pub use login::{LockState, LoginAttempt};
pub use mending::{CityAct, CityChange, CityEvent, Mend, Mended, Mending, PairingCandidate};
pub use migrations::{SCHEMA, Upgrade};
pub use mirrors::{MIRRORED_EVERY, MirrorAge, RefreshNo, Register};
pub use occupancy::OccupancySample;
pub use outings::OutingRow;
pub use passages::{PassageFilter, PassageMark, PassageRow, PassageTableFilter};
pub use personal::PersonalWords;
pub use photo_files::{KeptPhoto, PhotoFile};
pub use photos::{PhotoOnDisk, PhotoPlace, WantedPhoto};
pub use plate_card::OpenSession;
pub use plate_search::{BanMark, FoundBy, InsideMark, PlateHit, RegisteredMark, VisitMark};
pub use register_writes::{NewRegisterWrite, RegisterEntry, RegisterOperation, RegisterWriteRow, WriteEnd};
pub use rehearsal::{RehearsalMark, RehearsedEvent, RehearsedPhoto, RehearsedSession};
pub use retention::{Pruned, Retention};
pub use scope::CarParkScope;
pub use session_facts::{OwedFacts, PhotoFacts, SessionCorrection, SessionFacts, SessionPassage};
pub use sessions::{SessionCounts, SessionFilter, SessionRow};
pub use shifts::{ShiftAlerts, ShiftClosing, ShiftCounted, ShiftOpenings, ShiftRow};
pub use store::{Store, StoreOptions};
pub use vehicle_table::{
    TableFilter, TableOrder, TablePage, TableRow, TableSort, ValidityFilter, ValidityTally,
};
pub use vehicles::VehicleRow;
pub use visitors::{LocalVisit, VisitorListRow, VisitorRow, VisitorSource};
pub use waiting::{AwaitingExit, WaitEnded};
