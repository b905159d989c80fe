//! The arrows between the crates of the house, and which crate owns each heavy crate of others
//! (ARCHITECTURE, the picture and law 9).
//!
//! Not here: imports inside a crate; see `cycles`.

use super::Finding;
use super::house::{Metadata, Package};

/// Who may see whom. A crate that is not in the table is a finding: the picture has to be drawn first.
const ARROWS: &[(&str, &[&str])] = &[
    ("mithaq-domain", &[]),
    ("mithaq-authority", &[]),
    ("mithaq-pades", &[]),
    ("mithaq-typeset", &[]),
    ("mithaq-token", &[]),
    ("mithaq-vision", &[]),
    ("mithaq-courier", &[]),
    ("mithaq-i18n", &[]),
    ("mithaq-wire", &["mithaq-domain"]),
    ("mithaq-store", &["mithaq-domain"]),
    (
        "mithaq-service",
        &[
            "mithaq-domain",
            "mithaq-store",
            "mithaq-pades",
            "mithaq-typeset",
            "mithaq-token",
            "mithaq-vision",
            "mithaq-courier",
            "mithaq-i18n",
        ],
    ),
    (
        "mithaq-web",
        &[
            "mithaq-domain",
            "mithaq-wire",
            "mithaq-service",
            "mithaq-i18n",
        ],
    ),
    ("mithaq-server", EVERY_LIBRARY),
    (
        "mithaq-testkit",
        &[
            "mithaq-domain",
            "mithaq-store",
            "mithaq-service",
            "mithaq-courier",
            "mithaq-i18n",
        ],
    ),
    (
        "mithaq-bench",
        &[
            "mithaq-pades",
            "mithaq-typeset",
            "mithaq-authority",
            "mithaq-domain",
            "mithaq-store",
            "mithaq-service",
            "mithaq-courier",
            "mithaq-wire",
            "mithaq-web",
            "mithaq-i18n",
            "mithaq-vision",
        ],
    ),
    ("xtask", &[]),
];

const EVERY_LIBRARY: &[&str] = &[
    "mithaq-domain",
    "mithaq-wire",
    "mithaq-store",
    "mithaq-service",
    "mithaq-web",
    "mithaq-pades",
    "mithaq-typeset",
    "mithaq-token",
    "mithaq-vision",
    "mithaq-courier",
    "mithaq-i18n",
];

/// Only tests may see it, whatever the arrows say.
const FOR_TESTS: [&str; 2] = ["mithaq-testkit", "mithaq-authority"];

/// Heavy crates (a trailing `*` stands for any ending) and the crates of the house that may name them.
const OWNERS: &[(&str, &[&str])] = &[
    ("rusqlite", &["mithaq-store", "mithaq-bench"]),
    ("libsqlite3-sys", &["mithaq-store"]),
    ("postgres", &["mithaq-store"]),
    ("tokio-postgres", &["mithaq-store"]),
    ("r2d2*", &["mithaq-store"]),
    ("axum*", &["mithaq-web", "mithaq-server"]),
    ("tower-http", &["mithaq-web", "mithaq-server"]),
    ("harfrust", &["mithaq-typeset"]),
    ("hayro*", &["mithaq-typeset"]),
    ("krilla*", &["mithaq-typeset"]),
    ("lopdf", &["mithaq-pades"]),
    ("cryptoki*", &["mithaq-token"]),
    // Courier's tests speak TLS to a server of their own.
    (
        "rcgen",
        &["mithaq-pades", "mithaq-courier", "mithaq-authority"],
    ),
    ("reqwest", &["mithaq-courier"]),
    ("tokio-rustls", &["mithaq-courier"]),
    ("rustls-native-certs", &["mithaq-courier"]),
    ("lettre", &["mithaq-courier"]),
    ("fluent*", &["mithaq-i18n"]),
    ("askama*", &["mithaq-web"]),
    ("jsonwebtoken", &["mithaq-service"]),
    ("figment", &["mithaq-server"]),
    ("clap", &["mithaq-server", "mithaq-bench"]),
];

pub fn check(metadata: &Metadata) -> Vec<Finding> {
    let members: Vec<&Package> = metadata.members().collect();
    let mut findings = Vec::new();
    for member in &members {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == member.name) else {
            let message =
                "is not in the picture; add it to xtask/src/tidy/graph.rs and ARCHITECTURE.md";
            findings.push(Finding::new("layers", &member.name, message));
            continue;
        };
        for dependency in &member.dependencies {
            let for_tests = dependency.kind.as_deref() == Some("dev");
            let inside = members.iter().any(|other| other.name == dependency.name);
            if inside && !may_see(&member.name, &dependency.name, allowed, for_tests) {
                let message = format!("must not see {}", dependency.name);
                findings.push(Finding::new("layers", &member.name, message));
            }
            findings.extend(foreign_heavy(&member.name, &dependency.name));
        }
    }
    findings
}

fn may_see(who: &str, whom: &str, allowed: &[&str], for_tests: bool) -> bool {
    let test_only = for_tests && FOR_TESTS.contains(&whom);
    // A crate may name itself in its tests (cargo's way of turning on a feature for them).
    test_only || (for_tests && who == whom) || allowed.contains(&whom)
}

fn foreign_heavy(member: &str, dependency: &str) -> Option<Finding> {
    let (_, owners) = OWNERS.iter().find(|(name, _)| matches(name, dependency))?;
    if owners.contains(&member) {
        return None;
    }
    let message = format!(
        "must not name {dependency}, which belongs to {}",
        owners.join(", ")
    );
    Some(Finding::new("owners", member, message))
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => pattern == name,
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

    fn metadata(crates: &[(&str, &[(&str, Option<&str>)])]) -> Metadata {
        let package = |name: &str, dependencies: &[(&str, Option<&str>)]| Package {
            id: name.to_owned(),
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            license: None,
            dependencies: dependencies
                .iter()
                .map(|(name, kind)| super::super::house::Dependency {
                    name: (*name).to_owned(),
                    kind: kind.map(str::to_owned),
                })
                .collect(),
        };
        Metadata {
            packages: crates
                .iter()
                .map(|(name, list)| package(name, list))
                .collect(),
            workspace_members: crates.iter().map(|(name, _)| (*name).to_owned()).collect(),
        }
    }

    fn places(findings: &[Finding]) -> Vec<(&str, &str)> {
        findings
            .iter()
            .map(|finding| (finding.rule, finding.place.as_str()))
            .collect()
    }

    #[test]
    fn web_must_not_see_the_store() {
        let house = metadata(&[
            ("mithaq-store", &[]),
            ("mithaq-web", &[("mithaq-store", None)]),
        ]);
        assert_eq!(places(&check(&house)), [("layers", "mithaq-web")]);
    }

    #[test]
    fn service_must_not_see_wire_and_domain_sees_nobody() {
        let house = metadata(&[
            ("mithaq-domain", &[("mithaq-wire", None)]),
            ("mithaq-wire", &[("mithaq-domain", None)]),
            (
                "mithaq-service",
                &[("mithaq-wire", None), ("mithaq-domain", None)],
            ),
        ]);
        assert_eq!(
            places(&check(&house)),
            [("layers", "mithaq-domain"), ("layers", "mithaq-service")]
        );
    }

    #[test]
    fn the_testkit_is_for_tests_only() {
        let house = metadata(&[
            ("mithaq-testkit", &[]),
            ("mithaq-store", &[("mithaq-testkit", Some("dev"))]),
            ("mithaq-service", &[("mithaq-testkit", None)]),
        ]);
        assert_eq!(places(&check(&house)), [("layers", "mithaq-service")]);
    }

    #[test]
    fn a_crate_outside_the_picture_is_found() {
        assert_eq!(
            places(&check(&metadata(&[("mithaq-magic", &[])]))),
            [("layers", "mithaq-magic")]
        );
    }

    #[test]
    fn a_heavy_crate_has_one_owner_even_in_tests() {
        let house = metadata(&[
            (
                "mithaq-service",
                &[("rusqlite", Some("dev")), ("krilla", None)],
            ),
            ("mithaq-store", &[("rusqlite", None)]),
        ]);
        assert_eq!(
            places(&check(&house)),
            [("owners", "mithaq-service"), ("owners", "mithaq-service")]
        );
    }
}
