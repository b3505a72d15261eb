//! Plates by their parts: each known plate stands under each of its endings, so that any fragment of it is where one of
//! them begins. A search is then a few range scans, however many passages there are.

use std::collections::BTreeSet;

use gate_core::plate::{self, Fragment};
use rusqlite::{Connection, params};

use crate::error::StoreError;

/// No plate is longer (民航 and foreign ones included); of longer texts only the beginning can be searched for.
const MOST_CHARACTERS: usize = 16;
/// Greater than any character that a plate may go on with.
const LAST: char = '\u{10FFFF}';

pub(crate) const ENDING_WITH: &str = "SELECT plate FROM plate_parts WHERE part = $1 ORDER BY plate LIMIT $2";
pub(crate) const HOLDING: &str =
    "SELECT plate FROM plate_parts WHERE part > $1 AND part < $2 ORDER BY part, plate LIMIT $3";

/// Makes a normalised plate findable. Cheap for one that is known.
pub(crate) fn know(connection: &Connection, plate: &str) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO plate_parts (part, plate) VALUES ($1, $2) ON CONFLICT (part, plate) DO NOTHING",
    )?;
    for part in parts(plate) {
        // The first is the whole plate: who has that has the others.
        if insert.execute(params![part, plate])? == 0 {
            break;
        }
    }
    Ok(())
}

/// Forgets a plate of which nothing is left: no passage, no registration, no ban, no visit, not inside.
pub(crate) fn forget_if_unknown(connection: &Connection, plate: &str) -> Result<(), StoreError> {
    if plate.is_empty() {
        return Ok(());
    }
    let known: bool = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM passages WHERE plate = $1)
                 OR EXISTS (SELECT 1 FROM vehicles WHERE plate_key = $1)
                 OR EXISTS (SELECT 1 FROM blacklist WHERE plate_key = $1)
                 OR EXISTS (SELECT 1 FROM visitors WHERE plate_key = $1)
                 OR EXISTS (SELECT 1 FROM in_park WHERE plate_key = $1)",
        )?
        .query_row([plate], |row| row.get(0))?;
    if !known {
        let mut delete =
            connection.prepare_cached("DELETE FROM plate_parts WHERE part = $1 AND plate = $2")?;
        for part in parts(plate) {
            delete.execute(params![part, plate])?;
        }
    }
    Ok(())
}

/// The plates that hold a fragment, with a look-alike where none holds it as it was typed; `None` where they are more than `most`.
pub(crate) fn with_fragment(
    connection: &Connection,
    fragment: &Fragment,
    most: usize,
) -> Result<Option<BTreeSet<String>>, StoreError> {
    let mut plates = BTreeSet::new();
    let held = |folded: &str, plates: &mut BTreeSet<String>| -> Result<bool, StoreError> {
        plates.extend(ending_with(connection, folded, most + 1)?);
        plates.extend(holding(connection, folded, most + 1)?);
        Ok(plates.len() <= most)
    };
    if !held(&fragment.folded(), &mut plates)? {
        return Ok(None);
    }
    if plates.is_empty() {
        for look_alike in fragment.look_alikes() {
            held(&look_alike, &mut plates)?;
        }
        plates.retain(|plate| fragment.fit(plate).is_some());
    }
    Ok(Some(plates))
}

/// Plates that end with this folded fragment, at most `limit`.
pub(crate) fn ending_with(
    connection: &Connection,
    folded: &str,
    limit: usize,
) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(ENDING_WITH)?;
    Ok(statement.query_map(params![folded, limit as i64], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Plates that hold this folded fragment and go on after it, at most `limit`; one may come more than once.
pub(crate) fn holding(
    connection: &Connection,
    folded: &str,
    limit: usize,
) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(HOLDING)?;
    let rows = statement.query_map(params![folded, after(folded), limit as i64], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The upper bound of all texts that begin with this one.
pub(crate) fn after(beginning: &str) -> String {
    format!("{beginning}{LAST}")
}

/// The endings of a plate, longest first.
fn parts(plate: &str) -> impl Iterator<Item = String> {
    let folded: Vec<char> = plate::fold(plate).chars().take(MOST_CHARACTERS).collect();
    (0..folded.len()).map(move |start| folded.iter().skip(start).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Store, StoreOptions};

    #[tokio::test]
    async fn every_fragment_finds_its_plate_until_nothing_is_known_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        store
            .write(|tx| {
                know(tx, "浙B1O345")?;
                know(tx, "浙B1O345")?;
                know(tx, "")
            })
            .await
            .unwrap();
        let found = store
            .read(|c| {
                assert_eq!(ending_with(c, "45", 9)?, ["浙B1O345"]);
                assert_eq!(ending_with(c, "%", 9)?, [""; 0]);
                assert_eq!(holding(c, "浙", 9)?, ["浙B1O345"]);
                assert_eq!(holding(c, "B103", 9)?, ["浙B1O345"]);
                assert_eq!(holding(c, "%", 9)?, [""; 0]);
                Ok(c.query_row("SELECT count(*) FROM plate_parts", [], |row| row.get::<_, i64>(0))?)
            })
            .await
            .unwrap();
        assert_eq!(found, 7);
        store.write(|tx| forget_if_unknown(tx, "浙B1O345")).await.unwrap();
        let left = store.read(|c| holding(c, "浙", 9)).await.unwrap();
        assert_eq!(left, [""; 0]);
    }

    #[tokio::test]
    async fn an_endless_text_for_a_plate_costs_little() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        store.write(|tx| know(tx, &"浙".repeat(10_000))).await.unwrap();
        let kept = store
            .read(|c| Ok(c.query_row("SELECT count(*) FROM plate_parts", [], |row| row.get::<_, i64>(0))?))
            .await
            .unwrap();
        assert_eq!(kept, MOST_CHARACTERS as i64);
    }
}
