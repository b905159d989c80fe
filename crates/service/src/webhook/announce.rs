//! From an event's row to what is told of it. What is personal is opened from the session each time
//! and stored nowhere else, so that it goes with the person's key; what is told stays the same, since
//! neither a contract's number nor the company's name for a session ever changes.

use mithaq_domain::{
    event::{Announcement, Happening, event_id},
    id::SessionId,
};
use mithaq_store::{TenantTx, event::EventRow, vault::PersonKey};

use crate::{
    Failure,
    app::TenantContext,
    session::{open_invitee, session_key},
};

/// An event as it is told, and the key of its session while its person is not erased.
pub(super) fn announce(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    event: &EventRow,
) -> Result<(Announcement, Option<PersonKey>), Failure> {
    let (session, request_number) = match event.happening {
        Happening::SessionCompleted(session) | Happening::SessionExpired(session) => {
            (Some(session), None)
        }
        Happening::IdentityVerified(_) => (None, None),
        Happening::ContractStatus(contract, _) => {
            let contract = tx.find_contract(contract)?.ok_or(Failure::Inconsistent(
                "an event of a contract without a row",
            ))?;
            (Some(contract.session), Some(contract.request_number))
        }
    };
    let Some(session) = session else {
        return Ok((told(context, event, session), None));
    };
    let row = tx
        .find_session(session)?
        .ok_or(Failure::Inconsistent("an event of a session without a row"))?;
    let (key, external_id) = match row.wrapped_key {
        None => (None, None),
        Some(_) => {
            let key = session_key(&context.key, &row)?;
            let invitee = open_invitee(&key, &row)?;
            (Some(key), invitee.external_id)
        }
    };
    let announcement = Announcement {
        request_number,
        external_id,
        ..told(context, event, Some(session))
    };
    Ok((announcement, key))
}

/// What is told of every event.
fn told(context: &TenantContext, event: &EventRow, session: Option<SessionId>) -> Announcement {
    Announcement {
        id: event_id(context.tenant.id, event.at, event.sequence),
        happening: event.happening,
        at: event.at,
        request_number: None,
        session,
        external_id: None,
    }
}
