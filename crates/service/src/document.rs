//! The document of a contract type, read: a text with placeholders, or an existing PDF with placed
//! fields. Versions are immutable, so that what was read of one is kept.

pub(crate) mod form_field;

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mithaq_domain::{
    form::{Choice, FieldType, Form, FormDefect, Named},
    id::ContractTypeId,
};
use mithaq_pades::{Upload, UploadRefusal};
use mithaq_typeset::{Fault, PlacedTemplate, Template, TemplateError};
use serde_json::Value;

pub use form_field::FormFieldRefusal;
use form_field::FormPlace;

/// More signatures than a contract has.
const MOST_TAKEN: usize = 300;

/// Versions that are kept; the ones in use are read again after that.
const KEPT: usize = 64;

/// A version's document.
#[derive(Debug)]
pub enum DocumentTemplate {
    /// A text: formats 1 and 2.
    Text(Box<Template>),
    /// An existing PDF: format 3.
    Placed(Box<PlacedDocument>),
}

/// A PDF and the fields on it.
#[derive(Debug)]
pub struct PlacedDocument {
    /// The fields that are placed on its pages.
    pub template: PlacedTemplate,
    /// The fields of its own form that are filled in.
    pub(crate) form_places: Vec<FormPlace>,
    /// The PDF, in the plain form that is filled.
    pub upload: Upload,
    /// The sizes of its pages in points.
    pub sizes: Vec<(f32, f32)>,
}

/// Why a document cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentRefusal {
    /// It is wrong in itself.
    Template(TemplateError),
    /// Its PDF holds what it may not.
    Upload(UploadRefusal),
    /// A field of its PDF's form, by name, cannot be filled in.
    FormField(String, FormFieldRefusal),
    /// The field of this key is placed on the pages of a PDF that others have signed.
    PlacedOnSigned(String),
}

impl fmt::Display for DocumentRefusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(error) => error.fmt(out),
            Self::Upload(refusal) => write!(out, "the PDF is refused: {refusal}"),
            Self::PlacedOnSigned(key) => write!(
                out,
                "field {key:?} is placed on the pages of a PDF that is signed: name a field of its form"
            ),
            Self::FormField(name, refusal) => write!(out, "field {name:?} of the PDF: {refusal}"),
        }
    }
}

impl std::error::Error for DocumentRefusal {}

impl From<TemplateError> for DocumentRefusal {
    fn from(error: TemplateError) -> Self {
        Self::Template(error)
    }
}

impl DocumentTemplate {
    /// Reads a document as it is kept: JSON with its `format`, of format 3 with its PDF in Base64.
    ///
    /// # Errors
    /// [`DocumentRefusal`] with the first offence.
    pub fn parse(text: &str) -> Result<Self, DocumentRefusal> {
        let mut whole = match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(whole)) if whole.get("format") == Some(&Value::from(3)) => whole,
            _ => return Ok(Self::Text(Box::new(Template::parse(text)?))),
        };
        let pdf = match whole.remove("pdf") {
            Some(Value::String(pdf)) => STANDARD.decode(pdf).ok(),
            _ => None,
        };
        let pdf = pdf.ok_or(DocumentRefusal::Upload(UploadRefusal::Unreadable))?;
        let upload = Upload::inspect(&pdf).map_err(DocumentRefusal::Upload)?;
        let pages = upload.pages().iter();
        let sizes: Vec<_> = pages.map(|page| (page.width, page.height)).collect();
        let refused = |(name, refusal)| DocumentRefusal::FormField(name, refusal);
        form_field::check_names(&upload).map_err(refused)?;
        let form_places = form_places(&mut whole)?;
        let template = PlacedTemplate::parse(&Value::Object(whole).to_string(), &sizes)?;
        if let Some(field) = template.fields().first().filter(|_| upload.is_signed()) {
            return Err(DocumentRefusal::PlacedOnSigned(field.key.clone()));
        }
        form_field::check_places(&form_places, &upload).map_err(refused)?;
        Ok(Self::Placed(Box::new(PlacedDocument {
            template,
            form_places,
            upload,
            sizes,
        })))
    }

    /// Whether it is a PDF that others have signed: nothing can be printed on its pages, no mark either.
    pub fn is_signed(&self) -> bool {
        matches!(self, Self::Placed(placed) if placed.upload.is_signed())
    }

    /// Of a PDF that others have signed the names of its waiting signature fields that a contract's signatures take, in
    /// their order. Nothing for any other document; one that waits and is not among them is left to others.
    pub fn taken_fields(&self) -> Option<Vec<String>> {
        let Self::Placed(placed) = self else {
            return None;
        };
        let places = placed.upload.signature_places(MOST_TAKEN);
        let waiting = places.into_iter().filter(|place| !place.is_new);
        let names = waiting.map(|place| place.name).collect();
        self.is_signed().then_some(names)
    }

    /// The text; of an existing PDF what stands on its signature page.
    pub fn text(&self) -> &Template {
        match self {
            Self::Text(template) => template,
            Self::Placed(placed) => placed.template.template(),
        }
    }

    /// Every field that is printed in another than its plain form, and that form's name.
    pub fn formats(&self) -> BTreeSet<(&str, &str)> {
        match self {
            Self::Text(template) => template.formats(),
            Self::Placed(placed) => {
                let of_form = placed.form_places.iter();
                let of_form = of_form
                    .filter_map(|place| Some((place.key.as_str(), place.format.as_deref()?)));
                placed
                    .template
                    .formats()
                    .into_iter()
                    .chain(of_form)
                    .collect()
            }
        }
    }

    /// What it names, for its form to be checked against.
    pub fn named(&self) -> Named {
        let fields = match self {
            Self::Text(template) => template.placeholders(),
            Self::Placed(placed) => {
                let of_form = placed.form_places.iter().map(|place| place.key.as_str());
                let placed = placed.template.placeholders().into_iter();
                placed.chain(of_form).collect()
            }
        };
        let pair = |(key, form): (&str, &str)| (key.to_owned(), form.to_owned());
        let tables = self.text().table_fields().into_iter();
        Named {
            fields: fields.into_iter().map(str::to_owned).collect(),
            tables: tables.map(|(key, last)| (key.to_owned(), last)).collect(),
            formats: self.formats().into_iter().map(pair).collect(),
        }
    }

    /// What type and choices a field has by what its place in the PDF's form takes.
    pub(crate) fn taken_by_form(&self, key: &str) -> Option<(FieldType, Vec<Choice>)> {
        let Self::Placed(placed) = self else {
            return None;
        };
        let mut places = placed.form_places.iter().filter(|place| place.key == key);
        places.find_map(|place| form_field::taken(place, &placed.upload))
    }

    /// Whether a form is one for this document.
    ///
    /// # Errors
    /// The first contradiction, and where the document names its field.
    pub fn check(&self, form: &Form) -> Result<(), (FormDefect, Option<(usize, usize)>)> {
        let checked = form
            .check(&self.named())
            .and_then(|()| self.check_boxes(form));
        checked.map_err(|defect| {
            let place = defect.key().and_then(|key| self.text().place_of(key));
            (defect, place)
        })
    }

    /// A cross needs a box or choice that may have the value.
    fn check_boxes(&self, form: &Form) -> Result<(), FormDefect> {
        let Self::Placed(placed) = self else {
            return Ok(());
        };
        for place in placed.template.fields() {
            let (Some(value), Some(field)) = (&place.check, form.field(&place.key)) else {
                continue;
            };
            let known = match field.kind {
                FieldType::Checkbox => value == "true" || value == "false",
                _ => field.options.iter().any(|choice| choice.id == *value),
            };
            if !known {
                return Err(FormDefect::Format(place.key.clone(), value.clone()));
            }
        }
        form_field::check_values(&placed.form_places, &placed.upload, form)
    }
}

/// Takes the places that name a field of the PDF's form out of a template's `fields`.
fn form_places(
    whole: &mut serde_json::Map<String, Value>,
) -> Result<Vec<FormPlace>, TemplateError> {
    let Some(Value::Array(fields)) = whole.get_mut("fields") else {
        return Ok(Vec::new());
    };
    let mut places = Vec::new();
    let mut on_pages = Vec::new();
    for (index, field) in fields.drain(..).enumerate() {
        if field.get("field").is_none() {
            on_pages.push(field);
            continue;
        }
        let place = serde_json::from_value(field).map_err(|error| TemplateError {
            path: format!("fields[{index}]"),
            position: None,
            fault: Fault::Json(error.to_string()),
        });
        places.push(place?);
    }
    *fields = on_pages;
    Ok(places)
}

/// The documents that were read, of one company.
#[derive(Debug, Default)]
pub struct Documents(Mutex<HashMap<(ContractTypeId, i64), Arc<DocumentTemplate>>>);

impl Documents {
    /// The document of a version, if it is kept.
    pub fn find(&self, id: ContractTypeId, version: i64) -> Option<Arc<DocumentTemplate>> {
        let kept = self.0.lock().ok()?;
        kept.get(&(id, version)).cloned()
    }

    /// Keeps it.
    pub fn keep(&self, id: ContractTypeId, version: i64, document: &Arc<DocumentTemplate>) {
        if let Ok(mut kept) = self.0.lock() {
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert((id, version), Arc::clone(document));
        }
    }
}
