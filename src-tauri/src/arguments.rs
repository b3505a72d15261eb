//! The command line.

use std::path::{Path, PathBuf};

use clap::Parser;
use gate_demo::Place;

/// The booth of a car park, in a window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Parser)]
#[command(name = "gatehouse", version, about)]
pub struct Arguments {
    /// The directory with configuration and data; GATEHOUSE_DATA_DIR or the system's place when absent.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Show a simulated car park; nothing of it is kept, unless `--data-dir` names an empty directory for it.
    #[arg(long)]
    pub demo: bool,
}

impl Arguments {
    /// Where a demo keeps its data.
    pub fn demo_place(&self) -> Place {
        self.data_dir.clone().map_or(Place::Temporary, Place::At)
    }

    /// What the operating system starts this program with when it starts it by itself.
    pub fn for_autostart(&self) -> Vec<String> {
        let directory = self.data_dir.as_deref().map(absolute);
        directory.map_or_else(Vec::new, |path| vec!["--data-dir".to_owned(), path.display().to_string()])
    }

    /// Tells running programs apart: there is one for each data directory. Bus names are made of it, so it is letters and
    /// digits that begin with a letter; `None` for the system's place.
    pub fn instance(&self) -> Option<String> {
        let of_directory = self.data_dir.as_deref().map(|path| {
            let path = absolute(path);
            // FNV-1a: the same in every version of the program, which a hasher of the standard library is not.
            let hash =
                path.as_os_str().as_encoded_bytes().iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                    (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
                });
            format!("d{hash:016x}")
        });
        match (self.demo, of_directory) {
            (true, None) => Some("demo".to_owned()),
            (_, of_directory) => of_directory,
        }
    }
}

/// With what links lead to where it exists, so that two ways of writing one directory are one.
fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(words: &[&str]) -> Arguments {
        Arguments::parse_from(std::iter::once("gatehouse").chain(words.iter().copied()))
    }

    #[test]
    fn one_program_runs_for_each_data_directory_and_one_demo() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().to_str().unwrap();
        let detour = format!("{path}/../{}", directory.path().file_name().unwrap().to_str().unwrap());
        assert_eq!(arguments(&[]).instance(), None);
        assert_eq!(arguments(&["--demo"]).instance().as_deref(), Some("demo"));
        let here = arguments(&["--data-dir", path]).instance();
        assert_eq!(here, arguments(&["--data-dir", &detour]).instance());
        assert_ne!(here, arguments(&["--data-dir", "elsewhere"]).instance());
        let name = here.unwrap();
        assert!(name.starts_with('d') && name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}");
    }

    #[test]
    fn the_system_starts_it_on_the_same_directory_wherever_it_stands() {
        assert!(arguments(&[]).for_autostart().is_empty());
        let words = arguments(&["--data-dir", "booth"]).for_autostart();
        assert_eq!(words[0], "--data-dir");
        assert!(Path::new(&words[1]).is_absolute() && words[1].ends_with("booth"), "{words:?}");
    }

    #[test]
    fn a_demo_leaves_nothing_behind_unless_a_directory_is_named() {
        assert_eq!(arguments(&["--demo"]).demo_place(), Place::Temporary);
        assert_eq!(arguments(&["--demo", "--data-dir", "x"]).demo_place(), Place::At("x".into()));
    }
}
