//! A paragraph's text as pieces: words and spaces of one style and one direction (UAX #9), shaped, with the
//! places where a line may end (UAX #14). Not here: which of these places are taken.

use super::shape::{Shape, Shaper};
use crate::bilingual::Language;
use crate::face::{CAPITAL, Face};
use std::ops::Range;
use std::sync::Arc;
use unicode_bidi::{BidiInfo, Level};

/// What is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    Ink,
    Soft,
    Line,
    Tint,
    Alarm,
    /// Of signatures.
    Pen,
}

/// How letters look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    pub face: Face,
    /// In points.
    pub size: f32,
    pub colour: Colour,
}

impl Style {
    /// From a line's top to its base.
    pub(crate) fn rise(&self) -> f32 {
        CAPITAL * self.size
    }
}

/// Text in styles, in logical order; `\n` ends a line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    pub whole: String,
    /// Where each style ends, in bytes.
    pub styles: Vec<(usize, Style)>,
}

impl Text {
    pub(crate) fn push(&mut self, text: &str, style: Style) {
        self.whole.push_str(text);
        self.styles.push((self.whole.len(), style));
    }

    pub(crate) fn of(text: &str, style: Style) -> Self {
        let mut one = Self::default();
        one.push(text, style);
        one
    }
}

/// A word, or a space, or a part of a word.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// Bytes of the paragraph's text.
    pub range: Range<usize>,
    pub style: Style,
    pub level: Level,
    pub is_space: bool,
    /// Whether a line may end after it.
    pub may_end: bool,
    pub shape: Arc<Shape>,
}

impl Piece {
    pub(crate) fn width(&self) -> f32 {
        self.shape.advance * self.style.size
    }
}

/// The direction of a language's paragraphs.
pub(crate) fn base_level(language: Language) -> Level {
    match language {
        Language::En => Level::ltr(),
        Language::Ar => Level::rtl(),
    }
}

/// The pieces of one line of `text`, in logical order.
pub(crate) fn pieces(
    shaper: &mut Shaper,
    text: &Text,
    line: Range<usize>,
    base: Level,
) -> Vec<Piece> {
    let words = text.whole.get(line.clone()).unwrap_or_default();
    let levels = levels(words, base);
    let mut ends = unicode_linebreak::linebreaks(words)
        .map(|(place, _)| place)
        .peekable();
    let mut cutter = Cutter {
        shaper,
        text,
        pieces: Vec::with_capacity(words.len() / 4),
        open: None,
    };
    let mut styles = text.styles.iter();
    let mut style = styles.next();
    for (place, c) in words.char_indices() {
        let here = line.start + place;
        while style.is_some_and(|(end, _)| *end <= here) {
            style = styles.next();
            cutter.close(here);
        }
        if ends.next_if_eq(&place).is_some() {
            cutter.close(here);
            cutter.may_end();
        }
        let Some((_, style)) = style else { break };
        let level = levels
            .as_ref()
            .and_then(|levels| levels.get(place))
            .copied();
        cutter.add(here, c, *style, level.unwrap_or(base));
    }
    cutter.close(line.end);
    cutter.pieces
}

/// Nothing where every letter stands in the paragraph's own direction.
fn levels(words: &str, base: Level) -> Option<Vec<Level>> {
    let plain = words.is_ascii() && base.is_ltr();
    (!plain).then(|| BidiInfo::new(words, Some(base)).levels)
}

/// A piece that is not yet whole.
struct Open {
    start: usize,
    style: Style,
    level: Level,
    is_space: bool,
}

struct Cutter<'a> {
    shaper: &'a mut Shaper,
    text: &'a Text,
    pieces: Vec<Piece>,
    open: Option<Open>,
}

impl Cutter<'_> {
    fn add(&mut self, here: usize, c: char, style: Style, level: Level) {
        // Isolates and places to break have done their work; nobody needs to find them in the file.
        if matches!(c, '\u{2066}'..='\u{2069}' | '\u{200B}') {
            self.close(here);
            return;
        }
        let is_space = c == ' ';
        let same = |open: &Open| open.level == level && !open.is_space && !is_space;
        if self.open.as_ref().is_some_and(same) {
            return;
        }
        self.close(here);
        self.open = Some(Open {
            start: here,
            style,
            level,
            is_space,
        });
    }

    fn close(&mut self, end: usize) {
        let Some(open) = self.open.take() else {
            return;
        };
        let word = self.text.whole.get(open.start..end).unwrap_or_default();
        let shape = self.shaper.word(word, open.style.face, open.level.is_rtl());
        self.pieces.push(Piece {
            range: open.start..end,
            style: open.style,
            level: open.level,
            is_space: open.is_space,
            may_end: false,
            shape,
        });
    }

    fn may_end(&mut self) {
        if let Some(last) = self.pieces.last_mut() {
            last.may_end = true;
        }
    }
}

/// Parts of a piece that each find room in `width`; a letter that does not stands alone.
pub(crate) fn split(shaper: &mut Shaper, text: &Text, piece: Piece, width: f32) -> Vec<Piece> {
    let mut parts = Vec::new();
    let mut rest = piece;
    while rest.width() > width {
        let Some(end) = first_part(&rest, width) else {
            break;
        };
        let mut shaped = |range: Range<usize>, may_end| {
            let word = text.whole.get(range.clone()).unwrap_or_default();
            Piece {
                shape: shaper.word(word, rest.style.face, rest.level.is_rtl()),
                range,
                may_end,
                ..rest.clone()
            }
        };
        let middle = rest.range.start + end;
        parts.push(shaped(rest.range.start..middle, true));
        rest = shaped(middle..rest.range.end, rest.may_end);
    }
    parts.push(rest);
    parts
}

/// Bytes of the most letters that find room, at least one cluster; nothing where there is but one.
fn first_part(piece: &Piece, width: f32) -> Option<usize> {
    let mut glyphs: Vec<_> = piece.shape.glyphs.iter().collect();
    glyphs.sort_by_key(|glyph| glyph.start);
    let length = u32::try_from(piece.range.len()).ok()?;
    let mut wide = 0.0;
    let mut found = None;
    for glyph in glyphs {
        let after_first = glyph.start > 0 && found != Some(glyph.start);
        if after_first && (found.is_none() || wide <= width) {
            found = Some(glyph.start);
        }
        wide += glyph.advance * piece.style.size;
        if wide > width && found.is_some() {
            break;
        }
    }
    found.filter(|end| *end < length).map(|end| end as usize)
}
