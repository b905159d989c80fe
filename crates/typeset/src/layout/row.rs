//! A row: lines in columns beside each other, what surrounds them, and how it is broken in two.

use super::ink::{Belongs, Drawing, Mark};
use super::lines::Line;
use super::text::Colour;

/// Lines that no page begins or ends with alone.
const TOGETHER: usize = 2;

/// What is laid over the text's whole width. Distances are points from the row's top and the text's left.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub columns: Vec<Column>,
    /// Free room above and below what it holds.
    pub pad: (f32, f32),
    /// It is at least so high, free room included.
    pub least: f32,
    pub decor: Vec<Decor>,
    /// Drawn at places of their own; such a row is never broken.
    pub marks: Vec<Mark>,
    /// The number of the signer whose frame stands in it, and how far below its top.
    pub frame: Option<(usize, f32)>,
}

/// Lines under each other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Column {
    pub lines: Vec<Placed>,
    /// In the middle of the row's height rather than at its top.
    pub is_middle: bool,
}

/// A line and its place in its column.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub x: f32,
    /// Free room above it.
    pub gap: f32,
    pub line: Line,
    pub belongs: Belongs,
}

impl Column {
    pub(crate) fn height(&self) -> f32 {
        self.lines.iter().map(Placed::height).sum()
    }

    /// How many lines find room, without leaving one alone.
    fn taken(&self, room: f32) -> usize {
        let mut used = 0.0;
        let fits = |placed: &&Placed| {
            used += placed.height();
            used <= room
        };
        let all = self.lines.len();
        let taken = self.lines.iter().take_while(fits).count();
        let kept = match all - taken {
            0 => return all,
            rest if rest < TOGETHER => all.saturating_sub(TOGETHER),
            _ => taken,
        };
        if kept < TOGETHER { 0 } else { kept }
    }
}

impl Placed {
    fn height(&self) -> f32 {
        self.gap + self.line.rise
    }
}

/// What surrounds a row's lines.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Decor {
    Ground(Colour),
    /// A bar at both sides.
    Sides(Colour, f32),
    /// A rule along the top: from the left, how long, how thick.
    Over(Colour, [f32; 3]),
    /// The same along the foot.
    Under(Colour, [f32; 3]),
}

impl Row {
    pub(crate) fn height(&self) -> f32 {
        let inside = self.columns.iter().map(Column::height).fold(0.0, f32::max);
        (self.pad.0 + inside + self.pad.1).max(self.least)
    }

    /// What finds room of it, the rest staying behind; nothing where too little does.
    pub(crate) fn cut(&mut self, room: f32, must: bool) -> Option<Self> {
        let room = room - self.pad.0 - self.pad.1;
        let least = usize::from(must);
        let taken: Vec<usize> = self
            .columns
            .iter()
            .map(|column| column.taken(room).max(least).min(column.lines.len()))
            .collect();
        let nothing = |(column, taken): (&Column, &usize)| *taken == 0 && !column.lines.is_empty();
        if self.columns.iter().zip(&taken).any(nothing) {
            return None;
        }
        let mut part = Self {
            pad: self.pad,
            decor: self.decor.clone(),
            ..Self::default()
        };
        for (column, taken) in self.columns.iter_mut().zip(taken) {
            let rest = column.lines.split_off(taken);
            let lines = std::mem::replace(&mut column.lines, rest);
            if let Some(first) = column.lines.first_mut() {
                first.gap = 0.0;
            }
            column.is_middle = false;
            part.columns.push(Column {
                lines,
                is_middle: false,
            });
        }
        self.least = 0.0;
        Some(part)
    }

    /// Whether nothing is left of it.
    pub(crate) fn is_done(&self) -> bool {
        self.columns.iter().all(|column| column.lines.is_empty())
    }

    /// Its marks, for a row whose top left is at this place.
    pub(crate) fn draw(self, (left, top): (f32, f32), width: f32, marks: &mut Vec<Mark>) {
        let height = self.height();
        let bars = self
            .decor
            .iter()
            .flat_map(|decor| decor.bars(width, height));
        marks.extend(bars.map(|([x, y, width, height], colour)| Mark {
            x: left + x,
            y: top + y,
            shape: Drawing::Bar {
                width,
                height,
                colour,
            },
            belongs: Belongs::Nothing,
        }));
        let inside = height - self.pad.0 - self.pad.1;
        for column in self.columns {
            let free = if column.is_middle {
                (inside - column.height()) / 2.0
            } else {
                0.0
            };
            let mut y = top + self.pad.0 + free;
            for placed in column.lines {
                y += placed.height();
                marks.push(Mark {
                    x: left + placed.x,
                    y,
                    shape: Drawing::Line(placed.line),
                    belongs: placed.belongs,
                });
            }
        }
        marks.extend(self.marks.into_iter().map(|mark| Mark {
            x: left + mark.x,
            y: top + mark.y,
            ..mark
        }));
    }

    /// The same outside of the text: what repeats is said once.
    pub(crate) fn again(&self, belongs: Belongs) -> Self {
        let mut again = self.clone();
        for placed in again
            .columns
            .iter_mut()
            .flat_map(|column| &mut column.lines)
        {
            placed.belongs = belongs;
        }
        again
    }
}

impl Decor {
    fn bars(self, width: f32, height: f32) -> Vec<([f32; 4], Colour)> {
        match self {
            Self::Ground(colour) => vec![([0.0, 0.0, width, height], colour)],
            Self::Sides(colour, thick) => {
                let bar = |x: f32| ([x - thick / 2.0, 0.0, thick, height], colour);
                vec![bar(0.0), bar(width)]
            }
            Self::Over(colour, [x, long, thick]) => vec![([x, -thick / 2.0, long, thick], colour)],
            Self::Under(colour, [x, long, thick]) => {
                vec![([x, height - thick / 2.0, long, thick], colour)]
            }
        }
    }
}

impl Row {
    pub(crate) fn may_break(&self, tall: f32) -> bool {
        self.marks.is_empty() && self.height() > tall
    }

    /// What a page must hold of it: all, or where it may be broken some lines.
    pub(crate) fn first_lines(&self, tall: f32) -> f32 {
        const SOME_LINES: f32 = 60.0;
        if self.may_break(tall) {
            SOME_LINES
        } else {
            self.height()
        }
    }
}
