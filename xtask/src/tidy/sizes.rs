//! Law 13's sizes and law 10's head line: files, functions, and the `//!` that opens every file.
//!
//! Not here: the number of arguments; clippy counts those (`clippy.toml`).

use super::Finding;
use super::house::{File, House};
use super::scan;

/// Lines of a file: the habit, and the law.
const FILE_HABIT: usize = 250;
const FILE_LAW: usize = 400;
/// Lines of a function, from its first to its last: the habit, and the law.
const FUNCTION_HABIT: usize = 30;
const FUNCTION_LAW: usize = 60;

/// A function and its number of lines.
struct Function<'a> {
    name: &'a str,
    lines: usize,
}

pub fn check(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !file.text.starts_with("//! ") {
        let message = "does not open with `//!`: what lives here, and what does not";
        findings.push(Finding::new("head", &file.path, message));
    }
    let lines = file.text.lines().count();
    if lines > FILE_LAW {
        let message = format!("{lines} lines, {FILE_LAW} is the law");
        findings.push(Finding::new("file-length", &file.path, message));
    }
    let code = scan::code_only(&file.text);
    for function in functions(&code)
        .iter()
        .filter(|one| one.lines > FUNCTION_LAW)
    {
        let place = format!("{} fn {}", file.path, function.name);
        let message = format!("{} lines, {FUNCTION_LAW} is the law", function.lines);
        findings.push(Finding::new("fn-length", place, message));
    }
    findings
}

/// How far the habits (shorter than the laws) are kept; for information.
pub fn print_habits(house: &House) {
    let mut long_files = 0_usize;
    let mut long_functions = 0_usize;
    for file in house.rust_files() {
        long_files += usize::from(file.text.lines().count() > FILE_HABIT);
        let code = scan::code_only(&file.text);
        let long = functions(&code)
            .iter()
            .filter(|one| one.lines > FUNCTION_HABIT)
            .count();
        long_functions += long;
    }
    println!(
        "habits: {long_files} files over {FILE_HABIT} lines, {long_functions} functions over {FUNCTION_HABIT}"
    );
}

fn functions(code: &str) -> Vec<Function<'_>> {
    let mut found = Vec::new();
    let mut words = scan::words(code).peekable();
    while let Some((at, word)) = words.next() {
        let Some((_, name)) = words.peek().copied() else {
            break;
        };
        // `fn(u8)` as a type is followed by no name on its own side of the bracket.
        let declares = word == "fn" && code.get(at + 2..).is_some_and(|rest| rest.starts_with(' '));
        if declares {
            let item = code.get(at..).unwrap_or_default();
            let body = item.get(..scan::item_length(item)).unwrap_or_default();
            let lines = body.lines().count();
            found.push(Function { name, lines });
        }
    }
    found
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

    fn rules(text: &str) -> Vec<&'static str> {
        let file = File {
            path: "crates/x/src/a.rs".to_owned(),
            text: text.to_owned(),
        };
        check(&file).iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_file_without_its_head_line_is_found() {
        assert_eq!(rules("use a::b;\n"), ["head"]);
        assert!(rules("//! here\n").is_empty());
    }

    #[test]
    fn a_long_file_is_found() {
        let lines = |count: usize| format!("//! a\n{}", "\n".repeat(count - 1));
        assert!(rules(&lines(400)).is_empty());
        assert_eq!(rules(&lines(401)), ["file-length"]);
    }

    #[test]
    fn a_long_function_is_found_and_braces_in_literals_do_not_count() {
        let function = |lines: usize| {
            let body = "    a(\"}\"); // }\n".repeat(lines - 2);
            format!("//! a\nfn b() {{\n{body}}}\n")
        };
        assert!(rules(&function(60)).is_empty());
        assert_eq!(rules(&function(61)), ["fn-length"]);
    }

    #[test]
    fn a_function_type_or_a_trait_method_is_no_long_function() {
        let after = "x();\n".repeat(70);
        let text = format!(
            "//! a\ntrait T {{ fn a(); }}\ntype F = fn(u8);\nfn c() {{}}\nm! {{ {after} }}\n"
        );
        assert!(rules(&text).is_empty());
    }
}
