//! The HTTP listener for callbacks, under limits of time and number.

use super::CallbackSink;
use super::desk::{Desk, callback, elsewhere};
use super::replay::Replays;
use super::verify::Verifier;
use axum::Router;
use axum::routing::post;
use gate_core::time::Clock;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use secrecy::SecretString;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

/// How long connections may go on answering after the listener was told to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// Wait after a failed accept, as when descriptors have run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Where to listen, for which account, and under which limits.
#[derive(Debug, Clone)]
pub struct CallbackOptions {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Allows `listen` to be other than loopback, where anyone on the network can try signs; meant for a machine whose
    /// firewall or reverse proxy lets only the platform in.
    pub allow_other_than_loopback: bool,
    /// The account's key.
    pub app_key: String,
    /// The account's secret.
    pub app_secret: SecretString,
    /// Addresses that may call; empty allows all.
    pub sources: Vec<IpAddr>,
    /// Connections served at once; more wait their turn.
    pub max_connections: usize,
    /// Longest time for a request's head, and again for its body. Slower callers are cut off.
    pub read_timeout: Duration,
}

impl CallbackOptions {
    /// Options for this account on a loopback address, from any source, with 64 connections and 10 s to read.
    pub fn new(listen: SocketAddr, app_key: impl Into<String>, app_secret: SecretString) -> Self {
        Self {
            listen,
            allow_other_than_loopback: false,
            app_key: app_key.into(),
            app_secret,
            sources: Vec::new(),
            max_connections: 64,
            read_timeout: Duration::from_secs(10),
        }
    }
}

/// Why the listener cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// The address is not loopback, and that was not allowed.
    #[error("{0} is not a loopback address")]
    NotLoopback(SocketAddr),
    /// The address cannot be bound.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
}

/// What has happened to callbacks since the listener began.
#[derive(Debug, Default)]
pub struct CallbackCounts {
    pub(super) kept: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) not_kept: AtomicU64,
    pub(super) sign_with_other_body: AtomicU64,
}

impl CallbackCounts {
    /// Callbacks kept and answered with success.
    #[must_use]
    pub fn kept(&self) -> u64 {
        self.kept.load(Ordering::Relaxed)
    }

    /// Requests refused for key, sign, time, replay, size or shape.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Callbacks that were genuine and could not be kept.
    #[must_use]
    pub fn not_kept(&self) -> u64 {
        self.not_kept.load(Ordering::Relaxed)
    }

    /// Callbacks whose sign had come with another body before. Two genuine ones within one millisecond look the same;
    /// many are an alarm that somebody forges bodies.
    #[must_use]
    pub fn sign_with_other_body(&self) -> u64 {
        self.sign_with_other_body.load(Ordering::Relaxed)
    }
}

/// A listener that is bound and not yet serving.
pub struct CallbackListener {
    listener: TcpListener,
    options: CallbackOptions,
    clock: Arc<dyn Clock>,
    counts: Arc<CallbackCounts>,
}

impl CallbackListener {
    /// Binds the address. `clock` is the corrected one that the timestamps are compared with.
    ///
    /// # Errors
    /// [`ListenError`] where the address is not loopback without being allowed to, or cannot be bound.
    pub async fn bind(options: CallbackOptions, clock: Arc<dyn Clock>) -> Result<Self, ListenError> {
        let address = options.listen;
        if !address.ip().to_canonical().is_loopback() && !options.allow_other_than_loopback {
            return Err(ListenError::NotLoopback(address));
        }
        let listener =
            TcpListener::bind(address).await.map_err(|source| ListenError::Bind { address, source })?;
        Ok(Self { listener, options, clock, counts: Arc::default() })
    }

    /// The address that is bound, with the port the system chose where 0 was asked for.
    ///
    /// # Errors
    /// As of the socket.
    pub fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// The counts, which go on counting while the listener serves.
    #[must_use]
    pub fn counts(&self) -> Arc<CallbackCounts> {
        Arc::clone(&self.counts)
    }

    /// Serves until `stop` ends, then lets callbacks that are being kept finish, for at most 5 s. Dropping the future
    /// cuts every connection at once.
    pub async fn serve(self, sink: Arc<dyn CallbackSink>, stop: impl Future<Output = ()> + Send) {
        let Self { listener, options, clock, counts } = self;
        let CallbackOptions { app_key, app_secret, sources, max_connections, read_timeout, .. } = options;
        let verifier = Verifier { app_key, app_secret };
        let desk =
            Arc::new(Desk { verifier, replays: Replays::default(), clock, counts, sink, read_timeout });
        let router = Router::new()
            .route("/callback", post(callback))
            .method_not_allowed_fallback(elsewhere)
            .fallback(elsewhere)
            .with_state(desk);

        let slots = Arc::new(Semaphore::new(max_connections.max(1)));
        let (stopping, stopped) = watch::channel(false);
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
                Ok((stream, from)) if allows(&sources, from) => {
                    let serving = serve_one(stream, router.clone(), read_timeout, stopped.clone());
                    connections.spawn(async move {
                        serving.await;
                        drop(slot);
                    });
                }
                Ok((_, from)) => {
                    tracing::warn!(%from, "a callback from a source that is not allowed was cut off")
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection to the callback listener could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop(listener);
        stopping.send_replace(true);
        let farewell = async { while connections.join_next().await.is_some() {} };
        if tokio::time::timeout(FAREWELL, farewell).await.is_err() {
            tracing::warn!("callbacks that were being kept when the listener stopped were cut off");
        }
        connections.shutdown().await;
    }
}

fn allows(sources: &[IpAddr], from: SocketAddr) -> bool {
    let from = from.ip().to_canonical();
    sources.is_empty() || sources.iter().any(|source| source.to_canonical() == from)
}

async fn serve_one(
    stream: TcpStream,
    router: Router,
    read_timeout: Duration,
    mut stopped: watch::Receiver<bool>,
) {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(read_timeout)
        .max_buf_size(16 * 1024)
        // A caller who has nothing more to send still waits for his answer.
        .half_close(true);
    let service = TowerToHyperService::new(router);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
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
        tracing::debug!(%error, "a callback connection ended early");
    }
}
