//! `CreateInvitation` and `CreateAuthSession`: the session, its pre-filled contracts and the
//! journal entry in one transaction.

use mithaq_domain::{
    contract::Status,
    evidence::{Act, Actor, Entry},
    id::{ContractId, EntryId, MemberId, SessionId, TenantId},
    message::MessageRefusal,
    place,
    session::{
        Contact, Invitation, InvitationRefusal, Invite, Origin, Part, Refused, SignerPart, invite,
    },
    time::Instant,
};
use mithaq_store::{TenantTx, contract::ContractRow, session::SessionRow, vault::PersonKey};
use serde::{Deserialize, Serialize};

use super::{
    link,
    new_row::{FIRST_GENERATION, NewSession},
    sealed::{Invitee, seal_given},
};
use crate::{
    App, Failure, Once,
    access::RecipientKey,
    app::TenantContext,
    contract::{New, SignerDraws, Written, invite_due, new_files, write_files},
    error::Answer,
    notice::texts_left,
};

/// Who creates a session.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// On whose behalf.
    pub tenant: TenantId,
    /// The administrator, for an invitation.
    pub member: Option<MemberId>,
    /// Whether that administrator may approve contracts: then what is pre-filled counts as approved.
    pub may_decide: bool,
}

/// What to create.
pub struct CreateSession {
    /// The rules' part.
    pub invite: Invite,
    /// The caller's key under which the token is handed over.
    pub user_public_key: Option<String>,
    /// Whether a call that was sent before answers as it did then.
    pub once: Once,
}

/// A session that exists.
#[derive(Clone, Debug)]
pub struct Created {
    /// Its id.
    pub session: SessionId,
    /// What the caller is given: the link's token, encrypted where a key was given.
    pub token: String,
    /// The link, unless the token was encrypted.
    pub url: Option<String>,
}

/// What the answer is made of: the link is derived from it, the encrypted token opens for the
/// caller's key alone.
#[derive(Serialize, Deserialize)]
struct Done {
    session: SessionId,
    encrypted: Option<String>,
}

/// Creates a session, or says everything that is wrong with it.
pub async fn create_session(
    app: &App,
    caller: Caller,
    ask: CreateSession,
) -> Answer<Created, Vec<Refused>> {
    let once = ask.once.clone();
    if let Some(done) = app.find_done(caller.tenant, &once).await? {
        return Ok(Ok(handed_over(app, done)));
    }
    let now = app.now();
    let context = app.tenant(caller.tenant)?;
    let recipient = ask.user_public_key.as_deref().map(RecipientKey::parse);
    let judged = invite(
        ask.invite,
        &context.forms.all(),
        &context.tenant.settings,
        now,
    );
    let (invitation, recipient) = match (judged, recipient.transpose()) {
        (Ok(invitation), Ok(recipient)) => (invitation, recipient),
        (judged, recipient) => {
            let mut refused = judged.err().unwrap_or_default();
            if recipient.is_err() {
                refused.push(Refused {
                    part: Part::UserPublicKey,
                    why: InvitationRefusal::MalformedPublicKey,
                });
            }
            return Ok(Err(refused));
        }
    };
    let (mut rows, key) = rows(app, &context, caller, &invitation, now)?;
    let session = rows.session.id;
    (_, rows.written) = write_files(app, key, files(&rows, &invitation), None).await?;
    let written = rows.written.clone();
    let encrypted = recipient.map(|key| key.encrypt(&link::token(app, session, FIRST_GENERATION)));
    let encrypted = encrypted.transpose()?;
    let has_next = !rows.next.is_empty();
    let (inner, draws) = (app.clone(), SignerDraws::new(app, now));
    let unit = move |tx: &mut TenantTx<'_>| {
        let done = Done {
            session,
            encrypted: encrypted.clone(),
        };
        Ok(insert(&inner, tx, &context, &rows, &draws)?.map(|()| done))
    };
    let done = app.write_once(caller.tenant, &once, unit).await;
    let is_named = |done: &Result<Done, _>| done.as_ref().is_ok_and(|done| done.session == session);
    let superfluous = done.as_ref().map(|done| is_named(done).then_some(&[][..]));
    written.tidy(app, superfluous).await;
    if has_next {
        app.wake_worker();
    }
    Ok(done?.map(|done| handed_over(app, done)))
}

fn handed_over(app: &App, done: Done) -> Created {
    let session = done.session;
    match done.encrypted {
        Some(token) => Created {
            session,
            token,
            url: None,
        },
        None => {
            let token = link::token(app, session, FIRST_GENERATION);
            Created {
                session,
                url: Some(link::address(app, &token)),
                token,
            }
        }
    }
}

/// Somebody who signs beside the invited person, in a session of its own.
struct Next {
    session: SessionRow,
    contact: Contact,
    turn: i64,
    entry: Entry,
}

struct Rows {
    session: SessionRow,
    contracts: Vec<ContractRow>,
    /// The files of their fields.
    written: Written,
    next: Vec<Next>,
    entry: Entry,
    counter: String,
    year: String,
}

fn rows(
    app: &App,
    context: &TenantContext,
    caller: Caller,
    invitation: &Invitation,
    now: Instant,
) -> Result<(Rows, PersonKey), Failure> {
    let first = (&invitation.contact, invitation.external_id.clone());
    let (session, key, invitee) = session_row(app, context, (caller, invitation), first, now)?;
    let id = session.id;
    let next = invitation.signers.iter().map(|signer| {
        let of = (caller, invitation);
        let (session, _, invitee) = session_row(app, context, of, (&signer.contact, None), now)?;
        Ok::<_, Failure>(Next {
            entry: entry(app, caller, (session.id, now), &invitee, invitation),
            contact: signer.contact.clone(),
            turn: signer.turn,
            session,
        })
    });
    let next: Result<Vec<Next>, Failure> = next.collect();
    let year = place::local_year(now, &context.tenant.settings.time_zone);
    let rows = Rows {
        session,
        next: next?,
        written: Written::default(),
        contracts: contracts(app, context, (invitation, caller), (&key, id), now)?,
        entry: entry(app, caller, (id, now), &invitee, invitation),
        counter: format!("contract {year}"),
        year,
    };
    Ok((rows, key))
}

/// The files among what was pre-filled.
fn files(rows: &Rows, invitation: &Invitation) -> Vec<New> {
    let contracts = rows.contracts.iter().zip(&invitation.contracts);
    let files = contracts.flat_map(|(row, new)| new_files(row.id, &new.values));
    files.collect()
}

fn session_row(
    app: &App,
    context: &TenantContext,
    (caller, invitation): (Caller, &Invitation),
    (contact, external_id): (&Contact, Option<String>),
    now: Instant,
) -> Result<(SessionRow, PersonKey, Invitee), Failure> {
    let new = NewSession {
        id: SessionId::new(now, &app.random()),
        salt: app.random(),
        origin: invitation.origin,
        permissions: invitation.permissions.clone(),
        language: invitation.language,
        contact: contact.clone(),
        external_id,
        created_by: caller.member,
        created_at: now,
        expires_at: invitation.expires_at,
    };
    new.row(app, context)
}

fn contracts(
    app: &App,
    context: &TenantContext,
    (invitation, caller): (&Invitation, Caller),
    (key, session): (&PersonKey, SessionId),
    now: Instant,
) -> Result<Vec<ContractRow>, Failure> {
    let mut ids: Vec<ContractId> = invitation
        .contracts
        .iter()
        .map(|_| ContractId::new(now, &app.random()))
        .collect();
    // Contracts of one session are signed in the order of their ids, which is that of the request.
    ids.sort_unstable();
    let new = invitation.contracts.iter().zip(ids).map(|(new, id)| {
        let form = context
            .forms
            .find(new.form)
            .ok_or(Failure::Inconsistent("a form without a version"))?;
        Ok(ContractRow {
            id,
            session,
            form: new.form,
            version: form.version,
            status: new
                .status
                .filled_by_member(form.form.approval, caller.may_decide),
            request_number: String::new(),
            sealed: seal_given(key, id, (&new.values, &new.open), app.entropy())?,
            created_at: now,
            changed_at: now,
            required: invitation.least,
        })
    });
    new.collect()
}

fn entry(
    app: &App,
    caller: Caller,
    (id, now): (SessionId, Instant),
    invitee: &Invitee,
    invitation: &Invitation,
) -> Entry {
    let (act, actor) = match (invitation.origin, caller.member) {
        (Origin::Invitation, Some(member)) => (Act::SessionInvited, Actor::Member(member)),
        _ => (Act::SessionCreated, Actor::Client),
    };
    let types: Vec<String> = invitation
        .contracts
        .iter()
        .map(|new| new.form.to_string())
        .collect();
    Entry {
        id: EntryId::new(now, &app.random()),
        tenant: caller.tenant,
        at: now,
        act,
        actor,
        session: Some(id),
        contract: None,
        detail: format!(
            "{{\"contact\":\"{}\",\"contractTypes\":[{}]}}",
            invitee.contact_commitment(),
            types.join(",")
        ),
        sealed: None,
    }
}

fn insert(
    app: &App,
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    rows: &Rows,
    draws: &SignerDraws,
) -> Answer<(), Vec<Refused>> {
    let refused = unreached(tx, context, rows, draws.now)?;
    if !refused.is_empty() {
        return Ok(Err(refused));
    }
    tx.insert_session(&rows.session)?;
    for next in &rows.next {
        tx.insert_session(&next.session)?;
    }
    for row in &rows.contracts {
        let number = tx.count_up(&rows.counter)?;
        let mut row = row.clone();
        row.request_number = mithaq_domain::contract::request_number(&rows.year, number);
        tx.insert_contract(&row)?;
        rows.written.name(tx, row.id)?;
        for (ordinal, next) in (1_i64..).zip(&rows.next) {
            tx.insert_next_signer(row.id, ordinal, next.session.id, next.turn)?;
        }
        if !rows.next.is_empty() {
            // None is left over: it was asked before whether all may leave.
            invite_due(app, tx, context, row.id, draws)?;
        }
    }
    for next in &rows.next {
        tx.insert_entry(&next.entry)?;
    }
    tx.insert_entry(&rows.entry)?;
    Ok(Ok(()))
}

/// The signers whose turn it is at once and whose link may not leave today. Asked before anything is
/// written, since a refusal commits.
fn unreached(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    rows: &Rows,
    now: Instant,
) -> Result<Vec<Refused>, Failure> {
    let approved = |row: &ContractRow| row.status == Status::Approved;
    if rows.next.is_empty() || !rows.contracts.iter().any(approved) {
        return Ok(Vec::new());
    }
    let left = usize::try_from(texts_left(tx, context, now)?).unwrap_or(usize::MAX);
    let due = rows.next.iter().enumerate();
    let due = due.filter(|(_, next)| next.turn == 0 && next.contact.phone.is_some());
    let refused = due.skip(left).map(|(position, _)| Refused {
        part: Part::Signer(position, SignerPart::Phone),
        why: InvitationRefusal::Message(MessageRefusal::DailyCap),
    });
    Ok(refused.collect())
}
