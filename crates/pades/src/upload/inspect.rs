//! What an upload may not hold, found by walking every object that it has.

use super::{MAX_PAGES, UploadRefusal as Refusal};
use crate::pdf::{Source, form, form_field};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeSet;

/// More objects than a document of 300 pages has.
const MAX_OBJECTS: usize = 200_000;
const MAX_DEPTH: usize = 64;

pub(super) fn inspect(source: &Source<'_>) -> Result<(), Refusal> {
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
        (b"Perms", Refusal::Signed),
    ];
    for (key, refusal) in forbidden {
        if source.value(catalog, key).is_some() {
            return Err(refusal);
        }
    }
    let fields = form::signature_fields(source).map_err(|_| Refusal::Form)?;
    if fields.iter().any(|field| field.value.is_some()) {
        return Err(Refusal::Signed);
    }
    let widgets = form_field::read(source).map_err(|_| Refusal::Form)?.widgets;
    for (id, object) in objects {
        match object {
            Object::Dictionary(widget) if is_widget(*id, widget, &widgets) => within(widget, 0)?,
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

/// The entries of a widget of the form, which is an annotation that is allowed.
fn within(widget: &Dictionary, depth: usize) -> Result<(), Refusal> {
    by_key(widget)?;
    let mut values = widget.iter();
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
