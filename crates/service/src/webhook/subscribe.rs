//! Subscriptions: an event, an endpoint and its secret, which is shown once.

use std::time::Duration;

use mithaq_courier::{HttpError, Refused, check_target, webhook_secret};
use mithaq_domain::{
    access::Admin,
    event::EventKind,
    id::SubscriptionId,
    time::Instant,
    webhook::{LONGEST_URL, MOST_SUBSCRIPTIONS},
};
use mithaq_store::{StoreError, TenantTx, webhook::SubscriptionRow};
use serde::{Deserialize, Serialize};

use super::endpoint::Endpoint;
use crate::{App, Failure, Once, app::refused, error::Answer};

/// How long a name may take to resolve when it is first named.
const RESOLVE_LIMIT: Duration = Duration::from_secs(3);

/// A new subscription.
#[derive(Clone, Serialize, Deserialize)]
pub struct Subscribed {
    /// Its number.
    pub id: SubscriptionId,
    /// What its deliveries are signed with.
    pub secret: String,
}

/// Why there is no new subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscribeRefusal {
    /// Not an absolute address, too long, or with a user.
    NotAnAddress,
    /// The address is not https.
    NotEncrypted,
    /// The address leads to a private network.
    NotPublic,
    /// There are as many as there may be.
    TooMany,
}

/// This tenant has no such subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchSubscription;

/// A subscription as its company sees it.
#[derive(Clone, Debug)]
pub struct SubscriptionView {
    /// Its number.
    pub id: SubscriptionId,
    /// What it is told.
    pub kind: EventKind,
    /// Where.
    pub url: String,
    /// When it was made.
    pub created_at: Instant,
    /// Until when the former secret signs too.
    pub former_secret_until: Option<Instant>,
}

/// A secret that takes the place of another.
#[derive(Clone, Serialize, Deserialize)]
pub struct RotatedSecret {
    /// The new one.
    pub secret: String,
    /// Until when the former one signs too.
    pub former_until: Option<Instant>,
}

/// Subscribes an endpoint to what happens from now on.
pub async fn subscribe(
    app: &App,
    admin: Admin,
    (kind, url): (EventKind, String),
    once: Once,
) -> Answer<Subscribed, SubscribeRefusal> {
    if let Some(done) = app.find_done(admin.tenant, &once).await? {
        return Ok(Ok(done));
    }
    if url.len() > LONGEST_URL {
        return refused(SubscribeRefusal::NotAnAddress);
    }
    match check_target(&url, app.webhook_targets(), RESOLVE_LIMIT).await {
        Ok(()) => {}
        Err(HttpError::Refused(Refused::NotPublic)) => return refused(SubscribeRefusal::NotPublic),
        Err(HttpError::Refused(Refused::NotEncrypted)) => {
            return refused(SubscribeRefusal::NotEncrypted);
        }
        Err(_) => return refused(SubscribeRefusal::NotAnAddress),
    }
    let (now, context) = (app.now(), app.tenant(admin.tenant)?);
    let endpoint = Endpoint {
        url,
        secret: webhook_secret(&app.random()),
        former: None,
    };
    let record: [u8; 16] = app.random();
    let sealed = endpoint.seal(&context.key, &record, app.entropy())?;
    let unit = move |tx: &mut TenantTx<'_>| {
        if tx.count_subscriptions()? >= MOST_SUBSCRIPTIONS {
            return Ok(Err(SubscribeRefusal::TooMany));
        }
        let id = SubscriptionId::new(tx.count_up("webhook subscription")?);
        tx.insert_subscription(&SubscriptionRow {
            tenant: admin.tenant,
            id,
            kind,
            record,
            sealed: sealed.clone(),
            revision: 1,
            created_at: now,
        })?;
        Ok(Ok(Subscribed {
            id,
            secret: endpoint.secret.clone(),
        }))
    };
    app.write_once(admin.tenant, &once, unit).await
}

/// Every subscription of the admin's tenant, oldest first.
pub async fn list_subscriptions(app: &App, admin: Admin) -> Result<Vec<SubscriptionView>, Failure> {
    let (now, context) = (app.now(), app.tenant(admin.tenant)?);
    let rows = app
        .store()
        .read(move |tx| tx.tenant(admin.tenant).list_subscriptions())
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let view = |row: SubscriptionRow| {
        let endpoint = Endpoint::open(&context.key, &row)?;
        let former = endpoint.former.as_ref().map(|former| former.until);
        Ok(SubscriptionView {
            id: row.id,
            kind: row.kind,
            created_at: row.created_at,
            former_secret_until: former.filter(|until| now < *until),
            url: endpoint.url,
        })
    };
    rows.into_iter().map(view).collect()
}

/// Ends a subscription: what was not delivered will not be.
pub async fn unsubscribe(
    app: &App,
    admin: Admin,
    id: SubscriptionId,
) -> Answer<(), NoSuchSubscription> {
    let now = app.now();
    let deleted = app
        .store()
        .write(move |tx| tx.tenant(admin.tenant).delete_subscription(id, now))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    Ok(if deleted {
        Ok(())
    } else {
        Err(NoSuchSubscription)
    })
}

/// Draws a new secret; deliveries are signed with both until the endpoint has surely learnt it.
pub async fn rotate_secret(
    app: &App,
    admin: Admin,
    id: SubscriptionId,
    once: Once,
) -> Answer<RotatedSecret, NoSuchSubscription> {
    if let Some(done) = app.find_done(admin.tenant, &once).await? {
        return Ok(Ok(done));
    }
    let (now, context) = (app.now(), app.tenant(admin.tenant)?);
    let found = app
        .store()
        .read(move |tx| tx.tenant(admin.tenant).find_subscription(id))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let Some(row) = found else {
        return refused(NoSuchSubscription);
    };
    let secret = webhook_secret(&app.random());
    let endpoint = Endpoint::open(&context.key, &row)?.rotated(secret, now);
    let sealed = endpoint.seal(&context.key, &row.record, app.entropy())?;
    let unit = move |tx: &mut TenantTx<'_>| {
        if !tx.reseal_subscription(id, row.revision, &sealed)? {
            // Another call was faster: it deleted the subscription, or its secret is the new one.
            return Err(Failure::Overloaded);
        }
        Ok(Ok(RotatedSecret {
            former_until: endpoint.former.as_ref().map(|former| former.until),
            secret: endpoint.secret.clone(),
        }))
    };
    app.write_once(admin.tenant, &once, unit).await
}
