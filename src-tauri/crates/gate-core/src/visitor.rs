//! Visitors: a plate with a host's permission for a time.

use std::collections::BTreeMap;
use std::fmt;

use crate::record::{mask_name, mask_phone};
use crate::time::UtcMillis;

/// A plate's visitor authorisation. `Debug` masks the contact's name and phone.
#[derive(Clone, PartialEq, Eq)]
pub struct Visitor {
    /// The car park (`parkingId`).
    pub parking_id: String,
    /// The plate.
    pub plate: String,
    /// The contact's name (personal data).
    pub name: Option<String>,
    /// The contact's phone (personal data).
    pub phone: Option<String>,
    /// Start of the authorisation. A callback gives a day only: its first second.
    pub from: Option<UtcMillis>,
    /// End of the authorisation. A callback gives a day only: its last second.
    pub until: Option<UtcMillis>,
    /// Why the visitor comes (`memo`).
    pub reason: Option<String>,
    /// The platform's extra fields `ext1` to `ext10`, those that are set.
    pub extra: BTreeMap<String, String>,
}

impl fmt::Debug for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visitor")
            .field("parking_id", &self.parking_id)
            .field("plate", &self.plate)
            .field("name", &self.name.as_deref().map(mask_name))
            .field("phone", &self.phone.as_deref().map(mask_phone))
            .field("from", &self.from)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_name_nor_phone_nor_free_text() {
        let visitor = Visitor {
            parking_id: "park123".into(),
            plate: "浙B12345".into(),
            name: Some("赵六".into()),
            phone: Some("13600136000".into()),
            from: None,
            until: None,
            reason: Some("canary-memo".into()),
            extra: BTreeMap::from([("ext1".into(), "canary-ext".into())]),
        };
        let shown = format!("{visitor:?}");
        assert!(shown.contains("136****6000"));
        assert!(!shown.contains("13600136000") && !shown.contains("赵六"));
        assert!(!shown.contains("canary"));
    }
}
