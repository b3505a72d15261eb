//! One callback from its request to its answer: `POST /callback`.

use super::listener::CallbackCounts;
use super::message::Message;
use super::replay::{Claim, Replays};
use super::verify::Verifier;
use super::{CallbackSink, NotKept};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use gate_core::time::Clock;
use http_body_util::BodyExt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The largest body that is taken, in bytes (protocols.md A).
const MOST_BODY: usize = 64 * 1024;

/// A body too large is read on to here and thrown away, so that the caller gets to hear why it is refused.
const MOST_DRAINED: usize = 1024 * 1024;

/// The answer to a callback that was kept, to the letter of the vendor's text.
const KEPT: &str = r#"{"code":0,"msg":"操作成功"}"#;

/// Why a callback gets another answer than success.
enum Turned {
    Away { status: StatusCode, why: &'static str },
    Shape(String),
    NotKept(NotKept),
    Later,
}

/// Where callbacks are verified and handed on.
pub(super) struct Desk {
    pub(super) verifier: Verifier,
    pub(super) replays: Replays,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) counts: Arc<CallbackCounts>,
    pub(super) sink: Arc<dyn CallbackSink>,
    pub(super) read_timeout: Duration,
}

pub(super) async fn callback(State(desk): State<Arc<Desk>>, request: Request) -> Response {
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

pub(super) async fn elsewhere() -> Response {
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
