//! Things owed to the city: one row each, from owing to settling.

mod backlog;
mod by_staff;
mod cancel;
pub(crate) mod due;
mod held_up;
mod list;
mod once_more;
mod overview;
pub(crate) mod owe;
mod photos_again;
mod settle;
pub(crate) mod table;

pub use backlog::Backlog;
pub use cancel::CancelledPhotos;
pub use due::{DueDelivery, EventFields, Freeze, PhotoFields};
pub use held_up::HeldUpGroup;
pub use list::{AttemptRow, DeliveryCounts, DeliveryFilter, DeliveryRow};
pub use overview::{DeliveryDay, ReportingNow};
pub(crate) use overview::{car_parks, owed_now};
pub use photos_again::{PhotoAgain, PhotoAgainRow, PhotoBatch};
pub use settle::Settled;
pub use table::{DeliveryMark, DeliveryStates, DeliveryTableFilter, DeliveryTableRow};
