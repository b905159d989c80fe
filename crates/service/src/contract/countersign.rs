//! `ContractSigner/Sign`: a member whom the contract's type lists signs for the company, after every
//! customer. Where one who was laid down can sign no more (shut out, or without the permission), a
//! member whom the type lists by now takes the place: an employee who leaves holds no contract up, and
//! it is still the company's list that says who signs. The signature, the contract's new status, the journal entry and the job that brings the
//! signature into the file are one transaction; guards in the rows let one of two clicks win. A member whose key lies with
//! an agent only asks it here; the same conclusion comes when the agent has signed.

use mithaq_domain::{
    access::{Admin, Permission},
    contract::countersigner::Countersigner,
    evidence::{Act, Actor, Entry},
    id::{ContractId, EntryId, JobId, MemberId, TenantId},
    job::Job,
    time::{Instant, Span},
};
use mithaq_store::{
    TenantTx,
    contract::{
        ContractRow,
        countersigner::{CountersignerRow, NewCountersignature},
    },
    job::NewJob,
    member_key::MemberKeyRow,
};

use super::{
    freeze::countersigners,
    keys::{AGENT, certificate_name},
    seal::{MemberFacts, seal_member_facts},
};
use crate::{
    App, Failure,
    access::member_name,
    app::TenantContext,
    error::Answer,
    session::{hex, session_key},
};

/// Why a countersignature is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountersignRefusal {
    /// This tenant has no such contract.
    NotFound,
    /// The contract's type does not list this member.
    NotListed,
    /// This member has signed.
    AlreadySigned,
    /// Not every customer has signed, or the contract has ended.
    WrongStatus,
    /// No member signs it: the company's seal does, by itself.
    BySeal,
}

/// How long an agent may take.
const ASKED: Span = Span::hours(24);

/// The moment of an act, and the ids of what it leaves.
#[derive(Clone, Copy)]
pub(crate) struct Draws {
    pub(crate) now: Instant,
    pub(crate) entry: EntryId,
    pub(crate) job: JobId,
}

impl Draws {
    /// For an act at this moment.
    pub(crate) fn of(app: &App) -> Self {
        let now = app.now();
        Self {
            now,
            entry: EntryId::new(now, &app.random()),
            job: JobId::new(now, &app.random()),
        }
    }
}

/// Signs a contract for the company.
pub async fn countersign(
    app: &App,
    admin: Admin,
    id: ContractId,
) -> Answer<(), CountersignRefusal> {
    let draws = Draws::of(app);
    let (context, inner) = (app.tenant(admin.tenant)?, app.clone());
    let answer = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(admin.tenant);
            sign(&inner, &mut tx, (&context, admin), (id, &draws))
        })
        .await?;
    app.wake_worker();
    Ok(answer)
}

fn sign(
    app: &App,
    tx: &mut TenantTx<'_>,
    (context, admin): (&TenantContext, Admin),
    (id, draws): (ContractId, &Draws),
) -> Answer<(), CountersignRefusal> {
    let Some(contract) = tx.find_contract(id)? else {
        return Ok(Err(CountersignRefusal::NotFound));
    };
    let members = tx.list_countersigners(id)?;
    let place = match judge(tx, (context, admin), &contract, &members)? {
        Ok(place) => place,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let before = place.by.member().filter(|member| *member != admin.member);
    if before.is_some() && !tx.replace_countersigner(id, place, admin.member)? {
        return Ok(Err(CountersignRefusal::NotListed));
    }
    let document = tx.list_documents(id)?.into_iter().next();
    let document = document.ok_or(Failure::Inconsistent(
        "a confirmed contract without a document",
    ))?;
    let sha256 = &document.reviewed_sha256;
    let key = tx.find_key_of_member(admin.member)?;
    if let Some(key) = key.as_ref().filter(|key| key.origin == AGENT) {
        ask(tx, (admin, key.id), &contract, draws)?;
        app.wake_agents();
        return Ok(Ok(()));
    }
    tx.forget_agent_request(id, admin.member)?;
    let given = given(app, tx, (context, admin), (&contract, sha256, key))?;
    let concluding = Concluding {
        contract: &contract,
        given: &given,
        signed_at: draws.now,
        detail: detail(&given, before),
    };
    if !conclude(tx, admin.tenant, &concluding, draws)? {
        return Ok(Err(CountersignRefusal::AlreadySigned));
    }
    Ok(Ok(()))
}

/// Asks the member's agent, which gives the signature later. What it is asked already stands.
fn ask(
    tx: &mut TenantTx<'_>,
    (admin, key): (Admin, i64),
    contract: &ContractRow,
    draws: &Draws,
) -> Result<(), Failure> {
    let (id, now) = (contract.id, draws.now);
    let is_asked = tx
        .list_agent_requests(id)?
        .iter()
        .any(|row| row.member == admin.member && row.member_key == key && row.expires_at > now);
    if is_asked {
        return Ok(());
    }
    tx.ask_agent(id, (admin.member, key), (now, now.plus(ASKED)))?;
    tx.insert_entry(&Entry {
        id: draws.entry,
        tenant: admin.tenant,
        at: now,
        act: Act::AgentAsked,
        actor: Actor::Member(admin.member),
        session: Some(contract.session),
        contract: Some(id),
        detail: format!("{{\"memberKey\":{key}}}"),
        sealed: None,
    })?;
    Ok(())
}

/// A countersignature that is given now.
pub(crate) struct Concluding<'a> {
    pub(crate) contract: &'a ContractRow,
    pub(crate) given: &'a NewCountersignature,
    /// The time that it claims.
    pub(crate) signed_at: Instant,
    /// What the journal says of it.
    pub(crate) detail: String,
}

/// Notes a countersignature, moves the contract on, and queues the job that brings the signature into the file; false
/// where the member has signed.
pub(crate) fn conclude(
    tx: &mut TenantTx<'_>,
    tenant: TenantId,
    concluding: &Concluding<'_>,
    draws: &Draws,
) -> Result<bool, Failure> {
    let (contract, given) = (concluding.contract, concluding.given);
    let id = contract.id;
    if !tx.countersign_contract(id, given, concluding.signed_at)? {
        return Ok(false);
    }
    let members = tx.list_countersigners(id)?;
    let is_last = members.iter().all(|row| row.signed_at.is_some());
    let moved = match contract.status.countersigned(is_last) {
        Ok(next) => tx.change_status(id, contract.status, next, draws.now)?,
        Err(_) => false,
    };
    if !moved {
        return Err(Failure::Inconsistent("a countersigned contract that moved"));
    }
    tx.insert_entry(&Entry {
        id: draws.entry,
        tenant,
        at: draws.now,
        act: Act::ContractCountersigned,
        actor: Actor::Member(given.member),
        session: Some(contract.session),
        contract: Some(id),
        detail: concluding.detail.clone(),
        sealed: None,
    })?;
    let job = NewJob {
        id: draws.job,
        job: Job::SealContract { contract: id },
        sealed: None,
    };
    tx.insert_job(&job, draws.now)?;
    Ok(true)
}

/// What is kept of a countersignature: who the member is by now, and with which key it is made.
fn given(
    app: &App,
    tx: &mut TenantTx<'_>,
    (context, admin): (&TenantContext, Admin),
    (contract, sha256, key): (&ContractRow, &[u8], Option<MemberKeyRow>),
) -> Result<NewCountersignature, Failure> {
    let session = tx
        .find_session(contract.session)?
        .ok_or(Failure::Inconsistent("a contract without a session"))?;
    let facts = MemberFacts {
        name: member_name(tx, &context.key, admin.member)?,
        certificate: key
            .as_ref()
            .and_then(|key| certificate_name(&key.certificates)),
    };
    let session_key = session_key(&context.key, &session)?;
    Ok(NewCountersignature {
        member: admin.member,
        document_sha256: sha256.to_vec(),
        member_key: key.map(|key| key.id),
        sealed: seal_member_facts(app, &session_key, contract.id, (admin.member, &facts))?,
    })
}

/// What the journal says of a countersignature.
pub(crate) fn detail(given: &NewCountersignature, in_place_of: Option<MemberId>) -> String {
    let key = given.member_key.map(|key| format!(",\"memberKey\":{key}"));
    let in_place_of = in_place_of.map(|member| format!(",\"inPlaceOf\":{member}"));
    format!(
        "{{\"documentSha256\":\"{}\"{}{}}}",
        hex(&given.document_sha256),
        in_place_of.unwrap_or_default(),
        key.unwrap_or_default()
    )
}

/// The place at which this member may sign now: the own one, else one that came free. Asked before
/// anything is written, since a refusal commits.
fn judge<'a>(
    tx: &mut TenantTx<'_>,
    (context, admin): (&TenantContext, Admin),
    contract: &ContractRow,
    members: &'a [CountersignerRow],
) -> Answer<&'a CountersignerRow, CountersignRefusal> {
    let is_ours = |row: &&CountersignerRow| row.by.member() == Some(admin.member);
    let ours = members.iter().find(is_ours);
    if ours.is_some_and(|row| row.signed_at.is_some()) {
        return Ok(Err(CountersignRefusal::AlreadySigned));
    }
    if contract.status.countersigned(true).is_err() {
        return Ok(Err(CountersignRefusal::WrongStatus));
    }
    let place = match ours {
        Some(place) => Some(place),
        None => free_place(tx, (context, admin), contract, members)?,
    };
    let Some(place) = place else {
        let is_by_seal =
            !members.is_empty() && members.iter().all(|row| row.by == Countersigner::Seal);
        return Ok(Err(match is_by_seal {
            true => CountersignRefusal::BySeal,
            false => CountersignRefusal::NotListed,
        }));
    };
    // The person was erased, and the contract with it.
    let session = tx.find_session(contract.session)?;
    if session.is_none_or(|session| session.wrapped_key.is_none()) {
        return Ok(Err(CountersignRefusal::WrongStatus));
    }
    Ok(Ok(place))
}

/// The first place whose member can sign no more, for one whom the type lists by now.
fn free_place<'a>(
    tx: &mut TenantTx<'_>,
    (context, admin): (&TenantContext, Admin),
    contract: &ContractRow,
    members: &'a [CountersignerRow],
) -> Result<Option<&'a CountersignerRow>, Failure> {
    let Some(current) = context.forms.find(contract.form) else {
        return Ok(None);
    };
    if !countersigners(tx, context, &current.form)?.contains(&admin.member) {
        return Ok(None);
    }
    for place in members.iter().filter(|place| place.signed_at.is_none()) {
        // The seal's place is nobody's to take.
        let Some(member) = place.by.member() else {
            continue;
        };
        let member = tx.find_member_by_id(member)?;
        let may_sign = member.is_some_and(|member| {
            let needed = Permission::BusinessRequestContractSigner;
            !member.is_disabled && member.grant.permissions().contains(needed)
        });
        if !may_sign {
            return Ok(Some(place));
        }
    }
    Ok(None)
}
