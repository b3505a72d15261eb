//! Names by their parts: each name of a register stands under each of its endings but the whole, which the registers' own
//! indexes begin with. Who remembers the given name finds it by a range, however many vehicles are registered.

use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::store::Store;

/// Endings of a name that are kept, and characters of each.
const MOST_CHARACTERS: usize = 16;
/// Names that are forgotten in one transaction.
const AT_ONCE: i64 = 500;

const UNKNOWN: &str = "SELECT DISTINCT n.name FROM name_parts n
     WHERE NOT EXISTS (SELECT 1 FROM vehicles v WHERE v.owner_name = n.name)
       AND NOT EXISTS (SELECT 1 FROM visitors i WHERE i.contact_name = n.name)
     LIMIT $1";
const FORGET: &str = "DELETE FROM name_parts WHERE name = $1
     AND NOT EXISTS (SELECT 1 FROM vehicles v WHERE v.owner_name = $1)
     AND NOT EXISTS (SELECT 1 FROM visitors i WHERE i.contact_name = $1)";

/// Makes a name findable by what it ends with. Cheap for one that is known.
pub(crate) fn know(connection: &Connection, name: &str) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO name_parts (part, name) VALUES ($1, $2) ON CONFLICT (part, name) DO NOTHING",
    )?;
    for part in parts(name) {
        // Who has the longest has the others.
        if insert.execute(params![part, name])? == 0 {
            break;
        }
    }
    Ok(())
}

/// Forgets a name that no register holds any more.
pub(crate) fn forget_if_unknown(connection: &Connection, name: &str) -> Result<(), StoreError> {
    if !name.is_empty() {
        connection.prepare_cached(FORGET)?.execute([name])?;
    }
    Ok(())
}

/// Forgets every name that no register holds any more.
pub(crate) async fn forget_unknown(store: &Store) -> Result<(), StoreError> {
    loop {
        let names: Vec<String> = store
            .read(|connection| {
                let mut statement = connection.prepare_cached(UNKNOWN)?;
                Ok(statement.query_map([AT_ONCE], |row| row.get(0))?.collect::<Result<_, _>>()?)
            })
            .await?;
        if names.is_empty() {
            return Ok(());
        }
        store.write(move |tx| names.iter().try_for_each(|name| forget_if_unknown(tx, name))).await?;
    }
}

/// The endings of a name, longest first.
fn parts(name: &str) -> impl Iterator<Item = String> {
    let characters: Vec<char> = name.chars().take(2 * MOST_CHARACTERS).collect();
    (1..characters.len().min(MOST_CHARACTERS))
        .map(move |start| characters.iter().skip(start).take(MOST_CHARACTERS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;

    async fn kept(store: &Store) -> Vec<(String, String)> {
        store
            .read(|c| {
                let mut statement = c.prepare("SELECT part, name FROM name_parts ORDER BY part, name")?;
                Ok(statement
                    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect::<Result<_, _>>()?)
            })
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn a_name_is_kept_by_its_endings_until_no_register_holds_it() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        store
            .write(|tx| {
                tx.execute(
                    "INSERT INTO vehicles (parking_id, plate, plate_key, owner_name) VALUES ('p', 'a', 'a', '单雄信')",
                    [],
                )?;
                for name in ["单雄信", "单雄信", "张", "", "已走的人"] {
                    know(tx, name)?;
                }
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(kept(&store).await.len(), 5);
        forget_unknown(&store).await.unwrap();
        let pair = |part: &str, name: &str| (part.to_owned(), name.to_owned());
        assert_eq!(kept(&store).await, [pair("信", "单雄信"), pair("雄信", "单雄信")]);
        store
            .write(|tx| {
                tx.execute("DELETE FROM vehicles", [])?;
                forget_if_unknown(tx, "单雄信")
            })
            .await
            .unwrap();
        assert_eq!(kept(&store).await, []);
    }

    #[tokio::test]
    async fn an_endless_name_costs_little() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        store.write(|tx| know(tx, &"名".repeat(10_000))).await.unwrap();
        let longest = kept(&store).await.iter().map(|(part, _)| part.chars().count()).max();
        assert_eq!(longest, Some(MOST_CHARACTERS));
    }
}
