//! A car park with both of its platforms, and a configured data directory for the program.

use std::sync::Arc;

use gate_app::{App, AppOptions, Workspace};
use gatehouse_tests::support::{
    Park, ParkOptions, Person, Platform, Port, PushOptions, Stage, Step, Way, configure, people,
};

use super::{Booth, Place};

/// Signs in by password. Names are in letters that a driver can type.
pub const ADMINISTRATOR: &str = "Zhou";
/// The administrator's password.
pub const PASSWORD: &str = "tree-9-house";
/// Signs in by PIN, and is the only one who can: the pad is there at once.
pub const ATTENDANT: &str = "陈默";
/// The attendant's PIN.
pub const PIN: &str = "2580";

/// What is outside of the program, and its data directory.
pub struct Scene {
    stage: Stage,
}

impl Scene {
    /// After these steps, with an administrator and an attendant.
    pub async fn after(before: Vec<Step>) -> Self {
        Self::without_people(before).await.with_people().await
    }

    /// After these steps; nobody has an account yet.
    pub async fn without_people(before: Vec<Step>) -> Self {
        let callbacks = Some(PushOptions { share: 0.0, repeat_share: 0.0 });
        let park = Park::new(ParkOptions { callbacks, in_memory: true, ..ParkOptions::default() }).await;
        configure(&park).unwrap();
        let scene = Self::of(park);
        for step in before {
            scene.play(step).await;
        }
        scene
    }

    /// Around this car park, which is configured.
    pub fn of(park: Park) -> Self {
        if let Some(push) = park.options.callbacks {
            park.push_callbacks(push);
        }
        Self { stage: Stage { park: Arc::new(park) } }
    }

    /// Makes the accounts of an administrator and an attendant.
    pub async fn with_people(self) -> Self {
        let workspace = Workspace::open(Some(self.park().path().to_owned())).unwrap();
        let app = App::open(workspace, AppOptions::default()).await.unwrap();
        let person = |name: &str, password: &str, pin: Option<&str>| Person {
            name: name.to_owned(),
            password: password.to_owned(),
            pin: pin.map(str::to_owned),
        };
        let administrator = person(ADMINISTRATOR, PASSWORD, None);
        people(&app, &administrator, Some(&person(ATTENDANT, "river-7-stone", Some(PIN)))).await.unwrap();
        app.close().await;
        self
    }

    /// The car park.
    pub fn park(&self) -> &Park {
        &self.stage.park
    }

    /// The car park alone, when nothing happens in it any more.
    pub fn into_park(self) -> Park {
        Arc::into_inner(self.stage.park).unwrap()
    }

    /// The program over it, on the screen of an old booth.
    pub async fn open(&self) -> Booth {
        self.open_at(Place::new()).await
    }

    /// The same, where it may have been before.
    pub async fn open_at(&self, place: Place) -> Booth {
        let directory = self.park().path().to_str().unwrap();
        Booth::start(place, (1_366, 768), &["--data-dir", directory]).await
    }

    /// Does something to the platforms.
    pub async fn play(&self, step: Step) -> serde_json::Value {
        self.stage.play(step).await.unwrap()
    }

    /// A vehicle passes now.
    pub async fn passes(&self, plate: &str, direction: Way) {
        self.play(passage(plate, direction, 0)).await;
    }

    /// The open platform's faults are these from now on.
    pub async fn fail(&self, faults: &str) {
        self.play(Step::Faults { platform: Platform::Open, faults: faults.to_owned() }).await;
    }

    /// A platform's port goes or comes back.
    pub async fn port(&self, platform: Platform, state: Port) {
        self.play(Step::Port { platform, state }).await;
    }

    /// The lanes that were opened, in order.
    pub async fn openings(&self) -> serde_json::Value {
        self.play(Step::Openings {}).await
    }
}

/// A vehicle passed or passes at the usual lane of its direction.
pub fn passage(plate: &str, direction: Way, seconds_ago: i64) -> Step {
    let plate = plate.to_owned();
    Step::Passage {
        plate,
        direction,
        lane: None,
        class: Default::default(),
        owner: String::new(),
        seconds_ago,
    }
}
