#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use gate_core::plate;

use super::lanes::{OF_LANE, OF_LANE_UNPHOTOGRAPHED};
use super::of_plates::{OF_PLATE, OF_PLATE_IN, OF_PLATE_UNPHOTOGRAPHED};
use super::*;
use crate::StoreOptions;
use crate::testing;

/// What is asked of the database, and the index that answers it by itself.
const STATEMENTS: [(&str, &str); 5] = [
    (OF_LANE, "passages_lane"),
    (OF_LANE_UNPHOTOGRAPHED, "passages_lane_unphotographed"),
    (OF_PLATE, "passages_plate"),
    (OF_PLATE_IN, "passages_plate_lane"),
    (OF_PLATE_UNPHOTOGRAPHED, "passages_plate_unphotographed"),
];

/// A store with passages of two car parks over four lanes; every third without a photo, every seventh of an odd plate.
async fn crowded(count: i64) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    store
        .write(move |tx| {
            for n in 0..count {
                let plate = if n % 7 == 0 { format!("粤A8S{:03}", n % 50) } else { format!("浙B{:05}", n % 4_321) };
                tx.execute(
                    "INSERT INTO passages (parking_id, direction, plate_raw, plate_read, plate, at, lane_no, source, heard_at)
                     VALUES ($1, $2, $3, $3, $3, $4, $5, 'records', 0)",
                    params![
                        if n % 5 == 0 { "q" } else { "p" },
                        if n % 2 == 0 { "in" } else { "out" },
                        plate,
                        // Several at one instant.
                        n / 3 * 1_000,
                        (n % 4).to_string()
                    ],
                )?;
                plate_parts::know(tx, &plate)?;
                if n % 3 != 0 {
                    let state = ["wanted", "stored", "pruned", "failed"][(n % 4) as usize];
                    tx.execute(
                        "INSERT INTO photos (parking_id, passage_id, origin, state, taken_at, wanted_since, next_fetch_at)
                         VALUES ('p', last_insert_rowid(), 'platform', $1, 0, 0, 0)",
                        [state],
                    )?;
                }
            }
            Ok(())
        })
        .await
        .unwrap();
    (dir, store)
}

/// All pages, by the slow and obvious way.
async fn expected(store: &Store, filter: &PassageTableFilter) -> Vec<i64> {
    let filter = filter.clone();
    store
        .read(move |connection| {
            let mut all = connection.prepare(
                "SELECT id, parking_id, lane_no, direction, at, plate,
                     EXISTS (SELECT 1 FROM photos h WHERE h.passage_id = p.id AND h.state <> 'failed')
                 FROM passages p ORDER BY at DESC, id DESC",
            )?;
            let mut rows = all.query([])?;
            let mut ids = Vec::new();
            let sought = plate::fold(&plate::normalise(&filter.text));
            while let Some(row) = rows.next()? {
                let (park, lane, direction): (String, String, String) =
                    (row.get(1)?, row.get(2)?, row.get(3)?);
                let (at, plate, photo): (i64, String, bool) = (row.get(4)?, row.get(5)?, row.get(6)?);
                if filter.scope.holds(&park)
                    && filter.parking_id.as_ref().is_none_or(|only| *only == park)
                    && filter.lane_no.as_ref().is_none_or(|only| *only == lane)
                    && filter.direction.is_none_or(|only| only.code() == direction)
                    && filter.from.is_none_or(|from| at >= from.0)
                    && filter.until.is_none_or(|until| at < until.0)
                    && (!filter.without_photo || !photo)
                    && plate::fold(&plate).contains(&sought)
                {
                    ids.push(row.get(0)?);
                }
            }
            Ok(ids)
        })
        .await
        .unwrap()
}

async fn paged(store: &Store, filter: &PassageTableFilter, limit: u32) -> Vec<i64> {
    let (mut ids, mut before) = (Vec::new(), None);
    loop {
        let (rows, next) = store.passage_table(filter.clone(), before, limit).await.unwrap();
        assert!(rows.len() <= limit as usize);
        ids.extend(rows.iter().map(|row| row.id));
        match next {
            Some(_) => before = next,
            None => return ids,
        }
    }
}

#[tokio::test]
async fn every_filter_shows_each_passage_once_and_in_order() {
    let (_dir, store) = crowded(3_000).await;
    let some = |text: &str| Some(text.to_owned());
    let none = PassageTableFilter::default();
    let filters = [
        none.clone(),
        PassageTableFilter { parking_id: some("q"), ..none.clone() },
        PassageTableFilter { scope: CarParkScope::of(&["q".to_owned()]), ..none.clone() },
        PassageTableFilter {
            scope: CarParkScope::of(&["q".to_owned()]),
            parking_id: some("p"),
            ..none.clone()
        },
        PassageTableFilter { lane_no: some("2"), direction: Some(Direction::In), ..none.clone() },
        PassageTableFilter { lane_no: some("2"), direction: Some(Direction::Out), ..none.clone() },
        PassageTableFilter { direction: Some(Direction::Out), without_photo: true, ..none.clone() },
        PassageTableFilter {
            from: Some(UtcMillis(500_000)),
            until: Some(UtcMillis(600_000)),
            ..none.clone()
        },
        PassageTableFilter { text: "1".to_owned(), ..none.clone() },
        PassageTableFilter { text: "8s04".to_owned(), ..none.clone() },
        PassageTableFilter {
            text: "粤".to_owned(),
            scope: CarParkScope::of(&["q".to_owned()]),
            ..none.clone()
        },
        PassageTableFilter {
            text: "浙".to_owned(),
            without_photo: true,
            until: Some(UtcMillis(900_000)),
            ..none.clone()
        },
        PassageTableFilter { text: "99999999".to_owned(), ..none.clone() },
    ];
    for filter in filters {
        let expected = expected(&store, &filter).await;
        assert!(paged(&store, &filter, 97).await == expected, "{filter:?}");
    }
    let forgiving = PassageTableFilter { text: "85004".to_owned(), ..none.clone() };
    let found = store.passage_table(forgiving, None, 9).await.unwrap().0;
    assert!(!found.is_empty() && found.iter().all(|row| row.plate == "粤A8S004"), "a look-alike is forgiven");
    let (nothing, next) =
        store.passage_table(PassageTableFilter { text: "%".to_owned(), ..none }, None, 9).await.unwrap();
    assert_eq!((nothing.len(), next), (0, None));
}

/// All pages of one way of searching, and how many there were.
async fn pages_of(
    store: &Store,
    filter: PassageTableFilter,
    page: impl Fn(&Search<'_>, Place) -> Result<(Vec<Place>, Option<Place>), StoreError> + Send + 'static,
) -> (Vec<i64>, usize) {
    store
        .read(move |connection| {
            let search = Search { connection, filter: &filter, patience: 5 };
            let (mut found, mut before, mut pages) = (Vec::new(), (i64::MAX, i64::MAX), 0);
            loop {
                let (places, next) = page(&search, before)?;
                found.extend(places.into_iter().map(|(_, id)| id));
                pages += 1;
                match next {
                    Some(next) => before = next,
                    None => return Ok((found, pages)),
                }
            }
        })
        .await
        .unwrap()
}

#[tokio::test]
async fn each_way_to_a_fragment_finds_the_same() {
    let (_dir, store) = crowded(60).await;
    for (text, without_photo) in [("B0", false), ("B0", true), ("8S0", false), ("85014", false), ("浙", true)]
    {
        let filter = PassageTableFilter {
            text: text.to_owned(),
            without_photo,
            direction: Some(Direction::In),
            lane_no: Some("2".to_owned()),
            ..PassageTableFilter::default()
        };
        let fragment = Fragment::new(text).unwrap();
        let through = pages_of(&store, filter.clone(), move |search, before| {
            search.look_through(&search.stretches()?, &Fragment::new(text).unwrap(), before, 3)
        });
        let (through, pages) = through.await;
        assert!(pages > 1, "a page ends when its patience does, and the next goes on there");
        let (by_plate, _) = pages_of(&store, filter.clone(), move |search, before| {
            let plates = plate_parts::with_fragment(search.connection, &fragment, PLATES)?.unwrap();
            search.of_plates_in(&plates, &search.stretches()?, before, 3)
        })
        .await;
        assert_eq!(through, by_plate, "{text}");
        let expected = expected(&store, &filter).await;
        assert!(text == "85014" || through == expected, "{text}: {through:?}, not {expected:?}");
        assert!(text != "85014" || !through.is_empty(), "a look-alike is forgiven");
    }
}

#[tokio::test]
async fn no_filter_reads_the_table_from_end_to_end() {
    let (_dir, store) = crowded(10).await;
    let plans = store
        .read(|connection| {
            let plan = |sql| Ok(testing::plan(connection, sql)?.join("; "));
            STATEMENTS.into_iter().map(|(sql, _)| plan(sql)).collect::<Result<Vec<String>, StoreError>>()
        })
        .await
        .unwrap();
    for (plan, (_, index)) in plans.iter().zip(STATEMENTS) {
        assert!(plan.contains(&format!("COVERING INDEX {index} ")), "{plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}

#[tokio::test]
async fn a_passage_counts_as_without_a_photo_only_once_there_is_none_to_come() {
    let (_dir, store) = crowded(1).await;
    let without = async || {
        let filter = PassageTableFilter { without_photo: true, ..PassageTableFilter::default() };
        store.passage_table(filter, None, 9).await.unwrap().0.len()
    };
    assert_eq!(without().await, 1);
    let change = async |sql: &'static str| store.write(move |tx| Ok(tx.execute_batch(sql)?)).await.unwrap();
    change(
        "INSERT INTO photos (parking_id, passage_id, origin, state, taken_at, wanted_since, next_fetch_at)
         VALUES ('p', 1, 'platform', 'wanted', 0, 0, 0)",
    )
    .await;
    assert_eq!(without().await, 0, "it is awaited");
    change("UPDATE photos SET state = 'failed'").await;
    assert_eq!(without().await, 1, "it could not be had");
    change("UPDATE photos SET state = 'stored'").await;
    assert_eq!(without().await, 0);
}
