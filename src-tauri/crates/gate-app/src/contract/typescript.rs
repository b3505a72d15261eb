//! TypeScript for the contract: a file for each type, and `commands.ts` with the list.

use std::{fs, io, path::Path};

use ts_rs::{Config, ExportError, TS, TypeVisitor};

use super::list::for_each_command;
#[allow(clippy::wildcard_imports, reason = "the list names most of them")]
use super::types::*;
use super::{Access, Command, Event, Failure, Tag};

/// Writes every file below `dir`, which should be empty.
///
/// # Errors
/// The directory cannot be written.
pub fn bindings(dir: &Path) -> io::Result<()> {
    // Every integer here is far below 2^53.
    let config = Config::new().with_large_int("number").with_out_dir(dir);
    let mut exporter = Exporter { config: &config, result: Ok(()) };
    exporter.visit::<Access>();
    exporter.visit::<Event>();
    exporter.visit::<Failure>();
    exporter.visit::<Tag>();
    let mut commands = CommandsFile::default();
    macro_rules! export_them {
        ($($name:ident($request:ty) -> $response:ty, $access:ident, provides [$($p:ident),*], invalidates [$($i:ident),*], $use_case:path;)*) => {
            $(
                exporter.visit::<$request>();
                exporter.visit::<$response>();
                commands.add(
                    Command::$name,
                    &written::<$request>(&config),
                    &written::<$response>(&config),
                    &[named::<$request>(&config), named::<$response>(&config)].concat(),
                );
            )*
        };
    }
    for_each_command!(export_them);
    exporter.result.map_err(io::Error::other)?;
    fs::write(dir.join("commands.ts"), commands.text())
}

/// How a type is written where it is used.
fn written<T: TS + 'static>(config: &Config) -> String {
    T::name(config)
}

/// The types with files of their own that `written` names.
fn named<T: TS + 'static + ?Sized>(config: &Config) -> Vec<String> {
    struct Names<'a>(&'a Config, Vec<String>);
    impl TypeVisitor for Names<'_> {
        fn visit<T: TS + 'static + ?Sized>(&mut self) {
            if T::output_path().is_some() {
                self.1.push(T::ident(self.0));
            } else {
                T::visit_generics(self);
            }
        }
    }
    let mut names = Names(config, Vec::new());
    names.visit::<T>();
    names.1
}

struct Exporter<'a> {
    config: &'a Config,
    result: Result<(), ExportError>,
}

impl TypeVisitor for Exporter<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let exported = T::export_all(self.config);
            if self.result.is_ok() {
                self.result = exported;
            }
        } else {
            T::visit_generics(self);
        }
    }
}

#[derive(Default)]
struct CommandsFile {
    imports: std::collections::BTreeSet<String>,
    interface: String,
    tags: String,
}

impl CommandsFile {
    fn add(&mut self, command: Command, request: &str, response: &str, named: &[String]) {
        let name = command.name();
        self.imports.extend(named.iter().cloned());
        self.interface.push_str(&format!("  {name}: {{ request: {request}; response: {response} }};\n"));
        self.tags.push_str(&format!(
            "  {name}: {{ access: {}, provides: {}, invalidates: {} }},\n",
            json(&command.access()),
            json(command.provides()),
            json(command.invalidates()),
        ));
    }

    fn text(&self) -> String {
        let mut text = String::from(
            "// Generated from gate-app's list of commands. Do not edit: cargo xtask bindings\n\n",
        );
        let mut imports = self.imports.clone();
        imports.extend(["Access", "Tag"].map(str::to_owned));
        for name in &imports {
            text.push_str(&format!("import type {{ {name} }} from \"./{name}\";\n"));
        }
        text.push_str(&format!(
            "\nexport interface Commands {{\n{}}}\n\nexport type CommandName = keyof Commands;\n\nexport const commandTags: Record<\n  CommandName,\n  {{ access: Access; provides: readonly Tag[]; invalidates: readonly Tag[] }}\n> = {{\n{}}};\n",
            self.interface, self.tags
        ));
        text
    }
}

fn json<T: serde::Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default().replace(',', ", ")
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, path::PathBuf};

    use super::*;

    fn files(dir: &Path) -> BTreeMap<String, String> {
        let read = |entry: io::Result<fs::DirEntry>| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap())
        };
        fs::read_dir(dir).map(|entries| entries.map(read).collect()).unwrap_or_default()
    }

    /// With `GATEHOUSE_WRITE_BINDINGS` set it writes them instead: `cargo xtask bindings`.
    #[test]
    fn the_committed_typescript_is_what_the_list_says() {
        let committed = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/bindings");
        let fresh = tempfile::tempdir().unwrap();
        bindings(fresh.path()).unwrap();
        if std::env::var_os("GATEHOUSE_WRITE_BINDINGS").is_some() {
            let _ = fs::remove_dir_all(&committed);
            fs::create_dir_all(&committed).unwrap();
            for (name, text) in files(fresh.path()) {
                fs::write(committed.join(name), text).unwrap();
            }
        }
        assert_eq!(
            files(&committed),
            files(fresh.path()),
            "run cargo xtask bindings and commit what it writes"
        );
    }
}
