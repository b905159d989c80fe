//! The signature that an agent gives: checked against the kept file and the certificate that was paired, before anything
//! moves. The signature, the contract's new status, the journal entry and the job that brings it into the file are one
//! transaction.

use std::sync::Arc;

use mithaq_domain::{
    evidence::{Act, Actor, Entry},
    id::ContractId,
    time::Instant,
};
use mithaq_store::{
    TenantTx, Tx,
    agent::{AgentRequestRow, AgentRow, PreparedFile},
    contract::countersigner::NewCountersignature,
};

use crate::{
    App, Failure,
    access::sha256,
    app::{TenantContext, refused},
    contract::{Concluding, Draws, Remote, conclude, countersigned_detail, seal_member_facts},
    error::Answer,
};

/// Why a signature is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GiveRefusal {
    /// There is no such agent, or it was revoked.
    NoAgent,
    /// It is not asked for this, or not any more: what is asked has to be fetched anew.
    NotAsked,
    /// The signature is not by the paired key, or over something else.
    Signature,
}

/// Takes a signature of an agent's.
pub async fn give_signature(
    app: &App,
    secret: &str,
    (contract, value): (ContractId, Vec<u8>),
) -> Answer<(), GiveRefusal> {
    let hash = sha256(secret.as_bytes());
    let found = app.store().read({
        let inner = app.clone();
        move |tx| find(&inner, tx, (&hash, contract))
    });
    let (remote, prepared) = match found.await? {
        Ok((_, remote, prepared)) => (remote, prepared),
        Err(refusal) => return refused(refusal),
    };
    let (inner, file, given) = (app.clone(), prepared.clone(), value.clone());
    let check = move || remote.accepts(&inner, &file, &given);
    if !app.pool().run(check).await? {
        return refused(GiveRefusal::Signature);
    }
    let (inner, draws) = (app.clone(), Draws::of(app));
    let write = move |tx: &mut Tx<'_>| -> Answer<(), GiveRefusal> {
        // What was found may have moved while the signature was checked.
        let (agent, remote, now) = match find(&inner, tx, (&hash, contract))? {
            Ok(found) => found,
            Err(refusal) => return refused(refusal),
        };
        if now != prepared {
            return refused(GiveRefusal::NotAsked);
        }
        let mut tx = tx.tenant(agent.tenant);
        let kept = (prepared.file.as_str(), value.as_slice());
        if !tx.give_agent_signature(contract, agent.member, kept)? {
            return refused(GiveRefusal::NotAsked);
        }
        note(&inner, &mut tx, (agent, &remote, prepared.at), &draws)
    };
    let answer = app.store().write(write).await?;
    app.wake_worker();
    Ok(answer)
}

/// The agent, what it is asked, and the file that was made ready for it.
fn find(
    app: &App,
    tx: &mut Tx<'_>,
    (hash, contract): (&[u8; 32], ContractId),
) -> Answer<(AgentRow, Remote, PreparedFile), GiveRefusal> {
    let Some(agent) = tx.everyone().find_agent(hash)? else {
        return refused(GiveRefusal::NoAgent);
    };
    let context: Arc<TenantContext> = app.tenant(agent.tenant)?;
    let (mut tx, now) = (tx.tenant(agent.tenant), app.now());
    let requests = tx.list_agent_requests(contract)?;
    // Another agent's signature is on its way into the file: this one fits no more.
    let is_taken = requests.iter().any(|row| row.value.is_some());
    let is_ours = |row: &&AgentRequestRow| {
        row.member == agent.member && row.member_key == agent.member_key && row.expires_at > now
    };
    let Some(request) = requests.iter().find(is_ours).filter(|_| !is_taken) else {
        return refused(GiveRefusal::NotAsked);
    };
    let Some(remote) = Remote::load(&mut tx, &context, request)? else {
        return refused(GiveRefusal::NotAsked);
    };
    match remote.prepared.clone() {
        Some(prepared) => Ok(Ok((agent, remote, prepared))),
        None => refused(GiveRefusal::NotAsked),
    }
}

fn note(
    app: &App,
    tx: &mut TenantTx<'_>,
    (agent, remote, at): (AgentRow, &Remote, Instant),
    draws: &Draws,
) -> Answer<(), GiveRefusal> {
    let contract = &remote.contract;
    let facts = (agent.member, &remote.facts);
    let given = NewCountersignature {
        member: agent.member,
        document_sha256: remote.document.reviewed_sha256.clone(),
        member_key: Some(agent.member_key),
        sealed: seal_member_facts(app, &remote.key, contract.id, facts)?,
    };
    let mut detail = countersigned_detail(&given, None);
    // When it was made ready is the time that the signature claims.
    let more = format!(
        ",\"agent\":{},\"preparedAt\":\"{}\"}}",
        agent.id,
        at.to_iso()
    );
    detail.pop();
    detail.push_str(&more);
    let concluding = Concluding {
        contract,
        given: &given,
        signed_at: at,
        detail,
    };
    if conclude(tx, agent.tenant, &concluding, draws)? {
        Ok(Ok(()))
    } else {
        Err(Failure::Inconsistent(
            "a countersignature that was given twice",
        ))
    }
}

/// The signer told the agent not to sign: it is asked no more, until the member asks it again.
pub async fn refuse_request(
    app: &App,
    secret: &str,
    contract: ContractId,
) -> Answer<(), GiveRefusal> {
    let (hash, draws) = (sha256(secret.as_bytes()), Draws::of(app));
    let write = move |tx: &mut Tx<'_>| -> Answer<(), GiveRefusal> {
        let Some(agent) = tx.everyone().find_agent(&hash)? else {
            return refused(GiveRefusal::NoAgent);
        };
        let mut tx = tx.tenant(agent.tenant);
        if !tx.refuse_agent_request(contract, agent.member)? {
            return refused(GiveRefusal::NotAsked);
        }
        let session = tx.find_contract(contract)?.map(|found| found.session);
        tx.insert_entry(&Entry {
            id: draws.entry,
            tenant: agent.tenant,
            at: draws.now,
            act: Act::AgentRefused,
            actor: Actor::Member(agent.member),
            session,
            contract: Some(contract),
            detail: format!("{{\"agent\":{}}}", agent.id),
            sealed: None,
        })?;
        Ok(Ok(()))
    };
    app.store().write(write).await
}
