//! Who is signed in. In memory only: a restart signs everybody out.

use std::{fmt, time::Instant};

use rand::Rng;
use sha2::{Digest, Sha256};

use super::{Caller, Inner, locked};
use crate::contract::Event;

/// Sessions that were not used for so long end.
const ENDS_AFTER: std::time::Duration = std::time::Duration::from_secs(16 * 3_600);

/// What a host keeps for a window: 128 random bits. Not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionKey([u8; 16]);

impl SessionKey {
    fn random() -> Self {
        let mut key = [0; 16];
        rand::rng().fill_bytes(&mut key);
        Self(key)
    }

    /// Reads what [`SessionKey::to_hex`] wrote.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 32 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let mut key = [0; 16];
        for (byte, pair) in key.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(key))
    }

    /// 32 hexadecimal digits, for a cookie.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Sessions are kept by this, so that looking one up tells nothing of the key by its time.
    fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(…)")
    }
}

pub(crate) struct SignedIn {
    account: i64,
    locked: bool,
    used_at: Instant,
}

/// Whether looking a session up keeps it alive.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Glance {
    Use,
    Peek,
}

impl Inner {
    /// Signs the account in.
    pub(crate) fn sign_in(&self, account: i64) -> SessionKey {
        let key = SessionKey::random();
        let session = SignedIn { account, locked: false, used_at: Instant::now() };
        locked(&self.signed_in).insert(key.digest(), session);
        key
    }

    /// Ends a session.
    pub(crate) fn sign_out(&self, key: &SessionKey) {
        locked(&self.signed_in).remove(&key.digest());
        self.tell(Event::SessionChanged);
    }

    /// Ends every session of the account but the one with this key.
    pub(crate) fn sign_out_account(&self, account: i64, but: Option<&SessionKey>) {
        let keep = but.map(SessionKey::digest);
        locked(&self.signed_in).retain(|digest, session| session.account != account || Some(*digest) == keep);
        self.tell(Event::SessionChanged);
    }

    /// Locks or unlocks the screen of a session.
    pub(crate) fn set_locked(&self, key: &SessionKey, lock: bool) {
        if let Some(session) = locked(&self.signed_in).get_mut(&key.digest()) {
            session.locked = lock;
        }
        self.tell(Event::SessionChanged);
    }

    pub(crate) fn is_locked(&self, key: &SessionKey) -> bool {
        locked(&self.signed_in).get(&key.digest()).is_none_or(|session| session.locked)
    }

    /// Who holds this key: `None` for a key that is not or no longer valid, also once the account is disabled. The
    /// account is read anew, so that a changed role acts at once.
    pub(super) async fn caller(&self, key: Option<&SessionKey>) -> Option<Caller> {
        self.holder(key?, Glance::Use).await
    }

    /// As [`Inner::caller`], without counting as use: for what looks by itself, with nobody at the window.
    pub(super) async fn peek(&self, key: &SessionKey) -> Option<Caller> {
        self.holder(key, Glance::Peek).await
    }

    async fn holder(&self, key: &SessionKey, glance: Glance) -> Option<Caller> {
        let account = {
            let mut sessions = locked(&self.signed_in);
            let session = sessions.get_mut(&key.digest())?;
            if session.used_at.elapsed() > ENDS_AFTER {
                sessions.remove(&key.digest());
                return None;
            }
            if glance == Glance::Use {
                session.used_at = Instant::now();
            }
            session.account
        };
        match self.store.account(account).await {
            Ok(Some(account)) if account.disabled_at.is_none() => Some(Caller { key: key.clone(), account }),
            Ok(_) => {
                self.sign_out(key);
                None
            }
            Err(error) => {
                tracing::error!(%error, "an account cannot be read");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{App, AppOptions, SessionChange, Workspace, contract::Command};

    #[tokio::test(flavor = "multi_thread")]
    async fn looking_whether_a_session_stands_is_no_use_of_it_and_a_command_is() {
        let directory = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(Some(directory.path().to_owned())).unwrap();
        let app = App::open(workspace, AppOptions::default()).await.unwrap();
        let first = json!({ "name": "admin", "password": "tree-9-house" });
        let answer = app.call(None, Command::create_administrator, first).await;
        let SessionChange::Set(key) = answer.session else { panic!("nobody was signed in") };
        let used_at = || locked(&app.inner.signed_in)[&key.digest()].used_at;
        let signed_in_at = used_at();
        assert!(app.is_signed_in(&key).await);
        app.call(Some(&key), Command::lock, Value::Null).await.result.unwrap();
        let locked_at = used_at();
        assert!(locked_at > signed_in_at);
        assert!(app.is_signed_in(&key).await, "a locked screen is somebody's");
        assert_eq!(used_at(), locked_at);
        app.call(Some(&key), Command::sign_out, Value::Null).await.result.unwrap();
        assert!(!app.is_signed_in(&key).await);
        app.close().await;
    }

    #[test]
    fn a_key_survives_the_way_through_a_cookie_and_is_not_shown() {
        let key = SessionKey::random();
        assert_eq!(SessionKey::from_hex(&key.to_hex()), Some(key.clone()));
        assert!(!format!("{key:?}").contains(&key.to_hex()));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "00", "zz", &"0".repeat(31), &"0".repeat(33), &"+f".repeat(16), &"é".repeat(16)] {
            assert_eq!(SessionKey::from_hex(text), None, "{text}");
        }
    }
}
