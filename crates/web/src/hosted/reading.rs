//! The contract's text beside its pictures: the typesetter's passages, in the page's language.

use mithaq_i18n::Locale;
use mithaq_service::contract::{
    Passage as Printed,
    reading::{Bilingual, FieldRow, Language, Words},
};

use super::page::Passage;

/// The passages that have words, each in the page's language or, where it has none, in the other.
pub(super) fn passages(printed: &[Printed], locale: Locale) -> Vec<Passage> {
    printed
        .iter()
        .flat_map(|passage| one(passage, locale))
        .collect()
}

fn one(passage: &Printed, locale: Locale) -> Vec<Passage> {
    match passage {
        Printed::Letterhead { name, lines } => {
            let lines = std::iter::once(name).chain(lines);
            lines
                .filter_map(|line| paragraph(None, line, locale))
                .collect()
        }
        Printed::Heading { number, text, .. } => {
            heading(*number, text, locale).into_iter().collect()
        }
        Printed::Subtitle(text) | Printed::Notice(text) => {
            paragraph(None, text, locale).into_iter().collect()
        }
        Printed::Party { role, text } => {
            let role = heading(None, role, locale);
            role.into_iter()
                .chain(paragraph(None, text, locale))
                .collect()
        }
        Printed::Paragraph { number, text } => paragraph(number.clone(), text, locale)
            .into_iter()
            .collect(),
        Printed::List(items) => {
            let items = items.iter().filter_map(|item| {
                let number = item.number.map(|number| format!("{number}."));
                let marker = number.unwrap_or_else(|| "•".to_owned());
                paragraph(Some(marker), &item.text, locale)
            });
            items.collect()
        }
        Printed::Table {
            caption,
            columns,
            rows,
            ..
        } => vec![Passage::Table {
            locale,
            caption: caption
                .as_ref()
                .map(|caption| spoken(caption, locale).1)
                .filter(|caption| !caption.is_empty()),
            head: columns
                .iter()
                .map(|column| spoken(&column.heading, locale).1)
                .collect(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(|cell| spoken(cell, locale).1).collect())
                .collect(),
        }],
        Printed::Fields(rows) => vec![fields(rows, locale)],
        Printed::Space(_) | Printed::PageBreak => Vec::new(),
    }
}

fn heading(number: Option<u32>, text: &Bilingual<Words>, locale: Locale) -> Option<Passage> {
    let (locale, text) = spoken(text, locale);
    let text = match number {
        Some(number) => format!("{number}. {text}"),
        None => text,
    };
    (!text.trim().is_empty()).then_some(Passage::Heading { locale, text })
}

fn paragraph(number: Option<String>, text: &Bilingual<Words>, locale: Locale) -> Option<Passage> {
    let (locale, text) = spoken(text, locale);
    (!text.trim().is_empty()).then_some(Passage::Paragraph {
        locale,
        number,
        text,
    })
}

fn fields(rows: &[FieldRow], locale: Locale) -> Passage {
    let cells = |row: &FieldRow| vec![spoken(&row.label, locale).1, spoken(&row.value, locale).1];
    Passage::Table {
        locale,
        caption: None,
        head: Vec::new(),
        rows: rows.iter().map(cells).collect(),
    }
}

/// One side's text, the values in it isolated from the direction of the sentence (UAX #9, FSI … PDI).
fn spoken(text: &Bilingual<Words>, locale: Locale) -> (Locale, String) {
    let (wanted, other) = match locale {
        Locale::Ar => (Language::Ar, (Locale::En, Language::En)),
        Locale::En => (Language::En, (Locale::Ar, Language::Ar)),
    };
    let side = |language: Language| {
        text.sides()
            .find(|(side, _)| *side == language)
            .map(|(_, words)| isolated(words))
    };
    match side(wanted) {
        Some(text) => (locale, text),
        None => (other.0, side(other.1).unwrap_or_default()),
    }
}

fn isolated(words: &Words) -> String {
    let runs = words.runs.iter().map(|run| {
        if run.value {
            format!("\u{2068}{}\u{2069}", run.text)
        } else {
            run.text.clone()
        }
    });
    runs.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;
    use mithaq_service::contract::reading::Run;

    fn words(text: &str, value: bool) -> Words {
        Words {
            runs: vec![Run {
                text: text.to_owned(),
                bold: false,
                italic: false,
                value,
            }],
        }
    }

    #[test]
    fn a_text_without_the_pages_language_is_read_in_the_other_and_says_so() {
        let only_english = Bilingual {
            en: words("Only English", false),
            ar: Words::default(),
        };
        let printed = [Printed::Heading {
            level: 2,
            number: Some(3),
            text: only_english,
        }];
        let read = passages(&printed, Locale::Ar);
        let [
            Passage::Heading {
                locale: Locale::En,
                text,
            },
        ] = read.as_slice()
        else {
            panic!("not one English heading");
        };
        assert_eq!(text, "3. Only English");
    }

    #[test]
    fn a_value_is_isolated_from_its_sentence() {
        let text = Bilingual {
            en: words("Amr", true),
            ar: words("Amr", true),
        };
        assert_eq!(
            spoken(&text, Locale::Ar),
            (Locale::Ar, "\u{2068}Amr\u{2069}".to_owned())
        );
    }
}
