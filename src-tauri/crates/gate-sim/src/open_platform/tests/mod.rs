//! The platform over real sockets.

mod callbacks;
mod client;
mod lanes;
mod live;
mod photos;
mod quirks;
mod records;
mod registers;
mod token;
