//! Words that never stand in the tree: package registries' hosts, and folders of somebody's machine. Cargo's and npm's
//! lock files are theirs, and not looked at.

use std::path::Path;

use anyhow::{Result, bail};

use crate::source_tree;
use crate::steps::Outcome;

/// Fails with the place of each forbidden word.
pub fn check(root: &Path) -> Result<Outcome> {
    let words = Words::new();
    let files = source_tree::files(root)?;
    let mut places = 0_usize;
    for path in &files {
        let Some(text) = source_tree::text(root, path)? else { continue };
        for (number, word) in words.find(&text) {
            println!("{}:{number}: `{word}`", path.display());
            places += 1;
        }
    }
    if places > 0 {
        bail!("{places} places name a package registry's host or a folder of one machine");
    }
    Ok(Outcome::Passed(format!("{} files", files.len())))
}

struct Words {
    hosts: Vec<String>,
    folders: Vec<String>,
}

impl Words {
    /// Put together from pieces, so that this file passes its own check.
    fn new() -> Self {
        let host = |pieces: &[&str]| pieces.join(".");
        let folder = |name: &str| format!("/{name}/");
        Self {
            hosts: vec![
                host(&["crates", "io"]),
                host(&["npmjs", "org"]),
                host(&["npmjs", "com"]),
                host(&["pypi", "org"]),
                host(&["pythonhosted", "org"]),
                host(&["deb", "debian", "org"]),
                host(&["archive", "ubuntu", "com"]),
            ],
            folders: vec![
                folder("root"),
                folder("work"),
                folder("home"),
                folder("Users"),
                "C:\\Users".to_owned(),
            ],
        }
    }

    /// The line and the word of each find.
    fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
        text.lines().zip(1..).flat_map(move |(line, number)| {
            let hosts = self.hosts.iter().filter(move |host| line.contains(host.as_str()));
            let folders = self.folders.iter().filter(move |folder| starts_a_path(line, folder));
            hosts.chain(folders).map(move |word| (number, word.as_str()))
        })
    }
}

/// Whether `folder` stands in `line` as the beginning of a path, and not inside of one or of a web address.
fn starts_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|letter| !(letter.is_alphanumeric() || "._-/~$}\\>".contains(letter)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        Words::new().find(text).count()
    }

    #[test]
    fn a_registry_is_found_wherever_it_stands() {
        assert_eq!(found(&["see index.", "crates", ".", "io"].concat()), 1);
        assert_eq!(found(&["fine\nregistry=https://registry.", "npmjs", ".org/"].concat()), 1);
        assert_eq!(found("crates, and their io"), 0);
    }

    #[test]
    fn a_machines_folder_is_found_only_where_a_path_begins() {
        for begin in ["", "\"", "at ", "=", "("] {
            assert_eq!(found(&[begin, "/ro", "ot/x"].concat()), 1, "after {begin:?}");
        }
        assert_eq!(found(&["open C:", "\\Users\\me"].concat()), 1);
        assert_eq!(found("src/work/queue.rs and ./home/x and https://example.com/root/x"), 0);
    }
}
