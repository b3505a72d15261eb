//! Tells Tauri which commands there are, and stops with one line where the web UI is not built yet.

use std::path::Path;

/// Everything the window may call: `src/commands.rs`, `src/files.rs` and `src/demo.rs`. Each one needs its permission in `capabilities/main.json`.
const COMMANDS: &[&str] = &["rpc", "set_tray", "notify", "save_file", "open_demo", "quit"];

/// What `../ui` builds, and what the program brings with it.
const UI: &str = "../ui/dist";

fn main() {
    println!("cargo::rerun-if-changed={UI}");
    if !Path::new(UI).join("index.html").is_file() {
        println!(
            "cargo::error=ui/dist is not built: run `cargo xtask run` once, or `npm install --no-save && npm run build` in ui/"
        );
        std::process::exit(1);
    }
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={}", format!("{error:#}").replace('\n', " "));
        std::process::exit(1);
    }
}
