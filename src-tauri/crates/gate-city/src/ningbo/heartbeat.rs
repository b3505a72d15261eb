//! 5.1 心跳检测.

use serde::Serialize;

use super::wire::{self, Credentials};

/// Under the base URL.
pub(super) const PATH: &str = "parkpot/heartThrob";

#[derive(Serialize)]
struct Body {
    freeparklotcount: u32,
}

/// The request; the free spaces are optional here.
pub(super) fn body(credentials: &Credentials, free_spaces: Option<i64>) -> String {
    let Some(count) = free_spaces else { return credentials.alone() };
    let members = serde_json::to_string(&Body { freeparklotcount: wire::free_spaces(count) })
        .expect("a struct of one number is always JSON");
    credentials.before(&members[1..])
}
