//! Looking for secrets in files where none may be.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use md5::{Digest, Md5};
use memchr::memmem::Finder;

/// What must stand in no file: passwords, their digests, secrets, tokens. Not shown in its `Debug`.
pub struct Canaries {
    finders: Vec<(&'static str, Finder<'static>)>,
}

impl Canaries {
    /// The secrets of both accounts.
    #[must_use]
    pub fn new(app_secret: &str, portpwd: &str) -> Self {
        let mut canaries = Self { finders: Vec::new() };
        canaries.add("the app secret", app_secret);
        canaries.add("the city's password", portpwd);
        let digest: String = Md5::digest(portpwd).iter().map(|byte| format!("{byte:02x}")).collect();
        canaries.add("the password's MD5", &digest);
        canaries.add("the password's MD5", &digest.to_ascii_uppercase());
        canaries
    }

    /// Adds one more.
    pub fn add(&mut self, what: &'static str, secret: &str) {
        assert!(secret.len() >= 8, "a canary must not occur by chance");
        self.finders.push((what, Finder::new(secret.as_bytes()).into_owned()));
    }
}

/// The files below a directory in which a secret stands, and which. `secrets.toml` is where they belong, and left out.
///
/// # Errors
/// A file cannot be read.
pub fn find_secrets(dir: &Path, canaries: &Canaries) -> io::Result<Vec<(PathBuf, &'static str)>> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() && path.file_name().is_none_or(|name| name != "secrets.toml") {
                let bytes = fs::read(&path)?;
                let inside = canaries.finders.iter().filter(|(_, finder)| finder.find(&bytes).is_some());
                found.extend(inside.map(|(what, _)| (path.clone(), *what)));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_secret_is_found_and_its_own_file_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let mut canaries = Canaries::new("app-secret-canary", "portpwd-canary");
        canaries.add("a token", "0123456789abcdef");
        let inner = dir.path().join("logs");
        fs::create_dir(&inner).unwrap();
        // The MD5 of "portpwd-canary".
        let digest: String = Md5::digest("portpwd-canary").iter().map(|byte| format!("{byte:02X}")).collect();
        let hidden =
            ["app-secret-canary", "portpwd-canary", &digest, &digest.to_lowercase(), "0123456789abcdef"];
        for (number, secret) in hidden.iter().enumerate() {
            fs::write(inner.join(format!("{number}.log")), format!("…{secret}…")).unwrap();
        }
        fs::write(dir.path().join("secrets.toml"), "portpwd-canary").unwrap();
        fs::write(dir.path().join("innocent"), "portpwd").unwrap();
        assert_eq!(find_secrets(dir.path(), &canaries).unwrap().len(), hidden.len());
    }
}
