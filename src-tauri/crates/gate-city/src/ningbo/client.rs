//! Ningbo's client: addresses, account, connections.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use gate_core::outcome::{Exchange, Reach, Verdict};
use gate_http::{ClientOptions, Failure, HttpClient, Request, Response, Url};
use secrecy::SecretString;

use super::answer::{self, Answer};
use super::wire::Credentials;
use super::{event, heartbeat, photo, time};
use crate::payload::FrozenPayload;
use crate::platform::{Capabilities, CityError, CityPlatform, ClockExchange};
use crate::report::{EventKind, EventReport, PhotoReport};

/// "500K" (5.4) in its stricter reading.
const PHOTO_LIMIT_BYTES: usize = 500_000;

/// "到达2张，离开2张" (5.4).
const PHOTOS_PER_EVENT: u8 = 2;

/// "不超过12小时应与服务器进行校时" (5.2).
const CLOCK_INTERVAL_MAX: Duration = Duration::from_secs(12 * 3_600);

/// An honest answer has some hundred bytes.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// How the MD5 of the password is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PasswordDigest {
    /// Lower-case hex.
    #[default]
    Lower,
    /// Upper-case hex.
    Upper,
}

/// `imgIndex` of the first photo of each event. The standard (5.4) contradicts itself; ours is 1 and 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstPhotoIndex {
    /// Of an arrival's first photo.
    pub arrival: u8,
    /// Of a departure's first photo.
    pub departure: u8,
}

impl Default for FirstPhotoIndex {
    fn default() -> Self {
        Self { arrival: 1, departure: 3 }
    }
}

/// What Ningbo's client needs to know.
///
/// The password is hidden in its `Debug`.
#[derive(Debug, Clone)]
pub struct NingboOptions {
    /// Such as `http://IP:PORT/nbyd-parkpot-service/`, with or without the last slash.
    pub base_url: String,
    /// The account's name.
    pub portname: String,
    /// The account's password, plain.
    pub portpwd: SecretString,
    /// The car park's number on the platform, 12 digits.
    pub parkpotid: String,
    /// How the password's MD5 is written.
    pub password_digest: PasswordDigest,
    /// Where the photos' indexes begin.
    pub first_photo_index: FirstPhotoIndex,
    /// Limit for one request from the lookup to the last byte.
    pub request_timeout: Duration,
}

/// Client for one car park on Ningbo's platform.
pub struct NingboClient {
    credentials: Credentials,
    endpoints: Endpoints,
    first_photo_index: FirstPhotoIndex,
    /// Events and photos.
    business: HttpClient,
    /// Heartbeat and clock, which must get through while every business connection hangs.
    pulse: HttpClient,
}

struct Endpoints {
    heartbeat: Url,
    time: Url,
    event: Url,
    photo: Url,
}

impl std::fmt::Debug for NingboClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NingboClient").finish_non_exhaustive()
    }
}

impl NingboClient {
    /// A client with connections of its own. Nothing is sent yet.
    ///
    /// # Errors
    /// [`CityError::BaseUrl`] for an address that is none; [`CityError::Http`] when TLS cannot be set up or the
    /// time limit is zero.
    pub fn new(options: &NingboOptions) -> Result<Self, CityError> {
        let http = ClientOptions::default()
            .with_total_timeout(options.request_timeout)
            .with_max_body(MAX_ANSWER_BYTES);
        Ok(Self {
            credentials: Credentials::new(
                &options.portname,
                &options.portpwd,
                &options.parkpotid,
                options.password_digest,
            ),
            endpoints: Endpoints::under(&options.base_url)?,
            first_photo_index: options.first_photo_index,
            business: HttpClient::new(&http)?,
            pulse: HttpClient::new(&http)?,
        })
    }

    async fn post(&self, http: &HttpClient, request: Request) -> Answered {
        match http.send(request).await {
            Ok(response) => self.read(&response),
            Err(failure) => Answered { exchange: failed(&failure), systime: None },
        }
    }

    fn read(&self, response: &Response) -> Answered {
        let Answer { verdict, systime, text } = answer::read(
            &response.body,
            response.content_type.as_deref(),
            response.content_encoding.as_deref(),
        );
        let shown = |text: &str| self.credentials.shown(text);
        let verdict = match verdict {
            Verdict::Refused { description } => Verdict::Refused { description: shown(&description) },
            other => other,
        };
        Answered {
            exchange: Exchange {
                reach: Reach::Answered,
                status: Some(response.status),
                retry_after: response.retry_after,
                verdict,
                answer: shown(&text),
                elapsed_ms: millis(response.elapsed),
            },
            systime,
        }
    }
}

struct Answered {
    exchange: Exchange,
    systime: Option<gate_core::time::UtcMillis>,
}

impl From<Answered> for ClockExchange {
    fn from(answered: Answered) -> Self {
        Self { exchange: answered.exchange, platform_time: answered.systime }
    }
}

impl Endpoints {
    fn under(base_url: &str) -> Result<Self, CityError> {
        let mut base = Url::parse(base_url.trim()).map_err(|_| CityError::BaseUrl)?;
        if !matches!(base.scheme(), "http" | "https") || base.host().is_none() {
            return Err(CityError::BaseUrl);
        }
        base.set_query(None);
        base.set_fragment(None);
        let joined = |path: &str| {
            let mut url = base.clone();
            url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
            url
        };
        Ok(Self {
            heartbeat: joined(heartbeat::PATH),
            time: joined(time::PATH),
            event: joined(event::PATH),
            photo: joined(photo::PATH),
        })
    }
}

/// An exchange without a whole answer. Where the head of one came and said no, its status counts as the answer:
/// what a body cut short would have added is words.
fn failed(failure: &Failure) -> Exchange {
    let elapsed_ms = millis(failure.elapsed());
    if failure.nothing_was_sent() {
        return Exchange::nothing_sent(failure.to_string(), elapsed_ms);
    }
    let interrupted = Exchange::interrupted(failure.to_string(), elapsed_ms);
    match failure.head() {
        Some(head) => Exchange {
            reach: if (200..300).contains(&head.status) { Reach::Interrupted } else { Reach::Answered },
            status: Some(head.status),
            retry_after: head.retry_after,
            ..interrupted
        },
        None => interrupted,
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[async_trait]
impl CityPlatform for NingboClient {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            photo_limit_bytes: PHOTO_LIMIT_BYTES,
            photos_per_event: PHOTOS_PER_EVENT,
            reports_arrivals: true,
            has_heartbeat: true,
            needs_login: false,
            clock_interval_max: Some(CLOCK_INTERVAL_MAX),
        }
    }

    fn photo_index(&self, event: EventKind, nth: u8) -> Option<u8> {
        let first = match event {
            EventKind::Arrival => self.first_photo_index.arrival,
            EventKind::Departure => self.first_photo_index.departure,
        };
        if nth < PHOTOS_PER_EVENT { first.checked_add(nth) } else { None }
    }

    fn freeze_event(&self, report: &EventReport) -> FrozenPayload {
        event::freeze(report)
    }

    fn freeze_photo(&self, report: &PhotoReport) -> FrozenPayload {
        photo::freeze(report)
    }

    async fn send_event(&self, payload: &FrozenPayload) -> Exchange {
        let body = self.credentials.before(payload.members());
        self.post(&self.business, Request::post_json(self.endpoints.event.clone(), body)).await.exchange
    }

    async fn send_photo(&self, payload: &FrozenPayload, photo: Bytes) -> Exchange {
        let data = self.credentials.before(payload.members());
        let request = photo::request(self.endpoints.photo.clone(), payload, &data, &photo);
        drop(photo);
        self.post(&self.business, request).await.exchange
    }

    async fn heartbeat(&self, free_spaces: Option<i64>) -> ClockExchange {
        let body = heartbeat::body(&self.credentials, free_spaces);
        self.post(&self.pulse, Request::post_json(self.endpoints.heartbeat.clone(), body)).await.into()
    }

    async fn time(&self) -> ClockExchange {
        let body = time::body(&self.credentials);
        self.post(&self.pulse, Request::post_json(self.endpoints.time.clone(), body)).await.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_join_with_and_without_a_last_slash() {
        for base in
            ["http://10.0.0.1:9002/nbyd-parkpot-service", "http://10.0.0.1:9002/nbyd-parkpot-service/"]
        {
            let endpoints = Endpoints::under(base).unwrap();
            let base = "http://10.0.0.1:9002/nbyd-parkpot-service/parkpot";
            assert_eq!(endpoints.heartbeat.as_str(), format!("{base}/heartThrob"));
            assert_eq!(endpoints.time.as_str(), format!("{base}/time"));
            assert_eq!(endpoints.event.as_str(), format!("{base}/uploadBusiness"));
            assert_eq!(endpoints.photo.as_str(), format!("{base}/uploadBusinessImg"));
        }
        assert_eq!(Endpoints::under("http://h").unwrap().time.as_str(), "http://h/parkpot/time");
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        for base in ["", "ftp://h/x", "nbyd", "file:///etc/passwd", "http://"] {
            assert!(matches!(Endpoints::under(base), Err(CityError::BaseUrl)), "{base}");
        }
    }
}
