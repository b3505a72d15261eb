//! Coupons that were issued from here.

use gate_core::coupon::CouponValue;
use gate_core::plate;
use gate_core::time::UtcMillis;
use rusqlite::{Row, params};

use crate::error::StoreError;
use crate::issue_outcome::IssueOutcome;
use crate::store::Store;

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
}
