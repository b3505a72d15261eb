//! Whether a callback comes from the platform: appKey, sign and time in its headers.

use crate::sign::sign;
use axum::http::HeaderMap;
use gate_core::time::UtcMillis;
use secrecy::SecretString;
use subtle::ConstantTimeEq;

/// How far a callback's timestamp may be from now, in milliseconds (protocols.md A).
pub(crate) const WINDOW_MS: i64 = 300_000;

/// Why a callback was refused before its body was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Header,
    Key,
    Sign,
    Time,
}

impl Refusal {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Header => "header missing",
            Self::Key => "wrong appKey",
            Self::Sign => "wrong sign",
            Self::Time => "timestamp out of the window",
        }
    }
}

/// The account's key and secret, to verify with.
pub(crate) struct Verifier {
    pub(crate) app_key: String,
    pub(crate) app_secret: SecretString,
}

impl Verifier {
    /// The callback's timestamp, in Unix milliseconds, when the headers prove the secret and the timestamp is within
    /// the window. Key and sign are compared in constant time.
    pub(crate) fn verify(&self, headers: &HeaderMap, now: UtcMillis) -> Result<i64, Refusal> {
        let app_key = only(headers, "appkey").ok_or(Refusal::Header)?;
        let timestamp = only(headers, "timestamp").ok_or(Refusal::Header)?;
        let given = only(headers, "sign").ok_or(Refusal::Header)?.to_ascii_lowercase();

        if !same(app_key, &self.app_key) {
            return Err(Refusal::Key);
        }
        if !same(&given, &sign(&self.app_key, timestamp, &self.app_secret)) {
            return Err(Refusal::Sign);
        }
        let at: i64 = timestamp.parse().map_err(|_| Refusal::Time)?;
        if now.0.abs_diff(at) > WINDOW_MS.unsigned_abs() {
            return Err(Refusal::Time);
        }
        Ok(at)
    }
}

/// The header's value, if there is exactly one and it is text.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?.trim();
    values.next().is_none().then_some(value)
}

fn same(given: &str, expected: &str) -> bool {
    given.as_bytes().ct_eq(expected.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const NOW: UtcMillis = UtcMillis(1_700_000_000_000);

    fn verifier() -> Verifier {
        Verifier { app_key: "demo".into(), app_secret: SecretString::from("s3cret") }
    }

    fn headers(app_key: &str, timestamp: i64, secret: &str) -> HeaderMap {
        let timestamp = timestamp.to_string();
        let sign = sign(app_key, &timestamp, &SecretString::from(secret));
        let mut headers = HeaderMap::new();
        for (name, value) in [("appkey", app_key), ("timestamp", &timestamp), ("sign", &sign)] {
            headers.insert(name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn five_minutes_on_either_side_are_within_the_window() {
        for (offset, expected) in [
            (0, Ok(())),
            (300_000, Ok(())),
            (-300_000, Ok(())),
            (300_001, Err(Refusal::Time)),
            (-300_001, Err(Refusal::Time)),
            (i64::MIN / 2, Err(Refusal::Time)),
        ] {
            let verified = verifier().verify(&headers("demo", NOW.0 + offset, "s3cret"), NOW);
            assert_eq!(verified.map(|_| ()), expected, "{offset}");
        }
    }

    #[test]
    fn wrong_key_wrong_secret_and_changed_timestamp_are_refused() {
        assert_eq!(verifier().verify(&headers("other", NOW.0, "s3cret"), NOW), Err(Refusal::Key));
        assert_eq!(verifier().verify(&headers("demo", NOW.0, "guess"), NOW), Err(Refusal::Sign));
        let mut changed = headers("demo", NOW.0, "s3cret");
        changed.insert("timestamp", HeaderValue::from(NOW.0 + 1));
        assert_eq!(verifier().verify(&changed, NOW), Err(Refusal::Sign));
    }

    #[test]
    fn a_missing_or_doubled_header_is_refused() {
        for name in ["appkey", "timestamp", "sign"] {
            let mut missing = headers("demo", NOW.0, "s3cret");
            missing.remove(name);
            assert_eq!(verifier().verify(&missing, NOW), Err(Refusal::Header), "{name}");
            let mut doubled = headers("demo", NOW.0, "s3cret");
            doubled.append(name, HeaderValue::from_static("x"));
            assert_eq!(verifier().verify(&doubled, NOW), Err(Refusal::Header), "{name}");
        }
    }

    #[test]
    fn a_sign_in_upper_case_is_the_same_number() {
        let mut upper = headers("demo", NOW.0, "s3cret");
        let sign = upper["sign"].to_str().unwrap().to_uppercase();
        upper.insert("sign", HeaderValue::from_str(&sign).unwrap());
        assert_eq!(verifier().verify(&upper, NOW), Ok(NOW.0));
    }
}
