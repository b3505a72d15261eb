//! The configuration file as fields that a person edits. Values are written as in the file, without quotes; an empty one
//! is not in the file, so that the default counts. No secret is ever among them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The fields of one table by their names; `first_photo_index.arrival` for what stands in a table of its own. The entries
/// of a list stand on lines of their own.
pub type FieldValues = BTreeMap<String, String>;

/// A car park in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CarParkFields {
    /// Which `[[car_park]]` of the file this is, counted from 0; none for a new one.
    pub at: Option<u32>,
    /// `[[car_park]]`.
    pub fields: FieldValues,
    /// `[car_park.city]`; none where it is not reported.
    pub city: Option<FieldValues>,
    /// `[car_park.static]`, the row of the city's static table.
    pub static_facts: FieldValues,
}

/// Every field of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileFields {
    /// `[open_platform]`, with `callback.listen`.
    pub open_platform: FieldValues,
    /// Every `[[car_park]]`, in the order of the file.
    pub car_parks: Vec<CarParkFields>,
}

/// Why the file as it stands cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FileProblem {
    /// The line, counted from 1.
    pub line: u32,
    /// The key with its tables; empty where the text is not TOML.
    pub key: String,
    /// What stands in that line.
    pub text: String,
    /// What is wrong and what to write instead, in English, as the command line says it.
    pub detail: String,
}

/// A file that can be gone back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KeptFile {
    /// When it was kept.
    pub kept_at: i64,
    /// Its text.
    pub text: String,
}

/// Where a secret comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SecretPlace {
    /// It is not set.
    Nowhere,
    /// `secrets.toml`, which only its owner may read.
    File,
    /// An environment variable, which wins over the file and is not changed here.
    Environment,
}

/// A secret: whether it is set and where, and never what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SecretView {
    /// The car park whose city password it is; none for the open platform's `app_secret`.
    pub parking_id: Option<String>,
    /// Where it is.
    pub place: SecretPlace,
}

/// The configuration file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SettingsView {
    /// What a change has to name, so that nobody else's is overwritten; empty while there is no file.
    pub version: String,
    /// Where the file is.
    pub file: String,
    /// What can be read of it.
    pub fields: FileFields,
    /// Why it cannot be used; none where it can, or where there is none.
    pub problem: Option<FileProblem>,
    /// The last one that could be used, where it differs from the file.
    pub last_good: Option<KeptFile>,
    /// The one before the last change in this program, where it differs from the file.
    pub previous: Option<KeptFile>,
    /// The secrets that the file needs.
    pub secrets: Vec<SecretView>,
    /// Why the secrets cannot be read, in English.
    pub secrets_problem: Option<String>,
}

/// New fields.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SettingsChange {
    /// The version that was changed.
    pub version: String,
    /// Every field.
    pub fields: FileFields,
}

/// In which table a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldTable {
    /// `[open_platform]`.
    OpenPlatform,
    /// `[[car_park]]`.
    CarPark,
    /// `[car_park.city]`.
    City,
    /// `[car_park.static]`.
    Static,
    /// None of them: the whole file.
    File,
}

/// A field that holds what is not possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FieldProblem {
    /// The table.
    pub table: FieldTable,
    /// Which car park of the change, counted from 0; 0 elsewhere.
    pub car_park: u32,
    /// The field's name.
    pub field: String,
    /// What is wrong and what to write instead, in English, as the command line says it.
    pub detail: String,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SettingsSaved {
    /// What is not possible: nothing was written then.
    pub problems: Vec<FieldProblem>,
    /// The file as it is now.
    pub view: SettingsView,
}

/// Which kept file is gone back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeptWhich {
    /// The last one that could be used.
    LastGood,
    /// The one before the last change in this program.
    Previous,
}

/// Going back to a kept file.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SettingsBack {
    /// The version that is given up.
    pub version: String,
    /// Which file takes its place.
    pub to: KeptWhich,
}

/// A file's text from elsewhere.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SettingsText {
    /// The version that is given up.
    pub version: String,
    /// The text, as `export_settings` gave it.
    pub text: String,
}

/// A secret that a person typed.
#[derive(Clone, Deserialize, TS)]
pub struct NewSecret {
    /// The car park whose city password it is; none for the open platform's `app_secret`.
    #[serde(default)]
    pub parking_id: Option<String>,
    /// The secret.
    pub secret: String,
}
