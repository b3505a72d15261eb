//! Writes with three outcomes: done, refused, or unknown, and then the platform is asked what it has. Nothing is sent twice.

use std::time::Duration;

use chrono::NaiveDate;
use gate_core::vehicle::VehicleRegistration;
use gate_open_platform::{Error as PlatformError, OpenPlatform, WriteOutcome};
use gate_store::{
    IssueOutcome, NewRegisterWrite, Register, RegisterEntry, RegisterOperation, RegisterWriteRow, Store,
    StoreError, WriteEnd,
};
use gate_sync::Refresher;
use tokio::time::Instant;

use crate::{
    contract::{Code, Failure},
    now,
};

/// How long a second write of the same plate waits for the first: as long as a call may last.
const TURN_WITHIN: Duration = Duration::from_secs(35);
const LOOK_FOR_TURN: Duration = Duration::from_millis(100);

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Register a vehicle.
    AddVehicle(VehicleRegistration),
    /// Change a registration; every field is written anew.
    ChangeVehicle(VehicleRegistration),
    /// Remove a registration.
    DeleteVehicle {
        /// Its plate.
        plate: String,
    },
    /// Ban a plate; one that is banned already gets the new last day.
    AddBlacklist {
        /// The plate.
        plate: String,
        /// The last day.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Lift a ban.
    DeleteBlacklist {
        /// The plate.
        plate: String,
    },
}

impl Operation {
    /// The plate as it is sent.
    #[must_use]
    pub fn plate(&self) -> &str {
        match self {
            Self::AddVehicle(vehicle) | Self::ChangeVehicle(vehicle) => &vehicle.plate,
            Self::DeleteVehicle { plate }
            | Self::AddBlacklist { plate, .. }
            | Self::DeleteBlacklist { plate } => plate,
        }
    }

    /// Which operation it is.
    #[must_use]
    pub fn kind(&self) -> RegisterOperation {
        match self {
            Self::AddVehicle(_) => RegisterOperation::AddVehicle,
            Self::ChangeVehicle(_) => RegisterOperation::ChangeVehicle,
            Self::DeleteVehicle { .. } => RegisterOperation::DeleteVehicle,
            Self::AddBlacklist { .. } => RegisterOperation::AddBlacklist,
            Self::DeleteBlacklist { .. } => RegisterOperation::DeleteBlacklist,
        }
    }

    /// The entry that it asks for; none where it removes one.
    #[must_use]
    pub fn after(&self) -> Option<RegisterEntry> {
        match self {
            Self::AddVehicle(vehicle) | Self::ChangeVehicle(vehicle) => Some(RegisterEntry::from(vehicle)),
            Self::AddBlacklist { plate, until, reason } => {
                Some(RegisterEntry::ban(plate, Some(*until), reason))
            }
            Self::DeleteVehicle { .. } | Self::DeleteBlacklist { .. } => None,
        }
    }
}

/// How a request of a batch ended.
pub(crate) enum Sent {
    /// The row has an outcome, which may be that its answer was lost.
    Ended,
    /// Nothing was sent: it is the row's turn again, after so long if the platform says so.
    NotSent(Option<Duration>),
}

/// Writes to the registers in somebody's name. Cheap to clone.
#[derive(Clone)]
pub struct Writes {
    store: Store,
    client: OpenPlatform,
    refresher: Refresher,
    by: String,
    patience: Option<Duration>,
}

impl Writes {
    /// In the name of `by`. Where an answer is lost, `refresher` asks the platform what it has.
    #[must_use]
    pub fn new(store: Store, client: OpenPlatform, refresher: Refresher, by: &str) -> Self {
        Self { store, client, refresher, by: by.to_owned(), patience: None }
    }

    /// Waits no longer than this for what the platform says of a lost answer; asking goes on, and settles the write later.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience: Some(patience), ..self }
    }

    /// Writes once, and where the answer is lost finds out what came of it. The outcome is [`IssueOutcome::Unknown`] only where
    /// the platform could not be asked either, or its list does not tell; a later refresh settles it.
    ///
    /// # Errors
    /// [`Code::Invalid`] (`plate`, `same`) for a vehicle that is registered already, [`Code::Repeated`] while another write of
    /// the plate waits for its answer, [`Code::PlatformUnreachable`] and [`Code::PlatformRefused`] (the account) where nothing
    /// was sent, and failures of the database.
    pub async fn run(&self, parking_id: &str, operation: Operation) -> Result<RegisterWriteRow, Failure> {
        let register = operation.kind().register();
        self.settle_first(parking_id, register, operation.plate()).await?;
        self.refuse_known(parking_id, &operation).await?;
        let begun = self.begin(parking_id, &operation, None).await?;
        let (end, failure) = self.send(parking_id, &operation).await;
        let row = self.store.end_register_write(begun.id, end, now()).await?;
        if let Some(error) = failure {
            return Err(unsent(&error));
        }
        if row.outcome == IssueOutcome::Unknown { self.find_out(row).await } else { Ok(row) }
    }

    /// Asks the platform once more what became of a write whose answer was lost.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::PlatformUnreachable`], failures of the database.
    pub async fn check(&self, id: i64) -> Result<RegisterWriteRow, Failure> {
        let missing = || Failure::not_found("write");
        let row = self.store.register_write(id).await?.ok_or_else(missing)?;
        if matches!(row.outcome, IssueOutcome::Done | IssueOutcome::Refused) {
            return Ok(row);
        }
        self.refresh(&row.parking_id, row.operation.register()).await?;
        self.store.register_write(id).await?.ok_or_else(missing)
    }

    /// Writes a row of a batch, without asking what came of a lost answer.
    pub(crate) async fn send_row(
        &self,
        parking_id: &str,
        operation: &Operation,
        batch_row: (i64, u32),
    ) -> Result<Sent, Failure> {
        self.settle_first(parking_id, operation.kind().register(), operation.plate()).await?;
        let begun = self.begin(parking_id, operation, Some(batch_row)).await?;
        let (end, failure) = self.send(parking_id, operation).await;
        self.store.end_register_write(begun.id, end, now()).await?;
        Ok(failure.map_or(Sent::Ended, |error| Sent::NotSent(error.retry_after())))
    }

    /// Reads a register of a car park anew.
    ///
    /// # Errors
    /// [`Code::PlatformUnreachable`] and [`Code::PlatformRefused`]; failures of the database.
    pub async fn refresh(&self, parking_id: &str, register: Register) -> Result<(), Failure> {
        self.refresher.refresh_of(parking_id, register).await.map_err(refresh_failure)
    }

    /// Nobody writes over a write of which it is not known what came of it, before the platform was asked.
    async fn settle_first(&self, parking_id: &str, register: Register, plate: &str) -> Result<(), Failure> {
        let unsettled = self.store.unsettled_register_write(parking_id, register, plate).await?;
        match unsettled {
            Some(write) if write.answered_at.is_some() => self.refresh(parking_id, register).await,
            _ => Ok(()),
        }
    }

    /// A plate is registered once.
    async fn refuse_known(&self, parking_id: &str, operation: &Operation) -> Result<(), Failure> {
        let Operation::AddVehicle(vehicle) = operation else { return Ok(()) };
        match self.store.register_entry(parking_id, Register::Vehicles, &vehicle.plate).await? {
            Some(_) => Err(Failure::invalid("plate", "same")),
            None => Ok(()),
        }
    }

    /// Writes it down; waits for its turn where another write of the plate is under way.
    async fn begin(
        &self,
        parking_id: &str,
        operation: &Operation,
        batch_row: Option<(i64, u32)>,
    ) -> Result<RegisterWriteRow, Failure> {
        let begun = Instant::now();
        loop {
            let new = NewRegisterWrite {
                parking_id: parking_id.to_owned(),
                operation: operation.kind(),
                plate: operation.plate().to_owned(),
                after: operation.after(),
                by: self.by.clone(),
                batch_row,
            };
            match self.store.begin_register_write(new, now()).await {
                Ok(row) => return Ok(row),
                Err(StoreError::WriteUnderWay) if begun.elapsed() < TURN_WITHIN => {
                    tokio::time::sleep(LOOK_FOR_TURN).await;
                }
                Err(StoreError::WriteUnderWay) => {
                    let ago = i64::try_from(begun.elapsed().as_secs()).unwrap_or(i64::MAX);
                    return Err(Failure::new(Code::Repeated).with("ago_s", ago).with("outcome", "unknown"));
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Sends it, once. The error says why nothing was sent.
    async fn send(&self, parking_id: &str, operation: &Operation) -> (WriteEnd, Option<PlatformError>) {
        let client = &self.client;
        let sent = match operation {
            Operation::AddVehicle(vehicle) => client.vehicle_add(parking_id, vehicle).await,
            Operation::ChangeVehicle(vehicle) => client.vehicle_update(parking_id, vehicle).await,
            Operation::DeleteVehicle { plate } => client.vehicle_delete(parking_id, plate).await,
            Operation::AddBlacklist { plate, until, .. } => {
                client.blacklist_add(parking_id, plate, *until).await
            }
            Operation::DeleteBlacklist { plate } => client.blacklist_delete(parking_id, plate).await,
        };
        let operation = operation.kind().code();
        match sent {
            Ok(WriteOutcome::Done) => (WriteEnd::Done, None),
            Ok(WriteOutcome::Refused { msg }) => (WriteEnd::Refused(msg), None),
            Ok(WriteOutcome::Unknown { why }) => {
                tracing::warn!(parking_id, operation, why, "the answer to a write was lost");
                (WriteEnd::Lost(why), None)
            }
            Err(error) => {
                tracing::warn!(parking_id, operation, %error, "a write was not sent");
                (WriteEnd::NotSent(error.to_string()), Some(error))
            }
        }
    }

    /// Asks the platform what it has, as long as patience lasts; asking goes on after that.
    async fn find_out(&self, row: RegisterWriteRow) -> Result<RegisterWriteRow, Failure> {
        let (this, parking_id, register) = (self.clone(), row.parking_id.clone(), row.operation.register());
        let asking = tokio::spawn(async move {
            if let Err(failure) = this.refresh(&parking_id, register).await {
                tracing::warn!(%failure, parking_id, "it is not known what became of a write");
            }
        });
        match self.patience {
            // It ended, was left to itself, or panicked: in every case the row says what is known.
            Some(patience) => drop(tokio::time::timeout(patience, asking).await),
            None => drop(asking.await),
        }
        Ok(self.store.register_write(row.id).await?.unwrap_or(row))
    }
}

/// Why nothing was sent.
pub(crate) fn unsent(error: &PlatformError) -> Failure {
    match error {
        PlatformError::Account { msg } | PlatformError::Refused { msg, .. } => {
            Failure::new(Code::PlatformRefused).with("words", msg.as_str())
        }
        PlatformError::Redirected { .. } | PlatformError::NotTaken { .. } => {
            Failure::new(Code::PlatformRefused).with("words", error.to_string())
        }
        _ => Failure::new(Code::PlatformUnreachable),
    }
}

/// Why a register was not read.
pub(crate) fn refresh_failure(error: gate_sync::RefreshError) -> Failure {
    match error {
        gate_sync::RefreshError::Platform(error) => unsent(&error),
        gate_sync::RefreshError::Store(error) => error.into(),
        gate_sync::RefreshError::Stopping => Failure::new(Code::Starting),
    }
}
