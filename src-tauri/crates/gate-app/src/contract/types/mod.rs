//! Requests and answers. Instants are UTC milliseconds, durations milliseconds unless the name says otherwise, days
//! `yyyy-MM-dd` in China. Names and phones are masked unless the type says otherwise.

mod account;
mod alert;
mod batch;
mod booth;
mod correction;
mod delivery;
mod delivery_acts;
mod delivery_overview;
mod lists;
mod opening;
mod options;
mod passage;
mod photo_again;
mod plate;
mod platforms;
mod reconcile;
mod register;
mod session;
mod sheet;
mod start;
mod traffic;
mod vehicle;

pub use account::*;
pub use alert::*;
pub use batch::*;
pub use booth::*;
pub use correction::*;
pub use delivery::*;
pub use delivery_acts::*;
pub use delivery_overview::*;
pub use lists::*;
pub use opening::*;
pub use options::*;
pub use passage::*;
pub use photo_again::*;
pub use plate::*;
pub use platforms::*;
pub use reconcile::*;
pub use register::*;
pub use session::*;
pub use sheet::*;
pub use start::*;
pub use traffic::*;
pub use vehicle::*;
