//! The lines of design/security.md that concern what runs without a window: secrets, photos' addresses, callbacks,
//! listening, the pages for a browser. Everything is tried on the real program or the real sync.

// A test fails by panicking, and so do its helpers.
#![allow(clippy::unwrap_used)]

mod callback_client;
mod callbacks;
#[path = "../integration/command.rs"]
mod command;
mod listening;
mod photo_addresses;
#[path = "../integration/raw_platform.rs"]
mod raw_platform;
mod secrets;
#[path = "../simulation/tokens.rs"]
mod tokens;
mod trap;
mod web;
mod web_input;
mod web_sessions;
mod web_strangers;
