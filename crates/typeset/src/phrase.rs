//! The inline grammar of a template's texts. Only the grammar: which values exist and how they
//! look is decided where a phrase is resolved.
//!
//! ```text
//! {{fullName}}                       a field's value
//! {{document.date}}                  a built-in: requestNumber, shortCode, date; issuer.name
//! {{#employer}}…{{/employer}}        only if the field has a value
//! {{^employer}}…{{/employer}}        only if it has none
//! **bold**   \*  \{  \\              emphasis, and literal characters
//! ```

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

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// The template's own words.
    Text { text: String, bold: bool },
    /// A value to be filled in.
    Placeholder { key: Key, bold: bool },
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

impl Inline {
    /// Parses one side.
    pub fn parse(text: &str) -> Result<Self, PhraseError> {
        let mut parser = Parser {
            rest: text,
            bold: false,
        };
        parser.pieces(None, 0).map(Self)
    }

    /// Adds the field keys that this text names.
    pub fn collect_fields<'a>(&'a self, into: &mut BTreeSet<&'a str>) {
        collect(&self.0, into);
    }
}

fn collect<'a>(pieces: &'a [Piece], into: &mut BTreeSet<&'a str>) {
    for piece in pieces {
        match piece {
            Piece::Placeholder {
                key: Key::Field(field),
                ..
            } => {
                into.insert(field);
            }
            Piece::Section { field, pieces, .. } => {
                into.insert(field);
                collect(pieces, into);
            }
            Piece::Text { .. } | Piece::Placeholder { .. } => {}
        }
    }
}

/// Whether `key` may name a field: a letter, then letters, digits and `_`.
pub fn is_field_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl Key {
    fn parse(name: &str) -> Result<Self, PhraseError> {
        match name {
            "document.requestNumber" => Ok(Self::RequestNumber),
            "document.shortCode" => Ok(Self::ShortCode),
            "document.date" => Ok(Self::Date),
            "issuer.name" => Ok(Self::IssuerName),
            field if is_field_key(field) => Ok(Self::Field(field.to_owned())),
            other => Err(PhraseError::BadKey(other.to_owned())),
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    bold: bool,
}

impl<'a> Parser<'a> {
    /// Reads until the end, or until `{{/section}}`.
    fn pieces(&mut self, section: Option<&str>, depth: usize) -> Result<Vec<Piece>, PhraseError> {
        if depth > MAX_DEPTH {
            return Err(PhraseError::TooDeep);
        }
        let bold_before = self.bold;
        let mut pieces = Vec::new();
        let mut text = String::new();
        while let Some(next) = self.rest.chars().next() {
            if let Some(rest) = self.rest.strip_prefix('\\') {
                let literal = rest.chars().next();
                text.push(literal.unwrap_or('\\'));
                self.advance(1 + literal.map_or(0, char::len_utf8));
            } else if self.rest.starts_with("**") {
                flush(&mut text, self.bold, &mut pieces);
                self.bold = !self.bold;
                self.advance(2);
            } else if self.rest.starts_with("{{") {
                flush(&mut text, self.bold, &mut pieces);
                let name = self.placeholder()?;
                if let Some(closed) = name.strip_prefix('/') {
                    return self.close(closed.trim(), section, bold_before, pieces);
                }
                pieces.push(self.placed(name, depth)?);
            } else {
                text.push(next);
                self.advance(next.len_utf8());
            }
        }
        flush(&mut text, self.bold, &mut pieces);
        match section {
            Some(open) => Err(PhraseError::UnclosedSection(open.to_owned())),
            None if self.bold => Err(PhraseError::UnclosedBold),
            None => Ok(pieces),
        }
    }

    fn close(
        &self,
        closed: &str,
        section: Option<&str>,
        bold_before: bool,
        pieces: Vec<Piece>,
    ) -> Result<Vec<Piece>, PhraseError> {
        if section != Some(closed) {
            return Err(PhraseError::UnexpectedClose(closed.to_owned()));
        }
        if self.bold != bold_before {
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
                    bold: self.bold,
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

fn flush(text: &mut String, bold: bool, pieces: &mut Vec<Piece>) {
    if !text.is_empty() {
        pieces.push(Piece::Text {
            text: std::mem::take(text),
            bold,
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
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn field(key: &str, bold: bool) -> Piece {
        Piece::Placeholder {
            key: Key::Field(key.into()),
            bold,
        }
    }

    fn text(text: &str, bold: bool) -> Piece {
        Piece::Text {
            text: text.into(),
            bold,
        }
    }

    #[test]
    fn values_bold_and_escapes_are_told_apart() {
        let parsed = Inline::parse(r"a **b {{ c }}** \*\*d\{{e}} \\").unwrap();
        let expected = vec![
            text("a ", false),
            text("b ", true),
            field("c", true),
            text(r" **d{{e}} \", false),
        ];
        assert_eq!(parsed.0, expected);
    }

    #[test]
    fn sections_nest_and_name_their_fields() {
        let parsed = Inline::parse("{{#a}}x{{^b}}{{c}}{{/b}}{{/a}}").unwrap();
        let mut fields = BTreeSet::new();
        parsed.collect_fields(&mut fields);
        assert_eq!(fields.into_iter().collect::<String>(), "abc");
    }

    #[test]
    fn every_broken_text_has_its_own_error() {
        let cases = [
            ("{{a", PhraseError::UnclosedPlaceholder),
            ("{{#a}}x", PhraseError::UnclosedSection("a".into())),
            ("{{/a}}", PhraseError::UnexpectedClose("a".into())),
            ("{{#a}}x{{/b}}", PhraseError::UnexpectedClose("b".into())),
            ("**x", PhraseError::UnclosedBold),
            ("{{#a}}**x{{/a}}**", PhraseError::UnclosedBold),
            (
                "{{document.colour}}",
                PhraseError::BadKey("document.colour".into()),
            ),
            ("{{}}", PhraseError::BadKey(String::new())),
        ];
        for (source, error) in cases {
            assert_eq!(Inline::parse(source), Err(error), "{source}");
        }
        let deep = "{{#a}}".repeat(30_000);
        assert_eq!(Inline::parse(&deep), Err(PhraseError::TooDeep));
    }
}
