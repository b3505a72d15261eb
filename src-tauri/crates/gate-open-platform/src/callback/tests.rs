//! The listener over real sockets.

mod booth;
mod connections;
mod messages;
