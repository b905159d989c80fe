//! `cargo xtask generate`: writes what is made from the code and checked in, which is `openapi.json`.
//! A test compares it on every run; the same test writes it when it is told to.
//!
//! Not here: how it is made; see `web/src/docs/openapi.rs`.

use crate::command;
use crate::failure::Failure;
use crate::workshop::Workshop;

const WRITER: &str = "reference::the_checked_in_description_is_the_one_that_the_code_makes";

/// Writes `openapi.json`. The server is named only so that dependencies are built as for the program.
pub fn run(workshop: &Workshop) -> Result<(), Failure> {
    let arguments = [
        "test",
        "--release",
        "--quiet",
        "-p",
        "mithaq-server",
        "-p",
        "mithaq-web",
    ];
    let mut cargo = workshop.cargo(&arguments);
    cargo.args(["--test", "it", "--", "--exact", WRITER]);
    cargo.env("MITHAQ_GENERATE", "1");
    command::run(&mut cargo)
}
