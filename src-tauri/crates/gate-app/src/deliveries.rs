//! What the city is owed, for people: lists, trying again, giving up.

use gate_core::{
    delivery::{DeliveryState, ParkedReason},
    time::UtcMillis,
};
use gate_store::{DeliveryFilter, DeliveryRow, Store};
use serde::Serialize;

use crate::AppError;

/// Which deliveries are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct DeliveryQuery {
    /// Only in this state.
    pub state: Option<DeliveryState>,
    /// Only of this session.
    pub session: Option<i64>,
    /// Only of passages on the day in China that begins here.
    pub day: Option<UtcMillis>,
    /// At most so many; all when absent.
    pub limit: Option<u32>,
}

/// One delivery as operations.md shows it. Times are RFC 3339 with China's offset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeliveryView {
    /// Its id.
    pub id: i64,
    /// `arrival`, `departure`, `arrival_photo` or `departure_photo`.
    pub kind: &'static str,
    /// `due`, `waiting`, `parked`, `delivered` or `given_up`.
    pub state: &'static str,
    /// Its session's id.
    pub session: i64,
    /// The city's `businessid`.
    pub business_id: String,
    /// The plate; empty without one.
    pub plate: String,
    /// Refusals of the item itself.
    pub attempts: u32,
    /// Requests that reached the platform.
    pub tries: u32,
    /// Why it needs a person.
    pub parked_reason: Option<String>,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// The platform's last answer.
    pub answer: Option<String>,
    /// When it is tried next.
    pub next_attempt_at: Option<String>,
    /// When the city accepted it.
    pub delivered_at: Option<String>,
    /// MD5 of the photo as it is sent.
    pub photo_md5: Option<String>,
}

impl From<DeliveryRow> for DeliveryView {
    fn from(row: DeliveryRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind.code(),
            state: row.state.code(),
            session: row.session,
            business_id: row.business_id,
            plate: row.plate,
            attempts: row.attempts,
            tries: row.tries,
            parked_reason: row.parked_reason,
            last_error: row.last_error,
            answer: row.answer,
            next_attempt_at: row.next_attempt_at.map(UtcMillis::rfc3339),
            delivered_at: row.delivered_at.map(UtcMillis::rfc3339),
            photo_md5: row.photo_md5,
        }
    }
}

/// Deliveries in the order of their passages.
///
/// # Errors
/// The database cannot be read.
pub async fn list(
    store: &Store,
    query: DeliveryQuery,
    now: UtcMillis,
) -> Result<Vec<DeliveryView>, AppError> {
    let filter = DeliveryFilter {
        state: query.state,
        session: query.session,
        from: query.day,
        to: query.day.map(crate::day_after),
        limit: query.limit.unwrap_or(0),
    };
    Ok(store.deliveries(filter, now).await?.into_iter().map(DeliveryView::from).collect())
}

/// Frees these parked deliveries to be tried again; all of them must be parked. Answers how many.
///
/// # Errors
/// One of them is not there or not parked, and then none is freed; or the database cannot be written.
pub async fn retry(store: &Store, ids: &[i64], by: &str, now: UtcMillis) -> Result<u64, AppError> {
    let parked = store.parked_deliveries(None).await?;
    let others: Vec<_> = ids.iter().filter(|id| !parked.contains(id)).map(i64::to_string).collect();
    if !others.is_empty() {
        return Err(AppError::NotPossible {
            what: format!("no parked delivery has the id {}", others.join(", ")),
            remedy: "see gatehousectl deliveries list --state parked".to_owned(),
        });
    }
    Ok(store.retry_deliveries(ids.to_vec(), by, now).await?)
}

/// Frees every parked delivery, or every one of a reason, to be tried again. Answers how many; none is no failure.
///
/// # Errors
/// The database cannot be read or written.
pub async fn retry_parked(
    store: &Store,
    reason: Option<ParkedReason>,
    by: &str,
    now: UtcMillis,
) -> Result<u64, AppError> {
    let ids = store.parked_deliveries(reason).await?;
    Ok(store.retry_deliveries(ids, by, now).await?)
}

/// Owes delivered things once more, with the same ids: these, all of which must be delivered, or all of the passages on the day in
/// China that begins at `day`. Answers how many; what is owed already is not counted.
///
/// # Errors
/// One of them is not there or not delivered, and then none is owed; or the database cannot be written.
pub async fn send_once_more(
    store: &Store,
    ids: Vec<i64>,
    day: Option<UtcMillis>,
    by: &str,
    now: UtcMillis,
) -> Result<u64, AppError> {
    let known = store.deliveries_by_id(ids.clone(), now).await?;
    let delivered = |id: &i64| {
        known.iter().any(|row| row.delivery.id == *id && row.delivery.state == DeliveryState::Delivered)
    };
    let others: Vec<_> = ids.iter().filter(|id| !delivered(id)).map(i64::to_string).collect();
    if !others.is_empty() {
        return Err(AppError::NotPossible {
            what: format!("no delivered delivery has the id {}", others.join(", ")),
            remedy: "see gatehousectl deliveries list --state delivered".to_owned(),
        });
    }
    let mut all = ids;
    if day.is_some() {
        let of_day = DeliveryQuery { state: Some(DeliveryState::Delivered), day, ..DeliveryQuery::default() };
        all.extend(list(store, of_day, now).await?.into_iter().map(|delivery| delivery.id));
    }
    Ok(store.send_once_more(all, by, now).await?)
}

/// Gives up a delivery and what stands on it. Answers how many.
///
/// # Errors
/// It is not there, delivered or given up already; or the database cannot be written.
pub async fn give_up(
    store: &Store,
    id: i64,
    reason: &str,
    by: &str,
    now: UtcMillis,
) -> Result<u64, AppError> {
    store.give_up_delivery(id, reason, by, now).await.map_err(|error| {
        if error.is_not_found() {
            AppError::NotPossible {
                what: format!("there is no delivery {id} that is still owed"),
                remedy: "see gatehousectl deliveries list".to_owned(),
            }
        } else {
            error.into()
        }
    })
}

/// Holds reporting back or lets it go on: of one car park, or of all that were ever collected. Answers those that changed.
///
/// # Errors
/// There is no such car park, or the database cannot be written.
pub async fn hold_reporting(
    store: &Store,
    car_park: Option<&str>,
    hold: bool,
    by: &str,
    now: UtcMillis,
) -> Result<Vec<String>, AppError> {
    let known: Vec<String> =
        store.collector_states().await?.into_iter().map(|state| state.parking_id).collect();
    let chosen: Vec<String> = match car_park {
        None => known,
        Some(asked) if known.iter().any(|id| id == asked) => vec![asked.to_owned()],
        Some(asked) => {
            return Err(AppError::NotPossible {
                what: format!("there is no car park {asked}"),
                remedy: "write a parking_id of gatehouse.toml that has been synced before".to_owned(),
            });
        }
    };
    let mut changed = Vec::new();
    for parking_id in chosen {
        if store.hold_reporting(&parking_id, hold, by, now).await? {
            changed.push(parking_id);
        }
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use gate_core::delivery::DeliveryKind;

    use super::*;

    #[test]
    fn a_delivery_has_exactly_the_documented_keys() {
        let view = DeliveryView::from(DeliveryRow {
            id: 7,
            parking_id: "park123".to_owned(),
            kind: DeliveryKind::ArrivalPhoto,
            state: DeliveryState::Delivered,
            session: 3,
            business_id: "b".to_owned(),
            plate: "浙B12345".to_owned(),
            event_at: UtcMillis(0),
            attempts: 1,
            tries: 2,
            parked_reason: None,
            last_error: None,
            last_status: None,
            answer: None,
            waits_for: None,
            next_attempt_at: None,
            delivered_at: Some(UtcMillis(1_795_104_000_000)),
            photo_md5: None,
            give_up_reason: None,
            asked_by: None,
            cancellable: false,
        });
        assert_eq!(
            serde_json::to_value(view).unwrap(),
            serde_json::json!({
                "id": 7, "kind": "arrival_photo", "state": "delivered", "session": 3, "business_id": "b",
                "plate": "浙B12345", "attempts": 1, "tries": 2, "parked_reason": null, "last_error": null,
                "answer": null, "next_attempt_at": null, "delivered_at": "2026-11-20T00:00:00.000+08:00",
                "photo_md5": null,
            })
        );
    }
}
