//! Where the values of one dictionary stand in the file, byte by byte.
//!
//! What lives here: just enough lexing (ISO 32000-2 7.2) to find the keys of a
//! signature dictionary and the exact extent of each value. What does not:
//! their meaning. Anything unusual is refused rather than guessed, since two
//! readers guessing differently is how signed files are forged.

use std::ops::Range;

pub(super) const MAX_DEPTH: usize = 32;
pub(super) const MAX_ENTRIES: usize = 256;

/// A key, without its slash, and the bytes of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawEntry<'a> {
    pub(crate) key: &'a [u8],
    pub(crate) value: Range<usize>,
}

/// The dictionary object `number generation obj` at `offset`: its entries and
/// the whole of it, up to and with `endobj`.
pub(crate) fn dictionary_object(
    pdf: &[u8],
    offset: usize,
    (number, generation): (u32, u16),
) -> Option<(Vec<RawEntry<'_>>, Range<usize>)> {
    let mut lexer = Lexer { pdf, at: offset };
    lexer.token(number.to_string().as_bytes())?;
    lexer.token(generation.to_string().as_bytes())?;
    lexer.token(b"obj")?;
    let entries = lexer.dictionary()?;
    lexer.space();
    lexer.literal(b"endobj")?;
    Some((entries, offset..lexer.at))
}

pub(crate) struct Lexer<'a> {
    pub(super) pdf: &'a [u8],
    pub(super) at: usize,
}

#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

#[inline]
pub(super) fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(pdf: &'a [u8], at: usize) -> Self {
        Self { pdf, at }
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.pdf.get(self.at).copied()
    }

    pub(super) fn take(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at = self.at.checked_add(1)?;
        Some(byte)
    }

    #[inline]
    pub(super) fn space(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.at = self.at.saturating_add(1);
        }
    }

    #[inline]
    pub(super) fn literal(&mut self, expected: &[u8]) -> Option<()> {
        let end = self.at.checked_add(expected.len())?;
        if self.pdf.get(self.at..end)? != expected {
            return None;
        }
        self.at = end;
        Some(())
    }

    /// `expected` and what must part it from the next token.
    pub(super) fn token(&mut self, expected: &[u8]) -> Option<()> {
        self.space();
        self.literal(expected)?;
        match self.peek()? {
            byte if is_space(byte) || is_delimiter(byte) => Some(()),
            _ => None,
        }
    }

    pub(super) fn dictionary(&mut self) -> Option<Vec<RawEntry<'a>>> {
        self.space();
        self.literal(b"<<")?;
        let mut entries = Vec::new();
        loop {
            self.space();
            if self.literal(b">>").is_some() {
                return Some(entries);
            }
            if entries.len() >= MAX_ENTRIES {
                return None;
            }
            let key = self.name()?;
            self.space();
            let start = self.at;
            self.value(0)?;
            entries.push(RawEntry {
                key,
                value: start..self.at,
            });
        }
    }

    /// A name without `#` escapes: those would let one key be spelled in two ways.
    pub(super) fn name(&mut self) -> Option<&'a [u8]> {
        self.literal(b"/")?;
        let start = self.at;
        self.regular();
        let name = self.pdf.get(start..self.at)?;
        if name.is_empty() || name.contains(&b'#') {
            return None;
        }
        Some(name)
    }

    #[inline]
    pub(super) fn regular(&mut self) {
        while self
            .peek()
            .is_some_and(|byte| !is_space(byte) && !is_delimiter(byte))
        {
            self.at = self.at.saturating_add(1);
        }
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let deeper = depth.saturating_add(1);
        match self.peek()? {
            b'/' => self.name().map(|_| ()),
            b'(' => self.string(),
            b'[' => {
                self.take()?;
                loop {
                    self.space();
                    if self.literal(b"]").is_some() {
                        return Some(());
                    }
                    self.value(deeper)?;
                }
            }
            b'<' if self.pdf.get(self.at.checked_add(1)?) == Some(&b'<') => {
                self.literal(b"<<")?;
                loop {
                    self.space();
                    if self.literal(b">>").is_some() {
                        return Some(());
                    }
                    self.name()?;
                    self.space();
                    self.value(deeper)?;
                }
            }
            b'<' => {
                self.take()?;
                while self.peek()?.is_ascii_hexdigit() {
                    self.take()?;
                }
                self.literal(b">")
            }
            byte if is_delimiter(byte) => None,
            _ => self.number_or_reference(),
        }
    }

    /// A number or keyword; of `12 0 R`, all three.
    fn number_or_reference(&mut self) -> Option<()> {
        let start = self.at;
        self.regular();
        let end = self.at;
        if !self.pdf.get(start..end)?.iter().all(u8::is_ascii_digit) {
            return Some(());
        }
        self.space();
        let generation = self.at;
        self.regular();
        let digits = self.pdf.get(generation..self.at)?;
        if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) && self.token(b"R").is_some()
        {
            return Some(());
        }
        self.at = end;
        Some(())
    }

    fn string(&mut self) -> Option<()> {
        let mut open = 0usize;
        loop {
            match self.take()? {
                b'\\' => {
                    self.take()?;
                }
                b'(' => open = open.checked_add(1)?,
                b')' => {
                    open = open.checked_sub(1)?;
                    if open == 0 {
                        return Some(());
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn entries(body: &str) -> Option<Vec<(String, String)>> {
        let pdf = format!("junk 7 0 obj\n{body}\nendobj\n");
        let (entries, _) = dictionary_object(pdf.as_bytes(), 5, (7, 0))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Some(
            entries
                .iter()
                .map(|e| {
                    (
                        text(e.key),
                        text(pdf.as_bytes().get(e.value.clone()).unwrap()),
                    )
                })
                .collect(),
        )
    }

    #[test]
    fn values_of_every_kind_are_found_whole() {
        let body =
            "<</A 1/B [0 1 2 3]/C <0aff>/D (a\\)(b))/E <</F 9 0 R>>/G 9 0 R/H /N/I -1.5/J true>>";
        let found = entries(body).unwrap();
        let values: Vec<&str> = found.iter().map(|(_, value)| value.as_str()).collect();
        let expected = [
            "1",
            "[0 1 2 3]",
            "<0aff>",
            "(a\\)(b))",
            "<</F 9 0 R>>",
            "9 0 R",
            "/N",
            "-1.5",
            "true",
        ];
        assert_eq!(values, expected);
    }

    #[test]
    fn comments_escaped_keys_and_cut_objects_are_refused() {
        for body in [
            "<</A %x\n1>>",
            "<</#41 1>>",
            "<</A 1",
            "<</A>>",
            "<</A <0g>>>",
            "[1]",
        ] {
            assert_eq!(entries(body), None, "{body}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_and_not_followed() {
        let body = format!("<</A {}>>", "[".repeat(100_000));
        assert_eq!(entries(&body), None);
    }
}
