//! What all requests have in common: the account in front, and words of the standard.

use gate_core::time::UtcMillis;
use md5::{Digest, Md5};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use super::client::PasswordDigest;
use crate::report::EventKind;

/// Most characters of an answer that are kept for people.
const SHOWN_CHARACTERS: usize = 500;

/// `businesstype` (5.3): 1 for an arrival, 2 for a departure, as text.
pub(super) const fn business_type(event: EventKind) -> &'static str {
    match event {
        EventKind::Arrival => "1",
        EventKind::Departure => "2",
    }
}

/// `freeparklotcount`: an integer, never negative.
pub(super) fn free_spaces(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

/// `yyyy-MM-dd HH:mm:ss` in China Standard Time.
pub(super) fn event_time(time: UtcMillis) -> String {
    time.china_standard()
}

/// The account in the form in which it begins every body. Made once: the password's digest never changes.
pub(super) struct Credentials {
    /// `{"portname":…,"portpwd":…,"parkpotid":…`, without a closing brace.
    opening: SecretString,
    digest: SecretString,
}

#[derive(Serialize)]
struct Account<'a> {
    portname: &'a str,
    portpwd: &'a str,
    parkpotid: &'a str,
}

impl Credentials {
    pub(super) fn new(portname: &str, portpwd: &SecretString, parkpotid: &str, form: PasswordDigest) -> Self {
        let digest = hex_md5(portpwd.expose_secret().as_bytes(), form);
        let account = Account { portname, portpwd: &digest, parkpotid };
        let mut opening = serde_json::to_string(&account).expect("a struct of texts is always JSON");
        opening.pop();
        Self { opening: opening.into(), digest: digest.into() }
    }

    /// A whole body: the account, then these members of an object, closing brace included.
    pub(super) fn before(&self, members: &str) -> String {
        let opening = self.opening.expose_secret();
        let mut body = String::with_capacity(opening.len() + 1 + members.len());
        body.push_str(opening);
        body.push(',');
        body.push_str(members);
        body
    }

    /// A whole body of nothing but the account.
    pub(super) fn alone(&self) -> String {
        let opening = self.opening.expose_secret();
        let mut body = String::with_capacity(opening.len() + 1);
        body.push_str(opening);
        body.push('}');
        body
    }

    /// The beginning of a platform's text, for people, without the password's digest: a platform may echo the
    /// request.
    pub(super) fn shown(&self, text: &str) -> String {
        let digest = self.digest.expose_secret();
        // A digest that the cut would go through is still seen whole.
        let mut shown: String = text.chars().take(SHOWN_CHARACTERS + digest.len()).collect();
        while let Some(start) = position_of(digest, &shown) {
            shown.replace_range(start..start + digest.len(), "***");
        }
        match shown.char_indices().nth(SHOWN_CHARACTERS) {
            Some((end, _)) => shown[..end].to_owned(),
            None => shown,
        }
    }
}

/// Where the digest stands in the text, in either case.
fn position_of(digest: &str, text: &str) -> Option<usize> {
    text.as_bytes().windows(digest.len()).position(|window| window.eq_ignore_ascii_case(digest.as_bytes()))
}

fn hex_md5(bytes: &[u8], form: PasswordDigest) -> String {
    let digits: &[u8; 16] = match form {
        PasswordDigest::Lower => b"0123456789abcdef",
        PasswordDigest::Upper => b"0123456789ABCDEF",
    };
    Md5::digest(bytes)
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|nibble| char::from(digits[usize::from(nibble)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(form: PasswordDigest) -> Credentials {
        Credentials::new("ad\"min", &SecretString::from("123456"), "330212077102", form)
    }

    #[test]
    fn the_digest_is_lower_case_unless_set_otherwise() {
        let digest = "e10adc3949ba59abbe56e057f20f883e";
        assert!(credentials(PasswordDigest::Lower).alone().contains(digest));
        assert!(credentials(PasswordDigest::Upper).alone().contains(&digest.to_uppercase()));
    }

    #[test]
    fn bodies_are_json_whatever_the_account_is_called() {
        let credentials = credentials(PasswordDigest::Lower);
        let body: serde_json::Value = serde_json::from_str(&credentials.before(r#""a":1}"#)).unwrap();
        assert_eq!(body["portname"], "ad\"min");
        assert_eq!(body["a"], 1);
        let alone: serde_json::Value = serde_json::from_str(&credentials.alone()).unwrap();
        assert_eq!(alone["parkpotid"], "330212077102");
    }

    #[test]
    fn an_echoed_digest_is_hidden_in_either_case() {
        let echo = "密码 E10ADC3949BA59ABBE56E057F20F883E/e10adc3949ba59abbe56e057f20f883e 有误";
        assert_eq!(credentials(PasswordDigest::Lower).shown(echo), "密码 ***/*** 有误");
    }

    #[test]
    fn at_most_500_characters_are_shown_and_no_part_of_the_digest() {
        let credentials = credentials(PasswordDigest::Lower);
        assert_eq!(credentials.shown(&"误".repeat(2_000)), "误".repeat(500));
        for before in 460..=500 {
            let echo = format!("{}e10adc3949ba59abbe56e057f20f883e", "误".repeat(before));
            let shown = credentials.shown(&echo);
            assert!(shown.chars().count() <= 500 && !shown.contains("e10"), "{before}: {shown}");
        }
    }

    #[test]
    fn free_spaces_are_never_negative() {
        assert_eq!(free_spaces(-3), 0);
        assert_eq!(free_spaces(20), 20);
    }
}
