//! 5.2 时间服务.

use super::wire::Credentials;

/// Under the base URL.
pub(super) const PATH: &str = "parkpot/time";

/// The request: the account alone.
pub(super) fn body(credentials: &Credentials) -> String {
    credentials.alone()
}
