//! Requests and answers. Instants are UTC milliseconds, durations milliseconds unless the name says otherwise, days
//! `yyyy-MM-dd` in China. Names and phones are masked unless the type says otherwise.

mod account;
mod alert;
mod booth;
mod opening;
mod options;
mod passage;
mod plate;
mod platforms;
mod start;

pub use account::*;
pub use alert::*;
pub use booth::*;
pub use opening::*;
pub use options::*;
pub use passage::*;
pub use plate::*;
pub use platforms::*;
pub use start::*;
