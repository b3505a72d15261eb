//! A small HTTP/1.1 server on a bare TCP socket.
//!
//! An ordinary server library answers correctly or not at all. A fault needs the wire itself: a reset in the middle
//! of an upload, an answer shorter than it says, one byte a second, a port that refuses and comes back. Hence this
//! one: keep-alive, pipelining, `Content-Length` and chunked requests, `Expect: 100-continue`, and nothing more.
//!
//! A [`Handler`] is asked twice: [`Handler::peek`] when only the head has arrived (how the body shall be read), and
//! [`Handler::handle`] when the request is whole (what to answer, and in what [`Manner`]).

mod connection;
mod message;
mod parse;
mod server;
#[cfg(test)]
pub(crate) mod test_client;
#[cfg(test)]
mod tests;

use std::future::Future;

pub use message::{Manner, Reading, SimRequest, SimResponse};
pub use server::{Limits, Listening, PortControl, ServerHandle, serve, serve_with};

/// What became of an answer, as far as the server can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Every byte was written to a connection that the client had not closed.
    Whole,
    /// It was withheld or cut short, or the client had gone.
    Cut,
}

/// The platform behind the server.
pub trait Handler: Send + Sync + 'static {
    /// Decides from the head alone how the body shall be read; `head.body` is still empty. `None` reads it at once.
    fn peek(&self, head: &SimRequest) -> Option<Reading> {
        let _ = head;
        None
    }

    /// Answers a whole request.
    fn handle(&self, request: SimRequest) -> impl Future<Output = SimResponse> + Send;

    /// Told once for every answer that carries a [`SimResponse::ticket`], when its fate is known.
    fn answered(&self, ticket: u64, fate: Fate) {
        let _ = (ticket, fate);
    }
}
