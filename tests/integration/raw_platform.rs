//! A small open platform whose records and photos are whatever a test wants, where the simulator's are always sound; and
//! a city beside it. The real `gatehousectl` syncs between the two.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use gate_core::passage::Direction;
use gate_core::time::UtcMillis;
use gate_sim::city::{CityOptions, CitySim};
use gate_sim::http::{Handler, ServerHandle, SimRequest, SimResponse, serve};
use gatehouse_tests::support::{Loopback, PARKING_ID, PARKPOTID};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The secret that this platform does not check.
const APP_SECRET: &str = "raw-secret";

/// Both platforms, and a data directory that is configured for them.
pub struct RawPark {
    /// The city.
    pub city: CitySim,
    dir: TempDir,
    desk: Arc<Desk>,
    server: ServerHandle,
}

#[derive(Default)]
struct Desk {
    rows: Mutex<Vec<(UtcMillis, Value)>>,
    pictures: Mutex<BTreeMap<String, SimResponse>>,
    asked: Mutex<Vec<String>>,
}

impl RawPark {
    /// Starts both platforms. `open_platform` and `city` are further lines of those sections of gatehouse.toml.
    pub async fn start(open_platform: &str, city: &str) -> Self {
        let loopback = Loopback::fresh();
        let desk = Arc::new(Desk::default());
        let server = serve(loopback.open_platform(), desk.clone()).unwrap();
        let park = Self {
            city: CitySim::start(loopback.city(), CityOptions::default()).await.unwrap(),
            dir: tempfile::tempdir().unwrap(),
            desk,
            server,
        };
        let config = format!(
            "[open_platform]\nbase_url = \"{}\"\napp_key = \"demo\"\npoll_interval = \"100ms\"\n{open_platform}\n\
             [[car_park]]\nparking_id = \"{PARKING_ID}\"\nname = \"一号停车场\"\ntotal_spaces = 200\n\n[car_park.city]\n\
             platform = \"ningbo\"\nbase_url = \"{}\"\nportname = \"admin\"\nparkpotid = \"{PARKPOTID}\"\n\
             max_requests_per_second = 200\nretry_initial = \"50ms\"\norphan_wait = \"100ms\"\n{city}\n",
            park.base_url(),
            park.city.base_url(),
        );
        let secrets = format!(
            "[open_platform]\napp_secret = \"{APP_SECRET}\"\n[car_park.{PARKING_ID}]\nportpwd = \"123456\"\n"
        );
        std::fs::write(park.path().join("gatehouse.toml"), config).unwrap();
        let file = park.path().join("secrets.toml");
        std::fs::write(&file, secrets).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        park
    }

    /// The data directory.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Where the open platform is.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.server.addr())
    }

    /// Adds a record with any photo address.
    pub fn record(&self, plate: &str, direction: Direction, at: UtcMillis, photo: &str) {
        let mut rows = lock(&self.desk.rows);
        let access_type = if direction == Direction::In { "1" } else { "2" };
        let row = json!({
            "recordId": rows.len() + 1, "vehicleCode": plate, "vehicleType": "9", "accessType": access_type,
            "time": at.china_standard(), "laneNo": "1", "laneName": "车道1", "photo": photo,
            "parkingId": PARKING_ID, "userName": "", "workNo": "", "phoneNum": "",
        });
        rows.push((at, row));
    }

    /// Serves something at a path of the open platform's host, and answers its address.
    pub fn picture(&self, name: &str, answer: SimResponse) -> String {
        let path = format!("/photos/{name}");
        lock(&self.desk.pictures).insert(path.clone(), answer);
        format!("{}{path}", self.base_url())
    }

    /// The paths of photos that were asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        lock(&self.desk.asked).clone()
    }
}

impl Handler for Desk {
    async fn handle(&self, request: SimRequest) -> SimResponse {
        let done =
            |result: Value| SimResponse::json(&json!({ "code": 0, "msg": "操作成功", "result": result }));
        match request.path.as_str() {
            "/openapi/token" => done(json!({ "accessToken": "raw-token", "expiresIn": 7_200 })),
            "/openapi/access/list" => {
                let body = request.json().unwrap_or_default();
                let time =
                    |name: &str| body[name].as_str().and_then(|text| UtcMillis::parse_china(text).ok());
                let (Some(from), Some(to)) = (time("startTime"), time("endTime")) else {
                    return SimResponse::status(400);
                };
                let rows = lock(&self.rows);
                let inside =
                    rows.iter().filter(|(at, _)| (from..=to).contains(at)).map(|(_, row)| row.clone());
                let rows = if body["pageNo"] == 1 { inside.collect() } else { Vec::new() };
                done(json!({ "hasMore": false, "data": rows }))
            }
            "/openapi/parking/lots" => {
                SimResponse::json(&json!({ "code": 0, "data": { "totalLot": 200, "usedLot": 20 } }))
            }
            path if path.starts_with("/openapi/") => done(json!({ "hasMore": false, "data": [] })),
            path => {
                lock(&self.asked).push(path.to_owned());
                lock(&self.pictures).get(path).cloned().unwrap_or_else(|| SimResponse::status(404))
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
