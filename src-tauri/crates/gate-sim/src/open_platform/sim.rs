//! The running platform, as tests and the demo hold it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::handler::PhotoHost;
use super::options::OpenPlatformOptions;
use super::platform::Platform;
use crate::faults::Faults;
use crate::http::{Listening, PortControl, ServerHandle, serve};

/// How often the faults of the port are looked at.
const PORT_STEP: Duration = Duration::from_millis(20);

/// How the platform tells of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Channel {
    /// In the record list, and by a callback where [`CallbackOptions::share`](super::CallbackOptions::share) says so.
    #[default]
    AsConfigured,
    /// In the record list only.
    List,
    /// By a callback only.
    Callback,
    /// In the record list and by a callback.
    Both,
}

/// The vendor's cloud, running. Dropping it stops it without waiting.
pub struct OpenPlatformSim {
    pub(super) platform: Arc<Platform>,
    server: Option<ServerHandle>,
    port: PortControl,
    addr: SocketAddr,
    photo_server: Option<ServerHandle>,
    pub(super) tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl OpenPlatformSim {
    /// Starts it at an address (port 0 takes a free one). Call it inside a tokio runtime.
    ///
    /// # Errors
    /// The operating system's, when an address cannot be bound.
    pub fn start(addr: SocketAddr, options: OpenPlatformOptions) -> io::Result<Self> {
        let photo_addr = options.photo_addr;
        let platform = Arc::new(Platform::new(options));
        let server = serve(addr, Arc::clone(&platform))?;
        let photo_server =
            photo_addr.map(|addr| serve(addr, Arc::new(PhotoHost(Arc::clone(&platform))))).transpose()?;
        let photo_base = photo_server.as_ref().map_or(server.addr(), ServerHandle::addr);
        platform.world().photo_base = url(photo_base);
        let tasks = vec![
            tokio::spawn(Arc::clone(&platform.callbacks).run()),
            tokio::spawn(follow_faults(platform.watch_faults(), server.control())),
        ];
        let (addr, port) = (server.addr(), server.control());
        Ok(OpenPlatformSim {
            platform,
            server: Some(server),
            port,
            addr,
            photo_server,
            tasks: Mutex::new(tasks),
        })
    }

    /// `http://host:port`, as `[open_platform] base_url` wants it.
    #[must_use]
    pub fn base_url(&self) -> String {
        url(self.addr)
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `host:port` of the photos' own server, as `photo_hosts` wants it, if there is one.
    #[must_use]
    pub fn photo_host(&self) -> Option<String> {
        self.photo_server.as_ref().map(|server| reachable(server.addr()).to_string())
    }

    /// Takes the port down, up again, or makes it a black hole. Faults of the port, where there are any, outrank it.
    ///
    /// # Errors
    /// The operating system's, when the port cannot be bound again.
    pub async fn set_listening(&self, listening: Listening) -> io::Result<()> {
        self.port.set_listening(listening).await
    }

    /// Closes its ports and ends its tasks; returns when connections are closed.
    pub async fn stop(mut self) {
        for task in self.take_tasks() {
            task.abort();
            // The abort itself is the expected outcome; a panic has been reported by the runtime.
            let _ = task.await;
        }
        for server in [self.server.take(), self.photo_server.take()].into_iter().flatten() {
            server.stop().await;
        }
    }

    fn take_tasks(&self) -> Vec<JoinHandle<()>> {
        std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for OpenPlatformSim {
    fn drop(&mut self) {
        self.take_tasks().iter().for_each(JoinHandle::abort);
    }
}

/// Makes the port do what its faults want, and up again when there are none any more; otherwise leaves it alone.
async fn follow_faults(mut latest: watch::Receiver<Faults>, port: PortControl) {
    let mut now = Listening::Up;
    loop {
        let faults = latest.borrow_and_update().clone();
        let wanted = faults.listening();
        let next = wanted.unwrap_or(Listening::Up);
        if next != now {
            match port.set_listening(next).await {
                Ok(()) => now = next,
                Err(error) => {
                    tracing::warn!(%error, "the simulated platform's port did not change; trying again")
                }
            }
            if now == next && next != Listening::Up {
                faults.port_changed();
            }
        }
        // Without faults of the port there is nothing to do until others are set.
        let settled = wanted.is_none() && now == Listening::Up;
        let changed = latest.changed();
        let gone = if settled {
            changed.await.is_err()
        } else {
            tokio::time::timeout(PORT_STEP, changed).await.is_ok_and(|outcome| outcome.is_err())
        };
        if gone {
            return;
        }
    }
}

/// A wildcard address is reached on this machine.
fn reachable(addr: SocketAddr) -> SocketAddr {
    let ip = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, addr.port())
}

fn url(addr: SocketAddr) -> String {
    format!("http://{}", reachable(addr))
}
