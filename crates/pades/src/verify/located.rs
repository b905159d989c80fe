//! A signature in the file: its dictionary, its gap, what it covers.
//!
//! What lives here: the demands on the bytes that a digest cannot protect,
//! against signature wrapping and universal forgery. What does not: the CMS.

use super::report::SignatureProblem;
use super::signer::Maker;
use crate::hash::Hash;
use crate::pdf::Source;
use crate::pdf::form::SignatureFieldNode;
use crate::pdf::lexer::{self, RawEntry};
use crate::pdf::revision::plain_offset;
use crate::seal::date;
use crate::seal::dictionary::CERTIFICATE_SET_KEY;
use crate::seal::gap::range_digest;
use lopdf::{Dictionary, Object, ObjectId};
use std::ops::Range;

/// What a signature field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Somebody's signature (PAdES).
    Signature,
    /// A timestamp over the file so far (ISO 32000-2 12.8.5).
    Timestamp,
}

/// A signature field's value, found in the bytes.
pub(crate) struct Located {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The number of the signature dictionary.
    pub(super) value: Option<ObjectId>,
    /// `/Contents` from `<` to behind `>`, when the byte range is canonical.
    gap: Option<Range<usize>>,
    /// Where the covered bytes end, when the byte range is canonical.
    pub(crate) end: Option<usize>,
    /// The CMS without its padding.
    pub(crate) cms: Vec<u8>,
    /// Whose profile it is held against: what bears our own entry is ours.
    pub(crate) maker: Maker,
    /// What our own seals say of the certificate set in the CMS.
    pub(super) certificate_set_digest: Option<Vec<u8>>,
    pub(super) claimed_at: Option<i64>,
    pub(super) certification: Option<i64>,
    pub(super) problems: Vec<SignatureProblem>,
}

/// In the order of signing: each signature covers those before it.
pub(super) fn in_order(source: &Source<'_>, signed: Vec<SignatureFieldNode>) -> Vec<Located> {
    let signed = signed.into_iter();
    let mut located: Vec<Located> = signed.map(|field| Located::find(source, field)).collect();
    located.sort_by_key(|signature| signature.end);
    // A timestamp says nothing of its maker: what came before any seal of ours is of others.
    let of_others = |one: &&mut Located| one.maker == Maker::Others || one.kind == Kind::Timestamp;
    let came = located.iter_mut().take_while(of_others);
    came.for_each(|one| one.relax(source));
    located
}

/// How many of what is in the file, in order, came with it before our first seal; none where there is no seal of ours.
pub(crate) fn uploaded(located: &[Located]) -> usize {
    first_own(located).unwrap_or(0)
}

/// The place of our first seal.
pub(super) fn first_own(located: &[Located]) -> Option<usize> {
    let is_ours = |one: &Located| one.kind == Kind::Signature && one.maker == Maker::Ours;
    located.iter().position(is_ours)
}

impl Located {
    pub(crate) fn find(source: &Source<'_>, field: SignatureFieldNode) -> Self {
        let value = field
            .value
            .as_ref()
            .and_then(|value| value.as_reference().ok());
        let mut located = Self {
            name: field.name,
            kind: Kind::Signature,
            value,
            gap: None,
            end: None,
            cms: Vec::new(),
            maker: Maker::Ours,
            certificate_set_digest: None,
            claimed_at: None,
            certification: None,
            problems: Vec::new(),
        };
        if let Err(problem) = located.read(source) {
            located.problems.push(problem);
        }
        located
    }

    fn read(&mut self, source: &Source<'_>) -> Result<(), SignatureProblem> {
        use SignatureProblem::{ByteRangeNotCanonical, DictionaryNotPlain, KindUnsupported};
        let id = self.value.ok_or(DictionaryNotPlain)?;
        let dictionary = source.dictionary(id).ok_or(DictionaryNotPlain)?;
        let offset = plain_offset(source, id).ok_or(DictionaryNotPlain)?;
        let raw = lexer::dictionary_object(source.bytes, offset, id);
        let (entries, _) = raw.ok_or(DictionaryNotPlain)?;
        if has_twins(&entries) {
            return Err(DictionaryNotPlain);
        }
        self.claimed_at = claimed_time(dictionary);
        let stated = dictionary.get(CERTIFICATE_SET_KEY.as_bytes());
        self.certificate_set_digest = stated
            .ok()
            .map(|stated| stated.as_str().unwrap_or_default().to_vec());
        self.certification = certification(source, dictionary);
        (self.kind, self.maker) = kind(dictionary).ok_or(KindUnsupported)?;
        let contents = only(&entries, b"Contents").ok_or(DictionaryNotPlain)?;
        let range = only(&entries, b"ByteRange").ok_or(ByteRangeNotCanonical)?;
        let range = source.bytes.get(range).ok_or(ByteRangeNotCanonical)?;
        let end = covered_end(range, &contents).ok_or(ByteRangeNotCanonical)?;
        if end > source.bytes.len() {
            return Err(ByteRangeNotCanonical);
        }
        self.end = Some(end);
        self.gap = Some(contents);
        self.take_message(source, dictionary)
    }

    /// Holds a timestamp against what others may write.
    fn relax(&mut self, source: &Source<'_>) {
        let canonical = SignatureProblem::ContentsNotCanonical;
        if self.kind == Kind::Signature || !self.problems.contains(&canonical) {
            return;
        }
        self.maker = Maker::Others;
        self.problems.retain(|problem| *problem != canonical);
        let dictionary = self.value.and_then(|id| source.dictionary(id));
        let again = dictionary
            .ok_or(canonical)
            .and_then(|found| self.take_message(source, found));
        self.problems.extend(again.err());
    }

    fn take_message(
        &mut self,
        source: &Source<'_>,
        dictionary: &Dictionary,
    ) -> Result<(), SignatureProblem> {
        let contents = self
            .gap
            .clone()
            .ok_or(SignatureProblem::ContentsNotCanonical)?;
        self.cms = cms(source.bytes, contents, self.maker)
            .ok_or(SignatureProblem::ContentsNotCanonical)?;
        // Another reader's view of the same object must be the same value.
        let read = dictionary.get(b"Contents").and_then(Object::as_str);
        if !read.is_ok_and(|read| read.starts_with(&self.cms)) {
            return Err(SignatureProblem::ContentsNotCanonical);
        }
        let covered = self.end.and_then(|end| source.bytes.get(..end));
        let covered = covered.unwrap_or_default();
        if ![&b"%%EOF"[..], b"%%EOF\n", b"%%EOF\r", b"%%EOF\r\n"]
            .iter()
            .any(|ending| covered.ends_with(ending))
        {
            return Err(SignatureProblem::NoRevisionEnd);
        }
        Ok(())
    }

    /// How many bytes the signature covers.
    pub(super) fn covered_bytes(&self) -> usize {
        match (&self.gap, self.end) {
            (Some(gap), Some(end)) => end.saturating_sub(gap.len()),
            _ => 0,
        }
    }

    /// The covered bytes hashed as the signature says.
    pub(super) fn digest_with(&self, pdf: &[u8], hash: Hash) -> Option<Vec<u8>> {
        if hash == Hash::Sha256 {
            return self.digest(pdf).map(Vec::from);
        }
        let (covered, gap) = (pdf.get(..self.end?)?, self.gap.as_ref()?);
        Some(hash.of(&[covered.get(..gap.start)?, covered.get(gap.end..)?].concat()))
    }

    /// SHA-256 of the covered bytes.
    pub(super) fn digest(&self, pdf: &[u8]) -> Option<[u8; 32]> {
        range_digest(pdf.get(..self.end?)?, self.gap.as_ref()?)
    }
}

/// What it is, and whose profile it is held against: what bears our own entry is ours.
fn kind(dictionary: &Dictionary) -> Option<(Kind, Maker)> {
    let name = |key: &[u8]| dictionary.get(key).and_then(Object::as_name).ok();
    let is_ours = dictionary.has(CERTIFICATE_SET_KEY.as_bytes());
    match (name(b"Type"), name(b"SubFilter")?, is_ours) {
        (Some(b"Sig"), b"ETSI.CAdES.detached", true) => Some((Kind::Signature, Maker::Ours)),
        (Some(b"DocTimeStamp"), b"ETSI.RFC3161", _) => Some((Kind::Timestamp, Maker::Ours)),
        // Table 255: the type of a signature may be left out.
        (kind, b"ETSI.CAdES.detached" | b"adbe.pkcs7.detached", false)
            if kind == Some(b"Sig") || !dictionary.has(b"Type") =>
        {
            Some((Kind::Signature, Maker::Others))
        }
        _ => None,
    }
}

/// Whether a key stands twice, of which readers take one or the other.
fn has_twins(entries: &[RawEntry<'_>]) -> bool {
    let mut keys: Vec<&[u8]> = entries.iter().map(|entry| entry.key).collect();
    keys.sort_unstable();
    keys.windows(2).any(|pair| matches!(pair, [a, b] if a == b))
}

/// The value of a key that occurs exactly once.
fn only(entries: &[RawEntry<'_>], key: &[u8]) -> Option<Range<usize>> {
    let mut matching = entries.iter().filter(|entry| entry.key == key);
    let first = matching.next()?;
    match matching.next() {
        None => Some(first.value.clone()),
        Some(_) => None,
    }
}

/// `[0 a b c]` where the gap from `a` to `b` is exactly `/Contents`: its end, b + c.
fn covered_end(range: &[u8], contents: &Range<usize>) -> Option<usize> {
    let text = std::str::from_utf8(range).ok()?;
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    let mut numbers = Vec::new();
    for word in inside.split_ascii_whitespace() {
        if !word.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        numbers.push(word.parse::<usize>().ok()?);
    }
    match numbers.as_slice() {
        [0, a, b, c] if *a == contents.start && *b == contents.end => b.checked_add(*c),
        _ => None,
    }
}

/// The message in `/Contents`: lower-case hex (of others also upper-case), one DER element, zeros to the end.
fn cms(pdf: &[u8], contents: Range<usize>, maker: Maker) -> Option<Vec<u8>> {
    let hex = pdf.get(contents)?.strip_prefix(b"<")?.strip_suffix(b">")?;
    let digit = |byte: &u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' if maker == Maker::Others => Some(byte - b'A' + 10),
        _ => None,
    };
    let mut bytes = Vec::with_capacity(hex.len() / 2);
    for pair in hex.chunks(2) {
        let [high, low] = pair else {
            return None;
        };
        bytes.push(digit(high)? << 4 | digit(low)?);
    }
    let (element, padding) = crate::der::Element::first(&bytes).ok()?;
    if padding.iter().any(|byte| *byte != 0) {
        return None;
    }
    let length = element.whole.len();
    bytes.truncate(length);
    Some(bytes)
}

fn claimed_time(dictionary: &Dictionary) -> Option<i64> {
    let text = dictionary.get(b"M").and_then(Object::as_str).ok()?;
    date::read(std::str::from_utf8(text).ok()?)
}

/// The permission that this very signature certifies with.
fn certification(source: &Source<'_>, dictionary: &Dictionary) -> Option<i64> {
    let references = source.value(dictionary, b"Reference")?.as_array().ok()?;
    references.iter().find_map(|reference| {
        let reference = source.resolve(reference)?.as_dict().ok()?;
        let method = reference.get(b"TransformMethod").and_then(Object::as_name);
        if !method.is_ok_and(|method| method == b"DocMDP") {
            return None;
        }
        let parameters = source
            .value(reference, b"TransformParams")?
            .as_dict()
            .ok()?;
        let permission = source.value(parameters, b"P");
        Some(permission.and_then(|p| p.as_i64().ok()).unwrap_or(2))
    })
}
