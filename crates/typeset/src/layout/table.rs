//! Tables and rows of labels and values.

use super::flow::Step;
use super::ink::Belongs;
use super::lines::Across;
use super::look::Look;
use super::row::{Column as Lines, Decor, Row};
use super::setter::{Setter, Slot, TEXT_WIDTH};
use super::tags::{Part, Place};
use super::text::Colour;
use crate::bilingual::{Bilingual, Language};
use crate::plain::{Direction, Letters, direction, letters};
use crate::reading::{Align, Column, FieldRow, Words};
use std::rc::Rc;

/// Free room beside a cell's text, and above and below it.
const BESIDE: f32 = 6.0;
const ABOVE: f32 = 3.6;
/// What a long word may take of the free room beside it and its neighbour.
const SPARE: f32 = 2.0 * BESIDE;
/// The least height of a row.
const ROW: f32 = 14.6;
const RULE: f32 = 0.4;
/// Between the columns of labels and values.
const GAP: f32 = 8.0;
/// Free room above and below a label.
const FIELD: f32 = 4.6;
/// How wide labels are to values.
const LABEL: f32 = 0.62;

/// Slots for columns of these shares, from the left, or in a document that begins in Arabic from the right.
fn slots(shares: &[f32], gap: f32, main: Language) -> Vec<Slot> {
    let gaps = gap * shares.len().saturating_sub(1) as f32;
    let unit = (TEXT_WIDTH - gaps) / shares.iter().sum::<f32>().max(f32::EPSILON);
    let mut x = 0.0;
    let slot = |share: &f32| {
        let width = share * unit;
        let left = match main {
            Language::En => x,
            Language::Ar => TEXT_WIDTH - x - width,
        };
        x += width + gap;
        Slot { x: left, width }
    };
    shares.iter().map(slot).collect()
}

impl Setter {
    pub(crate) fn table(
        &mut self,
        caption: Option<&Bilingual<Words>>,
        columns: &[Column],
        rows: &[Vec<Bilingual<Words>>],
        repeat_header: bool,
    ) {
        let table = self.tree.add(None, Part::Table, None);
        if let Some(caption) = caption {
            let place = self.tree.add(Some(table), Part::Caption, None);
            let look = Look::RAGGED.bold();
            let columns = self.pair(
                caption,
                (Slot::WHOLE, &look),
                |_, _| {},
                (Some(place), Part::Span),
            );
            self.push(
                Row {
                    columns,
                    ..Row::default()
                },
                (9.0, 7.0),
                true,
            );
        }
        let shares: Vec<f32> = columns.iter().map(|column| column.share).collect();
        let slots = slots(&shares, 0.0, self.main);
        let head = self.table_head(columns, &slots, table);
        let repeated = (repeat_header && !columns.is_empty()).then(|| Rc::new(head.clone()));
        self.push(head, (5.0, if rows.is_empty() { 8.0 } else { 0.0 }), true);
        let body = self.tree.add(Some(table), Part::Rows, None);
        for (index, cells) in rows.iter().enumerate() {
            let row = self.table_row(columns, cells, &slots, body);
            let below = if index + 1 == rows.len() { 8.0 } else { 0.0 };
            self.steps.push(Step::Row {
                row,
                around: (0.0, below),
                leads: false,
                head: repeated.clone(),
            });
        }
    }

    fn table_head(&mut self, columns: &[Column], slots: &[Slot], table: Place) -> Row {
        let look = Look {
            across: Some(Across::Center),
            spare: SPARE,
            ..Look::BODY.bold()
        };
        let head = self.tree.add(Some(table), Part::Head, None);
        let row = self.tree.add(Some(head), Part::Row, None);
        let mut lines = Vec::new();
        for (column, slot) in columns.iter().zip(slots) {
            let cell = self.tree.add(Some(row), Part::Heads, None);
            lines.push(self.cell(&column.heading, *slot, &look, cell));
        }
        Row {
            columns: lines,
            pad: (ABOVE, ABOVE),
            decor: vec![
                Decor::Ground(Colour::Tint),
                Decor::Over(Colour::Ink, [0.0, TEXT_WIDTH, 0.8]),
                Decor::Under(Colour::Line, [0.0, TEXT_WIDTH, RULE]),
            ],
            ..Row::default()
        }
    }

    fn table_row(
        &mut self,
        columns: &[Column],
        cells: &[Bilingual<Words>],
        slots: &[Slot],
        body: Place,
    ) -> Row {
        let row = self.tree.add(Some(body), Part::Row, None);
        let mut lines = Vec::new();
        let nothing = Bilingual::default();
        for (index, (column, slot)) in columns.iter().zip(slots).enumerate() {
            let place = self.tree.add(Some(row), Part::Cell, None);
            let cell = cells.get(index).unwrap_or(&nothing);
            // Two texts start each where its own language does, else lines of the second would begin ragged.
            let is_parted = column.align == Align::Start && cell.en != cell.ar;
            let across = (!is_parted).then(|| self.across(column.align, cell));
            let look = Look {
                across,
                spare: SPARE,
                ..Look::BODY
            };
            lines.push(self.cell(cell, *slot, &look, place));
        }
        Row {
            columns: lines,
            pad: (ABOVE, ABOVE),
            least: ROW,
            decor: vec![Decor::Under(Colour::Line, [0.0, TEXT_WIDTH, RULE])],
            ..Row::default()
        }
    }

    /// Cells start where the document's first language does; but the last digits of numbers stand under each
    /// other in any.
    fn across(&self, align: Align, cell: &Bilingual<Words>) -> Across {
        let is_number = || letters(&cell.en.text()) == Letters::None;
        match (align, self.main) {
            (Align::Center, _) => Across::Center,
            (Align::End, Language::Ar) if is_number() => Across::Right,
            (Align::Start, Language::En) | (Align::End, Language::Ar) => Across::Left,
            (Align::End, Language::En) | (Align::Start, Language::Ar) => Across::Right,
        }
    }

    /// Both languages under each other, each at its own start where the look names no side; what reads the same in both
    /// is printed once.
    fn cell(&mut self, text: &Bilingual<Words>, slot: Slot, look: &Look, place: Place) -> Lines {
        let slot = Slot {
            x: slot.x + BESIDE,
            width: (slot.width - 2.0 * BESIDE).max(1.0),
        };
        let once = text.en == text.ar;
        let written = match direction(&text.en.text()) {
            Direction::RightToLeft => Language::Ar,
            Direction::LeftToRight => Language::En,
        };
        let mut column = Lines {
            is_middle: true,
            ..Lines::default()
        };
        for (language, words) in text.sides() {
            if once && language != written {
                continue;
            }
            let span = self.tree.add(Some(place), Part::Span, Some(language));
            let own = match language {
                Language::Ar => Across::Right,
                Language::En => Across::Left,
            };
            let look = Look {
                across: look.across.or(Some(own)),
                ..*look
            };
            let set = look.text(words, language);
            let mut lines = self
                .fixed(&set, (language, slot), &look, Belongs::To(span))
                .lines;
            if let Some(first) = lines.first_mut().filter(|_| !column.lines.is_empty()) {
                first.gap = look.leading(language);
            }
            column.lines.extend(lines);
        }
        column
    }

    /// A row for each field: the English label and value on the left, the Arabic ones on the right.
    pub(crate) fn fields(&mut self, rows: &[FieldRow], is_single: bool) {
        let (shares, languages): (&[f32], &[Language]) = if is_single {
            (&[LABEL, 2.0], std::slice::from_ref(&self.main))
        } else {
            (&[LABEL, 1.0, 1.0, LABEL], &[Language::En, Language::Ar])
        };
        let languages = languages.to_vec();
        let from = if is_single { self.main } else { Language::En };
        let slots = slots(shares, GAP, from);
        for (index, field) in rows.iter().enumerate() {
            let row = self.field(field, &languages, &slots);
            let above = if index == 0 { 7.0 } else { 0.0 };
            let below = if index + 1 == rows.len() { 8.0 } else { 0.0 };
            self.push(row, (above, below), false);
        }
    }

    fn field(&mut self, field: &FieldRow, languages: &[Language], slots: &[Slot]) -> Row {
        let label = Look::RAGGED.coloured(Colour::Soft);
        let value = Look::RAGGED.bold();
        let mut columns = Vec::new();
        for language in languages {
            let (label_slot, value_slot) = match (language, slots) {
                (Language::Ar, [_, _, value, label]) => (*label, *value),
                (_, [label, value, ..]) => (*label, *value),
                _ => continue,
            };
            let place = self.tree.add(None, Part::Paragraph, Some(*language));
            let mut name = label.text(field.label.side(*language), *language);
            // Between the two as they are heard or copied.
            name.push(" ", label.style(*language));
            let content = value.text(field.value.side(*language), *language);
            let belongs = Belongs::To(place);
            columns.push(self.column(&name, (*language, label_slot), &label, belongs));
            columns.push(self.column(&content, (*language, value_slot), &value, belongs));
        }
        let under = |slot: &Slot| Decor::Under(Colour::Line, [slot.x, slot.width, RULE]);
        Row {
            columns,
            pad: (FIELD, FIELD),
            decor: slots.iter().map(under).collect(),
            ..Row::default()
        }
    }
}
