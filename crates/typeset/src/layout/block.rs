//! The signature block on a page of exactly its frame's size: a name or strokes, a rule, and below it what is
//! said of the signature in both languages; all of it smaller until it fits.

use super::ink::{Belongs, Drawing, Mark, Page, Segment};
use super::lines::{Across, Line, lines};
use super::shape::Shaper;
use super::text::{Colour, Style, Text};
use crate::bilingual::{Bilingual, Language};
use crate::face::Face;
use crate::plain::isolated;
use crate::reading::Words;

/// Sizes of letters that are tried, in points.
const SIZES: [f32; 11] = [10.0, 9.2, 8.4, 7.6, 6.8, 6.0, 5.2, 4.4, 3.6, 2.8, 2.0];
/// Free room within the frame.
const INSET: f32 = 6.0;
/// All in sizes of letters: between lines, between what stands under each other, between the languages; a typed
/// name's letters; how high the room of a drawn signature is; how large Arabic letters are.
const LEADING: f32 = 0.5;
const SPACING: f32 = 0.55;
const GUTTER: f32 = 1.6;
const NAME: f32 = 2.0;
const DRAWN: f32 = 3.6;
const LARGER: f32 = 1.05;
const RULE: f32 = 0.4;

/// What stands in the block.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    pub size: (f32, f32),
    /// The typed name, isolated.
    pub name: Option<String>,
    pub drawn: Option<Strokes>,
    /// Labels and values.
    pub lines: Vec<(Bilingual<Words>, Bilingual<Words>)>,
    pub level: Bilingual<Words>,
}

/// A signature drawn by hand in a room of height 1.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Strokes {
    pub width: f32,
    pub height: f32,
    pub strokes: Vec<Vec<(f32, f32)>>,
}

/// Draws the block.
pub(crate) fn page(block: &Block) -> Page {
    let mut shaper = Shaper::new();
    let room = block.size.1 - 2.0 * INSET;
    let mut marks = Vec::new();
    for size in SIZES {
        let mut body = Body {
            shaper: &mut shaper,
            size,
            width: block.size.0 - 2.0 * INSET,
            y: INSET,
            marks: Vec::new(),
        };
        body.all(block);
        let used = body.y - INSET;
        marks = body.marks;
        if used <= room {
            break;
        }
    }
    Page {
        width: block.size.0,
        height: block.size.1,
        marks,
    }
}

/// The block at one size, as far as it is laid out.
struct Body<'a> {
    shaper: &'a mut Shaper,
    size: f32,
    width: f32,
    y: f32,
    marks: Vec<Mark>,
}

impl Body<'_> {
    fn all(&mut self, block: &Block) {
        self.signature(block);
        let half = (self.width - GUTTER * self.size) / 2.0;
        let top = self.y;
        let mut end = top;
        for language in [Language::En, Language::Ar] {
            let left = match language {
                Language::En => INSET,
                Language::Ar => INSET + half + GUTTER * self.size,
            };
            self.y = top;
            self.side(block, language, (left, half));
            end = end.max(self.y);
        }
        self.y = end;
    }

    fn signature(&mut self, block: &Block) {
        let (name, drawn) = (block.name.as_deref(), block.drawn.as_ref());
        if name.is_none() && drawn.is_none() {
            return;
        }
        let both = name.is_some() && drawn.is_some();
        let part = if both { self.width / 2.0 } else { self.width };
        let unit = DRAWN * self.size;
        let style = Style {
            face: Face::Bold,
            size: NAME * self.size,
            colour: Colour::Pen,
        };
        let text = Text::of(name.unwrap_or_default(), style);
        let set = lines(self.shaper, &text, Language::En, part, Across::Center);
        let name_height = if name.is_some() {
            height(&set, LEADING * style.size)
        } else {
            0.0
        };
        let drawn_height = drawn.map_or(0.0, |drawn| drawn.height * unit);
        let high = name_height.max(drawn_height);
        let top = self.y;
        if let Some(drawn) = drawn {
            let place = (
                INSET + (part - drawn.width * unit) / 2.0,
                top + (high - drawn_height) / 2.0,
            );
            self.marks.extend(strokes(drawn, unit, place));
        }
        if name.is_some() {
            let left = if both { INSET + part } else { INSET };
            self.y = top + (high - name_height) / 2.0;
            self.put(set, (left, part), LEADING * style.size, Across::Center);
        }
        self.y = top + high + SPACING * self.size;
        self.marks.push(Mark {
            x: INSET,
            y: self.y - RULE / 2.0,
            shape: Drawing::Bar {
                width: self.width,
                height: RULE,
                colour: Colour::Pen,
            },
            belongs: Belongs::Nothing,
        });
        self.y += SPACING * self.size;
    }

    fn side(&mut self, block: &Block, language: Language, (left, width): (f32, f32)) {
        let (size, across) = match language {
            Language::En => (self.size, Across::Left),
            Language::Ar => (self.size * LARGER, Across::Right),
        };
        let plain = Style {
            face: Face::Regular,
            size,
            colour: Colour::Pen,
        };
        let bold = Style {
            face: Face::Bold,
            ..plain
        };
        let mut text = Text::default();
        for (index, (label, value)) in block.lines.iter().enumerate() {
            if index > 0 {
                text.push("\n", plain);
            }
            text.push(&format!("{}: ", label.side(language).text()), plain);
            for (index, line) in value.side(language).text().split('\n').enumerate() {
                let before = if index > 0 { "\n" } else { "" };
                text.push(&format!("{before}{}", isolated(line)), bold);
            }
        }
        let set = lines(self.shaper, &text, language, width, across);
        self.put(set, (left, width), LEADING * self.size, across);
        self.y += SPACING * self.size;
        let text = Text::of(&block.level.side(language).text(), plain);
        let set = lines(self.shaper, &text, language, width, across);
        self.put(set, (left, width), LEADING * self.size, across);
    }

    fn put(&mut self, lines: Vec<Line>, (left, width): (f32, f32), leading: f32, across: Across) {
        let last = lines.len().saturating_sub(1);
        for (index, line) in lines.into_iter().enumerate() {
            self.y += line.rise;
            let x = left + across.offset(width - line.width);
            self.marks.push(Mark {
                x,
                y: self.y,
                shape: Drawing::Line(line),
                belongs: Belongs::Nothing,
            });
            if index < last {
                self.y += leading;
            }
        }
    }
}

fn height(lines: &[Line], leading: f32) -> f32 {
    let gaps = leading * lines.len().saturating_sub(1) as f32;
    lines.iter().map(|line| line.rise).sum::<f32>() + gaps
}

/// Each stroke as a smooth path through the middles between its points.
fn strokes(drawn: &Strokes, unit: f32, (x, y): (f32, f32)) -> Vec<Mark> {
    let thin = (0.035 * unit).max(0.5);
    let stroke = |points: &Vec<(f32, f32)>| {
        // A dot belongs to a letter: it must be seen.
        let thickness = if points.len() == 1 { 2.0 * thin } else { thin };
        let path = path(points, unit)?;
        let shape = Drawing::Pen {
            path,
            thickness,
            colour: Colour::Pen,
        };
        Some(Mark {
            x,
            y,
            shape,
            belongs: Belongs::Nothing,
        })
    };
    drawn.strokes.iter().filter_map(stroke).collect()
}

fn path(points: &[(f32, f32)], unit: f32) -> Option<Vec<Segment>> {
    let points: Vec<(f32, f32)> = points.iter().map(|(x, y)| (x * unit, y * unit)).collect();
    let (first, last) = (points.first()?, points.last()?);
    let mut path = vec![Segment::Lift(first.0, first.1)];
    if let [_, bends @ ..] = points.as_slice() {
        for pair in bends.windows(2) {
            if let [at, next] = pair {
                let middle = ((at.0 + next.0) / 2.0, (at.1 + next.1) / 2.0);
                path.push(Segment::Bend(at.0, at.1, middle.0, middle.1));
            }
        }
    }
    // Nothing is painted for a path without length: a dot is a very short one with round ends.
    let nudge = if points.len() == 1 { 0.1 } else { 0.0 };
    path.push(Segment::Straight(last.0 + nudge, last.1));
    Some(path)
}
