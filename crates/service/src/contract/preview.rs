//! A document that nobody will sign: a template with sample values, marked as such on every page. What
//! is saved as a template was printed in this way first.

use std::sync::Arc;

use mithaq_domain::{
    form::{Field, FieldType, Form, Format, IdentityPolicy, Values},
    id::ContractTypeId,
    tenant::Settings,
    text::Bilingual,
    time::Instant,
};
use mithaq_typeset::SignerFrame;

use super::material::{Material, Parts, bilingual, sentence};
use crate::{Failure, document::DocumentTemplate};

/// Columns of a table of which only the template is known.
const COLUMNS: usize = 12;

/// A printed sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// Its pages, the signature page included.
    pub page_count: usize,
    /// Letters that no embedded font draws.
    pub unprintable: Vec<char>,
    /// The keys of placed fields whose values have too little room.
    pub moved: Vec<String>,
}

/// Prints a template with values.
pub fn preview(
    template: DocumentTemplate,
    (form, values): (Form, Values),
    settings: &Settings,
    at: Instant,
) -> Result<Preview, Failure> {
    let parts = Parts {
        form: Arc::new(form),
        values,
        marks: vec![sentence("document-mark-preview")],
        request_number: "REQ-0000-00000".to_owned(),
    };
    let material = Material::of(parts, Arc::new(template), settings);
    let signer = SignerFrame {
        field_name: "Customer1".to_owned(),
        label: bilingual(&sentence("document-signer-customer")),
    };
    // A preview is no document that anybody could check.
    let rendered = material.make(("0000-0000-0000-0000", ""), at, &[signer])?;
    Ok(Preview {
        pdf: rendered.pdf,
        page_count: rendered.page_count,
        unprintable: rendered.unprintable,
        moved: rendered.moved,
    })
}

/// The form that a template alone lets one guess: a field for each key that it names, of the type that
/// the forms and tables say.
pub fn deduced_form(template: &DocumentTemplate) -> Form {
    let named = template.named();
    let (tables, formats) = (&named.tables, template.formats());
    let mut keys = named.fields.clone();
    keys.extend(tables.keys().cloned());
    let fields = keys.into_iter().map(|key| {
        let is_printed_as = |format: Format| formats.contains(&(key.as_str(), format.name()));
        let kind = if tables.contains_key(&key) {
            FieldType::Table
        } else if is_printed_as(Format::Words) || is_printed_as(Format::Currency) {
            FieldType::Money
        } else if is_printed_as(Format::Long) {
            FieldType::Date
        } else {
            FieldType::Text
        };
        let columns = tables
            .get(&key)
            .map_or(0, |columns| (*columns).clamp(1, COLUMNS));
        let (kind, options) = template.taken_by_form(&key).unwrap_or((kind, Vec::new()));
        Field {
            options,
            columns: (1..=columns).map(|n| same(&n.to_string())).collect(),
            ..Field::new(&key, kind, same(&key))
        }
    });
    let title = template.text().title();
    Form {
        id: ContractTypeId::new(0),
        name: Bilingual {
            en: title.en.clone(),
            ar: title.ar.clone(),
        },
        approval: mithaq_domain::form::Approval::Automatic,
        identity_policy: IdentityPolicy::Required,
        minimum_age: None,
        provider_signers: Vec::new(),
        company_seal: mithaq_domain::form::CompanySeal::None,
        fields: fields.collect(),
    }
}

fn same(text: &str) -> Bilingual {
    Bilingual {
        en: text.to_owned(),
        ar: text.to_owned(),
    }
}
