//! The client against a platform of ours over real HTTP.

mod account;
mod answers;
mod reads;
mod writes;

use crate::{Endpoints, OpenPlatform, OpenPlatformOptions};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use gate_core::time::UtcMillis;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(crate) const NOW: i64 = 1_700_000_000_000;

/// A request as the platform saw it.
#[derive(Debug, Clone)]
struct Seen {
    method: String,
    path: String,
    query: HashMap<String, String>,
    token: Option<String>,
    body: Value,
}

/// What the platform does with a request.
#[derive(Clone)]
enum Act {
    Answer(StatusCode, Vec<(&'static str, String)>, Vec<u8>),
    Hang,
    /// As [`Act::Answer`] with 200, if the request carries this token; else 401.
    IfToken(&'static str, Value),
}

fn ok(body: Value) -> Act {
    Act::Answer(StatusCode::OK, vec![], body.to_string().into_bytes())
}

fn status(status: u16, body: &str) -> Act {
    Act::Answer(StatusCode::from_u16(status).unwrap(), vec![], body.as_bytes().to_vec())
}

fn done() -> Act {
    ok(json!({"code": 0, "msg": "操作成功"}))
}

fn refused(msg: &str) -> Act {
    ok(json!({"code": 1, "msg": msg}))
}

#[derive(Default)]
struct Script {
    acts: HashMap<String, Vec<Act>>,
    seen: Vec<Seen>,
}

/// A platform whose answers are scripted by path; the last answer of a path is given for ever. Tokens are `T1`, `T2`…
/// unless scripted.
#[derive(Clone)]
struct Platform {
    script: Arc<Mutex<Script>>,
    base_url: String,
    now: Arc<AtomicI64>,
    _stop: Arc<tokio::task::JoinHandle<()>>,
}

impl Platform {
    async fn start() -> Self {
        let script = Arc::new(Mutex::new(Script::default()));
        let router = axum::Router::new().fallback(act).with_state(Arc::clone(&script));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { script, base_url, now: Arc::new(AtomicI64::new(NOW)), _stop: Arc::new(task) }
    }

    /// Answers requests to `path` by these, one after the other.
    fn on(self, path: &str, acts: impl IntoIterator<Item = Act>) -> Self {
        self.script.lock().unwrap().acts.insert(path.to_owned(), acts.into_iter().collect());
        self
    }

    fn client(&self) -> OpenPlatform {
        self.client_with(|_| {})
    }

    fn client_with(&self, change: impl FnOnce(&mut OpenPlatformOptions)) -> OpenPlatform {
        let mut options = options(&self.base_url);
        change(&mut options);
        let now = Arc::clone(&self.now);
        OpenPlatform::new(options, Arc::new(move || UtcMillis(now.load(Ordering::Relaxed)))).unwrap()
    }

    fn client_at(&self, set: impl FnOnce(&mut Endpoints)) -> OpenPlatform {
        self.client_with(|options| set(&mut options.endpoints))
    }

    fn seen(&self, path: &str) -> Vec<Seen> {
        self.script.lock().unwrap().seen.iter().filter(|seen| seen.path == path).cloned().collect()
    }

    fn only(&self, path: &str) -> Seen {
        let seen = self.seen(path);
        assert_eq!(seen.len(), 1, "requests to {path}");
        seen[0].clone()
    }
}

fn options(base_url: &str) -> OpenPlatformOptions {
    let mut options = OpenPlatformOptions::new(base_url, "demo", SecretString::from("s3cret"));
    options.total_timeout = Duration::from_secs(20);
    options
}

async fn act(State(script): State<Arc<Mutex<Script>>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let path = head.uri.path().to_owned();
    let url = gate_http::Url::parse(&format!("http://x{}", head.uri)).unwrap();
    let token = header(&head.headers, "AccessToken");
    let act = {
        let mut script = script.lock().unwrap();
        script.seen.push(Seen {
            method: head.method.to_string(),
            path: path.clone(),
            query: url.query_pairs().into_owned().collect(),
            token: token.clone(),
            body: serde_json::from_slice(&body).unwrap_or(Value::Null),
        });
        let tokens = script.seen.iter().filter(|seen| seen.path == "/openapi/token").count();
        match script.acts.get_mut(&path) {
            Some(acts) if acts.len() > 1 => acts.remove(0),
            Some(acts) => acts[0].clone(),
            None if path == "/openapi/token" => ok(json!({"code": 0, "result": format!("T{tokens}")})),
            None => status(404, "no such path in this script"),
        }
    };
    match act {
        Act::Answer(status, headers, body) => {
            let mut response = (status, Body::from(body)).into_response();
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        }
        Act::Hang => std::future::pending().await,
        Act::IfToken(expected, body) if token.as_deref() == Some(expected) => {
            body.to_string().into_response()
        }
        Act::IfToken(..) => StatusCode::UNAUTHORIZED.into_response(),
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().unwrap().to_owned())
}

fn at(text: &str) -> UtcMillis {
    UtcMillis::parse_china(text).unwrap()
}
