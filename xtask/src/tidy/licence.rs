//! Every foreign crate's licence, judged by the list in `deny.toml`: an SPDX expression passes if the choices
//! that it leaves open can be made from that list. So a crate under GPL, AGPL or LGPL alone is refused, and
//! one that offers MIT beside them is not.
//!
//! Not here: whether a crate's licence field tells the truth about its files.

use serde::Deserialize;

use super::Finding;
use super::house::House;
use crate::failure::Failure;

#[derive(Deserialize)]
struct Policy {
    licenses: Licenses,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

pub fn check(house: &House) -> Result<Vec<Finding>, Failure> {
    let policy: Policy = toml::from_str(&house.text_of("deny.toml")?)
        .map_err(|error| Failure::new(format!("deny.toml cannot be read: {error}")))?;
    let allowed = policy.licenses.allow;
    let mut findings = Vec::new();
    for package in house.metadata.strangers() {
        let place = format!("{} {}", package.name, package.version);
        match &package.license {
            Some(expression) if is_acceptable(expression, &allowed) => {}
            Some(expression) => {
                let message = format!("`{expression}` cannot be met from deny.toml's list");
                findings.push(Finding::new("licence", place, message));
            }
            None => findings.push(Finding::new("licence", place, "names no licence")),
        }
    }
    Ok(findings)
}

/// Whether the expression holds when exactly the listed licences do. A malformed one does not.
fn is_acceptable(expression: &str, allowed: &[String]) -> bool {
    let words = words_of(expression);
    let mut reader = Reader {
        words: &words,
        allowed,
    };
    let verdict = reader.either();
    verdict == Some(true) && reader.words.is_empty()
}

/// `MIT/Apache-2.0` is crates.io's old way to say OR.
fn words_of(expression: &str) -> Vec<String> {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    spaced.split_whitespace().map(str::to_owned).collect()
}

struct Reader<'a> {
    words: &'a [String],
    allowed: &'a [String],
}

impl Reader<'_> {
    fn peek(&self) -> Option<&str> {
        self.words.first().map(String::as_str)
    }

    fn next(&mut self) -> Option<&str> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }

    fn either(&mut self) -> Option<bool> {
        let mut verdict = self.both()?;
        while self.peek() == Some("OR") {
            self.next();
            verdict |= self.both()?;
        }
        Some(verdict)
    }

    fn both(&mut self) -> Option<bool> {
        let mut verdict = self.one()?;
        while self.peek() == Some("AND") {
            self.next();
            verdict &= self.one()?;
        }
        Some(verdict)
    }

    fn one(&mut self) -> Option<bool> {
        let mut name = self.next()?.to_owned();
        if name == "(" {
            let verdict = self.either()?;
            return (self.next()? == ")").then_some(verdict);
        }
        if self.peek() == Some("WITH") {
            self.next();
            name = format!("{name} WITH {}", self.next()?);
        }
        Some(self.allowed.contains(&name))
    }
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

    fn acceptable(expression: &str) -> bool {
        let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "ISC"];
        is_acceptable(expression, &allowed.map(str::to_owned))
    }

    #[test]
    fn a_copyleft_licence_alone_is_refused() {
        for expression in [
            "GPL-3.0-only",
            "AGPL-3.0",
            "LGPL-2.1-or-later",
            "MIT AND GPL-2.0-only",
        ] {
            assert!(!acceptable(expression), "{expression}");
        }
    }

    #[test]
    fn a_choice_that_holds_a_listed_licence_is_accepted() {
        for expression in [
            "MIT OR GPL-2.0-only",
            "MIT/Unlicense",
            "Apache-2.0 / MIT",
            "MIT",
        ] {
            assert!(acceptable(expression), "{expression}");
        }
    }

    #[test]
    fn and_binds_closer_than_or() {
        assert!(acceptable("MIT OR ISC AND GPL-3.0-only"));
        assert!(!acceptable("(MIT OR ISC) AND GPL-3.0-only"));
        assert!(acceptable("ISC AND (Apache-2.0 OR GPL-3.0-only)"));
    }

    #[test]
    fn an_exception_counts_only_where_it_is_listed() {
        assert!(acceptable("Apache-2.0 WITH LLVM-exception"));
        assert!(!acceptable("MIT WITH Classpath-exception-2.0"));
    }

    #[test]
    fn a_malformed_expression_is_refused() {
        for expression in ["", "MIT OR", "(MIT", "MIT)", "MIT ISC"] {
            assert!(!acceptable(expression), "{expression}");
        }
    }
}
