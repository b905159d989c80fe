//! Loading what a step shows, once the step is known.

use mithaq_domain::{
    contract::{
        Ending, Status,
        countersigner::{Place, is_turn_of_seal},
    },
    form::{Field, FieldType, IdentityPolicy, ShownSize, Value, Values},
    otp::{LastCode, Purpose, RESEND_PAUSE},
    place::{self, Country},
    session::{PROOF_LIFE, Phase, Step},
    text::Bilingual,
    time::Instant,
};
use mithaq_store::{
    TenantTx,
    contract::{ContractRow, countersigner::CountersignerRow},
};

use super::{
    Awaited, Blocked, CardView, DoneView, EndedView, OpenField, OpenView, PhoneView, ProofFor,
    Reached, ReviewView, ShownFile, ShownValue, ViewDetail,
};
use crate::{
    Failure,
    contract::{Material, REASON, RELEASED},
    session::{
        Guest, disown,
        save_values::open_fields,
        sealed::{hex, open, open_given, open_values},
        send_code::target,
    },
};

pub(super) fn load(
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    now: Instant,
) -> Result<ViewDetail, Failure> {
    Ok(match (guest.step, guest.contract()) {
        (Step::Open, _) => ViewDetail::Open(first(guest)),
        (Step::Phone, _) => ViewDetail::Phone(PhoneView {
            reached: reached(guest),
            resend_in: resend_in(tx, guest, Purpose::Phone, now)?,
            may_disown: disown::may_disown(guest),
            why: if guest.row.phase == Phase::Completed {
                ProofFor::Copy
            } else {
                ProofFor::Session
            },
            may_change: false,
        }),
        (Step::Mailbox, _) => ViewDetail::Phone(PhoneView {
            reached: mailbox(guest),
            resend_in: resend_in(tx, guest, Purpose::Mailbox, now)?,
            may_disown: false,
            why: ProofFor::Mailbox,
            may_change: guest.invitee.email.is_none(),
        }),
        (Step::NameMailbox, _) => ViewDetail::NameMailbox,
        (Step::MailboxPending, _) => ViewDetail::NoMailbox,
        (Step::IdentityPending, _) => ViewDetail::Identity(reached(guest)),
        (Step::CannotContinueYet, _) => ViewDetail::Blocked(blocked(guest)),
        (Step::Missing, Some(contract)) => missing(tx, guest, contract)?,
        (Step::Waiting, Some(contract)) => ViewDetail::Waiting(card(tx, guest, contract)?),
        (Step::Review | Step::Sign, Some(contract)) => review(tx, guest, contract, now)?,
        (Step::Done, Some(contract)) => done(tx, guest, contract)?,
        (Step::Declined | Step::Revoked, _) => ViewDetail::Ended(ended(tx, guest)?),
        _ => ViewDetail::Nothing,
    })
}

fn reached(guest: &Guest) -> Reached {
    Reached {
        sms: guest.invitee.phone.is_some(),
        masked: guest.invitee.masked(),
    }
}

fn mailbox(guest: &Guest) -> Reached {
    let invitee = &guest.invitee;
    let typed = || Some(invitee.typed.as_ref()?.email.as_str().to_owned());
    let named = invitee.email.as_ref().map(|email| email.masked());
    Reached {
        sms: false,
        masked: named.or_else(typed).unwrap_or_default(),
    }
}

fn first(guest: &Guest) -> OpenView {
    let settings = &guest.context.tenant.settings;
    OpenView {
        contracts: guest.contracts.len().max(1),
        sms: guest.invitee.phone.is_some(),
        valid_until: place::screen_time(
            guest.row.expires_at,
            &settings.time_zone,
            settings.language,
        ),
        may_disown: disown::may_disown(guest),
    }
}

fn blocked(guest: &Guest) -> Blocked {
    if guest.contracts.len() > 1 {
        Blocked::SeveralContracts
    } else {
        Blocked::Form
    }
}

/// Seconds until another code may be asked for; `None` when none is on its way in this session. An
/// expired one still counts for a while: the page then says that it expired, beside its input.
fn resend_in(
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    purpose: Purpose,
    now: Instant,
) -> Result<Option<i64>, Failure> {
    let (history, code) = tx.get_code_history(&target(guest, purpose), now)?;
    let ours = code.is_some_and(|code| code.bound.session == Some(guest.row.id));
    let on_its_way = |last: &LastCode| ours && !last.used && now < last.sent_at.plus(PROOF_LIFE);
    let last = history.last.filter(on_its_way);
    Ok(last.map(|last| last.sent_at.plus(RESEND_PAUSE).since(now).as_seconds_up()))
}

fn card(tx: &mut TenantTx<'_>, guest: &Guest, contract: &ContractRow) -> Result<CardView, Failure> {
    let form = guest.form(tx, contract)?;
    let values = open_values(&guest.contract_key, contract.id, &contract.sealed)?;
    let amount = form
        .fields
        .iter()
        .find(|field| is_contract_amount(field) && values.contains_key(&field.key));
    let settings = &guest.context.tenant.settings;
    Ok(CardView {
        form: form.id,
        title: form.name.clone(),
        request_number: contract.request_number.clone(),
        pages: guest.documents.first().map(|document| document.page_count),
        amount: amount.and_then(|field| {
            values
                .get(&field.key)
                .map(|value: &Value| field.show(value, settings.country))
        }),
        test_seal: !settings.production,
        identity_unchecked: form.identity_policy == IdentityPolicy::None,
    })
}

fn shown<'a>(
    guest: &Guest,
    fields: impl Iterator<Item = &'a Field>,
    values: &Values,
) -> Vec<ShownValue> {
    let country = guest.context.tenant.settings.country;
    let shown =
        fields.filter_map(|field| Some(shown_value(field, values.get(&field.key)?, country)));
    shown.collect()
}

fn shown_value(field: &Field, value: &Value, country: Country) -> ShownValue {
    ShownValue {
        label: field.label.clone(),
        value: field.show(value, country),
        file: match value {
            Value::File(attachment) => Some(ShownFile {
                field: field.key.clone(),
                media: attachment.media,
                size: ShownSize::of(attachment.size),
            }),
            Value::Text(_) | Value::List(_) | Value::Rows(_) => None,
        },
    }
}

/// The currency's name as amounts carry it.
fn currency(country: Country) -> Bilingual {
    let Bilingual { en, ar } = country.money("");
    Bilingual {
        en: en.trim().to_owned(),
        ar: ar.trim().to_owned(),
    }
}

/// Whether a field is what the contract is about: an amount that its key calls so. A salary is an
/// amount too, and would mislead at the head of a contract.
fn is_contract_amount(field: &Field) -> bool {
    field.kind == FieldType::Money && field.key.to_ascii_lowercase().contains("amount")
}

fn missing(
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    contract: &ContractRow,
) -> Result<ViewDetail, Failure> {
    let form = guest.form(tx, contract)?;
    let values = open_values(&guest.contract_key, contract.id, &contract.sealed)?;
    let given = open_given(&guest.contract_key, contract.id, &contract.sealed)?;
    let country = guest.context.tenant.settings.country;
    let open = open_fields(&form, &values, &given);
    let open_field = |field: &Field| OpenField {
        field: field.clone(),
        unit: (field.kind == FieldType::Money).then(|| currency(country)),
        given: values.get(&field.key).cloned(),
        file: values
            .get(&field.key)
            .filter(|_| field.kind == FieldType::File)
            .map(|value| shown_value(field, value, country)),
    };
    Ok(ViewDetail::Missing {
        card: card(tx, guest, contract)?,
        locked: shown(
            guest,
            form.asked(&values).into_iter().filter(|field| {
                field.visible_to_user && !open.iter().any(|open| open.key == field.key)
            }),
            &values,
        ),
        fields: open.into_iter().map(open_field).collect(),
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
    let material = Material::load(tx, &guest.context, &guest.contract_key, contract)?;
    let resend_in = match guest.step {
        Step::Sign => resend_in(tx, guest, Purpose::Sign, now)?,
        _ => None,
    };
    Ok(ViewDetail::Review(Box::new(ReviewView {
        card: card(tx, guest, contract)?,
        values: shown(
            guest,
            material
                .form
                .asked(&material.values)
                .into_iter()
                .filter(|field| field.visible_to_user),
            &material.values,
        ),
        document_sha256: hex(&document.reviewed_sha256),
        reading: material.reading(document)?,
        reached: reached(guest),
        resend_in,
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
    let document = guest.documents.first();
    Ok(ViewDetail::Done(DoneView {
        card: card(tx, guest, contract)?,
        confirmed_at: at.map(|at| place::local_time(at, zone)).unwrap_or_default(),
        reached: reached(guest),
        copy_to: copy_to(guest),
        reference: document
            .map(|document| document.short_code.clone())
            .unwrap_or_default(),
        sealed: ours.is_some_and(|signer| signer.embedded_at.is_some()),
        awaited: awaited(tx, contract)?,
    }))
}

fn awaited(tx: &mut TenantTx<'_>, contract: &ContractRow) -> Result<Awaited, Failure> {
    let of_company = match contract.status {
        Status::CustomerPartiallySigned => return Ok(Awaited::Customers),
        Status::CustomerSigned | Status::ServiceProviderPartiallySigned => {
            tx.list_countersigners(contract.id)?
        }
        _ => return Ok(Awaited::Nobody),
    };
    let places: Vec<Place> = of_company.iter().map(CountersignerRow::place).collect();
    Ok(match is_turn_of_seal(contract.status, &places) {
        true => Awaited::Seal,
        false if places.is_empty() => Awaited::Nobody,
        false => Awaited::Company,
    })
}

/// The mailbox where there is one, since it takes the file itself.
fn copy_to(guest: &Guest) -> Reached {
    match guest.invitee.copy_mailbox() {
        Some(email) => Reached {
            sms: false,
            masked: email.masked(),
        },
        None => reached(guest),
    }
}

fn ended(tx: &mut TenantTx<'_>, guest: &Guest) -> Result<EndedView, Failure> {
    if let (Step::Declined, Some(contract)) = (guest.step, guest.contract())
        && guest.proved
    {
        match contract.status {
            Status::Rejected(Ending::Rejected) => {
                let reason = tx.find_ending_reason(contract.id)?;
                let reason = reason
                    .map(|sealed| {
                        open(
                            &guest.contract_key,
                            REASON,
                            &contract.id.to_string(),
                            &sealed,
                        )
                    })
                    .transpose()?;
                return Ok(EndedView::NotApproved(card(tx, guest, contract)?, reason));
            }
            Status::Rejected(Ending::Voided | Ending::Expired) => return Ok(EndedView::Revoked),
            _ => {}
        }
    }
    let reason = guest.row.reason.as_deref();
    Ok(match guest.step {
        Step::Declined if reason == Some(Ending::Reported.name()) => EndedView::Reported,
        Step::Declined => EndedView::Declined,
        _ if reason == Some(disown::REASON) => EndedView::Disowned,
        _ if reason == Some(RELEASED) => EndedView::Released,
        _ => EndedView::Revoked,
    })
}
