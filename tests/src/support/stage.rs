//! What happens at a car park while a test watches: vehicles pass, lanes refuse, platforms go away and come back.

use std::{error::Error, sync::Arc, time::Duration};

use gate_app::{App, SessionChange, contract::Command};
use gate_core::{passage::Direction, time::UtcMillis};
use gate_sim::{
    faults::{FaultSpec, Faults, Side},
    http::Listening,
    open_platform::{Channel, SimVehicle, Write},
    traffic::{SimLane, SimPassage, VehicleClass, simple_visits},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::park::{PARKING_ID, Park};

/// Why a step could not be done.
pub type StageError = Box<dyn Error + Send + Sync>;

/// Who works at the car park.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// As shown, and as typed for signing in by password.
    pub name: String,
    /// At least as long as the program asks for.
    pub password: String,
    /// An attendant's short way in.
    #[serde(default)]
    pub pin: Option<String>,
}

/// Makes the accounts of a data directory in which nobody has one, and leaves nobody signed in.
///
/// # Errors
/// The program refuses one of them.
pub async fn people(app: &App, administrator: &Person, attendant: Option<&Person>) -> Result<(), StageError> {
    let first = json!({ "name": administrator.name, "password": administrator.password });
    let made = app.call(None, Command::create_administrator, first).await;
    made.result?;
    let SessionChange::Set(session) = made.session else { return Err("nobody is signed in".into()) };
    if let Some(person) = attendant {
        let new = json!({
            "name": person.name, "role": "attendant", "password": person.password, "pin": person.pin, "car_parks": [],
        });
        app.call(Some(&session), Command::create_account, new).await.result?;
    }
    app.call(Some(&session), Command::sign_out, Value::Null).await.result?;
    Ok(())
}

/// One thing that a test does to the platforms.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// A vehicle passes: told at once, by callback and in the list; only in the list when it was before.
    Passage {
        /// As the camera read it; nothing was read when empty.
        plate: String,
        /// Which way.
        direction: Way,
        /// Which of the usual lanes; 1 for an entry and 2 for an exit when absent.
        lane: Option<String>,
        /// What the platform takes it for.
        #[serde(default)]
        class: Class,
        /// Whom the platform names with it.
        #[serde(default)]
        owner: String,
        /// Before now.
        #[serde(default)]
        seconds_ago: i64,
    },
    /// Complete visits in the hours before.
    Visits {
        /// So many.
        count: usize,
    },
    /// A vehicle is registered.
    Vehicle {
        /// Its plate.
        plate: String,
        /// Its owner's name.
        owner: String,
        /// Its owner's telephone.
        #[serde(default)]
        phone: String,
        /// The last day.
        until: String,
        /// Whatever was noted.
        #[serde(default)]
        remark: String,
    },
    /// A plate is blacklisted.
    Blacklist {
        /// Which one.
        plate: String,
        /// The last day.
        until: String,
    },
    /// A platform's faults are these from now on.
    Faults {
        /// Whose.
        platform: Platform,
        /// As the simulator's command line takes them; none when empty.
        faults: String,
    },
    /// A platform's port.
    Port {
        /// Whose.
        platform: Platform,
        /// What it does.
        state: Port,
    },
    /// A camera goes offline or comes back.
    Camera {
        /// Its lane.
        lane: String,
        /// Whether it is there.
        online: bool,
    },
    /// Asks which lanes were opened, in order.
    Openings {},
}

/// Into the car park or out of it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// An entry.
    In,
    /// An exit.
    Out,
}

/// What the platform takes a vehicle for.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// It has paid for the month.
    Monthly,
    /// It never pays.
    Free,
    /// It pays for each visit.
    #[default]
    Temporary,
}

/// One of the two.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// The vendor's cloud.
    Open,
    /// The city.
    City,
}

/// What a platform's port does with whoever connects.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Port {
    /// It serves him.
    Up,
    /// It refuses him.
    Down,
    /// It takes him and never answers.
    BlackHole,
}

/// A car park with its platforms, and what tests do to them.
#[derive(Clone)]
pub struct Stage {
    /// It.
    pub park: Arc<Park>,
}

impl Stage {
    /// Does it, and answers what was asked for.
    ///
    /// # Errors
    /// The step makes no sense, or a port cannot be had again.
    pub async fn play(&self, step: Step) -> Result<Value, StageError> {
        let (open, city) = (&self.park.open_platform, &self.park.city);
        let now = open.now();
        match step {
            Step::Passage { plate, direction, lane, class, owner, seconds_ago } => {
                let at = UtcMillis(now.0 - seconds_ago * 1_000);
                let mut passage = match direction {
                    Way::In => SimPassage::entry(&plate, at),
                    Way::Out => SimPassage::exit(&plate, at),
                };
                if let Some(lane_no) = lane {
                    let lane = usual_lane(&lane_no, passage.direction)?;
                    passage = passage.on(&lane);
                }
                passage.user_name = owner;
                let passage = passage.of_class(match class {
                    Class::Monthly => VehicleClass::Monthly,
                    Class::Free => VehicleClass::Free,
                    Class::Temporary => VehicleClass::Temporary,
                });
                let channel = if seconds_ago == 0 { Channel::Both } else { Channel::List };
                return Ok(open.add_passage_via(passage, channel).into());
            }
            Step::Visits { count } => {
                let spread = Duration::from_secs(4 * 3_600).as_millis() as i64;
                let gap = spread / i64::try_from(count.max(1))?;
                let stay = 20 * 60_000;
                open.add_passages(simple_visits(count, UtcMillis(now.0 - spread - stay), gap, stay));
            }
            Step::Vehicle { plate, owner, phone, until, remark } => {
                let vehicle = SimVehicle {
                    plate,
                    vehicle_type: VehicleClass::Monthly.wire(),
                    diy_type_name: String::new(),
                    user_name: owner,
                    phone,
                    from: "2026-01-01".to_owned(),
                    until,
                    lane_nos: String::new(),
                    lot_num: 1,
                    remark,
                    work_no: String::new(),
                    department: String::new(),
                };
                open.put_vehicle(PARKING_ID, vehicle);
            }
            Step::Blacklist { plate, until } => open.put_blacklist(PARKING_ID, &plate, &until),
            Step::Faults { platform: Platform::Open, faults } => {
                open.set_faults(&FaultSpec::parse_for(Side::OpenPlatform, &faults)?);
            }
            Step::Faults { platform: Platform::City, faults } => {
                city.set_faults(Faults::parse(&faults, Side::City, 1)?);
            }
            Step::Port { platform, state } => {
                let state = match state {
                    Port::Up => Listening::Up,
                    Port::Down => Listening::Down,
                    Port::BlackHole => Listening::BlackHole,
                };
                match platform {
                    Platform::Open => open.set_listening(state).await?,
                    Platform::City => city.set_listening(state).await?,
                }
            }
            Step::Camera { lane, online } => open.set_camera(PARKING_ID, &lane, online, now),
            Step::Openings {} => {
                let lanes = open.journal().into_iter().filter_map(|entry| match entry.write {
                    Write::LaneOpened { lane_no } => Some(lane_no),
                    _ => None,
                });
                return Ok(lanes.collect::<Vec<_>>().into());
            }
        }
        Ok(Value::Null)
    }
}

fn usual_lane(lane_no: &str, direction: Direction) -> Result<SimLane, StageError> {
    let lane = SimLane::usual().into_iter().find(|lane| lane.lane_no == lane_no);
    lane.filter(|lane| lane.serves(direction))
        .ok_or_else(|| format!("no lane {lane_no} goes that way").into())
}
