//! Logins: attempts, and how long wrong passwords still lock a name out.
//!
//! A lock is what is left of it in milliseconds, and only time that a running program measured takes away from it: neither
//! a restart nor a changed clock ends one. Names that no account has are kept as a keyed digest: people type passwords
//! into that field.

use std::collections::BTreeMap;

use gate_core::account::{lock_ms, name_key};
use gate_core::time::UtcMillis;
use hmac::Mac;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

use crate::audit::key::AuditKey;
use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::photo_files::hex;
use crate::store::Store;

/// Attempts that are kept.
const ATTEMPTS_KEPT: i64 = 10_000;
/// Names without an account whose failures are remembered.
const UNKNOWN_NAMES_KEPT: i64 = 10_000;
/// Characters of the host that are kept.
const HOST_MAX: usize = 100;

/// How a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LockState {
    /// Wrong passwords in a row.
    pub failures: u32,
    /// How long it is still locked, in milliseconds; 0 if it is not.
    pub remaining_ms: u64,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginAttempt {
    /// Its number.
    pub id: i64,
    /// The account's name; `None` if no account has the name that was typed.
    pub name: Option<String>,
    /// When.
    pub at: UtcMillis,
    /// Whether it succeeded.
    pub succeeded: bool,
    /// From where.
    pub host: String,
}

/// What the last count saw of each lock, so that several processes that count at the same time do not count twice.
#[derive(Default)]
pub(crate) struct LoginCountdown {
    seen: BTreeMap<String, LockState>,
}

impl Store {
    /// How a name stands, as typed: to be asked before its password is looked at.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn login_lock(&self, name: &str) -> Result<LockState, StoreError> {
        let (name, key) = (name_key(name), self.audit_key().clone());
        self.read(move |connection| {
            let who = Who::of(connection, &key, &name)?;
            state(connection, &who.key)
        })
        .await
    }

    /// Counts a wrong password, PIN or recovery code, or a name that no account has, and answers how the name stands then
    /// ([`lock_ms`]). Only a success takes the count back. Audited.
    ///
    /// # Errors
    /// As any write.
    pub async fn login_failed(
        &self,
        name: &str,
        host: &str,
        now: UtcMillis,
    ) -> Result<LockState, StoreError> {
        let (name, host) = (name_key(name), cut(host));
        self.write(move |tx| {
            let who = Who::of(tx, tx.audit_key(), &name)?;
            if who.account.is_none() {
                forget_unknown_names(tx)?;
            }
            let before = state(tx, &who.key)?;
            let failures = before.failures.saturating_add(1);
            // Several guesses at once: the later ones find the lock of the first, and do not shorten it.
            let after = LockState { failures, remaining_ms: lock_ms(failures).max(before.remaining_ms) };
            tx.prepare_cached(
                "INSERT INTO login_locks (name_key, failures, remaining_ms) VALUES ($1, $2, $3)
                 ON CONFLICT (name_key) DO UPDATE SET failures = excluded.failures,
                     remaining_ms = excluded.remaining_ms",
            )?
            .execute(params![who.key, after.failures, after.remaining_ms as i64])?;
            note_attempt(tx, &who.key, false, &host, now)?;
            let action = if after.remaining_ms > 0 { "login_locked" } else { "login_failed" };
            let entry = AuditEntry::new(now, "system", action, &who.subject()).with_after(
                json!({ "host": host, "failures": after.failures, "locked_ms": after.remaining_ms }),
            );
            audit::append(tx, &entry)?;
            tx.changed(Change::Accounts);
            Ok(after)
        })
        .await
    }

    /// Notes that the right password, PIN or recovery code was given, and takes the count of failures back. Audited as
    /// `login` of the account.
    ///
    /// # Errors
    /// [`StoreError::LoginLocked`] when the name was locked meanwhile, by guesses made at the same time: then the login is
    /// to be refused as any other to a locked name. [`StoreError::NotFound`] without such an account; as any write.
    pub async fn login_succeeded(&self, name: &str, host: &str, now: UtcMillis) -> Result<(), StoreError> {
        self.succeeded(name, host, now, true).await
    }

    /// As [`Store::login_succeeded`], for a secret by which somebody signs for an act and not in: no `login` is audited, since
    /// the act itself is.
    ///
    /// # Errors
    /// As [`Store::login_succeeded`].
    pub async fn secret_proven(&self, name: &str, host: &str, now: UtcMillis) -> Result<(), StoreError> {
        self.succeeded(name, host, now, false).await
    }

    async fn succeeded(
        &self,
        name: &str,
        host: &str,
        now: UtcMillis,
        as_login: bool,
    ) -> Result<(), StoreError> {
        let (name, host) = (name_key(name), cut(host));
        self.write(move |tx| {
            let who = Who::of(tx, tx.audit_key(), &name)?;
            let Some((_, account_name)) = &who.account else {
                return Err(StoreError::NotFound { what: "account", id: "of this name".to_owned() });
            };
            let LockState { remaining_ms, .. } = state(tx, &who.key)?;
            if remaining_ms > 0 {
                return Err(StoreError::LoginLocked { remaining_ms });
            }
            tx.prepare_cached("DELETE FROM login_locks WHERE name_key = $1")?.execute([&who.key])?;
            note_attempt(tx, &who.key, true, &host, now)?;
            if as_login {
                let entry = AuditEntry::new(now, account_name, "login", &who.subject())
                    .with_after(json!({ "host": host }));
                audit::append(tx, &entry)?;
            }
            tx.changed(Change::Accounts);
            Ok(())
        })
        .await
    }

    /// Takes time off every lock: `elapsed_ms` as a monotonic clock measured since the last call, or since this store was
    /// opened. Meant to be called about once a second, by one task of each process that takes logins; a lock counts from
    /// the first call that sees it, and processes that count at the same time do not count twice. Answers how many names
    /// are still locked.
    ///
    /// # Errors
    /// As any write; the time of a call that failed is lost, and the locks last longer by it.
    pub async fn tick_login_locks(&self, elapsed_ms: u64) -> Result<usize, StoreError> {
        let nothing_locked = self
            .read(|connection| {
                Ok(connection
                    .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM login_locks WHERE remaining_ms > 0)")?
                    .query_row([], |row| row.get(0))?)
            })
            .await?;
        let seen = std::mem::take(&mut self.login_countdown().seen);
        if nothing_locked {
            return Ok(0);
        }
        let now_seen = self
            .write(move |tx| {
                let mut locked = locked(tx)?;
                for (key, state) in &mut locked {
                    // One that was raised since it was seen counts anew from here.
                    let Some(seen) = seen.get(key).filter(|seen| {
                        seen.failures == state.failures && seen.remaining_ms >= state.remaining_ms
                    }) else {
                        continue;
                    };
                    let left = seen.remaining_ms.saturating_sub(elapsed_ms).min(state.remaining_ms);
                    if left == state.remaining_ms {
                        continue;
                    }
                    tx.prepare_cached("UPDATE login_locks SET remaining_ms = $1 WHERE name_key = $2")?
                        .execute(params![left as i64, key])?;
                    state.remaining_ms = left;
                    if left == 0 {
                        tx.changed(Change::Accounts);
                    }
                }
                locked.retain(|_, state| state.remaining_ms > 0);
                Ok(locked)
            })
            .await?;
        let still_locked = now_seen.len();
        self.login_countdown().seen = now_seen;
        Ok(still_locked)
    }

    /// The latest attempts to sign in, newest first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn login_attempts(&self, limit: u32) -> Result<Vec<LoginAttempt>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT l.id, a.name, l.at, l.succeeded, l.host
                 FROM login_attempts l LEFT JOIN accounts a ON a.name_key = l.name_key
                 ORDER BY l.id DESC LIMIT $1",
            )?;
            let rows = statement.query_map([limit], |row| {
                Ok(LoginAttempt {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    at: UtcMillis(row.get(2)?),
                    succeeded: row.get(3)?,
                    host: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// Whose login it is: an account's, or nobody's.
struct Who {
    /// Under what its attempts and its lock are kept.
    key: String,
    /// The account's id and name.
    account: Option<(i64, String)>,
}

impl Who {
    fn of(connection: &Connection, audit_key: &AuditKey, name_key: &str) -> Result<Who, StoreError> {
        let account = connection
            .prepare_cached("SELECT id, name FROM accounts WHERE name_key = $1")?
            .query_row([name_key], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let key = match account {
            Some(_) => name_key.to_owned(),
            None => {
                let mut mac = audit_key.begin();
                mac.update(b"a name that no account has");
                mac.update(name_key.as_bytes());
                format!("?{}", hex(&mac.finalize().into_bytes()[..16]))
            }
        };
        Ok(Who { key, account })
    }

    fn subject(&self) -> String {
        match &self.account {
            Some((id, _)) => format!("account:{id}"),
            None => "account:unknown".to_owned(),
        }
    }
}

fn cut(host: &str) -> String {
    host.chars().take(HOST_MAX).collect()
}

fn state(connection: &Connection, key: &str) -> Result<LockState, StoreError> {
    let found = connection
        .prepare_cached("SELECT failures, remaining_ms FROM login_locks WHERE name_key = $1")?
        .query_row([key], |row| Ok(LockState { failures: row.get(0)?, remaining_ms: row.get(1)? }))
        .optional()?;
    Ok(found.unwrap_or_default())
}

fn locked(connection: &Connection) -> Result<BTreeMap<String, LockState>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT name_key, failures, remaining_ms FROM login_locks WHERE remaining_ms > 0 ORDER BY name_key",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, LockState { failures: row.get(1)?, remaining_ms: row.get(2)? }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn note_attempt(
    connection: &Connection,
    key: &str,
    succeeded: bool,
    host: &str,
    now: UtcMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO login_attempts (name_key, at, succeeded, host) VALUES ($1, $2, $3, $4)")?
        .execute(params![key, now.0, succeeded, host])?;
    connection
        .prepare_cached("DELETE FROM login_attempts WHERE id <= $1")?
        .execute([connection.last_insert_rowid() - ATTEMPTS_KEPT])?;
    Ok(())
}

/// Whoever types ever new names must not fill the disk. No account's failures are forgotten by it, and no lock.
fn forget_unknown_names(connection: &Connection) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "DELETE FROM login_locks
             WHERE (SELECT count(*) FROM login_locks) > $1 AND remaining_ms = 0
               AND name_key NOT IN (SELECT name_key FROM accounts)",
        )?
        .execute([UNKNOWN_NAMES_KEPT])?;
    Ok(())
}

#[cfg(test)]
mod tests;
