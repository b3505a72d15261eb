//! The real desktop program under a virtual display, driven through WebKitWebDriver: the release, as people get it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests: a failure here is the test's")]

mod administration;
mod appearance;
mod booth;
mod ending;
mod entry;
mod harness;
mod instances;
mod outage;
mod pages;
mod policy;
mod search;
