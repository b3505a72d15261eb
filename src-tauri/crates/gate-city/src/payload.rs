//! What is owed, as it will be sent.

use std::fmt;

use serde::Serialize;
use serde::de::IgnoredAny;

/// What is owed, frozen as it will be sent: a JSON object without credentials, which are added at each sending.
/// Stored before the first sending, so that a repeat is the same to the byte but for them.
///
/// Its `Debug` shows its length only.
#[derive(Clone, PartialEq, Eq)]
pub struct FrozenPayload(String);

/// A stored text that is no payload: the database was damaged or edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored payload is not a JSON object")]
pub struct NotAPayload;

impl FrozenPayload {
    /// Takes back what was stored.
    ///
    /// # Errors
    /// [`NotAPayload`] when it is not a whole JSON object with at least one member.
    pub fn from_stored(text: String) -> Result<Self, NotAPayload> {
        let object = text.starts_with('{') && text[1..].trim_start().starts_with('"');
        if object && serde_json::from_str::<IgnoredAny>(&text).is_ok() {
            Ok(Self(text))
        } else {
            Err(NotAPayload)
        }
    }

    /// The JSON, to store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The JSON, to store.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// The members, without the opening brace.
    pub(crate) fn members(&self) -> &str {
        &self.0[1..]
    }

    pub(crate) fn of(body: &impl Serialize) -> Self {
        Self(serde_json::to_string(body).expect("a struct of texts and numbers is always JSON"))
    }
}

impl fmt::Debug for FrozenPayload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FrozenPayload({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_objects_with_members_are_taken_back() {
        let good = r#"{"businessid":"1","freeparklotcount":3}"#;
        assert_eq!(FrozenPayload::from_stored(good.into()).unwrap().as_str(), good);
        for bad in ["", "{", "{}", "[1]", "null", r#"{"a":1"#, r#"{"a":1}x"#, r#" {"a":1}"#, "{é", "\"a\""] {
            assert_eq!(FrozenPayload::from_stored(bad.into()), Err(NotAPayload), "{bad}");
        }
    }

    #[test]
    fn debug_shows_no_content() {
        let payload = FrozenPayload::from_stored(r#"{"vehnum":"浙B12345"}"#.into()).unwrap();
        assert!(!format!("{payload:?}").contains("12345"));
    }
}
