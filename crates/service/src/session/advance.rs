//! Moving a session on, guarded by the phase that the decision saw.

use mithaq_domain::{session::Phase, time::Instant};
use mithaq_store::{TenantTx, session::PhaseChange};

use super::{Guest, GuestRefusal};
use crate::Failure;

/// Moves the guest's session to `next`; refused when it has ended or another act moved it first.
pub(super) fn advance(
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    next: Phase,
    reason: Option<&str>,
    now: Instant,
) -> Result<Result<(), GuestRefusal>, Failure> {
    let Ok(to) = guest.row.phase.advance(next) else {
        return Ok(Err(GuestRefusal::WrongStep));
    };
    if to == guest.row.phase {
        return Ok(Ok(()));
    }
    let change = PhaseChange {
        from: guest.row.phase,
        to,
        reason,
        at: now,
    };
    let moved = tx.change_phase(guest.row.id, change)?;
    Ok(if moved {
        Ok(())
    } else {
        Err(GuestRefusal::WrongStep)
    })
}
