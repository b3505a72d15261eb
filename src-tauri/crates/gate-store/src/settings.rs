//! What staff choose in the program and `gatehouse.toml` does not hold: a key and a JSON value each.

use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

impl Store {
    /// A setting's value; `None` if it was never set.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn setting(&self, key: &str) -> Result<Option<Value>, StoreError> {
        let key = key.to_owned();
        self.read(move |connection| find(connection, &key)).await
    }

    /// Sets a value. Audited with the value before and after: never a secret.
    ///
    /// # Errors
    /// As any write.
    pub async fn set_setting(
        &self,
        key: &str,
        value: Value,
        by: &str,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        let (key, by) = (key.to_owned(), by.to_owned());
        self.write(move |tx| {
            let before = find(tx, &key)?;
            if before.as_ref() == Some(&value) {
                return Ok(());
            }
            tx.prepare_cached(
                "INSERT INTO settings (key, value, changed_by, changed_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_by = excluded.changed_by,
                     changed_at = excluded.changed_at",
            )?
            .execute(params![key, value.to_string(), by, now.0])?;
            let mut entry = AuditEntry::new(now, &by, "setting_change", &key).with_after(value.clone());
            entry.before = before;
            audit::append(tx, &entry)?;
            tx.changed(Change::Settings);
            Ok(())
        })
        .await
    }
}

fn find(connection: &Connection, key: &str) -> Result<Option<Value>, StoreError> {
    let text: Option<String> = connection
        .prepare_cached("SELECT value FROM settings WHERE key = $1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    text.map(|text| {
        serde_json::from_str(&text)
            .map_err(|_| StoreError::BadValue(format!("the setting {key} is not JSON")))
    })
    .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AuditFilter, StoreOptions};
    use serde_json::json;

    #[tokio::test]
    async fn a_setting_is_read_back_and_its_change_audited_once() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        assert_eq!(store.setting("reasons").await.unwrap(), None);
        for _ in 0..2 {
            store.set_setting("reasons", json!(["消防"]), "admin", UtcMillis(1)).await.unwrap();
        }
        assert_eq!(store.setting("reasons").await.unwrap(), Some(json!(["消防"])));
        let rows = store.audit_rows(AuditFilter::default()).await.unwrap();
        assert_eq!(rows.len(), 1, "setting what is set already is no act");
        assert_eq!(rows[0].after, Some(json!(["消防"])));
    }
}
