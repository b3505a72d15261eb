//! What the browser tests start: a car park with both simulated platforms, the core over it and its pages, and a second
//! loopback address at which a test steers the simulators.
//!
//! The first line of its standard input is a [`Plan`] as JSON. It prints one line, `{"pages", "control", "parking_id",
//! "access"}`, and ends when its input does. A step is posted to the control address as `POST /<step>` with the fields of [`Step`].

use std::{io, net::Ipv4Addr, sync::Arc};

use gate_app::{App, AppOptions, Workspace};
use gate_sim::http::{Handler, SimRequest, SimResponse, serve};
use gate_web::{WebLimits, WebServer};
use gatehouse_tests::support::{
    PARKING_ID, PARKPOTID, Park, ParkOptions, Person, PushOptions, Stage, StageError, Step, configure, people,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// How the car park is when its pages are first opened.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Plan {
    /// The administrator, unless the test begins with the first run.
    administrator: Option<Person>,
    /// An attendant; only together with the administrator.
    attendant: Option<Person>,
    /// The data directory is empty: nothing is configured.
    empty: bool,
    /// What happens before the core opens.
    before: Vec<Step>,
}

#[tokio::main]
async fn main() -> Result<(), StageError> {
    let mut plan = String::new();
    io::stdin().read_line(&mut plan)?;
    let plan: Plan = serde_json::from_str(&plan)?;
    let options = ParkOptions {
        callbacks: Some(PushOptions { share: 0.0, repeat_share: 0.0 }),
        in_memory: true,
        ..ParkOptions::default()
    };
    let park = Arc::new(Park::new(options).await);
    let stage = Stage { park: Arc::clone(&park) };
    for step in plan.before {
        stage.play(step).await?;
    }
    if !plan.empty {
        configure(&park)?;
    }
    let workspace = Workspace::open(Some(park.path().to_owned()))?;
    let app = App::open(workspace, AppOptions { sync: true, ..AppOptions::default() }).await?;
    park.push_callbacks(PushOptions { share: 0.0, repeat_share: 0.0 });
    if let Some(administrator) = &plan.administrator {
        people(&app, administrator, plan.attendant.as_ref()).await?;
    }

    let server = WebServer::bind((Ipv4Addr::LOCALHOST, 0).into(), WebLimits::default()).await?;
    let control = serve((Ipv4Addr::LOCALHOST, 0).into(), Arc::new(Control(stage)))?;
    say(&json!({
        "pages": server.url(),
        "control": format!("http://{}/", control.addr()),
        "parking_id": PARKING_ID,
        "access": access(&park),
    }))?;
    server.serve(app.clone(), until_stdin_ends()).await;
    control.stop().await;
    app.close().await;
    Ok(())
}

/// What the platforms' owners gave whoever sets the program up.
fn access(park: &Park) -> Value {
    let (open, city) = (&park.options.open_platform, &park.options.city);
    json!({
        "open_platform": {
            "base_url": park.open_platform.base_url(), "app_key": open.app_key, "app_secret": open.app_secret,
        },
        "city": {
            "base_url": park.city.base_url(), "portname": city.portname, "portpwd": city.portpwd, "parkpotid": PARKPOTID,
        },
    })
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

/// What steers the platforms from outside.
struct Control(Stage);

impl Handler for Control {
    async fn handle(&self, request: SimRequest) -> SimResponse {
        let step = request.json().and_then(|mut body| {
            body["step"] = request.path.trim_start_matches('/').into();
            serde_json::from_value(body).ok()
        });
        let Some(step) = step else { return SimResponse::json(&json!("no such step")).with_status(400) };
        match self.0.play(step).await {
            Ok(answer) => SimResponse::json(&answer),
            Err(failure) => SimResponse::json(&json!(failure.to_string())).with_status(400),
        }
    }
}
