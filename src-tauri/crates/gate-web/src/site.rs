//! What every request has at hand.

use axum::http::HeaderMap;
use gate_app::{App, SessionKey};
use tokio::sync::watch;

use crate::{cookie::SessionCookie, guard::Guard, server::WebLimits};

/// What every request has at hand.
#[derive(Clone)]
pub struct Site {
    /// The core.
    pub app: App,
    /// Where the session's key stands.
    pub cookie: SessionCookie,
    /// Who may speak here.
    pub guard: Guard,
    /// How much and how slowly.
    pub limits: WebLimits,
    /// Becomes true when the server stops: streams end then.
    pub stopped: watch::Receiver<bool>,
}

impl Site {
    /// The session that a request names. Whether it still stands is for `gate-app` to say.
    pub fn session(&self, headers: &HeaderMap) -> Option<SessionKey> {
        self.cookie.read(headers)
    }
}
