//! The project's own commands, run as `cargo xtask COMMAND`: the test command of the README, the
//! machine-checked laws of the house, and the licence check of the dependency tree.
//!
//! Deliberately not here: anything that the shipped binary needs. `xtask` depends on no crate of the house.
#![allow(clippy::disallowed_methods)] // a developer's tool: it reads the clock and the environment

mod command;
mod deny;
mod failure;
mod generate;
mod setup;
mod step;
mod suite;
mod tidy;
mod workshop;

use std::process::ExitCode;

use failure::Failure;
use workshop::Workshop;

const USAGE: &str = "\
cargo xtask test [--quick] [--only STEP]...   set up the machine, then run every check and test
cargo xtask test --list                       name the steps
cargo xtask setup                             only the set-up: Debian packages, outside judges, browser driver
cargo xtask tidy                              the laws that a machine can check
cargo xtask generate                          writes openapi.json anew from the code
cargo xtask deny                              licences, bans and sources by cargo-deny (installs it first)

  --quick   leaves out the black-box tests (no browser needed)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<(), Failure> {
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", arguments),
    };
    match command {
        "test" => suite::run(&Workshop::open()?, &suite::Options::parse(rest)?),
        "setup" => setup::run(&Workshop::open()?),
        "tidy" => tidy::run(&Workshop::open()?),
        "generate" => generate::run(&Workshop::open()?),
        "deny" => deny::run(&Workshop::open()?),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(Failure::new(format!("unknown command `{other}`\n{USAGE}"))),
    }
}
