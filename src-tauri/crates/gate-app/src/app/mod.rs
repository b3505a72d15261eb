//! What every host holds: the open data directory, who is signed in, and the way from a command to its answer.

mod dispatch;
mod photo;
pub(crate) mod registers;
mod sessions;
mod syncing;
mod watch;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use gate_open_platform::OpenPlatform;
use gate_store::{AccountRow, CarParkScope, Store};
use serde_json::Value;
use tokio::sync::broadcast;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    AppError, Config, Workspace,
    contract::{Access, Code, Command, Event, Failure, Tag, types::Options},
    logging::{self, LogGuard, LoggingError, Stderr},
};

pub use photo::{PhotoBytes, PhotoSize};
pub use sessions::SessionKey;
use sessions::SignedIn;
use syncing::Syncing;

/// So many events wait for a window that is busy; one that misses more reads everything again.
const EVENTS_KEPT: usize = 256;

/// Stopping takes no longer than this.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// How a data directory is opened.
#[derive(Clone, Debug, Default)]
pub struct AppOptions {
    /// Sync the directory, unless another process does.
    pub sync: bool,
    /// Everything is simulated, and these accounts are made.
    pub demo: Option<DemoAccounts>,
    /// Write the process's log, with these lines on stderr.
    pub log: Option<Stderr>,
}

/// The accounts of a demo. Nothing in it is secret.
#[derive(Clone, Debug)]
pub struct DemoAccounts {
    /// The attendant's name.
    pub attendant: String,
    /// The attendant's PIN.
    pub pin: String,
    /// The administrator's name.
    pub administrator: String,
    /// The password of both.
    pub password: String,
}

/// An opened data directory. Clones are the same one.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

/// What commands work with.
pub(crate) struct Inner {
    pub(crate) workspace: Workspace,
    pub(crate) store: Store,
    pub(crate) demo: Option<DemoAccounts>,
    pub(crate) syncing: Syncing,
    pub(crate) own_client: tokio::sync::Mutex<Option<OpenPlatform>>,
    pub(crate) registers: registers::Registers,
    /// Held by whoever changes the configuration.
    pub(crate) settings: tokio::sync::Mutex<()>,
    pub(crate) connections: crate::commands::connections::Tests,
    pub(crate) imports: crate::sheets::kept::KeptPlans,
    pub(crate) rehearsals: crate::commands::rehearsal::Rehearsals,
    pub(crate) support: crate::support::Support,
    pub(crate) backups: crate::backups::Backups,
    events: broadcast::Sender<Event>,
    signed_in: Mutex<HashMap<[u8; 32], SignedIn>>,
    stop: CancellationToken,
    tasks: TaskTracker,
    _log: Option<LogGuard>,
}

/// What a host does with the session key that it keeps for a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionChange {
    /// Nothing.
    Keep,
    /// It keeps this one from now on.
    Set(SessionKey),
    /// It forgets it.
    Clear,
}

/// The answer to a command.
#[derive(Debug)]
pub struct Answer {
    /// The response as JSON, or why there is none.
    pub result: Result<Value, Failure>,
    /// What becomes of the session key.
    pub session: SessionChange,
}

/// Who calls.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) key: SessionKey,
    pub(crate) account: AccountRow,
}

/// A call on its way: what use-cases are given.
pub(crate) struct Context {
    pub(crate) app: Arc<Inner>,
    pub(crate) caller: Option<Caller>,
    change: Mutex<SessionChange>,
}

impl App {
    /// Opens the directory's database, begins to watch over it and, if wanted, to sync it. A configuration that is
    /// missing or wrong does not keep it from opening: `start` tells of it.
    ///
    /// # Errors
    /// The database cannot be opened, or the log cannot be written.
    pub async fn open(workspace: Workspace, options: AppOptions) -> Result<Self, AppError> {
        let log = match options.log {
            None => None,
            Some(stderr) => match logging::start(&workspace.directory().logs()?, stderr) {
                Err(LoggingError::Started) => None,
                started => Some(started?),
            },
        };
        // Before anything of this process has the database open.
        let restored = crate::backups::carry_out(&workspace).await;
        let store = workspace.store().await?;
        let restored = match restored {
            None => None,
            Some(restored) => {
                store.append_audit(restored.entry).await?;
                Some(restored.done)
            }
        };
        let inner = Arc::new(Inner {
            syncing: Syncing::new(options.sync),
            own_client: tokio::sync::Mutex::default(),
            registers: registers::Registers::default(),
            settings: tokio::sync::Mutex::default(),
            connections: crate::commands::connections::Tests::default(),
            imports: crate::sheets::kept::KeptPlans::default(),
            rehearsals: crate::commands::rehearsal::Rehearsals::default(),
            support: crate::support::Support::default(),
            backups: crate::backups::Backups::after(restored),
            workspace,
            store,
            demo: options.demo,
            events: broadcast::Sender::new(EVENTS_KEPT),
            signed_in: Mutex::default(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            _log: log,
        });
        if inner.demo.is_some() {
            crate::commands::accounts::create_demo_accounts(&inner).await?;
        }
        if options.sync {
            syncing::keep(&inner).await;
        }
        watch::start(&inner);
        registers::start(&inner);
        Ok(Self { inner })
    }

    /// Carries out a command for whoever holds `session`. Goes on to its end even if the caller no longer waits; a
    /// panic becomes [`Code::Internal`].
    pub async fn call(&self, session: Option<&SessionKey>, command: Command, payload: Value) -> Answer {
        let (app, key) = (Arc::clone(&self.inner), session.cloned());
        let call = tokio::spawn(async move {
            let caller = app.caller(key.as_ref()).await;
            let stale = key.is_some() && caller.is_none();
            let context = Context { app, caller, change: Mutex::new(SessionChange::Keep) };
            let result = match context.admit(command.access()) {
                Ok(()) => dispatch::run(&context, command, payload).await,
                Err(refusal) => Err(refusal),
            };
            let mut change = context.change.into_inner().unwrap_or_else(PoisonError::into_inner);
            if stale && change == SessionChange::Keep {
                change = SessionChange::Clear;
            }
            Answer { result, session: change }
        });
        call.await.unwrap_or_else(|ended| {
            tracing::error!(%command, panicked = ended.is_panic(), "a command ended unexpectedly");
            Answer {
                result: Err(Failure::new(Code::Internal).with("detail", command.name())),
                session: SessionChange::Keep,
            }
        })
    }

    /// Events from now on. A receiver that falls behind should take it as if everything had changed.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    /// Whether somebody is signed in with `session`, be the screen locked or not. Asking is no use of the session: a window
    /// that only listens keeps nobody signed in.
    pub async fn is_signed_in(&self, session: &SessionKey) -> bool {
        self.inner.peek(session).await.is_some()
    }

    /// A session of the demo's attendant; `None` where this is no demo.
    pub async fn demo_session(&self) -> Option<SessionKey> {
        let demo = self.inner.demo.as_ref()?;
        let (account, _) = self.inner.store.account_by_name(&demo.attendant).await.ok()??;
        Some(self.inner.sign_in(account.id))
    }

    /// What the administrator chose, for a host that acts on it itself, whoever is signed in.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn options(&self) -> Result<Options, Failure> {
        crate::commands::options::current(&self.inner).await
    }

    /// The database, for what has no command.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Stops watching and syncing, within 10 s, and closes the database.
    pub async fn close(self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        if tokio::time::timeout(STOP_WITHIN, self.inner.tasks.wait()).await.is_err() {
            tracing::warn!("a task of the program did not stop in time");
        }
        self.inner.syncing.stop().await;
        self.inner.store.close().await;
    }
}

impl Inner {
    /// The configuration, read anew.
    pub(crate) fn configuration(&self) -> Result<Config, Failure> {
        Config::load(self.workspace.path()).map_err(|error| Failure::from(AppError::from(error)))
    }

    /// Goes on beside the call that began it, and ends with the program.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            tokio::select! { () = stop.cancelled() => {}, () = work => {} }
        });
    }

    /// Tells every window. Nobody listening is no fault.
    pub(crate) fn tell(&self, event: Event) {
        let _ = self.events.send(event);
    }

    /// Tells every window that what is tagged so may read differently.
    pub(crate) fn changed(&self, tags: &[Tag]) {
        self.tell(Event::Changed { tags: tags.to_vec() });
    }
}

impl Context {
    fn admit(&self, access: Access) -> Result<(), Failure> {
        if access == Access::Anyone {
            return Ok(());
        }
        let caller = self.caller()?;
        if access == Access::SignedIn {
            return Ok(());
        }
        if self.app.is_locked(&caller.key) {
            return Err(Failure::new(Code::ScreenLocked));
        }
        if access.allows(caller.account.role.into()) { Ok(()) } else { Err(Failure::new(Code::NotAllowed)) }
    }

    /// Who calls.
    pub(crate) fn caller(&self) -> Result<&Caller, Failure> {
        self.caller.as_ref().ok_or_else(|| Failure::new(Code::NotSignedIn))
    }

    /// The name that stands in rows and in the audit log.
    pub(crate) fn by(&self) -> Result<&str, Failure> {
        Ok(&self.caller()?.account.name)
    }

    /// Whether who calls may see this car park.
    pub(crate) fn sees(&self, parking_id: &str) -> bool {
        self.caller
            .as_ref()
            .is_some_and(|caller| CarParkScope::of(&caller.account.car_parks).holds(parking_id))
    }

    /// The car parks that who calls may see.
    pub(crate) fn scope(&self) -> Result<CarParkScope, Failure> {
        Ok(CarParkScope::of(&self.caller()?.account.car_parks))
    }

    /// What the host does with its session key after this call.
    pub(crate) fn set_session(&self, change: SessionChange) {
        *locked(&self.change) = change;
    }
}

/// A poisoned lock here guards plain values: whoever panicked left them whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
