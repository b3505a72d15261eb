//! Old photos: the rows say "pruned", then the files go.

use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::Pruned;
use super::files;
use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

/// Photos in one transaction: a few milliseconds of the writer's time.
const AT_ONCE: i64 = 200;

/// Nothing undelivered needs the photo, itself or through its session.
const UNOWED: &str = "NOT EXISTS (SELECT 1 FROM deliveries d
         WHERE d.photo_id = p.id AND d.delivered_at IS NULL AND d.given_up_at IS NULL)
     AND NOT EXISTS (SELECT 1 FROM deliveries d
         WHERE d.session_id = coalesce(p.session_id, (SELECT a.session_id FROM passages a WHERE a.id = p.passage_id))
           AND d.delivered_at IS NULL AND d.given_up_at IS NULL)";

/// Prunes photos taken before `cutoff`, oldest first; with `room` only until so many bytes were freed.
pub(super) async fn prune(
    store: &Store,
    cutoff: UtcMillis,
    room: Option<u64>,
    pruned: &mut Pruned,
) -> Result<(), StoreError> {
    // Owed photos stay where they are: going on behind the last one looked at keeps them from being read again.
    let mut after = (i64::MIN, 0);
    loop {
        if room.is_some_and(|room| pruned.photo_bytes >= room) {
            return Ok(());
        }
        let batch = store
            .write(move |tx| {
                let batch = take(tx, cutoff, after)?;
                if batch.photos > 0 {
                    tx.changed(Change::Photos);
                }
                Ok(batch)
            })
            .await?;
        pruned.photos += batch.photos;
        pruned.photo_bytes += files::delete_unnamed(store, batch.paths).await?;
        match batch.last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

struct Batch {
    photos: u64,
    paths: Vec<String>,
    last: Option<(i64, i64)>,
}

fn take(tx: &Connection, cutoff: UtcMillis, after: (i64, i64)) -> Result<Batch, StoreError> {
    let mut batch = Batch { photos: 0, paths: Vec::new(), last: None };
    let mut select = tx.prepare_cached(&format!(
        "SELECT p.id, p.taken_at, p.path, p.fitted_path, {UNOWED} FROM photos p
         WHERE p.state = 'stored' AND p.taken_at < $1 AND (p.taken_at > $2 OR (p.taken_at = $2 AND p.id > $3))
         ORDER BY p.taken_at, p.id LIMIT $4"
    ))?;
    let mut update = tx.prepare_cached(
        "UPDATE photos SET state = 'pruned', path = NULL, fitted_path = NULL WHERE id = $1",
    )?;
    let mut rows = select.query(params![cutoff.0, after.0, after.1, AT_ONCE])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        batch.last = Some((row.get(1)?, id));
        if row.get(4)? {
            update.execute([id])?;
            batch.photos += 1;
            batch.paths.extend(row.get::<_, Option<String>>(2)?);
            batch.paths.extend(row.get::<_, Option<String>>(3)?);
        }
    }
    Ok(batch)
}

/// Whether any photo still names this file.
pub(super) fn is_named(connection: &Connection, path: &str) -> Result<bool, StoreError> {
    // A fitted picture lies beside an original of the same SHA-256, whose path is indexed and begins alike.
    let stem = path.split('.').next().unwrap_or(path);
    let (from, until) = (format!("{stem}."), format!("{stem}/"));
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM photos
             WHERE path >= $1 AND path < $2 AND path IS NOT NULL AND (path = $3 OR fitted_path = $3) LIMIT 1",
        )?
        .query_row(params![from, until, path], |_| Ok(()))
        .optional()?
        .is_some())
}
