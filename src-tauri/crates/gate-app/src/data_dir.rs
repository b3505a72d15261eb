//! The data directory: where it is and what stands where in it.

use std::{
    io,
    path::{Path, PathBuf},
};

use directories::ProjectDirs;

/// The variable that names the data directory when no option does.
pub const DATA_DIR_VARIABLE: &str = "GATEHOUSE_DATA_DIR";

/// Why there is no data directory.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// Neither option nor variable, and the system has no place for application data.
    #[error(
        "this system has no place for application data; name a data directory with --data-dir or {DATA_DIR_VARIABLE}"
    )]
    NoPlace,
    /// It is not there.
    #[error("the data directory {} does not exist; create it, or name another with --data-dir or {DATA_DIR_VARIABLE}", .0.display())]
    Missing(PathBuf),
    /// It is something else, or cannot be made or read.
    #[error("the data directory {} cannot be used ({source}); name another with --data-dir or {DATA_DIR_VARIABLE}", .path.display())]
    Unusable {
        /// What was tried.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A data directory that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataDir {
    path: PathBuf,
}

impl DataDir {
    /// The path that `option` names, else `GATEHOUSE_DATA_DIR`, else the system's place. Nothing is created.
    ///
    /// # Errors
    /// Nothing is named and the system has no place.
    pub fn resolve(option: Option<PathBuf>) -> Result<PathBuf, DataDirError> {
        Self::resolve_with(option, std::env::var_os(DATA_DIR_VARIABLE).map(PathBuf::from))
    }

    fn resolve_with(option: Option<PathBuf>, variable: Option<PathBuf>) -> Result<PathBuf, DataDirError> {
        option
            .or(variable)
            .filter(|path| !path.as_os_str().is_empty())
            .map_or_else(|| Self::system_place("gatehouse"), Ok)
    }

    /// The system's place for the data of the program called `name`. Nothing is created.
    ///
    /// # Errors
    /// The system has no such place.
    pub fn system_place(name: &str) -> Result<PathBuf, DataDirError> {
        ProjectDirs::from("", "", name).map(|dirs| dirs.data_dir().to_owned()).ok_or(DataDirError::NoPlace)
    }

    /// The directory at `path`, which must exist.
    ///
    /// # Errors
    /// It is missing, unreadable or not a directory.
    pub fn open(path: &Path) -> Result<Self, DataDirError> {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Ok(Self { path: path.to_owned() }),
            Ok(_) => Err(unusable(path, io::ErrorKind::NotADirectory.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(DataDirError::Missing(path.to_owned()))
            }
            Err(source) => Err(unusable(path, source)),
        }
    }

    /// The directory at `path`, made with mode 0700 when it is missing.
    ///
    /// # Errors
    /// It cannot be made or is not a directory.
    pub fn create(path: &Path) -> Result<Self, DataDirError> {
        create_private(path).map_err(|source| unusable(path, source))?;
        Self::open(path)
    }

    /// The directory itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// `gatehouse.db`.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.path.join("gatehouse.db")
    }

    /// `logs/`, made with mode 0700 when it is missing.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn logs(&self) -> Result<PathBuf, DataDirError> {
        let path = self.path.join("logs");
        create_private(&path).map_err(|source| unusable(&path, source))?;
        Ok(path)
    }
}

fn unusable(path: &Path, source: io::Error) -> DataDirError {
    DataDirError::Unusable { path: path.to_owned(), source }
}

/// Makes a directory and its parents for this account only; one that exists keeps its mode.
fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_wins_over_the_variable_and_that_over_the_system() {
        let (option, variable) = (Some(PathBuf::from("/a")), Some(PathBuf::from("/b")));
        assert_eq!(DataDir::resolve_with(option, variable.clone()).unwrap(), Path::new("/a"));
        assert_eq!(DataDir::resolve_with(None, variable).unwrap(), Path::new("/b"));
        let system = DataDir::resolve_with(None, Some(PathBuf::new())).unwrap();
        assert!(system.is_absolute() && system.to_string_lossy().contains("gatehouse"));
    }

    #[cfg(unix)]
    #[test]
    fn a_made_directory_is_closed_to_others_and_an_existing_one_keeps_its_mode() {
        use std::os::unix::fs::PermissionsExt;
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("a/b");
        let made = DataDir::create(&path).unwrap();
        assert_eq!(std::fs::metadata(made.path()).unwrap().permissions().mode() & 0o777, 0o700);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        DataDir::create(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o755);
    }

    #[test]
    fn a_file_or_nothing_is_no_data_directory() {
        let parent = tempfile::tempdir().unwrap();
        assert!(matches!(DataDir::open(&parent.path().join("none")), Err(DataDirError::Missing(_))));
        let file = parent.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(matches!(DataDir::open(&file), Err(DataDirError::Unusable { .. })));
        assert!(matches!(DataDir::create(&file.join("below")), Err(DataDirError::Unusable { .. })));
    }
}
