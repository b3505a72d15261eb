//! Outings that were registered from here.

use gate_core::outing::Outing;
use gate_core::plate;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, Row, params};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::issue_outcome::{ANSWER_MAX, IssueOutcome};
use crate::listing::ListFilter;
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
    /// Writes down that an outing is about to be registered, with an unknown outcome: to be called, and waited for, before the
    /// request, so that a crash cannot lose one. Audited. Answers its id.
    ///
    /// # Errors
    /// As any write.
    pub async fn begin_outing(
        &self,
        parking_id: &str,
        outing: &Outing,
        by: &str,
        now: UtcMillis,
    ) -> Result<i64, StoreError> {
        let (parking_id, outing, by) = (parking_id.to_owned(), outing.clone(), by.to_owned());
        self.write(move |tx| {
            let key = plate::normalise(&outing.plate);
            let id: i64 = tx
                .prepare_cached(
                    "INSERT INTO outings (parking_id, plate, plate_key, starts_at, ends_at, registered_by, registered_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                )?
                .query_row(
                    params![parking_id, outing.plate, key, outing.from.0, outing.until.0, by, now.0],
                    |row| row.get(0),
                )?;
            let entry = AuditEntry::new(now, &by, "outing_register", &format!("{parking_id}/{key}")).with_after(
                json!({ "outing": id, "starts_at": outing.from.0, "ends_at": outing.until.0 }),
            );
            audit::append(tx, &entry)?;
            tx.changed(Change::Outings);
            Ok(id)
        })
        .await
    }

    /// Notes what came of an outing: the first word counts, later ones change nothing. Audited. Answers it as it is then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as any write.
    pub async fn end_outing(
        &self,
        id: i64,
        outcome: IssueOutcome,
        answer: &str,
        now: UtcMillis,
    ) -> Result<OutingRow, StoreError> {
        let answer: String = answer.chars().take(ANSWER_MAX).collect();
        self.write(move |tx| {
            let counted = tx
                .prepare_cached(
                    "UPDATE outings SET outcome = $1, answer = $2 WHERE id = $3 AND outcome = 'unknown'",
                )?
                .execute(params![outcome.code(), answer, id])?;
            let outing =
                find(tx, id)?.ok_or_else(|| StoreError::NotFound { what: "outing", id: id.to_string() })?;
            if counted > 0 {
                let subject = format!("{}/{}", outing.parking_id, plate::normalise(&outing.plate));
                let entry = AuditEntry::new(now, &outing.registered_by, "outing_answer", &subject)
                    .with_after(json!({ "outing": id, "outcome": outcome.code() }));
                audit::append(tx, &entry)?;
                tx.changed(Change::Outings);
            }
            Ok(outing)
        })
        .await
    }

    /// Outings registered from here from `offset` on, at most `limit`, the newest first, and how many there are.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn outing_list(
        &self,
        filter: ListFilter,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<OutingRow>), StoreError> {
        self.read(move |connection| {
            let (total, ids) = filter.ids(connection, LIST, [], (offset, limit))?;
            let rows = ids.into_iter().filter_map(|id| find(connection, id).transpose());
            Ok((total, rows.collect::<Result<_, _>>()?))
        })
        .await
    }

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

const LIST: &str = "SELECT id, parking_id, plate_key FROM outings ORDER BY registered_at DESC, id DESC";

fn find(connection: &Connection, id: i64) -> Result<Option<OutingRow>, StoreError> {
    connection
        .prepare_cached(
            "SELECT id, parking_id, plate, starts_at, ends_at, registered_by, registered_at, outcome, answer
             FROM outings WHERE id = $1",
        )?
        .query_and_then([id], read_outing)?
        .next()
        .transpose()
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

    #[tokio::test]
    async fn an_outing_is_written_down_before_it_is_asked_for_and_ends_once() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let outing =
            Outing { plate: "浙B12345".to_owned(), from: UtcMillis(1_000), until: UtcMillis(2_000) };
        let id = store.begin_outing("p", &outing, "王工", UtcMillis(1)).await.unwrap();
        let (_, rows) = store.outing_list(ListFilter::default(), 0, 9).await.unwrap();
        assert_eq!((rows[0].id, rows[0].outcome), (id, IssueOutcome::Unknown));
        store.end_outing(id, IssueOutcome::Refused, "车辆未授权", UtcMillis(2)).await.unwrap();
        let late = store.end_outing(id, IssueOutcome::Done, "", UtcMillis(3)).await.unwrap();
        assert_eq!((late.outcome, late.answer.as_str()), (IssueOutcome::Refused, "车辆未授权"));
    }
}
