//! What a simulated city is started with.

use std::fmt;
use std::path::PathBuf;

use md5::{Digest as _, Md5};

use crate::faults::Faults;

/// How a city is set up. The default knows one account, `admin` with the password `123456`, for the car park
/// `330212077102` of the standard's examples, and is strict.
#[derive(Clone)]
pub struct CityOptions {
    /// The account's name.
    pub portname: String,
    /// The account's password, plain; requests carry its MD5.
    pub portpwd: String,
    /// The car parks that the account may report for (12 digits each).
    pub parkpotids: Vec<String>,
    /// Further accounts with their own car parks.
    pub other_accounts: Vec<Account>,
    /// In which letters the password's MD5 must be written.
    pub digest: DigestCase,
    /// Whether types, formats, order, hashes and sizes are checked. Otherwise only the account is, and what would
    /// have been refused is accepted and noted as a violation.
    pub strict: bool,
    /// How far the city's clock is ahead of this machine's, in ms; negative when it is behind.
    pub clock_offset_ms: i64,
    /// More requests a second than this, of all kinds together, are answered 429 with `Retry-After: 1`.
    pub rate_limit: Option<u32>,
    /// Where every request is appended as a line of JSON, without credentials.
    pub journal_file: Option<PathBuf>,
    /// The faults to begin with.
    pub faults: Faults,
}

/// An account of the city platform.
#[derive(Clone)]
pub struct Account {
    /// Its name.
    pub portname: String,
    /// Its password, plain.
    pub portpwd: String,
    /// The car parks that it may report for.
    pub parkpotids: Vec<String>,
}

/// The letters in which an MD5 is written in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DigestCase {
    /// Either; the standard does not say which.
    #[default]
    Either,
    /// Lower case only.
    Lower,
    /// Upper case only.
    Upper,
}

impl Default for CityOptions {
    fn default() -> Self {
        Self {
            portname: "admin".to_owned(),
            portpwd: "123456".to_owned(),
            parkpotids: vec!["330212077102".to_owned()],
            other_accounts: Vec::new(),
            digest: DigestCase::default(),
            strict: true,
            clock_offset_ms: 0,
            rate_limit: None,
            journal_file: None,
            faults: Faults::none(),
        }
    }
}

impl CityOptions {
    pub(super) fn accounts(&self) -> Vec<Account> {
        let first = Account {
            portname: self.portname.clone(),
            portpwd: self.portpwd.clone(),
            parkpotids: self.parkpotids.clone(),
        };
        std::iter::once(first).chain(self.other_accounts.iter().cloned()).collect()
    }
}

impl Account {
    pub(super) fn admits(&self, portname: &str, portpwd: &str, case: DigestCase) -> bool {
        let lower = md5_hex(self.portpwd.as_bytes());
        portname == self.portname
            && match case {
                DigestCase::Lower => portpwd == lower,
                DigestCase::Upper => portpwd == lower.to_ascii_uppercase(),
                DigestCase::Either => portpwd == lower || portpwd == lower.to_ascii_uppercase(),
            }
    }
}

/// Passwords are left out.
impl fmt::Debug for CityOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CityOptions")
            .field("portname", &self.portname)
            .field("parkpotids", &self.parkpotids)
            .field("other_accounts", &self.other_accounts)
            .field("strict", &self.strict)
            .field("clock_offset_ms", &self.clock_offset_ms)
            .field("rate_limit", &self.rate_limit)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// The password is left out.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("portname", &self.portname)
            .field("parkpotids", &self.parkpotids)
            .finish_non_exhaustive()
    }
}

pub(super) fn md5(bytes: &[u8]) -> [u8; 16] {
    Md5::digest(bytes).into()
}

pub(super) fn md5_hex(bytes: &[u8]) -> String {
    hex(&md5(bytes))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
