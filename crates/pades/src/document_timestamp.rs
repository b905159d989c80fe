//! A timestamp over the whole file so far (ISO 32000-2 12.8.5, EN 319 142-1 5.4.3).
//!
//! What lives here: the revision with an invisible field of its own, complete but for
//! the token. What does not: asking for the token, see `timestamp`.

use crate::field::{SignatureField, annotate, bare_widget, enlist};
use crate::pdf::partial::{self, Beyond};
use crate::pdf::revision::Revision;
use crate::pdf::serialize::name;
use crate::pdf::{PdfError, Source, form};
use crate::seal::SealError;
use crate::seal::dictionary::SignatureDictionary;
use crate::seal::gap::Gap;
use crate::timestamp::TimestampToken;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeSet;

/// A file that lacks only the token of its document timestamp.
#[derive(Debug, Clone)]
pub struct PreparedTimestamp {
    gap: Gap,
}

impl PreparedTimestamp {
    /// Appends the revision; `room` bytes are reserved for the token (see
    /// [`crate::TIMESTAMP_ROOM`]). Allowed whatever a certification says, even P=1
    /// (ISO 32000-2 12.8.2.2.2).
    pub fn new(pdf: &[u8], room: usize) -> Result<Self, SealError> {
        if let Some(source) = partial::open_beyond(pdf, Beyond::Signatures)
            && let Ok(prepared) = Self::of(&source, room)
        {
            return Ok(prepared);
        }
        Self::of(&Source::open(pdf)?, room)
    }

    fn of(source: &Source<'_>, room: usize) -> Result<Self, SealError> {
        let page = page(source)?;
        let field = SignatureField {
            name: free_name(source)?,
            label: String::new(),
            page_index: 0,
            rect: [0.0; 4],
        };
        let mut revision = Revision::new(source)?;
        let signature_id = revision.allocate()?;
        let mut entries = Dictionary::new();
        entries.set("Type", name("DocTimeStamp"));
        entries.set("Filter", name("Adobe.PPKLite"));
        entries.set("SubFilter", name("ETSI.RFC3161"));
        let signature = SignatureDictionary::with_room(&entries, room)?;
        revision.put_bytes(signature_id, signature.bytes.clone());
        let mut widget = bare_widget(&field, page);
        widget.set("V", Object::Reference(signature_id));
        let widget_id = revision.allocate()?;
        revision.put_dictionary(widget_id, &widget);
        let reference = Object::Reference(widget_id);
        annotate(page, vec![reference.clone()], &mut revision)?;
        enlist(vec![reference], &mut revision)?;
        let gap = Gap::close(revision.finish()?, signature_id, &signature)?;
        Ok(Self { gap })
    }

    /// What the timestamp is over: SHA-256 of everything but its own place.
    pub fn imprint(&self) -> [u8; 32] {
        self.gap.digest
    }

    /// Puts the token in its place.
    pub fn embed(self, token: &TimestampToken) -> Result<Vec<u8>, SealError> {
        if token.imprint != self.gap.digest {
            return Err(SealError::OtherTimestamp);
        }
        self.gap.fill(&token.der)
    }
}

/// The page that has signature fields already, where there is one: its order of tabbing
/// is set, and no other page changes. Else the last one.
fn page(source: &Source<'_>) -> Result<ObjectId, PdfError> {
    let of_field = form::signature_fields(source)?
        .iter()
        .find_map(|field| source.dictionary(field.widget)?.get(b"P").ok())
        .and_then(|page| page.as_reference().ok());
    let is_page = |id: &ObjectId| {
        let page = source.dictionary(*id);
        page.is_some_and(|page| page.has_type(b"Page"))
    };
    of_field
        .filter(is_page)
        .or_else(|| source.document.page_iter().last())
        .ok_or(PdfError::Unreadable)
}

/// `timestamp-1`, or the first number that is free.
fn free_name(source: &Source<'_>) -> Result<String, PdfError> {
    let taken: BTreeSet<String> = form::field_names(source)?.into_iter().collect();
    let mut names = (1..=taken.len().saturating_add(1)).map(|number| format!("timestamp-{number}"));
    names
        .find(|name| !taken.contains(name))
        .ok_or(PdfError::Unreadable)
}
