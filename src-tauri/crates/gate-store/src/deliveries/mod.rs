//! Things owed to the city: one row each, from owing to settling.

mod backlog;
mod by_staff;
pub(crate) mod due;
mod list;
pub(crate) mod owe;
mod settle;

pub use backlog::Backlog;
pub use due::{DueDelivery, EventFields, Freeze, PhotoFields};
pub use list::{AttemptRow, DeliveryCounts, DeliveryFilter, DeliveryRow};
pub use settle::Settled;
