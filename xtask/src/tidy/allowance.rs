//! `xtask/tidy.toml`: exceptions to the laws, each with its reason; one that excuses nothing is itself a
//! finding, so that the list only shrinks by being read.
//!
//! Not here: the laws.

use serde::Deserialize;

use super::Finding;
use crate::failure::Failure;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    #[serde(default)]
    allow: Vec<Allowance>,
}

/// One exception.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    rule: String,
    place: String,
    reason: String,
}

pub fn parse(text: &str) -> Result<Vec<Allowance>, Failure> {
    let book: Book = toml::from_str(text)
        .map_err(|error| Failure::new(format!("xtask/tidy.toml cannot be read: {error}")))?;
    Ok(book.allow)
}

/// What remains of the findings, and the exceptions that are not (or no longer) good for anything.
pub fn apply(findings: Vec<Finding>, allowances: &[Allowance]) -> Vec<Finding> {
    let useless = allowances
        .iter()
        .filter_map(|allowance| complaint(allowance, &findings));
    let useless: Vec<Finding> = useless.collect();
    let excused = |finding: &Finding| {
        allowances
            .iter()
            .any(|allowance| covers(allowance, finding))
    };
    findings
        .into_iter()
        .filter(|finding| !excused(finding))
        .chain(useless)
        .collect()
}

fn covers(allowance: &Allowance, finding: &Finding) -> bool {
    allowance.rule == finding.rule && allowance.place == finding.place
}

fn complaint(allowance: &Allowance, findings: &[Finding]) -> Option<Finding> {
    let place = format!("{} at {}", allowance.rule, allowance.place);
    if allowance.reason.trim().len() < 10 {
        return Some(Finding::new("allowance", place, "gives no reason"));
    }
    if findings.iter().any(|finding| covers(allowance, finding)) {
        return None;
    }
    Some(Finding::new(
        "allowance",
        place,
        "excuses nothing any more; remove it",
    ))
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

    const BOOK: &str =
        "[[allow]]\nrule = \"file-length\"\nplace = \"a.rs\"\nreason = \"one long table\"\n";

    #[test]
    fn an_exception_excuses_its_own_place_only() {
        let findings = vec![
            Finding::new("file-length", "a.rs", "500 lines"),
            Finding::new("file-length", "b.rs", "500 lines"),
        ];
        let left = apply(findings, &parse(BOOK).unwrap());
        assert_eq!(left, [Finding::new("file-length", "b.rs", "500 lines")]);
    }

    #[test]
    fn an_exception_that_excuses_nothing_is_a_finding() {
        let left = apply(Vec::new(), &parse(BOOK).unwrap());
        assert_eq!(left[0].rule, "allowance");
    }

    #[test]
    fn an_exception_without_a_reason_is_refused() {
        assert!(parse("[[allow]]\nrule = \"x\"\nplace = \"y\"\n").is_err());
        let empty = parse(&BOOK.replace("one long table", "")).unwrap();
        let findings = vec![Finding::new("file-length", "a.rs", "500 lines")];
        assert_eq!(apply(findings, &empty)[0].rule, "allowance");
    }
}
