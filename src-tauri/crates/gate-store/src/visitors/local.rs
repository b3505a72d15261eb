//! Visitors' passes made here. The pass is an authorised vehicle of the platform's register; what stands here is whose it is.

use gate_core::plate;
use gate_core::time::UtcMillis;
use rusqlite::params;

use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;
use crate::{name_parts, plate_parts, romanised};

/// A pass that is about to be made.
#[derive(Clone, PartialEq, Eq)]
pub struct LocalVisit {
    /// The car park.
    pub parking_id: String,
    /// The plate.
    pub plate: String,
    /// Who comes, or whom they visit (personal data).
    pub contact: String,
    /// Phone (personal data).
    pub phone: String,
    /// The first instant.
    pub from: UtcMillis,
    /// The last instant.
    pub until: UtcMillis,
    /// Why; empty if nobody said.
    pub reason: String,
}

impl Store {
    /// Writes down whose pass is about to be made, unconfirmed: to be called before the platform is asked, so that a crash leaves
    /// no pass of which nobody knows whose it is. Answers its id.
    ///
    /// # Errors
    /// As any write.
    pub async fn begin_local_visit(&self, visit: LocalVisit, now: UtcMillis) -> Result<i64, StoreError> {
        self.write(move |tx| {
            let key = plate::normalise(&visit.plate);
            let romanised = romanised::name(&visit.contact);
            plate_parts::know(tx, &key)?;
            name_parts::know(tx, &visit.contact)?;
            let id = tx
                .prepare_cached(
                    "INSERT INTO visitors (parking_id, plate, plate_key, contact_name, contact_pinyin, contact_initials,
                         contact_phone, starts_at, ends_at, reason, extra, source, heard_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '{}', 'local', $11)
                     ON CONFLICT (parking_id, plate_key, starts_at) DO UPDATE SET
                         plate = excluded.plate, contact_name = excluded.contact_name,
                         contact_pinyin = excluded.contact_pinyin, contact_initials = excluded.contact_initials,
                         contact_phone = excluded.contact_phone, ends_at = excluded.ends_at, reason = excluded.reason,
                         source = excluded.source, heard_at = excluded.heard_at, confirmed_at = NULL, cancelled_at = NULL
                     RETURNING id",
                )?
                .query_row(
                    params![
                        visit.parking_id,
                        visit.plate,
                        key,
                        visit.contact,
                        romanised.full,
                        romanised.initials,
                        visit.phone,
                        visit.from.0,
                        visit.until.0,
                        visit.reason,
                        now.0
                    ],
                    |row| row.get(0),
                )?;
            tx.changed(Change::Visitors);
            Ok(id)
        })
        .await
    }

    /// The platform took the pass.
    ///
    /// # Errors
    /// As any write.
    pub async fn confirm_visit(&self, id: i64, now: UtcMillis) -> Result<(), StoreError> {
        self.note_visit(
            "UPDATE visitors SET confirmed_at = $1 WHERE id = $2 AND confirmed_at IS NULL",
            now.0,
            id,
        )
        .await
    }

    /// The pass is called off.
    ///
    /// # Errors
    /// As any write.
    pub async fn cancel_visit(&self, id: i64, now: UtcMillis) -> Result<(), StoreError> {
        self.note_visit(
            "UPDATE visitors SET cancelled_at = $1 WHERE id = $2 AND cancelled_at IS NULL",
            now.0,
            id,
        )
        .await
    }

    /// The pass ends at another instant.
    ///
    /// # Errors
    /// As any write.
    pub async fn extend_visit(&self, id: i64, until: UtcMillis) -> Result<(), StoreError> {
        self.note_visit("UPDATE visitors SET ends_at = $1 WHERE id = $2", until.0, id).await
    }

    /// The platform did not take the pass: nothing of it is left.
    ///
    /// # Errors
    /// As any write.
    pub async fn drop_visit(&self, id: i64) -> Result<(), StoreError> {
        self.write(move |tx| {
            let gone = tx
                .prepare_cached(
                    "DELETE FROM visitors WHERE id = $1 AND source = 'local' AND confirmed_at IS NULL
                     RETURNING plate_key, contact_name",
                )?
                .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<Vec<(String, String)>, _>>()?;
            for (plate, name) in gone {
                plate_parts::forget_if_unknown(tx, &plate)?;
                name_parts::forget_if_unknown(tx, &name)?;
            }
            tx.changed(Change::Visitors);
            Ok(())
        })
        .await
    }

    async fn note_visit(&self, sql: &'static str, value: i64, id: i64) -> Result<(), StoreError> {
        self.write(move |tx| {
            if tx.prepare_cached(sql)?.execute(params![value, id])? > 0 {
                tx.changed(Change::Visitors);
            }
            Ok(())
        })
        .await
    }
}
