//! The mailbox that the company asks a signer to prove (`wire.md` 6, one rule for every way of
//! signing): whether it still has to be, and what a right code does.

use mithaq_domain::{evidence::Act, id::EntryId, session::Mailbox, time::Instant};
use mithaq_store::{TenantTx, person::PersonRow};

use super::{Guest, GuestRefusal, sealed::Invitee};
use crate::{
    App, Failure,
    app::TenantContext,
    error::Answer,
    person::{Person, email_index},
};

/// How far the company's demand is met by the person of a session.
pub(super) fn mailbox(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    invitee: &Invitee,
    person: &PersonRow,
) -> Result<Mailbox, Failure> {
    if !context.tenant.settings.email_required || person.email_index.is_some() {
        return Ok(Mailbox::Settled);
    }
    let Some(email) = &invitee.email else {
        return Ok(Mailbox::Unreachable);
    };
    // A mailbox is one person's: that of another person is proved by nobody else, and the page does
    // not say why.
    let owner = tx.find_person_by_email(&email_index(&context.key, email))?;
    Ok(match owner {
        None => Mailbox::Open,
        Some(_) => Mailbox::Unreachable,
    })
}

/// The mailbox that the company named is the person's from now on.
pub(super) fn confirm(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    entry: (EntryId, Instant),
) -> Answer<(), GuestRefusal> {
    let key = &guest.context.key;
    let (Some(email), Some(person)) = (&guest.invitee.email, guest.row.person) else {
        return Ok(Err(GuestRefusal::WrongStep));
    };
    let Some(row) = tx.find_person(person)? else {
        return Ok(Err(GuestRefusal::WrongStep));
    };
    Person::open(key, row)?.own_email((app, tx), key, email)?;
    let entry = guest.entry(entry, Act::EmailConfirmed, None, "{}".to_owned());
    tx.insert_entry(&entry)?;
    Ok(Ok(()))
}
