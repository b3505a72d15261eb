//! Lists that are filtered by car park and by a fragment of the plate while they are read: short beside the passages.

use gate_core::plate::{self, Fragment};
use rusqlite::{Connection, Params};

use crate::error::StoreError;
use crate::scope::CarParkScope;

/// Which rows of a list.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// The car parks that may be seen.
    pub scope: CarParkScope,
    /// Only this car park's.
    pub parking_id: Option<String>,
    /// A fragment of a plate; a look-alike in it is forgiven where nothing fits it as it was typed.
    pub text: String,
}

/// How a fragment was meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    AsTyped,
    Forgiving,
}

impl ListFilter {
    /// Whether the car park is one of those.
    pub(crate) fn holds(&self, parking_id: &str) -> bool {
        self.scope.holds(parking_id) && self.parking_id.as_deref().is_none_or(|only| only == parking_id)
    }

    /// The ids of the rows from `offset` on, at most `limit`, and how many there are. `sql` answers id, car park and normalised
    /// plate of every row in the list's order.
    pub(crate) fn ids(
        &self,
        connection: &Connection,
        sql: &str,
        values: impl Params + Clone,
        (offset, limit): (u32, u32),
    ) -> Result<(u32, Vec<i64>), StoreError> {
        let typed = self.text.trim();
        let fragment = Fragment::new(typed);
        if fragment.is_none() && !typed.is_empty() {
            return Ok((0, Vec::new()));
        }
        let read =
            |reading| self.read(connection, sql, values.clone(), fragment.as_ref(), reading, (offset, limit));
        let found = read(Reading::AsTyped)?;
        if found.0 == 0 && fragment.is_some() { read(Reading::Forgiving) } else { Ok(found) }
    }

    fn read(
        &self,
        connection: &Connection,
        sql: &str,
        values: impl Params,
        fragment: Option<&Fragment>,
        reading: Reading,
        (offset, limit): (u32, u32),
    ) -> Result<(u32, Vec<i64>), StoreError> {
        let folded = fragment.map(Fragment::folded).unwrap_or_default();
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        let (mut total, mut ids) = (0_u32, Vec::new());
        while let Some(row) = rows.next()? {
            let text = |index| row.get_ref(index).and_then(|value| Ok(value.as_str()?));
            if !self.holds(text(1)?) {
                continue;
            }
            let plate = text(2)?;
            let fits = match (fragment, reading) {
                (None, _) => true,
                (Some(_), Reading::AsTyped) => plate::fold(plate).contains(&folded),
                (Some(fragment), Reading::Forgiving) => fragment.fit(plate).is_some(),
            };
            if fits {
                if total >= offset && ids.len() < limit as usize {
                    ids.push(row.get(0)?);
                }
                total = total.saturating_add(1);
            }
        }
        Ok((total, ids))
    }
}
