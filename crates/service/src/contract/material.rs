//! What a document is made of: the template version, the values, and what must be said visibly.
//! The same material makes the PDF and the text view beside it.

use std::{collections::BTreeMap, sync::Arc};

use mithaq_domain::{
    form::{Attachment, Form, Format, IdentityPolicy, ShownSize, Value, Values},
    place,
    tenant::Settings,
    text::Bilingual,
    time::Instant,
};
use mithaq_i18n::{Argument, Locale, text, text_with};
use mithaq_pades::{SignatureField, add_signature_fields};
use mithaq_store::{
    TenantTx,
    contract::{ContractRow, document::DocumentRow},
    vault::PersonKey,
};
use mithaq_typeset::{self as typeset, Frame, SignerFrame};

use super::placed::Placing;
use crate::{Failure, app::TenantContext, document::DocumentTemplate, session::open_values};

/// A piece of the text view.
pub type Passage = typeset::Passage;

/// Everything that a document of a contract is made of.
pub(crate) struct Material {
    pub(crate) form: Arc<Form>,
    pub(crate) values: Values,
    template: Arc<DocumentTemplate>,
    shown: BTreeMap<String, typeset::Value>,
    tables: BTreeMap<String, Vec<Vec<typeset::Value>>>,
    attached: Vec<(String, typeset::Bilingual)>,
    issuer: typeset::Bilingual,
    request_number: String,
    time_zone: String,
    marks: Vec<typeset::Mark>,
}

/// What a document is made of beside its template.
pub(crate) struct Parts {
    pub(crate) form: Arc<Form>,
    pub(crate) values: Values,
    pub(crate) marks: Vec<Bilingual>,
    pub(crate) request_number: String,
}

/// A document that can be reviewed: its empty signature fields are in it.
pub(crate) struct Made {
    pub(crate) pdf: Vec<u8>,
    pub(crate) page_count: usize,
    pub(crate) frames: Vec<Frame>,
    /// Letters that no embedded font draws.
    pub(crate) unprintable: Vec<char>,
    /// The keys of placed fields whose values stand on the signature page for want of room.
    pub(crate) moved: Vec<String>,
    /// Of each frame, the field of an upload that it is, where others have signed that.
    pub(crate) in_file: Vec<String>,
}

impl Material {
    /// Loads the version that the contract keeps, whatever the current one is.
    pub(crate) fn load(
        tx: &mut TenantTx<'_>,
        context: &TenantContext,
        key: &PersonKey,
        contract: &ContractRow,
    ) -> Result<Self, Failure> {
        let form = Arc::clone(&context.form_of(tx, contract)?.form);
        let template = document(tx, context, contract)?;
        let values = open_values(key, contract.id, &contract.sealed)?;
        let settings = &context.tenant.settings;
        let mut marks = marks(settings, form.identity_policy);
        if let Some(required) = contract.required {
            let customers = tx.list_signers(contract.id)?.len();
            marks.push(required_customers(required, customers));
        }
        let parts = Parts {
            form,
            values,
            marks,
            request_number: contract.request_number.clone(),
        };
        Ok(Self::of(parts, template, settings))
    }

    /// What a template needs of the values: printed plainly, in the forms that it asks for, and as rows.
    pub(crate) fn of(parts: Parts, template: Arc<DocumentTemplate>, settings: &Settings) -> Self {
        let Parts {
            form,
            values,
            marks,
            request_number,
        } = parts;
        let formats = formats(&template);
        let (mut shown, mut tables) = (BTreeMap::new(), BTreeMap::new());
        let mut attached = Vec::new();
        for field in form.asked(&values) {
            let Some(value) = values.get(&field.key) else {
                continue;
            };
            let printed = match value {
                Value::File(attachment) => {
                    // What the company keeps to itself stands where its template names it on purpose,
                    // and nowhere else.
                    if field.visible_to_user {
                        attached.push((field.key.clone(), bilingual(&field.label)));
                    }
                    file_printed(attachment)
                }
                value => field.print(value, settings.country),
            };
            shown.insert(field.key.clone(), bilingual(&printed));
            for format in formats.get(&field.key).into_iter().flatten() {
                let place = format!("{}|{}", field.key, format.name());
                let printed = field.format(value, *format, settings.country);
                shown.insert(place, bilingual(&printed));
            }
            let cells = field.cells(value);
            let rows = cells.iter().map(|row| row.iter().map(bilingual).collect());
            tables.insert(field.key.clone(), rows.collect());
        }
        Self {
            shown,
            tables,
            attached,
            template,
            issuer: bilingual(&settings.display),
            request_number,
            time_zone: settings.time_zone.clone(),
            marks: marks.iter().map(bilingual).collect(),
            form,
            values,
        }
    }

    /// Makes the document as of a moment, with an empty signature field for each of `signers`, and with the
    /// way to the page where anybody may check it.
    pub(crate) fn make(
        &self,
        (short_code, check_address): (&str, &str),
        at: Instant,
        signers: &[SignerFrame],
    ) -> Result<Made, Failure> {
        self.with_input((short_code, check_address), at, signers, |input| match self
            .template
            .as_ref()
        {
            DocumentTemplate::Text(_) => text_document(input),
            DocumentTemplate::Placed(placed) => {
                let placing = Placing::new(placed, &self.form, &self.values, &self.shown);
                placing.document(input)
            }
        })
    }

    /// The text of a document that was frozen; of an existing PDF, what was placed on it.
    pub(crate) fn reading(&self, document: &DocumentRow) -> Result<Vec<Passage>, Failure> {
        let (code, at) = ((document.short_code.as_str(), ""), document.frozen_at);
        Ok(
            self.with_input(code, at, &[], |input| match self.template.as_ref() {
                DocumentTemplate::Text(_) => typeset::reading(input),
                DocumentTemplate::Placed(placed) => {
                    let placing = Placing::new(placed, &self.form, &self.values, &self.shown);
                    typeset::reading_over(input, &placing.rows())
                }
            }),
        )
    }

    fn with_input<T>(
        &self,
        (short_code, check_address): (&str, &str),
        at: Instant,
        signers: &[SignerFrame],
        make: impl FnOnce(&typeset::Input<'_>) -> T,
    ) -> T {
        let date = typeset::Bilingual::same(place::local_date(at, &self.time_zone));
        make(&typeset::Input {
            template: self.template.text(),
            values: &self.shown,
            tables: &self.tables,
            attached: &self.attached,
            request_number: &self.request_number,
            short_code,
            check_address,
            issuer: &self.issuer,
            date: &date,
            created_at_unix_ms: at.unix_millis(),
            signers,
            marks: &self.marks,
        })
    }
}

/// The document of the version that a contract keeps; each is read once.
fn document(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    contract: &ContractRow,
) -> Result<Arc<DocumentTemplate>, Failure> {
    let (id, version) = (contract.form, contract.version);
    if let Some(kept) = context.documents.find(id, version) {
        return Ok(kept);
    }
    let templates = tx.list_templates(id, version)?;
    let text = templates
        .first()
        .ok_or(Failure::Inconsistent("a form without a document"))?;
    let document = Arc::new(DocumentTemplate::parse(text)?);
    context.documents.keep(id, version, &document);
    Ok(document)
}

/// A text's document and its signature fields.
fn text_document(input: &typeset::Input<'_>) -> Result<Made, Failure> {
    let rendered = typeset::render(input)?;
    let fields = signature_fields(&rendered.frames, input.signers);
    Ok(Made {
        pdf: add_signature_fields(&rendered.pdf, &fields)?,
        page_count: rendered.page_count,
        frames: rendered.frames,
        unprintable: rendered.unprintable,
        moved: Vec::new(),
        in_file: Vec::new(),
    })
}

/// The signature fields of frames.
pub(super) fn signature_fields(frames: &[Frame], signers: &[SignerFrame]) -> Vec<SignatureField> {
    let field = |frame| signature_field(frame, signers);
    frames.iter().map(field).collect()
}

/// The signature field of a frame, with the name by which screen readers call it.
pub(super) fn signature_field(frame: &Frame, signers: &[SignerFrame]) -> SignatureField {
    let of = |signer: &&SignerFrame| signer.field_name == frame.field_name;
    let label = signers.iter().find(of).map(|signer| &signer.label);
    let spoken = |locale, signer: Option<&String>| {
        let signer = Argument::Text(signer.map_or("", String::as_str));
        text_with(locale, "document-signature-field", &[("signer", signer)])
    };
    let en = spoken(Locale::En, label.map(|label| &label.en));
    let ar = spoken(Locale::Ar, label.map(|label| &label.ar));
    SignatureField {
        name: frame.field_name.clone(),
        label: format!("{en} / {ar}"),
        page_index: frame.page_index,
        rect: frame.rect,
    }
}

/// The forms in which a template prints each field; a name that is none prints it plainly, and was
/// refused when the template was saved.
fn formats(template: &DocumentTemplate) -> BTreeMap<String, Vec<Format>> {
    let mut formats: BTreeMap<String, Vec<Format>> = BTreeMap::new();
    for (field, name) in template.formats() {
        if let Some(format) = Format::parse(name) {
            formats.entry(field.to_owned()).or_default().push(format);
        }
    }
    formats
}

/// What a document and its review must say visibly.
fn marks(settings: &Settings, policy: IdentityPolicy) -> Vec<Bilingual> {
    let mut marks = Vec::new();
    if !settings.production {
        marks.push(sentence("document-mark-test-chain"));
    }
    if settings.sandbox {
        marks.push(sentence("document-mark-sandbox"));
    }
    if policy == IdentityPolicy::None {
        marks.push(sentence("document-mark-identity-not-checked"));
    }
    marks
}

/// That a contract needs the signatures of some of its customers only.
fn required_customers(required: i64, customers: usize) -> Bilingual {
    let customers = i64::try_from(customers).unwrap_or(i64::MAX);
    let arguments = [
        ("required", Argument::Number(required)),
        ("customers", Argument::Number(customers)),
    ];
    let said = |locale| text_with(locale, "document-mark-required-customers", &arguments);
    Bilingual {
        en: said(Locale::En),
        ar: said(Locale::Ar),
    }
}

/// What a document says of a file: enough to tell whether some other file is the same.
fn file_printed(attachment: &Attachment) -> Bilingual {
    let said = |locale| {
        let (unit, number) = match ShownSize::of(attachment.size) {
            ShownSize::Kilobytes(number) => ("document-kilobytes", number),
            ShownSize::Megabytes(number) => ("document-megabytes", number),
        };
        let size = text_with(locale, unit, &[("number", Argument::Text(&number))]);
        let arguments = [
            ("name", Argument::Text(&attachment.name)),
            ("kind", Argument::Text(attachment.media.name())),
            ("size", Argument::Text(&size)),
            ("sha256", Argument::Text(&attachment.sha256)),
        ];
        text_with(locale, "document-file", &arguments)
    };
    Bilingual {
        en: said(Locale::En),
        ar: said(Locale::Ar),
    }
}

/// A sentence in both languages.
pub(crate) fn sentence(key: &str) -> Bilingual {
    Bilingual {
        en: text(Locale::En, key),
        ar: text(Locale::Ar, key),
    }
}

/// The typesetter's kind of bilingual text.
pub(super) fn bilingual(text: &Bilingual) -> typeset::Bilingual {
    typeset::Bilingual::new(text.en.clone(), text.ar.clone())
}

/// The signer's name as the contract has it: the field named `fullName`, else `name`.
pub(crate) fn signer_name(form: &Form, values: &Values) -> Option<String> {
    let field = form.field("fullName").or_else(|| form.field("name"))?;
    match values.get(&field.key)? {
        Value::Text(name) => Some(name.clone()),
        Value::List(_) | Value::Rows(_) | Value::File(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mithaq_domain::text::Language;

    #[test]
    fn a_document_of_a_sandbox_says_so_and_no_other_does() {
        let display = Bilingual {
            en: "N".to_owned(),
            ar: "ن".to_owned(),
        };
        let mut settings = Settings::new(display, "Africa/Cairo".to_owned(), Language::Ar);
        let said = sentence("document-mark-sandbox");
        assert!(said.en.starts_with("SANDBOX") && said.ar != said.en);
        assert!(!marks(&settings, IdentityPolicy::Required).contains(&said));
        settings.sandbox = true;
        assert!(marks(&settings, IdentityPolicy::Required).contains(&said));
    }
}
