//! Events without an endpoint: whoever cannot be reached from outside asks for what came after the
//! last one that it knows.

use mithaq_domain::{
    access::Admin,
    event::{Announcement, event_id, event_sequence},
    id::EventId,
};

use mithaq_store::{StoreError, TenantTx};

use super::announce::announce;
use crate::{App, Failure, error::Answer};

/// Why there are no events to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullRefusal {
    /// This tenant has no such event to go on from.
    NoSuchEvent,
    /// The event to go on from is older than what is kept.
    Gone,
}

/// A slice of the events, in order.
#[derive(Clone, Debug)]
pub struct Pulled {
    /// The next ones.
    pub events: Vec<Announcement>,
    /// How many there are after the named one, these included.
    pub total: i64,
}

/// Up to `most` events after a known one, or from the first.
pub async fn pull_events(
    app: &App,
    admin: Admin,
    after: Option<EventId>,
    most: i64,
) -> Answer<Pulled, PullRefusal> {
    let (tenant, context) = (admin.tenant, app.tenant(admin.tenant)?);
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(tenant);
            let mut start = 0;
            if let Some(id) = after {
                let Some(sequence) = event_sequence(tenant, id) else {
                    return Ok(Err(PullRefusal::NoSuchEvent));
                };
                match tx.find_event(sequence)? {
                    Some(row) if event_id(tenant, row.at, row.sequence) == id => start = sequence,
                    None if is_gone(&mut tx, sequence)? => return Ok(Err(PullRefusal::Gone)),
                    _ => return Ok(Err(PullRefusal::NoSuchEvent)),
                }
            }
            let rows = tx.list_events(start, most)?;
            let events: Result<Vec<_>, Failure> = rows
                .iter()
                .map(|row| Ok(announce(&mut tx, &context, row)?.0))
                .collect();
            Ok(Ok(Pulled {
                events: events?,
                total: tx.count_events(start)?,
            }))
        })
        .await
}

/// Whether an event that is not there was there once.
pub(super) fn is_gone(tx: &mut TenantTx<'_>, sequence: i64) -> Result<bool, StoreError> {
    Ok((1..=tx.last_event()?).contains(&sequence))
}
