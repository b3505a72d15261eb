//! The folder in which backups are kept.

use std::{
    io,
    path::{Path, PathBuf},
};

use gate_core::time::UtcMillis;
use gate_store::BACKUP_DIR;

use crate::{
    app::Inner,
    contract::{
        Code, Failure,
        types::{BackupFile, BackupPlan},
    },
    settings_file::keep,
};

/// What the program's own backups are called. Others in the folder are shown and never deleted.
const PREFIX: &str = "gatehouse-";
const SUFFIX: &str = ".backup";
/// A file that is written to try whether one can be.
const PROBE: &str = "gatehouse-probe";

/// The folder of a plan.
pub(crate) fn directory(app: &Inner, plan: &BackupPlan) -> PathBuf {
    match plan.folder.as_str() {
        "" => app.workspace.path().join(BACKUP_DIR),
        folder => PathBuf::from(folder),
    }
}

/// Makes sure that backups can be written to a folder that a person named. Blocks.
///
/// # Errors
/// [`Code::Invalid`] with `field` `folder`: `not_whole`, `not_there`, `not_writable`.
pub(crate) fn usable(folder: &str) -> Result<(), Failure> {
    if folder.is_empty() {
        return Ok(());
    }
    let path = Path::new(folder);
    if !path.is_absolute() || folder.chars().any(char::is_control) {
        return Err(Failure::invalid("folder", "not_whole"));
    }
    if !path.is_dir() {
        return Err(Failure::invalid("folder", "not_there"));
    }
    // What is told of permissions is not true of every share and stick: it is tried.
    let tried = keep::write(path, PROBE, b"").and_then(|()| std::fs::remove_file(path.join(PROBE)));
    tried.map_err(|_| Failure::invalid("folder", "not_writable"))
}

/// The backups of a folder, the newest first; none where there is no folder yet. Blocks.
///
/// # Errors
/// The folder cannot be read.
pub(crate) fn list(folder: &Path) -> io::Result<Vec<BackupFile>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // One that is deleted meanwhile is none any more.
        let Ok(about) = entry.metadata() else { continue };
        if !about.is_file() || !name.ends_with(SUFFIX) {
            continue;
        }
        let info = gate_store::inspect(&entry.path()).ok();
        files.push(BackupFile {
            file: entry.path().display().to_string(),
            name,
            bytes: about.len(),
            at: info.as_ref().map(|info| info.created_at.0),
            program: info.map(|info| info.program).unwrap_or_default(),
        });
    }
    files.sort_by(|one, other| (other.at, &other.name).cmp(&(one.at, &one.name)));
    Ok(files)
}

/// The file of a new backup; its folder is made where it is the program's own.
pub(super) fn new_file(folder: &Path, at: UtcMillis) -> Result<PathBuf, Failure> {
    if let Err(error) = std::fs::create_dir_all(folder) {
        return Err(Failure::new(Code::DirectoryFailed).with("detail", error.to_string()));
    }
    Ok(folder.join(format!("{PREFIX}{}{SUFFIX}", at.china_compact())))
}

/// Deletes what the program made itself, but the newest. What is not a backup stays: nobody knows what it is. Blocks.
pub(super) fn delete_all_but(folder: &Path, keep: usize) {
    let Ok(files) = list(folder) else { return };
    let own = files.into_iter().filter(|file| file.at.is_some() && file.name.starts_with(PREFIX));
    for old in own.skip(keep) {
        if let Err(error) = std::fs::remove_file(&old.file) {
            tracing::warn!(name = old.name, %error, "an old backup cannot be deleted");
        }
    }
}

#[cfg(test)]
mod tests {
    use gate_store::{BackupPhotos, Store, StoreOptions};

    use super::*;

    #[tokio::test]
    async fn old_ones_of_its_own_are_deleted_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), &StoreOptions::default()).unwrap();
        let folder = dir.path().join("kept");
        for day in 0..4 {
            let at = UtcMillis(1_795_276_800_000 + day * 86_400_000);
            let file = new_file(&folder, at).unwrap();
            store.backup(&file, BackupPhotos::Owed, at, |_| {}).await.unwrap();
        }
        let oldest = list(&folder).unwrap().pop().unwrap();
        std::fs::copy(&oldest.file, folder.join("by hand.backup")).unwrap();
        std::fs::write(folder.join("gatehouse-broken.backup"), "no backup").unwrap();
        std::fs::write(folder.join("notes.txt"), "x").unwrap();

        delete_all_but(&folder, 2);
        let left: Vec<_> = list(&folder).unwrap().into_iter().map(|file| file.name).collect();
        assert_eq!(
            left,
            [
                "gatehouse-20261125000000.backup",
                "gatehouse-20261124000000.backup",
                "by hand.backup",
                "gatehouse-broken.backup"
            ]
        );
        assert!(folder.join("notes.txt").exists());
        assert_eq!(list(&dir.path().join("none")).unwrap(), []);
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().display().to_string();
        let problem = |folder: &str| usable(folder).unwrap_err().params["problem"].clone();
        assert!(usable("").is_ok() && usable(&path).is_ok());
        assert_eq!(problem("backups"), "not_whole".into());
        assert_eq!(problem(&format!("{path}/none")), "not_there".into());
        assert_eq!(std::fs::read_dir(&path).unwrap().count(), 0, "nothing is left behind");
    }
}
