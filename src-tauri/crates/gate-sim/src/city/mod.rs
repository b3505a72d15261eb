//! Ningbo's city platform, strict, with a journal that serves as the tests' oracle.
//!
//! [`CitySim`] answers the four addresses of the standard (section 5) on a port of its own. It checks account, types,
//! formats, order, hashes and sizes, accepts repeats of the same thing, and keeps in its [`Journal`] every request
//! with its verdict and whether the client can know it. Everything is in memory; pictures are not kept.

mod fields;
mod identity;
mod journal;
mod ledger;
mod multipart;
mod options;
mod platform;
mod record;
mod refusal;
#[cfg(test)]
pub(crate) mod test_requests;
#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use journal::Journal;
pub use options::{Account, CityOptions, DigestCase};
pub use record::{
    Accepted, Answer, Breach, Content, Counts, Endpoint, Event, EventKind, Photo, Record, Verdict, Violation,
};
pub use refusal::Refusal;

use crate::faults::Faults;
use crate::http::{Listening, PortControl, ServerHandle, serve};
use platform::{Platform, SERVICE};

/// How often the faults of the port are looked at.
const PORT_TICK: Duration = Duration::from_millis(20);

/// A simulated city platform. Dropping it stops it; its [`Journal`] may be kept.
pub struct CitySim {
    platform: Arc<Platform>,
    server: ServerHandle,
    port_follower: JoinHandle<()>,
}

impl CitySim {
    /// Starts a city on `addr`; port 0 takes a free one.
    ///
    /// # Errors
    /// The operating system's, when the address cannot be bound or the journal's file cannot be opened.
    pub async fn start(addr: SocketAddr, options: CityOptions) -> io::Result<Self> {
        let journal = Journal::new(options.journal_file.as_deref())?;
        let platform = Arc::new(Platform::new(&options, journal));
        let server = serve(addr, platform.clone())?;
        let mut port = PortFollower { control: server.control(), now: Listening::Up };
        if let Some(wanted) = options.faults.listening() {
            port.follow(&options.faults, wanted).await?;
        }
        let port_follower = tokio::spawn(port.run(platform.faults.subscribe()));
        Ok(Self { platform, server, port_follower })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.server.addr()
    }

    /// The address of the service, as a client is configured: `http://IP:PORT/nbyd-parkpot-service/`.
    pub fn base_url(&self) -> String {
        format!("http://{}{SERVICE}", self.addr())
    }

    /// What has happened so far.
    pub fn journal(&self) -> Journal {
        self.platform.journal.clone()
    }

    /// The faults at work, for their counters.
    pub fn faults(&self) -> Faults {
        self.platform.faults()
    }

    /// Puts other faults in the place of those before. A port that those had taken down comes up soon after.
    pub fn set_faults(&self, faults: Faults) {
        self.platform.faults.send_replace(faults);
    }

    /// Takes the port down, up, or makes it a black hole. Faults of the port, if there are any, have the last word.
    ///
    /// # Errors
    /// The operating system's, when the port cannot be bound again.
    pub async fn set_listening(&self, listening: Listening) -> io::Result<()> {
        self.server.control().set_listening(listening).await
    }

    /// Changes the first account's name and password.
    pub fn set_account(&self, portname: &str, portpwd: &str) {
        self.change(|settings| {
            if let Some(account) = settings.accounts.first_mut() {
                (account.portname, account.portpwd) = (portname.to_owned(), portpwd.to_owned());
            }
        });
    }

    /// Sets how far its clock is ahead of this machine's, in ms.
    pub fn set_clock_offset_ms(&self, offset_ms: i64) {
        self.change(|settings| settings.clock_offset_ms = offset_ms);
    }

    /// Loses everything that it holds, as after a restored backup; the journal still knows that it was accepted.
    pub fn forget_all(&self) {
        self.platform.journal.state().ledger.forget_all();
    }

    /// Closes the port and every connection.
    pub async fn stop(mut self) {
        self.port_follower.abort();
        self.server.close().await;
    }

    fn change(&self, change: impl FnOnce(&mut platform::Settings)) {
        change(&mut self.platform.settings.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Drop for CitySim {
    fn drop(&mut self) {
        self.port_follower.abort();
    }
}

impl std::fmt::Debug for CitySim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CitySim").field("addr", &self.addr()).field("journal", &self.journal()).finish()
    }
}

/// Makes the port do what the faults of the port want; without such faults it leaves the port alone.
struct PortFollower {
    control: PortControl,
    now: Listening,
}

impl PortFollower {
    async fn run(mut self, mut latest: watch::Receiver<Faults>) {
        loop {
            let faults = latest.borrow_and_update().clone();
            let wanted = faults.listening();
            if let Err(error) = self.follow(&faults, wanted.unwrap_or(Listening::Up)).await {
                tracing::warn!(%error, "the simulated city's port did not change; it will be tried again");
            }
            let changed = latest.changed();
            let outcome = match wanted {
                None => changed.await,
                Some(_) => tokio::time::timeout(PORT_TICK, changed).await.unwrap_or(Ok(())),
            };
            if outcome.is_err() {
                return;
            }
        }
    }

    async fn follow(&mut self, faults: &Faults, wanted: Listening) -> io::Result<()> {
        if self.now != wanted {
            self.control.set_listening(wanted).await?;
            self.now = wanted;
            if wanted != Listening::Up {
                faults.port_changed();
            }
        }
        Ok(())
    }
}
