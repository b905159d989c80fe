//! Every crate's own manifest: it obeys the workspace's lints and is never published by accident.
//!
//! Not here: dependencies; see `graph`.

use super::Finding;
use super::house::{File, House};

pub fn check(house: &House) -> Vec<Finding> {
    house
        .files
        .iter()
        .filter(|file| file.path.ends_with("/Cargo.toml"))
        // The fuzzer is a workspace of its own, so that what it needs is not in ours.
        .filter(|file| !file.path.starts_with("fuzz/"))
        .flat_map(check_manifest)
        .collect()
}

fn check_manifest(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut complain =
        |message: String| findings.push(Finding::new("manifest", &file.path, message));
    let Ok(manifest) = file.text.parse::<toml::Table>() else {
        complain("is not TOML".to_owned());
        return findings;
    };
    if !inherits(manifest.get("lints")) {
        complain("lacks `[lints] workspace = true`".to_owned());
    }
    for key in ["edition", "license", "publish", "rust-version", "version"] {
        let value = manifest.get("package").and_then(|package| package.get(key));
        if !inherits(value) {
            complain(format!("does not take `{key}` from the workspace"));
        }
    }
    findings
}

fn inherits(value: Option<&toml::Value>) -> bool {
    value
        .and_then(|value| value.get("workspace"))
        .and_then(toml::Value::as_bool)
        .unwrap_or(false)
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

    const GOOD: &str = "[package]\nname = \"x\"\nversion.workspace = true\nedition.workspace = true\n\
        rust-version.workspace = true\nlicense.workspace = true\npublish.workspace = true\n\
        [lints]\nworkspace = true\n";

    fn findings(text: &str) -> Vec<Finding> {
        check_manifest(&File {
            path: "crates/x/Cargo.toml".to_owned(),
            text: text.to_owned(),
        })
    }

    #[test]
    fn a_manifest_that_inherits_everything_is_good() {
        assert_eq!(findings(GOOD), []);
    }

    #[test]
    fn a_manifest_without_the_lints_is_found() {
        let text = GOOD.replace("[lints]\nworkspace = true\n", "");
        assert_eq!(
            findings(&text)[0].message,
            "lacks `[lints] workspace = true`"
        );
    }

    #[test]
    fn a_crate_that_could_be_published_is_found() {
        let text = GOOD.replace("publish.workspace = true", "publish = true");
        assert_eq!(findings(&text).len(), 1);
    }
}
