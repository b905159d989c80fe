//! Files that the other checks lean on are there: remove one and its check would pass by seeing nothing.
//!
//! Not here: what is in them.

use super::Finding;
use super::house::House;

const WANTED: &[&str] = &[
    ".ci/run",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "clippy.toml",
    "deny.toml",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "tests/blackbox/package-lock.json",
    "tests/blackbox/requirements.txt",
];

pub fn check(house: &House) -> Vec<Finding> {
    missing(house.files.iter().map(|file| file.path.as_str()).collect())
}

fn missing(paths: Vec<&str>) -> Vec<Finding> {
    WANTED
        .iter()
        .filter(|wanted| !paths.contains(wanted))
        .map(|wanted| Finding::new("tree", *wanted, "is missing"))
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

    #[test]
    fn a_missing_file_is_found() {
        assert!(missing(WANTED.to_vec()).is_empty());
        assert_eq!(missing(WANTED[1..].to_vec())[0].place, WANTED[0]);
    }
}
