//! Events without an endpoint: whoever cannot be reached from outside asks for what came after the
//! last one that it knows.

use mithaq_domain::{
    access::Admin,
    event::{Announcement, event_id, event_sequence},
    id::EventId,
};

use super::announce::announce;
use crate::{App, Failure, error::Answer};

/// Why there are no events to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullRefusal {
    /// This tenant has no such event to go on from.
    NoSuchEvent,
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
                let known = match event_sequence(tenant, id) {
                    Some(sequence) => tx.find_event(sequence)?,
                    None => None,
                };
                let known = known.filter(|row| event_id(tenant, row.at, row.sequence) == id);
                let Some(row) = known else {
                    return Ok(Err(PullRefusal::NoSuchEvent));
                };
                start = row.sequence;
            }
            let rows = tx.list_events(start, most)?;
            let events: Result<Vec<_>, Failure> = rows
                .iter()
                .map(|row| Ok(announce(&mut tx, &context, row)?.0))
                .collect();
            Ok(Ok(Pulled {
                events: events?,
                total: tx.last_event()?.saturating_sub(start),
            }))
        })
        .await
}
