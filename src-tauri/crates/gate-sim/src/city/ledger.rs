//! What the city holds of each parking session, and how each thing came.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::record::{Accepted, Content, Event, EventKind, Photo, Verdict};
use super::refusal::Refusal;

/// 5.4: two photos of an arrival and two of a departure.
const PHOTOS_PER_EVENT: usize = 2;

/// One thing that may be sent more than once.
#[derive(Debug)]
struct Item<T> {
    tries: u32,
    last_tried: [u8; 16],
    /// A clean success has been answered whole.
    success_known: bool,
    needless_repeats: u32,
    accepted: Option<Taken<T>>,
}

#[derive(Debug)]
struct Taken<T> {
    content: Arc<T>,
    identity: [u8; 16],
    first_at: Duration,
    sequence: u64,
    times: u32,
    held: bool,
}

impl<T> Default for Item<T> {
    fn default() -> Self {
        Self { tries: 0, last_tried: [0; 16], success_known: false, needless_repeats: 0, accepted: None }
    }
}

/// What is remarkable about a sending, before anything is judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sighting {
    pub repeat: bool,
    pub differs: bool,
    pub needless: bool,
}

impl<T> Item<T> {
    fn see(&mut self, identity: [u8; 16]) -> Sighting {
        let repeat = self.tries > 0;
        let sighting = Sighting {
            repeat,
            differs: repeat && self.last_tried != identity,
            needless: self.success_known && self.last_tried == identity,
        };
        self.tries += 1;
        self.last_tried = identity;
        self.needless_repeats += u32::from(sighting.needless);
        if sighting.differs {
            self.success_known = false;
        }
        sighting
    }

    fn accept(&mut self, content: &Arc<T>, receipt: Receipt) -> Verdict {
        match &mut self.accepted {
            None => {
                self.accepted = Some(Taken {
                    content: content.clone(),
                    identity: receipt.identity,
                    first_at: receipt.at,
                    sequence: receipt.sequence,
                    times: 1,
                    held: receipt.keep,
                });
                Verdict::Accepted
            }
            Some(taken) => {
                let verdict =
                    if taken.identity == receipt.identity { Verdict::Repeated } else { Verdict::Replaced };
                taken.times += 1;
                taken.held = receipt.keep;
                if verdict == Verdict::Replaced {
                    (taken.content, taken.identity) = (content.clone(), receipt.identity);
                }
                verdict
            }
        }
    }

    fn held(&self) -> Option<&Arc<T>> {
        self.accepted.as_ref().filter(|taken| taken.held).map(|taken| &taken.content)
    }

    fn summary(&self) -> Option<Accepted<T>> {
        self.accepted.as_ref().map(|taken| Accepted {
            content: taken.content.clone(),
            first_at: taken.first_at,
            sequence: taken.sequence,
            times: taken.times,
            tries: self.tries,
            needless_repeats: self.needless_repeats,
            held: taken.held,
        })
    }
}

/// The circumstances of an acceptance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Receipt {
    pub identity: [u8; 16],
    pub at: Duration,
    pub sequence: u64,
    /// False when the city forgets it at once.
    pub keep: bool,
}

#[derive(Debug, Default)]
struct Session {
    plate: Box<str>,
    arrival: Item<Event>,
    departure: Item<Event>,
    photos: Vec<((EventKind, i64), Item<Photo>)>,
}

impl Session {
    fn event(&self, kind: EventKind) -> &Item<Event> {
        match kind {
            EventKind::Arrival => &self.arrival,
            EventKind::Departure => &self.departure,
        }
    }

    fn event_mut(&mut self, kind: EventKind) -> &mut Item<Event> {
        match kind {
            EventKind::Arrival => &mut self.arrival,
            EventKind::Departure => &mut self.departure,
        }
    }

    fn photo_mut(&mut self, key: (EventKind, i64)) -> &mut Item<Photo> {
        let place = self.photos.iter().position(|(of, _)| *of == key).unwrap_or_else(|| {
            self.photos.push((key, Item::default()));
            self.photos.len() - 1
        });
        &mut self.photos[place].1
    }
}

/// Every session of every car park.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    sessions: HashMap<(Arc<str>, Arc<str>), Session>,
}

impl Ledger {
    /// Notes that something was sent, and whether it came out of order.
    pub fn see(&mut self, content: &Content, identity: [u8; 16]) -> (Sighting, Option<Refusal>) {
        match content {
            Content::Event(event) => {
                let Some(kind) = event.kind else { return Default::default() };
                let session = self.session(&event.car_park, &event.business_id);
                session.plate = event.plate.clone();
                let early = kind == EventKind::Departure && session.arrival.accepted.is_none();
                (session.event_mut(kind).see(identity), early.then_some(Refusal::NoArrival))
            }
            Content::Photo(photo) => {
                let (Some(of), Some(index)) = (photo.of, photo.index) else { return Default::default() };
                let session = self.session(&photo.car_park, &photo.business_id);
                let early = session.event(of).accepted.is_none();
                (session.photo_mut((of, index)).see(identity), early.then_some(Refusal::NoEvent))
            }
            Content::Unread | Content::Check { .. } => Default::default(),
        }
    }

    /// What is wrong with it in the light of what the city holds.
    pub fn objection(&self, content: &Content) -> Option<Refusal> {
        match content {
            Content::Event(event) if event.kind == Some(EventKind::Departure) => {
                let held = self.find(content).and_then(|session| session.arrival.held());
                match held {
                    None => Some(Refusal::NoArrival),
                    Some(arrival) if arrival.parktime != event.parktime => Some(Refusal::ParkTimeChanged),
                    Some(arrival) if arrival.plate != event.plate => Some(Refusal::PlateChanged),
                    Some(_) => None,
                }
            }
            Content::Photo(photo) => {
                let (Some(of), Some(index)) = (photo.of, photo.index) else { return None };
                let session = self.find(content)?;
                if session.event(of).held().is_none() {
                    return Some(Refusal::NoEvent);
                }
                let others = session.photos.iter().filter(|((event, other), item)| {
                    *event == of && *other != index && item.held().is_some()
                });
                (others.count() >= PHOTOS_PER_EVENT).then_some(Refusal::TooManyPhotos)
            }
            _ => None,
        }
    }

    /// Whether the city holds this very thing already, in whatever content.
    pub fn holds(&self, content: &Content) -> bool {
        let Some(session) = self.find(content) else { return false };
        match content {
            Content::Event(event) => event.kind.is_some_and(|kind| session.event(kind).held().is_some()),
            Content::Photo(photo) => session.photos.iter().any(|((of, index), item)| {
                (Some(*of), Some(*index)) == (photo.of, photo.index) && item.held().is_some()
            }),
            Content::Unread | Content::Check { .. } => false,
        }
    }

    /// Takes it.
    pub fn accept(&mut self, content: &Content, receipt: Receipt) -> Verdict {
        match content {
            Content::Event(event) => match event.kind {
                Some(kind) => {
                    self.session(&event.car_park, &event.business_id).event_mut(kind).accept(event, receipt)
                }
                None => Verdict::Accepted,
            },
            Content::Photo(photo) => match (photo.of, photo.index) {
                (Some(of), Some(index)) => self
                    .session(&photo.car_park, &photo.business_id)
                    .photo_mut((of, index))
                    .accept(photo, receipt),
                _ => Verdict::Accepted,
            },
            Content::Unread | Content::Check { .. } => Verdict::Accepted,
        }
    }

    /// A clean success for it has been answered whole.
    pub fn success_is_known(&mut self, content: &Content) {
        match content {
            Content::Event(event) => {
                if let Some(kind) = event.kind {
                    self.session(&event.car_park, &event.business_id).event_mut(kind).success_known = true;
                }
            }
            Content::Photo(photo) => {
                if let (Some(of), Some(index)) = (photo.of, photo.index) {
                    self.session(&photo.car_park, &photo.business_id).photo_mut((of, index)).success_known =
                        true;
                }
            }
            Content::Unread | Content::Check { .. } => {}
        }
    }

    /// The plate last sent for the session that this belongs to.
    pub fn plate(&self, content: &Content) -> Option<&str> {
        self.find(content).map(|session| session.plate.as_ref())
    }

    /// Accepted events of one kind, in the order of their acceptance.
    pub fn events(&self, kind: EventKind) -> Vec<Accepted<Event>> {
        let mut events: Vec<_> =
            self.sessions.values().filter_map(|session| session.event(kind).summary()).collect();
        events.sort_by_key(|event| event.sequence);
        events
    }

    /// One accepted event.
    pub fn event(&self, car_park: &str, business_id: &str, kind: EventKind) -> Option<Accepted<Event>> {
        self.sessions.get(&(car_park.into(), business_id.into()))?.event(kind).summary()
    }

    /// Accepted photos, in the order of their acceptance.
    pub fn photos(&self) -> Vec<Accepted<Photo>> {
        let sessions = self.sessions.values();
        let mut photos: Vec<_> = sessions
            .flat_map(|session| session.photos.iter().filter_map(|(_, item)| item.summary()))
            .collect();
        photos.sort_by_key(|photo| photo.sequence);
        photos
    }

    /// Loses everything that the city holds; what it had accepted stays in the journal.
    pub fn forget_all(&mut self) {
        for session in self.sessions.values_mut() {
            let events = [&mut session.arrival.accepted, &mut session.departure.accepted];
            events.into_iter().flatten().for_each(|taken| taken.held = false);
            let photos = session.photos.iter_mut().filter_map(|(_, item)| item.accepted.as_mut());
            photos.for_each(|taken| taken.held = false);
        }
    }

    fn session(&mut self, car_park: &Arc<str>, business_id: &Arc<str>) -> &mut Session {
        self.sessions.entry((car_park.clone(), business_id.clone())).or_default()
    }

    fn find(&self, content: &Content) -> Option<&Session> {
        let key = match content {
            Content::Event(event) => (event.car_park.clone(), event.business_id.clone()),
            Content::Photo(photo) => (photo.car_park.clone(), photo.business_id.clone()),
            Content::Unread | Content::Check { .. } => return None,
        };
        self.sessions.get(&key)
    }
}
