//! Old parking sessions with all that belongs to them, passages without a session, and what else grows old.

use std::collections::BTreeSet;

use gate_core::time::UtcMillis;
use rusqlite::{Connection, params};

use super::Pruned;
use super::files;
use crate::change::Change;
use crate::error::StoreError;
use crate::plate_parts;
use crate::store::Store;

/// Sessions in one transaction: with their deliveries, attempts, passages and photos a few thousand rows.
const SESSIONS_AT_ONCE: i64 = 100;
const ROWS_AT_ONCE: i64 = 500;

/// Deletes sessions that ended before `cutoff`. Open ones and those that wait for their arrival stay: they are for
/// people to close.
pub(super) async fn prune_sessions(
    store: &Store,
    cutoff: UtcMillis,
    pruned: &mut Pruned,
) -> Result<(), StoreError> {
    let mut after = (i64::MIN, 0);
    loop {
        let batch = store
            .write(move |tx| {
                let batch = take_sessions(tx, cutoff, after)?;
                if batch.sessions > 0 {
                    for change in [Change::Sessions, Change::Deliveries, Change::Passages, Change::Photos] {
                        tx.changed(change);
                    }
                }
                Ok(batch)
            })
            .await?;
        pruned.sessions += batch.sessions;
        pruned.deliveries += batch.deliveries;
        pruned.passages += batch.passages;
        pruned.photos += batch.photos;
        pruned.photo_bytes += files::delete_unnamed(store, batch.paths).await?;
        match batch.last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

#[derive(Default)]
struct Batch {
    sessions: u64,
    deliveries: u64,
    passages: u64,
    photos: u64,
    paths: Vec<String>,
    last: Option<(i64, i64)>,
}

fn take_sessions(tx: &Connection, cutoff: UtcMillis, after: (i64, i64)) -> Result<Batch, StoreError> {
    let mut batch = Batch::default();
    let mut select = tx.prepare_cached(
        "SELECT s.id, s.sort_at,
                s.state IN ('closed', 'exit_missed')
                AND coalesce(s.departed_at, s.arrived_at, s.sort_at) < $1
                AND NOT EXISTS (SELECT 1 FROM deliveries d
                    WHERE d.session_id = s.id AND d.delivered_at IS NULL AND d.given_up_at IS NULL)
         FROM sessions s
         WHERE s.sort_at < $1 AND (s.sort_at > $2 OR (s.sort_at = $2 AND s.id > $3))
         ORDER BY s.sort_at, s.id LIMIT $4",
    )?;
    let mut rows = select.query(params![cutoff.0, after.0, after.1, SESSIONS_AT_ONCE])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        batch.last = Some((row.get(1)?, id));
        if row.get(2)? {
            delete_session(tx, id, &mut batch)?;
        }
    }
    Ok(batch)
}

fn delete_session(tx: &Connection, id: i64, batch: &mut Batch) -> Result<(), StoreError> {
    let mut photos = tx.prepare_cached(
        "DELETE FROM photos
         WHERE id IN (SELECT p.id FROM passages a JOIN photos p ON p.passage_id = a.id WHERE a.session_id = $1
                UNION SELECT d.photo_id FROM deliveries d WHERE d.session_id = $1 AND d.photo_id IS NOT NULL)
         RETURNING path, fitted_path",
    )?;
    let mut rows = photos.query([id])?;
    while let Some(row) = rows.next()? {
        batch.photos += 1;
        batch.paths.extend(row.get::<_, Option<String>>(0)?);
        batch.paths.extend(row.get::<_, Option<String>>(1)?);
    }
    tx.prepare_cached(
        "DELETE FROM delivery_attempts WHERE delivery_id IN (SELECT id FROM deliveries WHERE session_id = $1)",
    )?
    .execute([id])?;
    batch.deliveries +=
        tx.prepare_cached("DELETE FROM deliveries WHERE session_id = $1")?.execute([id])? as u64;
    let plates = tx
        .prepare_cached("DELETE FROM passages WHERE session_id = $1 RETURNING plate")?
        .query_map([id], |row| row.get(0))?
        .collect::<Result<Vec<String>, _>>()?;
    batch.passages += plates.len() as u64;
    batch.sessions += tx.prepare_cached("DELETE FROM sessions WHERE id = $1")?.execute([id])? as u64;
    let plates: BTreeSet<String> = plates.into_iter().collect();
    plates.iter().try_for_each(|plate| plate_parts::forget_if_unknown(tx, plate))
}

/// Deletes passages that belong to no session, such as those of a car park that reports to no city.
pub(super) async fn prune_passages(
    store: &Store,
    cutoff: UtcMillis,
    pruned: &mut Pruned,
) -> Result<(), StoreError> {
    let mut after = (i64::MIN, 0);
    loop {
        let batch = store
            .write(move |tx| {
                let batch = take_passages(tx, cutoff, after)?;
                if batch.passages > 0 {
                    tx.changed(Change::Passages);
                    tx.changed(Change::Photos);
                }
                Ok(batch)
            })
            .await?;
        pruned.passages += batch.passages;
        pruned.photos += batch.photos;
        pruned.photo_bytes += files::delete_unnamed(store, batch.paths).await?;
        match batch.last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

fn take_passages(tx: &Connection, cutoff: UtcMillis, after: (i64, i64)) -> Result<Batch, StoreError> {
    let mut batch = Batch::default();
    let mut select = tx.prepare_cached(
        "SELECT a.id, a.at, a.session_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM deliveries d JOIN photos p ON d.photo_id = p.id
                    WHERE p.passage_id = a.id AND d.delivered_at IS NULL AND d.given_up_at IS NULL)
         FROM passages a WHERE a.at < $1 AND (a.at > $2 OR (a.at = $2 AND a.id > $3))
         ORDER BY a.at, a.id LIMIT $4",
    )?;
    let mut photos =
        tx.prepare_cached("DELETE FROM photos WHERE passage_id = $1 RETURNING path, fitted_path")?;
    let mut delete = tx.prepare_cached("DELETE FROM passages WHERE id = $1 RETURNING plate")?;
    let mut rows = select.query(params![cutoff.0, after.0, after.1, ROWS_AT_ONCE])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        batch.last = Some((row.get(1)?, id));
        if !row.get(2)? {
            continue;
        }
        let mut gone = photos.query([id])?;
        while let Some(photo) = gone.next()? {
            batch.photos += 1;
            batch.paths.extend(photo.get::<_, Option<String>>(0)?);
            batch.paths.extend(photo.get::<_, Option<String>>(1)?);
        }
        let plate: String = delete.query_row([id], |row| row.get(0))?;
        plate_parts::forget_if_unknown(tx, &plate)?;
        batch.passages += 1;
    }
    Ok(batch)
}

/// What grows old beside passages, each deleted by one constant statement: its cutoff is $1, its limit $2.
const WITH_PASSAGES: [&str; 5] = [
    "DELETE FROM city_history WHERE (slot, parking_id) IN
         (SELECT slot, parking_id FROM city_history WHERE slot < $1 ORDER BY slot LIMIT $2)",
    "DELETE FROM occupancy WHERE id IN (SELECT id FROM occupancy WHERE at < $1 ORDER BY id LIMIT $2)",
    "DELETE FROM visitors WHERE id IN
         (SELECT id FROM visitors WHERE heard_at < $1 AND ends_at < $1 ORDER BY id LIMIT $2)",
    "DELETE FROM in_park_seen WHERE (parking_id, plate) IN
         (SELECT s.parking_id, s.plate FROM in_park_seen s WHERE s.entered_at < $1 AND NOT EXISTS
             (SELECT 1 FROM in_park i WHERE i.parking_id = s.parking_id AND i.plate_key = s.plate)
          ORDER BY s.entered_at LIMIT $2)",
    "DELETE FROM photo_batches WHERE id IN (SELECT b.id FROM photo_batches b WHERE b.begun_at < $1
         AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.photo_batch = b.id) ORDER BY b.id LIMIT $2)",
];

/// What staff did, which is kept as long as the audit log.
const WITH_AUDIT: [&str; 9] = [
    "DELETE FROM session_corrections WHERE id IN
         (SELECT id FROM session_corrections WHERE at < $1 ORDER BY id LIMIT $2)",
    "DELETE FROM alerts WHERE id IN
         (SELECT id FROM alerts WHERE raised_at < $1 AND (cleared_at IS NOT NULL OR passage_id IS NOT NULL)
          ORDER BY id LIMIT $2)",
    "DELETE FROM login_attempts WHERE id IN (SELECT id FROM login_attempts WHERE at < $1 ORDER BY id LIMIT $2)",
    "DELETE FROM lane_openings WHERE id IN
         (SELECT id FROM lane_openings WHERE opened_at < $1 ORDER BY id LIMIT $2)",
    "DELETE FROM coupons WHERE id IN (SELECT id FROM coupons WHERE issued_at < $1 ORDER BY id LIMIT $2)",
    "DELETE FROM outings WHERE id IN (SELECT id FROM outings WHERE registered_at < $1 ORDER BY id LIMIT $2)",
    "DELETE FROM register_writes WHERE id IN
         (SELECT id FROM register_writes WHERE written_at < $1 ORDER BY id LIMIT $2)",
    "DELETE FROM batch_rows WHERE (batch_id, row_no) IN
         (SELECT r.batch_id, r.row_no FROM batches b JOIN batch_rows r ON r.batch_id = b.id WHERE b.begun_at < $1
          ORDER BY r.batch_id, r.row_no LIMIT $2)",
    "DELETE FROM batches WHERE id IN (SELECT b.id FROM batches b WHERE b.begun_at < $1
         AND NOT EXISTS (SELECT 1 FROM batch_rows r WHERE r.batch_id = b.id) ORDER BY b.id LIMIT $2)",
];

pub(super) async fn prune_others(
    store: &Store,
    rows_before: UtcMillis,
    acts_before: UtcMillis,
    pruned: &mut Pruned,
) -> Result<(), StoreError> {
    let with_passages = WITH_PASSAGES.map(|sql| (sql, rows_before)).into_iter();
    for (sql, cutoff) in with_passages.chain(WITH_AUDIT.map(|sql| (sql, acts_before))) {
        loop {
            let gone = store
                .write(move |tx| Ok(tx.prepare_cached(sql)?.execute(params![cutoff.0, ROWS_AT_ONCE])? as u64))
                .await?;
            pruned.others += gone;
            if gone < ROWS_AT_ONCE as u64 {
                break;
            }
        }
    }
    Ok(())
}
