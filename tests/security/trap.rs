//! A server that nobody may reach: it counts whoever connects.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// Listens on one port of every address of this machine, of both families where there are two.
pub struct Trap {
    /// The port.
    pub port: u16,
    connections: Arc<AtomicUsize>,
    _listening: JoinSet<()>,
}

impl Trap {
    /// Sets it.
    pub async fn set() -> Self {
        let everywhere = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await.unwrap();
        let port = everywhere.local_addr().unwrap().port();
        let mut listeners = vec![everywhere];
        // A machine without IPv6 cannot be reached by it either.
        listeners.extend(TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await);
        let connections = Arc::new(AtomicUsize::new(0));
        let mut listening = JoinSet::new();
        for listener in listeners {
            let connections = connections.clone();
            listening.spawn(async move {
                while listener.accept().await.is_ok() {
                    connections.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        Self { port, connections, _listening: listening }
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Shows that it would have noticed.
    pub async fn works(&self) -> bool {
        let before = self.connections();
        let connected =
            tokio::net::TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))).await;
        connected.is_ok()
            && gatehouse_tests::support::wait_for(async || self.connections() == before + 1).await
    }
}
