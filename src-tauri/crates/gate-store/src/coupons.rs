//! Coupons that were issued from here.

use gate_core::coupon::{Coupon, CouponValue};
use gate_core::plate;
use gate_core::time::{DAY_MS, UtcMillis};
use rusqlite::{Connection, Row, params};
use serde_json::json;

use crate::audit::{self, AuditEntry};
use crate::change::Change;
use crate::error::StoreError;
use crate::issue_outcome::{ANSWER_MAX, Begun, IssueOutcome};
use crate::listing::ListFilter;
use crate::store::Store;

/// The same coupon within so long is more likely a second click than a second coupon.
const SAME_WITHIN_MS: i64 = 60_000;

/// A coupon that was issued from here, whatever came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouponRow {
    /// Its number here.
    pub id: i64,
    /// The car park.
    pub parking_id: String,
    /// The plate as it was given.
    pub plate: String,
    /// What it is worth.
    pub value: CouponValue,
    /// When it expires; `None` means never.
    pub expires_at: Option<UtcMillis>,
    /// Who issued it.
    pub issued_by: String,
    /// When.
    pub issued_at: UtcMillis,
    /// What came of it.
    pub outcome: IssueOutcome,
    /// The platform's words, where it had any.
    pub answer: String,
}

impl Store {
    /// Writes down that a coupon is about to be issued, with an unknown outcome: to be called, and waited for, before the request,
    /// so that a crash cannot lose one. Audited. Unless `again`, it is not begun where the plate got one of this kind in this car
    /// park a minute ago, or where what came of its last one in a day is not known.
    ///
    /// # Errors
    /// As any write.
    pub async fn begin_coupon(
        &self,
        parking_id: &str,
        coupon: &Coupon,
        by: &str,
        again: bool,
        now: UtcMillis,
    ) -> Result<Begun, StoreError> {
        let (parking_id, coupon, by) = (parking_id.to_owned(), coupon.clone(), by.to_owned());
        self.write(move |tx| {
            let key = plate::normalise(&coupon.plate);
            if !again && let Some(repeated) = repeated(tx, &parking_id, &key, coupon.value, now)? {
                return Ok(repeated);
            }
            let id: i64 = tx
                .prepare_cached(
                    "INSERT INTO coupons (parking_id, plate, plate_key, coupon_type, amount, expires_at, issued_by, issued_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
                )?
                .query_row(
                    params![
                        parking_id,
                        coupon.plate,
                        key,
                        coupon.value.wire_type(),
                        coupon.value.amount(),
                        coupon.expires.map(|at| at.0),
                        by,
                        now.0
                    ],
                    |row| row.get(0),
                )?;
            let entry = AuditEntry::new(now, &by, "coupon_issue", &format!("{parking_id}/{key}")).with_after(json!({
                "coupon": id,
                "type": coupon.value.wire_type(),
                "amount": coupon.value.amount(),
                "expires_at": coupon.expires.map(|at| at.0),
                "again": again,
            }));
            audit::append(tx, &entry)?;
            tx.changed(Change::Coupons);
            Ok(Begun::Id(id))
        })
        .await
    }

    /// Notes what came of a coupon: the first word counts, later ones change nothing. Audited. Answers it as it is then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; as any write.
    pub async fn end_coupon(
        &self,
        id: i64,
        outcome: IssueOutcome,
        answer: &str,
        now: UtcMillis,
    ) -> Result<CouponRow, StoreError> {
        let answer: String = answer.chars().take(ANSWER_MAX).collect();
        self.write(move |tx| {
            let counted = tx
                .prepare_cached(
                    "UPDATE coupons SET outcome = $1, answer = $2 WHERE id = $3 AND outcome = 'unknown'",
                )?
                .execute(params![outcome.code(), answer, id])?;
            let coupon =
                find(tx, id)?.ok_or_else(|| StoreError::NotFound { what: "coupon", id: id.to_string() })?;
            if counted > 0 {
                let subject = format!("{}/{}", coupon.parking_id, plate::normalise(&coupon.plate));
                let entry = AuditEntry::new(now, &coupon.issued_by, "coupon_answer", &subject)
                    .with_after(json!({ "coupon": id, "outcome": outcome.code() }));
                audit::append(tx, &entry)?;
                tx.changed(Change::Coupons);
            }
            Ok(coupon)
        })
        .await
    }

    /// Coupons issued from here from `offset` on, at most `limit`, the newest first, and how many there are.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn coupon_list(
        &self,
        filter: ListFilter,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<CouponRow>), StoreError> {
        self.read(move |connection| {
            let (total, ids) = filter.ids(connection, LIST, [], (offset, limit))?;
            let rows = ids.into_iter().filter_map(|id| find(connection, id).transpose());
            Ok((total, rows.collect::<Result<_, _>>()?))
        })
        .await
    }

    /// The coupons issued from here to a plate (in any writing), newest first.
    ///
    /// # Errors
    /// A failure to read.
    pub async fn coupons_of_plate(&self, plate: &str, limit: u32) -> Result<Vec<CouponRow>, StoreError> {
        let key = plate::normalise(plate);
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, parking_id, plate, coupon_type, amount, expires_at, issued_by, issued_at, outcome, answer
                 FROM coupons WHERE plate_key = $1 ORDER BY issued_at DESC, id DESC LIMIT $2",
            )?;
            statement.query_and_then(params![key, limit], read_coupon)?.collect()
        })
        .await
    }
}

const LIST: &str = "SELECT id, parking_id, plate_key FROM coupons ORDER BY issued_at DESC, id DESC";

/// The coupon that this one would repeat. A refused one, or one that never left, is no reason to ask.
fn repeated(
    connection: &Connection,
    parking_id: &str,
    key: &str,
    value: CouponValue,
    now: UtcMillis,
) -> Result<Option<Begun>, StoreError> {
    let same = connection
        .prepare_cached(
            "SELECT issued_at, outcome FROM coupons
             WHERE plate_key = $1 AND parking_id = $2 AND coupon_type = $3 AND outcome IN ('done', 'unknown')
             ORDER BY issued_at DESC, id DESC LIMIT 1",
        )?
        .query_and_then(params![key, parking_id, value.wire_type()], issued)?
        .next()
        .transpose()?;
    let last = connection
        .prepare_cached(
            "SELECT issued_at, outcome FROM coupons WHERE plate_key = $1 AND parking_id = $2
             ORDER BY issued_at DESC, id DESC LIMIT 1",
        )?
        .query_and_then(params![key, parking_id], issued)?
        .next()
        .transpose()?;
    let same = same.filter(|(at, _)| now.since(*at) < SAME_WITHIN_MS);
    let last = last.filter(|(at, outcome)| *outcome == IssueOutcome::Unknown && now.since(*at) < DAY_MS);
    Ok(same.or(last).map(|(at, outcome)| Begun::Repeated { ago_ms: now.since(at).max(0), outcome }))
}

fn issued(row: &Row<'_>) -> Result<(UtcMillis, IssueOutcome), StoreError> {
    Ok((UtcMillis(row.get(0)?), IssueOutcome::from_code(row.get_ref(1)?.as_str().unwrap_or_default())?))
}

fn find(connection: &Connection, id: i64) -> Result<Option<CouponRow>, StoreError> {
    connection
        .prepare_cached(
            "SELECT id, parking_id, plate, coupon_type, amount, expires_at, issued_by, issued_at, outcome, answer
             FROM coupons WHERE id = $1",
        )?
        .query_and_then([id], read_coupon)?
        .next()
        .transpose()
}

fn read_coupon(row: &Row<'_>) -> Result<CouponRow, StoreError> {
    let amount: u32 = row.get(4)?;
    let value = match row.get(3)? {
        1 => CouponValue::Count(amount),
        2 => CouponValue::Hours(amount),
        3 => CouponValue::Yuan(amount),
        other => return Err(StoreError::BadValue(format!("coupon type {other}"))),
    };
    Ok(CouponRow {
        id: row.get(0)?,
        parking_id: row.get(1)?,
        plate: row.get(2)?,
        value,
        expires_at: row.get::<_, Option<i64>>(5)?.map(UtcMillis),
        issued_by: row.get(6)?,
        issued_at: UtcMillis(row.get(7)?),
        outcome: IssueOutcome::from_code(row.get_ref(8)?.as_str().unwrap_or_default())?,
        answer: row.get(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;

    #[tokio::test]
    async fn a_plates_coupons_come_newest_first() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        store
            .write(|tx| {
                Ok(tx.execute_batch(
                    "INSERT INTO coupons (parking_id, plate, plate_key, coupon_type, amount, issued_by, issued_at, outcome)
                     VALUES ('p', '浙B·12345', '浙B12345', 2, 3, '王工', 1000, 'done'),
                            ('p', '浙B12345', '浙B12345', 3, 20, '王工', 2000, 'unknown'),
                            ('p', '浙B99999', '浙B99999', 1, 1, '王工', 3000, 'refused')",
                )?)
            })
            .await
            .unwrap();
        let rows = store.coupons_of_plate("浙b 12345", 9).await.unwrap();
        let told: Vec<_> = rows.iter().map(|row| (row.value, row.outcome)).collect();
        assert_eq!(
            told,
            [(CouponValue::Yuan(20), IssueOutcome::Unknown), (CouponValue::Hours(3), IssueOutcome::Done)]
        );
        assert_eq!(store.coupons_of_plate("浙B12345", 1).await.unwrap().len(), 1);
    }

    fn hours(plate: &str, hours: u32) -> Coupon {
        Coupon { plate: plate.to_owned(), value: CouponValue::Hours(hours), expires: None }
    }

    #[tokio::test]
    async fn a_repeated_coupon_is_begun_only_if_a_person_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        let begin = async |coupon: Coupon, again, at| {
            store.begin_coupon("p", &coupon, "王工", again, UtcMillis(at)).await.unwrap()
        };
        let Begun::Id(first) = begin(hours("浙B12345", 2), false, 0).await else {
            panic!("it is the first")
        };
        let under_way = begin(hours("浙b·12345", 3), false, 500).await;
        assert_eq!(
            under_way,
            Begun::Repeated { ago_ms: 500, outcome: IssueOutcome::Unknown },
            "a second click"
        );
        store.end_coupon(first, IssueOutcome::Done, "", UtcMillis(900)).await.unwrap();
        store.end_coupon(first, IssueOutcome::Refused, "late", UtcMillis(950)).await.unwrap();
        let again = begin(hours("浙B12345", 2), false, 59_999).await;
        assert_eq!(again, Begun::Repeated { ago_ms: 59_999, outcome: IssueOutcome::Done });
        assert!(matches!(begin(hours("浙B99999", 2), false, 59_999).await, Begun::Id(_)), "another plate");
        let money = Coupon { value: CouponValue::Yuan(5), ..hours("浙B12345", 0) };
        let Begun::Id(lost) = begin(money.clone(), false, 59_999).await else { panic!("another kind") };
        let later = begin(hours("浙B12345", 2), false, 3_600_000).await;
        assert!(
            matches!(later, Begun::Repeated { outcome: IssueOutcome::Unknown, .. }),
            "the last one's answer was lost"
        );
        store.end_coupon(lost, IssueOutcome::NotDone, "", UtcMillis(60_000)).await.unwrap();
        assert!(matches!(begin(money.clone(), false, 60_001).await, Begun::Id(_)), "it never left");
        assert!(matches!(begin(money, true, 60_002).await, Begun::Id(_)), "a person insists");
    }

    #[tokio::test]
    async fn the_list_is_filtered_by_fragment_and_car_park_and_paged() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::bare()).unwrap();
        for (park, plate, at) in
            [("p", "浙B12345", 1), ("q", "浙B12346", 2), ("p", "浙B77777", 3), ("p", "浙B8S888", 4)]
        {
            store.begin_coupon(park, &hours(plate, 1), "王工", true, UtcMillis(at)).await.unwrap();
        }
        let list = async |text: &str, park: Option<&str>, scope: &[&str], offset| {
            let scope: Vec<String> = scope.iter().map(|id| (*id).to_owned()).collect();
            let filter = ListFilter {
                scope: crate::CarParkScope::of(&scope),
                parking_id: park.map(str::to_owned),
                text: text.to_owned(),
            };
            let (total, rows) = store.coupon_list(filter, offset, 2).await.unwrap();
            (total, rows.into_iter().map(|row| row.plate).collect::<Vec<_>>())
        };
        assert_eq!(list("", None, &[], 0).await, (4, vec!["浙B8S888".into(), "浙B77777".into()]));
        assert_eq!(list("", None, &[], 3).await, (4, vec!["浙B12345".into()]));
        assert_eq!(list("b123", None, &[], 0).await, (2, vec!["浙B12346".into(), "浙B12345".into()]));
        assert_eq!(list("123", Some("q"), &[], 0).await, (1, vec!["浙B12346".into()]));
        assert_eq!(list("", None, &["q"], 0).await, (1, vec!["浙B12346".into()]));
        assert_eq!(list("", Some("p"), &["q"], 0).await, (0, vec![]));
        assert_eq!(list("8888", None, &[], 0).await, (0, vec![]), "two look-alikes are too many");
        assert_eq!(list("85888", None, &[], 0).await, (1, vec!["浙B8S888".into()]));
        assert_eq!(list("%", None, &[], 0).await, (0, vec![]));
    }
}
