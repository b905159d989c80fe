//! The inline grammar of a template's texts. Only the grammar: which values exist and how they
//! look is decided where a phrase is resolved.
//!
//! ```text
//! {{fullName}}                       a field's value
//! {{amount|words}}                   the value in another form, which the caller knows
//! {{document.date}}                  a built-in: requestNumber, shortCode, date; issuer.name
//! {{#employer}}…{{/employer}}        only if the field has a value
//! {{^employer}}…{{/employer}}        only if it has none
//! **bold**   \*  \{  \\              emphasis, and literal characters
//! ```
//!
//! Markdown brings its own emphasis and escapes; of this grammar it uses what stands in braces.

use crate::bilingual::Bilingual;
use serde::de::{Deserialize, Deserializer, Error};
use std::collections::BTreeSet;
use std::fmt;

/// Sections within sections beyond this depth are refused.
const MAX_DEPTH: usize = 8;

/// A template text in both languages.
pub type Phrase = Bilingual<Inline>;

/// One side of a phrase, already parsed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inline(pub Vec<Piece>);

/// Emphasis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    pub bold: bool,
    pub italic: bool,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// The template's own words.
    Text { text: String, style: Style },
    /// A value to be filled in.
    Placeholder { key: Key, style: Style },
    /// Pieces shown only if the field has a value (or, `inverted`, has none).
    Section {
        field: String,
        inverted: bool,
        pieces: Vec<Piece>,
    },
}

/// What a placeholder names.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    Field(String),
    /// A field's value in a form that the caller knows by name.
    Formatted {
        field: String,
        format: String,
    },
    /// A cell of the row that is being repeated, from 1.
    Cell(usize),
    RequestNumber,
    ShortCode,
    Date,
    IssuerName,
}

/// Why a text is not of this grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhraseError {
    UnclosedPlaceholder,
    UnclosedSection(String),
    UnexpectedClose(String),
    UnclosedBold,
    BadKey(String),
    TooDeep,
}

impl fmt::Display for PhraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnclosedPlaceholder => write!(f, "`{{{{` without `}}}}`"),
            Self::UnclosedSection(key) => write!(f, "section `{key}` is not closed"),
            Self::UnexpectedClose(key) => write!(f, "`{{{{/{key}}}}}` closes nothing"),
            Self::UnclosedBold => write!(f, "`**` is not closed within its section"),
            Self::BadKey(key) => write!(f, "`{key}` is no field key and no built-in"),
            Self::TooDeep => write!(f, "sections are nested too deeply"),
        }
    }
}

impl std::error::Error for PhraseError {}

impl PhraseError {
    /// A stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnclosedPlaceholder => "unclosed-placeholder",
            Self::UnclosedSection(_) => "unclosed-condition",
            Self::UnexpectedClose(_) => "unexpected-close",
            Self::UnclosedBold => "unclosed-bold",
            Self::BadKey(_) => "bad-key",
            Self::TooDeep => "too-deep",
        }
    }

    /// The key that it is about.
    pub fn subject(&self) -> &str {
        match self {
            Self::UnclosedSection(key) | Self::UnexpectedClose(key) | Self::BadKey(key) => key,
            Self::UnclosedPlaceholder | Self::UnclosedBold | Self::TooDeep => "",
        }
    }
}

impl Inline {
    /// Parses one side.
    pub fn parse(text: &str) -> Result<Self, PhraseError> {
        let mut parser = Parser {
            rest: text,
            style: Style::default(),
        };
        parser.pieces(None, 0).map(Self)
    }

    /// Adds the field keys that this text names.
    pub fn collect_fields<'a>(&'a self, into: &mut BTreeSet<&'a str>) {
        each(&self.0, &mut |piece| match piece {
            Piece::Placeholder {
                key: Key::Field(field) | Key::Formatted { field, .. },
                ..
            }
            | Piece::Section { field, .. } => {
                into.insert(field);
            }
            Piece::Text { .. } | Piece::Placeholder { .. } => {}
        });
    }

    /// Adds the fields that this text prints in a form of their own, with its name.
    pub fn collect_formats<'a>(&'a self, into: &mut BTreeSet<(&'a str, &'a str)>) {
        each(&self.0, &mut |piece| {
            if let Piece::Placeholder {
                key: Key::Formatted { field, format },
                ..
            } = piece
            {
                into.insert((field, format));
            }
        });
    }

    /// The last cell of a repeated row that this text names; 0 for none.
    pub fn last_cell(&self) -> usize {
        let mut last = 0;
        each(&self.0, &mut |piece| {
            if let Piece::Placeholder {
                key: Key::Cell(cell),
                ..
            } = piece
            {
                last = last.max(*cell);
            }
        });
        last
    }
}

fn each<'a>(pieces: &'a [Piece], look: &mut dyn FnMut(&'a Piece)) {
    for piece in pieces {
        look(piece);
        if let Piece::Section { pieces, .. } = piece {
            each(pieces, look);
        }
    }
}

/// Whether `key` may name a field: a letter, then letters, digits and `_`.
pub fn is_field_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl Key {
    /// What stands between the braces, without conditions.
    pub fn parse(name: &str) -> Result<Self, PhraseError> {
        match name {
            "document.requestNumber" => Ok(Self::RequestNumber),
            "document.shortCode" => Ok(Self::ShortCode),
            "document.date" => Ok(Self::Date),
            "issuer.name" => Ok(Self::IssuerName),
            field if is_field_key(field) => Ok(Self::Field(field.to_owned())),
            other => match other
                .split_once('|')
                .map(|(f, form)| (f.trim(), form.trim()))
            {
                Some((field, format)) if is_field_key(field) && is_field_key(format) => {
                    Ok(Self::Formatted {
                        field: field.to_owned(),
                        format: format.to_owned(),
                    })
                }
                _ => Err(PhraseError::BadKey(other.to_owned())),
            },
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    style: Style,
}

impl<'a> Parser<'a> {
    /// Reads until the end, or until `{{/section}}`.
    fn pieces(&mut self, section: Option<&str>, depth: usize) -> Result<Vec<Piece>, PhraseError> {
        if depth > MAX_DEPTH {
            return Err(PhraseError::TooDeep);
        }
        let before = self.style;
        let mut pieces = Vec::new();
        let mut text = String::new();
        while let Some(next) = self.rest.chars().next() {
            if let Some(rest) = self.rest.strip_prefix('\\') {
                let literal = rest.chars().next();
                text.push(literal.unwrap_or('\\'));
                self.advance(1 + literal.map_or(0, char::len_utf8));
            } else if self.rest.starts_with("**") {
                flush(&mut text, self.style, &mut pieces);
                self.style.bold = !self.style.bold;
                self.advance(2);
            } else if self.rest.starts_with("{{") {
                flush(&mut text, self.style, &mut pieces);
                let name = self.placeholder()?;
                if let Some(closed) = name.strip_prefix('/') {
                    return self.close(closed.trim(), section, before, pieces);
                }
                pieces.push(self.placed(name, depth)?);
            } else {
                text.push(next);
                self.advance(next.len_utf8());
            }
        }
        flush(&mut text, self.style, &mut pieces);
        match section {
            Some(open) => Err(PhraseError::UnclosedSection(open.to_owned())),
            None if self.style.bold => Err(PhraseError::UnclosedBold),
            None => Ok(pieces),
        }
    }

    fn close(
        &self,
        closed: &str,
        section: Option<&str>,
        before: Style,
        pieces: Vec<Piece>,
    ) -> Result<Vec<Piece>, PhraseError> {
        if section != Some(closed) {
            return Err(PhraseError::UnexpectedClose(closed.to_owned()));
        }
        if self.style != before {
            return Err(PhraseError::UnclosedBold);
        }
        Ok(pieces)
    }

    /// The name between `{{` and `}}`, both consumed.
    fn placeholder(&mut self) -> Result<&'a str, PhraseError> {
        let inner = self
            .rest
            .strip_prefix("{{")
            .and_then(|rest| rest.split_once("}}"));
        let (name, rest) = inner.ok_or(PhraseError::UnclosedPlaceholder)?;
        self.rest = rest;
        Ok(name.trim())
    }

    fn placed(&mut self, name: &'a str, depth: usize) -> Result<Piece, PhraseError> {
        let (inverted, field) = match (name.strip_prefix('#'), name.strip_prefix('^')) {
            (Some(field), _) => (false, field.trim()),
            (None, Some(field)) => (true, field.trim()),
            (None, None) => {
                return Ok(Piece::Placeholder {
                    key: Key::parse(name)?,
                    style: self.style,
                });
            }
        };
        if !is_field_key(field) {
            return Err(PhraseError::BadKey(field.to_owned()));
        }
        Ok(Piece::Section {
            field: field.to_owned(),
            inverted,
            pieces: self.pieces(Some(field), depth + 1)?,
        })
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or("");
    }
}

fn flush(text: &mut String, style: Style, pieces: &mut Vec<Piece>) {
    if !text.is_empty() {
        pieces.push(Piece::Text {
            text: std::mem::take(text),
            style,
        });
    }
}

/// In JSON a phrase is `{"en": "…", "ar": "…"}`, either side may be left out, or one string for
/// both sides.
impl<'de> Deserialize<'de> for Bilingual<Inline> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = serde_json::Value::deserialize(deserializer)?;
        let (en, ar) = match &raw {
            serde_json::Value::String(both) => (both.as_str(), both.as_str()),
            serde_json::Value::Object(sides) => {
                if let Some(other) = sides.keys().find(|key| *key != "en" && *key != "ar") {
                    return Err(D::Error::custom(format!("unknown language `{other}`")));
                }
                (side(sides, "en")?, side(sides, "ar")?)
            }
            _ => return Err(D::Error::custom("a text is a string or {en, ar}")),
        };
        if en.trim().is_empty() && ar.trim().is_empty() {
            return Err(D::Error::custom("a text must have words in `en` or `ar`"));
        }
        let parse = |side: &str, text: &str| {
            Inline::parse(text).map_err(|error| D::Error::custom(format!("{side}: {error}")))
        };
        Ok(Self {
            en: parse("en", en)?,
            ar: parse("ar", ar)?,
        })
    }
}

fn side<'a, E: Error>(
    sides: &'a serde_json::Map<String, serde_json::Value>,
    name: &str,
) -> Result<&'a str, E> {
    match sides.get(name) {
        None => Ok(""),
        Some(serde_json::Value::String(text)) => Ok(text),
        Some(_) => Err(E::custom(format!("`{name}` must be a string"))),
    }
}

#[cfg(test)]
mod tests;
