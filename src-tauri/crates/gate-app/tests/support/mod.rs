//! A host for tests: the contract over a data directory of its own, without a desktop.

// A test fails by panicking, and so do its helpers.
#![allow(clippy::unwrap_used)]
#![allow(dead_code, reason = "each test uses what it needs")]

use gate_app::{
    App, AppOptions, SessionChange, SessionKey, Workspace,
    contract::{Code, Command, Failure},
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The administrator's password.
pub const PASSWORD: &str = "tree-9-house";
/// Another good password.
pub const OTHER_PASSWORD: &str = "river-7-stone";

/// A program on a fresh directory.
pub struct Host {
    /// The program.
    pub app: App,
    directory: TempDir,
}

impl Host {
    /// Opens a fresh directory.
    pub async fn start() -> Self {
        Self::over(tempfile::tempdir().unwrap()).await
    }

    async fn over(directory: TempDir) -> Self {
        let workspace = Workspace::create(Some(directory.path().to_owned())).unwrap();
        let app = App::open(workspace, AppOptions::default()).await.unwrap();
        Self { app, directory }
    }

    /// Ends the program and starts it on the same directory.
    pub async fn restart(self) -> Self {
        self.app.close().await;
        Self::over(self.directory).await
    }

    /// Writes a configuration with these car parks, which all report to a city.
    pub fn configure(&self, parking_ids: &[&str]) {
        let mut text =
            "[open_platform]\nbase_url = \"https://open.example.com\"\napp_key = \"demo\"\n".to_owned();
        for parking_id in parking_ids {
            text += &format!(
                "\n[[car_park]]\nparking_id = \"{parking_id}\"\nname = \"一号停车场\"\n\n[car_park.city]\nplatform = \"ningbo\"\n\
                 portname = \"admin\"\nparkpotid = \"330212077102\"\n\
                 base_url = \"http://127.0.0.1:9002/nbyd-parkpot-service/\"\n"
            );
        }
        std::fs::write(self.directory.path().join("gatehouse.toml"), text).unwrap();
    }

    /// Calls and answers the response and what became of the session.
    pub async fn call(
        &self,
        session: Option<&SessionKey>,
        command: Command,
        payload: Value,
    ) -> (Result<Value, Failure>, SessionChange) {
        let answer = self.app.call(session, command, payload).await;
        (answer.result, answer.session)
    }

    /// The code by which a call fails.
    pub async fn code(&self, session: Option<&SessionKey>, command: Command, payload: Value) -> Option<Code> {
        self.call(session, command, payload).await.0.err().map(|failure| failure.code)
    }

    /// Makes the administrator `admin` and answers her session and recovery code.
    pub async fn first_run(&self) -> (SessionKey, String) {
        let first = json!({ "name": "admin", "password": PASSWORD });
        let (result, session) = self.call(None, Command::create_administrator, first).await;
        let code = result.unwrap()["recovery_code"].as_str().unwrap().to_owned();
        (key(session), code)
    }

    /// Makes the attendant `booth` with the PIN 2580 and answers the account's id and a session.
    pub async fn attendant(&self, administrator: &SessionKey) -> (i64, SessionKey) {
        let new = json!({ "name": "booth", "role": "attendant", "password": OTHER_PASSWORD, "pin": "2580" });
        let (result, _) = self.call(Some(administrator), Command::create_account, new).await;
        let id = result.unwrap()["id"].as_i64().unwrap();
        let (_, session) = self.sign_in("booth", "2580", true).await;
        (id, key(session))
    }

    /// Signs in.
    pub async fn sign_in(
        &self,
        name: &str,
        secret: &str,
        by_pin: bool,
    ) -> (Result<Value, Failure>, SessionChange) {
        self.call(None, Command::sign_in, json!({ "name": name, "secret": secret, "by_pin": by_pin })).await
    }
}

/// The key that was set.
pub fn key(change: SessionChange) -> SessionKey {
    match change {
        SessionChange::Set(key) => key,
        other => panic!("no session was set, but {other:?}"),
    }
}
