//! Why there is no demo.

use std::{io, net::SocketAddr, path::PathBuf};

use gate_app::{DataDirError, Fault};

/// Why a demo could not be started. `Display` is one line that says what and what to do.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A simulated platform cannot listen.
    #[error(
        "{address} cannot be listened on ({source}); end the program that uses it, or name another address"
    )]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// No loopback port can be had for callbacks.
    #[error("no loopback port is free ({0}); end other programs and try again")]
    NoPort(io::Error),
    /// The directory holds something that no demo made.
    #[error("{} holds something else than a demo; name an empty directory with --data-dir", .0.display())]
    NotADemo(PathBuf),
    /// Another demo runs in the directory.
    #[error("another process already syncs {}; stop it first, or name another data directory with --data-dir", .0.display())]
    Syncing(PathBuf),
    /// The directory cannot be had.
    #[error(transparent)]
    Directory(#[from] DataDirError),
    /// Something in the directory cannot be written.
    #[error("{} cannot be written ({source}); name another directory or correct its rights", .path.display())]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl DemoError {
    /// What kind of failure it is.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::NotADemo(_) | Self::Directory(_) => Fault::Usage,
            Self::Syncing(_) => Fault::Busy,
            Self::Listen { .. } | Self::NoPort(_) | Self::File { .. } => Fault::Failed,
        }
    }
}
