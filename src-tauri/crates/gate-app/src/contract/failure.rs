//! Why a command failed, as a code and values; the UI has the words.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

/// What went wrong. A code exists only if the UI has words for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Nobody is signed in, or the session ended.
    NotSignedIn,
    /// The screen is locked.
    ScreenLocked,
    /// The role does not allow it.
    NotAllowed,
    /// Name, password or PIN is wrong.
    WrongSecret,
    /// Too many wrong guesses. `remaining_s`
    LockedOut,
    /// There are accounts already.
    FirstRunOver,
    /// An account of that name exists.
    NameTaken,
    /// The only administrator left can be neither disabled nor demoted.
    LastAdministrator,
    /// A field holds what is not possible. `field`, `problem`: `empty`, `too_long`, `too_short`, `not_digits`,
    /// `too_simple`, `unknown`, `same`
    Invalid,
    /// What was named is not there (any more). `what`
    NotFound,
    /// The lane was opened a moment ago. `remaining_ms`
    CoolDown,
    /// The car parks and platforms are not configured. `detail`
    NotConfigured,
    /// The configuration cannot be read. `detail`
    ConfigurationWrong,
    /// The open platform refused. `words`: its own
    PlatformRefused,
    /// The open platform cannot be reached; nothing was done.
    PlatformUnreachable,
    /// The same was issued a moment ago, or the answer to the last was lost: a person decides whether once more. `ago_s`,
    /// `outcome`
    Repeated,
    /// Other rows than the person saw would be changed; nothing was done. `rows`: how many there are now
    RowsChanged,
    /// Somebody else changed it since the person saw it; nothing was done. It is to be read again.
    ChangedMeanwhile,
    /// The file cannot be taken. `why`: `too_big`, `too_many_rows`, `not_a_table`, `old_excel`, `encrypted`, `macros`, `encoding`,
    /// `empty`, `no_plate_column`, `column_twice`
    FileWrong,
    /// The picture cannot be taken. `why`: `picture_too_big`, `not_a_picture`, `broken`, `too_many_pixels`, `cannot_fit`
    PhotoWrong,
    /// No type of vehicle was chosen for visitors' passes of this car park.
    NoVisitorType,
    /// The disk is full; nothing was written.
    DiskFull,
    /// The database was written by a newer program.
    DatabaseNewer,
    /// The database is damaged.
    DatabaseDamaged,
    /// The database cannot be read or written now. `detail`
    DatabaseFailed,
    /// The data directory cannot be used. `detail`
    DirectoryFailed,
    /// The program is still starting.
    Starting,
    /// The request is not one the program knows.
    BadRequest,
    /// A fault in the program. `detail`
    Internal,
}

/// A value of a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(untagged)]
pub enum Param {
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
}

/// Why a command failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, thiserror::Error)]
#[error("{code:?} {params:?}")]
pub struct Failure {
    /// What went wrong.
    pub code: Code,
    /// What the words need to name it.
    pub params: BTreeMap<&'static str, Param>,
}

impl Failure {
    /// A failure without values.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { code, params: BTreeMap::new() }
    }

    /// With one more value.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Param>) -> Self {
        self.params.insert(key, value.into());
        self
    }

    /// A field that holds what is not possible.
    #[must_use]
    pub fn invalid(field: &'static str, problem: &'static str) -> Self {
        Self::new(Code::Invalid).with("field", field).with("problem", problem)
    }

    /// Something that was named and is not there.
    #[must_use]
    pub fn not_found(what: &'static str) -> Self {
        Self::new(Code::NotFound).with("what", what)
    }
}

impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
