//! What Markdown is taken and what is refused, and where.

#![allow(clippy::unwrap_used)]

use super::super::TableRow;
use super::*;
use crate::phrase::PhraseError;

const FRONT: &str = "---\ntitle: T :: ع\n---\n";

fn parsed(body: &str) -> Result<Template, TemplateError> {
    parse(&format!("{FRONT}{body}"), &BTreeMap::new())
}

/// The blocks behind the title.
fn blocks(body: &str) -> Vec<Block> {
    let template = parsed(body).unwrap();
    let blocks = template.blocks.into_iter().skip(1);
    blocks.map(|conditional| conditional.block).collect()
}

fn refused(body: &str) -> (usize, usize, Fault) {
    let error = parsed(body).unwrap_err();
    let (line, column) = error.position.unwrap();
    // Lines of the body.
    (line - 3, column, error.fault)
}

fn words(inline: &Inline) -> String {
    let of = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.clone(),
        Piece::Placeholder { key, .. } => format!("{key:?}"),
        Piece::Section { field, pieces, .. } => {
            format!("{field}({})", words(&Inline(pieces.clone())))
        }
    };
    inline.0.iter().map(of).collect()
}

fn paragraph(body: &str) -> (String, String) {
    match blocks(body).as_slice() {
        [Block::Paragraph { text }] => (words(&text.en), words(&text.ar)),
        other => unreachable!("{other:?}"),
    }
}

fn assert_refused(cases: &[(&str, usize, usize, Fault)]) {
    for (body, line, column, fault) in cases {
        assert_eq!(refused(body), (*line, *column, fault.clone()), "{body:?}");
    }
}

#[test]
fn what_is_no_part_of_a_document_has_its_line_and_column() {
    let cases = [
        ("a\n\nb <b>c</b>", 3, 3, Fault::RawHtml),
        ("<div>\nx\n</div>", 1, 1, Fault::RawHtml),
        ("<!-- hidden -->", 1, 1, Fault::RawHtml),
        ("see ![x](https://x.example/a.png)", 1, 5, Fault::Picture),
        ("see [x](https://x.example)", 1, 5, Fault::Link),
        ("<https://x.example>", 1, 1, Fault::Link),
        ("see [x][y]\n\n[y]: https://x.example", 1, 5, Fault::Link),
        ("a `b`", 1, 3, Fault::Code),
        ("```\na\n```", 1, 1, Fault::Code),
        ("a\n\n    b", 3, 5, Fault::Code),
        ("a\n\n***", 3, 1, Fault::Rule),
        ("### a", 1, 1, Fault::HeadingLevel),
        ("# a\n### b", 2, 1, Fault::HeadingLevel),
        ("## a\n### b\n#### c", 3, 1, Fault::HeadingLevel),
    ];
    assert_refused(&cases);
}

#[test]
fn every_offence_of_placeholders_and_tables_has_its_line_and_column() {
    let phrase = Fault::Phrase;
    let key = |key: &str| key.to_owned();
    let cases = [
        ("a {{b", 1, 3, phrase(PhraseError::UnclosedPlaceholder)),
        ("a {{b\n}}", 1, 3, phrase(PhraseError::UnclosedPlaceholder)),
        (
            "{{#a}}\nb",
            1,
            1,
            phrase(PhraseError::UnclosedSection(key("a"))),
        ),
        (
            "x {{#a}} b",
            1,
            3,
            phrase(PhraseError::UnclosedSection(key("a"))),
        ),
        (
            "{{#a}}\nb\n{{/c}}",
            3,
            1,
            phrase(PhraseError::UnexpectedClose(key("c"))),
        ),
        (
            "عند {{/a}}",
            1,
            5,
            phrase(PhraseError::UnexpectedClose(key("a"))),
        ),
        ("{{a b}}", 1, 1, phrase(PhraseError::BadKey(key("a b")))),
        (
            "{{document.x}}",
            1,
            1,
            phrase(PhraseError::BadKey(key("document.x"))),
        ),
        ("**{{#a}}b** c{{/a}}", 1, 14, Fault::CrossedEmphasis),
        ("a :: b :: c", 1, 8, Fault::Parting),
        ("**a :: b**", 1, 5, Fault::Parting),
        ("عربي :: English", 1, 6, Fault::Language),
        ("| a |\n|---|\n| b | c |", 3, 1, Fault::Table),
        ("| a | b |\n|---|---|\n| c |", 3, 1, Fault::Table),
        ("| a | b |", 1, 1, Fault::Table),
        ("Table: x\n\ny", 3, 1, Fault::Table),
        ("{{1}}", 1, 1, Fault::Row),
        ("| a |\n|---|\n| {{1}} |", 3, 3, Fault::Row),
        ("| a |\n|---|\n| x {{#f}}{{1}}{{/f}} |", 3, 11, Fault::Row),
        ("- a\n  - b\n    - c\n      - d", 4, 7, Fault::Nesting),
        ("> a\n> - b", 2, 3, Fault::Nesting),
        ("- a\n\n  b", 3, 3, Fault::Nesting),
        ("a\u{202E}b", 1, 2, Fault::Control('\u{202E}')),
        ("a\u{0}b", 1, 2, Fault::Control('\0')),
    ];
    assert_refused(&cases);
}

#[test]
fn the_front_matter_is_judged_line_by_line() {
    let fault = |text: &str| parse(text, &BTreeMap::new()).unwrap_err().fault;
    let setting = |name: &str| Fault::Setting(name.to_owned());
    assert_eq!(fault("# no front matter"), Fault::FrontMatter);
    assert_eq!(fault("---\ntitle: a"), Fault::FrontMatter);
    assert_eq!(fault("---\n---\n"), Fault::Title);
    assert_eq!(fault("---\ntitle: only English\n---\n"), Fault::Title);
    assert_eq!(
        fault("---\ntitle: a :: ب\ncolour: red\n---\n"),
        setting("colour")
    );
    assert_eq!(
        fault("---\ntitle: a :: ب\ntitle: a :: ب\n---\n"),
        setting("title")
    );
    assert_eq!(
        fault("---\nlanguages: fr\ntitle: a :: ب\n---\n"),
        setting("languages")
    );
    assert_eq!(
        fault("---\ntitle: a :: ب\nlogo: ../a.png\n---\n"),
        Fault::Picture
    );
    let field = "---\ntitle: a :: ب\nfooter: to {{name}} :: إلى\n---\n";
    let error = parse(field, &BTreeMap::new()).unwrap_err();
    assert_eq!(error.position, Some((3, 12)));
    assert_eq!(error.fault, Fault::FieldInFurniture("name".to_owned()));
    let logo = BTreeMap::from([("a.png".to_owned(), b"GIF89a".to_vec())]);
    let error = parse("---\ntitle: a :: ب\nlogo: a.png\n---\n", &logo).unwrap_err();
    assert_eq!(error.fault, Fault::Logo);
}

#[test]
fn a_text_stands_in_the_language_of_its_letters_or_in_both() {
    let pair = |en: &str, ar: &str| (en.to_owned(), ar.to_owned());
    assert_eq!(paragraph("English"), pair("English", ""));
    assert_eq!(paragraph("عربي"), pair("", "عربي"));
    assert_eq!(paragraph("One\ntwo\n::\nواحد"), pair("One two", "واحد"));
    assert_eq!(paragraph("1 :: ١"), pair("1", "١"));
    assert_eq!(paragraph("a \\:: b c::d"), pair("a :: b c::d", ""));
    assert_eq!(paragraph("\\{{a}} &amp; \\*"), pair("{{a}} & *", ""));
}

#[test]
fn placeholders_are_never_markdown() {
    let (en, _) = paragraph("x {{a_b}} _y_ {{c_d|long_form}} z");
    assert_eq!(
        en,
        "x Field(\"a_b\") y Formatted { field: \"c_d\", format: \"long_form\" } z"
    );
}

#[test]
fn conditions_hold_whole_blocks_and_nest() {
    let template = parsed("{{#a}}\n## H :: ع\n{{^b}}\n- x\n{{/b}}\n{{/a}}\ny").unwrap();
    let held = |conditional: &Conditional| -> String {
        let sign = |inverted| if inverted { "^" } else { "#" };
        let conditions = conditional.conditions.iter();
        conditions
            .map(|c| format!("{}{}", sign(c.inverted), c.field))
            .collect()
    };
    let held: Vec<String> = template.blocks.iter().map(held).collect();
    assert_eq!(held, ["", "#a", "#a^b", ""]);
    assert_eq!(template.placeholders().len(), 2);
    assert_eq!(template.place_of("b"), Some((6, 1)));
}

#[test]
fn a_row_that_names_cells_is_repeated_and_another_is_not() {
    let table = "| a | b |\n|:-|-----:|\n| {{#f}}{{1}} | **{{2}}**{{/f}} |\n| {{#f}}x{{/f}} | y |";
    let blocks = blocks(table);
    let [Block::Table { columns, rows, .. }] = blocks.as_slice() else {
        unreachable!("{blocks:?}");
    };
    assert!(
        matches!(&rows[0], TableRow::Each { field, cells } if field == "f" && cells.len() == 2)
    );
    assert!(matches!(&rows[1], TableRow::Fixed(_)));
    assert_eq!((columns[0].share, columns[1].share), (1.0, 5.0));
    let template = parsed(table).unwrap();
    assert_eq!(template.table_fields(), BTreeMap::from([("f", 2)]));
    assert_eq!(
        template.placeholders().into_iter().collect::<Vec<_>>(),
        ["f"]
    );
}

#[test]
fn clauses_are_headings_of_the_second_level_that_are_not_unnumbered() {
    let found = blocks("## a\nx\n## b {.unnumbered}\ny");
    assert!(matches!(
        found.as_slice(),
        [
            Block::Clause { .. },
            Block::ClauseParagraph { .. },
            Block::Heading { level: 2, .. },
            Block::Paragraph { .. }
        ]
    ));
}

#[test]
fn a_document_of_one_language_has_everything_in_it() {
    let text = "---\ntitle: عقد\nlanguages: ar\n---\nشركة ABC\n\nABC\n";
    let template = parse(text, &BTreeMap::new()).unwrap();
    assert_eq!(template.furniture.languages, [Language::Ar]);
    assert_eq!(template.title.en, "عقد");
    let other = "---\nlanguages: ar, en\ntitle: عقد :: Contract\n---\nEnglish :: عربي\n";
    let error = parse(other, &BTreeMap::new()).unwrap_err();
    assert_eq!(
        (error.position, error.fault),
        (Some((5, 9)), Fault::Language)
    );
    for conditional in &template.blocks[1..] {
        let Block::Paragraph { text } = &conditional.block else {
            unreachable!("{conditional:?}");
        };
        assert!(text.en.0.is_empty() && !text.ar.0.is_empty());
    }
    let parted = text.replace("ABC\n", "a :: ب\n");
    assert_eq!(
        parse(&parted, &BTreeMap::new()).unwrap_err().fault,
        Fault::Parting
    );
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_template_or_an_error(text in "(\\PC|\n|[#*_|:{}\\\\`<>\\[\\]()-]){0,200}") {
        let _ = parsed(&text);
        let _ = parse(&text, &BTreeMap::new());
    }
}
