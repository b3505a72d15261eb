//! `cargo xtask bindings`: writes the TypeScript that gate-app's list of commands says.

use anyhow::Result;

use crate::arguments::Arguments;
use crate::programs;
use crate::workspace::Workspace;

/// Writes `ui/src/bindings` anew.
pub fn bindings(mut arguments: Arguments) -> Result<()> {
    arguments.names()?;
    let workspace = Workspace::here()?;
    let test = ["test", "--quiet", "--package", "gate-app", "--lib", "contract::typescript"];
    programs::run(programs::cargo(&workspace.root).args(test).env("GATEHOUSE_WRITE_BINDINGS", "1"))
}
