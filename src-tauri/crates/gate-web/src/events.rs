//! `GET /events`: what happened, as server-sent events, for as long as the session lasts.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{
        IntoResponse, Response,
        sse::{self, Sse},
    },
};
use futures_util::stream;
use gate_app::{
    App, SessionKey,
    contract::{Code, Command, Event, Failure, Tag},
};
use tokio::{
    sync::{broadcast, watch},
    time::{Instant, Interval, MissedTickBehavior, interval_at},
};

use crate::{refusal, site::Site};

/// How often a silent stream shows that it lives, and whether its session still does is asked.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How soon a browser comes back after the stream broke.
const COME_BACK: Duration = Duration::from_secs(2);

/// One window's stream.
struct Follower {
    app: App,
    session: SessionKey,
    /// Its buffer is bounded; a window that cannot follow loses events and is told to read everything again.
    events: broadcast::Receiver<Event>,
    beat: Interval,
    stopped: watch::Receiver<bool>,
    begun: bool,
    over: bool,
}

/// Follows events for whoever is signed in.
pub async fn events(State(site): State<Site>, headers: HeaderMap) -> Response {
    let Some(session) = site.session(&headers) else {
        return refusal::answer(&Failure::new(Code::NotSignedIn));
    };
    // Before the session is looked at, so that its end in between is heard.
    let events = site.app.events();
    if !site.app.is_signed_in(&session).await {
        return refusal::answer(&Failure::new(Code::NotSignedIn));
    }
    let mut beat = interval_at(Instant::now() + KEEP_ALIVE, KEEP_ALIVE);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let follower =
        Follower { app: site.app, session, events, beat, stopped: site.stopped, begun: false, over: false };
    let stream = stream::unfold(follower, |mut follower| async {
        follower.next().await.map(|event| (Ok::<_, Infallible>(event), follower))
    });
    let mut response = Sse::new(stream).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl Follower {
    async fn next(&mut self) -> Option<sse::Event> {
        if self.over {
            return None;
        }
        if !self.begun {
            self.begun = true;
            return Some(sse::Event::default().retry(COME_BACK).comment("open"));
        }
        let heard = tokio::select! {
            // The server being gone is a stop too.
            _ = self.stopped.changed() => return None,
            event = self.events.recv() => Some(event),
            _ = self.beat.tick() => None,
        };
        match heard {
            Some(Ok(event)) => {
                self.over = event == Event::SessionChanged && !self.stands().await;
                written(&event)
            }
            Some(Err(broadcast::error::RecvError::Lagged(_))) => {
                self.over = !self.stands().await;
                written(&if self.over { Event::SessionChanged } else { everything() })
            }
            Some(Err(broadcast::error::RecvError::Closed)) => None,
            None if self.stands().await => Some(sse::Event::default().comment("alive")),
            None => {
                self.over = true;
                written(&Event::SessionChanged)
            }
        }
    }

    async fn stands(&self) -> bool {
        self.app.is_signed_in(&self.session).await
    }
}

fn written(event: &Event) -> Option<sse::Event> {
    sse::Event::default().json_data(event).ok()
}

/// Everything that any window may show.
fn everything() -> Event {
    let mut tags: Vec<Tag> = Command::ALL.iter().flat_map(|command| command.provides()).copied().collect();
    tags.sort_unstable();
    tags.dedup();
    Event::Changed { tags }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_missed_events_reads_everything_again() {
        let Event::Changed { tags } = everything() else { panic!("it is a change") };
        for tag in [Tag::Passages, Tag::Alerts, Tag::Platforms, Tag::Start] {
            assert_eq!(tags.iter().filter(|other| **other == tag).count(), 1, "{tag:?}");
        }
    }
}
