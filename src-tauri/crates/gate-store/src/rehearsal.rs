//! What the sessions of a day would tell a city, whether or not they ever report. Nothing is kept of it.

use gate_core::time::UtcMillis;
use rusqlite::{Connection, Row, params};

use crate::error::StoreError;
use crate::sessions::{self, SessionRow};
use crate::store::Store;

/// A session that came or left on the day, with what a city would be told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RehearsedSession {
    /// The session.
    pub session: SessionRow,
    /// Its arrival; none where that was never seen.
    pub arrival: Option<RehearsedEvent>,
    /// Its departure; none while the vehicle is inside.
    pub departure: Option<RehearsedEvent>,
}

/// A passage as a city would be told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RehearsedEvent {
    /// The passage's time.
    pub at: UtcMillis,
    /// Free spaces then.
    pub free_spaces: u32,
    /// The passage's own photos, the oldest first, two at most.
    pub photos: Vec<RehearsedPhoto>,
}

/// A photo as a city would get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RehearsedPhoto {
    /// Below the photo folder, as it is sent; none if it is not here.
    pub path: Option<String>,
}

/// Where a page ended: a passage's time and id.
pub type RehearsalMark = (i64, i64);

/// A city takes no more of an event.
const PHOTOS: u32 = 2;

/// Passages that begin or end a session, in order of time; a departure only where its arrival is not of the same day, so that
/// each session comes once.
const OF_THE_DAY: &str = "FROM passages p INDEXED BY passages_identity
    WHERE p.parking_id = $1 AND p.at >= $2 AND p.at < $3 AND p.session_id IS NOT NULL
        AND (p.role = 'arrival' OR p.role = 'departure' AND NOT EXISTS (SELECT 1 FROM sessions s JOIN passages a ON a.id = s.arrival_id
            WHERE s.id = p.session_id AND a.at >= $2 AND a.at < $3))";

impl Store {
    /// How many sessions came or left from one instant to before another.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn count_rehearsed(
        &self,
        parking_id: &str,
        from: UtcMillis,
        until: UtcMillis,
    ) -> Result<u32, StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            let sql = format!("SELECT count(*) {OF_THE_DAY}");
            Ok(connection.query_row(&sql, params![parking_id, from.0, until.0], |row| row.get(0))?)
        })
        .await
    }

    /// The next sessions of these after a mark, in order of time, and where the page ended; no mark when there are no more.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn rehearsed_sessions(
        &self,
        parking_id: &str,
        (from, until): (UtcMillis, UtcMillis),
        after: Option<RehearsalMark>,
        limit: u32,
    ) -> Result<(Vec<RehearsedSession>, Option<RehearsalMark>), StoreError> {
        let parking_id = parking_id.to_owned();
        self.read(move |connection| {
            let sql = format!(
                "SELECT p.session_id, p.at, p.id {OF_THE_DAY} AND p.at >= $4 AND (p.at > $4 OR p.id > $5) ORDER BY p.at, p.id LIMIT $6"
            );
            let (at, id) = after.unwrap_or((i64::MIN, 0));
            let mut statement = connection.prepare_cached(&sql)?;
            let values = params![parking_id, from.0, until.0, at, id, limit];
            let places = statement
                .query_map(values, |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?
                .collect::<Result<Vec<(i64, RehearsalMark)>, _>>()?;
            let mark = places.last().map(|(_, mark)| *mark).filter(|_| places.len() == limit as usize);
            let whole = places.iter().map(|(session, _)| whole(connection, *session));
            Ok((whole.collect::<Result<_, _>>()?, mark))
        })
        .await
    }
}

fn whole(connection: &Connection, id: i64) -> Result<RehearsedSession, StoreError> {
    let sql = format!("SELECT {} FROM sessions WHERE id = $1", sessions::COLUMNS);
    let session = connection.prepare_cached(&sql)?.query_row([id], sessions::session_row)?;
    let event = |column: &str, at: Option<UtcMillis>| event(connection, id, column, at);
    Ok(RehearsedSession {
        arrival: event("arrival_id", session.arrived_at)?,
        departure: event("departure_id", session.departed_at)?,
        session,
    })
}

fn event(
    connection: &Connection,
    session: i64,
    column: &str,
    at: Option<UtcMillis>,
) -> Result<Option<RehearsedEvent>, StoreError> {
    let Some(at) = at else { return Ok(None) };
    let sql = format!(
        "SELECT p.id, p.free_spaces FROM sessions s JOIN passages p ON p.id = s.{column} WHERE s.id = $1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([session])?;
    let Some(row) = rows.next()? else {
        return Ok(Some(RehearsedEvent { at, free_spaces: 0, photos: Vec::new() }));
    };
    let passage: i64 = row.get(0)?;
    let mut photos = connection.prepare_cached(
        "SELECT CASE WHEN state = 'stored' THEN coalesce(nullif(fitted_path, ''), path) END FROM photos
         WHERE passage_id = $1 ORDER BY id LIMIT $2",
    )?;
    let photo = |row: &Row<'_>| Ok(RehearsedPhoto { path: row.get(0)? });
    let photos = photos.query_map(params![passage, PHOTOS], photo)?.collect::<Result<_, _>>()?;
    Ok(Some(RehearsedEvent { at, free_spaces: row.get(1)?, photos }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::{StoreOptions, testing};
    use gate_core::passage::{Direction, Source};

    #[tokio::test]
    async fn each_session_of_the_day_comes_once_and_pages_go_on() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let at = |minute: i64| UtcMillis(minute * 60_000);
        let records = [
            (Direction::In, "浙B11111", 10),
            (Direction::In, "浙B22222", 100),
            (Direction::Out, "浙B22222", 150),
            (Direction::Out, "浙B11111", 160),
            (Direction::In, "浙B33333", 170),
            (Direction::Out, "浙B33333", 300),
            (Direction::In, "浙B44444", 310),
        ]
        .map(|(direction, plate, minute)| testing::record(direction, plate, "1", at(minute)));
        store.ingest(&testing::rules(), records.into(), Source::Records, at(400)).await.unwrap();
        let day = (at(100), at(200));
        assert_eq!(store.count_rehearsed(testing::PARK, day.0, day.1).await.unwrap(), 3);
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let (page, next) = store.rehearsed_sessions(testing::PARK, day, after, 2).await.unwrap();
            seen.extend(page);
            if next.is_none() {
                break;
            }
            after = next;
        }
        let plates: Vec<_> = seen.iter().map(|one| one.session.plate.as_str()).collect();
        assert_eq!(plates, ["浙B22222", "浙B11111", "浙B33333"]);
        let first = &seen[0];
        assert_eq!(first.arrival.as_ref().unwrap().at, at(100));
        assert_eq!(first.departure.as_ref().unwrap().at, at(150));
        let photo = &first.arrival.as_ref().unwrap().photos[0];
        assert_eq!(photo.path, None, "it was not fetched yet");
    }
}
