//! Dry runs that somebody looks at: kept in memory for an hour, a few for each person, and gone with the program.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::plan::Plan;

/// So long a dry run can be applied.
const KEPT_FOR: Duration = Duration::from_secs(3_600);
/// One person's, and all together: a large one takes some dozens of megabytes.
const OF_ONE: usize = 3;
const OF_ALL: usize = 12;

/// A dry run that is kept.
#[derive(Clone)]
pub struct KeptPlan {
    /// By which it is spoken of.
    pub id: String,
    /// Whose it is: the account's id.
    pub account: i64,
    /// The file's name.
    pub name: String,
    /// What it would do.
    pub plan: Arc<Plan>,
    at: Instant,
}

/// The dry runs of all sessions.
#[derive(Default)]
pub struct KeptPlans(Mutex<Vec<KeptPlan>>);

impl KeptPlans {
    /// Keeps one; where there are too many, the oldest goes.
    pub(crate) fn keep(&self, account: i64, name: String, plan: Plan) -> KeptPlan {
        let id = format!("{:032x}", rand::random::<u128>());
        let kept = KeptPlan { id, account, name, plan: Arc::new(plan), at: Instant::now() };
        let mut plans = self.young();
        while plans.iter().filter(|it| it.account == account).count() >= OF_ONE {
            if let Some(oldest) = plans.iter().position(|it| it.account == account) {
                plans.remove(oldest);
            }
        }
        if plans.len() >= OF_ALL {
            plans.remove(0);
        }
        plans.push(kept.clone());
        kept
    }

    /// One of this account's.
    pub(crate) fn find(&self, account: i64, id: &str) -> Option<KeptPlan> {
        self.young().iter().find(|it| it.account == account && it.id == id).cloned()
    }

    /// Takes one of this account's away, for good.
    pub(crate) fn take(&self, account: i64, id: &str) -> Option<KeptPlan> {
        let mut plans = self.young();
        let place = plans.iter().position(|it| it.account == account && it.id == id)?;
        Some(plans.remove(place))
    }

    fn young(&self) -> MutexGuard<'_, Vec<KeptPlan>> {
        // Whoever panicked left plain values whole.
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        plans.retain(|it| it.at.elapsed() < KEPT_FOR);
        plans
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::types::SheetKind;

    fn plan() -> Plan {
        Plan { kind: SheetKind::Vehicles, parking_id: "p".into(), columns: Vec::new(), rows: Vec::new() }
    }

    #[test]
    fn a_few_are_kept_for_each_and_nobody_sees_anothers() {
        let kept = KeptPlans::default();
        let ids: Vec<String> = (0..4).map(|n| kept.keep(1, format!("{n}.xlsx"), plan()).id).collect();
        assert!(kept.find(1, &ids[0]).is_none(), "the oldest went");
        assert!(kept.find(2, &ids[3]).is_none(), "it is another's");
        assert_eq!(kept.take(1, &ids[3]).unwrap().name, "3.xlsx");
        assert!(kept.take(1, &ids[3]).is_none(), "it is applied once");
    }
}
