//! Plain objects, read strictly into lopdf's types.
//!
//! What lives here: the values that a form is made of (ISO 32000-2 7.3), and streams of a stated
//! length. What does not: comments, escaped names, white space in hex; those are refused
//! and left to a whole reading.

use super::lexer::{Lexer, MAX_DEPTH, MAX_ENTRIES, is_delimiter};
use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat};

/// A list longer than this is not a form's.
const MAX_ITEMS: usize = 65_536;

impl<'a> Lexer<'a> {
    /// The object `number generation obj … endobj`, which must not be a stream.
    pub(crate) fn indirect_object(&mut self, id: ObjectId) -> Option<Object> {
        self.head(id)?;
        let object = self.object()?;
        self.space();
        self.literal(b"endobj")?;
        Some(object)
    }

    /// The same, or a stream.
    pub(crate) fn indirect_object_or_stream(&mut self, id: ObjectId) -> Option<Object> {
        self.head(id)?;
        let object = self.object()?;
        self.space();
        if self.literal(b"endobj").is_some() {
            return Some(object);
        }
        let Object::Dictionary(dictionary) = object else {
            return None;
        };
        let length = dictionary.get(b"Length").and_then(Object::as_i64).ok()?;
        let content = self.stream_data(usize::try_from(length).ok()?)?.to_vec();
        Some(Object::Stream(Stream::new(dictionary, content)))
    }

    /// `number generation obj`.
    pub(super) fn head(&mut self, (number, generation): ObjectId) -> Option<()> {
        self.number(u64::from(number))?;
        self.number(u64::from(generation))?;
        self.token(b"obj")
    }

    /// This very number, white space before it skipped.
    fn number(&mut self, expected: u64) -> Option<()> {
        (self.integer()? == expected).then_some(())
    }

    /// From `stream` to `endobj`: the `length` bytes between (ISO 32000-2 7.3.8).
    pub(super) fn stream_data(&mut self, length: usize) -> Option<&'a [u8]> {
        self.literal(b"stream")?;
        self.literal(b"\r\n").or_else(|| self.literal(b"\n"))?;
        let start = self.at;
        self.at = start.checked_add(length)?;
        let data = self.pdf.get(start..self.at)?;
        let _ = self.line_break();
        self.literal(b"endstream")?;
        self.space();
        self.literal(b"endobj")?;
        Some(data)
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
        self.digits()
    }

    /// A number without sign, which starts here.
    pub(super) fn digits(&mut self) -> Option<u64> {
        let start = self.at;
        self.regular();
        decimal(self.pdf.get(start..self.at)?)
    }

    /// Blanks, then one end of line.
    pub(crate) fn line_end(&mut self) -> Option<()> {
        while self.literal(b" ").is_some() {}
        self.line_break()
    }

    fn line_break(&mut self) -> Option<()> {
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
        let ends = matches!(entry.get(18..)?, b" \r" | b" \n" | b"\r\n");
        match entry.get(17)? {
            b'n' if parted && ends => Some((offset, generation, true)),
            b'f' if parted && ends => Some((offset, generation, false)),
            _ => None,
        }
    }
}

pub(super) fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |value, digit| {
        let digit = u64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
        value.checked_mul(10)?.checked_add(digit)
    })
}
