//! Sending a code: one that proves the phone, or one that signs a document's hash. The code, its
//! journal entry and the message leave in one transaction; the message is sent later, as a job.

use mithaq_domain::{
    contract::Status,
    evidence::Act,
    id::{CodeId, EntryId, JobId},
    job::Lane,
    message::SmsProvider,
    otp::{DAILY_SENDS, Destination, LIFE, Purpose, Refusal},
    session::{Phase, Step},
    tenant::Settings,
    time::{Instant, Span},
};
use mithaq_store::{
    TenantTx,
    otp::{Bound, NewCode, Target},
};

use super::{
    Guest, GuestRefusal, LanguageWish, advance::advance, guest::Ask, mailbox, sealed::hex,
};
use crate::{
    App, Failure,
    contract::check_identity,
    error::Answer,
    notice::{self, CodeText, Outgoing, Permit, destination_index, destination_of},
    otp::{SentCode, code_hash, network, random_digits},
};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct SendAsk {
    /// Who asks.
    pub ask: Ask,
    /// From which network address.
    pub address: String,
    /// In which language to write.
    pub wish: LanguageWish,
    /// The hash that the review page showed: with it a code that signs is asked for, without it
    /// one that proves the phone.
    pub document_sha256: Option<String>,
    /// Whether the page asked for the code that proves the mailbox.
    pub mailbox: bool,
    /// The mailbox that was typed, where the page asks for it.
    pub email: Option<String>,
    /// The gateway that is asked for.
    pub gateway: Option<SmsProvider>,
}

/// Everything random that the unit needs, drawn before it.
#[derive(Clone)]
pub(super) struct Draws {
    code: CodeId,
    digits: String,
    job: JobId,
    entry: EntryId,
    locked: EntryId,
    held: EntryId,
    now: Instant,
}

impl Draws {
    pub(super) fn new(app: &App, now: Instant) -> Self {
        Self {
            code: CodeId::new(now, &app.random()),
            digits: random_digits(app),
            job: JobId::new(now, &app.random()),
            entry: EntryId::new(now, &app.random()),
            locked: EntryId::new(now, &app.random()),
            held: EntryId::new(now, &app.random()),
            now,
        }
    }

    /// What the caller of a program is told of the code.
    pub(super) fn sent(&self, settings: &Settings) -> SentCode {
        SentCode {
            id: self.code,
            life: LIFE,
            digits: settings.sandbox.then(|| self.digits.clone()),
        }
    }
}

/// Sends a code. Where no message leaves, the page tells its digits.
pub async fn send_code(app: &App, ask: SendAsk) -> Answer<Option<String>, GuestRefusal> {
    let (now, inner) = (app.now(), app.clone());
    let draws = Draws::new(app, now);
    let answer = app
        .store()
        .write(move |tx| {
            let mut guest = match Guest::act(&inner, tx, &ask.ask)? {
                Ok(guest) => guest,
                Err(refusal) => return Ok::<_, Failure>(Err(refusal)),
            };
            if let Some(typed) = &ask.email
                && let Err(refusal) = mailbox::name(&mut guest, typed)
            {
                return Ok(Err(refusal));
            }
            let mut tx = tx.tenant(guest.context.tenant.id);
            let sent = send(&inner, &mut tx, &guest, &ask, &draws)?;
            let is_told = !guest.context.tenant.settings.sends_messages();
            Ok(sent.map(|()| is_told.then(|| draws.digits.clone())))
        })
        .await?;
    app.wake_lane(Lane::Messages);
    Ok(answer)
}

/// Sends a code to the guest of a session.
pub(super) fn send(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    ask: &SendAsk,
    draws: &Draws,
) -> Answer<(), GuestRefusal> {
    let now = draws.now;
    // A late click on an earlier page must not send a code that nobody on this page asked for.
    let purpose = match (guest.step, &ask.document_sha256) {
        (Step::Phone, None) if !ask.mailbox => Purpose::Phone,
        (Step::Mailbox | Step::NameMailbox, None) if ask.mailbox => Purpose::Mailbox,
        (Step::Review | Step::Sign, Some(_)) => Purpose::Sign,
        _ => return Ok(Err(GuestRefusal::WrongStep)),
    };
    let target = target(guest, purpose);
    let (history, _) = tx.get_code_history(&target, now)?;
    let mut may_send = history.may_send(now);
    if purpose == Purpose::Mailbox && !mailbox::may_send(&guest.invitee, now) {
        may_send = Err(Refusal::LockedForToday);
    }
    if let Err(refusal) = may_send {
        return Ok(Err(GuestRefusal::Code(refusal)));
    }
    let address = network(&ask.address);
    let address_index = guest.context.key.blind_index("address", &address);
    if !is_within_limits(app, tx, guest, &address_index, now)? {
        return Ok(Err(GuestRefusal::TooManyCodes));
    }
    let permit = match permit(tx, guest, purpose, now)? {
        Ok(permit) => permit,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let code_hash = code_hash(app, draws.code, &draws.digits);
    let mut new = NewCode::ordinary(draws.code, target, address_index, code_hash);
    new.bound = Bound::to_session(guest.row.id);
    let text = match purpose {
        Purpose::Sign => match signing(app, tx, (guest, ask), &mut new, draws)? {
            Ok(text) => text,
            Err(refusal) => return Ok(Err(refusal)),
        },
        Purpose::Mailbox => CodeText::Mailbox,
        _ => CodeText::Phone,
    };
    tx.insert_code(&new, now)?;
    if purpose == Purpose::Mailbox {
        mailbox::note_sent(app, tx, guest, now)?;
        if !mailbox::is_delivered(tx, guest)? {
            return Ok(Ok(()));
        }
    }
    queue(app, tx, (guest, ask), (&text, permit), draws)?;
    let is_last = history.sends.saturating_add(1) >= DAILY_SENDS;
    note(app, tx, guest, (&new, is_last), draws)?;
    Ok(Ok(()))
}

/// What the journal and, after the last code of a day, the company's administrators learn.
fn note(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    (new, is_last): (&NewCode, bool),
    draws: &Draws,
) -> Result<(), Failure> {
    let (now, purpose) = (draws.now, new.target.purpose);
    let detail = format!("{{\"purpose\":\"{}\"}}", purpose.name());
    tx.insert_entry(&guest.entry(
        (draws.entry, now),
        Act::CodeSent,
        new.bound.contract,
        detail,
    ))?;
    if is_last {
        let locked = "{\"limit\":\"sends\"}".to_owned();
        tx.insert_entry(&guest.entry((draws.locked, now), Act::CodesLocked, None, locked))?;
        let masked = destination(guest, purpose).map_or_else(String::new, |to| to.masked());
        notice::tell_locked(app, tx, &guest.context, &masked, (draws.locked, now))?;
    }
    Ok(())
}

/// Whether the network address and the company may cause one more code within this hour.
fn is_within_limits(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    address_index: &[u8; 32],
    now: Instant,
) -> Result<bool, Failure> {
    let since = now.minus(Span::hours(1));
    if tx.count_codes_by_address(address_index, since)? >= app.codes_per_address() {
        return Ok(false);
    }
    let hour = format!("codes in hour {}", now.unix_seconds() / 3_600);
    Ok(tx.count_up(&hour)? <= guest.context.tenant.settings.messages.codes_per_hour)
}

fn permit(
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    purpose: Purpose,
    now: Instant,
) -> Answer<Permit, GuestRefusal> {
    let Some(destination) = destination(guest, purpose) else {
        return Ok(Err(GuestRefusal::WrongStep));
    };
    let permit = notice::permit(tx, &guest.context, &destination, true, now)?;
    Ok(permit.map_err(GuestRefusal::Message))
}

fn queue(
    app: &App,
    tx: &mut TenantTx<'_>,
    (guest, ask): (&Guest, &SendAsk),
    (text, permit): (&CodeText, Permit),
    draws: &Draws,
) -> Result<(), Failure> {
    let company = guest.context.tenant.settings.language;
    let language = ask.wish.settle(guest.row.language, company);
    let message = notice::code_message(guest, text, &draws.digits, language, draws.now);
    let outgoing = Outgoing {
        id: draws.job,
        permit,
        session: Some((guest.row.id, &guest.key)),
        until: Some(draws.now.plus(LIFE)),
        gateway: ask.gateway,
        letter: &message,
    };
    notice::queue_message(app, tx, &guest.context, &outgoing, draws.now)
}

/// Binds a signing code to the contract and to the document that the page showed.
fn signing(
    app: &App,
    tx: &mut TenantTx<'_>,
    (guest, ask): (&Guest, &SendAsk),
    new: &mut NewCode,
    draws: &Draws,
) -> Answer<CodeText, GuestRefusal> {
    let (Some(contract), [document]) = (guest.contract(), guest.documents.as_slice()) else {
        return Ok(Err(GuestRefusal::WrongStep));
    };
    let sha256 = hex(&document.reviewed_sha256);
    if ask
        .document_sha256
        .as_ref()
        .is_some_and(|shown| *shown != sha256)
    {
        return Ok(Err(GuestRefusal::DocumentChanged));
    }
    if !matches!(
        contract.status,
        Status::Approved | Status::CustomerPartiallySigned
    ) {
        return Ok(Err(GuestRefusal::WrongStep));
    }
    let held = (draws.held, draws.now);
    if let Err(refusal) = check_identity(app, tx, (guest, contract), held)? {
        return Ok(Err(refusal));
    }
    if let Err(refusal) = advance(tx, guest, Phase::Reviewed, None, draws.now)? {
        return Ok(Err(refusal));
    }
    new.bound.contract = Some(contract.id);
    new.document_sha256 = <[u8; 32]>::try_from(document.reviewed_sha256.as_slice()).ok();
    let ending = sha256
        .get(sha256.len().saturating_sub(4)..)
        .unwrap_or_default();
    Ok(Ok(CodeText::Sign {
        request_number: contract.request_number.clone(),
        pages: document.page_count,
        ending: ending.to_owned(),
    }))
}

/// Where a code goes: one that proves the mailbox there, any other to the phone where there is one.
pub(super) fn destination(guest: &Guest, purpose: Purpose) -> Option<Destination> {
    match purpose {
        Purpose::Mailbox => guest.invitee.mailbox().cloned().map(Destination::Email),
        _ => destination_of(guest.invitee.contact()),
    }
}

/// One live code per purpose and destination. Of a mailbox each session has one: it may be typed by
/// whoever is invited, and what is typed in one session must not spoil the code of another.
pub(super) fn target(guest: &Guest, purpose: Purpose) -> Target {
    let destination = destination(guest, purpose);
    Target {
        purpose,
        destination_index: destination
            .map_or([0; 32], |to| destination_index(&guest.context.key, &to)),
        session: (purpose == Purpose::Mailbox).then_some(guest.row.id),
    }
}
