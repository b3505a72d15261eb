//! Looking through the audit log, page by page, the newest first.

use gate_core::time::UtcMillis;
use rusqlite::{Connection, OptionalExtension, params};

use super::list::{AuditRow, row};
use crate::error::StoreError;
use crate::store::Store;

/// Rows that are looked through for one page: nobody waits for a search that nothing fits.
const LOOKED_THROUGH: i64 = 50_000;

/// What is looked for; empty texts match everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditSearch {
    /// Only rows of this actor.
    pub actor: String,
    /// Only rows of this action.
    pub action: String,
    /// Only rows whose subject, before or after holds this fragment; Latin letters of either case.
    pub text: String,
    /// Only rows from then on.
    pub from: Option<UtcMillis>,
    /// Only rows before then.
    pub until: Option<UtcMillis>,
}

/// How far back a page went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditMark {
    /// The next page holds rows before this number.
    pub id: i64,
    /// When the oldest row was written that was looked at.
    pub at: UtcMillis,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditPage {
    /// The rows that fit, newest first.
    pub rows: Vec<AuditRow>,
    /// Where the next page begins; none at the end. There may be one after a page that holds nothing: only so many rows
    /// are looked through for each.
    pub next: Option<AuditMark>,
}

impl Store {
    /// The newest rows before the row `before` that fit, at most `limit`.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn audit_page(
        &self,
        search: AuditSearch,
        before: Option<i64>,
        limit: u32,
    ) -> Result<AuditPage, StoreError> {
        self.read(move |connection| page(connection, &search, before, limit)).await
    }

    /// Everybody who stands in the log, in the order of their names.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn audit_actors(&self) -> Result<Vec<String>, StoreError> {
        self.read(|connection| {
            // From name to name along the index: a long log has few of them.
            let mut next = connection.prepare_cached("SELECT min(actor) FROM audit WHERE actor > $1")?;
            let (mut actors, mut last) = (Vec::new(), String::new());
            while let Some(actor) = next.query_row([&last], |row| row.get::<_, Option<String>>(0))? {
                actors.push(actor.clone());
                last = actor;
            }
            Ok(actors)
        })
        .await
    }
}

fn page(
    connection: &Connection,
    search: &AuditSearch,
    before: Option<i64>,
    limit: u32,
) -> Result<AuditPage, StoreError> {
    let (from, until) = (search.from.map_or(i64::MIN, |at| at.0), search.until.map_or(i64::MAX, |at| at.0));
    let Some((lowest, highest)) = within(connection, search, from, until)? else {
        return Ok(AuditPage { rows: Vec::new(), next: None });
    };
    let top = before.unwrap_or(i64::MAX).min(highest.saturating_add(1));
    let bottom = lowest.max(top.saturating_sub(LOOKED_THROUGH));
    let mut statement = connection.prepare_cached(
        "SELECT id, at, actor, action, subject, before, after FROM audit
         WHERE id < $1 AND id >= $2 AND at >= $3 AND at < $4 AND ($5 = '' OR actor = $5) AND ($6 = '' OR action = $6)
           AND ($7 = '' OR instr(upper(subject), $7) > 0 OR instr(upper(before), $7) > 0
                OR instr(upper(after), $7) > 0)
         ORDER BY id DESC LIMIT $8",
    )?;
    let text = search.text.to_ascii_uppercase();
    let rows: Vec<AuditRow> = statement
        .query_map(params![top, bottom, from, until, search.actor, search.action, text, limit], row)?
        .collect::<Result<_, _>>()?;
    let seen_to = match rows.last() {
        Some(last) if rows.len() >= limit as usize => last.id,
        _ => bottom,
    };
    let next = if seen_to > lowest { mark(connection, seen_to)? } else { None };
    Ok(AuditPage { rows, next })
}

/// The first and the last row between two instants. A clock may have jumped: rows of other days may stand between them.
fn within(
    connection: &Connection,
    search: &AuditSearch,
    from: i64,
    until: i64,
) -> Result<Option<(i64, i64)>, StoreError> {
    let ends: (Option<i64>, Option<i64>) = if search.from.is_none() && search.until.is_none() {
        connection
            .prepare_cached("SELECT (SELECT min(id) FROM audit), (SELECT max(id) FROM audit)")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?
    } else {
        connection
            .prepare_cached("SELECT min(id), max(id) FROM audit WHERE at >= $1 AND at < $2")?
            .query_row([from, until], |row| Ok((row.get(0)?, row.get(1)?)))?
    };
    Ok(ends.0.zip(ends.1))
}

fn mark(connection: &Connection, id: i64) -> Result<Option<AuditMark>, StoreError> {
    let at = connection
        .prepare_cached("SELECT at FROM audit WHERE id >= $1 ORDER BY id LIMIT 1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(at.map(|at| AuditMark { id, at: UtcMillis(at) }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{AuditEntry, StoreOptions};

    const HOUR: i64 = 3_600_000;

    async fn store(dir: &std::path::Path) -> Store {
        let store = Store::open(dir, &StoreOptions::bare()).unwrap();
        for n in 0..10 {
            let actor = if n % 2 == 0 { "anna" } else { "bert" };
            let action = if n < 5 { "lane_open" } else { "photo.send" };
            let entry = AuditEntry::new(UtcMillis(n * HOUR), actor, action, &format!("park/浙B{n:05}"))
                .with_after(json!({ "reason": "Fire_100%", "n": n }));
            store.append_audit(entry).await.unwrap();
        }
        store
    }

    fn ids(page: &AuditPage) -> Vec<i64> {
        page.rows.iter().map(|row| row.id).collect()
    }

    #[tokio::test]
    async fn pages_follow_each_other_without_a_gap_and_end() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(dir.path()).await;
        let (mut all, mut before) = (Vec::new(), None);
        loop {
            let page = store.audit_page(AuditSearch::default(), before, 4).await.unwrap();
            all.extend(ids(&page));
            match page.next {
                Some(next) => before = Some(next.id),
                None => break,
            }
        }
        assert_eq!(all, (1..=10).rev().collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn who_what_subject_and_time_each_narrow() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(dir.path()).await;
        let found = async |search: AuditSearch| ids(&store.audit_page(search, None, 100).await.unwrap());
        let of = |actor: &str, action: &str, text: &str| AuditSearch {
            actor: actor.to_owned(),
            action: action.to_owned(),
            text: text.to_owned(),
            ..AuditSearch::default()
        };
        assert_eq!(found(of("anna", "photo.send", "")).await, [9, 7]);
        assert_eq!(found(of("", "", "b00003")).await, [4], "a fragment in small letters");
        assert_eq!(found(of("", "", "fire_100%")).await.len(), 10, "in what was there after");
        assert_eq!(found(of("", "", "fire%100")).await, [0; 0], "a sign stands for itself");
        let hours = AuditSearch {
            from: Some(UtcMillis(3 * HOUR)),
            until: Some(UtcMillis(5 * HOUR)),
            ..AuditSearch::default()
        };
        assert_eq!(found(hours).await, [5, 4]);
        let never = AuditSearch { from: Some(UtcMillis(99 * HOUR)), ..AuditSearch::default() };
        assert_eq!(store.audit_page(never, None, 5).await.unwrap().next, None);
        assert_eq!(store.audit_actors().await.unwrap(), ["anna", "bert"]);
    }

    #[tokio::test]
    async fn a_search_that_nothing_fits_says_how_far_it_looked() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let rows = LOOKED_THROUGH + 3;
        store
            .write(move |tx| {
                for n in 0..rows {
                    crate::audit::append(tx, &AuditEntry::new(UtcMillis(n), "anna", "login", ""))?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let nobody = AuditSearch { actor: "bert".to_owned(), ..AuditSearch::default() };
        let page = store.audit_page(nobody.clone(), None, 10).await.unwrap();
        assert_eq!(page.rows, []);
        let next = page.next.unwrap();
        assert_eq!(next, AuditMark { id: 4, at: UtcMillis(3) });
        assert_eq!(store.audit_page(nobody, Some(next.id), 10).await.unwrap().next, None);
    }
}
