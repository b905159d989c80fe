//! Template + values → passages: conditions decided, clauses numbered, placeholders filled in,
//! every text cleaned. Nothing about looks.

use crate::bilingual::{Bilingual, Language};
use crate::input::Input;
use crate::phrase::{Key, Phrase, Piece, Style};
use crate::plain::{printable, visible};
use crate::reading::{Column, FieldRow, Item, Passage, Run, Words};
use crate::template::{Block, Conditional, ListItem, TableColumn, TableRow, TemplateField};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Printed where an optional value is missing and the template made no condition of it.
const MISSING: &str = "—";

/// The passages of the document's own pages, without the signature page.
pub(crate) fn passages(input: &Input) -> Vec<Passage> {
    let mut resolver = Resolver {
        input,
        clauses: 0,
        level: 0,
        in_clause: Vec::new(),
        passages: Vec::new(),
        printed: RefCell::default(),
    };
    for conditional in &input.template.blocks {
        if resolver.holds(conditional) {
            resolver.block(&conditional.block);
        }
    }
    resolver.end_clause();
    resolver.attached();
    resolver.passages
}

/// The lines of the page's furniture.
pub(crate) fn furniture(input: &Input, phrase: &Phrase) -> Bilingual<Words> {
    Resolver {
        input,
        clauses: 0,
        level: 0,
        in_clause: Vec::new(),
        passages: Vec::new(),
        printed: RefCell::default(),
    }
    .words(phrase)
}

/// One run of plain, cleaned words on each side.
pub(crate) fn plain_words(text: &Bilingual<String>) -> Bilingual<Words> {
    text.map(|_, side| run(printable(side), false))
}

/// One cleaned value on each side.
pub(crate) fn value_words(text: &Bilingual<String>) -> Bilingual<Words> {
    text.map(|_, side| run(visible(side), true))
}

fn run(text: String, value: bool) -> Words {
    Words {
        runs: vec![Run {
            text,
            bold: false,
            italic: false,
            value,
        }],
    }
}

struct Resolver<'a> {
    input: &'a Input<'a>,
    /// The clauses so far.
    clauses: u32,
    /// The level of the last heading.
    level: u8,
    /// Where the paragraphs of the last clause stand among the passages.
    in_clause: Vec<usize>,
    passages: Vec<Passage>,
    /// Fields whose values stand in the passages.
    printed: RefCell<BTreeSet<String>>,
}

impl Resolver<'_> {
    fn holds(&self, conditional: &Conditional) -> bool {
        let mut conditions = conditional.conditions.iter();
        conditions.all(|condition| self.has(&condition.field) != condition.inverted)
    }

    /// A field has a value if either side prints something.
    fn has(&self, field: &str) -> bool {
        let printed = |text: &String| !visible(text).trim().is_empty();
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
            Block::Heading { level, text } => self.heading(*level, None, text),
            Block::Party { role, text } => {
                let (role, text) = (self.words(role), self.words(text));
                self.passages.push(Passage::Party { role, text });
            }
            Block::Clause { heading } => {
                self.end_clause();
                self.clauses += 1;
                self.heading(2, Some(self.clauses), heading);
            }
            Block::ClauseParagraph { text } => {
                let place = self.passages.len();
                self.paragraph(text);
                self.in_clause.extend(place..self.passages.len());
            }
            Block::Paragraph { text } => self.paragraph(text),
            Block::List(items) => self.list(items),
            Block::Notice { text } => self.passages.push(Passage::Notice(self.words(text))),
            Block::Table {
                caption,
                columns,
                rows,
                repeat_header,
            } => {
                let rows = rows.iter().flat_map(|row| self.rows(row));
                self.passages.push(Passage::Table {
                    caption: caption.as_ref().map(|caption| self.words(caption)),
                    columns: columns.iter().map(|column| self.column(column)).collect(),
                    rows: rows.collect(),
                    repeat_header: *repeat_header,
                });
            }
            Block::Fields { rows } => self.fields(rows),
            Block::Space { points } => self.passages.push(Passage::Space(*points)),
            Block::PageBreak => self.passages.push(Passage::PageBreak),
        }
    }

    /// Where a heading above fell with its condition, this one moves up: PDF/UA leaves out no level.
    fn heading(&mut self, level: u8, number: Option<u32>, text: &Phrase) {
        self.level = level.min(self.level.saturating_add(1));
        let (level, text) = (self.level, self.words(text));
        self.passages.push(Passage::Heading {
            level,
            number,
            text,
        });
    }

    /// Paragraphs left empty by their conditions disappear before the numbers are given.
    fn paragraph(&mut self, text: &Phrase) {
        let text = self.words(text);
        if !text.is_empty() {
            let number = None;
            self.passages.push(Passage::Paragraph { number, text });
        }
    }

    /// Several paragraphs of a clause are numbered.
    fn end_clause(&mut self) {
        let places = std::mem::take(&mut self.in_clause);
        let clause = self.clauses;
        for (index, place) in places.iter().enumerate().filter(|_| places.len() > 1) {
            if let Some(Passage::Paragraph { number, .. }) = self.passages.get_mut(*place) {
                *number = Some(format!("{clause}.{}", index + 1));
            }
        }
    }

    /// Items left empty by their conditions disappear before the numbers are given.
    fn list(&mut self, items: &[ListItem]) {
        let mut shown = Vec::new();
        // The number of the next item at each depth.
        let mut next: Vec<u64> = Vec::new();
        for item in items {
            let text = self.words(&item.text);
            if text.is_empty() {
                continue;
            }
            let depth = usize::from(item.depth);
            next.truncate(depth + 1);
            while next.len() <= depth {
                next.push(item.first.unwrap_or(1));
            }
            let number = next.get_mut(depth).map(|next| {
                let number = *next;
                *next = number.saturating_add(1);
                number
            });
            shown.push(Item {
                depth: item.depth,
                number: item.first.and(number),
                text,
            });
        }
        if !shown.is_empty() {
            self.passages.push(Passage::List(shown));
        }
    }

    fn column(&self, column: &TableColumn) -> Column {
        Column {
            heading: self.words(&column.heading),
            align: column.align,
            share: column.share,
        }
    }

    /// A row of the template, or one for each row of a field.
    fn rows(&self, row: &TableRow) -> Vec<Vec<Bilingual<Words>>> {
        let (field, cells) = match row {
            TableRow::Fixed(cells) => return vec![self.all(cells)],
            TableRow::Each { field, cells } => (field, cells),
        };
        let filled = |values: &Vec<Bilingual<String>>| {
            let cell = |cell: &Phrase| self.words_in(cell, values);
            cells.iter().map(cell).collect()
        };
        let rows = self.input.tables.get(field).into_iter().flatten();
        rows.map(filled).collect()
    }

    /// A row whose value is empty by its own condition disappears.
    fn fields(&mut self, rows: &[TemplateField]) {
        let shown = |row: &&TemplateField| row.when.as_deref().is_none_or(|key| self.has(key));
        let rows = rows.iter().filter(shown).map(|row| FieldRow {
            label: self.words(&row.label),
            value: self.words(&row.value),
        });
        let rows: Vec<_> = rows.filter(|row| !row.value.is_empty()).collect();
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
        self.words_in(phrase, &[])
    }

    /// Within a row that a field repeats.
    fn words_in(&self, phrase: &Phrase, row: &[Bilingual<String>]) -> Bilingual<Words> {
        phrase.map(|language, inline| {
            let mut runs = Vec::new();
            self.pieces(&inline.0, language, row, &mut runs);
            Words { runs }
        })
    }

    fn pieces(
        &self,
        pieces: &[Piece],
        language: Language,
        row: &[Bilingual<String>],
        runs: &mut Vec<Run>,
    ) {
        for piece in pieces {
            match piece {
                Piece::Text { text, style } => runs.push(styled(keep_edges(text), *style, false)),
                Piece::Placeholder { key, style } => {
                    let text = match key {
                        Key::Cell(cell) => row_cell(row, *cell, language),
                        key => self.value(key, language),
                    };
                    runs.push(styled(text, *style, true));
                }
                Piece::Section {
                    field,
                    inverted,
                    pieces,
                } => {
                    if self.has(field) != *inverted {
                        self.pieces(pieces, language, row, runs);
                    }
                }
            }
        }
    }

    fn value(&self, key: &Key, language: Language) -> String {
        let print = |field: &String, place: &str| {
            self.printed.borrow_mut().insert(field.clone());
            let value = self.input.values.get(place);
            value.map(|value| value.side(language).as_str())
        };
        let text = match key {
            Key::Field(field) => print(field, field),
            Key::Formatted { field, format } => print(field, &format!("{field}|{format}")),
            Key::RequestNumber => Some(self.input.request_number),
            Key::ShortCode => Some(self.input.short_code),
            Key::Date => Some(self.input.date.side(language).as_str()),
            Key::IssuerName => Some(self.input.issuer.side(language).as_str()),
            Key::Cell(_) => None,
        };
        match text.map(visible) {
            Some(text) if !text.is_empty() => text,
            _ => MISSING.to_owned(),
        }
    }
}

/// A cell of a field's row; empty where the row has none.
fn row_cell(row: &[Bilingual<String>], cell: usize, language: Language) -> String {
    let cell = cell.checked_sub(1).and_then(|index| row.get(index));
    let text = cell.map(|cell| visible(cell.side(language)));
    text.unwrap_or_default()
}

fn styled(text: String, style: Style, value: bool) -> Run {
    Run {
        text,
        bold: style.bold,
        italic: style.italic,
        value,
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
