//! Law 13's names: no catch-all files, no catch-all types.
//!
//! Not here: whether a name is good. Only people see that.

use super::Finding;
use super::house::File;
use super::scan;

const FILES: &[&str] = &[
    "mod.rs",
    "util.rs",
    "utils.rs",
    "common.rs",
    "helper.rs",
    "helpers.rs",
    "misc.rs",
    "shared.rs",
];
const ENDINGS: &[&str] = &[
    "Manager", "Helper", "Helpers", "Util", "Utils", "Impl", "Dto",
];
const DECLARES: &[&str] = &["struct", "enum", "trait", "type", "union"];

pub fn check(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    let name = file.path.rsplit('/').next().unwrap_or_default();
    if FILES.contains(&name) {
        let message = "a file is named after what it holds";
        findings.push(Finding::new("file-name", &file.path, message));
    }
    let code = scan::code_only(&file.text);
    let mut before = "";
    for (_, word) in scan::words(&code) {
        if DECLARES.contains(&before) && ENDINGS.iter().any(|ending| word.ends_with(ending)) {
            let message = format!("`{word}` says nothing about what it is");
            findings.push(Finding::new("type-name", &file.path, message));
        }
        before = word;
    }
    findings
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

    fn rules(path: &str, text: &str) -> Vec<&'static str> {
        let file = File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        check(&file).iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn catch_all_files_are_found() {
        assert_eq!(rules("crates/x/src/a/mod.rs", ""), ["file-name"]);
        assert_eq!(rules("crates/x/src/utils.rs", ""), ["file-name"]);
        assert!(rules("crates/x/src/model.rs", "").is_empty());
    }

    #[test]
    fn catch_all_types_are_found() {
        assert_eq!(
            rules("a.rs", "pub struct KeyManager<T> {}\nenum ContractDto {}"),
            ["type-name"; 2]
        );
    }

    #[test]
    fn a_use_or_a_comment_declares_nothing() {
        assert!(
            rules(
                "a.rs",
                "use x::ConnectionManager; // struct PathHelper\nstruct Simple;"
            )
            .is_empty()
        );
    }
}
