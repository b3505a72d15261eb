//! The platform's signature, which proves the secret in token requests and in callbacks.

use md5::{Digest, Md5};
use secrecy::{ExposeSecret, SecretString};
use std::fmt::Write;

/// Lower-case 32-digit MD5 of appKey + timestamp + appSecret (open platform API, `sign`). `timestamp` is the text of
/// Unix milliseconds exactly as it travels.
pub(crate) fn sign(app_key: &str, timestamp: &str, app_secret: &SecretString) -> String {
    let mut hasher = Md5::new();
    hasher.update(app_key.as_bytes());
    hasher.update(timestamp.as_bytes());
    hasher.update(app_secret.expose_secret().as_bytes());
    let mut hex = String::with_capacity(32);
    for byte in hasher.finalize() {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_the_md5_of_the_three_joined_in_lower_case() {
        // MD5("demo1700000000000s3cret"), computed by another program.
        let sign = sign("demo", "1700000000000", &SecretString::from("s3cret"));
        assert_eq!(sign, "7bcd8184c815cd40b66cf1bb15b27e4b");
    }
}
