//! Addresses of one car park's platforms, which no other car park uses.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};

static PARKS: AtomicU32 = AtomicU32::new(0);

/// Loopback addresses of one car park. Each park has its own, since a simulated platform that is down gives its port
/// away, and another park's platform must not be found there. Linux and Windows have all of 127.0.0.0/8.
#[derive(Debug, Clone, Copy)]
pub struct Loopback {
    first: u32,
}

impl Loopback {
    /// Addresses that this process did not give away before, and that another one is unlikely to use.
    #[must_use]
    pub fn fresh() -> Self {
        let park = PARKS.fetch_add(1, Ordering::Relaxed) % 0x3fff;
        let process = std::process::id() % 250 + 2;
        Self { first: (127 << 24) | (process << 16) | (park << 2) }
    }

    /// Where the open platform listens, on a port that the system chooses.
    #[must_use]
    pub fn open_platform(self) -> SocketAddr {
        self.at(1, 0)
    }

    /// Where the city listens, on a port that the system chooses.
    #[must_use]
    pub fn city(self) -> SocketAddr {
        self.at(2, 0)
    }

    /// Where callbacks are heard: always the same port, so that they find their way after a restart.
    #[must_use]
    pub fn callbacks(self) -> SocketAddr {
        self.at(3, 9_800)
    }

    fn at(self, offset: u32, port: u16) -> SocketAddr {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::from(self.first + offset)), port)
    }
}
