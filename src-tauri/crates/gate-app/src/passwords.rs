//! Passwords, PINs and recovery codes: what is accepted, and how they are kept (security.md, Login).

use std::sync::LazyLock;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use rand::seq::IndexedRandom;
use tokio::{sync::Semaphore, task::spawn_blocking};
use zeroize::Zeroizing;

use crate::contract::{Code, Failure};

/// 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Digests made at the same time: each takes 19 MiB.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// What an unknown name's secret is compared with, so that it takes as long as a known one's.
static NOBODYS: LazyLock<String> = LazyLock::new(|| digest_now("nobody's").unwrap_or_default());

const SHORTEST_PASSWORD: usize = 8;
const LONGEST_SECRET: usize = 128;
const RECOVERY_GROUPS: usize = 5;
const RECOVERY_GROUP: usize = 5;

/// Without what looks alike: 0 O, 1 I L, U V.
const RECOVERY_LETTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTWXYZ";

fn argon() -> Result<Argon2<'static>, argon2::Error> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(MEMORY_KIB, PASSES, LANES, None)?))
}

fn digest_now(secret: &str) -> Option<String> {
    Some(argon().ok()?.hash_password(secret.as_bytes()).ok()?.to_string())
}

/// The digest of a secret, to be kept.
pub(crate) async fn digest(secret: &str) -> Result<String, Failure> {
    let secret = Zeroizing::new(secret.to_owned());
    let _turn = AT_ONCE.acquire().await;
    let digest = spawn_blocking(move || digest_now(&secret)).await.ok().flatten();
    digest.ok_or_else(|| Failure::new(Code::Internal).with("detail", "argon2"))
}

/// Whether `secret` has this digest. Takes as long where there is none.
pub(crate) async fn matches(secret: &str, digest: Option<&str>) -> bool {
    let secret = Zeroizing::new(secret.to_owned());
    let digest = digest.filter(|digest| !digest.is_empty()).map(str::to_owned);
    let _turn = AT_ONCE.acquire().await;
    let verified = spawn_blocking(move || {
        let known = digest.is_some();
        let against = digest.unwrap_or_else(|| NOBODYS.clone());
        let verified =
            argon().is_ok_and(|argon| argon.verify_password(secret.as_bytes(), against.as_str()).is_ok());
        known && verified
    });
    verified.await.unwrap_or(false)
}

/// Refuses a password that is too short, too long, or that anybody would try first.
pub(crate) fn check_password(password: &str, name: &str) -> Result<(), Failure> {
    let length = password.chars().count();
    if length == 0 {
        return Err(Failure::invalid("password", "empty"));
    }
    if length < SHORTEST_PASSWORD {
        return Err(Failure::invalid("password", "too_short").with("least", SHORTEST_PASSWORD as i64));
    }
    if length > LONGEST_SECRET {
        return Err(Failure::invalid("password", "too_long").with("most", LONGEST_SECRET as i64));
    }
    let lower = password.to_lowercase();
    let different = lower.chars().collect::<std::collections::BTreeSet<_>>().len();
    let first_tried = ["password", "admin123", "qwertyui", "gatehouse", "1q2w3e4r", "abc12345", "a1234567"];
    if different < 3
        || runs(&lower)
        || lower.contains(&name.to_lowercase()) && length < name.chars().count() + 4
        || first_tried.iter().any(|tried| lower.starts_with(tried) && length < tried.len() + 4)
    {
        return Err(Failure::invalid("password", "too_simple"));
    }
    Ok(())
}

/// Refuses what is no PIN of four to eight digits, or one that anybody would try first.
pub(crate) fn check_pin(pin: &str) -> Result<(), Failure> {
    if pin.is_empty() {
        return Err(Failure::invalid("pin", "empty"));
    }
    if !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Failure::invalid("pin", "not_digits"));
    }
    match pin.len() {
        ..4 => Err(Failure::invalid("pin", "too_short").with("least", 4)),
        9.. => Err(Failure::invalid("pin", "too_long").with("most", 8)),
        _ if runs(pin) => Err(Failure::invalid("pin", "too_simple")),
        _ => Ok(()),
    }
}

/// Whether each character follows the one before by the same step of -1, 0 or 1.
fn runs(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|character| i64::from(u32::from(character))).collect();
    let mut steps = codes.windows(2).map(|pair| pair[1] - pair[0]);
    let Some(first) = steps.next() else { return true };
    (-1..=1).contains(&first) && steps.all(|step| step == first)
}

/// A new recovery code, in groups that can be read aloud: about 120 bits.
pub(crate) fn recovery_code() -> String {
    let mut random = rand::rng();
    let mut group = || -> String {
        (0..RECOVERY_GROUP)
            .filter_map(|_| RECOVERY_LETTERS.choose(&mut random))
            .map(|letter| char::from(*letter))
            .collect()
    };
    (0..RECOVERY_GROUPS).map(|_| group()).collect::<Vec<_>>().join("-")
}

/// A recovery code as it is compared: whatever way it was typed.
pub(crate) fn plain_recovery_code(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_digest_fits_its_secret_only() {
        let kept = digest("正确的 password").await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(matches("正确的 password", Some(&kept)).await);
        assert!(!matches("wrong", Some(&kept)).await);
        assert!(!matches("nobody's", None).await, "an unknown name never fits, not even the dummy's secret");
        assert!(!matches("", Some("")).await);
    }

    #[test]
    fn passwords_that_anybody_would_try_are_refused() {
        for refused in [
            "",
            "short",
            "12345678",
            "87654321",
            "aaaaaaaa",
            "abababab",
            "password1",
            "admin1234",
            "小王小王",
        ] {
            assert!(check_password(refused, "admin").is_err(), "{refused}");
        }
        assert!(check_password(&"x1y".repeat(50), "admin").is_err(), "too long");
        for accepted in ["tree-9-house", "宁波东门岗亭的密码", "Passwort hier 77"] {
            assert!(check_password(accepted, "admin").is_ok(), "{accepted}");
        }
    }

    #[test]
    fn pins_are_four_to_eight_digits_that_do_not_run() {
        for refused in ["", "123", "1234", "4321", "0000", "123456789", "12a4", "１２３５"] {
            assert!(check_pin(refused).is_err(), "{refused}");
        }
        for accepted in ["1357", "2580", "90210", "13572468"] {
            assert!(check_pin(accepted).is_ok(), "{accepted}");
        }
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let code = recovery_code();
        assert_eq!(code.len(), 29);
        assert_eq!(plain_recovery_code(&code.to_lowercase().replace('-', " ")), plain_recovery_code(&code));
        assert_ne!(recovery_code(), code);
    }
}
