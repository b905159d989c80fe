//! Sheets that are laid over the pages of an existing PDF: each value in its rectangle, smaller until it fits.

use super::furniture::joined;
use super::ink::{Belongs, Drawing, Mark, Page, Segment};
use super::lines::{Across, Line, lines};
use super::shape::Shaper;
use super::text::{Colour, Style, Text};
use crate::bilingual::{Bilingual, Language};
use crate::face::Face;
use crate::reading::{Align, Words};

/// Between the lines of a value, in sizes of its letters.
const LEADING: f32 = 0.45;
/// By how many points a text shrinks at once.
const STEP: f32 = 0.5;
/// The size of the marks' letters, and how far below the page's top they stand.
const MARKS: (f32, f32) = (6.0, 4.0);

/// What is printed in a rectangle.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    /// The number of its field.
    pub field: usize,
    /// Left, top, width and height in points.
    pub rect: [f32; 4],
    /// A line each; nothing for a cross.
    pub lines: Option<Vec<String>>,
    /// In which direction its lines run.
    pub language: Language,
    /// Where lines start that begin with no letter.
    pub starts_right: bool,
    pub align: Align,
    /// The letters' size, and the least that they may shrink to.
    pub size: f32,
    pub least: f32,
}

/// A sheet of a page's size.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sheet {
    pub size: (f32, f32),
    pub items: Vec<Item>,
}

/// The sheet as a page; the fields whose text does not fit are added to `overflow`.
pub(crate) fn page(
    shaper: &mut Shaper,
    sheet: &Sheet,
    marks: &[Bilingual<Words>],
    overflow: &mut Vec<usize>,
) -> Page {
    let mut drawn = Vec::new();
    if !marks.is_empty() {
        drawn.extend(marks_line(shaper, sheet.size.0, marks));
    }
    for item in &sheet.items {
        match &item.lines {
            None => drawn.push(cross(item.rect)),
            Some(lines) => drawn.extend(fitted(shaper, item, &lines.join("\n"), overflow)),
        }
    }
    Page {
        width: sheet.size.0,
        height: sheet.size.1,
        marks: drawn,
    }
}

/// Lines under each other from `top`, each where `across` says in its width.
fn stacked(
    lines: Vec<Line>,
    (left, top, width): (f32, f32, f32),
    leading: f32,
    across: Across,
) -> Vec<Mark> {
    let mut y = top;
    let mut marks = Vec::new();
    for line in lines {
        y += line.rise;
        let x = left + across.offset(width - line.width);
        marks.push(Mark {
            x,
            y,
            shape: Drawing::Line(line),
            belongs: Belongs::Nothing,
        });
        y += leading;
    }
    marks
}

fn height(lines: &[Line], leading: f32) -> f32 {
    let gaps = leading * lines.len().saturating_sub(1) as f32;
    lines.iter().map(|line| line.rise).sum::<f32>() + gaps
}

fn marks_line(shaper: &mut Shaper, width: f32, marks: &[Bilingual<Words>]) -> Vec<Mark> {
    let style = Style {
        face: Face::Bold,
        size: MARKS.0,
        colour: Colour::Alarm,
    };
    let both = joined(marks);
    let mut text = Text::of(&both.en.text(), style);
    text.push(&format!("   \u{2067}{}\u{2069}", both.ar.text()), style);
    let lines = lines(shaper, &text, Language::En, width, Across::Center);
    stacked(
        lines,
        (0.0, MARKS.1, width),
        style.size * LEADING,
        Across::Center,
    )
}

fn fitted(shaper: &mut Shaper, item: &Item, text: &str, overflow: &mut Vec<usize>) -> Vec<Mark> {
    let [left, top, width, room] = item.rect;
    let across = match (item.align, item.starts_right) {
        (Align::Center, _) => Across::Center,
        (Align::Start, false) | (Align::End, true) => Across::Left,
        (Align::Start, true) | (Align::End, false) => Across::Right,
    };
    let mut size = item.size;
    let (lines, leading, high) = loop {
        let style = Style {
            face: Face::Regular,
            size,
            colour: Colour::Ink,
        };
        let set = lines(shaper, &Text::of(text, style), item.language, width, across);
        let leading = LEADING * size;
        let high = height(&set, leading);
        if high <= room || size <= item.least {
            break (set, leading, high);
        }
        size = (size - STEP).max(item.least);
    };
    if high > room {
        overflow.push(item.field);
        return Vec::new();
    }
    stacked(
        lines,
        (left, top + (room - high) / 2.0, width),
        leading,
        across,
    )
}

/// Two strokes from corner to corner.
fn cross([left, top, width, height]: [f32; 4]) -> Mark {
    let (near, far) = (0.15, 0.85);
    let path = vec![
        Segment::Lift(near * width, near * height),
        Segment::Straight(far * width, far * height),
        Segment::Lift(near * width, far * height),
        Segment::Straight(far * width, near * height),
    ];
    let thickness = (0.08 * height).max(0.8);
    Mark {
        x: left,
        y: top,
        shape: Drawing::Pen {
            path,
            thickness,
            colour: Colour::Ink,
        },
        belongs: Belongs::Nothing,
    }
}
