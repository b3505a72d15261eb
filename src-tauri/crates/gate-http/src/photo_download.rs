//! Fetching a photo from an address that others wrote.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt};
use url::Url;

use crate::failure::{Failure, FailureKind};
use crate::lookup::Lookup;
use crate::options::{self, BuildError, ClientOptions};
use crate::photo_hosts::{HostRefusal, PhotoHosts};
use crate::retry_after;

/// Time limits of photo downloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadOptions {
    /// Limit for name lookup, TCP connection and TLS handshake together.
    pub connect_timeout: Duration,
    /// Limit for the whole download, the writing of it included.
    pub total_timeout: Duration,
}

impl Default for DownloadOptions {
    /// 5 s to connect, 10 s in all.
    fn default() -> Self {
        Self { connect_timeout: Duration::from_secs(5), total_timeout: Duration::from_secs(10) }
    }
}

/// Fetches photos, but only from where [`PhotoHosts`] allows. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PhotoDownloader {
    client: reqwest::Client,
    hosts: Arc<PhotoHosts>,
    total_timeout: Duration,
}

/// How a download ended. Only after `Whole` is what the sink got a whole file.
#[derive(Debug)]
pub enum PhotoFetch {
    /// The whole body went into the sink, and the sink was flushed.
    Whole {
        /// Length in bytes.
        bytes: u64,
    },
    /// The address is not followed; nothing was sent.
    Forbidden(HostRefusal),
    /// The host says that there is no such photo (404, 410).
    NotFound {
        /// HTTP status.
        status: u16,
    },
    /// The photo is larger than the cap.
    TooLarge,
    /// The host points elsewhere; redirects are never followed.
    Redirected {
        /// HTTP status.
        status: u16,
    },
    /// The host refuses the request (other 4xx that no repeat will change; 401 and 403 are what an address that has
    /// expired gets, which only a fresh address mends).
    Refused {
        /// HTTP status.
        status: u16,
    },
    /// The host answered with a status that may change: 408, 425, 429, 5xx, or one that makes no sense.
    Unavailable {
        /// HTTP status.
        status: u16,
        /// `Retry-After` as a time from now, not bounded.
        retry_after: Option<Duration>,
    },
    /// No whole answer came.
    Failed(Failure),
    /// The sink could not take what came: the disk, not the host.
    NotWritten(io::Error),
}

impl PhotoFetch {
    /// Whether trying again cannot help, as the address, the photo or the host's mind stays the same.
    ///
    /// A listed name that leads to a forbidden address may be a router's answer while the line is down, so it
    /// counts as transient.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Forbidden(refusal) => *refusal != HostRefusal::Address,
            Self::NotFound { .. } | Self::TooLarge | Self::Redirected { .. } | Self::Refused { .. } => true,
            Self::Whole { .. } | Self::Unavailable { .. } | Self::Failed(_) | Self::NotWritten(_) => false,
        }
    }

    /// Whether the whole photo is in the sink.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Whole { .. })
    }

    /// Short code for logs and records, such as `not_found`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Whole { .. } => "whole",
            Self::Forbidden(refusal) => refusal.code(),
            Self::NotFound { .. } => "not_found",
            Self::TooLarge => "too_large",
            Self::Redirected { .. } => "redirected",
            Self::Refused { .. } => "refused",
            Self::Unavailable { .. } => "unavailable",
            Self::Failed(failure) => failure.code(),
            Self::NotWritten(_) => "not_written",
        }
    }

    /// The HTTP status, where there was an answer that is not the photo.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::NotFound { status }
            | Self::Redirected { status }
            | Self::Refused { status }
            | Self::Unavailable { status, .. } => Some(*status),
            Self::Failed(failure) => failure.head().map(|head| head.status),
            Self::Whole { .. } | Self::Forbidden(_) | Self::TooLarge | Self::NotWritten(_) => None,
        }
    }

    fn of_status(response: &reqwest::Response) -> Option<Self> {
        let status = response.status().as_u16();
        Some(match status {
            200 => return None,
            300..400 => Self::Redirected { status },
            404 | 410 => Self::NotFound { status },
            408 | 425 | 429 => {
                Self::Unavailable { status, retry_after: retry_after::from_headers(response.headers()) }
            }
            400..500 => Self::Refused { status },
            _ => Self::Unavailable { status, retry_after: retry_after::from_headers(response.headers()) },
        })
    }
}

impl PhotoDownloader {
    /// A client for photos from these hosts.
    ///
    /// # Errors
    /// The options are impossible, or TLS cannot be set up.
    pub fn new(hosts: PhotoHosts, options: &DownloadOptions) -> Result<Self, BuildError> {
        let hosts = Arc::new(hosts);
        Self::with_lookup(Arc::clone(&hosts), options, Lookup::guarded(hosts))
    }

    pub(crate) fn with_lookup(
        hosts: Arc<PhotoHosts>,
        options: &DownloadOptions,
        lookup: Lookup,
    ) -> Result<Self, BuildError> {
        let client_options = ClientOptions::default()
            .with_connect_timeout(options.connect_timeout)
            .with_total_timeout(options.total_timeout);
        let client = options::build(&client_options, lookup)?;
        Ok(Self { client, hosts, total_timeout: options.total_timeout })
    }

    /// The hosts that photos may come from.
    #[must_use]
    pub fn hosts(&self) -> &PhotoHosts {
        &self.hosts
    }

    /// Fetches one photo of at most `max` bytes into `sink`, chunk by chunk, and flushes it. What the bytes are,
    /// and whether they are a picture at all, is for the caller to look at.
    pub async fn download<W>(&self, address: &str, sink: &mut W, max: u64) -> PhotoFetch
    where
        W: AsyncWrite + Unpin + Send + ?Sized,
    {
        let url = match self.hosts.check(address) {
            Ok(url) => url,
            Err(refusal) => return PhotoFetch::Forbidden(refusal),
        };
        match tokio::time::timeout(self.total_timeout, self.fetch(&url, sink, max)).await {
            Ok(fetch) => fetch,
            Err(_) => PhotoFetch::Failed(Failure::new(FailureKind::Timeout, &url)),
        }
    }

    async fn fetch<W>(&self, url: &Url, sink: &mut W, max: u64) -> PhotoFetch
    where
        W: AsyncWrite + Unpin + Send + ?Sized,
    {
        let failed = |error| {
            let failure = Failure::from_reqwest(error, url);
            match failure.kind() {
                FailureKind::AddressForbidden => PhotoFetch::Forbidden(HostRefusal::Address),
                _ => PhotoFetch::Failed(failure),
            }
        };
        let mut response = match self.client.get(url.clone()).send().await {
            Ok(response) => response,
            Err(error) => return failed(error),
        };
        let allowed = |peer: std::net::SocketAddr| self.hosts.allow_connection(url, peer.ip());
        if !response.remote_addr().is_some_and(allowed) {
            return PhotoFetch::Forbidden(HostRefusal::Address);
        }
        if let Some(end) = PhotoFetch::of_status(&response) {
            return end;
        }
        if response.content_length().is_some_and(|length| length > max) {
            return PhotoFetch::TooLarge;
        }
        let mut bytes = 0;
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    bytes += chunk.len() as u64;
                    if bytes > max {
                        return PhotoFetch::TooLarge;
                    }
                    if let Err(error) = sink.write_all(&chunk).await {
                        return PhotoFetch::NotWritten(error);
                    }
                }
                Ok(None) => break,
                Err(error) => return failed(error),
            }
        }
        match sink.flush().await {
            Ok(()) => PhotoFetch::Whole { bytes },
            Err(error) => PhotoFetch::NotWritten(error),
        }
    }
}

#[cfg(test)]
#[path = "photo_download_tests.rs"]
mod tests;
