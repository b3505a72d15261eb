//! The only place where an HTTP client is built.
//!
//! What every client here has in common: nothing is retried, no redirect is followed, no proxy is used, nothing
//! is decompressed, the connection and the whole call have time limits, and an answer is read under a cap.
//! A call ends in a [`Response`] read to its end, or in a [`Failure`] that says whether the request can have
//! reached the other side at all.
//!
//! Photos come from addresses that others wrote, so they have a client of their own, [`PhotoDownloader`], which
//! goes only where [`PhotoHosts`] lets it.

mod address;
mod client;
mod failure;
mod lookup;
mod options;
mod photo_download;
mod photo_hosts;
mod retry_after;

#[cfg(test)]
mod testing;

pub use bytes::Bytes;
pub use client::{HttpClient, Request, Response};
pub use failure::{AnswerHead, Failure, FailureKind};
pub use options::{BuildError, ClientOptions};
pub use photo_download::{DownloadOptions, PhotoDownloader, PhotoFetch};
pub use photo_hosts::{HostRefusal, PhotoHosts, PhotoHostsError};
pub use reqwest::Method;
pub use reqwest::header;
pub use retry_after::parse_retry_after;
pub use url::Url;
