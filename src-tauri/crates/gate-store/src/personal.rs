//! What the database knows of people: what must stand in no text that leaves this machine.

use rusqlite::Connection;

use crate::error::StoreError;
use crate::store::Store;

/// So many of the newest passages are looked through for plates and people that no register knows.
const NEWEST_PASSAGES: i64 = 100_000;

/// Plates, names and phone numbers, each once, as they were written. Has no `Debug`: it must not reach a log.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PersonalWords {
    /// Plates, registered or seen.
    pub plates: Vec<String>,
    /// Owners, visitors, and whoever has an account.
    pub names: Vec<String>,
    /// Their phone numbers.
    pub phones: Vec<String>,
}

impl Store {
    /// Everything personal that a text could hold.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn personal_words(&self) -> Result<PersonalWords, StoreError> {
        self.read(|connection| {
            Ok(PersonalWords {
                plates: column(
                    connection,
                    "SELECT plate FROM vehicles UNION SELECT plate FROM blacklist UNION SELECT plate FROM visitors
                     UNION SELECT plate FROM coupons UNION SELECT plate FROM outings
                     UNION SELECT plate FROM register_writes UNION SELECT plate_raw FROM in_park
                     UNION SELECT plate FROM (SELECT plate FROM passages ORDER BY id DESC LIMIT $1)
                     UNION SELECT plate_raw FROM (SELECT plate_raw FROM passages ORDER BY id DESC LIMIT $1)",
                )?,
                names: column(
                    connection,
                    "SELECT owner_name FROM vehicles UNION SELECT contact_name FROM visitors
                     UNION SELECT name FROM accounts UNION SELECT owner_name FROM
                         (SELECT owner_name FROM passages WHERE id > (SELECT max(id) FROM passages) - $1)",
                )?,
                phones: column(
                    connection,
                    "SELECT owner_phone FROM vehicles UNION SELECT contact_phone FROM visitors
                     UNION SELECT owner_phone FROM
                         (SELECT owner_phone FROM passages WHERE id > (SELECT max(id) FROM passages) - $1)",
                )?,
            })
        })
        .await
    }
}

fn column(connection: &Connection, sql: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let words = statement.query_map([NEWEST_PASSAGES], |row| row.get::<_, Option<String>>(0))?;
    let words = words.collect::<Result<Vec<_>, _>>()?.into_iter().flatten();
    Ok(words.filter(|word| !word.trim().is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use gate_core::time::UtcMillis;

    use super::*;
    use crate::{Credentials, NewAccount, StoreOptions};

    #[tokio::test]
    async fn accounts_are_people_and_an_empty_database_knows_nobody() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        assert!(store.personal_words().await.unwrap() == PersonalWords::default());
        let account = NewAccount {
            name: "值班员 07".to_owned(),
            role: gate_core::account::Role::Administrator,
            car_parks: Vec::new(),
            credentials: Credentials {
                password_hash: "x".to_owned(),
                pin_hash: String::new(),
                recovery_hash: String::new(),
            },
        };
        store.create_first_administrator(account, UtcMillis(0)).await.unwrap();
        assert_eq!(store.personal_words().await.unwrap().names, ["值班员 07"]);
    }
}
