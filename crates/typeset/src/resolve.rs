//! Template + values → passages: conditions decided, clauses numbered, placeholders filled in,
//! every text cleaned. Nothing about looks.

use crate::bilingual::{Bilingual, Language};
use crate::input::Input;
use crate::phrase::{Key, Phrase, Piece};
use crate::plain::printable;
use crate::reading::{Column, FieldRow, Passage, Run, Words};
use crate::template::{Block, Conditional, Party, TableColumn, TemplateField};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Printed where an optional value is missing and the template made no condition of it.
const MISSING: &str = "—";

/// The passages of the document's own pages, without the signature page.
pub(crate) fn passages(input: &Input) -> Vec<Passage> {
    let mut resolver = Resolver {
        input,
        clause: 0,
        passages: Vec::new(),
        printed: RefCell::default(),
    };
    for conditional in &input.template.blocks {
        if resolver.holds(conditional) {
            resolver.block(&conditional.block);
        }
    }
    resolver.attached();
    resolver.passages
}

/// One run of plain, cleaned words on each side.
pub(crate) fn plain_words(text: &Bilingual<String>) -> Bilingual<Words> {
    text.map(|_, side| run(printable(side), false, false))
}

/// One cleaned value on each side.
pub(crate) fn value_words(text: &Bilingual<String>) -> Bilingual<Words> {
    text.map(|_, side| run(printable(side), false, true))
}

fn run(text: String, bold: bool, value: bool) -> Words {
    Words {
        runs: vec![Run { text, bold, value }],
    }
}

struct Resolver<'a> {
    input: &'a Input<'a>,
    clause: u32,
    passages: Vec<Passage>,
    /// Fields whose values stand in the passages.
    printed: RefCell<BTreeSet<String>>,
}

impl Resolver<'_> {
    fn holds(&self, conditional: &Conditional) -> bool {
        conditional.when.as_deref().is_none_or(|key| self.has(key))
            && !conditional
                .unless
                .as_deref()
                .is_some_and(|key| self.has(key))
    }

    /// A field has a value if either side prints something.
    fn has(&self, field: &str) -> bool {
        let printed = |text: &String| !printable(text).trim().is_empty();
        let value = self.input.values.get(field);
        value.is_some_and(|value| printed(&value.en) || printed(&value.ar))
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Letterhead { name, lines } => {
                let name = self.words(name);
                let lines = self.all(lines);
                self.passages.push(Passage::Letterhead { name, lines });
            }
            Block::Title { text, subtitle } => {
                self.heading(1, None, text);
                if let Some(subtitle) = subtitle {
                    self.passages.push(Passage::Subtitle(self.words(subtitle)));
                }
            }
            Block::Heading { text } => self.heading(2, None, text),
            Block::Parties { parties } => parties.iter().for_each(|party| self.party(party)),
            Block::Clause {
                heading,
                paragraphs,
            } => self.clause(heading, paragraphs),
            Block::Paragraph { text } => self.paragraph(None, self.words(text)),
            Block::Notice { text } => self.passages.push(Passage::Notice(self.words(text))),
            Block::Table {
                caption,
                columns,
                rows,
                rows_of,
                repeat_header,
            } => {
                let fixed = rows.iter().map(|row| self.all(row));
                let filled = rows_of.iter().flat_map(|key| self.rows(key, columns.len()));
                self.passages.push(Passage::Table {
                    caption: caption.as_ref().map(|caption| self.words(caption)),
                    columns: columns.iter().map(|column| self.column(column)).collect(),
                    rows: fixed.chain(filled).collect(),
                    repeat_header: *repeat_header,
                });
            }
            Block::Fields { rows } => self.fields(rows),
            Block::Space { points } => self.passages.push(Passage::Space(*points)),
            Block::PageBreak {} => self.passages.push(Passage::PageBreak),
        }
    }

    fn heading(&mut self, level: u8, number: Option<u32>, text: &Phrase) {
        let text = self.words(text);
        self.passages.push(Passage::Heading {
            level,
            number,
            text,
        });
    }

    fn party(&mut self, party: &Party) {
        let (role, text) = (self.words(&party.role), self.words(&party.text));
        self.passages.push(Passage::Party { role, text });
    }

    /// Paragraphs left empty by their conditions disappear before the numbers are given.
    fn clause(&mut self, heading: &Phrase, paragraphs: &[Phrase]) {
        self.clause += 1;
        let number = self.clause;
        self.heading(2, Some(number), heading);
        let mut texts = self.all(paragraphs);
        texts.retain(|text| !text.is_empty());
        let several = texts.len() > 1;
        for (index, text) in texts.into_iter().enumerate() {
            let number = several.then(|| format!("{number}.{}", index + 1));
            self.paragraph(number, text);
        }
    }

    fn paragraph(&mut self, number: Option<String>, text: Bilingual<Words>) {
        if !text.is_empty() {
            self.passages.push(Passage::Paragraph { number, text });
        }
    }

    fn column(&self, column: &TableColumn) -> Column {
        Column {
            heading: self.words(&column.heading),
            align: column.align,
            share: column.share,
        }
    }

    /// The rows of a table field, each with as many cells as the table has columns.
    fn rows(&self, key: &str, columns: usize) -> Vec<Vec<Bilingual<Words>>> {
        let rows = self.input.tables.get(key).into_iter().flatten();
        let cell = |row: &Vec<Bilingual<String>>, column: usize| {
            let empty = || Bilingual::same(String::new());
            value_words(&row.get(column).cloned().unwrap_or_else(empty))
        };
        rows.map(|row| (0..columns).map(|column| cell(row, column)).collect())
            .collect()
    }

    fn fields(&mut self, rows: &[TemplateField]) {
        let shown = |row: &&TemplateField| row.when.as_deref().is_none_or(|key| self.has(key));
        let rows: Vec<_> = rows
            .iter()
            .filter(shown)
            .map(|row| FieldRow {
                label: self.words(&row.label),
                value: self.words(&row.value),
            })
            .collect();
        if !rows.is_empty() {
            self.passages.push(Passage::Fields(rows));
        }
    }

    /// The files that the template printed nowhere.
    fn attached(&mut self) {
        let rows = self.input.attached.iter().filter_map(|(key, label)| {
            let value = self.input.values.get(key)?;
            let is_printed = self.printed.borrow().contains(key);
            (!is_printed).then(|| FieldRow {
                label: plain_words(label),
                value: value_words(value),
            })
        });
        let rows: Vec<_> = rows.collect();
        if !rows.is_empty() {
            // A document's headings begin at the first level (ISO 14289-1, 7.4.2).
            let is_first = !self
                .passages
                .iter()
                .any(|passage| matches!(passage, Passage::Heading { .. }));
            self.passages.push(Passage::Heading {
                level: if is_first { 1 } else { 2 },
                number: None,
                text: plain_words(&Bilingual::new("Attached files", "الملفات المرفقة")),
            });
            self.passages.push(Passage::Fields(rows));
        }
    }

    fn all(&self, phrases: &[Phrase]) -> Vec<Bilingual<Words>> {
        phrases.iter().map(|phrase| self.words(phrase)).collect()
    }

    fn words(&self, phrase: &Phrase) -> Bilingual<Words> {
        phrase.map(|language, inline| {
            let mut runs = Vec::new();
            self.pieces(&inline.0, language, &mut runs);
            Words { runs }
        })
    }

    fn pieces(&self, pieces: &[Piece], language: Language, runs: &mut Vec<Run>) {
        for piece in pieces {
            match piece {
                Piece::Text { text, bold } => runs.push(Run {
                    text: keep_edges(text),
                    bold: *bold,
                    value: false,
                }),
                Piece::Placeholder { key, bold } => runs.push(Run {
                    text: self.value(key, language),
                    bold: *bold,
                    value: true,
                }),
                Piece::Section {
                    field,
                    inverted,
                    pieces,
                } => {
                    if self.has(field) != *inverted {
                        self.pieces(pieces, language, runs);
                    }
                }
            }
        }
    }

    fn value(&self, key: &Key, language: Language) -> String {
        let text = match key {
            Key::Field(field) => {
                self.printed.borrow_mut().insert(field.clone());
                let value = self.input.values.get(field);
                value.map(|value| value.side(language).as_str())
            }
            Key::RequestNumber => Some(self.input.request_number),
            Key::ShortCode => Some(self.input.short_code),
            Key::Date => Some(self.input.date.side(language).as_str()),
            Key::IssuerName => Some(self.input.issuer.side(language).as_str()),
        };
        match text.map(printable) {
            Some(text) if !text.is_empty() => text,
            _ => MISSING.to_owned(),
        }
    }
}

/// Cleaning trims, but between a text and a value the spaces count.
fn keep_edges(text: &str) -> String {
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len().max(start);
    let edge = |part: Option<&str>| part.unwrap_or("").replace(['\t', '\r'], " ");
    let middle = text.get(start..end).map(printable).unwrap_or_default();
    format!(
        "{}{middle}{}",
        edge(text.get(..start)),
        edge(text.get(end..))
    )
}
