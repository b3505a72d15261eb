//! The core behind the window: opened beside it, called by it, closed after it.

use std::{
    future::Future,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use gate_app::{
    App, AppError, AppOptions, PhotoBytes, PhotoSize, SessionChange, SessionKey, Workspace,
    contract::{Code, Command, Failure, types::Options},
    logging::Stderr,
};
use gate_demo::{Demo, DemoError};
use serde_json::Value;
use tokio::sync::watch;

use crate::arguments::Arguments;

/// A call that comes while the core is being opened waits for so long before it is told so.
const PATIENCE: Duration = Duration::from_secs(2);

/// Closing takes no longer than this: 10 s for the core, and what the demo needs.
const CLOSE_WITHIN: Duration = Duration::from_secs(12);

/// The core, whatever has become of it.
pub struct Core {
    state: watch::Sender<State>,
    /// Of whoever is signed in at the window; its pages never see it.
    session: Mutex<Option<SessionKey>>,
    demo: Mutex<Option<Demo>>,
}

#[derive(Clone)]
enum State {
    Opening,
    Open(App),
    Failed(Failure),
    Closed,
}

impl Core {
    /// A core that is not open yet.
    pub fn new() -> Self {
        Self { state: watch::Sender::new(State::Opening), session: Mutex::default(), demo: Mutex::default() }
    }

    /// Opens it; in a demo with the attendant signed in. Why it could not be opened is told to every call from then on.
    pub async fn open(&self, arguments: &Arguments) -> Option<App> {
        let (state, app) = match self.try_open(arguments).await {
            Ok(app) => (State::Open(app.clone()), Some(app)),
            Err(failure) => {
                tracing::error!(%failure, "the data directory could not be opened");
                (State::Failed(failure), None)
            }
        };
        self.state.send_replace(state);
        app
    }

    async fn try_open(&self, arguments: &Arguments) -> Result<App, Failure> {
        let log = Some(Stderr::Quiet);
        if !arguments.demo {
            let workspace = Workspace::create(arguments.data_dir.clone())?;
            let app = App::open(workspace, AppOptions { sync: true, demo: None, log }).await?;
            return Ok(app);
        }
        let demo = Demo::booth(arguments.demo_place()).await.map_err(no_demo)?;
        let workspace = Workspace::open(Some(demo.path().to_owned()))?;
        let options = AppOptions { sync: true, demo: Some(gate_demo::accounts()), log };
        let app = App::open(workspace, options).await?;
        *locked(&self.session) = app.demo_session().await;
        *locked(&self.demo) = Some(demo);
        Ok(app)
    }

    /// Carries out a command for whoever is signed in.
    pub async fn call(&self, command: &str, payload: Value) -> Result<Value, Failure> {
        let app = self.app().await?;
        let command: Command = command.parse().map_err(|_| Failure::new(Code::BadRequest))?;
        let session = self.session();
        let answer = app.call(session.as_ref(), command, payload).await;
        match answer.session {
            SessionChange::Keep => {}
            SessionChange::Set(key) => *locked(&self.session) = Some(key),
            SessionChange::Clear => {
                // Somebody may have signed in while this call was under way.
                let mut now = locked(&self.session);
                if *now == session {
                    *now = None;
                }
            }
        }
        answer.result
    }

    /// A photo, for whoever is signed in.
    pub async fn photo(&self, id: i64, size: PhotoSize) -> Result<PhotoBytes, Failure> {
        let app = self.app().await?;
        let session = self.session();
        // Drawing a thumbnail may meet a picture that nobody has thought of.
        guarded(async move { app.photo(session.as_ref(), id, size).await }).await?
    }

    /// What the administrator chose; `None` while that cannot be read.
    pub async fn options(&self) -> Option<Options> {
        let app = self.app().await.ok()?;
        app.options().await.ok()
    }

    /// Closes it, however far it has come, and then ends the demo.
    pub async fn close(&self) {
        let closing = async {
            let mut states = self.state.subscribe();
            // The sender lives in `self`, so this ends only by the state.
            let _ = states.wait_for(|state| !matches!(state, State::Opening)).await;
            if let State::Open(app) = self.state.send_replace(State::Closed) {
                app.close().await;
            }
            let demo = locked(&self.demo).take();
            if let Some(demo) = demo {
                demo.stop().await;
            }
        };
        if tokio::time::timeout(CLOSE_WITHIN, closing).await.is_err() {
            tracing::warn!("the core did not stop in time");
        }
    }

    async fn app(&self) -> Result<App, Failure> {
        let mut states = self.state.subscribe();
        // Out of patience, the state tells that it is opening.
        let _ =
            tokio::time::timeout(PATIENCE, states.wait_for(|state| !matches!(state, State::Opening))).await;
        let state = states.borrow().clone();
        match state {
            State::Open(app) => Ok(app),
            State::Failed(failure) => Err(failure),
            State::Opening | State::Closed => Err(Failure::new(Code::Starting)),
        }
    }

    fn session(&self) -> Option<SessionKey> {
        locked(&self.session).clone()
    }
}

/// Runs to its end apart from its caller; a panic becomes a failure.
async fn guarded<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T, Failure> {
    tokio::spawn(work).await.map_err(|ended| {
        tracing::error!(panicked = ended.is_panic(), "a task of the window ended unexpectedly");
        Failure::new(Code::Internal)
    })
}

fn no_demo(error: DemoError) -> Failure {
    match error {
        DemoError::Directory(error) => AppError::from(error).into(),
        DemoError::Syncing(directory) => AppError::Syncing { pid: 0, directory }.into(),
        other => Failure::new(Code::DirectoryFailed).with("detail", other.to_string()),
    }
}

/// A poisoned lock here guards plain values: whoever panicked left them whole.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn code(failure: &Failure) -> Value {
        serde_json::to_value(failure.code).unwrap()
    }

    async fn open(words: &[&str]) -> Core {
        use clap::Parser;
        let core = Core::new();
        core.open(&Arguments::parse_from(std::iter::once("gatehouse").chain(words.iter().copied()))).await;
        core
    }

    #[tokio::test]
    async fn while_it_opens_calls_are_told_so() {
        let core = Core::new();
        let failure = core.call("start", Value::Null).await.unwrap_err();
        assert_eq!(code(&failure), json!("starting"));
    }

    #[tokio::test]
    async fn why_it_does_not_open_is_told_to_every_call() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("file");
        std::fs::write(&file, "").unwrap();
        let core = open(&["--data-dir", file.to_str().unwrap()]).await;
        for _ in 0..2 {
            let failure = core.call("start", Value::Null).await.unwrap_err();
            assert_eq!(code(&failure), json!("directory_failed"));
        }
        core.close().await;
    }

    #[tokio::test]
    async fn an_empty_directory_opens_for_the_first_run_and_without_a_session() {
        let directory = tempfile::tempdir().unwrap();
        let core = open(&["--data-dir", directory.path().join("new").to_str().unwrap()]).await;
        let start = core.call("start", Value::Null).await.unwrap();
        assert_eq!((&start["needs_first_run"], &start["me"]), (&json!(true), &Value::Null));
        let failure = core.call("booth", Value::Null).await.unwrap_err();
        assert_eq!(code(&failure), json!("not_signed_in"));
        let failure = core.photo(1, PhotoSize::Full).await.unwrap_err();
        assert_eq!(code(&failure), json!("not_signed_in"));
        let failure = core.call("no_such_command", Value::Null).await.unwrap_err();
        assert_eq!(code(&failure), json!("bad_request"));
        core.close().await;
    }

    #[tokio::test]
    async fn a_session_is_kept_here_and_ends_with_signing_out() {
        let directory = tempfile::tempdir().unwrap();
        let core = open(&["--data-dir", directory.path().to_str().unwrap()]).await;
        let made = json!({ "name": "周岚", "password": "long enough for anybody" });
        let answer = core.call("create_administrator", made).await.unwrap();
        assert!(!answer.to_string().contains("session"), "{answer}");
        assert_eq!(core.call("start", Value::Null).await.unwrap()["me"]["name"], "周岚");
        core.call("sign_out", Value::Null).await.unwrap();
        assert_eq!(core.call("start", Value::Null).await.unwrap()["me"], Value::Null);
        core.close().await;
    }

    #[tokio::test]
    async fn a_demo_has_its_attendant_signed_in_and_leaves_nothing() {
        let core = open(&["--demo"]).await;
        let start = core.call("start", Value::Null).await.unwrap();
        assert_eq!(start["demo"]["attendant"], start["me"]["name"]);
        assert_eq!(start["me"]["role"], "attendant");
        let path = locked(&core.demo).as_ref().unwrap().path().to_owned();
        core.close().await;
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_panic_becomes_a_failure() {
        let failure = guarded(async { panic!("thought of by nobody") }).await.map(|(): ()| ()).unwrap_err();
        assert_eq!(code(&failure), json!("internal"));
    }
}
