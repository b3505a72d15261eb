//! Visitors: what the open platform told of a plate's permission.

mod list;
mod local;

use gate_core::plate;
use gate_core::time::UtcMillis;
use gate_core::visitor::Visitor;
use rusqlite::{Connection, Row, params};

use crate::change::Change;
use crate::error::StoreError;
use crate::store::Store;
use crate::{name_parts, plate_parts, romanised};

pub use list::VisitorListRow;
pub use local::LocalVisit;

/// How we heard of a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitorSource {
    /// By a callback, whose signature does not cover what it says: unconfirmed until the platform was asked.
    Callback,
    /// By asking the platform.
    Query,
    /// It was made here, as an authorised vehicle.
    Here,
}

impl VisitorSource {
    fn code(self) -> &'static str {
        match self {
            Self::Callback => "callback",
            Self::Query => "query",
            Self::Here => "local",
        }
    }

    fn from_code(code: &str) -> Self {
        match code {
            "local" => Self::Here,
            "query" => Self::Query,
            _ => Self::Callback,
        }
    }
}

/// A visitor with what is known of where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorRow {
    /// Its number here.
    pub id: i64,
    /// What was told.
    pub visitor: Visitor,
    /// When we last heard of it.
    pub heard_at: UtcMillis,
    /// When the platform confirmed it; `None` if only a callback said so.
    pub confirmed_at: Option<UtcMillis>,
    /// When it was called off from here.
    pub cancelled_at: Option<UtcMillis>,
    /// How we heard of it.
    pub source: VisitorSource,
}

impl Store {
    /// Keeps what was told of a visitor. The same car park, plate and beginning is the same visit, which a newer
    /// word replaces; a callback does not overwrite what the platform confirmed, but what it adds is kept.
    ///
    /// # Errors
    /// As any write.
    pub async fn hear_visitor(
        &self,
        visitor: &Visitor,
        source: VisitorSource,
        now: UtcMillis,
    ) -> Result<i64, StoreError> {
        let visitor = visitor.clone();
        self.write(move |tx| {
            let key = plate::normalise(&visitor.plate);
            let extra =
                serde_json::to_string(&visitor.extra).map_err(|e| StoreError::BadValue(e.to_string()))?;
            let confirmed_at = (source == VisitorSource::Query).then_some(now.0);
            let source = source.code();
            let name = visitor.name.as_deref().unwrap_or_default();
            let romanised = romanised::name(name);
            plate_parts::know(tx, &key)?;
            name_parts::know(tx, name)?;
            let id = tx
                .prepare_cached(
                    "INSERT INTO visitors (parking_id, plate, plate_key, contact_name, contact_pinyin,
                         contact_initials, contact_phone, starts_at, ends_at, reason, extra, source, heard_at,
                         confirmed_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                     ON CONFLICT (parking_id, plate_key, starts_at) DO UPDATE SET
                         contact_name = CASE WHEN visitors.contact_name = '' OR excluded.confirmed_at IS NOT NULL
                             OR visitors.confirmed_at IS NULL
                             THEN excluded.contact_name ELSE visitors.contact_name END,
                         contact_pinyin = CASE WHEN visitors.contact_name = '' OR excluded.confirmed_at IS NOT NULL
                             OR visitors.confirmed_at IS NULL
                             THEN excluded.contact_pinyin ELSE visitors.contact_pinyin END,
                         contact_initials = CASE WHEN visitors.contact_name = '' OR excluded.confirmed_at IS NOT NULL
                             OR visitors.confirmed_at IS NULL
                             THEN excluded.contact_initials ELSE visitors.contact_initials END,
                         contact_phone = CASE WHEN visitors.contact_phone = '' OR excluded.confirmed_at IS NOT NULL
                             OR visitors.confirmed_at IS NULL
                             THEN excluded.contact_phone ELSE visitors.contact_phone END,
                         ends_at = CASE WHEN excluded.confirmed_at IS NOT NULL OR visitors.confirmed_at IS NULL
                             THEN excluded.ends_at ELSE visitors.ends_at END,
                         reason = CASE WHEN visitors.reason = '' OR excluded.confirmed_at IS NOT NULL
                             OR visitors.confirmed_at IS NULL
                             THEN excluded.reason ELSE visitors.reason END,
                         extra = CASE WHEN excluded.confirmed_at IS NOT NULL OR visitors.confirmed_at IS NULL
                             THEN excluded.extra ELSE visitors.extra END,
                         source = CASE WHEN excluded.confirmed_at IS NOT NULL OR visitors.confirmed_at IS NULL
                             THEN excluded.source ELSE visitors.source END,
                         heard_at = excluded.heard_at,
                         confirmed_at = coalesce(excluded.confirmed_at, visitors.confirmed_at)
                     RETURNING id",
                )?
                .query_row(
                    params![
                        visitor.parking_id,
                        visitor.plate,
                        key,
                        name,
                        romanised.full,
                        romanised.initials,
                        visitor.phone.as_deref().unwrap_or_default(),
                        visitor.from.map_or(0, |at| at.0),
                        visitor.until.map_or(0, |at| at.0),
                        visitor.reason.as_deref().unwrap_or_default(),
                        extra,
                        source,
                        now.0,
                        confirmed_at
                    ],
                    |row| row.get(0),
                )?;
            tx.changed(Change::Visitors);
            Ok(id)
        })
        .await
    }

    /// What is known of this plate (in any writing) as a visitor of a car park, newest beginning first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn visitors_by_plate(
        &self,
        parking_id: &str,
        plate: &str,
    ) -> Result<Vec<VisitorRow>, StoreError> {
        let (parking_id, key) = (parking_id.to_owned(), plate::normalise(plate));
        self.read(move |connection| {
            let mut visits = of_plate(connection, &key)?;
            visits.retain(|visit| visit.visitor.parking_id == parking_id);
            Ok(visits)
        })
        .await
    }

    /// What is known of this plate (in any writing) as a visitor of any car park, newest beginning first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn visits_of_plate(&self, plate: &str) -> Result<Vec<VisitorRow>, StoreError> {
        let key = plate::normalise(plate);
        self.read(move |connection| of_plate(connection, &key)).await
    }
}

impl VisitorRow {
    /// Whether this pass lets the vehicle in at that moment: the platform confirmed it, nobody cancelled it, and the time is
    /// within it. What only a callback said does not count, since its signature does not cover it.
    #[must_use]
    pub fn covers(&self, at: UtcMillis) -> bool {
        self.confirmed_at.is_some()
            && self.cancelled_at.is_none()
            && self.visitor.from.is_none_or(|from| from <= at)
            && self.visitor.until.is_none_or(|until| until >= at)
    }
}

/// All visits of a normalised plate, newest beginning first.
pub(crate) fn of_plate(connection: &Connection, key: &str) -> Result<Vec<VisitorRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, parking_id, plate, contact_name, contact_phone, starts_at, ends_at, reason, extra, heard_at,
                confirmed_at, cancelled_at, source
         FROM visitors WHERE plate_key = $1 ORDER BY starts_at DESC, id DESC",
    )?;
    Ok(statement.query_map([key], read_visitor)?.collect::<Result<_, _>>()?)
}

fn read_visitor(row: &Row<'_>) -> rusqlite::Result<VisitorRow> {
    let text = |index: usize| -> rusqlite::Result<Option<String>> {
        let text: String = row.get(index)?;
        Ok(Some(text).filter(|text| !text.is_empty()))
    };
    let time = |index: usize| -> rusqlite::Result<Option<UtcMillis>> {
        let at: i64 = row.get(index)?;
        Ok(Some(UtcMillis(at)).filter(|at| at.0 != 0))
    };
    Ok(VisitorRow {
        id: row.get(0)?,
        visitor: Visitor {
            parking_id: row.get(1)?,
            plate: row.get(2)?,
            name: text(3)?,
            phone: text(4)?,
            from: time(5)?,
            until: time(6)?,
            reason: text(7)?,
            extra: serde_json::from_str(row.get_ref(8)?.as_str()?).unwrap_or_default(),
        },
        heard_at: UtcMillis(row.get(9)?),
        confirmed_at: row.get::<_, Option<i64>>(10)?.map(UtcMillis),
        cancelled_at: row.get::<_, Option<i64>>(11)?.map(UtcMillis),
        source: VisitorSource::from_code(row.get_ref(12)?.as_str()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;
    use std::collections::BTreeMap;

    fn visitor(reason: &str) -> Visitor {
        Visitor {
            parking_id: "park1".to_owned(),
            plate: "浙B·12345".to_owned(),
            name: Some("王五".to_owned()),
            phone: Some("13700137000".to_owned()),
            from: Some(UtcMillis(1_000)),
            until: Some(UtcMillis(9_000)),
            reason: Some(reason.to_owned()),
            extra: BTreeMap::from([("ext1".to_owned(), "东门".to_owned())]),
        }
    }

    #[tokio::test]
    async fn a_visit_is_kept_whole_and_once() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let first =
            store.hear_visitor(&visitor("拜访"), VisitorSource::Callback, UtcMillis(1)).await.unwrap();
        let again =
            store.hear_visitor(&visitor("面试"), VisitorSource::Callback, UtcMillis(2)).await.unwrap();
        assert_eq!(first, again);
        let rows = store.visitors_by_plate("park1", "浙B12345").await.unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].visitor, visitor("面试"));
        assert_eq!(rows[0].confirmed_at, None);
    }

    #[tokio::test]
    async fn a_callback_does_not_overwrite_what_the_platform_confirmed() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        store.hear_visitor(&visitor("拜访"), VisitorSource::Query, UtcMillis(1)).await.unwrap();
        let forged = Visitor { until: Some(UtcMillis(i64::MAX)), ..visitor("伪造") };
        store.hear_visitor(&forged, VisitorSource::Callback, UtcMillis(2)).await.unwrap();
        let rows = store.visitors_by_plate("park1", "浙B12345").await.unwrap();
        assert_eq!(rows[0].visitor, visitor("拜访"));
        assert_eq!(rows[0].confirmed_at, Some(UtcMillis(1)));
    }

    #[tokio::test]
    async fn a_pass_made_here_is_listed_once_it_is_taken_and_gone_where_it_was_not() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let visit = LocalVisit {
            parking_id: "park1".to_owned(),
            plate: "浙B77777".to_owned(),
            contact: "赵六".to_owned(),
            phone: "13600136000".to_owned(),
            from: UtcMillis(5_000),
            until: UtcMillis(9_000),
            reason: String::new(),
        };
        let list = async || store.visitor_list(crate::ListFilter::default(), 0, 9).await.unwrap().1;
        let id = store.begin_local_visit(visit.clone(), UtcMillis(1)).await.unwrap();
        assert!(list().await.is_empty(), "nobody took it yet");
        store.drop_visit(id).await.unwrap();
        let id = store.begin_local_visit(visit, UtcMillis(2)).await.unwrap();
        store.confirm_visit(id, UtcMillis(3)).await.unwrap();
        store.drop_visit(id).await.unwrap();
        store.hear_visitor(&visitor("拜访"), VisitorSource::Query, UtcMillis(4)).await.unwrap();
        let rows = list().await;
        let told: Vec<_> = rows.iter().map(|row| (row.visit.source, row.confirmed)).collect();
        assert_eq!(
            told,
            [(VisitorSource::Here, true), (VisitorSource::Query, true)],
            "the latest beginning first"
        );
        store.extend_visit(id, UtcMillis(20_000)).await.unwrap();
        store.cancel_visit(id, UtcMillis(6)).await.unwrap();
        let visit = store.visitor_listed(id).await.unwrap().unwrap().visit;
        assert_eq!((visit.visitor.until, visit.cancelled_at), (Some(UtcMillis(20_000)), Some(UtcMillis(6))));
    }
}
