//! Outings that were registered from here.

use gate_core::plate;
use gate_core::time::UtcMillis;
use rusqlite::{Row, params};

use crate::error::StoreError;
use crate::issue_outcome::IssueOutcome;
use crate::store::Store;

/// An outing that was registered from here, whatever came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutingRow {
    /// Its number here.
    pub id: i64,
    /// The car park.
    pub parking_id: String,
    /// The plate as it was given.
    pub plate: String,
    /// When the absence begins.
    pub starts_at: UtcMillis,
    /// When the absence ends.
    pub ends_at: UtcMillis,
    /// Who registered it.
    pub registered_by: String,
    /// When.
    pub registered_at: UtcMillis,
    /// What came of it.
    pub outcome: IssueOutcome,
    /// The platform's words, where it had any.
    pub answer: String,
}

impl Store {
    /// The outings registered from here for a plate (in any writing), the latest beginning first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn outings_of_plate(&self, plate: &str, limit: u32) -> Result<Vec<OutingRow>, StoreError> {
        let key = plate::normalise(plate);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, parking_id, plate, starts_at, ends_at, registered_by, registered_at, outcome, answer
                 FROM outings WHERE plate_key = $1 ORDER BY starts_at DESC, id DESC LIMIT $2",
            )?;
            statement.query_and_then(params![key, limit], read_outing)?.collect()
        })
        .await
    }
}

fn read_outing(row: &Row<'_>) -> Result<OutingRow, StoreError> {
    Ok(OutingRow {
        id: row.get(0)?,
        parking_id: row.get(1)?,
        plate: row.get(2)?,
        starts_at: UtcMillis(row.get(3)?),
        ends_at: UtcMillis(row.get(4)?),
        registered_by: row.get(5)?,
        registered_at: UtcMillis(row.get(6)?),
        outcome: IssueOutcome::from_code(row.get_ref(7)?.as_str().unwrap_or_default())?,
        answer: row.get(8)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;

    #[tokio::test]
    async fn a_plates_outings_come_latest_first() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        store
            .write(|tx| {
                Ok(tx.execute_batch(
                    "INSERT INTO outings (parking_id, plate, plate_key, starts_at, ends_at, registered_at, outcome)
                     VALUES ('p', '浙B12345', '浙B12345', 1000, 2000, 500, 'done'),
                            ('p', '浙B12345', '浙B12345', 3000, 4000, 400, 'refused')",
                )?)
            })
            .await
            .unwrap();
        let rows = store.outings_of_plate("浙B·12345", 9).await.unwrap();
        let told: Vec<_> = rows.iter().map(|row| (row.starts_at.0, row.outcome)).collect();
        assert_eq!(told, [(3_000, IssueOutcome::Refused), (1_000, IssueOutcome::Done)]);
    }
}
