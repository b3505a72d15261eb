//! After each list of vehicles inside: what it and the open sessions differ in, for people to look at.

use gate_core::plate;
use gate_core::reconcile::{Discrepancy, DiscrepancyKind, Rules, SETTLING, compare};
use gate_open_platform::Rejected;
use gate_store::StoreError;

use crate::collector::Collecting;

/// Compares the list that was just taken over with the sessions. `rejected` are its rows that could not be used.
///
/// Only what is older than [`SETTLING`] is compared, so this waits until the records are collected up to there; what was
/// found before stays as it is.
pub(crate) async fn reconcile(collecting: &Collecting, rejected: &[Rejected]) -> Result<(), StoreError> {
    if !*collecting.caught_up().borrow() {
        return Ok(());
    }
    let (store, parking_id) = (&collecting.store, collecting.parking_id());
    let Some(state) = collecting.state().await? else { return Ok(()) };
    let now = collecting.clock.now();
    if state.collected_until < now - SETTLING {
        return Ok(());
    }
    let inside = store.inside(parking_id, state.collected_from).await?;
    let overdue_after = store.overdue_after().await?;
    let rules = Rules { collected_from: state.collected_from, overdue_after };
    let mut found = compare(&inside, &rules, now);
    leave_out_rejected(&mut found, rejected);
    let reconciled = store.replace_discrepancies(parking_id, found, now).await?;
    if reconciled.changed {
        let differences = reconciled.standing;
        tracing::info!(
            parking_id,
            differences,
            "the list of vehicles inside and the sessions differ otherwise than before"
        );
    }
    Ok(())
}

/// A row that could not be used names a vehicle all the same.
fn leave_out_rejected(found: &mut Vec<Discrepancy>, rejected: &[Rejected]) {
    if rejected.is_empty() {
        return;
    }
    let named: Vec<String> = rejected.iter().map(|row| plate::normalise(&row.raw)).collect();
    found.retain(|finding| match finding.kind {
        DiscrepancyKind::NotInside => !named.iter().any(|row| row.contains(&finding.plate)),
        DiscrepancyKind::OtherCount => false,
        DiscrepancyKind::NotKnown | DiscrepancyKind::OtherTime | DiscrepancyKind::Overdue => true,
    });
}

#[cfg(test)]
#[path = "reconcile_tests.rs"]
mod tests;
