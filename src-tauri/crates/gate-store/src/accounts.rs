//! Accounts: who may sign in, as what, and to which car parks.

mod secrets;

use std::fmt;

use gate_core::account::{Role, check_name, name_key};
use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Value, json};

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;
use crate::writer::WriteTx;

/// An account with all that may be shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Its id.
    pub id: i64,
    /// Its name, as it was written.
    pub name: String,
    /// What it is allowed to.
    pub role: Role,
    /// Whether it has a PIN.
    pub has_pin: bool,
    /// Whether it has a recovery code.
    pub has_recovery: bool,
    /// Car parks it is limited to; empty for all.
    pub car_parks: Vec<String>,
    /// When it was made.
    pub created_at: UtcMillis,
    /// Since when it may no longer sign in; `None` while it may.
    pub disabled_at: Option<UtcMillis>,
}

/// Digests of what an account signs in with, in PHC form; each empty for none. `Debug` shows which there are.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Credentials {
    /// Of the password.
    pub password_hash: String,
    /// Of the PIN.
    pub pin_hash: String,
    /// Of the recovery code.
    pub recovery_hash: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("has_password", &!self.password_hash.is_empty())
            .field("has_pin", &!self.pin_hash.is_empty())
            .field("has_recovery", &!self.recovery_hash.is_empty())
            .finish()
    }
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// Its name, as typed.
    pub name: String,
    /// What it is allowed to.
    pub role: Role,
    /// Car parks it is limited to; empty for all.
    pub car_parks: Vec<String>,
    /// What it signs in with.
    pub credentials: Credentials,
}

/// What becomes of an account; what is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountChange {
    /// What it is allowed to.
    pub role: Option<Role>,
    /// Car parks it is limited to; empty for all.
    pub car_parks: Option<Vec<String>>,
    /// Whether it may no longer sign in.
    pub disabled: Option<bool>,
}

impl Store {
    /// Whether there is any account: without one the first administrator is still to be made.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn any_account(&self) -> Result<bool, StoreError> {
        self.read(any).await
    }

    /// All accounts, disabled ones too, by name.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, name, role, pin_hash <> '', recovery_hash <> '', car_parks, created_at, disabled_at
                 FROM accounts ORDER BY name_key",
            )?;
            let rows = statement.query_and_then([], read_account)?;
            rows.collect()
        })
        .await
    }

    /// One account; `None` if there is none of this id.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn account(&self, id: i64) -> Result<Option<AccountRow>, StoreError> {
        self.read(move |connection| find(connection, id)).await
    }

    /// The account of a name as typed, where neither case nor full width nor white space counts, with what it signs in
    /// with. Disabled accounts are found too.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn account_by_name(&self, name: &str) -> Result<Option<(AccountRow, Credentials)>, StoreError> {
        let key = name_key(name);
        self.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT id, name, role, pin_hash <> '', recovery_hash <> '', car_parks, created_at, disabled_at,
                            password_hash, pin_hash, recovery_hash
                     FROM accounts WHERE name_key = $1",
                )?
                .query_and_then([key], |row| {
                    let credentials = Credentials {
                        password_hash: row.get(8)?,
                        pin_hash: row.get(9)?,
                        recovery_hash: row.get(10)?,
                    };
                    Ok((read_account(row)?, credentials))
                })?
                .next()
                .transpose()
        })
        .await
    }

    /// Makes an account. Audited.
    ///
    /// # Errors
    /// [`StoreError::NameUnusable`], [`StoreError::NameTaken`]; as any write.
    pub async fn create_account(
        &self,
        new: NewAccount,
        by: &str,
        now: UtcMillis,
    ) -> Result<AccountRow, StoreError> {
        let by = by.to_owned();
        self.write(move |tx| insert(tx, &new, &by, now)).await
    }

    /// Makes the first account, an administrator's whatever `new` says of the role, by itself. Audited.
    ///
    /// # Errors
    /// [`StoreError::AccountsExist`] once there is any account; as [`Store::create_account`].
    pub async fn create_first_administrator(
        &self,
        new: NewAccount,
        now: UtcMillis,
    ) -> Result<AccountRow, StoreError> {
        let new = NewAccount { role: Role::Administrator, ..new };
        self.write(move |tx| {
            if any(tx)? {
                return Err(StoreError::AccountsExist);
            }
            insert(tx, &new, new.name.trim(), now)
        })
        .await
    }

    /// Changes what an account may, and answers it as it is then. Audited, unless it was so already.
    ///
    /// # Errors
    /// [`StoreError::LastAdministrator`] when nobody would be left to administrate all car parks; [`StoreError::NotFound`]; as any
    /// write.
    pub async fn change_account(
        &self,
        id: i64,
        change: AccountChange,
        by: &str,
        now: UtcMillis,
    ) -> Result<AccountRow, StoreError> {
        let by = by.to_owned();
        self.write(move |tx| {
            let before = found(tx, id)?;
            let mut after = before.clone();
            after.role = change.role.unwrap_or(before.role);
            after.car_parks = change.car_parks.clone().unwrap_or_else(|| before.car_parks.clone());
            after.disabled_at = match change.disabled {
                Some(true) => before.disabled_at.or(Some(now)),
                Some(false) => None,
                None => before.disabled_at,
            };
            if after == before {
                return Ok(after);
            }
            if administrates(&before) && !administrates(&after) && !another_administrates(tx, id)? {
                return Err(StoreError::LastAdministrator);
            }
            tx.prepare_cached(
                "UPDATE accounts SET role = $1, car_parks = $2, disabled_at = $3, changed_at = $4 WHERE id = $5",
            )?
            .execute(params![
                after.role.code(),
                json!(after.car_parks).to_string(),
                after.disabled_at.map(|at| at.0),
                now.0,
                id
            ])?;
            let entry = AuditEntry::new(now, &by, "account_change", &subject(id))
                .with_before(shown(&before))
                .with_after(shown(&after));
            audit::append(tx, &entry)?;
            tx.changed(Change::Accounts);
            Ok(after)
        })
        .await
    }
}

fn any(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM accounts)")?
        .query_row([], |row| row.get(0))?)
}

fn insert(tx: &WriteTx<'_>, new: &NewAccount, by: &str, now: UtcMillis) -> Result<AccountRow, StoreError> {
    let name = check_name(&new.name)?;
    let Credentials { password_hash, pin_hash, recovery_hash } = &new.credentials;
    let id = tx
        .prepare_cached(
            "INSERT INTO accounts (name, name_key, role, password_hash, pin_hash, recovery_hash, car_parks,
                                   created_at, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (name_key) DO NOTHING RETURNING id",
        )?
        .query_row(
            params![
                name,
                name_key(&name),
                new.role.code(),
                password_hash,
                pin_hash,
                recovery_hash,
                json!(new.car_parks).to_string(),
                now.0
            ],
            |row| row.get(0),
        )
        .optional()?
        .ok_or(StoreError::NameTaken)?;
    let account = AccountRow {
        id,
        name,
        role: new.role,
        has_pin: !pin_hash.is_empty(),
        has_recovery: !recovery_hash.is_empty(),
        car_parks: new.car_parks.clone(),
        created_at: now,
        disabled_at: None,
    };
    audit::append(tx, &AuditEntry::new(now, by, "account_create", &subject(id)).with_after(shown(&account)))?;
    tx.changed(Change::Accounts);
    Ok(account)
}

fn find(connection: &Connection, id: i64) -> Result<Option<AccountRow>, StoreError> {
    connection
        .prepare_cached(
            "SELECT id, name, role, pin_hash <> '', recovery_hash <> '', car_parks, created_at, disabled_at
             FROM accounts WHERE id = $1",
        )?
        .query_and_then([id], read_account)?
        .next()
        .transpose()
}

fn found(connection: &Connection, id: i64) -> Result<AccountRow, StoreError> {
    find(connection, id)?.ok_or_else(|| StoreError::NotFound { what: "account", id: id.to_string() })
}

/// Whether it can change every account: one that is limited to some car parks cannot.
fn administrates(account: &AccountRow) -> bool {
    account.role == Role::Administrator && account.disabled_at.is_none() && account.car_parks.is_empty()
}

fn another_administrates(connection: &Connection, id: i64) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM accounts
                 WHERE role = 'administrator' AND disabled_at IS NULL AND car_parks = '[]' AND id <> $1)",
        )?
        .query_row([id], |row| row.get(0))?)
}

fn subject(id: i64) -> String {
    format!("account:{id}")
}

/// What the audit log says of an account.
fn shown(account: &AccountRow) -> Value {
    json!({
        "name": account.name,
        "role": account.role.code(),
        "car_parks": account.car_parks,
        "disabled": account.disabled_at.is_some(),
    })
}

fn read_account(row: &Row<'_>) -> Result<AccountRow, StoreError> {
    let id = row.get(0)?;
    let role = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
    let car_parks = row.get_ref(5)?.as_str().map_err(rusqlite::Error::from)?;
    Ok(AccountRow {
        id,
        name: row.get(1)?,
        role: Role::from_code(role)
            .ok_or_else(|| StoreError::BadValue(format!("the role of account {id}")))?,
        has_pin: row.get(3)?,
        has_recovery: row.get(4)?,
        // Unreadable must not mean "all car parks".
        car_parks: serde_json::from_str(car_parks)
            .map_err(|_| StoreError::BadValue(format!("the car parks of account {id}")))?,
        created_at: UtcMillis(row.get(6)?),
        disabled_at: row.get::<_, Option<i64>>(7)?.map(UtcMillis),
    })
}

#[cfg(test)]
mod tests;
