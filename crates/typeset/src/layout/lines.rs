//! A paragraph broken into lines. Justified text takes as few lines as there can be, and among these the most
//! even; other text fills one line after the other.

use super::shape::{Shape, Shaper};
use super::text::{Piece, Style, Text, base_level, pieces, split};
use crate::bilingual::Language;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use unicode_bidi::{BidiInfo, Level};

/// Where lines stand in their column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Across {
    Left,
    Center,
    Right,
    /// Both edges even; the last line at the start of its language.
    Justified,
}

impl Across {
    /// How far from its slot's left a line stands that leaves so much free.
    pub(crate) fn offset(self, free: f32) -> f32 {
        match self {
            Self::Left | Self::Justified => 0.0,
            Self::Center => free / 2.0,
            Self::Right => free,
        }
    }
}

/// A line whose spaces would have to grow by more, in sizes of its letters, is left uneven: holes between the
/// words are worse than its edge.
const MOST_STRETCH: f32 = 1.0;
/// No line that anybody reads has more words. Text without width (marks alone) would have any number of them.
const MOST_WORDS: usize = 500;
/// What a line may be too wide by, in points: an error of rounding.
const TOLERANCE: f32 = 0.01;

/// A line, ready to be drawn.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The whole paragraph's.
    pub text: Rc<str>,
    /// In logical order.
    pub spans: Vec<Span>,
    /// In points, stretched where it is justified.
    pub width: f32,
    /// From the line's top to its base.
    pub rise: f32,
}

/// What is drawn at once: one style, one direction.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub style: Style,
    pub from_right: bool,
    /// From the line's left.
    pub x: f32,
    /// In logical order.
    pub parts: Vec<Part>,
}

/// A word or a space of a span.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub start: usize,
    pub shape: Arc<Shape>,
    /// What is added to its advance, in points.
    pub stretch: f32,
}

/// The room of a line, in points.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    pub width: f32,
    /// How much more a single word may take before it is broken.
    pub spare: f32,
}

impl From<f32> for Room {
    fn from(width: f32) -> Self {
        Self { width, spare: 0.0 }
    }
}

/// Breaks a text into lines.
pub(crate) fn lines(
    shaper: &mut Shaper,
    text: &Text,
    language: Language,
    room: impl Into<Room>,
    across: Across,
) -> Vec<Line> {
    let Room { width, spare } = room.into();
    let whole: Rc<str> = text.whole.as_str().into();
    let base = base_level(language);
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.whole.split('\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        let pieces = pieces(shaper, text, range, base);
        let pieces = fitting(shaper, text, pieces, width + spare);
        let ranges = match across {
            Across::Justified => even(&pieces, width),
            _ => full(&pieces, width),
        };
        let last = ranges.len().saturating_sub(1);
        for (index, range) in ranges.into_iter().enumerate() {
            let pieces = pieces.get(range).unwrap_or_default();
            let stretch = (across == Across::Justified && index < last).then_some(width);
            let mut line = set(&whole, pieces, base, stretch);
            if pieces.is_empty() {
                line.rise = text.styles.first().map_or(0.0, |(_, style)| style.rise());
            }
            lines.push(line);
        }
    }
    lines
}

/// What is wider than a line is broken where it must be.
fn fitting(shaper: &mut Shaper, text: &Text, pieces: Vec<Piece>, width: f32) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut unbroken = 0.0;
    for piece in pieces {
        if !piece.is_space && unbroken + piece.width() > width + TOLERANCE {
            if let Some(last) = out.last_mut() {
                last.may_end = true;
            }
            unbroken = 0.0;
        }
        let parts = match piece.width() > width + TOLERANCE && !piece.is_space {
            true => split(shaper, text, piece, width),
            false => vec![piece],
        };
        for part in parts {
            unbroken = if part.may_end {
                0.0
            } else {
                unbroken + part.width()
            };
            out.push(part);
        }
    }
    out
}

/// The width of pieces without the spaces at their end, and how many spaces remain.
fn measure(pieces: &[Piece]) -> (f32, usize) {
    let kept = trimmed(pieces);
    let spaces = kept.iter().filter(|piece| piece.is_space).count();
    (kept.iter().map(Piece::width).sum(), spaces)
}

fn trimmed(pieces: &[Piece]) -> &[Piece] {
    let end = pieces.iter().rposition(|piece| !piece.is_space);
    pieces
        .get(..end.map_or(0, |end| end + 1))
        .unwrap_or_default()
}

/// Each line as full as it can be.
fn full(pieces: &[Piece], width: f32) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut start, mut wide, mut end) = (0, 0.0_f32, None);
    let mut after_end = 0.0;
    for (index, piece) in pieces.iter().enumerate() {
        if let Some(place) =
            end.filter(|_| !piece.is_space && wide + piece.width() > width + TOLERANCE)
        {
            ranges.push(start..place);
            start = place;
            wide -= after_end;
            end = None;
        }
        wide += piece.width();
        if piece.may_end {
            end = Some(index + 1);
            after_end = wide;
        }
    }
    ranges.push(start..pieces.len());
    ranges
}

/// The best way to reach a place: how many lines, how uneven, and where the last of them starts.
#[derive(Clone, Copy)]
struct Way {
    lines: usize,
    uneven: f32,
    from: usize,
}

/// Sums over a text's pieces, so that any stretch of them is measured at once.
struct Sums {
    /// Of the pieces before each, in points.
    wide: Vec<f64>,
    /// Spaces before each.
    spaces: Vec<u32>,
    /// Where a line that ends before this piece ends without its spaces.
    kept: Vec<usize>,
}

impl Sums {
    fn of(pieces: &[Piece]) -> Self {
        let mut sums = Self {
            wide: vec![0.0],
            spaces: vec![0],
            kept: vec![0],
        };
        let (mut wide, mut spaces, mut kept) = (0.0, 0, 0);
        for (index, piece) in pieces.iter().enumerate() {
            wide += f64::from(piece.width());
            if piece.is_space {
                spaces += 1;
            } else {
                kept = index + 1;
            }
            sums.wide.push(wide);
            sums.spaces.push(spaces);
            sums.kept.push(kept);
        }
        sums
    }

    /// The width and the spaces of a line of these pieces.
    fn line(&self, start: usize, end: usize) -> (f32, u32) {
        let kept = self.kept.get(end).map_or(start, |kept| (*kept).max(start));
        let wide = |place: usize| self.wide.get(place).copied().unwrap_or_default();
        let spaces = |place: usize| self.spaces.get(place).copied().unwrap_or_default();
        (
            (wide(kept) - wide(start)) as f32,
            spaces(kept) - spaces(start),
        )
    }
}

/// As few lines as [`full`] makes, and of all such the ones whose spaces are stretched least (the sum of the
/// squares of what each line lacks).
fn even(pieces: &[Piece], width: f32) -> Vec<Range<usize>> {
    let rough = full(pieces, width);
    if rough.len() < 2 {
        return rough;
    }
    let ends = pieces.iter().enumerate().filter(|(_, piece)| piece.may_end);
    let mut places = vec![0];
    places.extend(
        ends.map(|(index, _)| index + 1)
            .filter(|end| *end < pieces.len()),
    );
    places.push(pieces.len());
    let sums = Sums::of(pieces);
    // At a place's number: how to get there. The first place is the text's start.
    let mut ways = vec![Way {
        lines: 0,
        uneven: 0.0,
        from: 0,
    }];
    for end in places.iter().skip(1) {
        let is_last = *end == pieces.len();
        ways.push(best(&sums, &places, &ways, (*end, is_last, width)));
    }
    walk_back(&places, &ways)
}

fn best(
    sums: &Sums,
    places: &[usize],
    ways: &[Way],
    (end, is_last, width): (usize, bool, f32),
) -> Way {
    let mut best: Option<Way> = None;
    let before = places.iter().zip(ways).enumerate().rev();
    for (number, (start, way)) in before.take(MOST_WORDS) {
        let (wide, spaces) = sums.line(*start, end);
        if wide > width + TOLERANCE && best.is_some() {
            break;
        }
        let lack = if is_last {
            0.0
        } else {
            (width - wide) / spaces.max(1) as f32
        };
        let tried = Way {
            lines: way.lines + 1,
            uneven: way.uneven + lack * lack,
            from: number,
        };
        let better = |best: Way| (tried.lines, tried.uneven) < (best.lines, best.uneven);
        if best.is_none_or(better) {
            best = Some(tried);
        }
    }
    best.unwrap_or(Way {
        lines: 1,
        uneven: 0.0,
        from: 0,
    })
}

fn walk_back(places: &[usize], ways: &[Way]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut number = places.len().saturating_sub(1);
    while number > 0 {
        let from = ways.get(number).map_or(0, |way| way.from);
        let place = |number: usize| places.get(number).copied().unwrap_or_default();
        ranges.push(place(from)..place(number));
        number = from;
    }
    ranges.reverse();
    ranges
}

/// Puts a line's pieces at their places: spans in visual order (UAX #9, L1 and L2) from the left.
fn set(text: &Rc<str>, pieces: &[Piece], base: Level, stretch_to: Option<f32>) -> Line {
    let kept = trimmed(pieces).len();
    let (natural, spaces) = measure(pieces);
    let lack = stretch_to.map_or(0.0, |width| (width - natural).max(0.0));
    let size = pieces.first().map_or(0.0, |piece| piece.style.size);
    let each = lack / spaces.max(1) as f32;
    let each = if each > MOST_STRETCH * size {
        0.0
    } else {
        each
    };
    let mut spans: Vec<(Span, Level, f32)> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let is_trailing = index >= kept;
        let level = if is_trailing { base } else { piece.level };
        let stretch = match (is_trailing, piece.is_space) {
            // A space that ends a line is in the text and takes no room.
            (true, _) => -piece.width(),
            (false, true) => each,
            (false, false) => 0.0,
        };
        let part = Part {
            start: piece.range.start,
            shape: Arc::clone(&piece.shape),
            stretch,
        };
        let wide = piece.width() + stretch;
        match spans.last_mut() {
            Some((span, last, width)) if *last == level && span.style == piece.style => {
                span.parts.push(part);
                *width += wide;
            }
            _ => {
                let span = Span {
                    style: piece.style,
                    from_right: level.is_rtl(),
                    x: 0.0,
                    parts: vec![part],
                };
                spans.push((span, level, wide));
            }
        }
    }
    place(&mut spans);
    Line {
        text: Rc::clone(text),
        width: spans.iter().map(|(_, _, width)| width).sum(),
        rise: pieces
            .iter()
            .map(|piece| piece.style.rise())
            .fold(0.0, f32::max),
        spans: spans.into_iter().map(|(span, _, _)| span).collect(),
    }
}

fn place(spans: &mut [(Span, Level, f32)]) {
    let levels: Vec<Level> = spans.iter().map(|(_, level, _)| *level).collect();
    let mut x = 0.0;
    for index in BidiInfo::reorder_visual(&levels) {
        if let Some((span, _, width)) = spans.get_mut(index) {
            span.x = x;
            x += *width;
        }
    }
}

#[cfg(test)]
mod tests;
