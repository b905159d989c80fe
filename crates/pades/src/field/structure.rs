//! The place of signature fields in a tagged document (ISO 32000-2 14.7, ISO 14289-1 7.18.4).
//!
//! What lives here: a `Form` element for each widget, and how the two find each
//! other. What does not: documents without a structure, or with one that is not as
//! it should be; those stay as they are.

use crate::pdf::revision::Revision;
use crate::pdf::serialize::name;
use crate::pdf::{PdfError, Source};
use lopdf::{Dictionary, Object, ObjectId};

/// A widget and the page that it is on.
pub(super) type Placed = (ObjectId, ObjectId);

/// What a structure tree offers to hang something on.
struct Tree {
    root: (ObjectId, Dictionary),
    /// The element that everything is under; the root itself where there are several.
    parent: Option<(ObjectId, Dictionary)>,
    next_key: i64,
}

/// Enters the widgets in the structure, in their order. Gives the number by which
/// the first one refers to its element (`/StructParent`); the others count on from
/// it. `None` where the document has no structure that could be read.
pub(super) fn enter(
    widgets: &[Placed],
    revision: &mut Revision<'_, '_>,
) -> Result<Option<i64>, PdfError> {
    let source = revision.source;
    let Some(mut tree) = Tree::read(source) else {
        return Ok(None);
    };
    let (root_id, root) = (tree.root.0, &mut tree.root.1);
    let parent_id = tree.parent.as_ref().map_or(root_id, |parent| parent.0);
    let mut elements = Vec::new();
    let mut numbers = Vec::new();
    for ((widget, page), key) in widgets.iter().zip(tree.next_key..) {
        let id = revision.allocate()?;
        revision.put_dictionary(id, &element(*widget, *page, parent_id));
        elements.push(Object::Reference(id));
        numbers.extend([Object::Integer(key), Object::Reference(id)]);
    }
    if let Some(next) = i64::try_from(widgets.len())
        .ok()
        .and_then(|count| tree.next_key.checked_add(count))
    {
        root.set("ParentTreeNextKey", next);
    }
    match tree.parent {
        Some((id, mut parent)) => {
            adopt(source, &mut parent, elements);
            revision.put_dictionary(id, &parent);
        }
        None => adopt(source, root, elements),
    }
    number(root, numbers, revision)?;
    revision.put_dictionary(root_id, root);
    Ok(Some(tree.next_key))
}

fn element(widget: ObjectId, page: ObjectId, parent: ObjectId) -> Dictionary {
    let mut object = Dictionary::new();
    object.set("Type", name("OBJR"));
    object.set("Obj", Object::Reference(widget));
    object.set("Pg", Object::Reference(page));
    let mut element = Dictionary::new();
    element.set("Type", name("StructElem"));
    element.set("S", name("Form"));
    element.set("P", Object::Reference(parent));
    element.set("Pg", Object::Reference(page));
    element.set("K", object);
    element
}

impl Tree {
    fn read(source: &Source<'_>) -> Option<Self> {
        let (_, catalog) = source.catalog().ok()?;
        let root_id = catalog.get(b"StructTreeRoot").ok()?.as_reference().ok()?;
        let root = source.dictionary(root_id)?;
        let only = match source.value(root, b"K")? {
            Object::Array(kids) => match kids.as_slice() {
                [only] => only.as_reference().ok(),
                _ => None,
            },
            _ => root.get(b"K").ok()?.as_reference().ok(),
        };
        let parent = only.and_then(|id| Some((id, source.dictionary(id)?.clone())));
        let highest = [
            root.get(b"ParentTreeNextKey")
                .ok()
                .and_then(|next| next.as_i64().ok()?.checked_sub(1)),
            highest_in_use(source),
            highest_number(source, root),
        ];
        let next_key = highest.into_iter().flatten().max().unwrap_or(-1);
        let next_key = next_key.checked_add(1)?;
        let is_plain = (0..=i64::from(i32::MAX)).contains(&next_key);
        is_plain.then(|| Self {
            root: (root_id, root.clone()),
            parent,
            next_key,
        })
    }
}

/// The highest number by which anything in the document refers to its elements.
fn highest_in_use(source: &Source<'_>) -> Option<i64> {
    let dictionaries = source.document.objects.values().filter_map(|object| {
        let stream = object.as_stream().map(|stream| &stream.dict);
        object.as_dict().or(stream).ok()
    });
    dictionaries
        .flat_map(|dictionary| {
            [&b"StructParent"[..], b"StructParents"].map(|key| dictionary.get(key))
        })
        .filter_map(|number| number.ok()?.as_i64().ok())
        .max()
}

/// The last number of the parent tree (ISO 32000-2 7.9.7), whose keys ascend.
fn highest_number(source: &Source<'_>, root: &Dictionary) -> Option<i64> {
    let tree = source.value(root, b"ParentTree")?.as_dict().ok()?;
    if let Some(numbers) = source.value(tree, b"Nums") {
        let numbers = numbers.as_array().ok()?;
        return numbers.get(numbers.len().checked_sub(2)?)?.as_i64().ok();
    }
    let last = source.value(tree, b"Kids")?.as_array().ok()?.last()?;
    let last = source.resolve(last)?.as_dict().ok()?;
    let limits = source.value(last, b"Limits")?.as_array().ok()?;
    limits.get(1)?.as_i64().ok()
}

/// Appends to an element's children, which may be one, several or none.
fn adopt(source: &Source<'_>, parent: &mut Dictionary, elements: Vec<Object>) {
    let mut kids = match source.value(parent, b"K") {
        None => Vec::new(),
        Some(Object::Array(kids)) => kids.clone(),
        Some(_) => parent.get(b"K").ok().cloned().into_iter().collect(),
    };
    kids.extend(elements);
    parent.set("K", kids);
}

/// Enters `numbers`, all higher than those there, in the parent tree.
fn number(
    root: &mut Dictionary,
    numbers: Vec<Object>,
    revision: &mut Revision<'_, '_>,
) -> Result<(), PdfError> {
    let source = revision.source;
    let id = root.get(b"ParentTree").and_then(Object::as_reference).ok();
    let tree = source.value(root, b"ParentTree");
    let mut tree = tree
        .and_then(|tree| tree.as_dict().ok())
        .cloned()
        .unwrap_or_default();
    if let Some(Object::Array(kids)) = source.value(&tree, b"Kids") {
        let mut kids = kids.clone();
        kids.push(leaf(numbers, revision)?);
        tree.set("Kids", kids);
    } else {
        let before = source.value(&tree, b"Nums");
        let before = before.and_then(|before| before.as_array().ok());
        let mut all = before.cloned().unwrap_or_default();
        all.extend(numbers);
        tree.set("Nums", all);
    }
    match id {
        Some(id) => revision.put_dictionary(id, &tree),
        None => root.set("ParentTree", tree),
    }
    Ok(())
}

/// A leaf of a number tree of its own.
fn leaf(numbers: Vec<Object>, revision: &mut Revision<'_, '_>) -> Result<Object, PdfError> {
    let keys = || numbers.iter().step_by(2).cloned();
    let limits: Vec<Object> = keys()
        .next()
        .into_iter()
        .chain(keys().next_back())
        .collect();
    let mut leaf = Dictionary::new();
    leaf.set("Limits", limits);
    leaf.set("Nums", numbers);
    let id = revision.allocate()?;
    revision.put_dictionary(id, &leaf);
    Ok(Object::Reference(id))
}
