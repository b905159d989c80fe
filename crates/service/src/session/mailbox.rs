//! The mailbox that the company asks a signer to prove (`wire.md` 6, one rule for every way of
//! signing): whether it still has to be, which one it is, and what a right code does. It is that of
//! the invitation; where the invitation names none, the person types it and may correct it until it is
//! proved. Nothing tells whether a typed one is somebody's: a code for a mailbox that another person
//! proved is stored like any other, and never leaves.

use mithaq_domain::{
    evidence::Act,
    id::EntryId,
    otp::WINDOW,
    session::{Mailbox, Step},
    text::Email,
    time::Instant,
};
use mithaq_store::{TenantTx, person::PersonRow};

use super::{
    Guest, GuestRefusal,
    sealed::{Invitee, TypedMailbox, seal_invitee},
};
use crate::{
    App, Failure,
    app::TenantContext,
    error::Answer,
    person::{Person, email_index},
};

/// Codes that one session sends to typed mailboxes within a day: half of what a mailbox takes, so
/// that no session alone keeps its holder from proving it.
const TYPED_SENDS: usize = 5;

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
        return Ok(match invitee.typed {
            Some(_) => Mailbox::Open,
            None => Mailbox::Unnamed,
        });
    };
    // A mailbox is one person's: that of another person is proved by nobody else, and the page does
    // not say why.
    Ok(if is_free(tx, context, email)? {
        Mailbox::Open
    } else {
        Mailbox::Unreachable
    })
}

/// Whether nobody proved a mailbox yet.
fn is_free(tx: &mut TenantTx<'_>, context: &TenantContext, email: &Email) -> Result<bool, Failure> {
    let owner = tx.find_person_by_email(&email_index(&context.key, email))?;
    Ok(owner.is_none())
}

/// The person types a mailbox, in place of one that was typed before. That of the invitation is not
/// the person's to change. Nothing is stored yet: [`note_sent`] does it with the code.
pub(super) fn name(guest: &mut Guest, text: &str) -> Result<(), GuestRefusal> {
    let is_asked = matches!(guest.step, Step::Mailbox | Step::NameMailbox);
    if !is_asked || guest.invitee.email.is_some() {
        return Err(GuestRefusal::WrongStep);
    }
    if text.trim().is_empty() {
        return Err(GuestRefusal::NoMailbox);
    }
    let email = Email::parse(text).map_err(|_| GuestRefusal::NotAnEmail)?;
    let before = guest.invitee.typed.take();
    guest.invitee.typed = Some(TypedMailbox {
        email,
        sent: before.map(|typed| typed.sent).unwrap_or_default(),
        proved: false,
    });
    Ok(())
}

/// Whether this session may send one more code to a mailbox that its person typed.
pub(super) fn may_send(invitee: &Invitee, now: Instant) -> bool {
    let typed = invitee.typed.as_ref();
    typed.is_none_or(|typed| lately(typed, now).count() < TYPED_SENDS)
}

fn lately(typed: &TypedMailbox, now: Instant) -> impl Iterator<Item = i64> {
    let since = now.minus(WINDOW).unix_millis();
    let sent = typed.sent.iter().copied();
    sent.filter(move |at| *at > since)
}

/// Whether the code really leaves.
pub(super) fn is_delivered(tx: &mut TenantTx<'_>, guest: &Guest) -> Result<bool, Failure> {
    match guest.invitee.mailbox() {
        Some(email) => is_free(tx, &guest.context, email),
        None => Ok(false),
    }
}

/// A code was sent: a mailbox that was typed is kept with the session.
pub(super) fn note_sent(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    now: Instant,
) -> Result<(), Failure> {
    let mut invitee = guest.invitee.clone();
    let Some(typed) = &mut invitee.typed else {
        return Ok(());
    };
    let mut sent: Vec<i64> = lately(typed, now).collect();
    sent.push(now.unix_millis());
    typed.sent = sent;
    store(app, tx, guest, &invitee)
}

fn store(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    invitee: &Invitee,
) -> Result<(), Failure> {
    let sealed = seal_invitee(&guest.key, guest.row.id, invitee, app.entropy())?;
    Ok(tx.set_session_sealed(guest.row.id, &sealed)?)
}

/// The mailbox that was proved is the person's from now on.
pub(super) fn confirm(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    entry: (EntryId, Instant),
) -> Answer<(), GuestRefusal> {
    let key = &guest.context.key;
    let (Some(email), Some(person)) = (guest.invitee.mailbox(), guest.row.person) else {
        return Ok(Err(GuestRefusal::WrongStep));
    };
    let Some(row) = tx.find_person(person)? else {
        return Ok(Err(GuestRefusal::WrongStep));
    };
    // Another person may have proved it since the code was sent.
    if !is_free(tx, &guest.context, email)? {
        return Ok(Err(GuestRefusal::MailboxTaken));
    }
    Person::open(key, row)?.own_email((app, tx), key, email)?;
    let mut invitee = guest.invitee.clone();
    let named_by = if let Some(typed) = &mut invitee.typed {
        typed.proved = true;
        store(app, tx, guest, &invitee)?;
        "person"
    } else {
        "company"
    };
    let commitment = guest.invitee.mailbox_commitment(email);
    let detail = format!("{{\"mailbox\":\"{commitment}\",\"namedBy\":\"{named_by}\"}}");
    tx.insert_entry(&guest.entry(entry, Act::EmailConfirmed, None, detail))?;
    Ok(Ok(()))
}
