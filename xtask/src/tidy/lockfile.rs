//! `Cargo.lock` is committed, and every foreign crate in it comes from crates.io with a checksum: no git, no
//! path outside the tree, no other registry. The browser driver's lock file is held to the same.
//!
//! Not here: licences; see `licence`.

use serde::Deserialize;

use super::Finding;
use super::house::House;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    source: Option<String>,
    checksum: Option<String>,
}

pub fn check(house: &House) -> Vec<Finding> {
    let Ok(text) = house.text_of("Cargo.lock") else {
        return vec![Finding::new("lockfile", "Cargo.lock", "is not committed")];
    };
    let members: Vec<&str> = house
        .metadata
        .members()
        .map(|member| member.name.as_str())
        .collect();
    let mut findings = check_cargo(&text, &members);
    match house.text_of("tests/blackbox/package-lock.json") {
        Ok(text) => findings.extend(check_npm(&text)),
        Err(_) => findings.push(Finding::new(
            "lockfile",
            "package-lock.json",
            "is not committed",
        )),
    }
    findings
}

fn check_cargo(text: &str, members: &[&str]) -> Vec<Finding> {
    let complain = |message: String| Finding::new("lockfile", "Cargo.lock", message);
    let Ok(lock) = toml::from_str::<Lock>(text) else {
        return vec![complain("cannot be read".to_owned())];
    };
    let mut findings = Vec::new();
    for package in lock.package {
        let name = package.name;
        match package.source.as_deref() {
            Some(REGISTRY) if package.checksum.is_some() => {}
            Some(REGISTRY) => findings.push(complain(format!("{name} has no checksum"))),
            Some(source) => findings.push(complain(format!("{name} comes from {source}"))),
            None if members.contains(&name.as_str()) => {}
            None => findings.push(complain(format!("{name} is a path outside the workspace"))),
        }
    }
    findings
}

fn check_npm(text: &str) -> Vec<Finding> {
    let complain = |message: String| Finding::new("lockfile", "package-lock.json", message);
    let lock: serde_json::Value = match serde_json::from_str(text) {
        Ok(lock) => lock,
        Err(_) => return vec![complain("cannot be read".to_owned())],
    };
    let Some(packages) = lock.get("packages").and_then(serde_json::Value::as_object) else {
        return vec![complain("lists no packages".to_owned())];
    };
    packages
        .iter()
        .filter(|(name, package)| !name.is_empty() && package.get("integrity").is_none())
        .map(|(name, _)| complain(format!("{name} has no integrity hash")))
        .collect()
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

    fn entry(source: &str) -> String {
        format!("[[package]]\nname = \"x\"\nversion = \"1.0.0\"\n{source}")
    }

    #[test]
    fn a_crate_from_the_registry_with_its_checksum_is_good() {
        let text = entry(&format!("source = \"{REGISTRY}\"\nchecksum = \"00\"\n"));
        assert_eq!(check_cargo(&text, &[]), []);
    }

    #[test]
    fn a_crate_from_git_or_without_a_checksum_is_found() {
        let git = entry("source = \"git+https://example.org/x\"\n");
        assert_eq!(check_cargo(&git, &[]).len(), 1);
        let unchecked = entry(&format!("source = \"{REGISTRY}\"\n"));
        assert_eq!(check_cargo(&unchecked, &[]).len(), 1);
    }

    #[test]
    fn a_path_is_good_only_inside_the_workspace() {
        assert_eq!(check_cargo(&entry(""), &["x"]), []);
        assert_eq!(check_cargo(&entry(""), &["y"]).len(), 1);
    }

    #[test]
    fn a_browser_package_without_integrity_is_found() {
        let text =
            r#"{"packages": {"": {}, "node_modules/a": {"integrity": "s"}, "node_modules/b": {}}}"#;
        assert_eq!(check_npm(text).len(), 1);
    }
}
