//! The secrets: `secrets.toml`, readable by its owner only, and the environment, which wins.
//!
//! No value is ever shown: not by Debug, not in a message.

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::config::{Config, ConfigError, Document, Problem, Section, Values};
use crate::contract::types::SecretPlace;

/// The file's name in the data directory.
pub const SECRETS_FILE: &str = "secrets.toml";
/// The variable that gives the open platform's `appSecret`.
pub const APP_SECRET_VARIABLE: &str = "GATEHOUSE_APP_SECRET";
/// What the variables that give a car park's `portpwd` begin with; its `parking_id` follows.
pub const PORTPWD_VARIABLE: &str = "GATEHOUSE_PORTPWD_";

// No secret is long; a larger file is something else.
const MOST_BYTES: u64 = 64 * 1024;

/// Why the secrets cannot be used. Every variant is the user's to correct (exit code 2).
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// Others than the owner can read the file.
    #[error("{} can be read by others (mode {mode:04o}); run: chmod 600 {}", .file.display(), .file.display())]
    ReadableByOthers {
        /// The file.
        file: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file is unreadable or holds something that is refused.
    #[error(transparent)]
    File(#[from] ConfigError),
    /// An environment variable holds no text.
    #[error("the environment variable {0} is not UTF-8; set it to plain text or remove it")]
    Variable(String),
    /// A secret that the configuration needs is given nowhere.
    #[error("{what} is not given; set {key} in {} (mode 0600) or the environment variable {variable}", .file.display())]
    Missing {
        /// What is missing, for a person.
        what: String,
        /// Its place in the file.
        key: String,
        /// The file it could stand in.
        file: PathBuf,
        /// The environment variable that could give it.
        variable: String,
    },
}

/// The secrets that a configuration needs.
#[derive(Debug)]
pub struct Secrets {
    /// The open platform's `appSecret`.
    pub app_secret: SecretString,
    /// The city password in plain, by `parking_id`, of every car park that reports to a city.
    pub portpwd: BTreeMap<String, SecretString>,
}

impl Secrets {
    /// Reads the secrets that `config` needs, from the process's environment and `secrets.toml` in `directory`.
    ///
    /// # Errors
    /// The file is readable by others, unreadable or refused, or a secret is given nowhere.
    pub fn load(directory: &Path, config: &Config) -> Result<Self, SecretsError> {
        Self::load_with(directory, config, |name| std::env::var_os(name))
    }

    /// As [`Secrets::load`], with an environment passed in.
    ///
    /// # Errors
    /// As for [`Secrets::load`].
    pub fn load_with(
        directory: &Path,
        config: &Config,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, SecretsError> {
        let file = directory.join(SECRETS_FILE);
        let mut written = Written::read(&file)?;
        let variable = |name: &str| variable(name, &environment);

        let app_secret = variable(APP_SECRET_VARIABLE)?.or(written.app_secret.take()).ok_or_else(|| {
            SecretsError::Missing {
                what: "the open platform's app secret".to_owned(),
                key: "[open_platform] app_secret".to_owned(),
                file: file.clone(),
                variable: APP_SECRET_VARIABLE.to_owned(),
            }
        })?;
        let mut portpwd = BTreeMap::new();
        for car_park in config.car_parks.iter().filter(|car_park| car_park.city.is_some()) {
            let id = &car_park.parking_id;
            let name = format!("{PORTPWD_VARIABLE}{id}");
            let secret = variable(&name)?.or_else(|| written.portpwd.remove(id)).ok_or_else(|| {
                SecretsError::Missing {
                    what: format!("the city password of car park {id}"),
                    key: format!("[car_park.{}] portpwd", toml_key(id)),
                    file: file.clone(),
                    variable: name.clone(),
                }
            })?;
            portpwd.insert(id.clone(), secret);
        }
        Ok(Self { app_secret, portpwd })
    }
}

/// Where the open platform's secret is, and those of the car parks named: by `parking_id`, the open platform's first.
///
/// # Errors
/// As for [`Secrets::load`], but that a missing one is no error.
pub(crate) fn places(
    directory: &Path,
    parking_ids: &[String],
) -> Result<Vec<(Option<String>, SecretPlace)>, SecretsError> {
    let written = Written::read(&directory.join(SECRETS_FILE))?;
    let place = |variable: &str, in_file: bool| {
        if std::env::var_os(variable).is_some_and(|value| !value.is_empty()) {
            SecretPlace::Environment
        } else if in_file {
            SecretPlace::File
        } else {
            SecretPlace::Nowhere
        }
    };
    let mut places = vec![(None, place(APP_SECRET_VARIABLE, written.app_secret.is_some()))];
    places.extend(parking_ids.iter().map(|id| {
        let variable = format!("{PORTPWD_VARIABLE}{id}");
        (Some(id.clone()), place(&variable, written.portpwd.contains_key(id)))
    }));
    Ok(places)
}

/// The secret that is set: the open platform's, or the city password of a car park.
///
/// # Errors
/// As for [`Secrets::load`], but that a missing one is no error.
pub(crate) fn stored(
    directory: &Path,
    parking_id: Option<&str>,
) -> Result<Option<SecretString>, SecretsError> {
    let mut written = Written::read(&directory.join(SECRETS_FILE))?;
    let (name, in_file) = match parking_id {
        None => (APP_SECRET_VARIABLE.to_owned(), written.app_secret.take()),
        Some(id) => (format!("{PORTPWD_VARIABLE}{id}"), written.portpwd.remove(id)),
    };
    Ok(variable(&name, |name| std::env::var_os(name))?.or(in_file))
}

/// What a variable of the environment gives.
fn variable(
    name: &str,
    environment: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<SecretString>, SecretsError> {
    match environment(name) {
        None => Ok(None),
        Some(value) if value.is_empty() => Ok(None),
        Some(value) => value
            .into_string()
            .map(|text| Some(SecretString::from(text)))
            .map_err(|_| SecretsError::Variable(name.to_owned())),
    }
}

/// A key as TOML wants it written: bare, or in quotes.
fn toml_key(key: &str) -> String {
    let bare = !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if bare { key.to_owned() } else { format!("{key:?}") }
}

/// What `secrets.toml` holds; empty when it is not there.
#[derive(Default)]
struct Written {
    app_secret: Option<SecretString>,
    portpwd: BTreeMap<String, SecretString>,
}

impl Written {
    fn read(file: &Path) -> Result<Self, SecretsError> {
        let Some(text) = read_private(file)? else { return Ok(Self::default()) };
        let document =
            Document::new(file, text.strip_prefix('\u{feff}').unwrap_or(text.as_str()), Values::Secret);
        let table = document.parse()?;
        let root = document.root(&table);
        root.only(&["open_platform", "car_park"])?;
        let mut written = Self::default();
        if let Some(open_platform) = root.section("open_platform")? {
            written.app_secret = secret(&open_platform, "app_secret")?;
        }
        if let Some(car_parks) = root.section("car_park")? {
            for (id, item) in car_parks.items() {
                if let Some(password) = secret(&item.section()?, "portpwd")? {
                    written.portpwd.insert(id.to_owned(), password);
                }
            }
        }
        Ok(written)
    }
}

fn secret(section: &Section<'_, '_>, key: &str) -> Result<Option<SecretString>, ConfigError> {
    section.only(&[key])?;
    let Some(item) = section.get(key) else { return Ok(None) };
    match item.any_text()? {
        "" => Err(item.refuse("is empty", "write the secret in quotes or remove the line")),
        text => Ok(Some(SecretString::from(text))),
    }
}

fn read_private(file: &Path) -> Result<Option<Zeroizing<String>>, SecretsError> {
    let unreadable = |source| ConfigError::Unreadable { file: file.to_owned(), source };
    let opened = match File::open(file) {
        Ok(opened) => opened,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(unreadable(source).into()),
    };
    refuse_open_mode(file, &opened)?;
    // Sized beforehand, so that growing leaves no copy of the secrets behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(MOST_BYTES).unwrap_or(65_536) + 1));
    opened.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        let source = io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 64 KB");
        return Err(unreadable(source).into());
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Some(Zeroizing::new(text.to_owned()))),
        Err(error) => Err(ConfigError::from(Problem {
            file: file.to_owned(),
            line: 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count(),
            key: String::new(),
            what: "this line is not UTF-8".to_owned(),
            remedy: "save the file as UTF-8".to_owned(),
        })
        .into()),
    }
}

/// The mode of the opened file, not of the path, which could be exchanged in between.
#[cfg(unix)]
fn refuse_open_mode(file: &Path, opened: &File) -> Result<(), SecretsError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata =
        opened.metadata().map_err(|source| ConfigError::Unreadable { file: file.to_owned(), source })?;
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(SecretsError::ReadableByOthers { file: file.to_owned(), mode })
    }
}

/// Elsewhere the user's own folder is closed to others by the system.
#[cfg(not(unix))]
fn refuse_open_mode(_file: &Path, _opened: &File) -> Result<(), SecretsError> {
    Ok(())
}
