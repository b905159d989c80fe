//! No import cycles between the modules of a crate: `crate::…` paths are the arrows, a module and its own
//! submodules count as one neighbourhood and may see each other.
//!
//! Not here: cycles between crates, which cargo refuses by itself. Paths through `super::` lead only to a
//! neighbour above and are not looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::house::House;
use super::scan;

/// Module path → the modules that it names.
type Arrows = BTreeMap<String, BTreeSet<String>>;

pub fn check(house: &House) -> Vec<Finding> {
    let mut crates: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for file in house.rust_files() {
        if let Some((root, module)) = module_of(&file.path) {
            let code = scan::without_tests(&scan::code_only(&file.text));
            crates
                .entry(root.to_owned())
                .or_default()
                .insert(module, code);
        }
    }
    crates
        .iter()
        .flat_map(|(root, modules)| {
            let cycles = cycles_in(&arrows_of(modules));
            cycles.into_iter().map(move |cycle| {
                let message = format!("{} see each other", cycle.join(", "));
                let first = cycle.first().cloned().unwrap_or_default();
                Finding::new("cycles", format!("{root} {first}"), message)
            })
        })
        .collect()
}

/// `crates/web/src/api/session.rs` → (`crates/web`, `api::session`); the root of a crate has no name.
fn module_of(path: &str) -> Option<(&str, String)> {
    let (root, inside) = path.split_once("/src/")?;
    let module = inside.strip_suffix(".rs")?;
    if module == "lib" || module == "main" {
        return None;
    }
    Some((root, module.replace('/', "::")))
}

fn arrows_of(modules: &BTreeMap<String, String>) -> Arrows {
    modules
        .iter()
        .map(|(module, code)| {
            let seen = crate_paths(code)
                .iter()
                .filter_map(|path| longest_module(path, modules))
                .filter(|other| !is_neighbour(module, other))
                .collect();
            (module.clone(), seen)
        })
        .collect()
}

fn is_neighbour(one: &str, other: &str) -> bool {
    let top = |path: &str| path.split("::").next().unwrap_or_default().to_owned();
    let above = |high: &str, low: &str| low == high || low.starts_with(&format!("{high}::"));
    above(one, other) || above(other, one) && top(one) == top(other)
}

fn longest_module(path: &[String], modules: &BTreeMap<String, String>) -> Option<String> {
    (1..=path.len())
        .rev()
        .filter_map(|length| path.get(..length))
        .map(|start| start.join("::"))
        .find(|name| modules.contains_key(name))
}

/// Every path that begins with `crate::`, its braces opened.
fn crate_paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let after = code.get(at + "crate::".len()..).unwrap_or_default();
        open(after, &[], &mut paths);
    }
    paths
}

/// Reads one use tree; returns what follows it.
fn open<'a>(text: &'a str, prefix: &[String], paths: &mut Vec<Vec<String>>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut inside) = text.strip_prefix('{') {
        loop {
            inside = inside.trim_start_matches([',', ' ', '\n', '\t']);
            match inside.strip_prefix('}') {
                Some(rest) => return rest,
                None if inside.is_empty() => return inside,
                None => {}
            }
            let rest = open(inside, prefix, paths);
            // Whatever is no path (`as other`, a glob) is passed over up to the next part.
            inside = rest.trim_start_matches(|one| !matches!(one, ',' | '}'));
        }
    }
    let length = text
        .find(|one: char| !(one.is_alphanumeric() || one == '_'))
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(length);
    let mut path = prefix.to_vec();
    if !name.is_empty() && name != "self" {
        path.push(name.to_owned());
    }
    match rest.strip_prefix("::") {
        Some(deeper) => open(deeper, &path, paths),
        None => {
            paths.push(path);
            rest
        }
    }
}

/// Sets of modules of which each reaches each other, by repeated reaching (a crate has few modules).
fn cycles_in(arrows: &Arrows) -> Vec<Vec<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> = arrows
        .keys()
        .map(|module| (module, reach(module, arrows)))
        .collect();
    let mut told: BTreeSet<&String> = BTreeSet::new();
    let mut cycles = Vec::new();
    for (module, targets) in &reached {
        if told.contains(module) || !targets.contains(module) {
            continue;
        }
        let back = |other: &&String| reached.get(*other).is_some_and(|its| its.contains(module));
        let cycle: Vec<&String> = targets.iter().copied().filter(back).collect();
        told.extend(cycle.iter());
        cycles.push(cycle.into_iter().cloned().collect());
    }
    cycles
}

fn reach<'a>(from: &String, arrows: &'a Arrows) -> BTreeSet<&'a String> {
    let mut seen = BTreeSet::new();
    let mut next: Vec<&String> = arrows.get(from).into_iter().flatten().collect();
    while let Some(module) = next.pop() {
        if seen.insert(module) {
            next.extend(arrows.get(module).into_iter().flatten());
        }
    }
    seen
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

    fn cycles(modules: &[(&str, &str)]) -> Vec<Vec<String>> {
        let modules = modules
            .iter()
            .map(|(name, code)| ((*name).to_owned(), (*code).to_owned()))
            .collect();
        cycles_in(&arrows_of(&modules))
    }

    #[test]
    fn two_modules_that_see_each_other_are_found() {
        let found = cycles(&[
            ("a", "use crate::b::B;"),
            ("b", "fn f(x: crate::a::A) {}"),
            ("c", ""),
        ]);
        assert_eq!(found, [["a", "b"]]);
    }

    #[test]
    fn a_longer_way_round_is_found_through_braces() {
        let found = cycles(&[
            ("a", "use crate::{b::{self, X}, z as q};"),
            ("b", "use crate::{\n    c::*,\n};"),
            ("c", "use crate::a;"),
        ]);
        assert_eq!(found, [["a", "b", "c"]]);
    }

    #[test]
    fn arrows_in_one_direction_and_between_a_module_and_its_parts_are_good() {
        let found = cycles(&[
            ("a", "use crate::b::X; use crate::a::inner::Y;"),
            ("a::inner", "use crate::a::A;"),
            ("b", "use crate::Root;"),
        ]);
        assert!(found.is_empty());
    }

    #[test]
    fn the_module_of_a_file_is_its_path() {
        let found = module_of("crates/web/src/api/session.rs");
        assert_eq!(found, Some(("crates/web", "api::session".to_owned())));
        assert_eq!(module_of("crates/web/src/lib.rs"), None);
        assert_eq!(module_of("crates/web/tests/it/main.rs"), None);
    }
}
