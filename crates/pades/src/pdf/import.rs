//! Pages of another PDF as form XObjects (ISO 32000-2 8.10).
//!
//! What lives here: copying the page's content and everything its resources
//! reach under new numbers. What does not: annotations and structure of that
//! page, which are left behind.

use super::revision::Revision;
use super::serialize::name;
use super::{PdfError, Source};
use lopdf::{Dictionary, Object, ObjectId, Stream};
use std::collections::BTreeMap;

/// An appearance is a stamp: fonts, an image or two.
const MAX_COPIED: usize = 4_096;
const MAX_CONTENT: usize = 16 * 1024 * 1024;
const MAX_DEPTH: usize = 64;

/// A page that became a form XObject.
pub(crate) struct PageForm {
    pub(crate) id: ObjectId,
    /// Its rectangle.
    pub(crate) bounds: Object,
}

/// Copies the first page of `appearance` into the revision; its number there.
pub(crate) fn first_page(
    appearance: &[u8],
    revision: &mut Revision<'_, '_>,
) -> Result<ObjectId, PdfError> {
    let from = Source::open(appearance).map_err(|_| PdfError::BadAppearance)?;
    let page = from.document.page_iter().next();
    let page = page.ok_or(PdfError::BadAppearance)?;
    let mut copy = Copy::new(&from);
    let form = copy.page(page, None, revision)?;
    copy.run(revision)?;
    Ok(form.id)
}

/// Copies the first pages, `most` of them, the first ones of those under numbers that exist already; what they
/// share is copied once.
pub(crate) fn pages(
    printed: &[u8],
    (targets, most): (&[ObjectId], usize),
    revision: &mut Revision<'_, '_>,
) -> Result<Vec<PageForm>, PdfError> {
    let from = Source::open(printed).map_err(|_| PdfError::BadAppearance)?;
    let mut copy = Copy::new(&from);
    let ids: Vec<ObjectId> = from.document.page_iter().take(most).collect();
    if ids.len() < targets.len() {
        return Err(PdfError::BadAppearance);
    }
    let mut forms = Vec::new();
    for (index, id) in ids.into_iter().enumerate() {
        forms.push(copy.page(id, targets.get(index).copied(), revision)?);
    }
    copy.run(revision)?;
    Ok(forms)
}

/// Attributes that a page may take from its ancestors (ISO 32000-2 7.7.3.4).
fn inherited<'b>(from: &'b Source<'_>, page: &'b Dictionary, key: &[u8]) -> Option<&'b Object> {
    let mut node = page;
    for _ in 0..MAX_DEPTH {
        if let Some(value) = from.value(node, key) {
            return Some(value);
        }
        node = from.value(node, b"Parent")?.as_dict().ok()?;
    }
    None
}

fn rectangle(from: &Source<'_>, bounds: &Object) -> Result<Object, PdfError> {
    let corners = bounds.as_array().map_err(|_| PdfError::BadAppearance)?;
    let numbers: Vec<f32> = corners
        .iter()
        .filter_map(|corner| from.resolve(corner)?.as_float().ok())
        .collect();
    match numbers.as_slice() {
        [left, bottom, right, top]
            if numbers.iter().all(|n| n.is_finite()) && right > left && top > bottom =>
        {
            Ok(Object::Array(
                numbers.iter().map(|n| Object::Real(*n)).collect(),
            ))
        }
        _ => Err(PdfError::BadAppearance),
    }
}

/// One content stream is copied as it is packed; several are unpacked and joined.
fn content(
    from: &Source<'_>,
    page: &Dictionary,
    form: &mut Dictionary,
) -> Result<Vec<u8>, PdfError> {
    let parts: Vec<&Stream> = match from.value(page, b"Contents") {
        None => Vec::new(),
        Some(Object::Stream(stream)) => vec![stream],
        Some(Object::Array(parts)) => parts
            .iter()
            .map(|part| from.resolve(part)?.as_stream().ok())
            .collect::<Option<_>>()
            .ok_or(PdfError::BadAppearance)?,
        Some(_) => return Err(PdfError::BadAppearance),
    };
    if let [only] = parts.as_slice() {
        for key in ["Filter", "DecodeParms"] {
            if let Some(value) = from.value(&only.dict, key.as_bytes()) {
                if contains_reference(value) {
                    return Err(PdfError::BadAppearance);
                }
                form.set(key, value.clone());
            }
        }
        return Ok(only.content.clone());
    }
    let mut joined = Vec::new();
    for part in parts {
        let plain = part.get_plain_content_with_limit(MAX_CONTENT);
        joined.extend_from_slice(&plain.map_err(|_| PdfError::BadAppearance)?);
        joined.push(b'\n');
        if joined.len() > MAX_CONTENT {
            return Err(PdfError::BadAppearance);
        }
    }
    Ok(joined)
}

fn contains_reference(object: &Object) -> bool {
    match object {
        Object::Reference(_) => true,
        Object::Array(items) => items.iter().any(contains_reference),
        Object::Dictionary(dictionary) => dictionary.iter().any(|(_, v)| contains_reference(v)),
        _ => false,
    }
}

struct Copy<'s, 'a> {
    from: &'s Source<'a>,
    numbers: BTreeMap<ObjectId, ObjectId>,
    waiting: Vec<(ObjectId, ObjectId)>,
}

impl<'s, 'a> Copy<'s, 'a> {
    fn new(from: &'s Source<'a>) -> Self {
        Self {
            from,
            numbers: BTreeMap::new(),
            waiting: Vec::new(),
        }
    }

    /// Writes a page as a form XObject; what it reaches waits.
    fn page(
        &mut self,
        id: ObjectId,
        target: Option<ObjectId>,
        revision: &mut Revision<'_, '_>,
    ) -> Result<PageForm, PdfError> {
        let from = self.from;
        let page = from.dictionary(id).ok_or(PdfError::BadAppearance)?;
        let inherited = |key: &[u8]| inherited(from, page, key);
        let rotated = inherited(b"Rotate").and_then(|angle| angle.as_i64().ok());
        if rotated.unwrap_or(0) % 360 != 0 {
            return Err(PdfError::BadAppearance);
        }
        let bounds = inherited(b"CropBox").or_else(|| inherited(b"MediaBox"));
        let bounds = rectangle(from, bounds.ok_or(PdfError::BadAppearance)?)?;
        let mut form = Dictionary::new();
        form.set("Type", name("XObject"));
        form.set("Subtype", name("Form"));
        form.set("BBox", bounds.clone());
        let resources = match inherited(b"Resources") {
            Some(resources) => self.value(resources, revision, 0)?,
            None => Object::Dictionary(Dictionary::new()),
        };
        form.set("Resources", resources);
        // A page group isolates transparency; the form must keep it to look the same.
        if let Some(group) = from.value(page, b"Group") {
            form.set("Group", self.value(group, revision, 0)?);
        }
        let content = content(from, page, &mut form)?;
        let id = match target {
            Some(id) => id,
            None => revision.allocate()?,
        };
        revision.put_stream(id, &form, &content);
        Ok(PageForm { id, bounds })
    }

    /// The value with its references renumbered; what they lead to waits to be copied.
    fn value(
        &mut self,
        object: &Object,
        revision: &mut Revision<'_, '_>,
        depth: usize,
    ) -> Result<Object, PdfError> {
        if depth > MAX_DEPTH {
            return Err(PdfError::BadAppearance);
        }
        let deeper = depth.saturating_add(1);
        Ok(match object {
            Object::Reference(id) => self.reference(*id, revision)?,
            Object::Array(items) => Object::Array(
                items
                    .iter()
                    .map(|item| self.value(item, revision, deeper))
                    .collect::<Result<_, _>>()?,
            ),
            Object::Dictionary(dictionary) => {
                Object::Dictionary(self.entries(dictionary, revision, deeper)?)
            }
            Object::Stream(stream) => {
                let dictionary = self.entries(&stream.dict, revision, deeper)?;
                Object::Stream(Stream::new(dictionary, stream.content.clone()))
            }
            plain => plain.clone(),
        })
    }

    fn entries(
        &mut self,
        dictionary: &Dictionary,
        revision: &mut Revision<'_, '_>,
        depth: usize,
    ) -> Result<Dictionary, PdfError> {
        let mut out = Dictionary::new();
        for (key, value) in dictionary.iter() {
            // Keys that lead back into the structure tree of the other document.
            if matches!(
                key.as_slice(),
                b"StructParent" | b"StructParents" | b"Length"
            ) {
                continue;
            }
            out.set(key.clone(), self.value(value, revision, depth)?);
        }
        Ok(out)
    }

    fn reference(
        &mut self,
        id: ObjectId,
        revision: &mut Revision<'_, '_>,
    ) -> Result<Object, PdfError> {
        if let Some(new) = self.numbers.get(&id) {
            return Ok(Object::Reference(*new));
        }
        let is_page = |object: &Object| {
            matches!(object, Object::Dictionary(dictionary)
                if [&b"Page"[..], b"Pages", b"Catalog"].iter().any(|t| dictionary.has_type(t)))
        };
        // Resources have no business with pages; a stray link would drag the document in.
        if self.from.document.objects.get(&id).is_none_or(is_page) {
            return Ok(Object::Null);
        }
        if self.numbers.len() >= MAX_COPIED {
            return Err(PdfError::BadAppearance);
        }
        let new = revision.allocate()?;
        self.numbers.insert(id, new);
        self.waiting.push((id, new));
        Ok(Object::Reference(new))
    }

    fn run(&mut self, revision: &mut Revision<'_, '_>) -> Result<(), PdfError> {
        while let Some((id, new)) = self.waiting.pop() {
            let object = self.from.document.objects.get(&id);
            let object = object.ok_or(PdfError::BadAppearance)?;
            let copied = self.value(object, revision, 0)?;
            revision.put(new, &copied);
        }
        Ok(())
    }
}
