//! What the city is still owed, counted without looking at what it has.

use gate_core::time::UtcMillis;

use crate::error::StoreError;
use crate::store::Store;

/// What the city is still owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// Items that will be sent by themselves.
    pub waiting: u64,
    /// Items that need a person.
    pub parked: u64,
    /// The oldest passage among them.
    pub oldest_at: Option<UtcMillis>,
}

impl Store {
    /// What the city is still owed. Cheap however much it has.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn backlog(&self) -> Result<Backlog, StoreError> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT count(*), count(parked_reason), min(event_at) FROM deliveries
                     WHERE delivered_at IS NULL AND given_up_at IS NULL",
                )?
                .query_row([], |row| {
                    let (owed, parked): (u64, u64) = (row.get(0)?, row.get(1)?);
                    let oldest_at = row.get::<_, Option<i64>>(2)?.map(UtcMillis);
                    Ok(Backlog { waiting: owed - parked, parked, oldest_at })
                })?)
        })
        .await
    }
}
