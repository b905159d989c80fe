//! `Revoke`: the company takes a session back; its contracts that not every customer has confirmed are
//! voided, unless enough others may still sign them.

use mithaq_domain::{
    access::Admin,
    contract::Ending,
    evidence::{Act, Actor, Entry},
    id::{EntryId, SessionId},
    session::{Phase, is_expired},
};
use mithaq_store::session::PhaseChange;

use crate::{
    App, Failure,
    contract::{SignerDraws, end_signers, goes_on_without, invite_due},
    error::Answer,
    notice::ContractNews,
};

/// Why a session cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevokeRefusal {
    /// This tenant has no such session.
    NotFound,
    /// It has ended already.
    Ended,
}

/// Takes a session back.
pub async fn revoke(app: &App, admin: Admin, id: SessionId) -> Answer<(), RevokeRefusal> {
    let now = app.now();
    let entry = EntryId::new(now, &app.random());
    let (inner, context) = (app.clone(), app.tenant(admin.tenant)?);
    let draws = SignerDraws::new(app, now);
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(admin.tenant);
            let Some(row) = tx.find_session(id)? else {
                return Ok(Err(RevokeRefusal::NotFound));
            };
            let next = row.phase.advance(Phase::Revoked);
            let (Ok(to), false) = (next, is_expired(row.phase, row.expires_at, now)) else {
                return Ok(Err(RevokeRefusal::Ended));
            };
            let change = PhaseChange {
                from: row.phase,
                to,
                reason: None,
                at: now,
            };
            if !tx.change_phase(id, change)? {
                return Ok(Err(RevokeRefusal::Ended));
            }
            for contract in tx.list_session_contracts(id)? {
                if goes_on_without(&mut tx, &contract, id)? {
                    invite_due(&inner, &mut tx, &context, contract.id, &draws)?;
                } else if let Ok(next) = contract.status.ended(Ending::Voided) {
                    tx.change_status(contract.id, contract.status, next, now)?;
                    let (ended, news) = ((&contract, id), ContractNews::Voided);
                    end_signers(&inner, &mut tx, &context, ended, (news, &draws))?;
                }
            }
            tx.insert_entry(&Entry {
                id: entry,
                tenant: admin.tenant,
                at: now,
                act: Act::SessionRevoked,
                actor: Actor::Member(admin.member),
                session: Some(id),
                contract: None,
                detail: "{}".to_owned(),
                sealed: None,
            })?;
            Ok::<_, Failure>(Ok(()))
        })
        .await
}
