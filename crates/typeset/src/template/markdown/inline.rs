//! One text: the parser's words and emphasis, the marks in them, the two languages that `::` parts.

use super::mask::{Mark, Mask};
use super::{Fault, Offence};
use crate::bilingual::{Bilingual, Language};
use crate::phrase::{Inline, Key, Phrase, PhraseError, Piece, Style, is_field_key};
use crate::plain::{Letters, letters};
use std::ops::Range;

/// Conditions within conditions beyond this depth are refused.
const MAX_DEPTH: usize = 8;

/// Takes a text's parts one after the other.
pub(super) struct Builder<'a> {
    mask: &'a Mask,
    languages: &'a [Language],
    /// The conditions that are open, the outermost first, and the pieces within each.
    open: Vec<Open>,
    pieces: Vec<Piece>,
    style: Style,
    /// The side of the first language, once it is parted from the other.
    first: Option<Vec<Piece>>,
    /// Within a row that a field repeats: its first and last mark, which are not the text's.
    row: Option<[usize; 2]>,
    at: usize,
}

struct Open {
    field: String,
    inverted: bool,
    at: usize,
    style: Style,
    /// What stands before it.
    before: Vec<Piece>,
}

impl<'a> Builder<'a> {
    pub fn new(mask: &'a Mask, languages: &'a [Language]) -> Self {
        Self {
            mask,
            languages,
            open: Vec::new(),
            pieces: Vec::new(),
            style: Style::default(),
            first: None,
            row: None,
            at: 0,
        }
    }

    /// Of a row that a field repeats between two marks.
    pub fn in_row(self, row: Option<[usize; 2]>) -> Self {
        Self { row, ..self }
    }

    pub fn bold(&mut self, bold: bool) {
        self.style.bold = bold;
    }

    pub fn italic(&mut self, italic: bool) {
        self.style.italic = italic;
    }

    /// Words that the parser found at a range of the text.
    pub fn text(&mut self, range: Range<usize>, words: &str) -> Result<(), Offence> {
        self.at = range.start;
        if self.mask.masked.get(range.clone()) != Some(words) {
            // An entity: what it stands for is a letter like any other.
            self.push(words);
            return Ok(());
        }
        let mask = self.mask;
        let slice = |range: Range<usize>| mask.masked.get(range).unwrap_or_default();
        let mut at = range.start;
        for (offset, mark) in mask.within(range.clone()) {
            self.push(slice(at..offset));
            self.at = offset;
            at = match mark {
                Mark::Parting => {
                    self.part(offset)?;
                    offset + 2
                }
                Mark::Braces { name, end } => {
                    if !self.row.is_some_and(|row| row.contains(&offset)) {
                        self.braces(name, offset)?;
                    }
                    *end
                }
            };
        }
        self.push(slice(at..range.end));
        Ok(())
    }

    /// Words without marks.
    pub fn push(&mut self, words: &str) {
        match self.pieces.last_mut() {
            _ if words.is_empty() => {}
            Some(Piece::Text { text, style }) if *style == self.style => text.push_str(words),
            _ => self.pieces.push(Piece::Text {
                text: words.to_owned(),
                style: self.style,
            }),
        }
    }

    fn part(&mut self, at: usize) -> Result<(), Offence> {
        let is_free = self.open.is_empty() && self.style == Style::default();
        if !is_free || self.first.is_some() || self.languages.len() < 2 {
            return Err((at, Fault::Parting));
        }
        self.first = Some(std::mem::take(&mut self.pieces));
        Ok(())
    }

    fn braces(&mut self, name: &str, at: usize) -> Result<(), Offence> {
        let refused = |error| Err((at, Fault::Phrase(error)));
        if let Some(closed) = name.strip_prefix('/') {
            return self.close(closed.trim(), at);
        }
        if !name.starts_with(['#', '^']) {
            let key = self.key(name).map_err(|fault| (at, fault))?;
            let style = self.style;
            self.pieces.push(Piece::Placeholder { key, style });
            return Ok(());
        }
        let field = name.trim_start_matches(['#', '^']).trim();
        if !is_field_key(field) {
            return refused(PhraseError::BadKey(field.to_owned()));
        }
        if self.open.len() >= MAX_DEPTH {
            return refused(PhraseError::TooDeep);
        }
        self.open.push(Open {
            field: field.to_owned(),
            inverted: name.starts_with('^'),
            at,
            style: self.style,
            before: std::mem::take(&mut self.pieces),
        });
        Ok(())
    }

    fn key(&self, name: &str) -> Result<Key, Fault> {
        match name.parse::<usize>() {
            Ok(cell) if self.row.is_some() && (1..=super::super::MAX_COLUMNS).contains(&cell) => {
                Ok(Key::Cell(cell))
            }
            Ok(_) => Err(Fault::Row),
            Err(_) => Key::parse(name).map_err(Fault::Phrase),
        }
    }

    fn close(&mut self, closed: &str, at: usize) -> Result<(), Offence> {
        let open = self.open.pop().filter(|open| open.field == closed);
        let open = open.ok_or_else(|| {
            let error = PhraseError::UnexpectedClose(closed.to_owned());
            (at, Fault::Phrase(error))
        })?;
        if open.style != self.style {
            return Err((at, Fault::CrossedEmphasis));
        }
        let pieces = std::mem::replace(&mut self.pieces, open.before);
        self.pieces.push(Piece::Section {
            field: open.field,
            inverted: open.inverted,
            pieces,
        });
        Ok(())
    }

    /// The text in its languages. One that is not parted stands in the language of its letters; one
    /// of values alone in both, and so a number or sign where it `may_be_both` (a cell), else in the
    /// page's first.
    pub fn finish(mut self, may_be_both: bool) -> Result<Phrase, Offence> {
        if let Some(open) = self.open.pop() {
            let error = PhraseError::UnclosedSection(open.field);
            return Err((open.at, Fault::Phrase(error)));
        }
        let second = trimmed(self.pieces);
        let Some(first) = self.first else {
            return Ok(alone(second, self.languages, may_be_both));
        };
        let first = trimmed(first);
        let arabic_first = self.languages.first() == Some(&Language::Ar);
        let exchanged = match arabic_first {
            true => (Letters::Latin, Letters::Arabic),
            false => (Letters::Arabic, Letters::Latin),
        };
        if (letters(&words(&first)), letters(&words(&second))) == exchanged {
            return Err((self.at, Fault::Language));
        }
        let (en, ar) = match arabic_first {
            true => (second, first),
            false => (first, second),
        };
        Ok(Bilingual {
            en: Inline(en),
            ar: Inline(ar),
        })
    }
}

fn alone(pieces: Vec<Piece>, languages: &[Language], may_be_both: bool) -> Phrase {
    let text = words(&pieces);
    let language = match (languages, letters(&text)) {
        ([only], _) => Some(*only),
        (_, Letters::Arabic) => Some(Language::Ar),
        (_, Letters::Latin) => Some(Language::En),
        (_, Letters::None) if may_be_both || text.trim().is_empty() => None,
        (languages, Letters::None) => languages.first().copied(),
    };
    let side = |side| match language {
        Some(language) if language != side => Inline::default(),
        _ => Inline(pieces.clone()),
    };
    Bilingual {
        en: side(Language::En),
        ar: side(Language::Ar),
    }
}

/// The template's own words.
fn words(pieces: &[Piece]) -> String {
    let of = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.clone(),
        Piece::Section { pieces, .. } => words(pieces),
        Piece::Placeholder { .. } => String::new(),
    };
    pieces.iter().map(of).collect()
}

/// Without the white space around the whole.
fn trimmed(mut pieces: Vec<Piece>) -> Vec<Piece> {
    if let Some(Piece::Text { text, .. }) = pieces.first_mut() {
        *text = text.trim_start().to_owned();
    }
    if let Some(Piece::Text { text, .. }) = pieces.last_mut() {
        *text = text.trim_end().to_owned();
    }
    pieces.retain(|piece| !matches!(piece, Piece::Text { text, .. } if text.is_empty()));
    pieces
}
