//! Texts with `${names}` in them, and how a value is written where it stands, so that no text and
//! no number can break out of its place.

use std::{collections::BTreeMap, fmt::Write};

/// A text with names in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Name(String),
}

/// A `${` without its end, or with something else than a name in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName(
    /// What stands there.
    pub String,
);

/// How a value is written where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Escape {
    /// Inside a JSON text (RFC 8259, 7).
    #[default]
    Json,
    /// A form's value (URL Standard, `application/x-www-form-urlencoded`).
    Form,
    /// XML character data.
    Xml,
    /// As it is.
    Text,
    /// Part of an address (RFC 3986, 2.1).
    Url,
    /// A header's value: control characters fall out.
    Header,
}

impl Escape {
    /// The content type of a body that is written so.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Xml => "application/xml; charset=utf-8",
            Self::Text | Self::Url | Self::Header => "text/plain; charset=utf-8",
        }
    }

    fn write(self, value: &str) -> String {
        match self {
            Self::Text => value.to_owned(),
            Self::Header => value
                .chars()
                .filter(|letter| !letter.is_control())
                .collect(),
            Self::Json => {
                let quoted = serde_json::Value::from(value).to_string();
                let inner = quoted
                    .strip_prefix('"')
                    .and_then(|rest| rest.strip_suffix('"'));
                inner.unwrap_or_default().to_owned()
            }
            Self::Url => percent(value, "%20"),
            Self::Form => percent(value, "+"),
            Self::Xml => xml(value),
        }
    }
}

fn percent(value: &str, space: &str) -> String {
    let mut written = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b' ' => written.push_str(space),
            byte if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                written.push(char::from(byte));
            }
            byte => {
                // Writing to a text cannot fail.
                let _ = write!(written, "%{byte:02X}");
            }
        }
    }
    written
}

/// Controls that XML 1.0 has no writing for fall out.
fn xml(value: &str) -> String {
    let mut written = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&apos;"),
            '\n' | '\t' => written.push(letter),
            letter if letter.is_control() => {}
            letter => written.push(letter),
        }
    }
    written
}

impl Template {
    /// Reads a text.
    ///
    /// # Errors
    /// [`UnknownName`] where `${` is not followed by letters, digits or `_`, and `}`.
    pub fn parse(text: &str) -> Result<Self, UnknownName> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let bad = || UnknownName(after.chars().take(20).collect());
            let (name, behind) = after.split_once('}').ok_or_else(bad)?;
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
            if name.is_empty() || !name.bytes().all(plain) {
                return Err(bad());
            }
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::Name(name.to_owned()));
            rest = behind;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        pieces.retain(|piece| *piece != Piece::Text(String::new()));
        Ok(Self(pieces))
    }

    /// The names in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Name(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// The text with its names filled in; a name without a value is empty.
    #[must_use]
    pub fn fill(&self, values: &BTreeMap<String, String>, escape: Escape) -> String {
        let written = self.0.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Name(name) => values
                .get(name)
                .map_or_else(String::new, |value| escape.write(value)),
        });
        written.collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_value_cannot_break_out_of_its_place() {
        let values = BTreeMap::from([("v".to_owned(), "a\"&<b>\r\n' +م".to_owned())]);
        let fill = |escape| Template::parse("[${v}]").unwrap().fill(&values, escape);
        assert_eq!(fill(Escape::Json), r#"[a\"&<b>\r\n' +م]"#);
        assert_eq!(fill(Escape::Xml), "[a&quot;&amp;&lt;b&gt;\n&apos; +م]");
        assert_eq!(fill(Escape::Form), "[a%22%26%3Cb%3E%0D%0A%27+%2B%D9%85]");
        assert_eq!(fill(Escape::Url), "[a%22%26%3Cb%3E%0D%0A%27%20%2B%D9%85]");
        assert_eq!(fill(Escape::Header), "[a\"&<b>' +م]");
    }

    #[test]
    fn braces_of_json_are_no_names_and_a_broken_name_is_refused() {
        let template = Template::parse(r#"{"a":{"b":"${to}"}}"#).unwrap();
        assert_eq!(template.names().collect::<Vec<_>>(), ["to"]);
        for wrong in ["${", "${}", "${a b}", "${a"] {
            assert!(Template::parse(wrong).is_err(), "{wrong}");
        }
    }
}
