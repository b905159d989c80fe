//! `cargo xtask test`: the steps of the README's test command, in order.
//!
//! One profile (release) for the binary and every test, so that every crate is compiled once. Not here: the laws
//! themselves (`tidy`), and what must be on the machine (`setup`).

use std::process::Command;

use crate::command;
use crate::failure::Failure;
use crate::step::{self, Step};
use crate::workshop::Workshop;
use crate::{setup, tidy};

const STEPS: &[Step] = &[
    Step {
        name: "setup",
        purpose: "Debian packages, outside judges, browser driver",
        needs: &[],
        run: setup::run,
    },
    Step {
        name: "format",
        purpose: "cargo fmt",
        needs: &[],
        run: format,
    },
    Step {
        name: "tidy",
        purpose: "the laws that a machine can check",
        needs: &[],
        run: tidy::run,
    },
    Step {
        name: "build",
        purpose: "the binary and every test, one profile",
        needs: &[],
        run: build,
    },
    Step {
        name: "tests",
        purpose: "unit, store, service and HTTP tests",
        needs: &["build", "setup"],
        run: tests,
    },
    Step {
        name: "lints",
        purpose: "clippy on library and binary code, warnings are errors",
        needs: &[],
        run: lints,
    },
    Step {
        name: "blackbox",
        purpose: "the real binary, a real browser, outside judges",
        needs: &["build", "setup"],
        run: blackbox,
    },
];

/// What the caller asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    quick: bool,
    list: bool,
    only: Vec<String>,
}

impl Options {
    pub fn parse(arguments: &[String]) -> Result<Self, Failure> {
        let mut options = Self::default();
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--quick" => options.quick = true,
                "--list" => options.list = true,
                "--only" => options.only.push(known_step(words.next())?),
                other => return Err(Failure::new(format!("unknown option `{other}`"))),
            }
        }
        Ok(options)
    }

    fn chooses(&self, step: &Step) -> bool {
        if !self.only.is_empty() {
            return self.only.iter().any(|name| name == step.name);
        }
        !(self.quick && step.name == "blackbox")
    }
}

fn known_step(name: Option<&String>) -> Result<String, Failure> {
    match name {
        Some(name) if STEPS.iter().any(|step| step.name == name) => Ok(name.clone()),
        Some(name) => Err(Failure::new(format!(
            "there is no step `{name}`; see --list"
        ))),
        None => Err(Failure::new("--only wants the name of a step; see --list")),
    }
}

/// Runs the chosen steps and prints every step's minutes.
pub fn run(workshop: &Workshop, options: &Options) -> Result<(), Failure> {
    let chosen: Vec<&Step> = STEPS.iter().filter(|step| options.chooses(step)).collect();
    if options.list {
        for step in chosen {
            println!("{:<10} {}", step.name, step.purpose);
        }
        return Ok(());
    }
    step::close(&step::run_all(workshop, &chosen))
}

fn format(workshop: &Workshop) -> Result<(), Failure> {
    command::run(&mut workshop.cargo(&["fmt", "--all", "--check"]))
}

/// The tests' own graph first, then the binary alone: both have the same features (`tidy`, rule
/// `one-build`), so the second only links.
fn build(workshop: &Workshop) -> Result<(), Failure> {
    let tests = ["test", "--release", "--workspace", "--locked", "--no-run"];
    command::run(&mut workshop.cargo(&tests))?;
    command::run(&mut workshop.cargo(&["build", "--release", "--locked"]))
}

fn tests(workshop: &Workshop) -> Result<(), Failure> {
    let arguments = [
        "test",
        "--release",
        "--workspace",
        "--locked",
        "--no-fail-fast",
    ];
    let mut cargo = workshop.cargo(&arguments);
    workshop.tell(&mut cargo);
    command::run(&mut cargo)
}

/// `--release`: one profile for everything. Clippy checks the dependencies' metadata once more (no machine
/// code), which costs a few minutes of a cold run and nothing after.
fn lints(workshop: &Workshop) -> Result<(), Failure> {
    let arguments = [
        "clippy",
        "--release",
        "--workspace",
        "--locked",
        "--lib",
        "--bins",
        "--",
        "-D",
        "warnings",
    ];
    command::run(&mut workshop.cargo(&arguments))
}

/// One `node --test` per file, one after the other: they share two cores with a browser and a server, and a
/// load test beside a screenshot test proves nothing about either.
fn blackbox(workshop: &Workshop) -> Result<(), Failure> {
    let folder = workshop.blackbox();
    let mut failed = Vec::new();
    for file in blackbox_files(workshop)? {
        let mut node = Command::new("node");
        node.current_dir(&folder)
            .args(["--test", "--test-reporter=spec"])
            .arg(&file);
        workshop.tell(&mut node);
        if command::run(&mut node).is_err() {
            failed.push(file);
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "black-box tests failed: {}",
        failed.join(", ")
    )))
}

fn blackbox_files(workshop: &Workshop) -> Result<Vec<String>, Failure> {
    let unreadable = |error| Failure::new(format!("tests/blackbox cannot be read: {error}"));
    let mut files: Vec<String> = std::fs::read_dir(workshop.blackbox())
        .map_err(unreadable)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".test.mjs"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(Failure::new(
            "tests/blackbox holds no *.test.mjs: nothing would be tested",
        ));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;

    fn parse(words: &[&str]) -> Result<Options, Failure> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        Options::parse(&words)
    }

    fn chosen(options: &Options) -> Vec<&str> {
        STEPS
            .iter()
            .filter(|step| options.chooses(step))
            .map(|step| step.name)
            .collect()
    }

    #[test]
    fn quick_leaves_out_only_the_black_box() {
        assert_eq!(chosen(&parse(&[]).unwrap()).len(), STEPS.len());
        let quick = chosen(&parse(&["--quick"]).unwrap()).len();
        assert_eq!(quick, STEPS.len() - 1);
    }

    #[test]
    fn only_runs_the_named_steps_in_their_order() {
        let options = parse(&["--only", "lints", "--only", "format"]).unwrap();
        assert_eq!(chosen(&options), ["format", "lints"]);
    }

    #[test]
    fn an_unknown_step_is_refused() {
        assert!(parse(&["--only", "lint"]).is_err());
        assert!(parse(&["--only"]).is_err());
        assert!(parse(&["--fast"]).is_err());
    }

    #[test]
    fn every_need_names_an_earlier_step() {
        for (at, step) in STEPS.iter().enumerate() {
            for need in step.needs {
                assert!(STEPS[..at].iter().any(|earlier| earlier.name == *need));
            }
        }
    }
}
