//! A rehearsal on screen: begun, watched, stopped. One goes on at a time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::{
    app::{Context, Inner},
    contract::{
        Code, Failure, Tag,
        types::{RehearsalOf, RehearsalState, RehearsalView},
    },
    rehearsal::Rehearsal,
};

use super::deliveries;

/// Windows hear so often how far it is.
const TELL_EVERY: Duration = Duration::from_millis(300);

/// The rehearsal that goes on, or the last one.
#[derive(Default)]
pub(crate) struct Rehearsals(Mutex<Option<Run>>);

struct Run {
    view: RehearsalView,
    stop: bool,
}

impl Rehearsals {
    fn with<T>(&self, act: impl FnOnce(&mut Option<Run>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn now(&self, context: &Context) -> Option<RehearsalView> {
        let view = self.with(|run| run.as_ref().map(|run| run.view.clone()));
        view.filter(|view| context.sees(&view.parking_id))
    }
}

/// Begins one, unless one goes on. Nothing reaches the real city, nothing in the database changes.
pub(crate) async fn start(context: &Context, request: RehearsalOf) -> Result<RehearsalView, Failure> {
    context.admit_car_park(&request.parking_id)?;
    let day = deliveries::day("day", &request.day)?;
    let config = context.app.configuration()?;
    let car_park = config.car_park(&request.parking_id).ok_or_else(|| Failure::not_found("car_park"))?;
    let rehearsal = Rehearsal::of(car_park, day);
    let view = rehearsal.view();
    let begun = context.app.rehearsals.with(|run| {
        let goes_on = run.as_ref().is_some_and(|run| run.view.state == RehearsalState::Running);
        if !goes_on {
            *run = Some(Run { view: view.clone(), stop: false });
        }
        !goes_on
    });
    if !begun {
        return Err(Failure::new(Code::Invalid).with("field", "day").with("problem", "running"));
    }
    drop(context.app.beside(go_on(Arc::clone(&context.app), rehearsal)));
    context.app.changed(&[Tag::Rehearsal]);
    Ok(view)
}

async fn go_on(app: Arc<Inner>, rehearsal: Rehearsal) {
    let mut told_at = Instant::now();
    let ended = rehearsal
        .run(&app.store, |view| {
            let stop = app.rehearsals.with(|run| {
                let Some(run) = run else { return true };
                run.view = view.clone();
                run.stop
            });
            if told_at.elapsed() >= TELL_EVERY {
                told_at = Instant::now();
                app.changed(&[Tag::Rehearsal]);
            }
            !stop
        })
        .await;
    app.rehearsals.with(|run| {
        let Some(run) = run else { return };
        match ended {
            Ok(view) => run.view = view,
            Err(error) => {
                tracing::error!(%error, "a rehearsal cannot go on");
                run.view.state = RehearsalState::Failed;
            }
        }
    });
    app.changed(&[Tag::Rehearsal]);
}

/// The one that goes on, or the last one since the program started.
pub(crate) async fn view(context: &Context, (): ()) -> Result<Option<RehearsalView>, Failure> {
    Ok(context.app.rehearsals.now(context))
}

/// Stops it after what it tells at the moment.
pub(crate) async fn stop(context: &Context, (): ()) -> Result<Option<RehearsalView>, Failure> {
    let view = context.app.rehearsals.now(context);
    if view.is_some() {
        context.app.rehearsals.with(|run| {
            if let Some(run) = run {
                run.stop = true;
            }
        });
    }
    Ok(view)
}
