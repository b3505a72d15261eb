//! Who works at the demo's booth.

use gate_app::DemoAccounts;

/// An attendant, and an administrator to look at the rest as. What they sign in with protects nothing.
#[must_use]
pub fn accounts() -> DemoAccounts {
    DemoAccounts {
        attendant: "陈晓雯".to_owned(),
        pin: "2580".to_owned(),
        administrator: "周岚".to_owned(),
        password: "gatehouse-demo".to_owned(),
    }
}
