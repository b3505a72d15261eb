//! The contract of `gate-app` over HTTP, for a browser on this machine: `POST /rpc/<command>`, `GET /events`,
//! `GET /photos/<id>`, and the pages themselves.
//!
//! It listens on loopback only and holds nothing of its own: who may what is decided in `gate-app`. Here it is held
//! that only pages from this very address speak to it ([`guard`]), that a session's key stays in a cookie no script
//! sees ([`cookie`]), and that slow or many callers cost little ([`server`]).

mod cookie;
mod events;
mod guard;
mod outgoing;
mod pages;
mod photos;
mod policy;
mod refusal;
mod router;
mod rpc;
mod server;
mod site;

pub use pages::are_embedded as has_pages;
pub use server::{ListenError, WebLimits, WebServer};
