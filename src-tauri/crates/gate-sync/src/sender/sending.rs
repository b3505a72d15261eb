//! Sending one delivery, and what comes of it.

use std::sync::Arc;

use bytes::Bytes;
use gate_core::delivery::{ParkedReason, Settlement, Tries, settle};
use gate_core::outcome::{Account, Exchange, Outcome, Reach, classify, needs_account_probe};
use gate_store::{PhotoFields, Settled, StoreError};
use md5::{Digest, Md5};

use crate::link::Link;
use crate::sender::queue::Ready;

/// What came of sending one delivery.
pub(crate) enum Sent {
    /// An exchange, understood.
    Settled {
        /// For the gate.
        outcome: Outcome,
        /// For the gate.
        reach: Reach,
        /// For the database.
        settled: Settled,
    },
    /// The stored photo is gone or changed: a person must look.
    PhotoLost {
        /// The photo.
        photo_id: i64,
        /// What is wrong with it.
        error: String,
    },
    /// The photo could not be read this time.
    PhotoUnread(StoreError),
}

/// Sends one delivery once. A refusal is looked into with a heartbeat before it is counted.
pub(crate) async fn send(link: Arc<Link>, ready: &Ready) -> Sent {
    let (exchange, bytes) = match &ready.delivery.photo {
        Some(photo) if ready.delivery.kind.is_photo() => {
            let picture = match read_photo(&link, photo, ready).await {
                Ok(picture) => picture,
                Err(lost) => return lost,
            };
            let length = picture.len() as u64;
            (link.reporting.city.send_photo(&ready.payload, picture).await, length)
        }
        _ => {
            let length = ready.payload.as_str().len() as u64;
            (link.reporting.city.send_event(&ready.payload).await, length)
        }
    };
    let outcome = understand(&link, &exchange).await;
    settled(&link, ready, exchange, outcome, bytes)
}

async fn understand(link: &Link, exchange: &Exchange) -> Outcome {
    let already = &link.reporting.already_accepted;
    if !needs_account_probe(exchange, already) {
        return classify(exchange, Account::Accepted, already);
    }
    match link.probe_account().await {
        Some(account) => classify(exchange, account, already),
        // Nobody knows whose refusal it was: nothing is counted.
        None => Outcome::Transient,
    }
}

fn settled(link: &Link, ready: &Ready, exchange: Exchange, outcome: Outcome, bytes: u64) -> Sent {
    let now = link.clock.now();
    let tries = ready.delivery.tries;
    let settlement = match exchange.reach {
        // The platform's trouble, not the item's: the gate keeps the time.
        Reach::NothingSent => Settlement::Unchanged,
        // Another item goes first the next time, to tell a wrong address from an odd item.
        _ if matches!(outcome, Outcome::AddressWrong { .. }) => {
            Settlement::Again { at: now + link.reporting.retry.max, tries }
        }
        _ => settle(tries, &outcome, link.reporting.retry, now, rand::random()),
    };
    let answer = match &outcome {
        Outcome::Refused { description }
        | Outcome::AccountRefused { description }
        | Outcome::DeliveredAlready { description } => description.clone(),
        _ => exchange.answer,
    };
    let settled = Settled {
        id: ready.delivery.id,
        outcome: outcome.code(),
        settlement,
        parked_reason: ParkedReason::Refused,
        nothing_sent: exchange.reach == Reach::NothingSent,
        status: exchange.status,
        answer,
        elapsed_ms: exchange.elapsed_ms,
        bytes,
        photo_md5: ready.delivery.photo.as_ref().map(|photo| photo.md5.clone()),
        payload: Some(ready.payload.as_str().to_owned()),
        at: now,
    };
    Sent::Settled { outcome, reach: exchange.reach, settled }
}

/// A delivery whose sending panicked: settled as if the answer were unreadable, parked after a few times.
pub(crate) fn failed_unexpectedly(link: &Link, id: i64, tries: Tries, times: u32) -> Settled {
    let now = link.clock.now();
    let settlement = if times >= link.reporting.retry.refused_attempts {
        Settlement::Park { tries }
    } else {
        settle(
            Tries { failures: times, ..tries },
            &Outcome::Ambiguous,
            link.reporting.retry,
            now,
            rand::random(),
        )
    };
    Settled {
        id,
        outcome: Outcome::Ambiguous.code(),
        settlement,
        parked_reason: ParkedReason::SendingFailed,
        nothing_sent: false,
        status: None,
        answer: "the program failed while sending this".to_owned(),
        elapsed_ms: 0,
        bytes: 0,
        photo_md5: None,
        payload: None,
        at: now,
    }
}

/// The bytes whose MD5 the payload names.
async fn read_photo(link: &Link, photo: &PhotoFields, ready: &Ready) -> Result<Bytes, Sent> {
    let lost = |error: String| Sent::PhotoLost { photo_id: photo.photo_id, error };
    let picture = match link.store.read_photo(&photo.path).await {
        Ok(picture) => picture,
        Err(error) if error.is_not_found() || matches!(error, StoreError::BadPhotoPath(_)) => {
            return Err(lost(error.to_string()));
        }
        Err(error) => return Err(Sent::PhotoUnread(error)),
    };
    let md5: String = Md5::digest(&picture).iter().map(|byte| format!("{byte:02x}")).collect();
    if md5 != photo.md5 || !ready.payload.as_str().contains(&md5) {
        return Err(lost("the stored photo is not what it was when it was fetched".to_owned()));
    }
    Ok(Bytes::from(picture))
}
