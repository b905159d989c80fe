//! Which delivery is sent when: events become deliveries of their subscriptions, and those that are
//! due are sent as far as there are places. It has a loop of its own, apart from the jobs: hundreds
//! of deliveries may wait for endpoints at once, and no seal or code waits behind them.

use std::{future, sync::Arc};

use mithaq_courier::{HttpClient, origin};
use mithaq_domain::time::Instant;
use mithaq_store::{StoreError, webhook::SubscriptionRow};
use tokio::task::JoinSet;

use super::{
    announce::announce,
    attempt::{Attempt, Render},
    endpoint::Endpoint,
    places::Places,
};
use crate::{App, Failure};

/// Events that become deliveries in one transaction.
const BATCH: i64 = 200;

/// Sends what is due. Several may run on one store: each delivery is taken by one of them.
pub struct Dispatcher {
    app: App,
    client: HttpClient,
    render: Render,
    places: Places,
    /// Attempts, each giving its endpoint and whether it succeeded.
    under_way: JoinSet<(String, bool)>,
    turn: usize,
}

impl Dispatcher {
    /// One that has sent nothing yet.
    pub fn new(app: App, render: Render) -> Self {
        Self {
            client: HttpClient::new(app.webhook_targets()),
            app,
            render,
            places: Places::default(),
            under_way: JoinSet::new(),
            turn: 0,
        }
    }

    /// Makes deliveries of what happened and begins to send what is due; how many were begun.
    pub async fn step(&mut self) -> Result<usize, Failure> {
        self.collect();
        self.fan_out().await?;
        let now = self.app.now();
        let due = self.app.store();
        let due = due.read(move |tx| tx.everyone().list_due_subscriptions(now));
        let mut due = due
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
        // Where subscriptions share an endpoint, another one comes first each time.
        self.turn = self.turn.wrapping_add(1);
        let first = self.turn.checked_rem(due.len()).unwrap_or(0);
        due.rotate_left(first);
        let (mut begun, mut failed) = (0, None);
        for row in due {
            // What is wrong with one subscription must not hold up the others.
            match self.send(row, now).await {
                Ok(count) => begun += count,
                Err(failure) => failed = Some(failure),
            }
        }
        failed.map_or(Ok(begun), Err)
    }

    /// Attempts under way.
    pub fn under_way(&self) -> usize {
        self.under_way.len()
    }

    /// Waits until an attempt ends; for ever while none is under way.
    pub async fn one_ended(&mut self) {
        match self.under_way.join_next().await {
            Some(ended) => self.ended(ended),
            None => future::pending().await,
        }
    }

    fn collect(&mut self) {
        while let Some(ended) = self.under_way.try_join_next() {
            self.ended(ended);
        }
    }

    fn ended(&mut self, ended: Result<(String, bool), tokio::task::JoinError>) {
        match ended {
            Ok((endpoint, succeeded)) => self.places.give_back(&endpoint, succeeded),
            Err(error) => tracing::error!(%error, "an attempt broke"),
        }
    }

    async fn fan_out(&self) -> Result<(), Failure> {
        let lagging = self
            .app
            .store()
            .read(|tx| tx.everyone().list_lagging_subscriptions())
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
        let now = self.app.now();
        for (tenant, subscription) in lagging {
            loop {
                let looked_at = self
                    .app
                    .store()
                    .write(move |tx| tx.tenant(tenant).fan_out(subscription, BATCH, now))
                    .await
                    .map_err(|error: StoreError| Failure::from(error))?;
                if i64::try_from(looked_at).is_ok_and(|count| count < BATCH) {
                    break;
                }
            }
        }
        Ok(())
    }

    async fn send(&mut self, row: SubscriptionRow, now: Instant) -> Result<usize, Failure> {
        let context = self.app.tenant(row.tenant)?;
        let endpoint = Arc::new(Endpoint::open(&context.key, &row)?);
        let name = origin(&endpoint.url).unwrap_or_default();
        let free = self.places.free(&name);
        if free == 0 {
            return Ok(0);
        }
        let (tenant, id, most) = (row.tenant, row.id, i64::try_from(free).unwrap_or(i64::MAX));
        let taken = self
            .app
            .store()
            .write(move |tx| tx.tenant(tenant).take_deliveries(id, most, now))
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
        let telling = Arc::clone(&context);
        let attempts = self
            .app
            .store()
            .read(move |tx| {
                let mut tx = tx.tenant(tenant);
                let attempts = taken.into_iter().map(|taken| Attempt {
                    context: Arc::clone(&telling),
                    subscription: id,
                    endpoint: Arc::clone(&endpoint),
                    told: announce(&mut tx, &telling, &taken.event),
                    taken,
                });
                Ok::<Vec<Attempt>, Failure>(attempts.collect())
            })
            .await?;
        let count = attempts.len();
        for attempt in attempts {
            self.places.take(&name);
            let (app, client, render) = (self.app.clone(), self.client.clone(), self.render);
            let name = name.clone();
            self.under_way.spawn(async move {
                let succeeded = attempt.make(&app, &client, render).await;
                (name, succeeded)
            });
        }
        Ok(count)
    }
}
