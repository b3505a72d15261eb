#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::source::{ALL, AWAITS, GIVEN_UP, PARKED, REFUSED, UNDELIVERED};
use super::*;
use crate::deliveries::{held_up, overview};
use crate::{StoreOptions, testing};

const NOW: UtcMillis = UtcMillis(1_000_000_000);

/// A store with `count` sessions of two car parks, two deliveries each, in every state.
async fn crowded(count: i64) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
    store
        .write(move |tx| {
            let mut session = tx.prepare(
                "INSERT INTO sessions (id, parking_id, plate, business_id, state, sort_at, vehtype, hpys, kind_by, created_at)
                 VALUES ($1, $2, $3, $1, 'closed', $4, '02', '蓝', 'default', 0)",
            )?;
            let mut owed = tx.prepare(
                "INSERT INTO deliveries (id, parking_id, session_id, kind, event_at, next_attempt_at, created_at, delivered_at,
                    parked_reason, answer, given_up_at, awaits, blocked_by)
                 VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11, $12)",
            )?;
            for n in 0..count {
                let park = if n % 5 == 0 { "q" } else { "p" };
                let plate = if n % 7 == 0 { format!("粤A8S{:03}", n % 50) } else { format!("浙B{:05}", n % 321) };
                // Several at one instant.
                let at = n / 3 * 1_000;
                session.execute(params![n, park, plate, at])?;
                plate_parts::know(tx, &plate)?;
                let undelivered = n % 4 != 0;
                let reason = match n % 12 {
                    1 => Some("refused"),
                    5 => Some("photo_missing"),
                    _ => None,
                };
                let words = (n % 12 == 1).then(|| format!("参数{}有误", n % 24));
                let given_up = (n % 12 == 7).then_some(1_i64);
                owed.execute(params![
                    2 * n, park, n, "arrival", at, if n % 12 == 2 { i64::MAX } else { 0 },
                    (!undelivered).then_some(1_i64), reason, words, given_up, Option::<&str>::None, Option::<i64>::None
                ])?;
                // Its photo waits for it, or for itself.
                owed.execute(params![
                    2 * n + 1, park, n, "arrival_photo", at, 0, (!undelivered).then_some(1_i64), Option::<&str>::None,
                    Option::<&str>::None, Option::<i64>::None, (undelivered && n % 3 == 0).then_some("photo"),
                    undelivered.then_some(2 * n)
                ])?;
            }
            Ok(())
        })
        .await
        .unwrap();
    (dir, store)
}

/// All of it, by the slow and obvious way.
async fn expected(store: &Store, filter: &DeliveryTableFilter) -> Vec<i64> {
    let filter = filter.clone();
    store
        .read(move |connection| {
            let mut ids = connection
                .prepare("SELECT id, event_at FROM deliveries ORDER BY event_at DESC, id DESC")?
                .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?
                .collect::<Result<Vec<_>, _>>()?;
            ids.retain(|(_, at)| {
                filter.from.is_none_or(|from| *at >= from.0) && filter.until.is_none_or(|until| *at < until.0)
            });
            let sought = plate::fold(&plate::normalise(&filter.text));
            let mut found = Vec::new();
            for (id, _) in ids {
                let row = one(connection, id, NOW)?.unwrap();
                let it = &row.delivery;
                let waits = matches!(it.state, DeliveryState::Due | DeliveryState::Waiting);
                let held = match filter.hold_up {
                    None => true,
                    Some(HoldUp::Parked(reason)) => {
                        it.state == DeliveryState::Parked
                            && it.parked_reason.as_deref() == Some(reason.code())
                            && (filter.words.is_none() || it.answer == filter.words)
                    }
                    Some(HoldUp::AwaitsPhoto) => waits && it.waits_for.as_deref() == Some("photo"),
                    Some(HoldUp::Behind) => waits && row.behind.is_some(),
                    Some(_) => waits,
                };
                if held
                    && filter.scope.holds(&it.parking_id)
                    && filter.parking_id.as_ref().is_none_or(|only| *only == it.parking_id)
                    && filter.states.is_none_or(|states| states.hold(it.state))
                    && filter.kind.is_none_or(|kind| kind == it.kind)
                    && plate::fold(&it.plate).contains(&sought)
                {
                    found.push(id);
                }
            }
            Ok(found)
        })
        .await
        .unwrap()
}

async fn paged(store: &Store, filter: &DeliveryTableFilter, limit: u32) -> Vec<i64> {
    let (mut ids, mut before) = (Vec::new(), None);
    loop {
        let (rows, next) = store.delivery_table(filter.clone(), before, limit, NOW).await.unwrap();
        assert!(rows.len() <= limit as usize);
        ids.extend(rows.iter().map(|row| row.delivery.id));
        match next {
            Some(_) => before = next,
            None => return ids,
        }
    }
}

#[tokio::test]
async fn every_filter_shows_each_delivery_once_and_in_order() {
    let (_dir, store) = crowded(2_000).await;
    let none = DeliveryTableFilter::default();
    let q = || Some("q".to_owned());
    let of = |states| DeliveryTableFilter { states: Some(states), ..DeliveryTableFilter::default() };
    let held = |hold_up| DeliveryTableFilter { hold_up: Some(hold_up), ..DeliveryTableFilter::default() };
    let filters = [
        none.clone(),
        DeliveryTableFilter { parking_id: q(), ..none.clone() },
        DeliveryTableFilter { scope: CarParkScope::of(&["q".to_owned()]), ..none.clone() },
        DeliveryTableFilter {
            scope: CarParkScope::of(&["q".to_owned()]),
            parking_id: Some("p".to_owned()),
            ..none.clone()
        },
        of(DeliveryStates::Open),
        of(DeliveryStates::Parked),
        of(DeliveryStates::Delivered),
        of(DeliveryStates::GivenUp),
        held(HoldUp::Parked(ParkedReason::Refused)),
        DeliveryTableFilter {
            words: Some("参数13有误".to_owned()),
            ..held(HoldUp::Parked(ParkedReason::Refused))
        },
        held(HoldUp::Parked(ParkedReason::PhotoMissing)),
        held(HoldUp::AwaitsPhoto),
        held(HoldUp::Behind),
        held(HoldUp::Held),
        DeliveryTableFilter { kind: Some(DeliveryKind::ArrivalPhoto), ..of(DeliveryStates::Open) },
        DeliveryTableFilter {
            from: Some(UtcMillis(100_000)),
            until: Some(UtcMillis(200_000)),
            ..of(DeliveryStates::Parked)
        },
        DeliveryTableFilter { text: "b00013".to_owned(), ..none.clone() },
        DeliveryTableFilter { text: "b00013".to_owned(), ..of(DeliveryStates::Parked) },
        DeliveryTableFilter { text: "0".to_owned(), ..of(DeliveryStates::Delivered) },
        DeliveryTableFilter { text: "99999999".to_owned(), ..none.clone() },
    ];
    for filter in filters {
        let expected = expected(&store, &filter).await;
        let found = paged(&store, &filter, 97).await;
        assert!(found == expected, "{filter:?}: {} of {}", found.len(), expected.len());
        let by_id = store.delivery_ids(filter, None, 50, NOW).await.unwrap().0;
        assert_eq!(by_id, expected[..expected.len().min(50)]);
    }
}

#[tokio::test]
async fn a_plate_with_more_sessions_than_a_page_reads_goes_on_where_it_ended() {
    let (_dir, store) = crowded(0).await;
    store
        .write(|tx| {
            plate_parts::know(tx, "浙B00013")?;
            tx.execute_batch(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500)
                 INSERT INTO sessions (id, parking_id, plate, business_id, state, sort_at, vehtype, hpys, kind_by, created_at)
                 SELECT i, 'p', '浙B00013', i, 'closed', i, '02', '蓝', 'default', 0 FROM n;
                 INSERT INTO deliveries (parking_id, session_id, kind, event_at, next_attempt_at, created_at)
                 SELECT 'p', id, 'arrival', sort_at, 0, 0 FROM sessions",
            )?;
            Ok(())
        })
        .await
        .unwrap();
    let filter = DeliveryTableFilter { text: "00013".to_owned(), ..DeliveryTableFilter::default() };
    assert_eq!(paged(&store, &filter, 500).await.len(), 4_500);
    let rare = DeliveryTableFilter { states: Some(DeliveryStates::Parked), ..filter };
    let (rows, next) = store.delivery_table(rare.clone(), None, 10, NOW).await.unwrap();
    assert!(rows.is_empty() && next.is_some(), "a page looks at so many rows and no more");
    assert!(paged(&store, &rare, 10).await.is_empty());
}

#[tokio::test]
async fn what_is_counted_is_what_the_rows_are() {
    let (_dir, store) = crowded(2_000).await;
    let all = CarParkScope::all;
    let days = store.delivery_days(all(), None, UtcMillis(0), 2).await.unwrap();
    assert_eq!(days.iter().map(|day| day.parking_id.as_str()).collect::<Vec<_>>(), ["p", "q"]);
    let standing = store.reporting_now(all(), None, NOW).await.unwrap();
    let groups = store.held_up(all(), None).await.unwrap();
    for (day, now) in days.iter().zip(&standing) {
        let count = async |states, hold_up| {
            let parking_id = Some(day.parking_id.clone());
            let filter =
                DeliveryTableFilter { parking_id, states, hold_up, ..DeliveryTableFilter::default() };
            paged(&store, &filter, 500).await.len() as u64
        };
        assert_eq!(day.waiting, count(Some(DeliveryStates::Open), None).await);
        assert_eq!(day.parked, count(Some(DeliveryStates::Parked), None).await);
        assert_eq!(day.delivered, count(Some(DeliveryStates::Delivered), None).await);
        assert_eq!(day.given_up, count(Some(DeliveryStates::GivenUp), None).await);
        assert_eq!(day.owed, day.waiting + day.parked + day.delivered);
        assert_eq!((now.waiting, now.parked), (day.waiting, day.parked));
        let oldest = if day.parking_id == "p" { 0 } else { 1_000 };
        assert_eq!(now.oldest_undelivered_at, Some(UtcMillis(oldest)));
        let behind = count(None, Some(HoldUp::Behind)).await;
        assert_eq!(now.going, now.waiting - behind);
        for group in groups.iter().filter(|group| group.parking_id == day.parking_id) {
            let filter = DeliveryTableFilter {
                parking_id: Some(day.parking_id.clone()),
                hold_up: Some(group.hold_up),
                words: group.words.clone(),
                ..DeliveryTableFilter::default()
            };
            assert_eq!(group.count, paged(&store, &filter, 500).await.len() as u64, "{group:?}");
        }
    }
    let words = groups.iter().filter(|group| group.words.is_some()).count();
    assert_eq!(words, 4, "two words of two car parks");
    assert!(store.held_up(CarParkScope::of(&["r".to_owned()]), None).await.unwrap().is_empty());
}

#[tokio::test]
async fn no_view_reads_the_table_from_end_to_end() {
    let (_dir, store) = crowded(10).await;
    let plans = store
        .read(|connection| {
            [
                ALL,
                UNDELIVERED,
                GIVEN_UP,
                PARKED,
                REFUSED,
                AWAITS,
                SESSIONS,
                overview::PASSAGES,
                overview::REPEATS,
                overview::ALL,
                overview::UNDELIVERED,
                overview::GIVEN_UP,
                overview::PARKED,
                overview::OLDEST,
                held_up::PARKED_GROUPS,
                held_up::AWAITING,
            ]
            .into_iter()
            .map(|sql| Ok((sql, testing::plan(connection, sql)?.join("; "))))
            .collect::<Result<Vec<_>, StoreError>>()
        })
        .await
        .unwrap();
    for (sql, plan) in plans {
        // What is counted, many at a time, needs no row; what is listed is a page.
        let counted = [
            overview::ALL,
            overview::UNDELIVERED,
            overview::OLDEST,
            overview::PARKED,
            overview::PASSAGES,
            held_up::PARKED_GROUPS,
        ];
        assert!(plan.contains("COVERING") || !counted.contains(&sql), "{sql}: {plan}");
        assert!(plan.contains("parking_id=?"), "{sql}: {plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{sql}: {plan}");
    }
}

/// 50 ms for each view over 100,000 deliveries, of an optimised build: `cargo test --release -p gate-store views_of -- --ignored`.
#[tokio::test]
#[ignore = "a measurement"]
async fn views_of_100_000_deliveries() {
    const MOST: std::time::Duration = std::time::Duration::from_millis(50);
    let (_dir, store) = crowded(50_000).await;
    let filters = [
        ("all", DeliveryTableFilter::default()),
        ("parked", DeliveryTableFilter { states: Some(DeliveryStates::Parked), ..Default::default() }),
        ("delivered", DeliveryTableFilter { states: Some(DeliveryStates::Delivered), ..Default::default() }),
        ("nothing", DeliveryTableFilter { kind: Some(DeliveryKind::Departure), ..Default::default() }),
        ("behind", DeliveryTableFilter { hold_up: Some(HoldUp::Behind), ..Default::default() }),
        ("plate", DeliveryTableFilter { text: "00013".to_owned(), ..Default::default() }),
        ("common", DeliveryTableFilter { text: "1".to_owned(), ..Default::default() }),
    ];
    for (name, filter) in filters {
        let mut times = Vec::new();
        for _ in 0..40 {
            let begun = std::time::Instant::now();
            store.delivery_table(filter.clone(), None, 100, NOW).await.unwrap();
            times.push(begun.elapsed());
        }
        times.sort();
        assert!(times[37] <= MOST, "{name}: {times:?}");
    }
    let mut times = Vec::new();
    for _ in 0..40 {
        let begun = std::time::Instant::now();
        store.delivery_days(CarParkScope::all(), None, UtcMillis(0), 7).await.unwrap();
        store.reporting_now(CarParkScope::all(), None, NOW).await.unwrap();
        times.push(begun.elapsed());
    }
    times.sort();
    assert!(times[37] <= MOST, "overview: {times:?}");
    let begun = std::time::Instant::now();
    store.held_up(CarParkScope::all(), None).await.unwrap();
    assert!(begun.elapsed() <= MOST, "reasons: {:?}", begun.elapsed());
}
