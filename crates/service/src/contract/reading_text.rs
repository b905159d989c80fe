//! The text of a document as plain lines, in one language or, where a passage has none in it, in
//! the other.

use mithaq_domain::text::Language;
use mithaq_typeset::{self as typeset, Bilingual, Passage, Words};

/// The passages that have words, a line or more each.
pub(super) fn reading_text(passages: &[Passage], language: Language) -> String {
    let language = match language {
        Language::Ar => typeset::Language::Ar,
        Language::En => typeset::Language::En,
    };
    let mut lines = Vec::new();
    for passage in passages {
        lines.extend(of(passage, language));
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n")
}

fn of(passage: &Passage, language: typeset::Language) -> Vec<String> {
    let say = |text: &Bilingual<Words>| words(text, language);
    match passage {
        Passage::Letterhead { name, lines } => {
            std::iter::once(name).chain(lines).map(say).collect()
        }
        Passage::Heading { number, text, .. } => {
            vec![numbered(number.map(|number| number.to_string()), say(text))]
        }
        Passage::Subtitle(text) | Passage::Notice(text) => vec![say(text)],
        Passage::Party { role, text } => vec![say(role), say(text)],
        Passage::Paragraph { number, text } => vec![numbered(number.clone(), say(text))],
        Passage::List(items) => {
            let line = |item: &typeset::Item| {
                numbered(
                    item.number.map(|number| number.to_string()),
                    say(&item.text),
                )
            };
            items.iter().map(line).collect()
        }
        Passage::Table {
            caption,
            columns,
            rows,
            ..
        } => {
            let row = |cells: Vec<String>| cells.join(" | ");
            let mut lines: Vec<String> = caption.iter().map(say).collect();
            lines.push(row(columns
                .iter()
                .map(|column| say(&column.heading))
                .collect()));
            lines.extend(
                rows.iter()
                    .map(|cells| row(cells.iter().map(say).collect())),
            );
            lines
        }
        Passage::Fields(fields) => {
            let line =
                |field: &typeset::FieldRow| format!("{}: {}", say(&field.label), say(&field.value));
            fields.iter().map(line).collect()
        }
        Passage::Space(_) | Passage::PageBreak => Vec::new(),
    }
}

fn numbered(number: Option<String>, text: String) -> String {
    match number {
        Some(number) => format!("{number}. {text}"),
        None => text,
    }
}

fn words(text: &Bilingual<Words>, language: typeset::Language) -> String {
    let mut sides = text.sides();
    let exact = text.sides().find(|(side, _)| *side == language);
    let side = exact.or_else(|| sides.next());
    side.map(|(_, words)| words.text()).unwrap_or_default()
}
