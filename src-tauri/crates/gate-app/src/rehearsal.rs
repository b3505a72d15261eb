//! A day of real passages goes through the city adapter to a strict city that is simulated inside of this process, on loopback with
//! an account of its own. Nothing reaches the real city, and nothing in the database changes.

use std::{net::Ipv4Addr, sync::Arc, time::Duration};

use bytes::Bytes;
use gate_city::{
    CityError, CityPlatform, EventKind, EventReport, PhotoReport, Verdict,
    ningbo::{self, NingboClient, NingboOptions},
};
use gate_core::{
    plate::{PlateColour, Vehtype},
    time::UtcMillis,
};
use gate_sim::city::{CityOptions, CitySim};
use gate_store::{RehearsedEvent, RehearsedSession, Store, StoreError};
use md5::{Digest, Md5};

use crate::{
    commands::views,
    config::CarPark,
    contract::types::{
        DeliveryKind, RehearsalGroup, RehearsalProblem as Problem, RehearsalRow, RehearsalState,
        RehearsalView,
    },
    day_after,
};

/// Sessions that are read at a time. The simulated city, which remembers whatever it is told, is made anew for as many, so that a
/// long day takes no more memory than a short one.
const AT_ONCE: u32 = 200;
/// Rows that are named of each reason.
const NAMED: usize = 100;
/// Reasons that are told apart; the words of a strict city are few.
const REASONS: usize = 50;
/// The number of the standard's examples, for a car park that has none yet.
const EXAMPLE: &str = "330212077102";
const ACCOUNT: &str = "rehearsal";
const PATIENCE: Duration = Duration::from_secs(15);

/// What is rehearsed.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    parking_id: String,
    day: UtcMillis,
    configured: bool,
    parkpotid: String,
    first_photo_index: ningbo::FirstPhotoIndex,
}

/// Why a rehearsal cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// The day cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The simulated city cannot listen on loopback.
    #[error("the simulated city cannot listen on this machine: {0}")]
    Listen(#[from] std::io::Error),
    /// The client cannot be set up.
    #[error(transparent)]
    City(#[from] CityError),
}

impl Rehearsal {
    /// The day that begins at `day`, of a car park as it is configured. Photo numbers and the car park's number are taken from there;
    /// neither its address nor its password is used.
    #[must_use]
    pub fn of(car_park: &CarPark, day: UtcMillis) -> Self {
        let city = car_park.city.as_ref();
        Self {
            parking_id: car_park.parking_id.clone(),
            day,
            configured: city.is_some(),
            parkpotid: city.map_or_else(|| EXAMPLE.to_owned(), |city| city.parkpotid.clone()),
            first_photo_index: city.map_or_else(Default::default, |city| ningbo::FirstPhotoIndex {
                arrival: city.first_photo_index.arrival,
                departure: city.first_photo_index.departure,
            }),
        }
    }

    /// As it stands before it begins.
    #[must_use]
    pub fn view(&self) -> RehearsalView {
        RehearsalView {
            parking_id: self.parking_id.clone(),
            day: self.day.china_day(),
            state: RehearsalState::Running,
            configured: self.configured,
            sessions: 0,
            done: 0,
            accepted: 0,
            refused: 0,
            behind: 0,
            groups: Vec::new(),
        }
    }

    /// Tells the day, session by session, and says after each page how far it is; `told` answers whether to go on.
    ///
    /// # Errors
    /// The day cannot be read, or the simulated city not be set up.
    pub async fn run(
        &self,
        store: &Store,
        mut told: impl FnMut(&RehearsalView) -> bool,
    ) -> Result<RehearsalView, RehearsalError> {
        let mut view = self.view();
        let span = (self.day, day_after(self.day));
        view.sessions = store.count_rehearsed(&self.parking_id, span.0, span.1).await?;
        let mut after = None;
        loop {
            let (page, next) = store.rehearsed_sessions(&self.parking_id, span, after, AT_ONCE).await?;
            let stage = Stage::set(self).await?;
            for (session, more) in page.iter().zip((1..).map(|told| told % 20 != 0)) {
                stage.tell(store, session, &mut view).await?;
                view.done += 1;
                if !more && !told(&view) {
                    view.state = RehearsalState::Stopped;
                    break;
                }
            }
            stage.strike().await;
            if view.state == RehearsalState::Stopped || !told(&view) {
                view.state = RehearsalState::Stopped;
                break;
            }
            if next.is_none() {
                view.state = RehearsalState::Done;
                break;
            }
            after = next;
        }
        Ok(view)
    }
}

/// The simulated city and the client that speaks to it.
struct Stage {
    sim: CitySim,
    city: Arc<dyn CityPlatform>,
}

/// One thing that the city is told.
struct Item<'a> {
    session: &'a RehearsedSession,
    kind: DeliveryKind,
    at: UtcMillis,
}

impl Stage {
    async fn set(rehearsal: &Rehearsal) -> Result<Self, RehearsalError> {
        let options = CityOptions {
            portname: ACCOUNT.to_owned(),
            portpwd: ACCOUNT.to_owned(),
            parkpotids: vec![rehearsal.parkpotid.clone()],
            ..CityOptions::default()
        };
        let sim = CitySim::start((Ipv4Addr::LOCALHOST, 0).into(), options).await?;
        let city = NingboClient::new(&NingboOptions {
            base_url: sim.base_url(),
            portname: ACCOUNT.to_owned(),
            portpwd: ACCOUNT.into(),
            parkpotid: rehearsal.parkpotid.clone(),
            password_digest: ningbo::PasswordDigest::Lower,
            first_photo_index: rehearsal.first_photo_index,
            request_timeout: PATIENCE,
        })?;
        Ok(Self { sim, city: Arc::new(city) })
    }

    async fn strike(self) {
        self.sim.stop().await;
    }

    /// In the order in which it would be sent: arrival, its photos, departure, its photos.
    async fn tell(
        &self,
        store: &Store,
        session: &RehearsedSession,
        view: &mut RehearsalView,
    ) -> Result<(), RehearsalError> {
        let row = &session.session;
        let (vehtype, colour) = (Vehtype::from_code(&row.vehtype), PlateColour::from_wire(&row.hpys));
        // An arrival that nobody saw is sent with the departure's own time, as after the wait.
        let made_up = RehearsedEvent {
            at: row.departed_at.unwrap_or_default(),
            free_spaces: session.departure.as_ref().map_or(0, |event| event.free_spaces),
            photos: Vec::new(),
        };
        let arrival = session.arrival.as_ref().unwrap_or(&made_up);
        let mut taken = true;
        for (kind, event) in
            [(EventKind::Arrival, Some(arrival)), (EventKind::Departure, session.departure.as_ref())]
        {
            let Some(event) = event else { continue };
            let (event_kind, photo_kind) = match kind {
                EventKind::Arrival => (DeliveryKind::Arrival, DeliveryKind::ArrivalPhoto),
                EventKind::Departure => (DeliveryKind::Departure, DeliveryKind::DeparturePhoto),
            };
            let photos = u32::try_from(event.photos.len()).unwrap_or(0);
            if !taken {
                view.behind += 1 + photos;
                continue;
            }
            let item = Item { session, kind: event_kind, at: event.at };
            let (Some(vehtype), Some(colour)) = (vehtype, colour) else {
                note(view, &item, Problem::Unusable, &format!("{} {}", row.vehtype, row.hpys));
                (taken, view.behind) = (false, view.behind + photos);
                continue;
            };
            let report = EventReport {
                business_id: row.business_id.clone(),
                plate: row.plate.clone(),
                vehtype,
                colour,
                park_time: arrival.at,
                leave_time: (kind == EventKind::Departure).then_some(event.at),
                free_spaces: i64::from(event.free_spaces),
            };
            let exchange = self.city.send_event(&self.city.freeze_event(&report)).await;
            taken = judge(view, &item, exchange.verdict, &exchange.answer);
            if taken {
                let item = Item { session, kind: photo_kind, at: event.at };
                self.tell_photos(store, &item, kind, event, view).await?;
            } else {
                view.behind += photos;
            }
        }
        Ok(())
    }

    async fn tell_photos(
        &self,
        store: &Store,
        item: &Item<'_>,
        event: EventKind,
        of: &RehearsedEvent,
        view: &mut RehearsalView,
    ) -> Result<(), RehearsalError> {
        for (nth, photo) in (0..).zip(&of.photos) {
            let Some(img_index) = self.city.photo_index(event, nth) else { continue };
            let picture = match &photo.path {
                None => None,
                Some(path) => match store.read_photo(path).await {
                    Ok(picture) => Some(picture),
                    Err(error) if error.is_not_found() => None,
                    Err(error) => return Err(error.into()),
                },
            };
            let Some(picture) = picture else {
                note(view, item, Problem::PhotoMissing, "");
                continue;
            };
            let payload = self.city.freeze_photo(&PhotoReport {
                business_id: item.session.session.business_id.clone(),
                event,
                img_index,
                md5: Md5::digest(&picture).iter().map(|byte| format!("{byte:02x}")).collect(),
                take_time: of.at,
            });
            let exchange = self.city.send_photo(&payload, Bytes::from(picture)).await;
            judge(view, item, exchange.verdict, &exchange.answer);
        }
        Ok(())
    }
}

fn judge(view: &mut RehearsalView, item: &Item<'_>, verdict: Verdict, answer: &str) -> bool {
    match verdict {
        Verdict::Accepted | Verdict::AcceptedMalformed => {
            view.accepted += 1;
            return true;
        }
        Verdict::Refused { description } => note(view, item, Problem::Refused, &description),
        Verdict::OtherResult | Verdict::Unreadable => note(view, item, Problem::NoAnswer, answer),
    }
    false
}

fn note(view: &mut RehearsalView, item: &Item<'_>, problem: Problem, words: &str) {
    view.refused += 1;
    let known = view.groups.iter().position(|group| group.problem == problem && group.words == words);
    let place = known.unwrap_or_else(|| {
        let rest = view.groups.len() >= REASONS;
        if !rest {
            let words = words.to_owned();
            view.groups.push(RehearsalGroup { problem, words, count: 0, rows: Vec::new() });
        }
        view.groups.len() - 1
    });
    let group = &mut view.groups[place];
    group.count += 1;
    if group.rows.len() < NAMED {
        group.rows.push(RehearsalRow {
            session: item.session.session.id,
            kind: item.kind,
            plate: views::plate(&item.session.session.plate),
            at: item.at.0,
        });
    }
    view.groups.sort_by_key(|group| std::cmp::Reverse(group.count));
}
