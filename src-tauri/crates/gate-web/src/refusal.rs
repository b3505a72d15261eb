//! Failures as answers: one table of codes and statuses.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use gate_app::contract::{Code, Failure};

/// The HTTP status that goes with a code. The UI goes by the code; the status is for whoever looks at the wire.
pub fn status(code: Code) -> StatusCode {
    match code {
        Code::NotSignedIn | Code::WrongSecret => StatusCode::UNAUTHORIZED,
        Code::NotAllowed => StatusCode::FORBIDDEN,
        Code::ScreenLocked => StatusCode::LOCKED,
        Code::LockedOut | Code::CoolDown => StatusCode::TOO_MANY_REQUESTS,
        Code::FirstRunOver
        | Code::NameTaken
        | Code::LastAdministrator
        | Code::Repeated
        | Code::RowsChanged
        | Code::ChangedMeanwhile => StatusCode::CONFLICT,
        Code::Invalid | Code::FileWrong | Code::PhotoWrong => StatusCode::UNPROCESSABLE_ENTITY,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::BadRequest => StatusCode::BAD_REQUEST,
        Code::PlatformRefused => StatusCode::BAD_GATEWAY,
        Code::PlatformUnreachable => StatusCode::GATEWAY_TIMEOUT,
        Code::NotConfigured | Code::ConfigurationWrong | Code::NoVisitorType | Code::Starting => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        Code::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        Code::DatabaseNewer
        | Code::DatabaseDamaged
        | Code::DatabaseFailed
        | Code::DirectoryFailed
        | Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A failure as an answer.
pub fn answer(failure: &Failure) -> Response {
    with_status(status(failure.code), failure)
}

/// A request that is not looked at, with the status that says why.
pub fn bad_request(status: StatusCode) -> Response {
    with_status(status, &Failure::new(Code::BadRequest))
}

fn with_status(status: StatusCode, failure: &Failure) -> Response {
    json(status, failure)
}

/// A value as JSON that no cache keeps.
pub fn json(status: StatusCode, value: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => {
            let mut response = (status, body).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written as JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_caller_can_mend_is_a_fault_of_his_and_the_rest_is_ours() {
        assert_eq!(status(Code::NotSignedIn), 401);
        assert_eq!(status(Code::WrongSecret), 401);
        assert_eq!(status(Code::NotAllowed), 403);
        assert_eq!(status(Code::ScreenLocked), 423);
        assert_eq!(status(Code::LockedOut), 429);
        assert_eq!(status(Code::PlatformRefused), 502);
        assert_eq!(status(Code::Internal), 500);
    }

    #[test]
    fn a_failure_is_a_code_and_values() {
        let response = answer(&Failure::invalid("plate", "empty"));
        assert_eq!(response.status(), 422);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    }
}
