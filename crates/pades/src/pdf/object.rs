//! Plain objects, read strictly into lopdf's types.
//!
//! What lives here: the values that a form is made of (ISO 32000-2 7.3). What does
//! not: streams, comments, escaped names, white space in hex; those are refused
//! and left to a whole reading.

use super::lexer::{Lexer, MAX_DEPTH, MAX_ENTRIES, is_delimiter, is_space};
use lopdf::{Dictionary, Object, ObjectId, StringFormat};

/// A list longer than this is not a form's.
const MAX_ITEMS: usize = 65_536;

impl Lexer<'_> {
    /// The object `number generation obj … endobj`, which must not be a stream.
    pub(crate) fn indirect_object(&mut self, (number, generation): ObjectId) -> Option<Object> {
        self.token(number.to_string().as_bytes())?;
        self.token(generation.to_string().as_bytes())?;
        self.token(b"obj")?;
        let object = self.object()?;
        self.space();
        self.literal(b"endobj")?;
        Some(object)
    }

    /// One object, white space before it skipped.
    pub(crate) fn object(&mut self) -> Option<Object> {
        self.object_at_depth(0)
    }

    fn object_at_depth(&mut self, depth: usize) -> Option<Object> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.space();
        let next = self.at.checked_add(1).and_then(|next| self.pdf.get(next));
        match (self.peek()?, next) {
            (b'/', _) => Some(Object::Name(self.name()?.to_vec())),
            (b'(', _) => self.literal_string(),
            (b'[', _) => self.array(depth.saturating_add(1)),
            (b'<', Some(b'<')) => self.entries(depth.saturating_add(1)),
            (b'<', _) => self.hex_string(),
            (byte, _) if is_delimiter(byte) => None,
            _ => self.word(),
        }
    }

    fn array(&mut self, depth: usize) -> Option<Object> {
        self.literal(b"[")?;
        let mut items = Vec::new();
        loop {
            self.space();
            if self.literal(b"]").is_some() {
                return Some(Object::Array(items));
            }
            if items.len() >= MAX_ITEMS {
                return None;
            }
            items.push(self.object_at_depth(depth)?);
        }
    }

    fn entries(&mut self, depth: usize) -> Option<Object> {
        self.literal(b"<<")?;
        let mut entries = Dictionary::new();
        loop {
            self.space();
            if self.literal(b">>").is_some() {
                return Some(Object::Dictionary(entries));
            }
            let key = self.name()?.to_vec();
            // One key twice: which one counts is a matter of the reader.
            if entries.len() >= MAX_ENTRIES || entries.has(&key) {
                return None;
            }
            let value = self.object_at_depth(depth)?;
            entries.set(key, value);
        }
    }

    fn hex_string(&mut self) -> Option<Object> {
        self.literal(b"<")?;
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let mut bytes = Vec::new();
        while self.literal(b">").is_none() {
            let high = digit(self.take()?)?;
            let low = digit(self.take()?)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        }
        Some(Object::String(bytes, StringFormat::Hexadecimal))
    }

    /// Escapes of a single character only; octal and line breaks are left to others.
    fn literal_string(&mut self) -> Option<Object> {
        self.literal(b"(")?;
        let mut bytes = Vec::new();
        loop {
            match self.take()? {
                b')' => return Some(Object::String(bytes, StringFormat::Literal)),
                b'(' | b'\r' | b'\n' => return None,
                b'\\' => match self.take()? {
                    byte @ (b'(' | b')' | b'\\') => bytes.push(byte),
                    _ => return None,
                },
                byte => bytes.push(byte),
            }
        }
    }

    /// A number, a reference or one of the three keywords.
    fn word(&mut self) -> Option<Object> {
        let start = self.at;
        self.regular();
        let word = std::str::from_utf8(self.pdf.get(start..self.at)?).ok()?;
        match word {
            "null" => return Some(Object::Null),
            "true" => return Some(Object::Boolean(true)),
            "false" => return Some(Object::Boolean(false)),
            _ => {}
        }
        let digits = word.strip_prefix('-').unwrap_or(word);
        let is_decimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        match digits.split_once('.') {
            None if is_decimal(digits) => {
                if let Some(reference) = self.rest_of_reference(word) {
                    return Some(reference);
                }
                Some(Object::Integer(word.parse().ok()?))
            }
            Some((whole, part)) if is_decimal(whole) && is_decimal(part) => {
                Some(Object::Real(word.parse().ok()?))
            }
            _ => None,
        }
    }

    /// ` generation R` behind a number, or nothing taken.
    fn rest_of_reference(&mut self, number: &str) -> Option<Object> {
        let back = self.at;
        self.space();
        let start = self.at;
        self.regular();
        let generation = self.pdf.get(start..self.at);
        let generation = generation.and_then(|bytes| std::str::from_utf8(bytes).ok());
        let id = number
            .parse()
            .ok()
            .zip(generation.and_then(|text| text.parse().ok()));
        match id {
            Some(id) if self.token(b"R").is_some() => Some(Object::Reference(id)),
            _ => {
                self.at = back;
                None
            }
        }
    }

    /// A number without sign, white space before it skipped.
    pub(crate) fn integer(&mut self) -> Option<u64> {
        self.space();
        let start = self.at;
        self.regular();
        decimal(self.pdf.get(start..self.at)?)
    }

    /// Blanks, then one end of line.
    pub(crate) fn line_end(&mut self) -> Option<()> {
        while self.literal(b" ").is_some() {}
        [&b"\r\n"[..], b"\n", b"\r"]
            .iter()
            .find_map(|ending| self.literal(ending))
    }

    /// Twenty bytes of a cross-reference table (ISO 32000-2 7.5.4): offset,
    /// generation, whether in use.
    pub(crate) fn table_entry(&mut self) -> Option<(u32, u16, bool)> {
        let end = self.at.checked_add(20)?;
        let entry = self.pdf.get(self.at..end)?;
        self.at = end;
        let offset = u32::try_from(decimal(entry.get(..10)?)?).ok()?;
        let generation = u16::try_from(decimal(entry.get(11..16)?)?).ok()?;
        let parted = entry.get(10) == Some(&b' ') && entry.get(16) == Some(&b' ');
        let ends = entry.get(18..)?.iter().all(|byte| is_space(*byte));
        match entry.get(17)? {
            b'n' if parted && ends => Some((offset, generation, true)),
            b'f' if parted && ends => Some((offset, generation, false)),
            _ => None,
        }
    }
}

fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}
