//! The AccessToken: asked for by signature ("interface 1"), kept, renewed before it expires, and by one caller at a
//! time while the others wait for what he gets.

use crate::endpoints::Operation;
use crate::envelope::Envelope;
use crate::error::{Error, Unreadable};
use crate::params::Params;
use crate::sign::sign;
use crate::wire;
use gate_core::time::{Clock, UtcMillis};
use gate_http::header::HeaderValue;
use secrecy::SecretString;
use serde_json::{Map, Value};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long a token is good for where the platform does not say (protocols.md A).
const DEFAULT_LIFETIME: Duration = Duration::from_secs(7_200);

/// A token is renewed this long before its end, or a tenth of its lifetime before it, whichever is less.
const MOST_MARGIN: Duration = Duration::from_secs(300);

/// A token to call with.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// The header's value, marked sensitive, so that its `Debug` hides it.
    pub(crate) header: HeaderValue,
    generation: u64,
}

/// What the platform answered to a token request.
#[derive(Debug)]
pub(crate) struct Granted {
    header: HeaderValue,
    lifetime: Duration,
}

/// The one token of an account.
#[derive(Default)]
pub(crate) struct TokenCache {
    /// Token requests that have ended, so that who waited for one can tell that it did.
    attempts: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    last_error: Option<Error>,
}

struct Held {
    token: Token,
    lifetime: Duration,
    since: Instant,
    since_utc: UtcMillis,
}

impl Held {
    /// Whether `age` has passed, by the steady clock or by the wall clock, which also counts a sleeping machine.
    fn is_older_than(&self, age: Duration, now: UtcMillis) -> bool {
        self.since.elapsed() >= age || now >= self.since_utc + age
    }

    fn is_due(&self, now: UtcMillis) -> bool {
        self.is_older_than(self.lifetime - MOST_MARGIN.min(self.lifetime / 10), now)
    }

    fn is_expired(&self, now: UtcMillis) -> bool {
        self.is_older_than(self.lifetime, now)
    }
}

impl TokenCache {
    /// The kept token, or a new one from `acquire` where there is none, it is due, or it is the `refused` one.
    ///
    /// While one caller acquires, the others wait; they share what he got, be it a token or an error. A token that is
    /// due but still good is used on when no other can be had.
    pub(crate) async fn get<F>(
        &self,
        refused: Option<&Token>,
        clock: &dyn Clock,
        acquire: impl FnOnce() -> F,
    ) -> Result<Token, Error>
    where
        F: Future<Output = Result<Granted, Error>>,
    {
        let seen = self.attempts.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        let usable = state.held.as_ref().filter(|held| {
            refused.is_none_or(|refused| refused.generation != held.token.generation)
                && !held.is_expired(clock.now())
        });
        if let Some(held) = usable.filter(|held| !held.is_due(clock.now())) {
            return Ok(held.token.clone());
        }
        let fallback = usable.map(|held| held.token.clone());
        let shared = state.last_error.as_ref().filter(|_| self.attempts.load(Ordering::Acquire) != seen);
        if let Some(error) = shared {
            return fallback.ok_or_else(|| error.clone());
        }

        let outcome = acquire().await;
        let generation = self.attempts.fetch_add(1, Ordering::AcqRel) + 1;
        match outcome {
            Ok(Granted { header, lifetime }) => {
                let token = Token { header, generation };
                state.last_error = None;
                state.held = Some(Held {
                    token: token.clone(),
                    lifetime,
                    since: Instant::now(),
                    since_utc: clock.now(),
                });
                Ok(token)
            }
            Err(error) => {
                state.last_error = Some(error.clone());
                fallback.ok_or(error)
            }
        }
    }
}

/// The parameters of a token request: `timestamp` in Unix milliseconds, and the sign over it.
pub(crate) fn request(app_key: &str, app_secret: &SecretString, now: UtcMillis) -> Params {
    Params::default()
        .with("appKey", app_key)
        .with("timestamp", now.0)
        .with("sign", sign(app_key, &now.0.to_string(), app_secret))
}

/// Reads the answer to [`Operation::Token`], whose shape the vendor's text does not give: under `result` or `data`, a
/// bare string, or an object's `accessToken`, `AccessToken` or `token` with an optional lifetime in seconds.
pub(crate) fn read(answer: Result<Envelope, Error>) -> Result<Granted, Error> {
    let envelope = answer.map_err(|error| match error {
        Error::Refused { msg, .. } => Error::Account { msg },
        other => other,
    })?;
    envelope
        .payloads()
        .find_map(|payload| granted(payload, envelope.fields()))
        .ok_or_else(|| Unreadable::Missing(Operation::Token.name()).into())
}

fn granted(payload: &Value, envelope: &Map<String, Value>) -> Option<Granted> {
    let (text, fields) = match payload {
        Value::String(text) => (text, envelope),
        Value::Object(fields) => {
            let names = ["accessToken", "AccessToken", "token"];
            let text =
                names.into_iter().filter_map(|name| fields.get(name)).find_map(|value| match value {
                    Value::String(text) if !text.trim().is_empty() => Some(text),
                    _ => None,
                })?;
            (text, fields)
        }
        _ => return None,
    };
    let mut header = HeaderValue::from_str(text.trim()).ok()?;
    header.set_sensitive(true);
    let seconds = ["expiresIn", "expires_in"]
        .into_iter()
        .find_map(|name| wire::integer(fields.get(name)?))
        .and_then(|seconds| u64::try_from(seconds).ok())
        .filter(|&seconds| seconds > 0);
    Some(Granted { header, lifetime: seconds.map_or(DEFAULT_LIFETIME, Duration::from_secs) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::sync::Arc;
    use std::sync::atomic::AtomicI64;

    fn granted_by(body: Value) -> Result<(String, u64), Error> {
        let granted = read(Envelope::parse(body.to_string().as_bytes()))?;
        Ok((granted.header.to_str().unwrap().to_owned(), granted.lifetime.as_secs()))
    }

    fn grant(text: &'static str, seconds: u64) -> Granted {
        Granted { header: HeaderValue::from_static(text), lifetime: Duration::from_secs(seconds) }
    }

    #[test]
    fn every_shape_of_a_token_answer_is_read() {
        for body in [
            json!({"code": 0, "result": "T"}),
            json!({"code": "0", "data": "T"}),
            json!({"code": 0, "result": {"accessToken": "T"}}),
            json!({"code": 0, "data": {"AccessToken": "T"}}),
            json!({"code": 0, "result": true, "data": {"token": "T"}}),
            json!({"code": 0, "data": {"token": "T", "expiresIn": 0}}),
        ] {
            assert_eq!(granted_by(body.clone()).unwrap(), ("T".to_owned(), 7_200), "{body}");
        }
        for body in [
            json!({"code": 0, "result": {"token": "T", "expiresIn": 60}}),
            json!({"code": 0, "result": {"token": "T", "expires_in": "60"}}),
            json!({"code": 0, "result": "T", "expiresIn": 60}),
        ] {
            assert_eq!(granted_by(body.clone()).unwrap(), ("T".to_owned(), 60), "{body}");
        }
    }

    #[test]
    fn a_refused_token_request_is_the_accounts_fault() {
        let error = granted_by(json!({"code": 1, "msg": "签名错误"})).unwrap_err();
        assert!(error.is_account());
        assert!(error.to_string().contains("签名错误"));
    }

    #[test]
    fn a_success_without_a_token_is_unreadable() {
        for body in
            [json!({"code": 0}), json!({"code": 0, "result": {}}), json!({"code": 0, "result": "a\nb"})]
        {
            assert!(matches!(granted_by(body), Err(Error::Unreadable(_))));
        }
    }

    #[test]
    fn debug_hides_the_token() {
        let granted = read(Envelope::parse(br#"{"code":0,"result":"canary"}"#)).unwrap();
        assert!(!format!("{granted:?}").contains("canary"));
    }

    #[tokio::test]
    async fn a_token_is_kept_until_shortly_before_its_end() {
        let cache = TokenCache::default();
        let now = Arc::new(AtomicI64::new(0));
        let clock = {
            let now = Arc::clone(&now);
            move || UtcMillis(now.load(Ordering::Relaxed))
        };
        let first = cache.get(None, &clock, || async { Ok(grant("first", 7_200)) }).await.unwrap();
        now.store(6_899_999, Ordering::Relaxed);
        let kept = cache.get(None, &clock, || async { panic!("not due yet") }).await.unwrap();
        assert_eq!(kept.generation, first.generation);
        now.store(6_900_000, Ordering::Relaxed);
        let second = cache.get(None, &clock, || async { Ok(grant("second", 7_200)) }).await.unwrap();
        assert_eq!(second.header, "second");
    }

    #[tokio::test]
    async fn a_token_that_is_due_serves_on_until_it_ends_when_no_other_can_be_had() {
        let cache = TokenCache::default();
        let failing = || async { Err(Error::Failed { status: 503, retry_after: None }) };
        cache.get(None, &|| UtcMillis(0), || async { Ok(grant("first", 7_200)) }).await.unwrap();
        let due = cache.get(None, &|| UtcMillis(7_000_000), failing).await.unwrap();
        assert_eq!(due.header, "first");
        assert!(cache.get(None, &|| UtcMillis(7_200_000), failing).await.is_err(), "it has expired");
        assert!(cache.get(Some(&due), &|| UtcMillis(0), failing).await.is_err(), "it was refused");
    }

    #[tokio::test]
    async fn who_comes_late_with_a_refused_token_gets_the_renewed_one() {
        let cache = TokenCache::default();
        let clock = || UtcMillis(0);
        let old = cache.get(None, &clock, || async { Ok(grant("old", 60)) }).await.unwrap();
        cache.get(Some(&old), &clock, || async { Ok(grant("new", 60)) }).await.unwrap();
        let again = cache.get(Some(&old), &clock, || async { panic!("renewed already") }).await.unwrap();
        assert_eq!(again.header, "new");
    }

    #[tokio::test]
    async fn those_who_waited_for_a_failed_request_share_its_error() {
        let cache = Arc::new(TokenCache::default());
        let (release, released) = tokio::sync::oneshot::channel::<()>();
        let (began, begun) = tokio::sync::oneshot::channel::<()>();
        let first = tokio::spawn({
            let cache = Arc::clone(&cache);
            async move {
                let acquire = || async {
                    began.send(()).unwrap();
                    released.await.unwrap();
                    Err(Error::Failed { status: 500, retry_after: None })
                };
                cache.get(None, &|| UtcMillis(0), acquire).await
            }
        });
        begun.await.unwrap();
        let mut second =
            Box::pin(cache.get(None, &|| UtcMillis(0), || async { panic!("one request is enough") }));
        assert!(futures_pending(&mut second).await, "it waits for the first");
        release.send(()).unwrap();
        assert!(matches!(second.await, Err(Error::Failed { status: 500, .. })));
        assert!(first.await.unwrap().is_err());
        let third = cache.get(None, &|| UtcMillis(0), || async { Ok(grant("T", 60)) }).await;
        assert!(third.is_ok(), "who comes after it asks anew");
    }

    /// Polls once; whether it is still pending.
    async fn futures_pending<F: Future + Unpin>(future: &mut F) -> bool {
        std::future::poll_fn(|context| {
            std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_pending())
        })
        .await
    }
}
