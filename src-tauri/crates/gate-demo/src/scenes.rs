//! What happens beside the traffic, so that whoever looks for a minute has seen what Gatehouse is for.

use std::{sync::Arc, time::Duration};

use gate_core::{
    passage::Direction,
    time::{DAY_MS, UtcMillis},
};
use gate_sim::{
    open_platform::{OpenPlatformSim, SimVehicle},
    traffic::{Oddity, SimLane, SimPassage, VehicleClass},
};
use tokio::{task::JoinHandle, time::sleep};

use crate::Simulation;

/// The first passage, and the second.
const FIRST: Duration = Duration::from_millis(1_200);
const SECOND: Duration = Duration::from_millis(1_500);

/// From the second passage to the first blacklisted vehicle: late enough for the booth to have been looked at.
const BLACKLISTED_AFTER: Duration = Duration::from_secs(20);

/// How long a blacklisted vehicle stays, and the pause until the next one comes.
const BLACKLISTED_STAYS: Duration = Duration::from_secs(90);
const BLACKLISTED_PAUSE: Duration = Duration::from_secs(150);

/// A monthly vehicle that comes first, and a temporary one that leaves then. The traffic knows neither.
const KNOWN: &str = "浙B8K562";
const STRANGER: &str = "浙B27R9G";
const STRANGER_CAME_BEFORE: Duration = Duration::from_secs(52 * 60);

/// Since when the cameras have been online. The platform tells of a change only, and goes on telling until somebody listens.
const CAMERAS_ON_SINCE: Duration = Duration::from_secs(26 * 3_600);

/// The scenes of one demo; dropping them ends them.
pub(crate) struct Scenes(JoinHandle<()>);

impl Scenes {
    /// Puts in place what must have been there before, and begins.
    pub(crate) fn play(simulation: &Arc<Simulation>) -> Self {
        Stage::new(simulation).set();
        Self(tokio::spawn(play(Arc::clone(simulation))))
    }

    /// Ends them; nothing happens any more when this returns.
    pub(crate) async fn stop(mut self) {
        self.0.abort();
        // Cancelled is the expected outcome; a panic has been reported by the runtime.
        let _ = (&mut self.0).await;
    }
}

impl Drop for Scenes {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn play(simulation: Arc<Simulation>) {
    let stage = Stage::new(&simulation);
    sleep(FIRST).await;
    stage.somebody_known_comes();
    sleep(SECOND).await;
    stage.a_stranger_leaves();
    sleep(BLACKLISTED_AFTER).await;
    let plates = stage.blacklisted();
    for (plate, turn) in plates.iter().cycle().zip(0_usize..) {
        stage.passes(plate, Direction::In, turn);
        sleep(BLACKLISTED_STAYS).await;
        stage.passes(plate, Direction::Out, turn);
        sleep(BLACKLISTED_PAUSE).await;
    }
}

/// The first car park of the simulated platform.
struct Stage<'a> {
    platform: &'a OpenPlatformSim,
    parking_id: &'a str,
    entries: Vec<SimLane>,
    exits: Vec<SimLane>,
}

impl<'a> Stage<'a> {
    fn new(simulation: &'a Simulation) -> Self {
        let lanes = crate::car_park().lanes;
        let serving =
            |direction| lanes.iter().filter(|lane| lane.serves(direction)).cloned().collect::<Vec<_>>();
        Self {
            platform: &simulation.open_platform,
            parking_id: &simulation.access.open_platform.parking_id,
            entries: serving(Direction::In),
            exits: serving(Direction::Out),
        }
    }

    fn set(&self) {
        let now = self.now();
        for lane in crate::car_park().lanes {
            self.platform.set_camera(self.parking_id, &lane.lane_no, true, now - CAMERAS_ON_SINCE);
        }
        self.platform.put_vehicle(self.parking_id, known(now));
        if let Some(lane) = self.entries.last() {
            let came = UtcMillis(now.0 - STRANGER_CAME_BEFORE.as_millis() as i64);
            self.platform.add_passages([SimPassage::entry(STRANGER, came).on(lane)]);
        }
    }

    fn somebody_known_comes(&self) {
        if let Some(lane) = self.entries.first() {
            let vehicle = known(self.now());
            let mut passage = SimPassage::entry(KNOWN, self.now()).on(lane).of_class(VehicleClass::Monthly);
            passage.user_name = vehicle.user_name;
            passage.work_no = vehicle.work_no;
            passage.phone = vehicle.phone;
            self.platform.add_passage(passage);
        }
    }

    fn a_stranger_leaves(&self) {
        if let Some(lane) = self.exits.first() {
            self.platform.add_passage(SimPassage::exit(STRANGER, self.now()).on(lane));
        }
    }

    fn blacklisted(&self) -> Vec<String> {
        self.platform.blacklist(self.parking_id).into_iter().map(|(plate, _)| plate).collect()
    }

    /// A blacklisted vehicle, at one gate and the next time at the other.
    fn passes(&self, plate: &str, direction: Direction, turn: usize) {
        let (lanes, mut passage) = match direction {
            Direction::In => (&self.entries, SimPassage::entry(plate, self.now())),
            Direction::Out => (&self.exits, SimPassage::exit(plate, self.now())),
        };
        if let Some(lane) = lanes.get(turn % lanes.len().max(1)) {
            passage.oddities = vec![Oddity::Blacklisted];
            self.platform.add_passage(passage.on(lane));
        }
    }

    fn now(&self) -> UtcMillis {
        self.platform.now()
    }
}

/// The registration of [`KNOWN`]; nobody of that name and number is meant.
fn known(now: UtcMillis) -> SimVehicle {
    let day = |offset: i64| UtcMillis(now.0 + offset * DAY_MS).china_day();
    SimVehicle {
        plate: KNOWN.to_owned(),
        vehicle_type: VehicleClass::Monthly.wire(),
        diy_type_name: String::new(),
        user_name: "沈佳宁".to_owned(),
        phone: "13900000562".to_owned(),
        from: day(-182),
        until: day(183),
        lane_nos: String::new(),
        lot_num: 1,
        remark: String::new(),
        work_no: "10562".to_owned(),
        department: "研发中心".to_owned(),
    }
}
