//! The fields of a form (ISO 32000-2 12.7), as far as values can be put into them.
//!
//! What lives here: finding them, what each takes, and the boxes in which they are seen. What does not:
//! putting values in; signature fields, see `form`.

use super::frame::Frame;
use super::permission::Permissions;
use super::{PdfError, Source, form};
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

/// More fields than any form has.
const MAX_FIELDS: usize = 2_000;
const MAX_DEPTH: usize = 32;
/// More widgets than one value is repeated in.
const MAX_BOXES: usize = 64;

const READ_ONLY: i64 = 1;
const MULTILINE: i64 = 1 << 12;
const PASSWORD: i64 = 1 << 13;
const PUSH_BUTTON: i64 = 1 << 16;
const EDITABLE: i64 = 1 << 18;
const FILE_SELECT: i64 = 1 << 20;
const MULTIPLE: i64 = 1 << 21;
const COMB: i64 = 1 << 24;
const RICH_TEXT: i64 = 1 << 25;
/// Hidden and NoView (12.5.3).
const UNSEEN: i64 = 2 | 32;

/// A field that people fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct FormField {
    /// Its full name, the parts of which full stops part.
    pub name: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Its own flag says that nobody fills it in.
    pub is_read_only: bool,
    /// A signature that is there closes it, or it was filled in since the last one.
    pub is_locked: bool,
    /// The boxes in which it is seen; those of buttons are not told.
    pub boxes: Vec<FieldBox>,
    pub(crate) id: ObjectId,
    pub(crate) widgets: Vec<ObjectId>,
    /// Whether its boxes are objects apart from it.
    pub(crate) is_apart: bool,
    /// Whether anything of it is seen on a page.
    pub(crate) is_seen: bool,
    /// `/Ff`, its own or that of those above it.
    pub(crate) flags: i64,
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldKind {
    /// A text.
    Text {
        /// Most letters.
        most: Option<usize>,
        /// Whether each letter has a cell of its own, as many as `most` says.
        is_comb: bool,
        /// Several lines.
        is_multiline: bool,
    },
    /// A check box or a group of radio buttons: the names of what can be on.
    Button(Vec<String>),
    /// A list: of each choice what is stored and what is shown.
    Choice {
        /// The choices.
        options: Vec<(String, String)>,
        /// Whether other texts may be given.
        is_editable: bool,
        /// Whether several may be chosen.
        takes_several: bool,
    },
    /// Push buttons, passwords, files, rich text: nothing that a contract fills in.
    Other,
}

/// Where a text is seen, upright.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FieldBox {
    /// In points.
    pub width: f32,
    /// In points.
    pub height: f32,
    /// The width of its frame, in points; 0 without one.
    pub border: f32,
    /// The size that the form asks for, in points; none where it leaves that open.
    pub size: Option<f32>,
    /// 0 from the left, 1 in the middle, 2 from the right.
    pub alignment: i64,
}

impl FormField {
    /// Whether its boxes are objects apart from it, as those of radio buttons are.
    pub const fn is_apart(&self) -> bool {
        self.is_apart
    }

    /// Whether it is seen on a page.
    pub const fn is_seen(&self) -> bool {
        self.is_seen
    }
}

/// What a document's form holds.
pub(crate) struct Fields {
    pub(crate) fields: Vec<FormField>,
    /// Every widget of the form, those of signature fields too.
    pub(crate) widgets: BTreeSet<ObjectId>,
}

/// Reads the form.
pub(crate) fn read(source: &Source<'_>) -> Result<Fields, PdfError> {
    let mut walk = Walk {
        source,
        pages: annotations(source)?,
        permissions: Permissions::read(source).map_err(|_| PdfError::Unreadable)?,
        seen: BTreeSet::new(),
        found: Fields {
            fields: Vec::new(),
            widgets: BTreeSet::new(),
        },
    };
    let form = form::form(source).map_err(|_| PdfError::Unreadable)?;
    let root = Inherited::default();
    if let Some((_, form)) = form
        && let Some(fields) = source.value(form, b"Fields")
    {
        for field in fields.as_array().map_err(|_| PdfError::Unreadable)? {
            walk.visit(field, &root, 0)?;
        }
    }
    let mut names = BTreeSet::new();
    let twice = |field: &FormField| !names.insert(field.name.clone());
    if walk.found.fields.iter().any(twice) {
        return Err(PdfError::Unreadable);
    }
    Ok(walk.found)
}

/// The page of every annotation, counted from 0.
pub(crate) fn annotations(source: &Source<'_>) -> Result<BTreeMap<ObjectId, usize>, PdfError> {
    let mut pages = BTreeMap::new();
    for (index, id) in source.document.page_iter().enumerate() {
        let page = source.dictionary(id).ok_or(PdfError::Unreadable)?;
        let Some(annotations) = source.value(page, b"Annots") else {
            continue;
        };
        for annotation in annotations.as_array().map_err(|_| PdfError::Unreadable)? {
            if let Ok(id) = annotation.as_reference() {
                pages.insert(id, index);
            }
        }
    }
    Ok(pages)
}

/// What a field takes from those above it (12.7.4.1).
#[derive(Clone, Default)]
struct Inherited {
    name: String,
    values: BTreeMap<&'static [u8], Object>,
}

const INHERITED: [&[u8]; 6] = [b"FT", b"Ff", b"DA", b"Q", b"MaxLen", b"Opt"];

struct Walk<'s, 'a> {
    source: &'s Source<'a>,
    pages: BTreeMap<ObjectId, usize>,
    permissions: Permissions,
    seen: BTreeSet<ObjectId>,
    found: Fields,
}

impl Walk<'_, '_> {
    fn visit(&mut self, field: &Object, above: &Inherited, depth: usize) -> Result<(), PdfError> {
        let source = self.source;
        let id = field.as_reference().map_err(|_| PdfError::Unreadable)?;
        if depth > MAX_DEPTH || !self.seen.insert(id) || self.seen.len() > MAX_FIELDS {
            return Err(PdfError::Unreadable);
        }
        let field = source.dictionary(id).ok_or(PdfError::Unreadable)?;
        let mut own = above.clone();
        if let Some(part) = source.value(field, b"T") {
            let part = lopdf::decode_text_string(part).map_err(|_| PdfError::Unreadable)?;
            own.name = match own.name.as_str() {
                "" => part,
                name => format!("{name}.{part}"),
            };
        }
        for key in INHERITED {
            if let Some(value) = source.value(field, key) {
                own.values.insert(key, value.clone());
            }
        }
        let kids = match source.value(field, b"Kids") {
            Some(kids) => kids
                .as_array()
                .map_err(|_| PdfError::Unreadable)?
                .as_slice(),
            None => &[],
        };
        let has_name = |kid: &Object| {
            let kid = source.resolve(kid).and_then(|kid| kid.as_dict().ok());
            kid.is_some_and(|kid| kid.has(b"T"))
        };
        if kids.iter().any(has_name) {
            let deeper = depth.saturating_add(1);
            return kids
                .iter()
                .try_for_each(|kid| self.visit(kid, &own, deeper));
        }
        let widgets = match kids {
            [] => vec![id],
            kids => {
                let ids = kids.iter().map(Object::as_reference);
                ids.collect::<Result<_, _>>()
                    .map_err(|_| PdfError::Unreadable)?
            }
        };
        self.terminal(id, &own, widgets)
    }

    fn terminal(
        &mut self,
        id: ObjectId,
        own: &Inherited,
        widgets: Vec<ObjectId>,
    ) -> Result<(), PdfError> {
        if widgets.len() > MAX_BOXES {
            return Err(PdfError::Unreadable);
        }
        for widget in &widgets {
            let known = self.source.dictionary(*widget).is_some();
            if !known || !self.found.widgets.insert(*widget) {
                return Err(PdfError::Unreadable);
            }
        }
        let kind = own.values.get(&b"FT"[..]).map(Object::as_name);
        if matches!(kind, Some(Ok(b"Sig"))) {
            return Ok(());
        }
        let flags = own.integer(b"Ff").unwrap_or(0);
        let kind = match kind {
            Some(Ok(b"Tx")) => own.text(flags),
            Some(Ok(b"Btn")) if flags & PUSH_BUTTON == 0 => {
                FieldKind::Button(self.states(&widgets))
            }
            Some(Ok(b"Ch")) => self.choice(own, flags)?,
            _ => FieldKind::Other,
        };
        let seen: Vec<ObjectId> = widgets
            .iter()
            .copied()
            .filter(|id| self.is_seen(*id))
            .collect();
        let boxes = match kind {
            FieldKind::Text { .. } | FieldKind::Choice { .. } => {
                let boxes = seen.iter().map(|id| self.field_box(*id, own));
                boxes.collect::<Option<_>>().ok_or(PdfError::Unreadable)?
            }
            FieldKind::Button(_) | FieldKind::Other => Vec::new(),
        };
        self.found.fields.push(FormField {
            is_locked: !self.permissions.allow_filling(&own.name),
            name: own.name.clone(),
            kind,
            is_read_only: flags & READ_ONLY != 0,
            boxes,
            id,
            is_apart: widgets != [id],
            is_seen: !seen.is_empty(),
            widgets: seen,
            flags,
        });
        Ok(())
    }

    fn is_seen(&self, widget: ObjectId) -> bool {
        let flags = self.source.dictionary(widget).and_then(|widget| {
            let flags = self.source.value(widget, b"F");
            flags.and_then(|flags| flags.as_i64().ok())
        });
        self.pages.contains_key(&widget) && flags.unwrap_or(0) & UNSEEN == 0
    }

    fn field_box(&self, widget: ObjectId, own: &Inherited) -> Option<FieldBox> {
        let widget = self.source.dictionary(widget)?;
        let frame = Frame::read(self.source, widget)?;
        let (width, height) = frame.size();
        let of_own = self.source.value(widget, b"DA").cloned();
        let looks = of_own.or_else(|| own.values.get(&b"DA"[..]).cloned());
        let alignment = self
            .source
            .value(widget, b"Q")
            .and_then(|q| q.as_i64().ok());
        Some(FieldBox {
            width,
            height,
            border: frame.border_width(),
            size: looks.and_then(|looks| font_size(looks.as_str().ok()?)),
            alignment: alignment.or_else(|| own.integer(b"Q")).unwrap_or(0),
        })
    }

    /// The names under which the boxes of a button are on.
    fn states(&self, widgets: &[ObjectId]) -> Vec<String> {
        let mut states = Vec::new();
        for widget in widgets {
            let widget = self.source.dictionary(*widget);
            for state in widget
                .into_iter()
                .flat_map(|one| on_states(self.source, one))
            {
                if !states.contains(&state) {
                    states.push(state);
                }
            }
        }
        states
    }

    fn choice(&self, own: &Inherited, flags: i64) -> Result<FieldKind, PdfError> {
        let mut options = Vec::new();
        let given = own.values.get(&b"Opt"[..]).map(Object::as_array);
        let given = given.transpose().map_err(|_| PdfError::Unreadable)?;
        let text = |object: &Object| {
            let object = self.source.resolve(object).ok_or(PdfError::Unreadable)?;
            lopdf::decode_text_string(object).map_err(|_| PdfError::Unreadable)
        };
        for option in given.into_iter().flatten() {
            options.push(match self.source.resolve(option) {
                Some(Object::Array(pair)) => match pair.as_slice() {
                    [stored, shown] => (text(stored)?, text(shown)?),
                    _ => return Err(PdfError::Unreadable),
                },
                Some(option) => (text(option)?, text(option)?),
                None => return Err(PdfError::Unreadable),
            });
        }
        Ok(FieldKind::Choice {
            options,
            is_editable: flags & EDITABLE != 0,
            takes_several: flags & MULTIPLE != 0,
        })
    }
}

impl Inherited {
    fn integer(&self, key: &[u8]) -> Option<i64> {
        self.values.get(key)?.as_i64().ok()
    }

    fn text(&self, flags: i64) -> FieldKind {
        if flags & (PASSWORD | FILE_SELECT | RICH_TEXT) != 0 {
            return FieldKind::Other;
        }
        let most = self.integer(b"MaxLen");
        let most = most.and_then(|most| usize::try_from(most).ok());
        FieldKind::Text {
            most: most.filter(|most| *most > 0),
            // Table 231: only with a MaxLen, and in one line.
            is_comb: flags & COMB != 0 && flags & MULTILINE == 0 && most.is_some_and(|n| n > 0),
            is_multiline: flags & MULTILINE != 0,
        }
    }
}

/// What a check box or radio button can be beside off, by its looks (12.7.5.2.3).
pub(crate) fn on_states(source: &Source<'_>, widget: &Dictionary) -> Vec<String> {
    let looks = source
        .value(widget, b"AP")
        .and_then(|looks| looks.as_dict().ok());
    let normal = looks.and_then(|looks| source.value(looks, b"N")?.as_dict().ok());
    let keys = normal.into_iter().flat_map(|normal| normal.iter());
    let names = keys.filter_map(|(key, _)| String::from_utf8(key.clone()).ok());
    names.filter(|name| name != "Off").collect()
}

/// The size in a default appearance: the number before the name of the font's operator.
fn font_size(looks: &[u8]) -> Option<f32> {
    let text = std::str::from_utf8(looks).ok()?;
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let at = words.iter().position(|word| *word == "Tf")?;
    let size: f32 = words.get(at.checked_sub(1)?)?.parse().ok()?;
    (size.is_finite() && size > 0.0).then_some(size)
}
