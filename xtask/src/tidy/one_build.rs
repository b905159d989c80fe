//! The README's two commands build each foreign crate once: `cargo build` and `cargo test --workspace` must
//! ask for the same features of it. A dev-dependency that turns on one more feature of a crate deep below
//! others doubles the first build, silently.
//!
//! Not here: a way around it; name the crate with that feature among `server`'s dependencies.
//! `--unit-graph` is a nightly option; the toolchain is pinned, so asking for it this way is safe.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::Finding;
use crate::command;
use crate::failure::Failure;
use crate::workshop::Workshop;

#[derive(Deserialize)]
struct Graph {
    units: Vec<Unit>,
}

/// One compilation, as far as it tells two builds of a crate apart.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Unit {
    pkg_id: String,
    features: BTreeSet<String>,
    mode: String,
    platform: Option<String>,
    target: Target,
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Target {
    name: String,
    kind: BTreeSet<String>,
}

/// What the README's two commands would compile.
pub struct Builds {
    program: Graph,
    tests: Graph,
}

impl Builds {
    pub fn ask(workshop: &Workshop) -> Result<Self, Failure> {
        Ok(Self {
            program: graph(workshop, &["build", "--release", "--locked"])?,
            tests: graph(workshop, &["test", "--release", "--locked", "--workspace"])?,
        })
    }

    /// The names of all foreign crates in either.
    pub fn foreign_crates(&self) -> Vec<&str> {
        let units = self.program.units.iter().chain(&self.tests.units);
        units
            .filter(|unit| unit.pkg_id.starts_with("registry+"))
            .filter_map(|unit| short_name(&unit.pkg_id).split('@').next())
            .collect()
    }
}

pub fn check(builds: &Builds) -> Vec<Finding> {
    compare(&builds.program, &builds.tests)
}

fn graph(workshop: &Workshop, arguments: &[&str]) -> Result<Graph, Failure> {
    let mut cargo = workshop.cargo(arguments);
    cargo
        .args(["--unit-graph", "-Z", "unstable-options"])
        .env("RUSTC_BOOTSTRAP", "1");
    let text = command::output(&mut cargo)?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("cargo's unit graph cannot be read: {error}")))
}

fn compare(build: &Graph, tests: &Graph) -> Vec<Finding> {
    let tested: BTreeSet<&Unit> = tests.units.iter().collect();
    build
        .units
        .iter()
        .filter(|unit| is_a_library_of_others(unit) && !tested.contains(unit))
        .map(|unit| {
            let message = format!("`cargo test` builds it again: {}", difference(unit, tests));
            Finding::new("one-build", short_name(&unit.pkg_id), message)
        })
        .collect()
}

/// Our own binary is not built by `cargo test` where no integration test asks for it.
fn is_a_library_of_others(unit: &Unit) -> bool {
    unit.pkg_id.starts_with("registry+") && unit.mode != "test"
}

fn difference(unit: &Unit, tests: &Graph) -> String {
    let twins = tests.units.iter().filter(|other| {
        other.pkg_id == unit.pkg_id
            && other.target == unit.target
            && other.platform == unit.platform
    });
    let features: BTreeSet<&str> = twins
        .flat_map(|other| other.features.symmetric_difference(&unit.features))
        .map(String::as_str)
        .collect();
    format!("features {:?} differ", features)
}

/// `registry+https://…#name@1.0.0` → `name@1.0.0`.
fn short_name(id: &str) -> &str {
    id.rsplit('#').next().unwrap_or(id)
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

    fn one(features: &str) -> Graph {
        let text = format!(
            r#"{{"units": [{{"pkg_id": "registry+r#bitflags@2.0.0", "features": [{features}], "mode": "build",
            "platform": null, "target": {{"name": "bitflags", "kind": ["lib"]}}}}]}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_same_features_are_one_build() {
        assert!(compare(&one("\"std\""), &one("\"std\"")).is_empty());
    }

    #[test]
    fn the_foreign_crates_are_named_without_their_versions() {
        let builds = Builds {
            program: one(""),
            tests: one(""),
        };
        assert_eq!(builds.foreign_crates(), ["bitflags", "bitflags"]);
    }

    #[test]
    fn a_feature_that_only_the_tests_ask_for_is_found() {
        let findings = compare(&one(""), &one("\"std\""));
        assert_eq!(findings[0].place, "bitflags@2.0.0");
        assert!(findings[0].message.contains("std"));
    }
}
