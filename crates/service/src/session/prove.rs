//! The phone or mailbox is proved: the person is registered or recognised, this browser may see
//! the session for a while, and a session for exactly one contract type gets its contract.

use mithaq_domain::{
    contract::{Status, request_number},
    evidence::Act,
    form::{Approval, Values},
    id::{ContractId, EntryId, PersonId},
    person::Profile,
    place,
    session::Phase,
    time::Instant,
};
use mithaq_store::{TenantTx, contract::ContractRow, form::FormVersion};

use super::{Guest, GuestRefusal, advance::advance, sealed::seal_given};
use crate::{
    App, Failure,
    error::Answer,
    person::{Person, index_words},
};

/// Everything random that the unit needs, drawn before it.
#[derive(Clone)]
pub(super) struct Draws {
    entry: EntryId,
    contract: ContractId,
    person_record: [u8; 16],
}

impl Draws {
    pub(super) fn new(app: &App, now: Instant) -> Self {
        Self {
            entry: EntryId::new(now, &app.random()),
            contract: ContractId::new(now, &app.random()),
            person_record: app.random(),
        }
    }
}

pub(super) fn prove(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    draws: &Draws,
    now: Instant,
) -> Answer<(), GuestRefusal> {
    let Some(cookie_hash) = guest.cookie_hash else {
        return Ok(Err(GuestRefusal::NotYours));
    };
    // A completed session knows its person: the proof only opens the signed copy to this browser.
    if guest.row.phase != Phase::Completed {
        if let Err(refusal) = advance(tx, guest, Phase::PhoneProved, None, now)? {
            return Ok(Err(refusal));
        }
        let person = register(app, tx, guest, draws, now)?;
        tx.set_session_person(guest.row.id, person)?;
        if let Some(form) = only_form(guest) {
            insert_contract(app, tx, guest, form, (draws.contract, now))?;
        }
    }
    tx.prove_browser(&cookie_hash, now)?;
    let detail = format!("{{\"contact\":\"{}\"}}", guest.invitee.contact_commitment());
    tx.insert_entry(&guest.entry((draws.entry, now), Act::PhoneProved, None, detail))?;
    Ok(Ok(()))
}

fn register(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    draws: &Draws,
    now: Instant,
) -> Result<PersonId, Failure> {
    let contact = guest.invitee.contact();
    // Where there is a phone, the code went there: the mailbox is only what the company says, and
    // stays in the session.
    let profile = Profile {
        email: contact.email.filter(|_| contact.phone.is_none()),
        phone: contact.phone,
        card: None,
    };
    let new = Person::new_row(app, &guest.context.key, (draws.person_record, &profile))?;
    let known = match (&new.phone_index, &new.email_index) {
        (Some(phone), _) => tx.find_person_by_phone(phone)?,
        (None, Some(email)) => tx.find_person_by_email(email)?,
        (None, None) => None,
    };
    match known {
        Some(known) => Ok(known.id),
        None => {
            let id = tx.insert_person(&new, now)?;
            index_words(tx, &guest.context.key, (id, &profile))?;
            Ok(id)
        }
    }
}

/// The type of a minimal session that was created without values and allows exactly one.
fn only_form(guest: &Guest) -> Option<&FormVersion> {
    let permissions = &guest.row.permissions;
    if !guest.contracts.is_empty() || permissions.identity_only || !permissions.minimal {
        return None;
    }
    let forms = &guest.context.forms;
    let ids: Vec<_> = match &permissions.allowed {
        Some(allowed) => allowed.clone(),
        None => forms.all().iter().map(|form| form.id).collect(),
    };
    let form = match ids.as_slice() {
        [id] => forms.find(*id)?.as_ref(),
        _ => None?,
    };
    // What only the company fills in would be missing for ever where nobody approves.
    let company = form
        .form
        .fields
        .iter()
        .any(|field| field.required && !field.is_persons() && field.default_value.is_none());
    (!company || form.form.approval == Approval::Member).then_some(form)
}

fn insert_contract(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    form: &FormVersion,
    (id, now): (ContractId, Instant),
) -> Result<(), Failure> {
    let settings = &guest.context.tenant.settings;
    let year = place::local_year(now, &settings.time_zone);
    let language = guest.row.language.unwrap_or(settings.language);
    let mut values = Values::new();
    let open = form
        .form
        .fill_defaults(&mut values, language, settings.country);
    let lacks = form.form.completeness(&values);
    let status = Status::Draft
        .filled_by_person(lacks, form.form.approval)
        .unwrap_or(Status::Draft);
    let number = tx.count_up(&format!("contract {year}"))?;
    tx.insert_contract(&ContractRow {
        id,
        session: guest.row.id,
        form: form.form.id,
        version: form.version,
        status,
        request_number: request_number(&year, number),
        sealed: seal_given(&guest.key, id, (&values, &open), app.entropy())?,
        created_at: now,
        changed_at: now,
        required: None,
    })?;
    Ok(())
}
