//! What the person sees now: the step, and what that step shows. Nothing personal is in it before
//! the phone is proved.

use mithaq_domain::{
    form::{Field, FieldType, Value, Values},
    id::{ContractId, SessionId},
    otp::{Purpose, RESEND_PAUSE},
    session::Step,
    text::{Bilingual, Language},
    time::Instant,
};
use mithaq_store::{TenantTx, contract::ContractRow};

use super::{
    Cookies, Guest,
    sealed::{hex, open_values},
    send_code::target,
};
use crate::{
    App, Failure,
    contract::{Material, Passage, marks},
};

/// What the person sees.
#[derive(Clone, Debug)]
pub struct View {
    /// The page.
    pub step: Step,
    /// Who asks.
    pub company: Bilingual,
    /// The session's language, else the company's.
    pub language: Language,
    /// Whether the session itself named its language.
    pub language_is_chosen: bool,
    /// The hidden value of this page's forms.
    pub form_token: Option<String>,
    /// What the page shows.
    pub detail: ViewDetail,
}

/// What a page shows beside who asks.
#[derive(Clone, Debug)]
pub enum ViewDetail {
    /// Nothing.
    Nothing,
    /// Where the code goes, and when another may be asked for.
    Phone {
        /// Whether it goes to a phone rather than a mailbox.
        sms: bool,
        /// The last two digits, the rest hidden.
        masked: String,
        /// When a code was sent: seconds until another may be.
        resend_in: Option<i64>,
    },
    /// The fields to fill in.
    Missing {
        /// The contract.
        card: CardView,
        /// Fields without a value, in order.
        fields: Vec<Field>,
        /// What is filled in already: label and value.
        locked: Vec<(Bilingual, Bilingual)>,
    },
    /// The document is complete, but not rendered yet.
    NeedsDocument(ContractId),
    /// The document to review, and where the code went if one was sent.
    Review(Box<ReviewView>),
    /// Waiting for the company.
    Waiting(CardView),
    /// Signed.
    Done {
        /// The contract.
        card: CardView,
        /// When the person confirmed, in the company's time zone.
        confirmed_at: String,
        /// Which number confirmed, masked.
        masked: String,
        /// Whether the sealed file is there.
        sealed: bool,
    },
}

/// The contract as a card.
#[derive(Clone, Debug)]
pub struct CardView {
    /// Its type's number.
    pub form: i64,
    /// What it is.
    pub title: Bilingual,
    /// Its number.
    pub request_number: String,
    /// Its pages, once it is rendered.
    pub pages: Option<i64>,
    /// The first amount in it.
    pub amount: Option<Bilingual>,
}

/// A document to review.
#[derive(Clone, Debug)]
pub struct ReviewView {
    /// The contract.
    pub card: CardView,
    /// Its values: label and value.
    pub values: Vec<(Bilingual, Bilingual)>,
    /// SHA-256 of the file, in hexadecimal.
    pub document_sha256: String,
    /// The text of the document, as a reading aid.
    pub reading: Vec<Passage>,
    /// What must be said visibly: test chain, identity not checked.
    pub marks: Vec<Bilingual>,
    /// Where the code went, masked.
    pub masked: String,
    /// When a signing code was sent: seconds until another may be.
    pub resend_in: Option<i64>,
}

/// What a browser sees of a session; `None` when there is none.
pub async fn view(
    app: &App,
    session: SessionId,
    cookies: Cookies,
) -> Result<Option<View>, Failure> {
    let inner = app.clone();
    app.store()
        .read(move |tx| {
            let Some(guest) = Guest::load(&inner, tx, session, &cookies)? else {
                return Ok(None);
            };
            let settings = &guest.context.tenant.settings;
            let mut tx = tx.tenant(guest.context.tenant.id);
            Ok(Some(View {
                step: guest.step,
                company: settings.display.clone(),
                language: guest.row.language.unwrap_or(settings.language),
                language_is_chosen: guest.row.language.is_some(),
                detail: detail(&mut tx, &guest, inner.now())?,
                form_token: guest.form_token.clone(),
            }))
        })
        .await
}

fn detail(tx: &mut TenantTx<'_>, guest: &Guest, now: Instant) -> Result<ViewDetail, Failure> {
    Ok(match (guest.step, guest.contract()) {
        (Step::Phone, _) => ViewDetail::Phone {
            sms: guest.invitee.phone.is_some(),
            masked: guest.invitee.masked(),
            resend_in: resend_in(tx, guest, Purpose::Phone, now)?,
        },
        (Step::Missing, Some(contract)) => missing(tx, guest, contract)?,
        (Step::Waiting, Some(contract)) => ViewDetail::Waiting(card(tx, guest, contract)?),
        (Step::Review | Step::Sign, Some(contract)) if guest.documents.is_empty() => {
            ViewDetail::NeedsDocument(contract.id)
        }
        (Step::Review | Step::Sign, Some(contract)) => review(tx, guest, contract, now)?,
        (Step::Done, Some(contract)) => done(tx, guest, contract)?,
        _ => ViewDetail::Nothing,
    })
}

/// Seconds until another code may be asked for; `None` when none was sent in this session.
fn resend_in(
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    purpose: Purpose,
    now: Instant,
) -> Result<Option<i64>, Failure> {
    let (history, code) = tx.get_code_history(&target(guest, purpose), now)?;
    let ours = code.filter(|code| code.session == guest.row.id);
    Ok(history
        .last
        .filter(|last| ours.is_some() && !last.used)
        .map(|last| last.sent_at.plus(RESEND_PAUSE).since(now).as_seconds_up()))
}

fn card(tx: &mut TenantTx<'_>, guest: &Guest, contract: &ContractRow) -> Result<CardView, Failure> {
    let form = guest.form(tx, contract)?.form;
    let values = open_values(&guest.key, contract.id, &contract.sealed)?;
    let amount = form
        .fields
        .iter()
        .find(|field| field.kind == FieldType::Money && values.contains_key(&field.key));
    let country = guest.context.tenant.settings.country;
    Ok(CardView {
        form: form.id.get(),
        title: form.name.clone(),
        request_number: contract.request_number.clone(),
        pages: guest.documents.first().map(|document| document.page_count),
        amount: amount.and_then(|field| {
            values
                .get(&field.key)
                .map(|value: &Value| field.show(value, country))
        }),
    })
}

fn shown(guest: &Guest, fields: &[Field], values: &Values) -> Vec<(Bilingual, Bilingual)> {
    let country = guest.context.tenant.settings.country;
    fields
        .iter()
        .filter_map(|field| {
            values
                .get(&field.key)
                .map(|value| (field.label.clone(), field.show(value, country)))
        })
        .collect()
}

fn missing(
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    contract: &ContractRow,
) -> Result<ViewDetail, Failure> {
    let form = guest.form(tx, contract)?.form;
    let values = open_values(&guest.key, contract.id, &contract.sealed)?;
    let fields = form
        .fields
        .iter()
        .filter(|field| !values.contains_key(&field.key));
    Ok(ViewDetail::Missing {
        card: card(tx, guest, contract)?,
        locked: shown(guest, &form.fields, &values),
        fields: fields.cloned().collect(),
    })
}

fn review(
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    contract: &ContractRow,
    now: Instant,
) -> Result<ViewDetail, Failure> {
    let Some(document) = guest.documents.first() else {
        return Ok(ViewDetail::NeedsDocument(contract.id));
    };
    let material = Material::load(tx, &guest.context, &guest.key, contract)?;
    let code_sent = guest.step == Step::Sign;
    Ok(ViewDetail::Review(Box::new(ReviewView {
        card: card(tx, guest, contract)?,
        values: shown(guest, &material.form.fields, &material.values),
        document_sha256: hex(&document.reviewed_sha256),
        reading: material.reading(document)?,
        marks: marks(&guest.context, &material.form),
        masked: guest.invitee.masked(),
        resend_in: if code_sent {
            resend_in(tx, guest, Purpose::Sign, now)?.or(Some(0))
        } else {
            None
        },
    })))
}

fn done(
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    contract: &ContractRow,
) -> Result<ViewDetail, Failure> {
    let signers = tx.list_signers(contract.id)?;
    let ours = signers.iter().find(|signer| signer.session == guest.row.id);
    let zone = &guest.context.tenant.settings.time_zone;
    let at = ours.and_then(|signer| signer.signed_at);
    Ok(ViewDetail::Done {
        card: card(tx, guest, contract)?,
        confirmed_at: at
            .map(|at| mithaq_domain::place::local_time(at, zone))
            .unwrap_or_default(),
        masked: guest.invitee.masked(),
        sealed: guest
            .documents
            .iter()
            .all(|document| document.sealed_file.is_some()),
    })
}
