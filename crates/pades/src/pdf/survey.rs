//! A look at every object of a file: that each is well-formed, where signatures are, and who refers to whom.
//!
//! What lives here: walking over values without keeping them, which costs a tenth of reading them. What does not:
//! cross-reference streams, object streams, repairs. Whatever is the least unusual gives `None`, and the whole file is
//! read by `Source::open`; it must then be able to read all that was well-formed here, as the same.

use super::lexer::{Lexer, MAX_DEPTH, MAX_ENTRIES, is_delimiter};
use super::object::decimal;
use lopdf::ObjectId;
use lopdf::xref::{Xref, XrefEntry};
use std::ops::Range;

/// Parentheses in parentheses that a string may hold.
const MAX_PARENTHESES: usize = 32;

/// What was seen on the way.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Survey {
    /// Dictionaries with a `/ByteRange`.
    pub(crate) ranged: Vec<ObjectId>,
    /// Every reference in every object, once for each place.
    pub(crate) references: Vec<ObjectId>,
}

/// Walks over all objects that the table has in use.
pub(crate) fn survey(bytes: &[u8], table: &Xref) -> Option<Survey> {
    let mut survey = Survey::default();
    for (number, entry) in &table.entries {
        match entry {
            XrefEntry::Normal { offset, generation } => {
                let mut lexer = Lexer::new(bytes, usize::try_from(*offset).ok()?);
                lexer.pass_indirect((*number, *generation), &mut survey)?;
            }
            XrefEntry::Free => {}
            _ => return None,
        }
    }
    Some(survey)
}

/// Entries of an object's own dictionary that say how it is to be read, or that it is a signature.
#[derive(Default)]
struct Marks {
    length: Option<Range<usize>>,
    kind: Option<Range<usize>>,
    byte_range: Option<Range<usize>>,
}

impl Marks {
    /// The place of a key among the marks; of one that makes the whole file unusual, an error.
    fn of(&mut self, key: &[u8]) -> Result<Option<&mut Option<Range<usize>>>, ()> {
        match key {
            b"Length" => Ok(Some(&mut self.length)),
            b"Type" => Ok(Some(&mut self.kind)),
            b"ByteRange" => Ok(Some(&mut self.byte_range)),
            b"Linearized" => Err(()),
            _ => Ok(None),
        }
    }
}

impl Lexer<'_> {
    fn pass_indirect(&mut self, id: ObjectId, survey: &mut Survey) -> Option<()> {
        self.head(id)?;
        self.space();
        let is_dictionary = self.pdf.get(self.at..)?.starts_with(b"<<");
        if !is_dictionary {
            self.pass(0, survey)?;
            self.space();
            return self.literal(b"endobj");
        }
        let marks = self.pass_marked(survey)?;
        self.space();
        if self.literal(b"endobj").is_some() {
            if marks.byte_range.is_some() {
                survey.ranged.push(id);
            }
            return Some(());
        }
        let kind = marks.kind.and_then(|kind| self.pdf.get(kind));
        // What lies in an object stream would be objects, too.
        let is_machinery = kind.is_some_and(|kind| matches!(kind, b"/ObjStm" | b"/XRef"));
        if is_machinery || marks.byte_range.is_some() {
            return None;
        }
        let length = decimal(self.pdf.get(marks.length?)?)?;
        self.stream_data(usize::try_from(length).ok()?).map(|_| ())
    }

    /// The outermost dictionary of an object.
    fn pass_marked(&mut self, survey: &mut Survey) -> Option<Marks> {
        let mut marks = Marks::default();
        self.literal(b"<<")?;
        for _ in 0..=MAX_ENTRIES {
            self.space();
            if self.literal(b">>").is_some() {
                return Some(marks);
            }
            let mark = marks.of(self.name()?).ok()?;
            self.space();
            let start = self.at;
            self.pass(1, survey)?;
            if let Some(mark) = mark
                && mark.replace(start..self.at).is_some()
            {
                return None;
            }
        }
        None
    }

    /// Over one value, which starts here.
    fn pass(&mut self, depth: usize, survey: &mut Survey) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let next = self.at.checked_add(1).and_then(|next| self.pdf.get(next));
        match (self.peek()?, next) {
            (b'/', _) => self.name().map(|_| ()),
            (b'(', _) => self.pass_string(),
            (b'[', _) => {
                self.literal(b"[")?;
                loop {
                    self.space();
                    if self.literal(b"]").is_some() {
                        return Some(());
                    }
                    self.pass(depth.saturating_add(1), survey)?;
                }
            }
            (b'<', Some(b'<')) => {
                self.literal(b"<<")?;
                loop {
                    self.space();
                    if self.literal(b">>").is_some() {
                        return Some(());
                    }
                    self.name()?;
                    self.space();
                    self.pass(depth.saturating_add(1), survey)?;
                }
            }
            (b'<', _) => {
                self.literal(b"<")?;
                while self.peek()?.is_ascii_hexdigit() {
                    self.take()?;
                }
                self.literal(b">")
            }
            (byte, _) if is_delimiter(byte) => None,
            _ => self.pass_word(survey),
        }
    }

    fn pass_string(&mut self) -> Option<()> {
        let mut open = 0usize;
        loop {
            match self.take()? {
                b'\\' => {
                    self.take()?;
                }
                b'(' if open < MAX_PARENTHESES => open = open.checked_add(1)?,
                b'(' => return None,
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

    /// Over a number, a reference or one of the three keywords.
    fn pass_word(&mut self, survey: &mut Survey) -> Option<()> {
        let start = self.at;
        self.regular();
        let word = self.pdf.get(start..self.at)?;
        if let Some(number) = decimal(word) {
            if let Ok(number) = u32::try_from(number)
                && let Some(generation) = self.pass_rest_of_reference()
            {
                survey.references.push((number, generation));
            }
            return i64::try_from(number).is_ok().then_some(());
        }
        (matches!(word, b"null" | b"true" | b"false") || is_signed_or_broken(word)).then_some(())
    }

    /// ` generation R` behind a number, or nothing taken.
    fn pass_rest_of_reference(&mut self) -> Option<u16> {
        let back = self.at;
        let found = self.integer().and_then(|generation| {
            self.token(b"R")?;
            u16::try_from(generation).ok()
        });
        if found.is_none() {
            self.at = back;
        }
        found
    }
}

/// A number with a sign or a full stop: `-1`, `.5`, `-0.25`, `3.`.
fn is_signed_or_broken(word: &[u8]) -> bool {
    let digits = word.strip_prefix(b"-").unwrap_or(word);
    let mut parts = digits.splitn(2, |byte| *byte == b'.');
    let whole = parts.next().unwrap_or_default();
    let part = parts.next();
    let are_digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let has_digit = digits.len() > usize::from(part.is_some());
    // More digits than an integer has are nothing that a document says.
    has_digit && digits.len() < 19 && are_digits(whole) && part.is_none_or(are_digits)
}
