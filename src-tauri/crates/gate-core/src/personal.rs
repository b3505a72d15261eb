//! Names and phone numbers of people: masked wherever they are shown, in full only where somebody asks for it by name.

use std::fmt;

use crate::record::{mask_name, mask_phone};

/// A person's name. `Debug` masks it, and it has no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// `None` for an empty name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Option<Self> {
        Some(name.into()).filter(|name| !name.trim().is_empty()).map(Self)
    }

    /// As people without the right may see it: `张*`.
    #[must_use]
    pub fn masked(&self) -> String {
        mask_name(&self.0)
    }

    /// In full: for people with the right, which is audited.
    #[must_use]
    pub fn in_full(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A phone number. `Debug` masks it, and it has no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// `None` for an empty number.
    #[must_use]
    pub fn new(phone: impl Into<String>) -> Option<Self> {
        Some(phone.into()).filter(|phone| !phone.trim().is_empty()).map(Self)
    }

    /// As people without the right may see it: `138****8000`.
    #[must_use]
    pub fn masked(&self) -> String {
        mask_phone(&self.0)
    }

    /// In full: for people with the right, which is audited.
    #[must_use]
    pub fn in_full(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_asks_for_it_in_full_gets_it() {
        let (name, phone) = (PersonName::new("张三").unwrap(), PhoneNumber::new("13800138000").unwrap());
        assert_eq!(format!("{name:?} {phone:?}"), "张* 138****8000");
        assert_eq!((name.in_full(), phone.in_full()), ("张三", "13800138000"));
    }

    #[test]
    fn nobody_has_no_name() {
        assert_eq!(PersonName::new(" "), None);
        assert_eq!(PhoneNumber::new(""), None);
    }
}
