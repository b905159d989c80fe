//! Things that exist twice and must stay alike: the migrations of both databases, the sentences of both
//! languages.
//!
//! Not here: whether the two say the same. The store's tests run both, and people read both.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::house::House;

/// Two folders whose files must have the same names.
struct Twins {
    rule: &'static str,
    one: &'static str,
    other: &'static str,
    ending: &'static str,
}

const MIGRATIONS: Twins = Twins {
    rule: "migrations",
    one: "/sqlite/",
    other: "/postgres/",
    ending: ".sql",
};
const LOCALES: Twins = Twins {
    rule: "locales",
    one: "/en/",
    other: "/ar/",
    ending: ".ftl",
};

pub fn check(house: &House) -> Vec<Finding> {
    let files: BTreeMap<&str, &str> = house
        .files
        .iter()
        .map(|file| (file.path.as_str(), file.text.as_str()))
        .collect();
    let mut findings = same_names(&files, &MIGRATIONS);
    findings.extend(same_names(&files, &LOCALES));
    findings.extend(same_keys(&files));
    findings
}

fn same_names(files: &BTreeMap<&str, &str>, twins: &Twins) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = 0_usize;
    for path in files.keys().filter(|path| path.ends_with(twins.ending)) {
        let rooted = format!("/{path}");
        for (here, there) in [(twins.one, twins.other), (twins.other, twins.one)] {
            if rooted.contains(here) {
                seen += 1;
                let wanted = rooted.replacen(here, there, 1);
                if !files.contains_key(wanted.trim_start_matches('/')) {
                    let message = format!("has no twin {}", wanted.trim_start_matches('/'));
                    findings.push(Finding::new(twins.rule, *path, message));
                }
            }
        }
    }
    if seen == 0 {
        let message = format!(
            "no file ending in {} was found: nothing is checked",
            twins.ending
        );
        findings.push(Finding::new(twins.rule, twins.one, message));
    }
    findings
}

fn same_keys(files: &BTreeMap<&str, &str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in files
        .iter()
        .filter(|(path, _)| path.ends_with(LOCALES.ending))
    {
        let rooted = format!("/{path}");
        if !rooted.contains(LOCALES.one) {
            continue;
        }
        let twin = rooted.replacen(LOCALES.one, LOCALES.other, 1);
        let twin = twin.trim_start_matches('/');
        let Some(twin_text) = files.get(twin) else {
            continue; // found by `same_names`
        };
        let (keys, twin_keys) = (keys_of(text), keys_of(twin_text));
        for key in keys.difference(&twin_keys) {
            findings.push(Finding::new("locales", twin, format!("lacks `{key}`")));
        }
        for key in twin_keys.difference(&keys) {
            findings.push(Finding::new("locales", *path, format!("lacks `{key}`")));
        }
    }
    findings
}

/// Messages, terms and attributes (`message.attribute`) of a Fluent file.
fn keys_of(text: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut message = String::new();
    for line in text.lines() {
        let Some((left, _)) = line.split_once('=') else {
            continue;
        };
        let name = left.trim_end();
        let indented = line.starts_with([' ', '\t']);
        if !indented && is_identifier(name.trim_start_matches('-')) {
            message = name.to_owned();
            keys.insert(message.clone());
        } else if let Some(attribute) = name.trim_start().strip_prefix('.')
            && is_identifier(attribute)
        {
            keys.insert(format!("{message}.{attribute}"));
        }
    }
    keys
}

/// Fluent syntax 1.0: a letter, then letters, digits, `_` and `-`.
fn is_identifier(name: &str) -> bool {
    name.starts_with(|one: char| one.is_ascii_alphabetic())
        && name
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || one == '_' || one == '-')
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
    fn a_migration_without_its_twin_is_found() {
        let files = BTreeMap::from([
            ("m/sqlite/0001.sql", ""),
            ("m/postgres/0001.sql", ""),
            ("m/postgres/0002.sql", ""),
        ]);
        let findings = same_names(&files, &MIGRATIONS);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].place, "m/postgres/0002.sql");
    }

    #[test]
    fn no_migration_at_all_is_found() {
        assert_eq!(same_names(&BTreeMap::new(), &MIGRATIONS).len(), 1);
    }

    #[test]
    fn a_sentence_in_one_language_only_is_found() {
        let files = BTreeMap::from([
            (
                "locales/en/a.ftl",
                "# c = d\nhello = Hello\n    .title = T\nbye = { $n ->\n    [one] = x\n}\n",
            ),
            ("locales/ar/a.ftl", "hello = مرحبا\nextra = زيادة\n"),
        ]);
        let missing: Vec<String> = same_keys(&files)
            .into_iter()
            .map(|one| one.message)
            .collect();
        assert_eq!(
            missing,
            ["lacks `bye`", "lacks `hello.title`", "lacks `extra`"]
        );
    }

    #[test]
    fn the_same_sentences_in_both_languages_are_good() {
        let files = BTreeMap::from([
            ("locales/en/a.ftl", "a = A\n-term = T\n"),
            ("locales/ar/a.ftl", "-term = ت\na = أ\n"),
        ]);
        assert!(same_keys(&files).is_empty() && same_names(&files, &LOCALES).is_empty());
    }
}
