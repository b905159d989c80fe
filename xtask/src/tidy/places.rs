//! No machine's own paths in what is committed: a folder of somebody's home, or of the machine it was
//! written on, means nothing to the next reader.
//!
//! Not here: paths that a program makes for itself at run time.

use super::Finding;
use super::house::File;

/// Forbidden in every file. `~/.cargo`-like paths are everybody's and allowed.
const EVERYWHERE: &[&str] = &["work", "home", "root", "Users"];
/// Forbidden in the code of the crates: temporary files go where their caller says.
const IN_CRATES: &[&str] = &["tmp"];

pub fn check(file: &File) -> Vec<Finding> {
    // Lock files hold hashes of everything and say nothing of ours.
    if file.path.ends_with("-lock.json") || file.path.ends_with(".lock") {
        return Vec::new();
    }
    let shipped = file.path.starts_with("crates/") && !file.is_test_code();
    let mut forbidden: Vec<&str> = EVERYWHERE.to_vec();
    if shipped {
        forbidden.extend(IN_CRATES);
    }
    let mut findings = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        if let Some(folder) = forbidden.iter().find(|folder| names_folder(line, folder)) {
            let message = format!("line {}: a path under /{folder}", number + 1);
            findings.push(Finding::new("places", &file.path, message));
        }
    }
    findings
}

/// The folder at the start of an absolute path, not inside a longer path or an address.
fn names_folder(line: &str, folder: &str) -> bool {
    let needle = format!("/{folder}/");
    line.match_indices(&needle).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().last());
        !before
            .is_some_and(|character| character.is_alphanumeric() || "._-/}>)".contains(character))
    })
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

    fn count(path: &str, text: String) -> usize {
        check(&File {
            path: path.to_owned(),
            text,
        })
        .len()
    }

    // Put together here, so that this file does not break its own rule.
    fn path_under(folder: &str) -> String {
        format!("see /{folder}/somebody/file")
    }

    #[test]
    fn a_home_folder_is_found_anywhere() {
        assert_eq!(count("README.md", path_under("home")), 1);
        assert_eq!(count("crates/x/tests/it/main.rs", path_under("work")), 1);
    }

    #[test]
    fn the_temporary_folder_is_found_only_in_shipped_code() {
        assert_eq!(count("crates/x/src/a.rs", path_under("tmp")), 1);
        assert_eq!(count("tests/blackbox/a.mjs", path_under("tmp")), 0);
    }

    #[test]
    fn an_address_or_a_longer_path_is_none() {
        assert_eq!(
            count("README.md", format!("https://example.org/{}/x", "work")),
            0
        );
        assert_eq!(count("README.md", format!("docs/{}/x", "home")), 0);
    }
}
