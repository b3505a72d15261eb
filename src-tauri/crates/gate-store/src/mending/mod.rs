//! What staff put right of a session: plate, times, kind and pairing. It is tried first, within a savepoint that is taken back,
//! to show what changes for the city; and then done, unless somebody changed the session meanwhile.

mod acts;
mod candidates;
mod departure;
mod told;

use gate_core::plate::PlateColour;
use gate_core::time::UtcMillis;
use rusqlite::{Connection, params};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::session_facts;
use crate::store::Store;

pub use candidates::PairingCandidate;
pub use told::{CityAct, CityChange, CityEvent};

/// What is put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mend {
    /// The plate, as typed.
    Plate(String),
    /// When the vehicle came.
    ArrivedAt(UtcMillis),
    /// When it left.
    DepartedAt(UtcMillis),
    /// What the city is told of it; for all its visits from now on, or for this one.
    Kind {
        /// `vehtype`, two digits.
        vehtype: String,
        /// `hpys`.
        hpys: String,
        /// Remember it for the plate.
        for_plate: bool,
    },
    /// The departure of another session, whose arrival nobody saw, is this one's.
    Join {
        /// The other session.
        other: i64,
        /// Its version, as the person saw it.
        version: String,
    },
    /// The departure is not this vehicle's: it becomes a session of its own and awaits its arrival.
    Split,
    /// The vehicle is not inside any more, and nobody saw it leave. Nothing is told to the city.
    ExitMissed,
    /// The departures of two sessions were taken for one another.
    Swap {
        /// The other session.
        other: i64,
        /// Its version, as the person saw it.
        version: String,
    },
}

/// A session to be put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// The session.
    pub session_id: i64,
    /// Its version, as the person saw it.
    pub version: String,
    /// What is put right.
    pub mend: Mend,
    /// The configured colour of ordinary plates.
    pub ordinary_colour: PlateColour,
}

/// What putting right comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The session that holds the passages then.
    pub session_id: i64,
    /// What the city is told otherwise.
    pub changes: Vec<CityChange>,
}

/// What was done, for the record.
struct Done {
    session_id: i64,
    /// All sessions that it touched, those that it made or took away too.
    touched: Vec<i64>,
    field: &'static str,
    before: String,
    after: String,
}

impl Store {
    /// What putting a session right would change for the city. Nothing is kept of it.
    ///
    /// # Errors
    /// As [`Store::mend_session`].
    pub async fn preview_mending(&self, mending: Mending, now: UtcMillis) -> Result<Mended, StoreError> {
        self.write(move |tx| {
            tx.execute_batch("SAVEPOINT preview")?;
            let tried = mend(tx, &mending, now);
            tx.execute_batch("ROLLBACK TO preview; RELEASE preview")?;
            tried.map(|(mended, _)| mended)
        })
        .await
    }

    /// Puts a session right. What the city was told otherwise is told again, with the same `businessid`; the readings stay. Kept
    /// with who and why, and audited.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a session that is not there, [`StoreError::ChangedMeanwhile`] if it is no longer what the person
    /// saw, [`StoreError::CannotMend`] if it makes no sense of this session; a failure to write.
    pub async fn mend_session(
        &self,
        mending: Mending,
        reason: &str,
        by: &str,
        now: UtcMillis,
    ) -> Result<Mended, StoreError> {
        let (reason, by) = (reason.to_owned(), by.to_owned());
        self.write(move |tx| {
            let (mended, done) = mend(tx, &mending, now)?;
            for session in noted(&mending, &done) {
                note(tx, session, &done, &reason, &by, now)?;
            }
            let entry =
                AuditEntry::new(now, &by, "session.correct", &format!("session:{}", mended.session_id))
                    .with_before(json!({ "field": done.field, "value": done.before }))
                    .with_after(json!({ "field": done.field, "value": done.after, "reason": reason }));
            audit::append(tx, &entry)?;
            [Change::Passages, Change::Sessions, Change::Deliveries].into_iter().for_each(|c| tx.changed(c));
            Ok(mended)
        })
        .await
    }
}

fn mend(connection: &Connection, mending: &Mending, now: UtcMillis) -> Result<(Mended, Done), StoreError> {
    let mut sessions = vec![mending.session_id];
    is_still(connection, mending.session_id, &mending.version)?;
    if let Mend::Join { other, version } | Mend::Swap { other, version } = &mending.mend {
        is_still(connection, *other, version)?;
        sessions.push(*other);
    }
    // A plate's other half is found only by doing it.
    let near: Vec<i64> = connection
        .prepare_cached("SELECT id FROM sessions WHERE state = 'awaiting_arrival' OR state = 'open'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let before = match mending.mend {
        Mend::Plate(_) => told::of(connection, &[sessions.clone(), near].concat())?,
        _ => told::of(connection, &sessions)?,
    };
    let done = acts::act(connection, mending, now)?;
    let after = told::of(connection, &done.touched)?;
    let changes = told::compare(&before, &after, &done.touched);
    Ok((Mended { session_id: done.session_id, changes }, done))
}

fn is_still(connection: &Connection, session: i64, version: &str) -> Result<(), StoreError> {
    if session_facts::version(connection, session)? == version {
        Ok(())
    } else {
        Err(StoreError::ChangedMeanwhile)
    }
}

/// Under which sessions it is kept: a plate's correction is kept by that act itself.
fn noted(mending: &Mending, done: &Done) -> Vec<i64> {
    match mending.mend {
        Mend::Plate(_) => vec![done.session_id],
        _ => done.touched.clone(),
    }
}

fn note(
    connection: &Connection,
    session: i64,
    done: &Done,
    reason: &str,
    by: &str,
    now: UtcMillis,
) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO session_corrections (session_id, field, before, after, reason, made_by, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![session, done.field, done.before, done.after, reason, by, now.0],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests;
