//! A table: columns as wide as their dashes, rows of the template, and rows that a field repeats.

use super::block::{Events, Reader, collect};
use super::inline::Builder;
use super::mask::{Mark, Mask};
use super::{Fault, Offence};
use crate::phrase::Phrase;
use crate::reading::Align;
use crate::template::{Block, MAX_COLUMNS, TableColumn, TableRow};
use pulldown_cmark::{Alignment, Event, Tag, TagEnd};
use std::ops::Range;

/// The field of a repeated row, and its two marks.
type Repeated = (String, [usize; 2]);

pub(super) fn read<'a>(
    reader: &Reader<'a>,
    aligns: &[Alignment],
    range: Range<usize>,
    caption: Option<Phrase>,
    events: &mut Events<'a>,
) -> Result<Block, Offence> {
    if aligns.is_empty() || aligns.len() > MAX_COLUMNS {
        return Err((range.start, Fault::TooManyColumns));
    }
    let text = reader.mask.masked.get(range.clone()).unwrap_or_default();
    let shares = shares(text, aligns.len());
    let (mut columns, mut rows) = (Vec::new(), Vec::new());
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::TableHead) => {
                let headings = cells(reader, None, events)?;
                let places = headings.into_iter().zip(aligns).zip(&shares);
                columns = places
                    .map(|((heading, align), share)| TableColumn {
                        heading,
                        align: align_of(*align),
                        share: *share,
                    })
                    .collect();
            }
            Event::Start(Tag::TableRow) => {
                is_whole(reader.mask, range.clone(), aligns.len())?;
                let repeated = repeated(reader.mask, range)?;
                let marks = repeated.as_ref().map(|(_, marks)| *marks);
                let cells = cells(reader, marks, events)?;
                rows.push(match repeated {
                    Some((field, _)) => TableRow::Each { field, cells },
                    None => TableRow::Fixed(cells),
                });
            }
            Event::End(TagEnd::Table) => break,
            _ => return Err((range.start, Fault::Table)),
        }
    }
    Ok(Block::Table {
        caption,
        columns,
        rows,
        repeat_header: true,
    })
}

/// The cells of a head or row.
fn cells<'a>(
    reader: &Reader<'a>,
    row: Option<[usize; 2]>,
    events: &mut Events<'a>,
) -> Result<Vec<Phrase>, Offence> {
    let mut cells = Vec::new();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::TableCell) => {
                let builder = Builder::new(reader.mask, &reader.front.furniture.languages);
                let mut builder = builder.in_row(row);
                collect(&mut builder, 0, events)?;
                cells.push(builder.finish(true)?);
            }
            Event::End(_) => break,
            _ => return Err((range.start, Fault::Table)),
        }
    }
    Ok(cells)
}

/// Markdown drops cells beyond the head and adds those that are missing; a contract does not.
fn is_whole(mask: &Mask, range: Range<usize>, columns: usize) -> Result<(), Offence> {
    let row = mask.masked.get(range.clone()).unwrap_or_default().trim();
    let inner = row.strip_prefix('|').unwrap_or(row);
    let (mut bars, mut escaped, mut ends) = (0_usize, false, false);
    for c in inner.chars() {
        ends = c == '|' && !escaped;
        bars += usize::from(ends);
        escaped = c == '\\' && !escaped;
    }
    let cells = if ends { bars } else { bars + 1 };
    if cells == columns {
        Ok(())
    } else {
        Err((range.start, Fault::Table))
    }
}

/// A row that names cells of a field (`{{1}}`) is repeated for each row of it, and must be wholly
/// within the field's condition.
fn repeated(mask: &Mask, range: Range<usize>) -> Result<Option<Repeated>, Offence> {
    let marks: Vec<(usize, &str, usize)> = mask
        .within(range.clone())
        .filter_map(|(at, mark)| match mark {
            Mark::Braces { name, end } => Some((at, name.as_str(), *end)),
            Mark::Parting => None,
        })
        .collect();
    let numbered = marks
        .iter()
        .find(|(_, name, _)| name.parse::<usize>().is_ok());
    let Some((at, ..)) = numbered else {
        return Ok(None);
    };
    let outside = || (*at, Fault::Row);
    let (first, last) = marks.first().zip(marks.last()).ok_or_else(outside)?;
    let field = first
        .1
        .strip_prefix('#')
        .map(str::trim)
        .ok_or_else(outside)?;
    let closed = last.1.strip_prefix('/').map(str::trim);
    let between = |range: Range<usize>| mask.masked.get(range).unwrap_or_default();
    let is_bare = |text: &str| text.chars().all(|c| c == '|' || c.is_whitespace());
    let before = between(range.start..first.0);
    let after = between(last.2..range.end);
    if closed != Some(field) || !is_bare(before) || !is_bare(after) {
        return Err(outside());
    }
    Ok(Some((field.to_owned(), [first.0, last.0])))
}

fn align_of(align: Alignment) -> Align {
    match align {
        Alignment::None | Alignment::Left => Align::Start,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::End,
    }
}

/// The dashes of each column in the line under the head, as shares of the width.
fn shares(table: &str, columns: usize) -> Vec<f32> {
    let line = table.lines().nth(1).unwrap_or_default();
    let cells = line.trim().trim_matches('|').split('|');
    let dashes = |cell: &str| cell.matches('-').count().clamp(1, 60);
    let counts: Vec<usize> = cells.map(dashes).collect();
    let count = |place| counts.get(place).copied().unwrap_or(1);
    #[allow(clippy::cast_precision_loss)]
    let share = |place| count(place) as f32;
    (0..columns).map(share).collect()
}
