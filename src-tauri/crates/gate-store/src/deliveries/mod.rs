//! Things owed to the city: one row each, from owing to settling.

pub(crate) mod due;
//BS mod by_staff;
mod list;
pub(crate) mod owe;
mod settle;

pub use due::{DueDelivery, EventFields, Freeze, PhotoFields};
pub use list::{AttemptRow, DeliveryCounts, DeliveryFilter, DeliveryRow};
pub use settle::Settled;

