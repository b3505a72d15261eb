//! What a person does at the open platform from the command line: the same use-cases as the program's, without its windows.

use std::{sync::Arc, time::Duration};

use gate_open_platform::OpenPlatform;
use gate_store::{
    BatchLock, BatchState, CarParkScope, MIRRORED_EVERY, NewOpening, OpeningRow, Register, Store,
};
use gate_sync::{Refresher, SystemClock};
use tokio_util::sync::CancellationToken;

use crate::{
    AppError, Workspace,
    contract::{
        Code, Failure,
        types::{BatchView, BatchWork, SheetKind, VisitorItem},
    },
    issuing::Issuing,
    now, openings, platforms,
    registers::{
        Writes,
        batches::{self, Ended, Runner},
        writes::refresh_failure,
    },
    sheets::{
        plan::Plan,
        taking::{self, Taking},
    },
    visiting,
};

/// Another process that only looks whether batches are worked on holds their lock for an instant.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);
const LOOK_FOR_LOCK: Duration = Duration::from_millis(50);

/// A data directory, the open platform, and in whose name it is worked with.
pub struct Desk {
    store: Store,
    client: OpenPlatform,
    refresher: Refresher,
    parking_ids: Vec<String>,
    by: String,
}

impl Desk {
    /// Opens the directory in the name of `by`.
    ///
    /// # Errors
    /// Configuration, secrets or database cannot be used.
    pub async fn open(workspace: &Workspace, by: &str) -> Result<Self, AppError> {
        let (config, secrets) = workspace.configuration()?;
        let client = platforms::open_platform(&config, &secrets)?;
        let store = workspace.store().await?;
        let parking_ids: Vec<String> =
            config.car_parks.iter().map(|car_park| car_park.parking_id.clone()).collect();
        let refresher = Refresher::over(
            store.clone(),
            Arc::new(SystemClock),
            client.clone(),
            parking_ids.iter().cloned(),
        );
        Ok(Self { store, client, refresher, parking_ids, by: by.to_owned() })
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The car park that is meant: the one that is named, else the only one.
    ///
    /// # Errors
    /// It is not configured, or there are several and none is named.
    pub fn car_park(&self, named: Option<&str>) -> Result<String, AppError> {
        let all = || self.parking_ids.join(", ");
        let wrong = |what: String| AppError::Wrong { what, remedy: format!("name one of: {}", all()) };
        match (named, self.parking_ids.as_slice()) {
            (Some(id), ids) if ids.iter().any(|known| known == id) => Ok(id.to_owned()),
            (Some(id), _) => Err(wrong(format!("no car park {id} is configured"))),
            (None, [only]) => Ok(only.clone()),
            (None, _) => Err(wrong("there are several car parks; say which with --car-park".to_owned())),
        }
    }

    /// The car parks that are meant: the one that is named, else all.
    ///
    /// # Errors
    /// It is not configured.
    pub fn car_parks(&self, named: Option<&str>) -> Result<Vec<String>, AppError> {
        match named {
            None => Ok(self.parking_ids.clone()),
            Some(id) => Ok(vec![self.car_park(Some(id))?]),
        }
    }

    /// Writes to the registers.
    #[must_use]
    pub fn writes(&self) -> Writes {
        Writes::new(self.store.clone(), self.client.clone(), self.refresher.clone(), &self.by)
    }

    /// Opens a lane, once.
    ///
    /// # Errors
    /// As [`openings::open`]; where the lanes cannot be read.
    pub async fn open_lane(
        &self,
        parking_id: &str,
        lane_no: &str,
        reason: &str,
    ) -> Result<OpeningRow, Failure> {
        self.look(parking_id, Register::Lanes).await?;
        let opening = NewOpening {
            parking_id: parking_id.to_owned(),
            lane_no: lane_no.to_owned(),
            reason: reason.to_owned(),
            by: self.by.clone(),
            ..NewOpening::default()
        };
        openings::open(&self.store, &self.client, opening).await
    }

    /// Issues coupons and outings.
    #[must_use]
    pub fn issuing(&self) -> Issuing {
        Issuing::new(self.store.clone(), self.client.clone(), &self.by)
    }

    /// Takes tables away.
    #[must_use]
    pub fn taking(&self) -> Taking<'_> {
        Taking { store: &self.store, scope: CarParkScope::all(), by: &self.by }
    }

    /// Reads a register of a car park anew unless its mirror is young enough to be relied on.
    ///
    /// # Errors
    /// [`Code::PlatformUnreachable`] and [`Code::PlatformRefused`]; failures of the database.
    pub async fn look(&self, parking_id: &str, register: Register) -> Result<(), Failure> {
        let ages = self.store.mirror_ages().await?;
        let age = ages.iter().find(|age| age.parking_id == parking_id && age.register == register);
        let read_at = age.and_then(|age| age.refreshed_at);
        if read_at.is_some_and(|at| (0..MIRRORED_EVERY.as_millis() as i64).contains(&now().since(at))) {
            return Ok(());
        }
        self.refresher.refresh_of(parking_id, register).await.map_err(refresh_failure)
    }

    /// Asks for a plate's permission as a visitor.
    ///
    /// # Errors
    /// As [`visiting::query`].
    pub async fn visitor(&self, parking_id: &str, plate: &str) -> Result<Vec<VisitorItem>, Failure> {
        visiting::query(&self.store, &self.client, parking_id, plate).await
    }

    /// Says what a file would do. Nothing is written.
    ///
    /// # Errors
    /// [`Code::FileWrong`]; where what is compared with cannot be read.
    pub async fn dry_run(&self, kind: SheetKind, parking_id: &str, bytes: Vec<u8>) -> Result<Plan, Failure> {
        let register = match kind {
            SheetKind::Vehicles => Register::Vehicles,
            SheetKind::Blacklist => Register::Blacklist,
        };
        for register in [Register::VehicleTypes, Register::Lanes, register] {
            self.look(parking_id, register).await?;
        }
        taking::dry_run(&self.store, kind, parking_id, bytes).await
    }

    /// Carries a dry run out, as a batch, until it is finished or stopped.
    ///
    /// # Errors
    /// [`Code::Repeated`] while another process works on batches; failures of the database.
    pub async fn apply(
        &self,
        file: &str,
        plan: &Plan,
        stop: impl Future<Output = ()> + Send + 'static,
        progress: impl Fn() + Send + Sync + 'static,
    ) -> Result<(BatchView, Ended), Failure> {
        let _lock = self.batch_lock().await?;
        self.store.stop_dead_batches(now()).await?;
        let work = BatchWork::Import { file: file.to_owned() };
        let id = batches::create(&self.store, &work, taking::batch_rows(plan), &self.by).await?;
        self.store.set_batch_state(id, BatchState::Running, &self.by, now()).await?;
        let token = CancellationToken::new();
        let _stopped = token.clone().drop_guard();
        let told = token.clone();
        tokio::spawn(async move {
            if told.run_until_cancelled(stop).await.is_some() {
                told.cancel();
            }
        });
        let ended = Runner::new(self.store.clone(), self.writes(), token, progress).run(id).await?;
        if ended == Ended::Stopped {
            self.store.set_batch_state(id, BatchState::Stopped, &self.by, now()).await?;
        }
        let batch = self.store.batch(id).await?.ok_or_else(|| Failure::not_found("batch"))?;
        Ok((batches::view(&self.store, batch), ended))
    }

    async fn batch_lock(&self) -> Result<BatchLock, Failure> {
        let begun = tokio::time::Instant::now();
        loop {
            match BatchLock::try_acquire(self.store.dir()) {
                Ok(Some(lock)) => return Ok(lock),
                Ok(None) if begun.elapsed() < LOCK_PATIENCE => tokio::time::sleep(LOOK_FOR_LOCK).await,
                Ok(None) => {
                    return Err(Failure::new(Code::Repeated).with("ago_s", 0).with("outcome", "unknown"));
                }
                Err(error) => {
                    return Err(Failure::new(Code::DirectoryFailed).with("detail", error.to_string()));
                }
            }
        }
    }

    /// Closes the database.
    pub async fn close(self) {
        self.store.close().await;
    }
}
