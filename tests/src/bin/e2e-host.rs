//! What the browser tests start: a car park with both simulated platforms, the core over it and its pages, and a second
//! loopback address at which a test steers the simulators.
//!
//! The first line of its standard input is a [`Plan`] as JSON. It prints one line, `{"pages", "control", "parking_id"}`, and
//! ends when its input does. A step is posted to the control address as `POST /<step>` with the fields of [`Step`].

use std::{io, net::Ipv4Addr, sync::Arc, time::Duration};

use gate_app::{App, AppOptions, Workspace, contract::Command};
use gate_core::{passage::Direction, time::UtcMillis};
use gate_sim::{
    faults::{FaultSpec, Faults, Side},
    http::{Handler, Listening, SimRequest, SimResponse, serve},
    open_platform::{Channel, SimVehicle, Write},
    traffic::{SimLane, SimPassage, VehicleClass, simple_visits},
};
use gate_web::{WebLimits, WebServer};
use gatehouse_tests::support::{PARKING_ID, Park, ParkOptions, PushOptions, configure};
use serde::Deserialize;
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How the car park is when its pages are first opened.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Plan {
    /// The administrator, unless the test begins with the first run.
    administrator: Option<Person>,
    /// An attendant; only together with the administrator.
    attendant: Option<Person>,
    /// What happens before the core opens.
    before: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: String,
    password: String,
    #[serde(default)]
    pin: Option<String>,
}

/// One thing that a test does to the platforms.
#[derive(Debug, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
enum Step {
    /// A vehicle passes: told at once, by callback and in the list.
    Passage {
        plate: String,
        direction: Way,
        /// Which of the usual lanes; 1 for an entry and 2 for an exit when absent.
        lane: Option<String>,
        #[serde(default)]
        class: Class,
        #[serde(default)]
        owner: String,
        #[serde(default)]
        seconds_ago: i64,
    },
    /// So many complete visits in the hours before.
    Visits { count: usize },
    /// A vehicle is registered.
    Vehicle {
        plate: String,
        owner: String,
        #[serde(default)]
        phone: String,
        until: String,
        #[serde(default)]
        remark: String,
    },
    /// A plate is blacklisted.
    Blacklist { plate: String, until: String },
    /// A platform's faults are these from now on.
    Faults { platform: Platform, faults: String },
    /// A platform's port.
    Port { platform: Platform, state: Port },
    /// A camera goes offline or comes back.
    Camera { lane: String, online: bool },
    /// Asks how often each lane was opened.
    Openings {},
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Way {
    In,
    Out,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Class {
    Monthly,
    Free,
    #[default]
    Temporary,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Platform {
    Open,
    City,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Port {
    Up,
    Down,
    BlackHole,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut plan = String::new();
    io::stdin().read_line(&mut plan)?;
    let plan: Plan = serde_json::from_str(&plan)?;
    let options = ParkOptions {
        callbacks: Some(PushOptions { share: 0.0, repeat_share: 0.0 }),
        in_memory: true,
        ..ParkOptions::default()
    };
    let park = Arc::new(Park::new(options).await);
    let stage = Arc::new(Stage { park: Arc::clone(&park) });
    for step in plan.before {
        stage.play(step).await?;
    }
    configure(&park)?;
    let workspace = Workspace::open(Some(park.path().to_owned()))?;
    let app = App::open(workspace, AppOptions { sync: true, ..AppOptions::default() }).await?;
    park.push_callbacks(PushOptions { share: 0.0, repeat_share: 0.0 });
    if let Some(administrator) = &plan.administrator {
        people(&app, administrator, plan.attendant.as_ref()).await?;
    }

    let server = WebServer::bind((Ipv4Addr::LOCALHOST, 0).into(), WebLimits::default()).await?;
    let control = serve((Ipv4Addr::LOCALHOST, 0).into(), stage)?;
    say(&json!({
        "pages": server.url(),
        "control": format!("http://{}/", control.addr()),
        "parking_id": PARKING_ID,
    }))?;
    server.serve(app.clone(), until_stdin_ends()).await;
    control.stop().await;
    app.close().await;
    Ok(())
}

fn say(line: &Value) -> io::Result<()> {
    use std::io::Write;
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}

/// A test that dies takes its end of the pipe with it.
async fn until_stdin_ends() {
    let reading = tokio::task::spawn_blocking(|| io::copy(&mut io::stdin().lock(), &mut io::sink()));
    // Nobody is left to hear why it could not be read.
    let _ = reading.await;
}

async fn people(app: &App, administrator: &Person, attendant: Option<&Person>) -> Result<(), Failure> {
    let first = json!({ "name": administrator.name, "password": administrator.password });
    let made = app.call(None, Command::create_administrator, first).await;
    made.result?;
    let gate_app::SessionChange::Set(session) = made.session else {
        return Err("nobody is signed in".into());
    };
    if let Some(person) = attendant {
        let new = json!({
            "name": person.name, "role": "attendant", "password": person.password, "pin": person.pin, "car_parks": [],
        });
        app.call(Some(&session), Command::create_account, new).await.result?;
    }
    app.call(Some(&session), Command::sign_out, Value::Null).await.result?;
    Ok(())
}

/// The platforms, and what tests do to them.
struct Stage {
    park: Arc<Park>,
}

impl Handler for Stage {
    async fn handle(&self, request: SimRequest) -> SimResponse {
        let step = request.json().and_then(|mut body| {
            body["step"] = request.path.trim_start_matches('/').into();
            serde_json::from_value(body).ok()
        });
        let Some(step) = step else { return SimResponse::json(&json!("no such step")).with_status(400) };
        match self.play(step).await {
            Ok(answer) => SimResponse::json(&answer),
            Err(failure) => SimResponse::json(&json!(failure.to_string())).with_status(400),
        }
    }
}

impl Stage {
    async fn play(&self, step: Step) -> Result<Value, Failure> {
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

fn usual_lane(lane_no: &str, direction: Direction) -> Result<SimLane, Failure> {
    let lane = SimLane::usual().into_iter().find(|lane| lane.lane_no == lane_no);
    lane.filter(|lane| lane.serves(direction))
        .ok_or_else(|| format!("no lane {lane_no} goes that way").into())
}
