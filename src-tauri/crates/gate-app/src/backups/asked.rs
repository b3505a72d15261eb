//! A restore that somebody asked for: it is done when the program starts next, before anything opens the database.

use std::{
    io,
    path::{Path, PathBuf},
};

use gate_store::AuditEntry;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Workspace, backup,
    contract::{Code, Failure, types::RestoreDone},
    now,
    settings_file::keep,
};

const REQUEST: &str = "restore.request";
/// No request is longer; a longer one is none.
const LONGEST: u64 = 64 * 1024;

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The backup.
    pub(crate) file: String,
    /// Who asked.
    pub(crate) by: String,
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.path().join(REQUEST)
}

/// Writes down that this backup is to be put back. Blocks.
///
/// # Errors
/// It cannot be written.
pub(crate) fn ask(workspace: &Workspace, asked: &Asked) -> Result<(), Failure> {
    let text = serde_json::to_vec(asked)
        .map_err(|error| Failure::new(Code::Internal).with("detail", error.to_string()))?;
    keep::write(workspace.path(), REQUEST, &text)
        .map_err(|error| Failure::new(Code::DirectoryFailed).with("detail", error.to_string()))
}

/// What is to be put back at the next start.
pub(crate) fn asked(workspace: &Workspace) -> Option<Asked> {
    let path = path(workspace);
    let about = path.metadata().ok()?;
    if about.len() > LONGEST {
        return None;
    }
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// Nothing is to be put back.
///
/// # Errors
/// It cannot be deleted.
pub(crate) fn withdraw(workspace: &Workspace) -> Result<(), Failure> {
    match std::fs::remove_file(path(workspace)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Failure::new(Code::DirectoryFailed).with("detail", error.to_string()))
        }
        _ => Ok(()),
    }
}

/// What was carried out, to be written into the audit log of the database that is there now.
pub(crate) struct CarriedOut {
    pub(crate) done: RestoreDone,
    pub(crate) entry: AuditEntry,
}

/// Puts back what was asked for, once: what failed is told, and has to be asked for again.
pub(crate) async fn carry_out(workspace: &Workspace) -> Option<CarriedOut> {
    let asked = asked(workspace)?;
    let (work, file) = (workspace.clone(), asked.file.clone());
    let put_back =
        tokio::task::spawn_blocking(move || backup::put_back(&work, Path::new(&file), |_| {})).await;
    let (why, kept, made) = match put_back {
        Ok(Ok(view)) => (None, view.kept.unwrap_or_default(), Some(view.created_at)),
        Ok(Err(error)) => {
            tracing::error!(%error, "a backup was not put back");
            (Some(error.into()), String::new(), None)
        }
        Err(_) => (Some(Failure::new(Code::Internal).with("detail", "restore")), String::new(), None),
    };
    if let Err(failure) = withdraw(workspace) {
        tracing::error!(%failure, "what was asked for cannot be withdrawn");
    }
    let action = if why.is_none() { "backup_restore" } else { "backup_restore_failed" };
    let entry = AuditEntry::new(now(), &asked.by, action, &asked.file)
        .with_after(json!({ "made": made, "kept": kept, "problem": why }));
    Some(CarriedOut { done: RestoreDone { file: asked.file, why, kept }, entry })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_asked_for_is_done_once_and_a_failure_leaves_everything() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(Some(dir.path().join("data"))).unwrap();
        assert!(carry_out(&workspace).await.is_none(), "nothing was asked for");
        let store = workspace.store().await.unwrap();
        let file = dir.path().join("a.backup");
        let made = now();
        backup::write(&store, &file, Default::default(), made, |_| {}).await.unwrap();
        store.set_setting("x", json!(1), "王工", now()).await.unwrap();
        store.close().await;

        let request = |file: &Path| Asked { file: file.display().to_string(), by: "王工".into() };
        ask(&workspace, &request(&dir.path().join("none.backup"))).unwrap();
        let failed = carry_out(&workspace).await.unwrap();
        assert!(failed.done.why.is_some() && asked(&workspace).is_none(), "{:?}", failed.done);
        let store = workspace.store().await.unwrap();
        assert_eq!(store.setting("x").await.unwrap(), Some(json!(1)), "all is as it was");
        store.close().await;

        ask(&workspace, &request(&file)).unwrap();
        assert_eq!(asked(&workspace), Some(request(&file)));
        let done = carry_out(&workspace).await.unwrap().done;
        assert_eq!(done.why, None);
        assert!(Path::new(&done.kept).exists(), "what was there is kept: {done:?}");
        let store = workspace.store().await.unwrap();
        assert_eq!(store.setting("x").await.unwrap(), None);
        store.close().await;
        assert!(carry_out(&workspace).await.is_none(), "once");
    }

    #[test]
    fn what_is_withdrawn_is_not_done() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(Some(dir.path().join("data"))).unwrap();
        withdraw(&workspace).unwrap();
        ask(&workspace, &Asked { file: "/x".into(), by: "a".into() }).unwrap();
        withdraw(&workspace).unwrap();
        assert_eq!(asked(&workspace), None);
        std::fs::write(path(&workspace), "torn").unwrap();
        assert_eq!(asked(&workspace), None, "what cannot be read is not guessed");
    }
}
