//! People's accounts: roles, names, and how long wrong passwords lock a name out.

use serde::{Deserialize, Serialize};

/// What an account is allowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 值班员: works at the booth.
    Attendant,
    /// 管理员: also registers, sets and mends.
    Administrator,
}

impl Role {
    /// `"attendant"` or `"administrator"`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Attendant => "attendant",
            Self::Administrator => "administrator",
        }
    }

    /// The role of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Attendant, Self::Administrator].into_iter().find(|role| role.code() == code)
    }
}

/// The longest name, in characters: it must fit on a tile of the login screen.
pub const NAME_MAX: usize = 32;
/// What an account is looked for by is cut here: what is typed at a login may be of any length.
const KEY_MAX: usize = 128;
/// Names by which the audit log calls the program itself; a person of that name could hide behind it.
const RESERVED: [&str; 2] = ["system", "gatehousectl"];

/// Why a text cannot be an account's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// Nothing that can be seen.
    #[error("the name is empty")]
    Empty,
    /// More than [`NAME_MAX`] characters.
    #[error("the name is longer than {NAME_MAX} characters")]
    TooLong,
    /// It holds characters that are not seen or turn the writing around, so that two names would look alike.
    #[error("the name holds invisible characters")]
    Invisible,
    /// The program calls itself so.
    #[error("the name is the program's own")]
    Reserved,
}

/// The name as it is kept: without white space around it.
///
/// # Errors
/// [`NameFault`] for what cannot be a name.
pub fn check_name(typed: &str) -> Result<String, NameFault> {
    let name = typed.trim();
    if name.chars().count() > NAME_MAX {
        return Err(NameFault::TooLong);
    }
    if name.chars().any(is_invisible) {
        return Err(NameFault::Invisible);
    }
    match name_key(name) {
        key if key.is_empty() => Err(NameFault::Empty),
        key if RESERVED.contains(&key.as_str()) => Err(NameFault::Reserved),
        _ => Ok(name.to_owned()),
    }
}

/// What makes two names the same: neither case nor full width nor white space counts. At most 128 characters.
#[must_use]
pub fn name_key(typed: &str) -> String {
    typed
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .take(KEY_MAX)
        .collect()
}

fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

/// Control characters, zero-width ones, and those that change the direction of writing.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// So many wrong passwords in a row are forgiven, less one.
pub const FAILURES_UNTIL_LOCK: u32 = 5;
/// The first lock.
const FIRST_LOCK_MS: u64 = 30_000;
/// The longest lock: 15 minutes.
pub const LONGEST_LOCK_MS: u64 = 900_000;

/// For how long the name is locked by its `failures`th wrong password in a row: not at all before the fifth, then 30 s,
/// and twice as long with each further one, up to 15 minutes.
#[must_use]
pub fn lock_ms(failures: u32) -> u64 {
    let Some(doublings) = failures.checked_sub(FAILURES_UNTIL_LOCK) else { return 0 };
    FIRST_LOCK_MS.saturating_mul(1 << doublings.min(16)).min(LONGEST_LOCK_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_role_is_read_back_from_its_code() {
        for role in [Role::Attendant, Role::Administrator] {
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
        assert_eq!(Role::from_code("Administrator"), None);
    }

    #[test]
    fn names_that_a_person_takes_for_the_same_have_one_key() {
        for same in ["Wang Wu", "wang wu", " WANGWU ", "ｗａｎｇ　ｗｕ", "wang\u{200b}wu"] {
            assert_eq!(name_key(same), "wangwu", "{same:?}");
        }
        assert_ne!(name_key("王五"), name_key("王武"));
        assert_eq!(name_key(&"长".repeat(10_000)).chars().count(), KEY_MAX);
    }

    #[test]
    fn what_cannot_be_a_name_says_why() {
        let faults = [
            ("", NameFault::Empty),
            (" \u{3000} ", NameFault::Empty),
            ("System", NameFault::Reserved),
            ("ｓｙｓｔｅｍ", NameFault::Reserved),
            ("gatehouse ctl", NameFault::Reserved),
            ("张\u{202e}三", NameFault::Invisible),
            ("张\u{200b}三", NameFault::Invisible),
            ("张\n三", NameFault::Invisible),
            ("\u{3164}", NameFault::Invisible),
        ];
        for (typed, fault) in faults {
            assert_eq!(check_name(typed), Err(fault), "{typed:?}");
        }
        assert_eq!(check_name(&"长".repeat(33)), Err(NameFault::TooLong));
        assert_eq!(check_name(" 张 三 ").as_deref(), Ok("张 三"));
        assert_eq!(check_name(&"长".repeat(32)).unwrap().chars().count(), 32);
    }

    #[test]
    fn locks_begin_with_the_fifth_failure_and_double_up_to_a_quarter_of_an_hour() {
        let seconds: Vec<u64> = (0..13).map(|failures| lock_ms(failures) / 1_000).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(lock_ms(u32::MAX), LONGEST_LOCK_MS);
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(typed in ".{0,60}") {
            let key = name_key(&typed);
            prop_assert_eq!(name_key(&key), key);
        }
    }
}
