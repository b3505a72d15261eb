//! The files people write: everything in the tree but what tools make.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Folders of made things, wherever they stand.
const MADE: [&str; 4] = [".git", "target", "node_modules", "dist"];

/// Every written file below `root`, sorted, by its path from there.
pub fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(root.join(&folder)).with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list {}", folder.display()))?;
            let name = entry.file_name();
            let path = folder.join(&name);
            let kind = entry.file_type().with_context(|| format!("cannot look at {}", path.display()))?;
            if kind.is_dir() {
                if !MADE.iter().any(|made| name == *made) {
                    folders.push(path);
                }
            } else if kind.is_file() && name != "Cargo.lock" && name != "package-lock.json" {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The file's text; `None` for pictures and other binary files.
pub fn text(root: &Path, path: &Path) -> Result<Option<String>> {
    let bytes = fs::read(root.join(path)).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(String::from_utf8(bytes).ok().filter(|text| !text.contains('\0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_files_are_found_and_made_ones_are_not() {
        let root = crate::workspace::Workspace::here().unwrap().root;
        let files = files(&root).unwrap();
        let has = |name: &str| files.iter().any(|path| path.ends_with(name));
        assert!(has("xtask/src/source_tree.rs"));
        assert!(has(".ci/run"));
        assert!(!has("Cargo.lock"));
        assert!(!files.iter().any(|path| path.starts_with(".git")));
        assert!(files.is_sorted());
    }
}
