//! The demo's own data directory, new with every demo: the platforms begin anew, so what an earlier one left would not
//! fit them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use gate_app::DataDir;
use tempfile::TempDir;

use crate::DemoError;

/// Marks a directory as a demo's, which each demo begins anew.
const MARK: &str = "gatehouse-demo";

/// Where a demo keeps its data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// A directory of its own that goes with it.
    #[default]
    Temporary,
    /// The system's place for the data of demos, so that it can be looked at afterwards.
    System,
    /// This directory: empty, missing, or an earlier demo's.
    At(PathBuf),
}

/// A demo's directory, ready for being configured.
pub(crate) struct Directory {
    path: PathBuf,
    /// Removes a temporary one in the end.
    _temporary: Option<TempDir>,
}

impl Directory {
    pub(crate) fn new(place: Place) -> Result<Self, DemoError> {
        let path = match place {
            Place::Temporary => return Self::temporary(),
            Place::System => DataDir::system_place(MARK)?,
            Place::At(path) => path,
        };
        begin_anew(&path)?;
        Ok(Self { path, _temporary: None })
    }

    fn temporary() -> Result<Self, DemoError> {
        let temporary = tempfile::Builder::new()
            .prefix("gatehouse-demo-")
            .tempdir()
            .map_err(|source| DemoError::File { path: std::env::temp_dir(), source })?;
        Ok(Self { path: temporary.path().to_owned(), _temporary: Some(temporary) })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

fn begin_anew(path: &Path) -> Result<(), DemoError> {
    if gate_store::is_syncing(path) {
        return Err(DemoError::Syncing(path.to_owned()));
    }
    let unusable = |source: io::Error| DemoError::File { path: path.to_owned(), source };
    match fs::read_dir(path).map(|mut entries| entries.next().is_some()) {
        Ok(true) if path.join(MARK).is_file() => fs::remove_dir_all(path).map_err(unusable)?,
        Ok(true) => return Err(DemoError::NotADemo(path.to_owned())),
        Ok(false) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(unusable(error)),
    }
    DataDir::create(path)?;
    fs::write(path.join(MARK), "Each demo begins this directory anew.\n").map_err(unusable)
}
