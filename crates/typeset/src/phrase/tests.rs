//! What the inline grammar takes and refuses.

#![allow(clippy::unwrap_used)]
use super::*;

fn styled(bold: bool) -> Style {
    Style {
        bold,
        italic: false,
    }
}

fn field(key: &str, bold: bool) -> Piece {
    Piece::Placeholder {
        key: Key::Field(key.into()),
        style: styled(bold),
    }
}

fn text(text: &str, bold: bool) -> Piece {
    Piece::Text {
        text: text.into(),
        style: styled(bold),
    }
}

#[test]
fn values_bold_and_escapes_are_told_apart() {
    let parsed = Inline::parse(r"a **b {{ c }}** \*\*d\{{e}} \\").unwrap();
    let expected = vec![
        text("a ", false),
        text("b ", true),
        field("c", true),
        text(r" **d{{e}} \", false),
    ];
    assert_eq!(parsed.0, expected);
}

#[test]
fn sections_nest_and_name_their_fields() {
    let parsed = Inline::parse("{{#a}}x{{^b}}{{c}}{{/b}}{{/a}}").unwrap();
    let mut fields = BTreeSet::new();
    parsed.collect_fields(&mut fields);
    assert_eq!(fields.into_iter().collect::<String>(), "abc");
}

#[test]
fn every_broken_text_has_its_own_error() {
    let cases = [
        ("{{a", PhraseError::UnclosedPlaceholder),
        ("{{#a}}x", PhraseError::UnclosedSection("a".into())),
        ("{{/a}}", PhraseError::UnexpectedClose("a".into())),
        ("{{#a}}x{{/b}}", PhraseError::UnexpectedClose("b".into())),
        ("**x", PhraseError::UnclosedBold),
        ("{{#a}}**x{{/a}}**", PhraseError::UnclosedBold),
        (
            "{{document.colour}}",
            PhraseError::BadKey("document.colour".into()),
        ),
        ("{{}}", PhraseError::BadKey(String::new())),
        ("{{a|}}", PhraseError::BadKey("a|".into())),
        ("{{1}}", PhraseError::BadKey("1".into())),
    ];
    for (source, error) in cases {
        assert_eq!(Inline::parse(source), Err(error), "{source}");
    }
    let deep = "{{#a}}".repeat(30_000);
    assert_eq!(Inline::parse(&deep), Err(PhraseError::TooDeep));
}
