//! The HTTP listener for callbacks: `POST /callback`, under limits of size, time and number.

use super::message::Message;
use super::replay::{Claim, Replays};
use super::verify::Verifier;
use super::{CallbackSink, NotKept};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::{Bytes, BytesMut};
use gate_core::time::Clock;
use http_body_util::BodyExt;
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

/// The largest body that is taken, in bytes (protocols.md A).
const MOST_BODY: usize = 64 * 1024;

/// A body too large is read on to here and thrown away, so that the caller gets to hear why it is refused.
const MOST_DRAINED: usize = 1024 * 1024;

/// How long connections may go on answering after the listener was told to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// Wait after a failed accept, as when descriptors have run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// The answer to a callback that was kept, to the letter of the vendor's text.
const KEPT: &str = r#"{"code":0,"msg":"操作成功"}"#;

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
    kept: AtomicU64,
    refused: AtomicU64,
    not_kept: AtomicU64,
    sign_with_other_body: AtomicU64,
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

/// Why a callback gets another answer than success.
enum Turned {
    Away { status: StatusCode, why: &'static str },
    Shape(String),
    NotKept(NotKept),
    Later,
}

struct Desk {
    verifier: Verifier,
    replays: Replays,
    clock: Arc<dyn Clock>,
    counts: Arc<CallbackCounts>,
    sink: Arc<dyn CallbackSink>,
    read_timeout: Duration,
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
    builder.timer(TokioTimer::new()).header_read_timeout(read_timeout).max_buf_size(16 * 1024);
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

async fn callback(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let outcome = match desk.read(body).await {
        Ok(body) => desk.take(&head.headers, &body).await,
        Err(turned) => Err(turned),
    };
    let count = match &outcome {
        Ok(()) => &desk.counts.kept,
        Err(Turned::NotKept(_) | Turned::Later) => &desk.counts.not_kept,
        Err(Turned::Away { .. } | Turned::Shape(_)) => &desk.counts.refused,
    };
    count.fetch_add(1, Ordering::Relaxed);
    match outcome {
        Ok(()) => answer(StatusCode::OK, KEPT.to_owned()),
        Err(turned) => turned.into_response(),
    }
}

async fn elsewhere() -> Response {
    answer(StatusCode::NOT_FOUND, serde_json::json!({ "code": 1, "msg": "无此接口" }).to_string())
}

impl Desk {
    async fn read(&self, body: Body) -> Result<Bytes, Turned> {
        let too_slow = Turned::Away { status: StatusCode::REQUEST_TIMEOUT, why: "body too slow" };
        tokio::time::timeout(self.read_timeout, read_body(body)).await.unwrap_or(Err(too_slow))
    }

    async fn take(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Turned> {
        let unauthorised = |why| Turned::Away { status: StatusCode::UNAUTHORIZED, why };
        let now = self.clock.now();
        let timestamp = self.verifier.verify(headers, now).map_err(|refusal| unauthorised(refusal.code()))?;
        let pending = match self.replays.claim(timestamp, body, now) {
            Claim::New { pending, sign_seen_with_other_body } => {
                if sign_seen_with_other_body {
                    self.counts.sign_with_other_body.fetch_add(1, Ordering::Relaxed);
                    tracing::warn!(timestamp, "one callback signature came with different bodies");
                }
                pending
            }
            Claim::Replay => return Err(unauthorised("replay")),
            Claim::InProgress => return Err(Turned::Later),
            Claim::Full => {
                tracing::warn!("too many callbacks to remember; turned away until older ones expire");
                return Err(Turned::Later);
            }
        };
        match Message::parse(body).map_err(Turned::Shape)? {
            Message::VehicleAccess(record) => self.sink.vehicle_access(record).await,
            Message::CameraOnline(change) => self.sink.camera_online(change).await,
            Message::Visitor(visitor) => self.sink.visitor(visitor).await,
        }
        .map_err(Turned::NotKept)?;
        pending.kept();
        Ok(())
    }
}

/// Reads the body under the cap; one that exceeds it is refused after having been read on, within reason.
async fn read_body(mut body: Body) -> Result<Bytes, Turned> {
    let broken = || Turned::Away { status: StatusCode::BAD_REQUEST, why: "body broken off" };
    let mut whole = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| broken())?.into_data() else {
            continue;
        };
        length += data.len();
        if length <= MOST_BODY {
            whole.extend_from_slice(&data);
        } else if length > MOST_DRAINED {
            break;
        }
    }
    if length > MOST_BODY {
        return Err(Turned::Away { status: StatusCode::PAYLOAD_TOO_LARGE, why: "body too large" });
    }
    Ok(whole.freeze())
}

impl IntoResponse for Turned {
    fn into_response(self) -> Response {
        let (status, msg) = match self {
            Self::Away { status, why } => {
                tracing::warn!(status = status.as_u16(), why, "a callback was refused");
                let msg = match status {
                    // All the same to the caller, so that he learns nothing by trying.
                    StatusCode::UNAUTHORIZED => "验证失败".to_owned(),
                    StatusCode::PAYLOAD_TOO_LARGE => "请求过大".to_owned(),
                    StatusCode::REQUEST_TIMEOUT => "请求超时".to_owned(),
                    _ => "请求不完整".to_owned(),
                };
                (status, msg)
            }
            Self::Shape(why) => {
                tracing::warn!(why, "a genuine callback could not be read");
                (StatusCode::BAD_REQUEST, format!("格式错误: {why}"))
            }
            Self::NotKept(error) => {
                tracing::error!(%error, "a genuine callback was turned away");
                (StatusCode::SERVICE_UNAVAILABLE, "暂时无法保存".to_owned())
            }
            Self::Later => (StatusCode::SERVICE_UNAVAILABLE, "请稍后重试".to_owned()),
        };
        answer(status, serde_json::json!({ "code": 1, "msg": msg }).to_string())
    }
}

fn answer(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response()
}
