//! Crates that `deny.toml` bans are built nowhere in the tree, however deep.
//!
//! Not here: why each is banned; the list gives its reasons. `Cargo.lock` and `cargo metadata` are no witnesses:
//! both list what a weak feature (`ring?/std`) merely mentions, so cargo's unit graph is asked.

use serde::Deserialize;

use super::Finding;
use super::house::House;
use crate::failure::Failure;

#[derive(Deserialize)]
struct Policy {
    bans: Bans,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

/// `built` holds the names of all foreign crates that the program and its tests are made of.
pub fn check(house: &House, built: &[&str]) -> Result<Vec<Finding>, Failure> {
    judge(&house.text_of("deny.toml")?, built)
}

fn judge(policy: &str, names: &[&str]) -> Result<Vec<Finding>, Failure> {
    let policy: Policy = toml::from_str(policy)
        .map_err(|error| Failure::new(format!("deny.toml cannot be read: {error}")))?;
    Ok(policy
        .bans
        .deny
        .iter()
        .filter(|ban| names.contains(&ban.name.as_str()))
        .map(|ban| Finding::new("bans", &ban.name, &ban.reason))
        .collect())
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
    fn a_banned_crate_is_found_with_its_reason() {
        let policy = "[bans]\ndeny = [{ crate = \"rsa\", reason = \"unpatched\" }]\n";
        let findings = judge(policy, &["serde", "rsa"]).unwrap();
        assert_eq!(findings, [Finding::new("bans", "rsa", "unpatched")]);
        assert!(judge(policy, &["serde", "rsa-like"]).unwrap().is_empty());
    }

    #[test]
    fn a_list_that_cannot_be_read_is_no_pass() {
        assert!(judge("", &[]).is_err());
    }
}
