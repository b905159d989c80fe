//! `Get` and `List`: sessions as the company sees them.

use mithaq_domain::{
    access::Admin,
    contract::Status,
    id::{ContractId, ContractTypeId, SessionId},
    session::{Origin, is_expired, state_name},
    time::Instant,
};
use mithaq_store::{
    TenantTx,
    session::{Page, SessionRow},
};

use super::sealed::{hex, open_invitee, session_key};
use crate::{
    App, Failure,
    app::{Counted, TenantContext, total},
};

/// A session as the company sees it.
#[derive(Clone, Debug)]
pub struct SessionSummary {
    /// Its id.
    pub id: SessionId,
    /// What made it.
    pub origin: Origin,
    /// Its state, by the name on the wire.
    pub state: &'static str,
    /// Why it ended, where the state does not say.
    pub reason: Option<String>,
    /// Its contracts.
    pub contracts: Vec<ContractSummary>,
    /// The company's own name for it.
    pub external_id: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends by itself.
    pub expires_at: Instant,
}

/// A contract of a session.
#[derive(Clone, Debug)]
pub struct ContractSummary {
    /// Its id.
    pub id: ContractId,
    /// Its type.
    pub form: ContractTypeId,
    /// Where it stands.
    pub status: Status,
    /// SHA-256 of the reviewed PDF, in hexadecimal, once there is one.
    pub document_sha256: Option<String>,
}

/// One session of the admin's tenant.
pub async fn get_session(
    app: &App,
    admin: Admin,
    id: SessionId,
) -> Result<Option<SessionSummary>, Failure> {
    let (now, context) = (app.now(), app.tenant(admin.tenant)?);
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(admin.tenant);
            let row = tx.find_session(id)?;
            row.map(|row| summary(&mut tx, &context, row, now))
                .transpose()
        })
        .await
}

/// A slice of the admin's tenant's sessions, and how many there are in all.
pub async fn list_sessions(
    app: &App,
    admin: Admin,
    page: Page,
) -> Result<(Vec<SessionSummary>, i64), Failure> {
    let (now, context) = (app.now(), app.tenant(admin.tenant)?);
    let known = app.totals().find(admin.tenant, Counted::Sessions);
    let (sessions, (total, settled)) = app
        .store()
        .read(move |tx| {
            let mut tx = tx.tenant(admin.tenant);
            let rows = tx.list_sessions(page)?;
            let counted = total(known, now, |from, before| tx.count_sessions(from, before))?;
            let sessions: Result<Vec<_>, Failure> = rows
                .into_iter()
                .map(|row| summary(&mut tx, &context, row, now))
                .collect();
            Ok::<_, Failure>((sessions?, counted))
        })
        .await?;
    app.totals().keep(admin.tenant, Counted::Sessions, settled);
    Ok((sessions, total))
}

fn summary(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    row: SessionRow,
    now: Instant,
) -> Result<SessionSummary, Failure> {
    let expired = is_expired(row.phase, row.expires_at, now);
    let mut contracts = Vec::new();
    for contract in tx.list_session_contracts(row.id)? {
        let documents = tx.list_documents(contract.id)?;
        contracts.push(ContractSummary {
            id: contract.id,
            form: contract.form,
            status: contract.status.as_of(expired),
            document_sha256: documents
                .first()
                .map(|document| hex(&document.reviewed_sha256)),
        });
    }
    let external_id = match row.wrapped_key {
        Some(_) => open_invitee(&session_key(&context.key, &row)?, &row)?.external_id,
        None => None,
    };
    Ok(SessionSummary {
        id: row.id,
        origin: row.origin,
        state: state_name(row.phase, row.expires_at, now),
        reason: row.reason,
        contracts,
        external_id,
        created_at: row.created_at,
        expires_at: row.expires_at,
    })
}
