//! Listening on loopback, under limits of time and number.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use gate_app::App;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
};

use crate::{cookie::SessionCookie, guard::Guard, outgoing::Outgoing, router::router, site::Site};

/// How long connections may go on answering after the server was told to stop: the core needs the rest of the 10 s that
/// stopping may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// Wait after a failed accept, as when descriptors have run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Longest head of a request, bytes.
const HEAD_LIMIT: usize = 16 * 1024;

/// What callers may take.
#[derive(Debug, Clone, Copy)]
pub struct WebLimits {
    /// Connections served at once; more wait their turn. A window takes up to six.
    pub max_connections: usize,
    /// Longest time for a request's head, for its body, and for a connection that asks nothing.
    pub read_timeout: Duration,
    /// Longest time in which a caller may take nothing of an answer.
    pub write_timeout: Duration,
}

impl Default for WebLimits {
    fn default() -> Self {
        Self {
            max_connections: 64,
            read_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(20),
        }
    }
}

/// Why it cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Others could reach the address, and passwords would cross the network in the clear.
    #[error("{0} is not a loopback address")]
    NotLoopback(SocketAddr),
    /// The address cannot be bound.
    #[error("cannot listen on {address} ({source})")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

/// A server that is bound and not yet serving.
#[derive(Debug)]
pub struct WebServer {
    listener: TcpListener,
    address: SocketAddr,
    limits: WebLimits,
}

impl WebServer {
    /// Binds a loopback address; port 0 takes a free one.
    ///
    /// # Errors
    /// The address is not loopback, or is taken.
    pub async fn bind(address: SocketAddr, limits: WebLimits) -> Result<Self, ListenError> {
        if !address.ip().to_canonical().is_loopback() {
            return Err(ListenError::NotLoopback(address));
        }
        let failed = |source| ListenError::Bind { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address, limits })
    }

    /// Where a browser finds it.
    #[must_use]
    pub fn url(&self) -> String {
        let port = self.address.port();
        match self.address.ip().to_canonical() {
            IpAddr::V4(Ipv4Addr::LOCALHOST) => format!("http://127.0.0.1:{port}/"),
            IpAddr::V6(Ipv6Addr::LOCALHOST) => format!("http://[::1]:{port}/"),
            other => format!("http://{}/", SocketAddr::new(other, port)),
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` ends, then lets answers that are on their way finish, for at most 2 s.
    pub async fn serve(self, app: App, stop: impl Future<Output = ()> + Send) {
        let (stopping, stopped) = watch::channel(false);
        let site = Site {
            app,
            cookie: SessionCookie::of_port(self.address.port()),
            guard: Guard::of(self.address),
            limits: self.limits,
            stopped,
        };
        self.listen(router(site), &stopping, stop).await;
    }

    async fn listen(
        self,
        router: Router,
        stopping: &watch::Sender<bool>,
        stop: impl Future<Output = ()> + Send,
    ) {
        let Self { listener, limits, .. } = self;
        let slots = Arc::new(Semaphore::new(limits.max_connections.max(1)));
        let mut connections = JoinSet::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let next = async {
                let slot = Arc::clone(&slots).acquire_owned().await;
                (slot, listener.accept().await)
            };
            let (slot, accepted) = tokio::select! {
                () = &mut stop => break,
                next = next => next,
                Some(_) = connections.join_next() => continue,
            };
            match accepted {
                Ok((stream, _)) => {
                    let serving = serve_one(stream, router.clone(), limits, stopping.subscribe());
                    connections.spawn(async move {
                        serving.await;
                        drop(slot);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a browser's connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop(listener);
        stopping.send_replace(true);
        let farewell = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(FAREWELL, farewell).await.is_err() {
            tracing::warn!("answers that were on their way when the server stopped were cut off");
        }
        connections.shutdown().await;
    }
}

async fn serve_one(stream: TcpStream, router: Router, limits: WebLimits, mut stopped: watch::Receiver<bool>) {
    // Small answers must not wait for a full packet; a socket that refuses still works.
    let _ = stream.set_nodelay(true);
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.read_timeout).max_buf_size(HEAD_LIMIT);
    let service = TowerToHyperService::new(router);
    let stream = TokioIo::new(Outgoing::new(stream, limits.write_timeout));
    let connection = builder.serve_connection(stream, service);
    let mut connection = std::pin::pin!(connection);
    // An error would mean that the sender is gone, which is a stop too.
    let stop = async { stopped.wait_for(|&stopped| stopped).await.map_or((), |_| ()) };
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a browser's connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn start(limits: WebLimits) -> (SocketAddr, watch::Sender<bool>, tokio::task::JoinHandle<()>) {
        let server = WebServer::bind("127.0.0.1:0".parse().unwrap(), limits).await.unwrap();
        let address = server.address();
        let (stopping, _) = watch::channel(false);
        let (tell, mut told) = watch::channel(false);
        let serving = tokio::spawn(async move {
            let stop = async move { told.wait_for(|told| *told).await.map_or((), |_| ()) };
            server.listen(Router::new().fallback(|| async { "served" }), &stopping, stop).await;
        });
        (address, tell, serving)
    }

    async fn read(mut stream: TcpStream) -> String {
        let mut text = String::new();
        let reading = tokio::time::timeout(Duration::from_secs(20), stream.read_to_string(&mut text));
        // A reset is an end too.
        let _ = reading.await.expect("the connection ends");
        text
    }

    async fn get(address: SocketAddr) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
        read(stream).await
    }

    #[tokio::test]
    async fn addresses_that_others_reach_are_not_bound() {
        for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "[::ffff:192.0.2.1]:0"] {
            let refused = WebServer::bind(address.parse().unwrap(), WebLimits::default()).await;
            assert!(matches!(refused, Err(ListenError::NotLoopback(_))), "{address}");
        }
    }

    #[tokio::test]
    async fn slow_callers_are_cut_off_and_others_are_served_then() {
        let limits = WebLimits {
            max_connections: 2,
            read_timeout: Duration::from_millis(200),
            write_timeout: Duration::from_millis(200),
        };
        let (address, _tell, _serving) = start(limits).await;
        let mut slow = Vec::new();
        for _ in 0..4 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nhost: ").await.unwrap();
            slow.push(stream);
        }
        // Every slot is taken until the slow ones have been cut off.
        assert!(get(address).await.ends_with("served"));
        for stream in slow {
            assert!(!read(stream).await.contains("served"));
        }
    }

    #[tokio::test]
    async fn a_stop_lets_go_of_idle_connections_at_once() {
        let limits = WebLimits { read_timeout: Duration::from_secs(60), ..WebLimits::default() };
        let (address, tell, serving) = start(limits).await;
        let mut idle = TcpStream::connect(address).await.unwrap();
        idle.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let mut first = [0; 12];
        idle.read_exact(&mut first).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        tell.send_replace(true);
        tokio::time::timeout(FAREWELL, serving).await.expect("it stops in time").unwrap();
    }
}
