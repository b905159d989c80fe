//! `cargo xtask tidy`: the laws of the house that a machine can check, each rule a function from text to
//! findings, each proved able to fail by its unit tests.
//!
//! Not here: style (rustfmt) and what the compiler's own lints see (clippy, `clippy.toml`).

mod allowance;
mod bans;
mod configuration;
mod crates;
mod cycles;
mod effects;
mod graph;
mod house;
mod licence;
mod lockfile;
mod names;
mod one_build;
mod places;
mod published;
mod scan;
mod sizes;
mod twins;

use crate::failure::Failure;
use crate::workshop::Workshop;
use house::House;
use one_build::Builds;

/// One breach of a law.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: &'static str,
    /// The file or crate, as `tidy.toml` would name it.
    pub place: String,
    pub message: String,
}

impl Finding {
    pub fn new(rule: &'static str, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            rule,
            place: place.into(),
            message: message.into(),
        }
    }
}

/// Checks every law and prints every breach; one breach fails the command.
pub fn run(workshop: &Workshop) -> Result<(), Failure> {
    let house = House::read(workshop)?;
    let mut findings = every_rule(&house)?;
    let builds = Builds::ask(workshop)?;
    findings.extend(one_build::check(&builds));
    findings.extend(bans::check(&house, &builds.foreign_crates())?);
    let allowances = allowance::parse(&house.text_of("xtask/tidy.toml")?)?;
    let mut breaches = allowance::apply(findings, &allowances);
    breaches.sort_by(|one, other| (one.rule, &one.place).cmp(&(other.rule, &other.place)));
    for breach in &breaches {
        println!("{:<12} {}: {}", breach.rule, breach.place, breach.message);
    }
    sizes::print_habits(&house);
    if breaches.is_empty() {
        println!("tidy: {} Rust files, no breach", house.rust_files().count());
        return Ok(());
    }
    Err(Failure::new(format!("tidy: {} breaches", breaches.len())))
}

fn every_rule(house: &House) -> Result<Vec<Finding>, Failure> {
    let mut findings = graph::check(&house.metadata);
    findings.extend(crates::check(house));
    findings.extend(licence::check(house)?);
    findings.extend(lockfile::check(house));
    findings.extend(configuration::check(house));
    findings.extend(twins::check(house));
    findings.extend(cycles::check(house));
    findings.extend(published::check(house)?);
    for file in house.rust_files() {
        findings.extend(sizes::check(file));
        findings.extend(names::check(file));
        findings.extend(effects::check(file));
    }
    for file in &house.files {
        findings.extend(places::check(file));
    }
    Ok(findings)
}
