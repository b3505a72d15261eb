//! Sending once more what the city accepted and says that it does not have.

use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

/// So many rows at least are written in one transaction; a session is never divided, so that its photos stand behind its events.
const AT_ONCE: usize = 500;

impl Store {
    /// Owes these delivered things once more, each as a delivery of its own beside the one that stands for history: with the same
    /// id and the session's present facts, arrival before departure and event before photo. What is not delivered, was given up,
    /// is owed once more already, or no longer is an end of its session is left alone; of several photos of one place the
    /// newest goes. Audited one by one. Answers how many are owed.
    ///
    /// # Errors
    /// A failure to write; what was written before it stays owed.
    pub async fn send_once_more(&self, ids: Vec<i64>, by: &str, now: UtcMillis) -> Result<u64, StoreError> {
        let sessions = self.by_session(ids).await?;
        let mut owed = 0;
        let mut chunk: Vec<i64> = Vec::new();
        let mut rest = sessions.into_iter().peekable();
        while let Some(session) = rest.next() {
            chunk.extend(session);
            if chunk.len() >= AT_ONCE || rest.peek().is_none() {
                owed += self.owe_once_more(std::mem::take(&mut chunk), by.to_owned(), now).await?;
            }
        }
        Ok(owed)
    }

    /// The ids, a list for each session, in the order in which a session's things go out.
    async fn by_session(&self, ids: Vec<i64>) -> Result<Vec<Vec<i64>>, StoreError> {
        self.read(move |connection| {
            let mut find = connection.prepare_cached(
                "SELECT session_id, CASE kind WHEN 'arrival' THEN 0 WHEN 'departure' THEN 1 ELSE 2 END
                 FROM deliveries WHERE id = $1",
            )?;
            let mut found: Vec<(i64, i64, i64)> = Vec::with_capacity(ids.len());
            for id in ids {
                let place = find.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
                // The newest of what is the same comes first.
                found.extend(place.map(|(session, rank)| (session, rank, -id)));
            }
            found.sort_unstable();
            found.dedup();
            let sessions = found.chunk_by(|one, other| one.0 == other.0);
            Ok(sessions.map(|rows| rows.iter().map(|row| -row.2).collect()).collect())
        })
        .await
    }

    async fn owe_once_more(&self, ids: Vec<i64>, by: String, now: UtcMillis) -> Result<u64, StoreError> {
        self.write(move |tx| {
            let mut owed = 0;
            for id in &ids {
                let Some(new) = owe(tx, *id, &by, now)? else { continue };
                owed += 1;
                let entry = AuditEntry::new(now, &by, "delivery.send_again", &format!("delivery:{id}"))
                    .with_after(json!({ "delivery": new }));
                audit::append(tx, &entry)?;
            }
            if owed > 0 {
                tx.changed(Change::Deliveries);
            }
            Ok(owed)
        })
        .await
    }
}

/// Behind the event that is owed itself: a departure behind its arrival, a photo behind its event.
fn owe(connection: &Connection, id: i64, by: &str, now: UtcMillis) -> Result<Option<i64>, StoreError> {
    let owed = connection
        .prepare_cached(
            "INSERT INTO deliveries (parking_id, session_id, kind, passage_id, photo_id, img_index, event_at, free_spaces,
                blocked_by, next_attempt_at, created_at, asked_by)
             SELECT parking_id, session_id, kind, passage_id, photo_id, img_index, event_at, free_spaces,
                (SELECT before.id FROM deliveries before WHERE before.session_id = d.session_id
                    AND before.kind = CASE d.kind WHEN 'departure' THEN 'arrival' WHEN 'arrival_photo' THEN 'arrival'
                        WHEN 'departure_photo' THEN 'departure' END
                    AND before.delivered_at IS NULL AND before.given_up_at IS NULL ORDER BY before.id DESC LIMIT 1),
                $1, $1, CASE WHEN d.photo_id IS NULL THEN NULL ELSE $2 END
             FROM deliveries d
             WHERE d.id = $3 AND d.delivered_at IS NOT NULL AND d.given_up_at IS NULL AND EXISTS (
                SELECT 1 FROM sessions s WHERE s.id = d.session_id
                    AND CASE WHEN d.kind IN ('arrival', 'arrival_photo') THEN s.arrived_at ELSE s.departed_at END IS NOT NULL)
             AND NOT EXISTS (
                SELECT 1 FROM deliveries other WHERE other.session_id = d.session_id AND other.kind = d.kind
                    AND other.img_index IS d.img_index AND other.delivered_at IS NULL AND other.given_up_at IS NULL)",
        )?
        .execute(params![now.0, by, id])?;
    Ok((owed > 0).then(|| connection.last_insert_rowid()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliveries::{DeliveryFilter, Freeze, Settled};
    use crate::{AuditFilter, StoreOptions, testing};
    use gate_core::delivery::{DeliveryKind, ParkedReason, Settlement};
    use gate_core::passage::{Direction, Source};
    use gate_core::record::Record;

    const NOW: UtcMillis = UtcMillis(60_000_000);

    /// The city takes what is due until nothing is; answers plate and kind, in order.
    async fn deliver(store: &Store) -> Vec<(String, DeliveryKind)> {
        let mut sent = Vec::new();
        loop {
            let due = store.due(testing::PARK, NOW, 1, Default::default()).await.unwrap();
            let Some(next) = due.first() else { return sent };
            sent.push((next.event.plate.clone(), next.kind));
            let frozen = Freeze { id: next.id, payload: "{}".into(), photo_md5: None };
            assert_eq!(store.freeze(vec![frozen]).await.unwrap(), [next.id]);
            let settled = Settled {
                id: next.id,
                outcome: "delivered",
                settlement: Settlement::Delivered,
                parked_reason: ParkedReason::Refused,
                nothing_sent: false,
                status: Some(200),
                answer: String::new(),
                elapsed_ms: 1,
                bytes: 1,
                photo_md5: None,
                payload: None,
                at: NOW,
            };
            store.settle(vec![settled]).await.unwrap();
        }
    }

    async fn ids(store: &Store) -> Vec<i64> {
        let rows = store.deliveries(DeliveryFilter::default(), NOW).await.unwrap();
        let mut ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        ids.sort_unstable();
        ids
    }

    #[tokio::test]
    async fn what_the_city_lost_goes_once_more_in_its_order_and_only_once() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let passages = [
            (Direction::In, "浙B12345", 100),
            (Direction::Out, "浙B12345", 200),
            (Direction::In, "浙B54321", 150),
        ];
        let records = passages.map(|(direction, plate, minute)| Record {
            photo_url: None,
            ..testing::record(direction, plate, direction.code(), UtcMillis(minute * 60_000))
        });
        store.ingest(&testing::rules(), records.into(), Source::Records, NOW).await.unwrap();
        // Of two photos of one place the city took the second last.
        store
            .write(|tx| {
                tx.execute_batch(
                    "INSERT INTO deliveries (parking_id, session_id, kind, photo_id, img_index, event_at, next_attempt_at, created_at)
                     SELECT parking_id, session_id, 'departure_photo', 70 + value, 3, event_at, 0, 0
                     FROM deliveries, (SELECT 0 AS value UNION SELECT 1) WHERE kind = 'departure' ORDER BY value",
                )?;
                Ok(())
            })
            .await
            .unwrap();
        let undelivered = ids(&store).await;
        assert_eq!(
            store.send_once_more(undelivered.clone(), "admin", NOW).await.unwrap(),
            0,
            "it is owed as it is"
        );
        assert_eq!(deliver(&store).await.len(), 5);

        let mut all = undelivered;
        all.reverse();
        all.push(9_999);
        assert_eq!(store.send_once_more(all.clone(), "admin", NOW).await.unwrap(), 4);
        assert_eq!(store.send_once_more(all.clone(), "admin", NOW).await.unwrap(), 0, "it is owed already");
        let sent = deliver(&store).await;
        let of_first: Vec<_> =
            sent.iter().filter(|(plate, _)| plate == "浙B12345").map(|(_, kind)| *kind).collect();
        assert_eq!(of_first, [DeliveryKind::Arrival, DeliveryKind::Departure, DeliveryKind::DeparturePhoto]);
        assert_eq!(sent.len(), 4);
        let newest: i64 = store
            .read(|connection| {
                Ok(connection.query_row(
                    "SELECT photo_id FROM deliveries WHERE photo_id IS NOT NULL ORDER BY id DESC LIMIT 1",
                    [],
                    |row| row.get(0),
                )?)
            })
            .await
            .unwrap();
        assert_eq!(newest, 71, "the newest of one place");
        let audited = store.audit_rows(AuditFilter::default()).await.unwrap();
        assert_eq!(audited.iter().filter(|row| row.action == "delivery.send_again").count(), 4);

        // A departure that was taken from its session is none of its own any more.
        store
            .write(|tx| {
                tx.execute("UPDATE sessions SET departed_at = NULL, state = 'open'", [])?;
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(store.send_once_more(all, "admin", NOW).await.unwrap(), 2, "both arrivals");
    }
}
