//! Photos: drawn when asked for, spoilt when they are meant to be.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use tokio::sync::Semaphore;

use super::photo_fault::PhotoFault;
use super::world::World;
use crate::http::{Manner, SimResponse};
use crate::photo::{PhotoSpec, render, render_huge, render_twelve_megapixels, with_comment};
use crate::traffic::SimPassage;

/// Drawn photos that are kept for those who ask again, bytes.
const SHELF_BYTES: usize = 16_000_000;
/// Photos drawn at a time; each takes up to 40 MB while it is drawn.
const DRAWN_AT_ONCE: usize = 3;
const SLOW_BYTES_PER_SECOND: u32 = 2_000;
const UNAVAILABLE_TIMES: u32 = 3;
/// Where a redirecting photo points to.
pub(super) const ELSEWHERE: &str = "/elsewhere/";

/// The photos' side of the platform.
pub(super) struct Photos {
    drawing: Semaphore,
    the_one: Arc<OnceLock<Bytes>>,
    shelf: Mutex<Shelf>,
    asked: Mutex<HashMap<u64, u32>>,
}

#[derive(Default)]
struct Shelf {
    bytes: usize,
    photos: VecDeque<(u64, Bytes)>,
}

/// What a photo is made from, taken out of the world so that drawing holds no lock.
pub(super) struct Order {
    record_id: u64,
    spec: PhotoSpec,
    one_picture: bool,
    fault: Option<PhotoFault>,
    expired: bool,
}

impl Order {
    /// The order for a path such as `/photos/12.jpg`; `None` when there is no such record.
    pub(super) fn at(world: &World, path: &str) -> Option<Self> {
        let record_id = path.strip_prefix("/photos/")?.strip_suffix(".jpg")?.parse().ok()?;
        Self::of(world, record_id)
    }

    pub(super) fn of(world: &World, record_id: u64) -> Option<Self> {
        let options = &world.options;
        let passage: &SimPassage = world.records.get(record_id)?;
        let expired = options.photo_life.is_some_and(|life| world.now() > passage.reported_at + life);
        Some(Order {
            record_id,
            spec: passage.photo(options.seed, &options.photos),
            one_picture: options.photos.one_picture,
            fault: options.photo_faults.of(options.seed, record_id),
            expired,
        })
    }
}

impl Photos {
    pub(super) fn new() -> Self {
        Photos {
            drawing: Semaphore::new(DRAWN_AT_ONCE),
            the_one: Arc::default(),
            shelf: Mutex::default(),
            asked: Mutex::default(),
        }
    }

    /// Answers a request for a photo.
    pub(super) async fn answer(&self, order: Order) -> SimResponse {
        if order.expired {
            return SimResponse::body("text/plain", "expired").with_status(403);
        }
        let time = order.fault.map(|_| self.times_asked(order.record_id)).unwrap_or_default();
        match order.fault {
            Some(PhotoFault::Missing) => {
                SimResponse::body("text/html", "<h1>404 Not Found</h1>").with_status(404)
            }
            Some(PhotoFault::Unavailable) if time < UNAVAILABLE_TIMES => SimResponse::status(500),
            Some(PhotoFault::Redirect) => SimResponse::status(302)
                .with_header("location", format!("{ELSEWHERE}{}.jpg", order.record_id)),
            Some(PhotoFault::Text) => jpeg("<html><body>请重新登录</body></html>"),
            Some(PhotoFault::Empty) => jpeg(Bytes::new()),
            Some(PhotoFault::Broken) => jpeg(nonsense(order.record_id)),
            fault => {
                let Some(photo) = self.drawn(&order).await else { return SimResponse::status(500) };
                match fault {
                    Some(PhotoFault::Truncated) => {
                        let half = photo.len() / 2;
                        jpeg(photo.slice(..half))
                    }
                    Some(PhotoFault::CutShort) if time == 0 => {
                        let bytes = photo.len() / 2;
                        jpeg(photo).with_manner(Manner::Truncated { bytes })
                    }
                    Some(PhotoFault::Slow) if time == 0 => {
                        jpeg(photo).with_manner(Manner::Drip { bytes_per_second: SLOW_BYTES_PER_SECOND })
                    }
                    _ => jpeg(photo),
                }
            }
        }
    }

    /// The whole photo of an order, off the async threads.
    async fn drawn(&self, order: &Order) -> Option<Bytes> {
        if let Some(kept) = self.kept(order.record_id) {
            return Some(kept);
        }
        let _permit = self.drawing.acquire().await.ok()?;
        let (spec, the_one) = (order.spec.clone(), Arc::clone(&self.the_one));
        let (one_picture, fault, record_id) = (order.one_picture, order.fault, order.record_id);
        let photo = tokio::task::spawn_blocking(move || draw(record_id, &spec, fault, one_picture, &the_one))
            .await
            .ok()??;
        self.keep(record_id, photo.clone());
        Some(photo)
    }

    /// The photo as it is without faults of the way it is sent, drawn on this thread.
    pub(super) fn draw_now(&self, order: &Order) -> Option<Bytes> {
        draw(order.record_id, &order.spec, order.fault, order.one_picture, &self.the_one)
    }

    /// Forgets what is kept, after photos or their faults have changed.
    pub(super) fn clear(&self) {
        *self.shelf.lock().unwrap_or_else(PoisonError::into_inner) = Shelf::default();
    }

    fn times_asked(&self, record_id: u64) -> u32 {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let times = asked.entry(record_id).or_default();
        *times = times.saturating_add(1);
        *times - 1
    }

    fn kept(&self, record_id: u64) -> Option<Bytes> {
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.photos.iter().find(|(id, _)| *id == record_id).map(|(_, photo)| photo.clone())
    }

    fn keep(&self, record_id: u64, photo: Bytes) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.bytes += photo.len();
        shelf.photos.push_back((record_id, photo));
        while shelf.bytes > SHELF_BYTES {
            let Some((_, oldest)) = shelf.photos.pop_front() else { return };
            shelf.bytes -= oldest.len();
        }
    }
}

fn draw(
    record_id: u64,
    spec: &PhotoSpec,
    fault: Option<PhotoFault>,
    one_picture: bool,
    the_one: &OnceLock<Bytes>,
) -> Option<Bytes> {
    let drawn = match fault {
        Some(PhotoFault::TwelveMegapixel) => render_twelve_megapixels(spec),
        Some(PhotoFault::Huge) => render_huge(spec),
        _ if one_picture => {
            let picture = match the_one.get() {
                Some(picture) => picture.clone(),
                None => {
                    let drawn = render(&PhotoSpec { heavy: false, ..spec.clone() }).map(Bytes::from).ok()?;
                    the_one.get_or_init(|| drawn).clone()
                }
            };
            return Some(with_comment(&picture, &format!("record {record_id}")).into());
        }
        _ => render(spec),
    };
    match drawn {
        Ok(photo) => Some(photo.into()),
        Err(error) => {
            tracing::warn!(record_id, %error, "a photo could not be drawn");
            None
        }
    }
}

fn jpeg(photo: impl Into<Bytes>) -> SimResponse {
    SimResponse::body("image/jpeg", photo)
}

/// The head of a JPEG and then nothing that makes sense.
fn nonsense(record_id: u64) -> Vec<u8> {
    let mut dice = crate::photo::seeded::Seeded::of(record_id, 0x6272_6f6b);
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.extend((0..2_500).flat_map(|_| dice.next().to_le_bytes()));
    bytes
}
