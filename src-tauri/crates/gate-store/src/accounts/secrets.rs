//! Setting what an account signs in with.

use gate_core::time::UtcMillis;
use rusqlite::params;
use serde_json::json;

use super::{found, subject};
use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;

/// Which digest of an account is set.
#[derive(Debug, Clone, Copy)]
enum Secret {
    Password,
    Pin,
    Recovery,
}

impl Store {
    /// Sets an account's password by its digest. Audited without it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as any write.
    pub async fn set_password_hash(
        &self,
        id: i64,
        hash: &str,
        by: &str,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        self.set_secret(Secret::Password, id, hash, by, now).await
    }

    /// Sets an account's PIN by its digest, or takes it away with an empty text. Audited without it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as any write.
    pub async fn set_pin_hash(
        &self,
        id: i64,
        hash: &str,
        by: &str,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        self.set_secret(Secret::Pin, id, hash, by, now).await
    }

    /// Sets an account's recovery code by its digest, or takes it away with an empty text. Audited without it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as any write.
    pub async fn set_recovery_hash(
        &self,
        id: i64,
        hash: &str,
        by: &str,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        self.set_secret(Secret::Recovery, id, hash, by, now).await
    }

    async fn set_secret(
        &self,
        secret: Secret,
        id: i64,
        hash: &str,
        by: &str,
        now: UtcMillis,
    ) -> Result<(), StoreError> {
        let (hash, by) = (hash.to_owned(), by.to_owned());
        self.write(move |tx| {
            let account = found(tx, id)?;
            let (sql, action) = match secret {
                Secret::Password => (
                    "UPDATE accounts SET password_hash = $1, changed_at = $2 WHERE id = $3",
                    "account_set_password",
                ),
                Secret::Pin => {
                    ("UPDATE accounts SET pin_hash = $1, changed_at = $2 WHERE id = $3", "account_set_pin")
                }
                Secret::Recovery => (
                    "UPDATE accounts SET recovery_hash = $1, changed_at = $2 WHERE id = $3",
                    "account_set_recovery",
                ),
            };
            tx.prepare_cached(sql)?.execute(params![hash, now.0, id])?;
            let entry = AuditEntry::new(now, &by, action, &subject(id))
                .with_after(json!({ "name": account.name, "set": !hash.is_empty() }));
            audit::append(tx, &entry)?;
            tx.changed(Change::Accounts);
            Ok(())
        })
        .await
    }
}
