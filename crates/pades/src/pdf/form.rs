//! The interactive form: signature fields, found and named (ISO 32000-2 12.7).
//!
//! What does not live here: fields of other types, and what a signature says.

use super::{PdfError, Source};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeSet;

const MAX_FIELD_DEPTH: usize = 32;

/// A signature field with its one widget, which may be the field itself.
#[derive(Debug, Clone)]
pub(crate) struct SignatureFieldNode {
    /// The fully qualified name.
    pub(crate) name: String,
    pub(crate) field: ObjectId,
    pub(crate) widget: ObjectId,
    /// `/V` as it stands, when present and not null.
    pub(crate) value: Option<Object>,
}

/// The form dictionary, and its own number where it is an indirect object.
pub(crate) fn form<'b>(
    source: &'b Source<'_>,
) -> Result<Option<(Option<ObjectId>, &'b Dictionary)>, PdfError> {
    let (root, catalog) = source.catalog()?;
    match catalog.get(b"AcroForm") {
        Err(_) | Ok(Object::Null) => Ok(None),
        Ok(Object::Dictionary(form)) => Ok(Some((None, form))),
        // One object that is both could not be changed as the one without being so as the other.
        Ok(Object::Reference(id)) if *id != root => {
            let form = source.dictionary(*id).ok_or(PdfError::Unreadable)?;
            Ok(Some((Some(*id), form)))
        }
        Ok(_) => Err(PdfError::Unreadable),
    }
}

/// Every signature field; a form that cannot be walked is refused.
pub(crate) fn signature_fields(source: &Source<'_>) -> Result<Vec<SignatureFieldNode>, PdfError> {
    Ok(walk(source)?.found)
}

/// The names of all fields of whatever type, for checking that a new one is free.
pub(crate) fn field_names(source: &Source<'_>) -> Result<Vec<String>, PdfError> {
    Ok(walk(source)?.names)
}

/// The names of the fields that hold values and are no signature fields.
pub(crate) fn other_fields(source: &Source<'_>) -> Result<Vec<String>, PdfError> {
    Ok(walk(source)?.others)
}

fn walk<'s, 'a>(source: &'s Source<'a>) -> Result<Walk<'s, 'a>, PdfError> {
    let mut walk = Walk {
        source,
        seen: BTreeSet::new(),
        found: Vec::new(),
        names: Vec::new(),
        others: Vec::new(),
    };
    if let Some((_, form)) = form(source)?
        && let Some(fields) = source.value(form, b"Fields")
    {
        let fields = fields.as_array().map_err(|_| PdfError::Unreadable)?;
        for field in fields {
            walk.visit(field, "", None, 0)?;
        }
    }
    Ok(walk)
}

struct Walk<'s, 'a> {
    source: &'s Source<'a>,
    seen: BTreeSet<ObjectId>,
    found: Vec<SignatureFieldNode>,
    names: Vec<String>,
    others: Vec<String>,
}

impl Walk<'_, '_> {
    fn visit(
        &mut self,
        reference: &Object,
        parent: &str,
        inherited: Option<&[u8]>,
        depth: usize,
    ) -> Result<(), PdfError> {
        let id = reference.as_reference().map_err(|_| PdfError::Unreadable)?;
        if depth > MAX_FIELD_DEPTH || !self.seen.insert(id) {
            return Err(PdfError::Unreadable);
        }
        let source = self.source;
        let field = source.dictionary(id).ok_or(PdfError::Unreadable)?;
        let name = qualified_name(source, field, parent)?;
        self.names.push(name.clone());
        let kind = match source.value(field, b"FT") {
            Some(kind) => Some(kind.as_name().map_err(|_| PdfError::Unreadable)?),
            None => inherited,
        };
        let kids = match source.value(field, b"Kids") {
            Some(kids) => kids
                .as_array()
                .map_err(|_| PdfError::Unreadable)?
                .as_slice(),
            None => &[],
        };
        let is_branch = kids.iter().any(
            |kid| matches!(source.resolve(kid), Some(Object::Dictionary(kid)) if kid.has(b"T")),
        );
        if is_branch {
            return kids
                .iter()
                .try_for_each(|kid| self.visit(kid, &name, kind, depth.saturating_add(1)));
        }
        if kind == Some(b"Sig") {
            let widget = match kids {
                [] => id,
                [only] => only.as_reference().map_err(|_| PdfError::Unreadable)?,
                // ISO 32000-2 12.7.5.5: one widget per signature field.
                _ => return Err(PdfError::Unreadable),
            };
            let value = field.get(b"V").ok().filter(|value| !value.is_null());
            self.found.push(SignatureFieldNode {
                name,
                field: id,
                widget,
                value: value.cloned(),
            });
        } else {
            self.others.push(name);
        }
        Ok(())
    }
}

fn qualified_name(
    source: &Source<'_>,
    field: &Dictionary,
    parent: &str,
) -> Result<String, PdfError> {
    let Some(part) = source.value(field, b"T") else {
        return Ok(parent.to_owned());
    };
    let part = lopdf::decode_text_string(part).map_err(|_| PdfError::Unreadable)?;
    Ok(if parent.is_empty() {
        part
    } else {
        format!("{parent}.{part}")
    })
}
