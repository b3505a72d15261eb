//! Secrets are written and never read back: `secrets.toml`, for its owner only.

use std::{fs, io, path::Path};

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};
use zeroize::Zeroizing;

use super::keep;
use crate::secrets::SECRETS_FILE;

/// The place of a secret in the file: the open platform's, or a car park's city password.
pub(crate) type Whose<'a> = Option<&'a str>;

/// Sets a secret. What else stands in the file stays.
///
/// # Errors
/// The file is not TOML, or cannot be read or written. No error holds a value.
pub(crate) fn set(directory: &Path, whose: Whose<'_>, secret: &str) -> io::Result<()> {
    let text = match fs::read_to_string(directory.join(SECRETS_FILE)) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Zeroizing::default(),
        Err(error) => return Err(error),
    };
    // What the parser says may hold a line of the file.
    let broken =
        || io::Error::new(io::ErrorKind::InvalidData, "secrets.toml is not TOML; correct or remove it");
    let mut document: DocumentMut = text.parse().map_err(|_| broken())?;
    let place = match whose {
        None => table(document.as_table_mut(), "open_platform"),
        Some(id) => table(document.as_table_mut(), "car_park").and_then(|car_parks| table(car_parks, id)),
    };
    let key = if whose.is_none() { "app_secret" } else { "portpwd" };
    place.ok_or_else(broken)?.insert(key, Item::Value(Value::from(secret)));
    let written = Zeroizing::new(document.to_string());
    keep::write(directory, SECRETS_FILE, written.as_bytes())
}

fn table<'a>(within: &'a mut dyn TableLike, name: &str) -> Option<&'a mut dyn TableLike> {
    within.entry(name).or_insert(Item::Table(Table::new())).as_table_like_mut()
}
