//! What an upload may not hold, found by walking every object that it has.

use super::{MAX_PAGES, UploadRefusal as Refusal};
use crate::pdf::{Source, form_field};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeSet;

/// More objects than a document of 300 pages has.
const MAX_OBJECTS: usize = 200_000;
const MAX_DEPTH: usize = 64;

/// What signatures there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signatures {
    /// None, nor remains of any.
    None,
    /// Whatever the verifier approves of.
    Verified,
}

pub(super) fn inspect(source: &Source<'_>, signatures: Signatures) -> Result<(), Refusal> {
    let objects = &source.document.objects;
    let pages = source.document.page_iter().count();
    if objects.len() > MAX_OBJECTS || pages > MAX_PAGES {
        return Err(Refusal::TooLarge);
    }
    let (_, catalog) = source.catalog().map_err(|_| Refusal::Unreadable)?;
    // A page that this reader does not find (in a circle, or no object of its own) is found by another.
    let count = match source.value(catalog, b"Pages") {
        Some(Object::Dictionary(tree)) => source.value(tree, b"Count"),
        _ => None,
    };
    let count = count.and_then(|count| count.as_i64().ok());
    if count.is_none_or(|count| usize::try_from(count) != Ok(pages)) {
        return Err(Refusal::Unreadable);
    }
    let forbidden = [
        (&b"OpenAction"[..], Refusal::OpenAction),
        (b"OCProperties", Refusal::OptionalContent),
        (b"Collection", Refusal::EmbeddedFile),
        (b"AF", Refusal::EmbeddedFile),
    ];
    for (key, refusal) in forbidden {
        if source.value(catalog, key).is_some() {
            return Err(refusal);
        }
    }
    if let Some(permissions) = source.value(catalog, b"Perms") {
        // Usage rights (UR3) would end with the first change.
        let certified = |rights: &Dictionary| rights.iter().all(|(key, _)| key == b"DocMDP");
        let is_certified = permissions.as_dict().is_ok_and(certified);
        if signatures == Signatures::None || !is_certified {
            return Err(Refusal::Signed);
        }
    }
    let widgets = form_field::read(source).map_err(|_| Refusal::Form)?.widgets;
    for (id, object) in objects {
        match object {
            Object::Dictionary(widget) if is_widget(*id, widget, &widgets) => within(widget, 0)?,
            Object::Dictionary(signature)
                if signatures == Signatures::Verified && is_signature(signature) =>
            {
                within(signature, 0)?;
            }
            object => walk(object, 0)?,
        }
    }
    Ok(())
}

/// A widget of the form; others belong to nobody, and what they show nobody could say.
fn is_widget(id: ObjectId, widget: &Dictionary, known: &BTreeSet<ObjectId>) -> bool {
    let kind = widget.get(b"Subtype").and_then(Object::as_name);
    kind.is_ok_and(|kind| kind == b"Widget") && known.contains(&id)
}

/// A signature dictionary; whether a field holds it says the verifier.
fn is_signature(dictionary: &Dictionary) -> bool {
    dictionary.has(b"ByteRange") && dictionary.has(b"Contents")
}

/// The entries of what is allowed itself: a widget of the form, a signature.
fn within(allowed: &Dictionary, depth: usize) -> Result<(), Refusal> {
    by_key(allowed)?;
    let mut values = allowed.iter();
    values.try_for_each(|(_, value)| walk(value, depth))
}

fn walk(object: &Object, depth: usize) -> Result<(), Refusal> {
    if depth > MAX_DEPTH {
        return Err(Refusal::Unreadable);
    }
    let deeper = depth.saturating_add(1);
    match object {
        Object::Array(items) => items.iter().try_for_each(|item| walk(item, deeper)),
        Object::Dictionary(dictionary) => entries(dictionary, deeper),
        Object::Stream(stream) => {
            // ISO 32000-2 7.3.8.2: the data would lie in another file.
            if stream.dict.has(b"F") {
                return Err(Refusal::ExternalReference);
            }
            entries(&stream.dict, deeper)
        }
        _ => Ok(()),
    }
}

fn entries(dictionary: &Dictionary, depth: usize) -> Result<(), Refusal> {
    by_key(dictionary)?;
    by_kind(dictionary)?;
    let mut values = dictionary.iter();
    values.try_for_each(|(_, value)| walk(value, depth))
}

fn by_key(dictionary: &Dictionary) -> Result<(), Refusal> {
    let forbidden = [
        (&b"JS"[..], Refusal::JavaScript),
        (b"JavaScript", Refusal::JavaScript),
        (b"AA", Refusal::AdditionalAction),
        (b"XFA", Refusal::Xfa),
        (b"EmbeddedFiles", Refusal::EmbeddedFile),
        (b"EF", Refusal::EmbeddedFile),
        (b"OC", Refusal::OptionalContent),
        (b"OCGs", Refusal::OptionalContent),
        (b"Alternates", Refusal::OptionalContent),
        (b"OPI", Refusal::ExternalReference),
    ];
    let found = forbidden.iter().find(|(key, _)| dictionary.has(key));
    found.map_or(Ok(()), |(_, refusal)| Err(*refusal))
}

/// By `/Type`, `/Subtype` and, of actions, `/S`.
fn by_kind(dictionary: &Dictionary) -> Result<(), Refusal> {
    let name = |key: &[u8]| dictionary.get(key).and_then(Object::as_name).ok();
    match name(b"Type") {
        Some(b"EmbeddedFile") => return Err(Refusal::EmbeddedFile),
        Some(b"Filespec" | b"F") => return Err(Refusal::ExternalReference),
        Some(b"OCG" | b"OCMD") => return Err(Refusal::OptionalContent),
        Some(b"Sig" | b"DocTimeStamp") if dictionary.has(b"Contents") => {
            return Err(Refusal::Signed);
        }
        _ => {}
    }
    // A reference XObject (8.10.4); structure elements have a Ref of another kind (an array).
    let is_reference = matches!(dictionary.get(b"Ref"), Ok(Object::Dictionary(_)));
    if name(b"Subtype") == Some(b"PS") || is_reference {
        return Err(Refusal::ExternalReference);
    }
    let is_annotation = name(b"Type") == Some(b"Annot") || dictionary.has(b"Rect");
    match name(b"Subtype") {
        Some(b"FileAttachment") if is_annotation => return Err(Refusal::EmbeddedFile),
        Some(b"Widget") if is_annotation => return Err(Refusal::Form),
        Some(kind) if is_annotation && kind != b"Link" => return Err(Refusal::Annotation),
        _ => {}
    }
    action(name(b"S"), name(b"Type"))
}

/// ISO 32000-2, table 201. A structure element also has an `/S`, of its own names.
fn action(kind: Option<&[u8]>, of: Option<&[u8]>) -> Result<(), Refusal> {
    if of == Some(b"StructElem") {
        return Ok(());
    }
    match kind {
        Some(b"JavaScript") => Err(Refusal::JavaScript),
        Some(b"Launch") => Err(Refusal::Launch),
        Some(b"GoToR" | b"GoToE" | b"ImportData" | b"SubmitForm") => {
            Err(Refusal::ExternalReference)
        }
        Some(b"SetOCGState") => Err(Refusal::OptionalContent),
        Some(
            b"Rendition" | b"Movie" | b"Sound" | b"Hide" | b"ResetForm" | b"Named" | b"Thread"
            | b"Trans" | b"GoTo3DView" | b"RichMediaExecute" | b"GoToDp",
        ) => Err(Refusal::Action),
        _ => Ok(()),
    }
}
