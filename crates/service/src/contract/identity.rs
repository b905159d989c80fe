//! Whether the proved identity of who is about to sign is the one that the contract names
//! (`mithaq_domain::verified`). What differs goes to the company, which accepts it by approving or ends
//! the contract; nobody else learns what differs, and no value is in any answer.

use mithaq_domain::{
    eligibility::NotEligible,
    evidence::Act,
    id::EntryId,
    person::Card,
    place::iso_date,
    time::Instant,
    verified::{Difference, Question, Unfit},
};
use mithaq_store::{TenantTx, contract::ContractRow};

use crate::{
    App,
    error::Answer,
    person::Person,
    session::{Guest, GuestRefusal, open_values},
};

/// Asks whether the guest may sign the contract; a refusal has moved it already where the company must
/// look.
pub(crate) fn check_identity(
    app: &App,
    tx: &mut TenantTx<'_>,
    (guest, contract): (&Guest, &ContractRow),
    entry: (EntryId, Instant),
) -> Answer<(), GuestRefusal> {
    let person = match guest.row.person {
        Some(id) => tx.find_person(id)?,
        None => None,
    };
    let person = person
        .map(|row| Person::open(&guest.context.key, row))
        .transpose()?;
    let card = person.and_then(|person| person.profile.card);
    let form = guest.form(tx, contract)?;
    let values = open_values(&guest.contract_key, contract.id, &contract.sealed)?;
    let settings = &guest.context.tenant.settings;
    let question = Question {
        form: &form,
        values: (contract.session == guest.row.id).then_some(&values),
        country: settings.country,
        today: &iso_date(entry.1, &settings.time_zone),
    };
    match question.ask(card.as_ref()) {
        Ok(()) => Ok(Ok(())),
        Err(Unfit::UnderAge(_)) => Ok(Err(GuestRefusal::NotEligible(NotEligible::UnderAge))),
        Err(Unfit::Differs(difference)) => {
            let identity = identity_of(guest, card.as_ref());
            hold(app, tx, (guest, contract), (&difference, &identity), entry)
        }
    }
}

fn hold(
    app: &App,
    tx: &mut TenantTx<'_>,
    (guest, contract): (&Guest, &ContractRow),
    (difference, identity): (&Difference, &[u8; 32]),
    (entry, now): (EntryId, Instant),
) -> Answer<(), GuestRefusal> {
    let before = tx.find_hold(contract.id)?;
    let accepted = before.is_some_and(|hold| {
        hold.accepted_at.is_some() && hold.identity == identity && hold.difference == *difference
    });
    if accepted {
        return Ok(Ok(()));
    }
    let Ok(next) = contract.status.held() else {
        return Ok(Err(GuestRefusal::WrongStep));
    };
    if !tx.change_status(contract.id, contract.status, next, now)? {
        return Ok(Err(GuestRefusal::WrongStep));
    }
    tx.hold_contract(contract.id, difference, identity, now)?;
    let keys: Vec<String> = difference
        .fields
        .iter()
        .map(|key| format!("\"{key}\""))
        .collect();
    let detail = format!(
        "{{\"ageUnknown\":{},\"fields\":[{}]}}",
        difference.age_unknown,
        keys.join(",")
    );
    let held = guest.entry((entry, now), Act::ContractHeld, Some(contract.id), detail);
    tx.insert_entry(&held)?;
    app.wake_worker();
    Ok(Err(GuestRefusal::IdentityHeld))
}

/// The keyed hash of a proved identity: what the company accepts is this one and no later one.
fn identity_of(guest: &Guest, card: Option<&Card>) -> [u8; 32] {
    let person = guest.row.person.map_or(0, |person| person.get());
    let said = card.map_or_else(String::new, |card| {
        format!("{}\n{}", card.id_number, card.full_name)
    });
    let key = &guest.context.key;
    key.blind_index("identity of a signer", &format!("{person}\n{said}"))
}
