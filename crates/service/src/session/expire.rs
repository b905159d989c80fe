//! The end of a session's time, noted in the rows: the session and its open contracts expire, with
//! a journal entry, in one transaction. Answers do not wait for it; they look at the clock. Whoever has
//! something to sign is reminded before (`remind`).
//!
//! No index finds the sessions whose time is over, since it would cost every invitation something:
//! a slow scan by id does, which is the order of their making (docs/decisions/0004).

use mithaq_domain::{
    contract::Ending,
    evidence::{Act, Actor, Entry},
    id::{EntryId, SessionId, TenantId},
    session::{Phase, is_expired},
    time::{Instant, Span},
};
use mithaq_store::{
    StoreError, TenantTx,
    session::{PhaseChange, SessionEnd},
};

use super::remind::remind_all;
use crate::{
    App, Failure,
    contract::{SignerDraws, end_signers, goes_on_without},
    notice::ContractNews,
};

/// Sessions that one step looks at.
const LOOK_AT: i64 = 2_000;
/// Units that are handed to the writer together: they share its commits, and others come between.
const TOGETHER: usize = 64;
/// A session may be stored a little after its id was drawn, and clocks are set back now and then.
const LATE: Span = Span::days(1);

/// Where the scan stands. A new one begins with the oldest session there is.
#[derive(Debug, Default)]
pub struct ExpirySweep {
    /// The last id that was looked at.
    after: [u8; 16],
    /// The first session of this pass that had not ended yet.
    first_open: Option<SessionId>,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Sessions that expired.
    pub expired: usize,
    /// Whether every session was looked at since the pass began.
    pub pass_ended: bool,
}

impl ExpirySweep {
    /// Looks at the next sessions and ends those whose time is over.
    pub async fn step(&mut self, app: &App) -> Result<Swept, Failure> {
        let (now, after) = (app.now(), self.after);
        let ends = app
            .store()
            .read(move |tx| tx.everyone().list_session_ends(&after, LOOK_AT))
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
        let is_due = |end: &&SessionEnd| end.at.is_some_and(|at| now >= at);
        let due: Vec<&SessionEnd> = ends.iter().filter(is_due).collect();
        let mut expired = 0;
        for some in due.chunks(TOGETHER) {
            expired += expire_all(app, some, now).await;
        }
        remind_all(app, &ends, now).await;
        let is_open = |end: &&SessionEnd| end.at.is_some();
        let first_open = ends.iter().find(is_open).map(|end| end.id);
        self.first_open = self.first_open.or(first_open);
        let pass_ended = i64::try_from(ends.len()).unwrap_or(LOOK_AT) < LOOK_AT;
        if pass_ended {
            self.begin_again(now);
        } else if let Some(last) = ends.last() {
            self.after = *last.id.as_bytes();
        }
        Ok(Swept {
            expired,
            pass_ended,
        })
    }

    /// The next pass leaves out what had ended before the first session that had not: what ended
    /// stays ended.
    fn begin_again(&mut self, now: Instant) {
        let recent = SessionId::new(now.minus(LATE), &[0; 10]);
        let first = self.first_open.take().unwrap_or(recent).min(recent);
        // The id before it, so that it is looked at again.
        let before = u128::from_be_bytes(*first.as_bytes()).saturating_sub(1);
        self.after = before.to_be_bytes();
    }
}

/// Ends sessions, each in a unit of its own; one that cannot be ended does not keep the others.
async fn expire_all(app: &App, due: &[&SessionEnd], now: Instant) -> usize {
    let units: Vec<_> = due
        .iter()
        .map(|end| {
            let (tenant, id) = (end.tenant, end.id);
            let entry = EntryId::new(now, &app.random());
            let (inner, draws) = (app.clone(), SignerDraws::new(app, now));
            let unit = move |tx: &mut mithaq_store::Tx<'_>| {
                expire(&inner, &mut tx.tenant(tenant), tenant, id, (entry, &draws))
            };
            (id, app.store().write(unit))
        })
        .collect();
    let mut expired = 0;
    for (id, unit) in units {
        match unit.await {
            Ok(done) => expired += usize::from(done),
            Err(failure) => {
                tracing::error!(session = %id, error = %failure, "a session could not be ended");
            }
        }
    }
    expired
}

/// Ends one session whose time is over; false when something else ended it first.
fn expire(
    app: &App,
    tx: &mut TenantTx<'_>,
    tenant: TenantId,
    id: SessionId,
    (entry, draws): (EntryId, &SignerDraws),
) -> Result<bool, Failure> {
    let now = draws.now;
    let Some(row) = tx.find_session(id)? else {
        return Ok(false);
    };
    let (Ok(to), true) = (
        row.phase.advance(Phase::Expired),
        is_expired(row.phase, row.expires_at, now),
    ) else {
        return Ok(false);
    };
    let change = PhaseChange {
        from: row.phase,
        to,
        reason: None,
        at: now,
    };
    if !tx.change_phase(id, change)? {
        return Ok(false);
    }
    for contract in tx.list_session_contracts(id)? {
        if goes_on_without(tx, &contract, id)? {
            continue;
        }
        let Ok(next) = contract.status.ended(Ending::Expired) else {
            continue;
        };
        if !tx.change_status(contract.id, contract.status, next, now)? {
            return Err(Failure::Inconsistent("an expired contract that moved"));
        }
        let (context, ended) = (app.tenant(tenant)?, (&contract, id));
        end_signers(app, tx, &context, ended, (ContractNews::Expired, draws))?;
    }
    tx.insert_entry(&Entry {
        id: entry,
        tenant,
        at: now,
        act: Act::SessionExpired,
        actor: Actor::Server,
        session: Some(id),
        contract: None,
        detail: format!("{{\"expiresAt\":\"{}\"}}", row.expires_at.to_iso()),
        sealed: None,
    })?;
    Ok(true)
}
