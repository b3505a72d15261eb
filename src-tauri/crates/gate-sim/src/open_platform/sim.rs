//! The running platform, as tests and the demo hold it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gate_core::time::UtcMillis;
use tokio::task::JoinHandle;

use super::access_record::photo_url;
use super::callback::{self, AcknowledgedCallback, CallbackOptions};
use super::handler::PhotoHost;
use super::journal::JournalEntry;
use super::operation::Operation;
use super::options::OpenPlatformOptions;
use super::photo::Order;
use super::photo_fault::{PhotoFault, PhotoFaults};
use super::platform::Platform;
use super::quirks::Quirks;
use super::vehicle::SimVehicle;
use super::visitor::SimVisitor;
use crate::faults::{FaultSpec, Faults, Side};
use crate::http::{Listening, ServerHandle, serve};
use crate::traffic::{Population, SimPassage};

/// How often the faults of the port are looked at.
const PORT_STEP: Duration = Duration::from_millis(20);

/// How the platform tells of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Channel {
    /// In the record list, and by a callback where [`CallbackOptions::share`] says so.
    #[default]
    AsConfigured,
    /// In the record list only.
    List,
    /// By a callback only.
    Callback,
    /// In the record list and by a callback.
    Both,
}

/// The vendor's cloud, running. Dropping it stops it without waiting.
pub struct OpenPlatformSim {
    pub(super) platform: Arc<Platform>,
    server: Arc<ServerHandle>,
    photo_server: Option<ServerHandle>,
    pub(super) tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl OpenPlatformSim {
    /// Starts it at an address (port 0 takes a free one). Call it inside a tokio runtime.
    ///
    /// # Errors
    /// The operating system's, when an address cannot be bound.
    pub fn start(addr: SocketAddr, options: OpenPlatformOptions) -> io::Result<Self> {
        let photo_addr = options.photo_addr;
        let platform = Arc::new(Platform::new(options));
        let server = Arc::new(serve(addr, Arc::clone(&platform))?);
        let photo_server =
            photo_addr.map(|addr| serve(addr, Arc::new(PhotoHost(Arc::clone(&platform))))).transpose()?;
        let photo_base = photo_server.as_ref().map_or(server.addr(), ServerHandle::addr);
        platform.world().photo_base = url(photo_base);
        let tasks = vec![
            tokio::spawn(Arc::clone(&platform.callbacks).run()),
            tokio::spawn(watch_port(Arc::clone(&platform), Arc::clone(&server))),
        ];
        Ok(OpenPlatformSim { platform, server, photo_server, tasks: Mutex::new(tasks) })
    }

    /// `http://host:port`, as `[open_platform] base_url` wants it.
    #[must_use]
    pub fn base_url(&self) -> String {
        url(self.server.addr())
    }

    /// Where it listens.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.server.addr()
    }

    /// `host:port` of the photos' own server, as `photo_hosts` wants it, if there is one.
    #[must_use]
    pub fn photo_host(&self) -> Option<String> {
        self.photo_server.as_ref().map(|server| reachable(server.addr()).to_string())
    }

    /// Takes the port down, up again, or makes it a black hole. Faults of the port, where there are any, outrank it.
    ///
    /// # Errors
    /// The operating system's, when the port cannot be bound again.
    pub async fn set_listening(&self, listening: Listening) -> io::Result<()> {
        self.server.set_listening(listening).await
    }

    /// Adds a passage and tells of it as configured; returns its `recordId`.
    pub fn add_passage(&self, passage: SimPassage) -> u64 {
        self.add_passage_via(passage, Channel::AsConfigured)
    }

    /// Adds a passage. It shows once the platform's clock has reached its `reported_at`; its callback goes out at once.
    pub fn add_passage_via(&self, passage: SimPassage, channel: Channel) -> u64 {
        self.platform.add_passage(passage, channel)
    }

    /// Adds passages to the record list in bulk, without callbacks.
    pub fn add_passages(&self, passages: impl IntoIterator<Item = SimPassage>) {
        let mut world = self.platform.world();
        for passage in passages {
            world.keep(passage, true);
        }
    }

    /// Every passage it holds, in the order of `recordId`.
    #[must_use]
    pub fn records(&self) -> Vec<SimPassage> {
        self.platform.world().records.all().map(|passage| SimPassage::clone(passage)).collect()
    }

    /// How many passages it holds.
    #[must_use]
    pub fn record_count(&self) -> usize {
        self.platform.world().records.all().count()
    }

    /// Where a passage's photo is.
    #[must_use]
    pub fn photo_url(&self, record_id: u64) -> String {
        photo_url(&self.platform.world(), record_id)
    }

    /// A passage's photo as it is when nothing happens to it on the way; `None` when there is no such record. Drawn on
    /// the calling thread: tens of milliseconds.
    #[must_use]
    pub fn photo(&self, record_id: u64) -> Option<Vec<u8>> {
        let order = Order::of(&self.platform.world(), record_id)?;
        self.platform.photos.draw_now(&order).map(|photo| photo.to_vec())
    }

    /// What is wrong with a passage's photo.
    #[must_use]
    pub fn photo_fault(&self, record_id: u64) -> Option<PhotoFault> {
        let world = self.platform.world();
        world.options.photo_faults.of(world.options.seed, record_id)
    }

    /// Gives one passage's photo a fault, or none.
    pub fn set_photo_fault(&self, record_id: u64, fault: Option<PhotoFault>) {
        self.platform.world().options.photo_faults.set(record_id, fault);
        self.platform.photos.clear();
    }

    /// Changes which photos have which fault.
    pub fn set_photo_faults(&self, faults: PhotoFaults) {
        self.platform.world().options.photo_faults = faults;
        self.platform.photos.clear();
    }

    /// The callbacks that were acknowledged, in that order: nothing of these may be lost.
    #[must_use]
    pub fn acknowledged_callbacks(&self) -> Vec<AcknowledgedCallback> {
        self.platform.callbacks.acknowledged()
    }

    /// Callbacks that still wait for their acknowledgement.
    #[must_use]
    pub fn pending_callbacks(&self) -> usize {
        self.platform.callbacks.pending()
    }

    /// Changes where callbacks go; `None` keeps them until there is an address again.
    pub fn set_callback(&self, options: Option<CallbackOptions>) {
        self.platform.callbacks.set_options(options);
    }

    /// Changes how answers differ from the text's first reading.
    pub fn set_quirks(&self, quirks: Quirks) {
        self.platform.world().options.quirks = quirks;
    }

    /// Changes the faults of its answers; their time counts from now.
    pub fn set_faults(&self, faults: &FaultSpec) {
        let seed = self.platform.world().options.seed;
        self.platform.set_faults(Faults::new(faults, Side::OpenPlatform, seed));
    }

    /// The faults and how often each has struck.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.platform.faults()
    }

    /// Ends every token at once.
    pub fn expire_tokens(&self) {
        self.platform.world().tokens.end_all();
    }

    /// Changes the account's secret; the old one's tokens end.
    pub fn set_app_secret(&self, app_secret: &str) {
        let mut world = self.platform.world();
        world.options.app_secret = app_secret.into();
        world.tokens.end_all();
    }

    /// What was written to it over the wire, in order.
    #[must_use]
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.platform.world().journal.clone()
    }

    /// How often an operation was called, whatever it answered.
    #[must_use]
    pub fn calls(&self, operation: Operation) -> u64 {
        self.platform.calls(operation.name())
    }

    /// How often a photo was asked for.
    #[must_use]
    pub fn photo_calls(&self) -> u64 {
        self.platform.calls("photo")
    }

    /// How often a client followed a redirect of a photo; a correct client never does.
    #[must_use]
    pub fn followed_redirects(&self) -> u64 {
        self.platform.followed_redirects()
    }

    /// The authorised vehicles of a car park.
    #[must_use]
    pub fn vehicles(&self, parking_id: &str) -> Vec<SimVehicle> {
        let world = self.platform.world();
        world
            .vehicles
            .iter()
            .filter(|((park, _), _)| park == parking_id)
            .map(|(_, one)| one.clone())
            .collect()
    }

    /// Authorises a vehicle, or changes its authorisation, without the wire.
    pub fn put_vehicle(&self, parking_id: &str, vehicle: SimVehicle) {
        self.platform.world().vehicles.insert((parking_id.into(), vehicle.plate.clone()), vehicle);
    }

    /// The blacklisted plates of a car park and their last days.
    #[must_use]
    pub fn blacklist(&self, parking_id: &str) -> Vec<(String, String)> {
        let world = self.platform.world();
        let of_park = world.blacklist.iter().filter(|((park, _), _)| park == parking_id);
        of_park.map(|((_, plate), until)| (plate.clone(), until.clone())).collect()
    }

    /// Blacklists a plate without the wire; `until` is `yyyy-MM-dd`.
    pub fn put_blacklist(&self, parking_id: &str, plate: &str, until: &str) {
        self.platform.world().blacklist.insert((parking_id.into(), plate.into()), until.into());
    }

    /// Registers a visitor and tells of it by a callback where callbacks go anywhere.
    pub fn put_visitor(&self, parking_id: &str, visitor: SimVisitor) {
        let mut world = self.platform.world();
        let data = callback::visitor(&world, parking_id, &visitor);
        world.visitors.insert((parking_id.into(), visitor.plate.clone()), visitor);
        if self.platform.callbacks.is_on() {
            self.platform.callbacks.push("PARKING_VISITOR", None, data);
        }
    }

    /// Registers everybody of a population, without callbacks.
    pub fn register(&self, parking_id: &str, population: &Population) {
        let mut world = self.platform.world();
        for vehicle in &population.vehicles {
            world.vehicles.insert((parking_id.into(), vehicle.plate.clone()), vehicle.into());
        }
        for visitor in &population.visitors {
            world.visitors.insert((parking_id.into(), visitor.plate.clone()), visitor.into());
        }
        for (plate, until) in &population.blacklist {
            world.blacklist.insert((parking_id.into(), plate.clone()), until.clone());
        }
    }

    /// Takes a lane's camera offline or back and tells of it by a callback. A lane that is offline cannot be opened.
    pub fn set_camera(&self, parking_id: &str, lane_no: &str, online: bool, at: UtcMillis) {
        self.platform.set_camera(parking_id, lane_no, online, at);
    }

    /// The plates inside a car park and when each came in.
    #[must_use]
    pub fn inside(&self, parking_id: &str) -> Vec<(String, UtcMillis)> {
        let world = self.platform.world();
        world.in_park.of(parking_id).map(|(plate, inside)| (plate.to_owned(), inside.entered)).collect()
    }

    /// Takes a vehicle off the in-park list without a passage, as a stock-take does; says whether it was there.
    pub fn forget_inside(&self, parking_id: &str, plate: &str) -> bool {
        self.platform.world().in_park.forget(parking_id, plate)
    }

    /// The platform's present.
    #[must_use]
    pub fn now(&self) -> UtcMillis {
        self.platform.world().now()
    }

    /// Closes its ports and ends its tasks; returns when connections are closed.
    pub async fn stop(mut self) {
        for task in self.take_tasks() {
            task.abort();
            // The abort itself is the expected outcome; a panic has been reported by the runtime.
            let _ = task.await;
        }
        if let Err(error) = self.server.set_listening(Listening::Down).await {
            tracing::debug!(%error, "the server had stopped before");
        }
        if let Some(photo_server) = self.photo_server.take() {
            photo_server.stop().await;
        }
    }

    fn take_tasks(&self) -> Vec<JoinHandle<()>> {
        std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for OpenPlatformSim {
    fn drop(&mut self) {
        self.take_tasks().iter().for_each(JoinHandle::abort);
    }
}

/// Does to the port what the faults say.
async fn watch_port(platform: Arc<Platform>, server: Arc<ServerHandle>) {
    loop {
        let faults = platform.faults();
        if let Some(wanted) = faults.listening() {
            if wanted != server.listening() {
                match server.set_listening(wanted).await {
                    Ok(()) => faults.port_changed(),
                    Err(error) => tracing::warn!(%error, "the port cannot be taken up again"),
                }
            }
        }
        tokio::time::sleep(PORT_STEP).await;
    }
}

/// A wildcard address is reached on this machine.
fn reachable(addr: SocketAddr) -> SocketAddr {
    let ip = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, addr.port())
}

fn url(addr: SocketAddr) -> String {
    format!("http://{}", reachable(addr))
}
