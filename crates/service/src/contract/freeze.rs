//! Freezing: when no required value is missing, values, version and time are fixed and the PDF is
//! rendered once. Slow work stands between two transactions; of two renderers the first to commit
//! wins and both show its bytes.

use mithaq_domain::{
    contract::{countersigner::Countersigner, short_code},
    evidence::{Act, Actor, Entry},
    form::{Attachment, CompanySeal, Form},
    id::{ContractId, EntryId, MemberId, TenantId},
    text::Bilingual,
    time::Instant,
};
use mithaq_i18n::{Argument, Locale, text_with};
use mithaq_store::{
    TenantTx,
    contract::{ContractRow, attachment::AttachmentRow, document::DocumentRow},
    vault::PersonKey,
};
use mithaq_typeset::{Frame, SignerFrame};
use serde::{Deserialize, Serialize};

use super::{
    attachment::{lying_files, read_given},
    files::{name_file, write_file},
    material::{Material, bilingual},
};
use crate::{App, Failure, access::find_named_member, app::TenantContext, session::session_key};

/// Where a signature will stand; kept with the document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StoredFrame {
    pub(super) field_name: String,
    /// The field of the file, where it is called otherwise: in an upload that others have signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) in_file: Option<String>,
    pub(super) page_index: usize,
    pub(super) rect: [f32; 4],
}

struct Work {
    contract: ContractRow,
    key: PersonKey,
    material: Material,
    /// The files that the document names.
    attached: Vec<(AttachmentRow, Attachment)>,
    signers: Vec<SignerFrame>,
    /// Who countersigns.
    places: Vec<Countersigner>,
}

/// The name of the signature field of a customer.
pub(super) fn customer_field(ordinal: i64) -> String {
    format!("Customer{}", ordinal.saturating_add(1))
}

/// The name of the signature field of a place of the company's. It begins with [`COMPANYS`].
pub(super) fn company_field((by, ordinal): (Countersigner, i64)) -> String {
    match by {
        Countersigner::Member(_) => format!("{COMPANYS}{}", ordinal.saturating_add(1)),
        Countersigner::Seal => COMPANY_SEAL.to_owned(),
    }
}

/// How the names of the company's fields begin.
pub(crate) const COMPANYS: &str = "Company";
/// The field of the company's seal that countersigns by itself.
pub(crate) const COMPANY_SEAL: &str = "CompanySeal";

/// Renders and freezes the document of a complete contract; does nothing when it is frozen.
pub async fn freeze_document(
    app: &App,
    tenant: TenantId,
    contract: ContractId,
) -> Result<(), Failure> {
    let (now, context) = (app.now(), app.tenant(tenant)?);
    let work = app
        .store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            let contract = tx
                .find_contract(contract)?
                .ok_or(Failure::Inconsistent("a contract without a row"))?;
            if !contract.status.is_complete() || !tx.list_documents(contract.id)?.is_empty() {
                return Ok(None);
            }
            let session = tx
                .find_session(contract.session)?
                .ok_or(Failure::Inconsistent("a contract without a session"))?;
            let key = session_key(&context.key, &session)?;
            let customers = tx.list_signers(contract.id)?;
            let material = Material::load(&mut tx, &context, &key, &contract)?;
            let attached = lying_files(&mut tx, contract.id, &material.values)?;
            let places = places(&mut tx, &context, &material.form)?;
            Ok::<_, Failure>(Some(Work {
                signers: frames(&context, customers.len(), &places),
                material,
                attached,
                places,
                contract,
                key,
            }))
        })
        .await?;
    let Some(work) = work else { return Ok(()) };
    let inner = app.clone();
    let (contract, places) = (work.contract.clone(), work.places.clone());
    let document = app.pool().run(move || render(&inner, &work, now)).await?;
    store(app, tenant, (contract, places), document, now).await
}

/// Who countersigns a contract of a form, in order: the members, then the seal where the form says so.
fn places(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    form: &Form,
) -> Result<Vec<Countersigner>, Failure> {
    let members = countersigners(tx, context, form)?.into_iter();
    let seal = match form.company_seal {
        CompanySeal::Countersigns => Some(Countersigner::Seal),
        CompanySeal::None => None,
    };
    Ok(members.map(Countersigner::Member).chain(seal).collect())
}

/// The members whom a form lets countersign, in order. They were members when it was saved; only
/// forms from before that was checked name others, who are left out, or one member twice.
pub(super) fn countersigners(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    form: &Form,
) -> Result<Vec<MemberId>, Failure> {
    let mut members = Vec::new();
    for name in &form.provider_signers {
        let member = find_named_member(tx, &context.key, name)?;
        let Some(member) = member else {
            tracing::warn!(form = %form.id, "a countersigner who is no member is left out");
            continue;
        };
        if !members.contains(&member.id) {
            members.push(member.id);
        }
    }
    Ok(members)
}

/// One frame for each customer, then one for each place of the company's. People are numbered where a side has
/// several.
fn frames(context: &TenantContext, customers: usize, places: &[Countersigner]) -> Vec<SignerFrame> {
    let company = &context.tenant.settings.display;
    let frame = |field: &dyn Fn(i64) -> String, key: &str, (place, count): (usize, usize)| {
        let ordinal = i64::try_from(place).unwrap_or(i64::MAX);
        let key = if count > 1 {
            format!("{key}-numbered")
        } else {
            key.to_owned()
        };
        let label = |locale, company| {
            let number = Argument::Number(ordinal.saturating_add(1));
            let arguments = [("company", Argument::Text(company)), ("number", number)];
            text_with(locale, &key, &arguments)
        };
        SignerFrame {
            field_name: field(ordinal),
            label: bilingual(&Bilingual {
                en: label(Locale::En, &company.en),
                ar: label(Locale::Ar, &company.ar),
            }),
        }
    };
    let customers = (0..customers).map(|place| {
        frame(
            &customer_field,
            "document-signer-customer",
            (place, customers),
        )
    });
    let people = |by: &&Countersigner| by.member().is_some();
    let members = places.iter().filter(people).count();
    let companys = places.iter().enumerate().map(|(place, by)| {
        let (key, count) = match by {
            Countersigner::Member(_) => ("document-signer-company", members),
            Countersigner::Seal => ("document-signer-seal", 1),
        };
        frame(
            &|ordinal| company_field((*by, ordinal)),
            key,
            (place, count),
        )
    });
    customers.chain(companys).collect()
}

fn render(app: &App, work: &Work, now: Instant) -> Result<DocumentRow, Failure> {
    // What the document says of a file is true of the bytes that are kept, or it is not made.
    for (row, attachment) in &work.attached {
        read_given(app, &work.key, (&row.file, attachment))?;
    }
    let code = short_code(&app.random());
    let made = work
        .material
        .make((&code, app.public_url()), now, &work.signers)?;
    let mut in_file = made.in_file.iter();
    let stored = made
        .frames
        .iter()
        .map(|frame| stored(frame, in_file.next()));
    let stored: Vec<StoredFrame> = stored.collect();
    let (file, sha256) = write_file(app, &work.key, &made.pdf)?;
    Ok(DocumentRow {
        ordinal: 0,
        page_count: i64::try_from(made.page_count).unwrap_or(i64::MAX),
        frames: serde_json::to_string(&stored)
            .map_err(|error| Failure::Render(error.to_string()))?,
        short_code: code,
        reviewed_file: file.as_str().to_owned(),
        reviewed_sha256: sha256.to_vec(),
        frozen_at: now,
        sealed_file: None,
        sealed_sha256: None,
        sealed_at: None,
        seal: None,
        seal_key: None,
    })
}

impl StoredFrame {
    /// The field of the file that is this frame.
    pub(super) fn file_field(&self) -> &str {
        self.in_file.as_deref().unwrap_or(&self.field_name)
    }
}

fn stored(frame: &Frame, in_file: Option<&String>) -> StoredFrame {
    StoredFrame {
        in_file: in_file.cloned(),
        field_name: frame.field_name.clone(),
        page_index: frame.page_index,
        rect: frame.rect,
    }
}

async fn store(
    app: &App,
    tenant: TenantId,
    (contract, places): (ContractRow, Vec<Countersigner>),
    document: DocumentRow,
    now: Instant,
) -> Result<(), Failure> {
    let entry = Entry {
        id: EntryId::new(now, &app.random()),
        tenant,
        at: now,
        act: Act::DocumentFrozen,
        actor: Actor::Server,
        session: Some(contract.session),
        contract: Some(contract.id),
        detail: format!(
            "{{\"documentSha256\":\"{}\",\"pages\":{},\"version\":{}}}",
            crate::session::hex(&document.reviewed_sha256),
            document.page_count,
            contract.version
        ),
        sealed: None,
    };
    let file = document.reviewed_file.clone();
    name_file(app, &file, move |tx| {
        let mut tx = tx.tenant(tenant);
        let complete = tx
            .find_contract(contract.id)?
            .is_some_and(|row| row.status.is_complete());
        let first = complete && tx.insert_document(contract.id, &document)?;
        if first {
            tx.insert_countersigners(contract.id, &places)?;
            tx.insert_entry(&entry)?;
        }
        Ok(first)
    })
    .await?;
    Ok(())
}
