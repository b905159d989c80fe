//! One attempt: the event is told, signed for this moment, and what came of it is noted together
//! with what follows.

use std::{sync::Arc, time::Duration};

use mithaq_courier::{HttpAnswer, HttpClient, HttpRequest, Limits, webhook_headers};
use mithaq_domain::{
    event::Announcement,
    id::{DeliveryId, SubscriptionId},
    time::Instant,
    webhook::{ATTEMPT_LIMIT, KEPT_ANSWER, delivery_id, judge},
};
use mithaq_store::{
    vault::PersonKey,
    webhook::{attempt::AttemptRow, delivery::TakenDelivery},
};

use super::endpoint::Endpoint;
use crate::{App, Failure, app::TenantContext};

/// Writes the body of an announcement for an attempt, the vendor's shape. The same announcement and
/// attempt must give the same bytes.
pub type Render = fn(&Announcement, i64) -> String;

pub(super) const ANSWER_COLUMN: &str = "webhook_attempt.sealed";

/// To what a kept answer is bound.
pub(super) fn answer_record(id: DeliveryId, attempt: i64) -> String {
    format!("{id}/{attempt}")
}

/// Everything that one attempt needs.
pub(super) struct Attempt {
    pub(super) context: Arc<TenantContext>,
    pub(super) subscription: SubscriptionId,
    pub(super) endpoint: Arc<Endpoint>,
    pub(super) taken: TakenDelivery,
    /// What is told, and the key of its session.
    pub(super) told: Result<(Announcement, Option<PersonKey>), Failure>,
}

impl Attempt {
    /// Makes the attempt; whether the endpoint took it.
    pub(super) async fn make(self, app: &App, client: &HttpClient, render: Render) -> bool {
        let began = app.now();
        let (answer, key) = match &self.told {
            Ok((announcement, key)) => {
                let request = self.request(announcement, render, began);
                let limits = Limits {
                    time: Duration::from_millis(ATTEMPT_LIMIT.as_millis().unsigned_abs()),
                    body: KEPT_ANSWER,
                };
                let answer = client.send(&request, limits).await;
                (answer.map_err(|error| error.to_string()), key.as_ref())
            }
            Err(failure) => {
                tracing::error!(error = %failure, "an event cannot be told");
                (Err("the event cannot be told".to_owned()), None)
            }
        };
        match self.note(app, key, answer, began).await {
            Ok(succeeded) => succeeded,
            Err(failure) => {
                // The delivery is tried again when its lease ends.
                tracing::error!(error = %failure, "an attempt could not be noted");
                false
            }
        }
    }

    fn request(&self, announcement: &Announcement, render: Render, now: Instant) -> HttpRequest {
        let body = render(announcement, self.taken.attempt).into_bytes();
        let (id, secrets) = (announcement.id.to_string(), self.endpoint.secrets(now));
        HttpRequest {
            method: "POST".to_owned(),
            url: self.endpoint.url.clone(),
            headers: webhook_headers(&secrets, &id, now.unix_seconds(), &body),
            body,
        }
    }

    async fn note(
        &self,
        app: &App,
        key: Option<&PersonKey>,
        answer: Result<HttpAnswer, String>,
        began: Instant,
    ) -> Result<bool, Failure> {
        let (now, tenant, taken) = (app.now(), self.context.tenant.id, self.taken);
        let subscription = self.subscription;
        let id = delivery_id(subscription, taken.event.sequence);
        let status = answer.as_ref().ok().map(|answer| answer.status);
        let body = answer.as_ref().ok().map(|answer| answer.body.as_slice());
        let sealed = match (key, body.filter(|body| !body.is_empty())) {
            (Some(key), Some(body)) => {
                let record = answer_record(id, taken.attempt);
                Some(key.seal(ANSWER_COLUMN, &record, body, app.entropy())?)
            }
            _ => None,
        };
        let row = AttemptRow {
            attempt: taken.attempt,
            at: began,
            duration: now.since(began),
            status,
            failure: answer.err(),
            sealed,
        };
        let next = judge(
            status,
            taken.failures,
            u16::from_be_bytes(app.random()),
            now,
        );
        tracing::debug!(delivery = %id, attempt = taken.attempt, status, failure = row.failure.as_deref(), ?next, "an attempt ended");
        app.store()
            .write(move |tx| {
                let mut tx = tx.tenant(tenant);
                tx.insert_attempt(subscription, taken.event.sequence, &row)?;
                tx.finish_delivery(subscription, &taken, next, now)?;
                Ok::<_, Failure>(())
            })
            .await?;
        Ok(next == mithaq_domain::webhook::Next::Delivered)
    }
}
