//! What a machine can check about the two languages: same keys, same variables, nothing unread.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::*;

/// Key → variables of all sentences of one file; a file that does not parse fails the test.
fn sentences(source: &sources::Source) -> BTreeMap<String, BTreeSet<String>> {
    let resource = FluentResource::try_new(source.text.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", source.name));
    let mut found = BTreeMap::new();
    for entry in resource.entries() {
        let Entry::Message(message) = entry else {
            continue;
        };
        let mut variables = BTreeSet::new();
        collect(
            message.value.as_ref().expect("a sentence has a value"),
            &mut variables,
        );
        let again = found.insert(message.id.name.to_owned(), variables);
        assert!(
            again.is_none(),
            "{} twice in {}",
            message.id.name,
            source.name
        );
    }
    found
}

fn collect(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable {
                expression: Expression::Inline(inline),
            } => note(inline, variables),
            PatternElement::Placeable {
                expression: Expression::Select { selector, variants },
            } => {
                note(selector, variables);
                variants
                    .iter()
                    .for_each(|variant| collect(&variant.value, variables));
            }
        }
    }
}

fn note(expression: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = expression {
        variables.insert(id.name.to_owned());
    }
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_variables() {
    for (arabic, english) in sources::of(Locale::Ar).iter().zip(sources::of(Locale::En)) {
        assert_eq!(arabic.name, english.name);
        assert_eq!(sentences(arabic), sentences(english), "{}", arabic.name);
    }
}

#[test]
fn no_key_stands_in_two_files() {
    let mut seen = BTreeSet::new();
    for source in sources::of(Locale::En) {
        for key in sentences(source).into_keys() {
            assert!(seen.insert(key.clone()), "{key}");
        }
    }
}

#[test]
fn every_file_in_the_folders_is_compiled_in() {
    for locale in Locale::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../locales")
            .join(locale.tag());
        let on_disk: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".ftl"))
            .collect();
        let listed: BTreeSet<String> = sources::of(locale)
            .iter()
            .map(|source| source.name.to_owned())
            .collect();
        assert_eq!(on_disk, listed);
    }
}

#[test]
fn arabic_sentences_are_written_in_arabic() {
    for source in sources::of(Locale::Ar) {
        for (key, variables) in sentences(source) {
            let arguments: Vec<_> = variables
                .iter()
                .map(|name| (name.as_str(), Argument::Number(3)))
                .collect();
            let sentence = format(Locale::Ar, &key, &arguments).unwrap();
            assert!(
                sentence
                    .chars()
                    .any(|c| ('\u{0621}'..='\u{064A}').contains(&c)),
                "{key}: {sentence}"
            );
            assert!(!sentence.contains("{$"), "{key}: {sentence}");
            assert!(
                !sentence.contains(['!', '?', ';']),
                "Latin punctuation in {key}: {sentence}"
            );
        }
    }
}

#[test]
fn error_texts_are_whole_sentences() {
    for locale in Locale::ALL {
        for source in sources::of(locale)
            .iter()
            .filter(|source| source.name == "errors.ftl")
        {
            for key in sentences(source).into_keys() {
                let number = key
                    .strip_prefix("error-")
                    .expect("errors.ftl holds errors only");
                assert!(number.len() == 4 && number.parse::<u32>().is_ok(), "{key}");
                let sentence = format(locale, &key, &[]).unwrap();
                assert!(sentence.ends_with('.'), "{key}: {sentence}");
            }
        }
    }
}

#[test]
fn in_printed_arabic_no_line_ends_between_a_negation_and_its_verb() {
    let keys = sources::of(Locale::Ar).iter().flat_map(sentences);
    let printed = ["document-mark-", "document-block-", "completion-"];
    let mut looked_at = 0;
    for (key, _) in keys.filter(|(key, _)| printed.iter().any(|begin| key.starts_with(begin))) {
        let sentence = crate::text(Locale::Ar, &key);
        looked_at += 1;
        for word in sentence.split(' ') {
            let bare = word.trim_start_matches(['و', 'ف']);
            assert!(!["لم", "لا", "لن"].contains(&bare), "{key}: {sentence}");
        }
    }
    assert!(looked_at > 20, "{looked_at}");
}
