//! Empty signature fields, added in a revision of their own.
//!
//! What lives here: the widget, its place on the page and in the form; in a tagged
//! document's structure, see `structure`. What does not: filling it, see `seal`. The result is the file that people review; the
//! sealed file begins with it, byte for byte.

mod structure;

use crate::pdf::revision::Revision;
use crate::pdf::serialize::{name, text};
use crate::pdf::{PdfError, Source, form};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

/// An empty signature field to be.
#[derive(Debug, Clone, PartialEq)]
pub struct SignatureField {
    /// The field's name, unique in the document, without full stops.
    pub name: String,
    /// How a screen reader calls it (`/TU`); its name where this is empty.
    pub label: String,
    /// The page, counted from 0.
    pub page_index: usize,
    /// Left, bottom, right, top in PDF points from the lower left corner of the
    /// page; all zero for an invisible field.
    pub rect: [f32; 4],
}

/// Print and Locked (ISO 32000-2 12.5.3): shown on paper, not moved by readers.
const PRINT_AND_LOCKED: i64 = 4 + 128;

/// SignaturesExist and AppendOnly (ISO 32000-2 12.7.3).
pub(crate) const SIGNATURE_FLAGS: i64 = 3;

/// No bytes, in zlib's format (RFC 1950).
const NOTHING_PACKED: &[u8] = &[0x78, 0x9c, 0x03, 0, 0, 0, 0, 0x01];

/// Appends one revision that adds empty signature fields; the result begins with
/// `pdf`, byte for byte. A document that is already signed or certified, or bears
/// what is left of a signature, takes none: its pages must not change.
pub fn add_signature_fields(pdf: &[u8], fields: &[SignatureField]) -> Result<Vec<u8>, PdfError> {
    let source = Source::open(pdf)?;
    let existing = form::signature_fields(&source)?;
    let is_signed = existing.iter().any(|field| field.value.is_some());
    if is_signed || source.certification()?.is_some() || bears_remains(&source) {
        return Err(PdfError::ChangeForbidden);
    }
    let pages: Vec<ObjectId> = source.document.page_iter().collect();
    let mut taken: BTreeSet<String> = form::field_names(&source)?.into_iter().collect();
    let mut revision = Revision::new(&source)?;
    let mut on_page: BTreeMap<ObjectId, Vec<Object>> = BTreeMap::new();
    let mut references = Vec::new();
    let mut placed = Vec::new();
    for field in fields {
        check(field, &mut taken)?;
        let page = pages.get(field.page_index);
        let page = *page.ok_or(PdfError::NoSuchPage(field.page_index))?;
        placed.push((revision.allocate()?, page));
    }
    let mut key = structure::enter(&placed, &mut revision)?;
    for (field, (id, page)) in fields.iter().zip(placed) {
        put_widget(field, (id, page), key, &mut revision)?;
        key = key.and_then(|key| key.checked_add(1));
        let widget = Object::Reference(id);
        on_page.entry(page).or_default().push(widget.clone());
        references.push(widget);
    }
    for (page, widgets) in on_page {
        annotate(page, widgets, &mut revision)?;
    }
    enlist(references, &mut revision)?;
    Ok(revision.finish()?.bytes)
}

/// A signature that no field holds: usage rights (ISO 32000-1 12.8.2.3), or the remains of one. Nobody could tell it
/// from one that was hidden later.
fn bears_remains(source: &Source<'_>) -> bool {
    let mut objects = source.document.objects.values();
    objects.any(|object| {
        object
            .as_dict()
            .is_ok_and(|dictionary| dictionary.has(b"ByteRange"))
    })
}

pub(crate) fn check(field: &SignatureField, taken: &mut BTreeSet<String>) -> Result<(), PdfError> {
    let [left, bottom, right, top] = field.rect;
    let finite = field.rect.iter().all(|value| value.is_finite());
    let invisible = field.rect == [0.0; 4];
    if !finite || !(invisible || (right > left && top > bottom)) {
        return Err(PdfError::BadRectangle(field.name.clone()));
    }
    let well_named = !field.name.is_empty() && !field.name.contains('.');
    if !well_named || !taken.insert(field.name.clone()) {
        return Err(PdfError::BadFieldName(field.name.clone()));
    }
    Ok(())
}

pub(crate) fn put_widget(
    field: &SignatureField,
    (id, page): structure::Placed,
    structure_key: Option<i64>,
    revision: &mut Revision<'_, '_>,
) -> Result<(), PdfError> {
    let [left, bottom, right, top] = field.rect;
    let mut widget = bare_widget(field, page);
    let mut appearance = Dictionary::new();
    appearance.set("Type", name("XObject"));
    appearance.set("Subtype", name("Form"));
    let extent = [0.0, 0.0, right - left, top - bottom].map(Object::Real);
    appearance.set("BBox", Object::Array(extent.to_vec()));
    appearance.set("Resources", Dictionary::new());
    // Packed as what takes its place: DSS calls a filter that comes with a signature an undefined change.
    appearance.set("Filter", name("FlateDecode"));
    let appearance_id = revision.allocate()?;
    revision.put_stream(appearance_id, &appearance, NOTHING_PACKED);
    let mut states = Dictionary::new();
    states.set("N", Object::Reference(appearance_id));
    widget.set("AP", states);
    let label = match field.label.as_str() {
        "" => &field.name,
        label => label,
    };
    widget.set("TU", text(label));
    if let Some(key) = structure_key {
        widget.set("StructParent", key);
    }
    revision.put_dictionary(id, &widget);
    Ok(())
}

/// A field that is its own widget, without looks.
pub(crate) fn bare_widget(field: &SignatureField, page: ObjectId) -> Dictionary {
    let mut widget = Dictionary::new();
    widget.set("Type", name("Annot"));
    widget.set("Subtype", name("Widget"));
    widget.set("FT", name("Sig"));
    widget.set("T", text(&field.name));
    widget.set("F", PRINT_AND_LOCKED);
    let corners = field.rect.iter().map(|value| Object::Real(*value));
    widget.set("Rect", Object::Array(corners.collect()));
    widget.set("P", Object::Reference(page));
    widget
}

/// Appends the widgets to the page's `/Annots`, wherever that array stands.
pub(crate) fn annotate(
    page: ObjectId,
    widgets: Vec<Object>,
    revision: &mut Revision<'_, '_>,
) -> Result<(), PdfError> {
    let source = revision.source;
    let mut dictionary = source.dictionary(page).ok_or(PdfError::Unreadable)?.clone();
    match extended(source, dictionary.get(b"Annots").ok(), widgets)? {
        (Some(id), array) => revision.put(id, &array),
        (None, array) => {
            dictionary.set("Annots", array);
            revision.put_dictionary(page, &dictionary);
        }
    }
    Ok(())
}

/// The array with `more` behind it, and its number where it is an object of its own.
fn extended(
    source: &Source<'_>,
    array: Option<&Object>,
    more: Vec<Object>,
) -> Result<(Option<ObjectId>, Object), PdfError> {
    let id = array.and_then(|array| array.as_reference().ok());
    let mut items = match array.map(|array| source.resolve(array)) {
        None | Some(Some(Object::Null)) => Vec::new(),
        Some(Some(Object::Array(items))) => items.clone(),
        Some(_) => return Err(PdfError::Unreadable),
    };
    items.extend(more);
    Ok((id, Object::Array(items)))
}

/// Enters the fields in the form, which is made where there is none.
pub(crate) fn enlist(
    references: Vec<Object>,
    revision: &mut Revision<'_, '_>,
) -> Result<(), PdfError> {
    let source = revision.source;
    let found = form::form(source)?;
    let mut form = found.map(|(_, form)| form.clone()).unwrap_or_default();
    match extended(source, form.get(b"Fields").ok(), references)? {
        (Some(id), array) => revision.put(id, &array),
        (None, array) => form.set("Fields", array),
    }
    form.set("SigFlags", SIGNATURE_FLAGS);
    // Readers that rebuild appearances would change what was signed.
    form.remove(b"NeedAppearances");
    let (catalog_id, catalog) = source.catalog()?;
    let mut catalog = catalog.clone();
    match found {
        Some((Some(id), _)) => {
            revision.put_dictionary(id, &form);
            return Ok(());
        }
        // Where it stood in the catalog it stays: a signed catalog changes in nothing else.
        Some((None, _)) => catalog.set("AcroForm", form),
        None => {
            let id = revision.allocate()?;
            revision.put_dictionary(id, &form);
            catalog.set("AcroForm", Object::Reference(id));
        }
    }
    revision.put_dictionary(catalog_id, &catalog);
    Ok(())
}
