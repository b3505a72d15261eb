//! `gatehouse.toml`: what it may hold, and its reading into plain typed values.
//!
//! Nothing is guessed: an unknown key, a wrong type or an impossible value is refused with file, line and key.

mod car_park;
mod document;
mod error;
mod open_platform;
mod static_facts;
#[cfg(test)]
mod tests;
mod values;

use std::{
    io,
    path::{Path, PathBuf},
};

pub use car_park::{CarPark, City, FirstPhotoIndex, OrdinaryPlateColour, PasswordDigest};
pub(crate) use document::{Document, Section, Values};
pub use error::{ConfigError, Problem};
pub use open_platform::{Callback, OpenPlatform};
pub use static_facts::{CATEGORIES, PAYMENTS, StaticFacts};
pub use values::{parse_duration, show_duration};

/// The configuration file's name in the data directory.
pub const CONFIG_FILE: &str = "gatehouse.toml";

/// All of `gatehouse.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The file this was read from, for messages.
    pub file: PathBuf,
    /// `[open_platform]`.
    pub open_platform: OpenPlatform,
    /// Every `[[car_park]]`, in the order of the file; at least one, each with a `parking_id` of its own.
    pub car_parks: Vec<CarPark>,
}

impl Config {
    /// Reads `gatehouse.toml` in `directory`.
    ///
    /// # Errors
    /// The file is missing, unreadable or holds something that is refused.
    pub fn load(directory: &Path) -> Result<Self, ConfigError> {
        let file = directory.join(CONFIG_FILE);
        match std::fs::read(&file) {
            Ok(bytes) => Self::parse(&file, &utf8(&file, bytes)?),
            Err(source) if source.kind() == io::ErrorKind::NotFound => Err(ConfigError::Missing(file)),
            Err(source) => Err(ConfigError::Unreadable { file, source }),
        }
    }

    /// Reads the text of a configuration file; `file` is only its name for messages.
    ///
    /// # Errors
    /// The first thing in the text that is refused.
    pub fn parse(file: &Path, text: &str) -> Result<Self, ConfigError> {
        // An editor's byte order mark is no part of TOML.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = Document::new(file, text, Values::Shown);
        let table = document.parse()?;
        let root = document.root(&table);
        root.only(&["open_platform", "car_park"])?;
        let open_platform =
            open_platform::read(&root.require("open_platform", "a table [open_platform]")?.section()?)?;
        let car_parks = root.require("car_park", "a table [[car_park]]")?;
        let sections = car_parks.sections()?;
        if sections.is_empty() {
            return Err(car_parks.refuse("holds no car park", "add a table [[car_park]]"));
        }
        let mut read: Vec<CarPark> = Vec::with_capacity(sections.len());
        for section in &sections {
            let car_park = car_park::read(section, &read)?;
            read.push(car_park);
        }
        Ok(Self { file: file.to_owned(), open_platform, car_parks: read })
    }

    /// The car park with this id on the open platform.
    #[must_use]
    pub fn car_park(&self, parking_id: &str) -> Option<&CarPark> {
        self.car_parks.iter().find(|car_park| car_park.parking_id == parking_id)
    }
}

/// The text of a file that must be UTF-8; elsewhere its first bad line is refused.
pub(crate) fn utf8(file: &Path, bytes: Vec<u8>) -> Result<String, ConfigError> {
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        Problem {
            file: file.to_owned(),
            line: 1 + error.as_bytes()[..good].iter().filter(|byte| **byte == b'\n').count(),
            key: String::new(),
            what: "this line is not UTF-8".to_owned(),
            remedy: "save the file as UTF-8".to_owned(),
        }
        .into()
    })
}
