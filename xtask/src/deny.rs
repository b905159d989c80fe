//! `cargo xtask deny`: licences, bans and sources judged by cargo-deny, an outside judge of the same
//! `deny.toml` that `tidy` reads. Building it takes minutes, so it is no step of the test command.
//!
//! Not here: advisories, which need a database from the network at run time.

use std::process::Command;

use crate::command;
use crate::failure::Failure;
use crate::workshop::{Workshop, read};

/// Pinned: a newer one may judge otherwise.
const VERSION: &str = "0.20.2";

pub fn run(workshop: &Workshop) -> Result<(), Failure> {
    let tools = workshop.target.join("tools");
    let program = tools.join("bin").join("cargo-deny");
    let stamp = tools.join("cargo-deny.version");
    if !program.is_file() || read(&stamp).as_deref() != Some(VERSION) {
        command::run(
            workshop
                .cargo(&[
                    "install",
                    "--locked",
                    "cargo-deny",
                    "--version",
                    VERSION,
                    "--root",
                ])
                .arg(&tools),
        )?;
        std::fs::write(&stamp, VERSION)
            .map_err(|error| Failure::new(format!("{}: {error}", stamp.display())))?;
    }
    let mut judge = Command::new(&program);
    judge
        .current_dir(&workshop.root)
        .args(["check", "licenses", "bans", "sources"]);
    command::run(&mut judge)
}
