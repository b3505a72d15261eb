//! Photo files: `photos/YYYY/MM/DD/<sha256>.jpg`, by the passage's day in China and the picture's own content.

use std::path::Path;

use crate::data_dir;
use crate::error::StoreError;

/// Creates the folder and throws away what a crash left half-written.
pub(crate) fn prepare(dir: &Path) -> Result<(), StoreError> {
    let photos = data_dir::photos(dir);
    data_dir::create_private_dir(&photos).map_err(|source| StoreError::file("create", &photos, source))?;
    Ok(())
}
