//! An administrator's program over a park.

use gate_app::contract::{Code, Command};
use gate_app::{App, AppOptions, SessionChange, SessionKey, Workspace};
use gate_sim::open_platform::{Operation, SimVehicle};
use gatehouse_tests::support::{PARKING_ID, Park, configure, wait_for};
use serde_json::{Value, json};

/// The program over a park, with its administrator signed in and the registers mirrored.
pub struct Office {
    pub park: Park,
    pub app: App,
    pub session: SessionKey,
}

impl Office {
    pub async fn over(park: Park) -> Self {
        configure(&park).unwrap();
        let app = open(&park).await;
        let first = json!({ "name": "王工", "password": "tree-9-house" });
        let answer = app.call(None, Command::create_administrator, first).await;
        answer.result.unwrap();
        let SessionChange::Set(session) = answer.session else { panic!("nobody was signed in") };
        let office = Self { park, app, session };
        office.refresh().await;
        office
    }

    pub async fn restart(mut self) -> Self {
        self.app.close().await;
        self.app = open(&self.park).await;
        let sign_in = json!({ "name": "王工", "secret": "tree-9-house" });
        let SessionChange::Set(session) = self.app.call(None, Command::sign_in, sign_in).await.session else {
            panic!("nobody was signed in")
        };
        self.session = session;
        self
    }

    pub async fn refresh(&self) {
        for register in ["vehicle_types", "lanes", "blacklist", "vehicles"] {
            self.call(Command::refresh_register, json!({ "register": register })).await.unwrap();
        }
    }

    pub async fn call(&self, command: Command, payload: Value) -> Result<Value, Code> {
        let answer = self.app.call(Some(&self.session), command, payload).await;
        answer.result.map_err(|failure| failure.code)
    }

    pub async fn details(&self, plate: &str) -> Value {
        self.call(Command::vehicle, of(plate)).await.unwrap()
    }

    pub async fn batch(&self, id: &Value) -> Value {
        self.call(Command::batch, json!({ "id": id })).await.unwrap()
    }

    pub async fn until_batch_is(&self, id: &Value, state: &str) -> Value {
        let stands = async || self.batch(id).await["state"] == state;
        assert!(wait_for(stands).await, "the batch is {state}: {:?}", self.batch(id).await);
        self.batch(id).await
    }

    /// Requests of this operation, whatever became of them.
    pub fn calls(&self, operation: Operation) -> u64 {
        self.park.open_platform.calls(operation)
    }

    pub fn there(&self, plate: &str) -> Option<SimVehicle> {
        self.park.open_platform.vehicles(PARKING_ID).into_iter().find(|vehicle| vehicle.plate == plate)
    }
}

pub async fn open(park: &Park) -> App {
    let workspace = Workspace::open(Some(park.path().to_owned())).unwrap();
    App::open(workspace, AppOptions { sync: true, ..AppOptions::default() }).await.unwrap()
}

pub fn of(plate: &str) -> Value {
    json!({ "parking_id": PARKING_ID, "plate": plate })
}

/// A vehicle as it stands at the platform.
pub fn vehicle(plate: &str, until: &str) -> SimVehicle {
    SimVehicle {
        plate: plate.into(),
        vehicle_type: "1".into(),
        diy_type_name: String::new(),
        user_name: "张三".into(),
        phone: "13800138000".into(),
        from: "2026-01-01".into(),
        until: until.into(),
        lane_nos: "1".into(),
        lot_num: 1,
        remark: "原样".into(),
        work_no: String::new(),
        department: String::new(),
    }
}
