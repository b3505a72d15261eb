//! Ningbo's city platform (宁波市停车场信息系统联网接口技术标准).
//!
//! One file per endpoint of the standard's chapter 5; `answer` reads what all of them answer.

mod answer;
mod client;
mod event;
mod heartbeat;
mod multipart;
mod photo;
mod salvage;
mod time;
mod wire;

#[cfg(test)]
mod tests;

pub use client::{FirstPhotoIndex, NingboClient, NingboOptions, PasswordDigest};
