//! Reading a PDF as far as sealing and verifying need it, on lopdf, strictly.
//!
//! What lives here: opening (never with a repaired cross-reference or
//! encryption), the catalog, the form. What does not: writing, see `revision`;
//! pages' contents, which nobody here looks at.

pub(crate) mod constraint;
pub(crate) mod form;
pub(crate) mod form_field;
pub(crate) mod frame;
pub(crate) mod import;
pub(crate) mod lexer;
mod object;
pub(crate) mod partial;
pub(crate) mod permission;
pub(crate) mod revision;
pub(crate) mod serialize;
mod survey;
pub(crate) mod surveyed;
mod verbatim;

use lexer::Lexer;
use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use surveyed::Surveyed;

/// Why a PDF cannot be read, or cannot take what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PdfError {
    /// Not a PDF, or one that is not well-formed as written: repairs are refused.
    Unreadable,
    /// The PDF is encrypted.
    Encrypted,
    /// Too large for the ten digits of a cross-reference entry or the ByteRange.
    TooLarge,
    /// There is no page of this index, counted from 0.
    NoSuchPage(usize),
    /// A rectangle is not finite or its corners are not lower left and upper right.
    BadRectangle(String),
    /// A field name is empty, holds a full stop, or is taken.
    BadFieldName(String),
    /// No signature field bears this name.
    NoSuchField(String),
    /// The signature field is already signed.
    AlreadySigned(String),
    /// The field has a lock or a seed value (ISO 32000-2 12.7.5.5) that is not supported.
    FieldConstraint(String),
    /// An earlier certification (DocMDP) or signature forbids the change.
    ChangeForbidden,
    /// The time does not fit a PDF date.
    BadTime,
    /// The appearance is not a PDF with a page that can be made a form XObject.
    BadAppearance,
}

impl std::fmt::Display for PdfError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable => out.write_str("the PDF cannot be read as it is written"),
            Self::Encrypted => out.write_str("the PDF is encrypted"),
            Self::TooLarge => out.write_str("the PDF is too large"),
            Self::NoSuchPage(index) => write!(out, "the PDF has no page of index {index}"),
            Self::BadRectangle(name) => write!(out, "field {name:?} has no proper rectangle"),
            Self::BadFieldName(name) => write!(out, "field name {name:?} is not usable or taken"),
            Self::NoSuchField(name) => write!(out, "there is no signature field {name:?}"),
            Self::AlreadySigned(name) => write!(out, "signature field {name:?} is already signed"),
            Self::FieldConstraint(name) => {
                write!(out, "signature field {name:?} asks for what a seal is not")
            }
            Self::ChangeForbidden => out.write_str("an earlier signature forbids this change"),
            Self::BadTime => out.write_str("the time does not fit a PDF date"),
            Self::BadAppearance => out.write_str("the appearance is not a usable one-page PDF"),
        }
    }
}

impl std::error::Error for PdfError {}

/// Bound on what one object or cross-reference stream may inflate to.
const MAX_DECOMPRESSED: usize = 64 * 1024 * 1024;

/// References that lead to references.
const MAX_REFERENCES: usize = 128;

/// Offsets in cross-reference streams and our ByteRange stay within 31 bits.
const MAX_LENGTH: usize = i32::MAX as usize;

/// A PDF as read: the bytes and what lopdf made of them, which may be kept from an earlier reading.
pub(crate) struct Source<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) document: Cow<'a, Document>,
    /// Cross-reference sections.
    pub(crate) revision_count: usize,
    /// What is known of the objects that were looked at and not kept; none where all were kept, or nobody asks.
    surveyed: Option<Surveyed>,
}

impl<'a> Source<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, PdfError> {
        if bytes.len() > MAX_LENGTH {
            return Err(PdfError::TooLarge);
        }
        // Offsets count from the header; junk before it would shift every one.
        if !bytes.starts_with(b"%PDF-") {
            return Err(PdfError::Unreadable);
        }
        let options = LoadOptions {
            strict: true,
            max_decompressed_size: Some(MAX_DECOMPRESSED),
            ..LoadOptions::default()
        };
        // lopdf is foreign code on hostile input: a panic in it is one more refusal.
        let document = catch_unwind(AssertUnwindSafe(|| {
            Document::load_mem_with_options(bytes, options)
        }))
        .map_err(|_| PdfError::Unreadable)?
        .map_err(|error| match error {
            lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword => PdfError::Encrypted,
            _ => PdfError::Unreadable,
        })?;
        if document.trailer.has(b"Encrypt") || document.was_encrypted() {
            return Err(PdfError::Encrypted);
        }
        if document.xref_recovery.is_some() || !numbers_agree(bytes, &document) {
            return Err(PdfError::Unreadable);
        }
        let source = Self::of(bytes, Cow::Owned(document));
        source.catalog()?;
        Ok(source)
    }

    /// A document that was read from these bytes.
    pub(crate) fn of(bytes: &'a [u8], document: Cow<'a, Document>) -> Self {
        Self {
            bytes,
            revision_count: document.revision_count(),
            document,
            surveyed: None,
        }
    }

    pub(crate) fn catalog(&self) -> Result<(ObjectId, &Dictionary), PdfError> {
        let id = self
            .document
            .trailer
            .get(b"Root")
            .and_then(Object::as_reference)
            .map_err(|_| PdfError::Unreadable)?;
        let catalog = self.dictionary(id).ok_or(PdfError::Unreadable)?;
        if !catalog.has_type(b"Catalog") {
            return Err(PdfError::Unreadable);
        }
        Ok((id, catalog))
    }

    /// An object of the file.
    pub(crate) fn object(&self, id: ObjectId) -> Option<&Object> {
        let found = self.document.objects.get(&id);
        if found.is_none() {
            self.miss(id);
        }
        found
    }

    /// The object behind a reference; `None` for one that leads nowhere or in circles.
    pub(crate) fn resolve<'b>(&'b self, object: &'b Object) -> Option<&'b Object> {
        let mut found = object;
        for _ in 0..MAX_REFERENCES {
            match found {
                Object::Reference(id) => found = self.object(*id)?,
                _ => return Some(found),
            }
        }
        None
    }

    /// The value of a key, references followed; `None` when absent or null.
    pub(crate) fn value<'b>(
        &'b self,
        dictionary: &'b Dictionary,
        key: &[u8],
    ) -> Option<&'b Object> {
        let found = self.resolve(dictionary.get(key).ok()?)?;
        if found.is_null() { None } else { Some(found) }
    }

    /// Every reference in the trailer and in every object that was read or looked at, once for each place.
    pub(crate) fn references(&self) -> impl Iterator<Item = ObjectId> {
        let trailer = self.document.trailer.iter().map(|(_, value)| value);
        let objects = match self.surveyed {
            Some(_) => None,
            None => Some(self.document.objects.values()),
        };
        let mut waiting: Vec<&Object> = objects.into_iter().flatten().chain(trailer).collect();
        let found = std::iter::from_fn(move || {
            loop {
                match waiting.pop()? {
                    Object::Reference(id) => return Some(*id),
                    Object::Array(items) => waiting.extend(items),
                    Object::Dictionary(dictionary) => {
                        waiting.extend(dictionary.iter().map(|(_, value)| value));
                    }
                    Object::Stream(stream) => {
                        waiting.extend(stream.dict.iter().map(|(_, value)| value));
                    }
                    _ => {}
                }
            }
        });
        let passed = self
            .surveyed
            .iter()
            .flat_map(|surveyed| &surveyed.survey.references);
        found.chain(passed.copied())
    }

    pub(crate) fn dictionary(&self, id: ObjectId) -> Option<&Dictionary> {
        self.object(id)?.as_dict().ok()
    }

    /// The permission of a certification (ISO 32000-2 12.8.2.2): 1, 2 or 3, 2 being
    /// the default; `None` where the document is not certified.
    pub(crate) fn certification(&self) -> Result<Option<i64>, PdfError> {
        let (_, catalog) = self.catalog()?;
        let Some(Object::Dictionary(permissions)) = self.value(catalog, b"Perms") else {
            return Ok(None);
        };
        let Some(Object::Dictionary(signature)) = self.value(permissions, b"DocMDP") else {
            return Ok(None);
        };
        let Some(Object::Array(references)) = self.value(signature, b"Reference") else {
            return Err(PdfError::Unreadable);
        };
        for reference in references {
            let Some(Object::Dictionary(reference)) = self.resolve(reference) else {
                continue;
            };
            let method = reference.get(b"TransformMethod").and_then(Object::as_name);
            if method.is_ok_and(|method| method == b"DocMDP") {
                let permission = match self.value(reference, b"TransformParams") {
                    Some(Object::Dictionary(parameters)) => self.value(parameters, b"P"),
                    _ => None,
                };
                return Ok(Some(permission.and_then(|p| p.as_i64().ok()).unwrap_or(2)));
            }
        }
        Err(PdfError::Unreadable)
    }
}

/// Whether every object bears the number under which the table has it: lopdf goes by the one, other readers by the
/// other, and a later revision of the one would not replace the other.
fn numbers_agree(bytes: &[u8], document: &Document) -> bool {
    let mut entries = document.reference_table.entries.iter();
    entries.all(|(number, entry)| match entry {
        XrefEntry::Normal { offset, generation } => usize::try_from(*offset)
            .is_ok_and(|at| Lexer::new(bytes, at).head((*number, *generation)).is_some()),
        _ => true,
    })
}
