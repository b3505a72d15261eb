//! What a client of the open platform sees of the faults that are its own.

use std::net::SocketAddr;
use std::sync::Arc;

use super::*;
use crate::http::test_client;
use crate::http::{Handler, SimRequest, SimResponse, serve};

/// A platform that knows nothing but its faults.
pub(super) struct Bare(pub(super) Faults);

impl Handler for Bare {
    async fn handle(&self, request: SimRequest) -> SimResponse {
        let endpoint = request.path.trim_start_matches('/').to_owned();
        if let Some(answer) = self.0.decide(&endpoint, &request) {
            return answer;
        }
        let answer = SimResponse::json(&json!({"code": 0, "msg": "操作成功"}));
        self.0.spoil_answer(&endpoint, &request, answer)
    }
}

pub(super) async fn ask(addr: SocketAddr, path: &str) -> Result<Got, Failure> {
    test_client::post(addr, path, "application/json", b"{}", PATIENCE).await
}

pub(super) async fn demonstrate_on_open_platform(fault: Fault) {
    let spec = if fault == Fault::SlowPages { "slow_pages:200#access_record_list" } else { fault.name() };
    let faults = Faults::parse(spec, Side::OpenPlatform, 1).unwrap();
    let server = serve(ANY, Arc::new(Bare(faults.clone()))).unwrap();
    match fault {
        Fault::TokenExpired => {
            let answer = ask(server.addr(), "/lane_list").await.unwrap().json();
            assert!(answer["code"] != 0 && answer["msg"].as_str().unwrap().contains("AccessToken"));
            assert_eq!(ask(server.addr(), "/token").await.unwrap().json()["code"], 0, "a new one is given");
        }
        _ => {
            let start = Instant::now();
            assert_eq!(ask(server.addr(), "/access_record_list").await.unwrap().json()["code"], 0);
            assert!(start.elapsed() >= Duration::from_millis(200));
        }
    }
    assert_eq!(faults.fired()[fault.name()], 1);
}
