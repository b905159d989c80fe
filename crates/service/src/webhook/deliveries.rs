//! The log of a subscription's deliveries, as its company reads it.

use mithaq_domain::{
    access::Admin,
    event::Announcement,
    id::{DeliveryId, SubscriptionId},
    time::{Instant, Span},
    webhook::{DeliveryState, delivery_id},
};
use mithaq_store::{
    TenantTx,
    session::Page,
    vault::PersonKey,
    webhook::{attempt::AttemptRow, delivery::DeliveryRow},
};

use super::{
    announce::announce,
    attempt::{ANSWER_COLUMN, answer_record},
    subscribe::NoSuchSubscription,
};
use crate::{App, Failure, app::TenantContext, error::Answer};

/// A delivery with its attempts.
#[derive(Clone, Debug)]
pub struct DeliveryView {
    /// Its id.
    pub id: DeliveryId,
    /// What is told.
    pub announcement: Announcement,
    /// Where it stands.
    pub state: DeliveryState,
    /// Whether an attempt is under way.
    pub is_sending: bool,
    /// When it is tried next, while it waits.
    pub next_attempt_at: Option<Instant>,
    /// What was tried, oldest first.
    pub attempts: Vec<AttemptView>,
}

/// An attempt.
#[derive(Clone, Debug)]
pub struct AttemptView {
    /// Which one, from 1.
    pub number: i64,
    /// When it began.
    pub at: Instant,
    /// How long it took.
    pub duration: Span,
    /// The endpoint's status, if it answered.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub failure: Option<String>,
    /// The answer's body, cut; nothing where there was none or the person was erased.
    pub answer: Option<Vec<u8>>,
}

/// A slice of a subscription's deliveries in one state or in any, and how many there are.
pub async fn list_deliveries(
    app: &App,
    admin: Admin,
    (id, state): (SubscriptionId, Option<DeliveryState>),
    page: Page,
) -> Answer<(Vec<DeliveryView>, i64), NoSuchSubscription> {
    let context = app.tenant(admin.tenant)?;
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(admin.tenant);
            if tx.find_subscription(id)?.is_none() {
                return Ok(Err(NoSuchSubscription));
            }
            let (rows, total) = tx.list_deliveries(id, state, page)?;
            let views: Result<Vec<_>, Failure> = rows
                .into_iter()
                .map(|row| view(&mut tx, &context, id, row))
                .collect();
            Ok(Ok((views?, total)))
        })
        .await
}

fn view(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    subscription: SubscriptionId,
    row: DeliveryRow,
) -> Result<DeliveryView, Failure> {
    let event = tx
        .find_event(row.sequence)?
        .ok_or(Failure::Inconsistent("a delivery without its event"))?;
    let (announcement, key) = announce(tx, context, &event)?;
    let id = delivery_id(subscription, row.sequence);
    let attempts = tx.list_attempts(subscription, row.sequence)?;
    let attempts = attempts
        .into_iter()
        .map(|row| opened(id, key.as_ref(), row));
    let waits = row.state == DeliveryState::Waiting && !row.is_sending;
    Ok(DeliveryView {
        id,
        announcement,
        state: row.state,
        is_sending: row.is_sending,
        next_attempt_at: waits.then_some(row.due_at),
        attempts: attempts.collect::<Result<_, _>>()?,
    })
}

fn opened(
    id: DeliveryId,
    key: Option<&PersonKey>,
    row: AttemptRow,
) -> Result<AttemptView, Failure> {
    let answer = match (key, row.sealed.as_deref()) {
        (Some(key), Some(sealed)) => {
            let record = answer_record(id, row.attempt);
            Some(key.open(ANSWER_COLUMN, &record, sealed)?.to_vec())
        }
        _ => None,
    };
    Ok(AttemptView {
        number: row.attempt,
        at: row.at,
        duration: row.duration,
        status: row.status,
        failure: row.failure,
        answer,
    })
}
