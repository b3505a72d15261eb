//! A data directory with what stands in it, opened as far as a use-case needs.

use std::path::{Path, PathBuf};

use gate_store::{Store, StoreOptions};

use crate::{AppError, Config, DataDir, Secrets};

/// A data directory that exists.
#[derive(Clone, Debug)]
pub struct Workspace {
    directory: DataDir,
}

impl Workspace {
    /// The data directory that `option` names, else the environment, else the system's place. It must exist.
    ///
    /// # Errors
    /// There is no such directory.
    pub fn open(option: Option<PathBuf>) -> Result<Self, AppError> {
        let path = DataDir::resolve(option)?;
        Ok(Self { directory: DataDir::open(&path)? })
    }

    /// As [`Workspace::open`], and the directory is made, for this account only, when it is missing.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn create(option: Option<PathBuf>) -> Result<Self, AppError> {
        let path = DataDir::resolve(option)?;
        Ok(Self { directory: DataDir::create(&path)? })
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The directory and what stands where in it.
    #[must_use]
    pub fn directory(&self) -> &DataDir {
        &self.directory
    }

    /// Configuration and secrets.
    ///
    /// # Errors
    /// One of them is missing or refused.
    pub fn configuration(&self) -> Result<(Config, Secrets), AppError> {
        let config = Config::load(self.path())?;
        let secrets = Secrets::load(self.path(), &config)?;
        Ok((config, secrets))
    }

    /// The database, made when it is missing.
    ///
    /// # Errors
    /// It cannot be opened.
    pub async fn store(&self) -> Result<Store, AppError> {
        Ok(Store::open_async(self.path(), StoreOptions::default()).await?)
    }

    /// The database, if there is one: looking at a directory makes nothing in it.
    ///
    /// # Errors
    /// It cannot be opened.
    pub async fn store_if_any(&self) -> Result<Option<Store>, AppError> {
        if self.directory.database().exists() { Ok(Some(self.store().await?)) } else { Ok(None) }
    }

    /// The database of a directory in which something is to be changed.
    ///
    /// # Errors
    /// There is none, or it cannot be opened.
    pub async fn existing_store(&self) -> Result<Store, AppError> {
        self.store_if_any().await?.ok_or_else(|| AppError::Empty(self.path().to_owned()))
    }
}
