//! The sentences that the pages use and those that `locales/` has are the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Hyphenated words in quotes after a call that looks a sentence up.
fn keys_in(path: &Path, found: &mut BTreeSet<String>) {
    let source = fs::read_to_string(path).unwrap();
    let template = path
        .extension()
        .is_some_and(|extension| extension == "html");
    for (index, piece) in source
        .split('"')
        .enumerate()
        .filter(|(index, _)| index % 2 == 1 || template)
    {
        let before = source
            .split('"')
            .nth(index.saturating_sub(1))
            .unwrap_or_default();
        let is_key = piece.contains(|c: char| c.is_ascii_lowercase())
            && piece.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        let looked_up = ["text(", "with(", "number(", "page_of(", "file("]
            .iter()
            .any(|call| before.ends_with(call));
        if is_key && (looked_up || (!template && piece.contains('-'))) {
            found.insert(piece.to_owned());
        }
    }
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

#[test]
fn every_sentence_in_use_exists_and_every_sentence_of_the_pages_is_in_use() {
    let mut used = BTreeSet::new();
    for path in files("templates/session", "html")
        .iter()
        .chain(&files("src/hosted/page", "rs"))
    {
        if !path.ends_with("tests.rs") {
            keys_in(path, &mut used);
        }
    }
    keys_in(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/hosted/page.rs"),
        &mut used,
    );
    let other_words = ["input-", "not-me", "check-", "-title"];
    used.retain(|key| !other_words.contains(&key.as_str()));
    let listed = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales/en/pages.ftl"),
    )
    .unwrap();
    let listed: BTreeSet<String> = listed
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
        .collect();
    assert_eq!(
        used.difference(&listed).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "unknown keys"
    );
    assert_eq!(
        listed.difference(&used).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "unused keys"
    );
}
