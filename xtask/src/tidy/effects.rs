//! Law 4: only `server` (and what never ships: bench, xtask, tests) reads the clock, the environment and the
//! operating system's randomness.
//!
//! Not here: the same calls reached through imports under other names; `clippy.toml` (`disallowed-methods`)
//! sees those by type. This rule also covers what clippy is not run on.

use super::Finding;
use super::house::File;
use super::scan;

const CALLS: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "OffsetDateTime::now_utc",
    "Utc::now",
    "OsRng",
    "thread_rng",
    "Uuid::new_v4",
    "Uuid::now_v7",
    "env::var",
    "env::var_os",
    "env::vars",
    "env::set_var",
    "env::current_dir",
    "env::temp_dir",
];

/// Folders whose code may.
const MAY: &[&str] = &["crates/server/", "bench/", "xtask/"];

pub fn check(file: &File) -> Vec<Finding> {
    if file.is_test_code() || MAY.iter().any(|folder| file.path.starts_with(folder)) {
        return Vec::new();
    }
    let code = scan::without_tests(&scan::code_only(&file.text));
    let mut findings = Vec::new();
    for (number, line) in code.lines().enumerate() {
        for call in CALLS.iter().filter(|call| is_called(line, call)) {
            let message = format!(
                "line {}: `{call}` belongs to the server; take it as an argument",
                number + 1
            );
            findings.push(Finding::new("effects", &file.path, message));
        }
    }
    findings
}

/// The call as whole words: `env::var` is not found in `env::vars`, nor `OsRng` in `PosRng`.
fn is_called(line: &str, call: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(call).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().last());
        let after = line
            .get(at + call.len()..)
            .and_then(|text| text.chars().next());
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
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

    fn count(path: &str, text: &str) -> usize {
        check(&File {
            path: path.to_owned(),
            text: text.to_owned(),
        })
        .len()
    }

    #[test]
    fn a_library_that_reads_the_clock_or_the_environment_is_found() {
        assert_eq!(
            count(
                "crates/domain/src/a.rs",
                "let t = std::time::SystemTime::now();"
            ),
            1
        );
        assert_eq!(
            count(
                "crates/store/src/a.rs",
                "env::var(\"X\"); rand::rngs::OsRng"
            ),
            2
        );
        assert_eq!(count("crates/store/src/a.rs", "env::vars()"), 1);
    }

    #[test]
    fn the_server_and_tests_may() {
        let text = "let t = Instant::now();";
        assert_eq!(count("crates/server/src/clock.rs", text), 0);
        assert_eq!(count("crates/store/tests/it/main.rs", text), 0);
        assert_eq!(
            count(
                "crates/store/src/a.rs",
                &format!("#[cfg(test)]\nmod tests {{ {text} }}")
            ),
            0
        );
    }

    #[test]
    fn words_in_comments_and_longer_names_do_not_count() {
        assert_eq!(
            count(
                "crates/domain/src/a.rs",
                "// Instant::now\nlet x = PosRng; MyInstant::now_ish()"
            ),
            0
        );
    }
}
