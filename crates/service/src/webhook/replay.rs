//! Once more: one delivery, or all that a subscription is told of a span of time, also of what
//! happened before it existed.

use mithaq_domain::{
    access::Admin,
    id::{DeliveryId, SubscriptionId},
    time::Instant,
    webhook::{MOST_REPLAYED, delivery_key},
};
use mithaq_store::{StoreError, TenantTx, event::EventRow};

use super::pull::is_gone;
use crate::{App, Failure, error::Answer};

/// Deliveries renewed in one transaction.
const BATCH: usize = 500;

/// What is to be delivered once more.
#[derive(Clone, Copy, Debug)]
pub enum Replay {
    /// This one.
    One(DeliveryId),
    /// What happened from one moment to another, both included; without the other, until now.
    Range(SubscriptionId, Instant, Option<Instant>),
}

/// Why nothing is delivered once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayRefusal {
    /// This tenant has no such delivery.
    NoSuchDelivery,
    /// This tenant has no such subscription.
    NoSuchSubscription,
    /// The span of time holds too many events.
    TooMany,
    /// The delivery's event is older than what is kept.
    Gone,
}

/// What is delivered once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// How many.
    pub count: usize,
    /// When the newest event of the subscription's kind happened that is gone; nothing where all from
    /// the span's beginning on are there.
    pub forgotten_until: Option<Instant>,
}

/// Has deliveries repeated, in order. The back-off begins anew. Of a span of time, what is still kept
/// is repeated: an event that was not delivered is, however old.
pub async fn replay(app: &App, admin: Admin, ask: Replay) -> Answer<Replayed, ReplayRefusal> {
    let now = app.now();
    let found = app
        .store()
        .read(move |tx| find(&mut tx.tenant(admin.tenant), ask, now))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let (subscription, events, forgotten_until) = match found {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    for batch in events.chunks(BATCH) {
        let batch = batch.to_vec();
        app.store()
            .write(move |tx| {
                let mut tx = tx.tenant(admin.tenant);
                tx.replay_deliveries(subscription, &batch, now)
            })
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
    }
    Ok(Ok(Replayed {
        count: events.len(),
        forgotten_until,
    }))
}

type Found = Result<(SubscriptionId, Vec<EventRow>, Option<Instant>), ReplayRefusal>;

fn find(tx: &mut TenantTx<'_>, ask: Replay, now: Instant) -> Result<Found, StoreError> {
    match ask {
        Replay::One(id) => {
            let Some((subscription, sequence)) = delivery_key(id) else {
                return Ok(Err(ReplayRefusal::NoSuchDelivery));
            };
            if tx.find_subscription(subscription)?.is_none() {
                return Ok(Err(ReplayRefusal::NoSuchDelivery));
            }
            let is_there = tx.find_delivery(subscription, sequence)?.is_some();
            Ok(match tx.find_event(sequence)? {
                Some(event) if is_there => Ok((subscription, vec![event], None)),
                None if is_gone(tx, sequence)? => Err(ReplayRefusal::Gone),
                _ => Err(ReplayRefusal::NoSuchDelivery),
            })
        }
        Replay::Range(id, from, to) => {
            let Some(row) = tx.find_subscription(id)? else {
                return Ok(Err(ReplayRefusal::NoSuchSubscription));
            };
            let gone = tx.find_events_gone(row.kind)?;
            let forgotten_until = gone.filter(|until| from <= *until);
            let span = (from, to.unwrap_or(now));
            let events = tx.list_events_between(row.kind, span, MOST_REPLAYED + 1)?;
            let few = i64::try_from(events.len()).is_ok_and(|count| count <= MOST_REPLAYED);
            Ok(if few {
                Ok((id, events, forgotten_until))
            } else {
                Err(ReplayRefusal::TooMany)
            })
        }
    }
}
