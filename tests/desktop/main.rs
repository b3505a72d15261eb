//! The real desktop program under a virtual display, driven through WebKitWebDriver. Its pages and their policy are
//! those of a release; the profile is the one of all other tests, so that nothing is compiled twice.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests: a failure here is the test's")]

mod ending;
mod harness;
mod instances;
mod pages;
