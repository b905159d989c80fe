//! A reminder before a session's time ends, once: to those who have something to do there, and whom
//! Mithaq has written to before. Nobody hears of a contract first by a reminder: a company that hands
//! out its links itself may have told nobody yet.

use mithaq_domain::{
    contract::Status,
    evidence::{Act, Actor, Entry},
    id::{EntryId, JobId, SessionId, TenantId},
    session::{is_expired, is_reminder_due},
    time::Instant,
};
use mithaq_store::{
    TenantTx,
    contract::ContractRow,
    session::{SessionEnd, SessionRow},
};

use crate::{
    App, Failure,
    app::TenantContext,
    contract::is_in_turn,
    notice::{ContractNews, News, contract_news},
};

/// Units that are handed to the writer together.
const TOGETHER: usize = 64;

/// Reminds the persons of those sessions whose time ends soon; one that fails does not keep the others.
pub(super) async fn remind_all(app: &App, ends: &[SessionEnd], now: Instant) {
    let due: Vec<&SessionEnd> = ends.iter().filter(|end| is_due(app, end, now)).collect();
    for some in due.chunks(TOGETHER) {
        let units: Vec<_> = some
            .iter()
            .map(|end| {
                let (tenant, id, inner) = (end.tenant, end.id, app.clone());
                let draws = (
                    EntryId::new(now, &app.random()),
                    JobId::new(now, &app.random()),
                );
                let unit = move |tx: &mut mithaq_store::Tx<'_>| {
                    let mut tx = tx.tenant(tenant);
                    remind(&inner, &mut tx, (tenant, id), draws, now)
                };
                (id, app.store().write(unit))
            })
            .collect();
        for (id, unit) in units {
            if let Err(failure) = unit.await {
                tracing::error!(session = %id, error = %failure, "nobody could be reminded");
            }
        }
    }
    if !due.is_empty() {
        app.wake_worker();
    }
}

fn is_due(app: &App, end: &SessionEnd, now: Instant) -> bool {
    let (Some(at), None) = (end.at, end.reminded_at) else {
        return false;
    };
    let Ok(context) = app.tenant(end.tenant) else {
        return false;
    };
    let hours = context.tenant.settings.messages.reminder_hours;
    is_reminder_due((end.created_at, at), hours, now)
}

fn remind(
    app: &App,
    tx: &mut TenantTx<'_>,
    (tenant, id): (TenantId, SessionId),
    (entry, job): (EntryId, JobId),
    now: Instant,
) -> Result<(), Failure> {
    let Some(row) = tx.find_session(id)? else {
        return Ok(());
    };
    let is_over = row.phase.is_final() || is_expired(row.phase, row.expires_at, now);
    if is_over || !tx.set_session_reminded(id, now)? {
        return Ok(());
    }
    let context = app.tenant(tenant)?;
    let Some(contract) = awaited(tx, &row)? else {
        return Ok(());
    };
    let about = News {
        news: ContractNews::Reminder,
        number: &contract.request_number,
        id: job,
        now,
    };
    // What the company's rules hold back today is of no use tomorrow.
    if contract_news(app, tx, &context, &row, &about)?.is_err() {
        return Ok(());
    }
    tx.insert_entry(&reminded(&context, &row, &contract, (entry, now)))?;
    Ok(())
}

/// The contract that waits for the person of a session, where Mithaq has written to that person.
fn awaited(tx: &mut TenantTx<'_>, row: &SessionRow) -> Result<Option<ContractRow>, Failure> {
    for contract in tx.list_session_contracts(row.id)? {
        let signers = tx.list_signers(contract.id)?;
        let Some(own) = signers.iter().find(|signer| signer.session == row.id) else {
            continue;
        };
        let waits = match contract.status {
            Status::Draft => contract.session == row.id,
            Status::Approved | Status::CustomerPartiallySigned => {
                own.signed_at.is_none() && is_in_turn(tx, contract.id, row.id)?
            }
            _ => false,
        };
        let is_known = row.person.is_some() || own.invited_at.is_some();
        if waits && is_known {
            return Ok(Some(contract));
        }
    }
    Ok(None)
}

fn reminded(
    context: &TenantContext,
    row: &SessionRow,
    contract: &ContractRow,
    (id, at): (EntryId, Instant),
) -> Entry {
    Entry {
        id,
        tenant: context.tenant.id,
        at,
        act: Act::SessionReminded,
        actor: Actor::Server,
        session: Some(row.id),
        contract: Some(contract.id),
        detail: format!("{{\"expiresAt\":\"{}\"}}", row.expires_at.to_iso()),
        sealed: None,
    }
}
