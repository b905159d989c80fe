//! `ContractSigner/Sign`: a member whom the contract's type lists signs for the company, after every
//! customer. The signature, the contract's new status, the journal entry and the job that brings the
//! signature into the file are one transaction; guards in the rows let one of two clicks win.

use mithaq_domain::{
    access::Admin,
    evidence::{Act, Actor, Entry},
    id::{ContractId, EntryId, JobId},
    job::Job,
    time::Instant,
};
use mithaq_store::{
    TenantTx,
    contract::{ContractRow, countersigner::CountersignerRow},
    job::NewJob,
};

use crate::{App, Failure, error::Answer, session::hex};

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
}

#[derive(Clone, Copy)]
struct Draws {
    now: Instant,
    entry: EntryId,
    job: JobId,
}

/// Signs a contract for the company.
pub async fn countersign(
    app: &App,
    admin: Admin,
    id: ContractId,
) -> Answer<(), CountersignRefusal> {
    let now = app.now();
    let draws = Draws {
        now,
        entry: EntryId::new(now, &app.random()),
        job: JobId::new(now, &app.random()),
    };
    let answer = app
        .store()
        .write(move |tx| sign(&mut tx.tenant(admin.tenant), admin, id, &draws))
        .await?;
    app.wake_worker();
    Ok(answer)
}

fn sign(
    tx: &mut TenantTx<'_>,
    admin: Admin,
    id: ContractId,
    draws: &Draws,
) -> Answer<(), CountersignRefusal> {
    let Some(contract) = tx.find_contract(id)? else {
        return Ok(Err(CountersignRefusal::NotFound));
    };
    let members = tx.list_countersigners(id)?;
    if let Err(refusal) = judge(tx, admin, &contract, &members)? {
        return Ok(Err(refusal));
    }
    let document = tx.list_documents(id)?.into_iter().next();
    let document = document.ok_or(Failure::Inconsistent(
        "a confirmed contract without a document",
    ))?;
    let sha256 = &document.reviewed_sha256;
    if !tx.countersign_contract(id, admin.member, sha256, draws.now)? {
        return Ok(Err(CountersignRefusal::AlreadySigned));
    }
    let others = members.iter().filter(|row| row.member != admin.member);
    let is_last = others.into_iter().all(|row| row.signed_at.is_some());
    let moved = match contract.status.countersigned(is_last) {
        Ok(next) => tx.change_status(id, contract.status, next, draws.now)?,
        Err(_) => false,
    };
    if !moved {
        return Err(Failure::Inconsistent("a countersigned contract that moved"));
    }
    tx.insert_entry(&Entry {
        id: draws.entry,
        tenant: admin.tenant,
        at: draws.now,
        act: Act::ContractCountersigned,
        actor: Actor::Member(admin.member),
        session: Some(contract.session),
        contract: Some(id),
        detail: format!("{{\"documentSha256\":\"{}\"}}", hex(sha256)),
        sealed: None,
    })?;
    let job = NewJob {
        id: draws.job,
        job: Job::SealContract { contract: id },
        sealed: None,
    };
    tx.insert_job(&job, draws.now)?;
    Ok(Ok(()))
}

/// Whether this member may sign now. Asked before anything is written, since a refusal commits.
fn judge(
    tx: &mut TenantTx<'_>,
    admin: Admin,
    contract: &ContractRow,
    members: &[CountersignerRow],
) -> Answer<(), CountersignRefusal> {
    let ours = members.iter().find(|row| row.member == admin.member);
    if ours.is_some_and(|row| row.signed_at.is_some()) {
        return Ok(Err(CountersignRefusal::AlreadySigned));
    }
    if contract.status.countersigned(true).is_err() {
        return Ok(Err(CountersignRefusal::WrongStatus));
    }
    if ours.is_none() {
        return Ok(Err(CountersignRefusal::NotListed));
    }
    // The person was erased, and the contract with it.
    let session = tx.find_session(contract.session)?;
    if session.is_none_or(|session| session.wrapped_key.is_none()) {
        return Ok(Err(CountersignRefusal::WrongStatus));
    }
    Ok(Ok(()))
}
