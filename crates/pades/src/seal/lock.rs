//! Closing the fields of a form with a signature (FieldMDP, ISO 32000-2 12.8.2.4).
//!
//! What lives here: which fields are closed. What does not: how the signature says so, see `dictionary`.

use super::dictionary::Closed;
use crate::pdf::form_field::{self, FormField};
use crate::pdf::permission::is_of;
use crate::pdf::revision::Revision;
use crate::pdf::{PdfError, Source, form};
use lopdf::xref::XrefEntry;
use lopdf::{Object, ObjectId};

/// Closes what was filled in since the last signature, every field where there is none yet, if that is wanted; and what
/// the signature's own field asks to close (`/Lock`), by names or those above them. The looks of what it closes are written
/// once more, as they are: pyHanko 0.38 takes looks that are older than the signature's own revision for changed
/// ones, and says of every later revision that it breaks the lock.
pub(super) fn close(
    revision: &mut Revision<'_, '_>,
    (filled, asked): (bool, &[String]),
) -> Result<Option<Closed>, PdfError> {
    let source = revision.source;
    let (catalog, _) = source.catalog()?;
    let nothing = !filled && asked.is_empty();
    if nothing || form::other_fields(source)?.is_empty() {
        let fields = asked.to_vec();
        return Ok((!fields.is_empty()).then_some(Closed { fields, catalog }));
    }
    let since = last_end(source)?;
    let fields = form_field::read(source)?.fields;
    let is_new = |field: &&FormField| {
        let mut parts = field.widgets.iter().chain([&field.id]);
        since.is_none_or(|end| parts.any(|id| offset(source, *id) >= end))
    };
    let is_asked = |field: &FormField| asked.iter().any(|lock| is_of(&field.name, lock));
    // What an earlier signature has closed stays as that one saw it.
    let closes =
        |field: &&FormField| filled && is_new(field) || is_asked(field) && !field.is_locked;
    let closed: Vec<&FormField> = fields.iter().filter(closes).collect();
    for field in &closed {
        for id in field.widgets.iter().chain([&field.id]) {
            if let Some(looks) = looks(source, *id)
                && let Some(stream) = source.document.objects.get(&looks)
            {
                revision.put(looks, stream);
            }
        }
    }
    let others = closed.iter().filter(|field| !is_asked(field));
    let others = others.map(|field| field.name.clone());
    let fields: Vec<String> = asked.iter().cloned().chain(others).collect();
    Ok((!fields.is_empty()).then_some(Closed { fields, catalog }))
}

/// Where the last signature's covered bytes end.
fn last_end(source: &Source<'_>) -> Result<Option<u64>, PdfError> {
    let mut last = None;
    for field in form::signature_fields(source)? {
        let Some(value) = field.value else { continue };
        let value = source
            .resolve(&value)
            .and_then(|value| value.as_dict().ok());
        let range = value.and_then(|value| source.value(value, b"ByteRange")?.as_array().ok());
        let ends = range.and_then(|range| match range.as_slice() {
            [.., start, length] => start.as_i64().ok()?.checked_add(length.as_i64().ok()?),
            _ => None,
        });
        let end = ends.and_then(|end| u64::try_from(end).ok());
        last = last.max(Some(end.ok_or(PdfError::Unreadable)?));
    }
    Ok(last)
}

/// Where an object stands; at the beginning where it is packed.
fn offset(source: &Source<'_>, id: ObjectId) -> u64 {
    match source.document.reference_table.get(id.0) {
        Some(XrefEntry::Normal { offset, .. }) => u64::from(*offset),
        _ => 0,
    }
}

/// The one stream that a widget without states looks like.
fn looks(source: &Source<'_>, widget: ObjectId) -> Option<ObjectId> {
    let widget = source.dictionary(widget)?;
    if widget.has(b"AS") {
        return None;
    }
    let looks = source.value(widget, b"AP")?.as_dict().ok()?;
    let normal = looks.get(b"N").and_then(Object::as_reference).ok()?;
    let object = source.document.objects.get(&normal)?;
    object.as_stream().is_ok().then_some(normal)
}
