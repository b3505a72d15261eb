//! Embeds the built pages (`ui/dist`), if there are any, and the desktop program's Content-Security-Policy.

use std::{
    env,
    error::Error,
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo names the manifest's folder")?);
    let src_tauri = here.join("../..");
    let pages = src_tauri.join("../ui/dist");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", pages.display());

    let mut files = Vec::new();
    if pages.is_dir() {
        collect(&pages, &mut files)?;
    }
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&pages)?.to_str().ok_or("a page's name is not Unicode")?;
        let path = format!("/{}", name.replace('\\', "/"));
        writeln!(table, "    ({path:?}, include_bytes!({:?})),", file.canonicalize()?)?;
    }
    table += "]\n";
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names the output's folder")?);
    fs::write(out.join("pages.rs"), table)?;

    let shell = src_tauri.join("tauri.conf.json");
    println!("cargo::rerun-if-changed={}", shell.display());
    let shell: Value = serde_json::from_str(&fs::read_to_string(shell)?)?;
    println!("cargo::rustc-env=GATEHOUSE_CSP={}", policy(&shell["app"]["security"]["csp"])?);
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// The policy as one text; Tauri's configuration may also write it as an object of texts or lists.
fn policy(csp: &Value) -> Result<String, &'static str> {
    match csp {
        Value::String(text) => Ok(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Value::Object(directives) => {
            let lines = directives.iter().map(|(name, sources)| match sources {
                Value::String(sources) => Ok(format!("{name} {sources}")),
                Value::Array(sources) => {
                    let sources: Vec<_> = sources.iter().filter_map(Value::as_str).collect();
                    Ok(format!("{name} {}", sources.join(" ")))
                }
                _ => Err("tauri.conf.json: a directive of app.security.csp is neither text nor list"),
            });
            Ok(lines.collect::<Result<Vec<_>, _>>()?.join("; "))
        }
        _ => Err("tauri.conf.json has no app.security.csp"),
    }
}
