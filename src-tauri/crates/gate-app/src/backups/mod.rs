//! Backups that the program makes: by itself once a day, or when somebody asks; read back after writing, the newest kept.

mod asked;
mod folder;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use gate_core::time::UtcMillis;
use gate_store::{BackupPhotos, Progress, Stage};
use tokio::time::{MissedTickBehavior, interval_at};

pub(crate) use asked::{Asked, ask, asked, carry_out, withdraw};
pub(crate) use folder::{directory, list, usable};

use crate::{
    app::Inner,
    backup,
    contract::{
        Failure, Tag,
        types::{BackupFailure, BackupPlan, BackupRun, BackupStage, RestoreDone},
    },
    now,
};

/// Where the plan is kept among the settings.
pub(crate) const PLAN: &str = "backups";

/// Whether one is due is looked at so often, for the first time so long after the start: it begins with the windows' work.
const LOOK_EVERY: Duration = Duration::from_secs(60);
const FIRST_LOOK: Duration = Duration::from_secs(600);

/// Windows hear so often how far it is.
const TELL_EVERY: Duration = Duration::from_millis(300);

const HOUR_MS: i64 = 3_600_000;
/// By night one is made that is nearly a day old, so that the hour does not wander; by day only where no night came.
const OLD_BY_NIGHT: i64 = 20 * HOUR_MS;
const OLD_BY_DAY: i64 = 30 * HOUR_MS;
/// After one that failed.
const TRY_AGAIN: i64 = HOUR_MS;

/// The backup that goes on, and what became of the last ones.
#[derive(Default)]
pub(crate) struct Backups(Mutex<State>);

#[derive(Default)]
struct State {
    running: Option<BackupRun>,
    failure: Option<BackupFailure>,
    restored: Option<RestoreDone>,
}

impl Backups {
    /// With what became of the restore that was asked for.
    pub(crate) fn after(restored: Option<RestoreDone>) -> Self {
        Self(Mutex::new(State { restored, ..State::default() }))
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The one that goes on, why the last one failed, and what was put back at the start.
    pub(crate) fn now(&self) -> (Option<BackupRun>, Option<BackupFailure>, Option<RestoreDone>) {
        self.with(|state| (state.running, state.failure.clone(), state.restored.clone()))
    }

    /// Whether this call may make one: nobody makes two at once.
    fn begin(&self) -> bool {
        self.with(|state| {
            let free = state.running.is_none();
            state.running.get_or_insert(BackupRun { stage: BackupStage::Database, percent: 0 });
            free
        })
    }
}

/// Makes one whenever one is due, until the program stops.
pub(crate) async fn watch(app: Arc<Inner>) {
    if app.demo.is_some() {
        return;
    }
    let mut look = interval_at(tokio::time::Instant::now() + FIRST_LOOK, LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.stopped() => return,
            _ = look.tick() => {}
        }
        match due(&app).await {
            Ok(false) => {}
            Ok(true) => drop(make(&app).await),
            Err(failure) => tracing::warn!(%failure, "whether a backup is due cannot be told"),
        }
    }
}

async fn due(app: &Inner) -> Result<bool, Failure> {
    let plan = plan(app).await?;
    if !plan.daily {
        return Ok(false);
    }
    let folder = directory(app, &plan);
    let newest = tokio::task::spawn_blocking(move || {
        let files = list(&folder).unwrap_or_default();
        files.into_iter().filter_map(|file| file.at).map(UtcMillis).collect::<Vec<_>>()
    })
    .await
    .unwrap_or_default();
    let failed = app.backups.with(|state| state.failure.as_ref().map(|failure| UtcMillis(failure.at)));
    Ok(is_due(&newest, failed, now()))
}

/// Whether the next one is to be made; `made` is when those that there are were.
fn is_due(made: &[UtcMillis], failed: Option<UtcMillis>, now: UtcMillis) -> bool {
    if failed.is_some_and(|at| (0..TRY_AGAIN).contains(&(now.0 - at.0))) {
        return false;
    }
    // A clock that was wrong may have left one that seems to be made tomorrow.
    let newest = made.iter().filter(|at| at.0 <= now.0 + HOUR_MS).max();
    newest.is_none_or(|newest| {
        let age = now.0 - newest.0;
        age >= OLD_BY_DAY || (age >= OLD_BY_NIGHT && is_night(now))
    })
}

/// From two to five in China.
fn is_night(now: UtcMillis) -> bool {
    (2..5).contains(&((now.0 + 8 * HOUR_MS).rem_euclid(24 * HOUR_MS) / HOUR_MS))
}

/// How backups are made.
pub(crate) async fn plan(app: &Inner) -> Result<BackupPlan, Failure> {
    let kept = app.store.setting(PLAN).await?;
    Ok(kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
}

/// Makes one now. Answers its file; none where another one goes on.
///
/// # Errors
/// It could not be made; what was there stays.
pub(crate) async fn make(app: &Arc<Inner>) -> Result<Option<String>, Failure> {
    if !app.backups.begin() {
        return Ok(None);
    }
    app.changed(&[Tag::Backups]);
    let made = write(app).await;
    app.backups.with(|state| {
        state.running = None;
        state.failure = made.as_ref().err().map(|why| BackupFailure { at: now().0, why: why.clone() });
    });
    if let Err(failure) = &made {
        tracing::error!(%failure, "a backup could not be made");
    }
    app.changed(&[Tag::Backups]);
    made.map(Some)
}

async fn write(app: &Arc<Inner>) -> Result<String, Failure> {
    let plan = plan(app).await?;
    let folder = directory(app, &plan);
    let at = now();
    let file = folder::new_file(&folder, at)?;
    let photos = if plan.all_photos { BackupPhotos::All } else { BackupPhotos::Owed };
    let (told, mut told_at) = (Arc::clone(app), Instant::now());
    let made = backup::write(&app.store, &file, photos, at, move |progress| {
        told.backups.with(|state| state.running = Some(run(progress)));
        if told_at.elapsed() >= TELL_EVERY {
            told_at = Instant::now();
            told.changed(&[Tag::Backups]);
        }
    })
    .await?;
    tracing::info!(bytes = made.bytes, photos = made.photos, "a backup was made");
    let keep = usize::try_from(plan.keep.max(1)).unwrap_or(usize::MAX);
    // What cannot be deleted now is deleted after the next one.
    drop(tokio::task::spawn_blocking(move || folder::delete_all_but(&folder, keep)).await);
    Ok(made.file)
}

fn run(progress: Progress) -> BackupRun {
    let stage = match progress.stage {
        Stage::Database => BackupStage::Database,
        Stage::Files => BackupStage::Files,
        Stage::Verify => BackupStage::Verify,
    };
    let percent = (progress.done.min(progress.total) * 100).checked_div(progress.total).unwrap_or(100);
    BackupRun { stage, percent: u32::try_from(percent).unwrap_or(100) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22 at this hour in China.
    fn at(hour: i64) -> UtcMillis {
        UtcMillis(1_795_276_800_000 + hour * HOUR_MS)
    }

    #[test]
    fn one_a_day_is_made_at_night_or_else_by_day() {
        assert_eq!(at(0).china_standard(), "2026-11-22 00:00:00");
        assert!(is_due(&[], None, at(12)), "the first one");
        for (made, now, due) in [
            (at(3 - 24), at(2), true),
            (at(3 - 24), at(1), false),
            (at(3 - 24), at(8), false),
            (at(3 - 24), at(9), true),
            (at(1), at(3), false),
            (at(0), at(0), false),
        ] {
            assert_eq!(is_due(&[made, at(-400)], None, now), due, "{made:?} {now:?}");
        }
    }

    #[test]
    fn one_that_failed_is_tried_again_after_an_hour_and_one_of_tomorrow_counts_for_nothing() {
        assert!(!is_due(&[], Some(at(3)), at(3)));
        assert!(is_due(&[], Some(at(3)), at(4)));
        assert!(is_due(&[], Some(at(9)), at(4)), "the clock was put back");
        assert!(is_due(&[at(24 * 365)], None, at(4)), "the clock was wrong then");
    }

    #[test]
    fn how_far_it_is_never_exceeds_the_whole() {
        let run_of = |done, total| run(Progress { stage: Stage::Files, done, total }).percent;
        assert_eq!((run_of(0, 0), run_of(1, 3), run_of(5, 3)), (100, 33, 100));
    }
}
