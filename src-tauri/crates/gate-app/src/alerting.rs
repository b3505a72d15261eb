//! Raises what must not be overlooked, and clears what is over.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use gate_core::{alert::AlertKind, time::UtcMillis};
use gate_store::{AlertDetail, AlertRow, Change, LaneRow, NewAlert, Register};
use tokio::{
    sync::broadcast::error::RecvError,
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval},
};

use crate::{
    app::Inner,
    commands::{options, platforms},
    contract::{
        Event, Failure,
        types::{PlatformState, PlatformsView},
    },
    now,
};

/// How often conditions are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Passages that are looked at in one transaction.
const PASSAGES_AT_ONCE: u32 = 200;

/// Lanes that fell silent are looked for this often: it reads days of passages.
const LANES_EVERY: Duration = Duration::from_secs(60);

/// A clock that differs by more is wrong (experience.md).
const CLOCK_WRONG_MS: i64 = 5_000;

/// A platform is away once it has been for so long: a lost beat is no alarm.
const AWAY_AFTER: Duration = Duration::from_secs(30);

/// A lane is usually busy at this time of day if so many vehicles passed then on each of the last two days.
const USUALLY_BUSY: u64 = 5;

/// Free bytes are told in such steps: each change of an alert is a write.
const DISK_STEP: u64 = 100 * 1_000 * 1_000;

/// A register that decides about doubted alerts and could not be read is asked for again after so long.
const ASK_AGAIN: Duration = Duration::from_secs(30);

/// What holds at a moment.
type Conditions = Vec<NewAlert>;

/// Watches until the program stops.
pub(crate) async fn watch(app: Arc<Inner>) {
    let mut changes = app.store.subscribe();
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut watcher = Watcher::default();
    loop {
        let passages = tokio::select! {
            () = app.stopped() => return,
            _ = look.tick() => false,
            received = changes.recv() => match received {
                Ok(changes) if !changes.contains(Change::Passages) => continue,
                Ok(_) | Err(RecvError::Lagged(_)) => true,
                Err(RecvError::Closed) => return,
            },
        };
        let looked = match passages {
            true => raise_for_passages(&app).await,
            false => watcher.look(&app).await,
        };
        if let Err(failure) = looked {
            tracing::warn!(%failure, "alerts cannot be looked for");
        }
    }
}

async fn raise_for_passages(app: &Inner) -> Result<(), Failure> {
    loop {
        let alerted = app.store.raise_for_passages(PASSAGES_AT_ONCE, now()).await?;
        for alert in &alerted.raised {
            app.tell(Event::AlertRaised { id: alert.id });
        }
        if alerted.looked_at < u64::from(PASSAGES_AT_ONCE) {
            return Ok(());
        }
    }
}

#[derive(Default)]
struct Watcher {
    /// Since when each platform has been away.
    away: BTreeMap<AlertKind, Instant>,
    silent: Conditions,
    lanes_looked_at: Option<Instant>,
    /// When each register was asked for because of doubted alerts.
    asked: BTreeMap<Register, (Instant, JoinHandle<()>)>,
}

impl Watcher {
    async fn look(&mut self, app: &Inner) -> Result<(), Failure> {
        self.look_at_doubted(app).await?;
        let view = platforms::look(app).await?;
        let lanes = app.store.lanes(None).await?;
        self.look_at_lanes(app, &lanes, &view).await?;
        let mut hold = self.of_platforms(&view);
        hold.extend(offline_cameras(&lanes));
        hold.extend(self.silent.iter().cloned());
        let conditions =
            app.store.open_alerts().await?.into_iter().filter(|alert| alert.passage_id.is_none());
        for known in conditions.filter(|alert| alert.cleared_at.is_none()) {
            let still =
                hold.iter().find(|alert| (alert.kind, &alert.subject) == (known.kind, &known.subject));
            if still.is_none_or(|alert| is_news(&known, alert)) {
                app.store.clear_alert(known.kind, &known.subject, now()).await?;
            }
        }
        for alert in hold {
            if let Some(id) = app.store.raise_alert(alert, now()).await? {
                app.tell(Event::AlertRaised { id });
            }
        }
        Ok(())
    }

    /// Has the registers read anew by which alerts were raised that they were too old for, and withdraws those alerts that
    /// have no reason by then.
    async fn look_at_doubted(&mut self, app: &Inner) -> Result<(), Failure> {
        let rechecked = app.store.recheck_doubted_alerts(now()).await?;
        for id in rechecked.withdrawn {
            tracing::info!(id, "an alert was withdrawn: the register it was raised by was out of date");
        }
        for register in rechecked.awaited {
            let asked = self.asked.get(&register);
            if asked.is_some_and(|(at, asking)| !asking.is_finished() || at.elapsed() < ASK_AGAIN) {
                continue;
            }
            // Where another process syncs, its own next refresh decides.
            let Some(refresher) = app.syncing.refresher().await else { continue };
            let asking = app.beside(async move {
                if let Err(error) = refresher.refresh(register).await {
                    tracing::warn!(%error, register = register.code(), "a register is out of date");
                }
            });
            self.asked.insert(register, (Instant::now(), asking));
        }
        Ok(())
    }

    fn of_platforms(&mut self, view: &PlatformsView) -> Conditions {
        let mut hold = Conditions::new();
        let mut add = |kind: AlertKind, number: i64| hold.push(NewAlert::new(kind, numbered(number)));
        if let Some(drift) = view.clock_drift_ms.filter(|drift| drift.abs() > CLOCK_WRONG_MS) {
            add(AlertKind::ClockWrong, drift);
        }
        if view.parked > 0 {
            add(AlertKind::DeliveriesParked, i64::try_from(view.parked).unwrap_or(i64::MAX));
        }
        if view.disk_low {
            let free = view.disk_free_bytes.unwrap_or(0) / DISK_STEP * DISK_STEP;
            add(AlertKind::DiskLow, i64::try_from(free).unwrap_or(i64::MAX));
        }
        for (kind, state, last_ok) in [
            (AlertKind::CityUnreachable, view.city, view.city_ok_at),
            (AlertKind::OpenPlatformUnreachable, view.open_platform, view.open_platform_ok_at),
        ] {
            if !matches!(state, PlatformState::Unreachable | PlatformState::Refused) {
                self.away.remove(&kind);
            } else if self.away.entry(kind).or_insert_with(Instant::now).elapsed() >= AWAY_AFTER {
                add(kind, last_ok.unwrap_or(0));
            }
        }
        hold
    }

    async fn look_at_lanes(
        &mut self,
        app: &Inner,
        lanes: &[LaneRow],
        view: &PlatformsView,
    ) -> Result<(), Failure> {
        if self.lanes_looked_at.is_some_and(|at| at.elapsed() < LANES_EVERY) {
            return Ok(());
        }
        self.lanes_looked_at = Some(Instant::now());
        let minutes = options::current(app).await?.lane_silent_min;
        // While nothing is heard of any lane, none of them is the cause.
        if minutes == 0 || view.open_platform != PlatformState::Ok {
            self.silent.clear();
            return Ok(());
        }
        let silence = Duration::from_secs(u64::from(minutes) * 60);
        let mut silent = Conditions::new();
        for lane in lanes {
            if is_silent(app, lane, silence, now()).await? {
                silent.push(about_lane(AlertKind::LaneSilent, lane, i64::from(minutes)));
            }
        }
        self.silent = silent;
        Ok(())
    }
}

/// Nothing passed for `silence`, though on each of the last two days several vehicles did at this time.
async fn is_silent(app: &Inner, lane: &LaneRow, silence: Duration, now: UtcMillis) -> Result<bool, Failure> {
    const DAY: Duration = Duration::from_secs(24 * 3_600);
    let passed = async |days: u32| {
        let until = now - DAY * days;
        app.store.count_lane_passages(&lane.parking_id, &lane.lane_no, until - silence, until).await
    };
    Ok(passed(0).await? == 0 && passed(1).await? >= USUALLY_BUSY && passed(2).await? >= USUALLY_BUSY)
}

fn offline_cameras(lanes: &[LaneRow]) -> impl Iterator<Item = NewAlert> {
    let offline = lanes.iter().filter(|lane| lane.camera_online == Some(false));
    offline
        .map(|lane| about_lane(AlertKind::CameraOffline, lane, lane.camera_changed_at.map_or(0, |at| at.0)))
}

fn about_lane(kind: AlertKind, lane: &LaneRow, number: i64) -> NewAlert {
    NewAlert::of_lane(kind, &lane.parking_id, &lane.lane_no, numbered(number))
}

fn numbered(number: i64) -> AlertDetail {
    AlertDetail { number: Some(number), words: None }
}

/// More parked items than somebody acknowledged are news.
fn is_news(known: &AlertRow, now: &NewAlert) -> bool {
    known.kind == AlertKind::DeliveriesParked
        && known.acknowledged_at.is_some()
        && now.detail.number > known.detail.number
}
