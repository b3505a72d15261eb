//! What hosts serve and the UI calls: one list of commands with their types, roles and cache tags, the events, and
//! the codes of failures. TypeScript is generated from it (`typescript`).

mod access;
mod event;
mod failure;
mod list;
mod tag;
pub mod types;
mod typescript;

pub use access::{Access, Role};
pub use event::Event;
pub use failure::{Code, Failure, Param};
pub(crate) use list::for_each_command;
pub use list::{Command, UnknownCommand};
pub use tag::Tag;
pub use typescript::bindings;
