//! Files that a page hands over, kept where the person says.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use gate_app::contract::{Code, Failure};
use serde::Deserialize;
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;
use tempfile::NamedTempFile;

use crate::window;

/// No export is larger; what is, no page of ours made.
const MOST_BYTES: usize = 100 * 1024 * 1024;

/// A name longer than this no dialog shows whole.
const NAME_LETTERS: usize = 100;

/// A file from a page.
#[derive(Deserialize)]
pub struct Handed {
    /// What to propose as its name.
    name: String,
    /// What it holds, in base64.
    base64: String,
}

/// Asks where to keep a file and writes it there, whole or not at all. Answers its path, or nothing where the person
/// thought better of it.
///
/// # Errors
/// `bad_request` where it is no base64 or too large, `disk_full`, `directory_failed` where it cannot be written.
#[tauri::command]
pub async fn save_file(app: AppHandle, file: Handed) -> Result<Option<String>, Failure> {
    if file.base64.len() / 4 * 3 > MOST_BYTES {
        return Err(Failure::new(Code::BadRequest));
    }
    let bytes = BASE64_STANDARD.decode(&file.base64).map_err(|_| Failure::new(Code::BadRequest))?;
    let Some(path) = ask(&app, &plain_name(&file.name)).await else { return Ok(None) };
    let shown = path.display().to_string();
    tokio::task::spawn_blocking(move || write(&path, &bytes))
        .await
        .map_err(|_| Failure::new(Code::Internal))?
        .map_err(|error| failure(&error))?;
    Ok(Some(shown))
}

/// The system's own dialog, over our window.
async fn ask(app: &AppHandle, name: &str) -> Option<PathBuf> {
    let mut dialog = app.dialog().file().set_file_name(name);
    if let Some(ending) = Path::new(name).extension().and_then(|ending| ending.to_str()) {
        dialog = dialog.add_filter(ending, &[ending]);
    }
    if let Some(window) = window::main(app) {
        dialog = dialog.set_parent(&window);
    }
    let (chosen, awaited) = tokio::sync::oneshot::channel();
    dialog.save_file(move |path| {
        // Nobody waits any more where the program is ending.
        let _ = chosen.send(path);
    });
    awaited.await.ok().flatten()?.into_path().ok()
}

/// A name, and no way to another folder.
fn plain_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_control() || r#"/\:*?"<>|"#.contains(letter) { '_' } else { letter })
        .take(NAME_LETTERS)
        .collect();
    let plain = plain.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
    if plain.is_empty() { "gatehouse".to_owned() } else { plain.to_owned() }
}

/// Beside its place first, then renamed: a full disk leaves what was there before.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn failure(error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::StorageFull {
        return Failure::new(Code::DiskFull);
    }
    Failure::new(Code::DirectoryFailed).with("detail", error.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

    use std::fs;

    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        assert_eq!(plain_name("车辆 2026-11-22.xlsx"), "车辆 2026-11-22.xlsx");
        assert_eq!(plain_name("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(plain_name("C:\\a\nb"), "C__a_b");
        assert_eq!(plain_name(" .. "), "gatehouse");
    }

    #[test]
    fn a_file_replaces_the_one_before_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.csv");
        fs::write(&path, "before").unwrap();
        write(&path, b"after").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"after");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_a_failure_with_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        let error = write(&folder.path().join("none/export.csv"), b"x").unwrap_err();
        assert_eq!(failure(&error).code, Code::DirectoryFailed);
    }
}
