//! Deliveries: one event for one subscription, and their order. Of one contract (or session) at
//! most one is waiting, the others are held; when it ends, the next one is let go.

use mithaq_domain::{
    id::SubscriptionId,
    time::Instant,
    webhook::{DELIVERY_LEASE, DeliveryState, Next},
};

use crate::{Row, StoreError, TenantTx, event::EventRow, session::Page};

statements! {
    HAS_OPEN = "SELECT CAST(1 AS BIGINT) FROM webhook_delivery
        WHERE tenant_id = $1 AND subscription_id = $2 AND subject_id = $3 AND state IN ('waiting', 'held') LIMIT 1";
    INSERT = "INSERT INTO webhook_delivery (tenant_id, subscription_id, sequence, subject_id, state, sending, due_at,
            attempts, failures)
        VALUES ($1, $2, $3, $4, $5, 0, $6, 0, 0) ON CONFLICT (tenant_id, subscription_id, sequence) DO NOTHING";
    LIST_DUE = "SELECT sequence FROM webhook_delivery
        WHERE tenant_id = $1 AND subscription_id = $2 AND state = 'waiting' AND due_at <= $3
        ORDER BY due_at, sequence LIMIT $4";
    TAKE = "UPDATE webhook_delivery SET due_at = $5, sending = 1, attempts = attempts + 1
        WHERE tenant_id = $1 AND subscription_id = $2 AND sequence = $3 AND state = 'waiting' AND due_at <= $4
        RETURNING attempts, failures";
    FINISH = "UPDATE webhook_delivery SET state = $5, due_at = $6, failures = $7, sending = 0
        WHERE tenant_id = $1 AND subscription_id = $2 AND sequence = $3 AND attempts = $4 AND sending = 1
        RETURNING subject_id";
    NEXT_HELD = "SELECT sequence FROM webhook_delivery
        WHERE tenant_id = $1 AND subscription_id = $2 AND subject_id = $3 AND state = 'held' ORDER BY sequence LIMIT 1";
    LET_GO = "UPDATE webhook_delivery SET state = 'waiting', due_at = $4
        WHERE tenant_id = $1 AND subscription_id = $2 AND sequence = $3 AND state = 'held'";
    RENEW = "UPDATE webhook_delivery SET state = 'held', failures = 0
        WHERE tenant_id = $1 AND subscription_id = $2 AND sequence = $3 AND sending = 0";
    IS_SENDING = "SELECT CAST(1 AS BIGINT) FROM webhook_delivery
        WHERE tenant_id = $1 AND subscription_id = $2 AND subject_id = $3 AND sending = 1 LIMIT 1";
    HOLD_ALL = "UPDATE webhook_delivery SET state = 'held'
        WHERE tenant_id = $1 AND subscription_id = $2 AND subject_id = $3 AND state = 'waiting'";
    LIST = "SELECT sequence, state, sending, due_at, attempts FROM webhook_delivery
        WHERE tenant_id = $1 AND subscription_id = $2 AND (CAST($3 AS TEXT) IS NULL OR state = $3)
        ORDER BY sequence DESC LIMIT $4 OFFSET $5";
    LIST_OLDEST = "SELECT sequence, state, sending, due_at, attempts FROM webhook_delivery
        WHERE tenant_id = $1 AND subscription_id = $2 AND (CAST($3 AS TEXT) IS NULL OR state = $3)
        ORDER BY sequence LIMIT $4 OFFSET $5";
    COUNT = "SELECT COUNT(*) FROM webhook_delivery
        WHERE tenant_id = $1 AND subscription_id = $2 AND (CAST($3 AS TEXT) IS NULL OR state = $3)";
    FIND = "SELECT sequence, state, sending, due_at, attempts FROM webhook_delivery
        WHERE tenant_id = $1 AND subscription_id = $2 AND sequence = $3";
}

/// A delivery as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    /// The place of its event.
    pub sequence: i64,
    /// Where it stands.
    pub state: DeliveryState,
    /// Whether an attempt is under way.
    pub is_sending: bool,
    /// When it is due, while it waits; when the attempt counts as lost, while it is sent.
    pub due_at: Instant,
    /// Attempts that were begun.
    pub attempts: i64,
}

/// A delivery that was taken to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenDelivery {
    /// Its event.
    pub event: EventRow,
    /// Which attempt this is, from 1.
    pub attempt: i64,
    /// Failures in a row before it.
    pub failures: i64,
}

impl TenantTx<'_> {
    /// Makes the delivery of an event; false when there is one already.
    pub(crate) fn insert_delivery(
        &mut self,
        subscription: SubscriptionId,
        event: &EventRow,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let (tenant, subscription) = (self.id().get(), subscription.get());
        let subject = event.happening.subject();
        let open = self.query_one(HAS_OPEN, params![tenant, subscription, subject])?;
        let state = match open {
            Some(_) => DeliveryState::Held,
            None => DeliveryState::Waiting,
        };
        let inserted = self.execute(
            INSERT,
            params![
                tenant,
                subscription,
                event.sequence,
                subject,
                state.name(),
                now.unix_millis()
            ],
        )?;
        Ok(inserted == 1)
    }

    /// Takes up to `most` deliveries that are due, each for one attempt.
    pub fn take_deliveries(
        &mut self,
        subscription: SubscriptionId,
        most: i64,
        now: Instant,
    ) -> Result<Vec<TakenDelivery>, StoreError> {
        let (tenant, id, millis) = (self.id().get(), subscription.get(), now.unix_millis());
        let until = now.plus(DELIVERY_LEASE).unix_millis();
        let mut taken = Vec::new();
        for row in self.query(LIST_DUE, params![tenant, id, millis, most])? {
            let sequence = row.integer(0)?;
            let row = self.query_one(TAKE, params![tenant, id, sequence, millis, until])?;
            if let (Some(row), Some(event)) = (row, self.find_event(sequence)?) {
                taken.push(TakenDelivery {
                    event,
                    attempt: row.integer(0)?,
                    failures: row.integer(1)?,
                });
            }
        }
        Ok(taken)
    }

    /// Notes how an attempt ended and lets the next one of the contract go where this one no longer
    /// stands before it; false when the attempt had been given up.
    pub fn finish_delivery(
        &mut self,
        subscription: SubscriptionId,
        taken: &TakenDelivery,
        next: Next,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let (tenant, id) = (self.id().get(), subscription.get());
        let (state, due_at, failures) = match next {
            Next::Delivered => (DeliveryState::Delivered, now, 0),
            Next::Again(at) => (DeliveryState::Waiting, at, taken.failures.saturating_add(1)),
            Next::Parked => (DeliveryState::Parked, now, taken.failures.saturating_add(1)),
        };
        let row = self.query_one(
            FINISH,
            params![
                tenant,
                id,
                taken.event.sequence,
                taken.attempt,
                state.name(),
                due_at.unix_millis(),
                failures
            ],
        )?;
        let Some(row) = row else { return Ok(false) };
        if state != DeliveryState::Waiting {
            self.let_next_go(subscription, row.bytes(0)?, now)?;
        }
        Ok(true)
    }

    /// Has the events delivered once more, in order; those whose attempt is under way, and those that
    /// were forgotten since they were read, are left.
    pub fn replay_deliveries(
        &mut self,
        subscription: SubscriptionId,
        events: &[EventRow],
        now: Instant,
    ) -> Result<(), StoreError> {
        let (tenant, id) = (self.id().get(), subscription.get());
        for event in events {
            if self.find_event(event.sequence)?.is_none() {
                continue;
            }
            if !self.insert_delivery(subscription, event, now)? {
                self.execute(RENEW, params![tenant, id, event.sequence])?;
            }
        }
        for event in events {
            let subject = event.happening.subject();
            if self
                .query_one(IS_SENDING, params![tenant, id, subject])?
                .is_none()
            {
                self.execute(HOLD_ALL, params![tenant, id, subject])?;
                self.let_next_go(subscription, subject, now)?;
            }
        }
        Ok(())
    }

    fn let_next_go(
        &mut self,
        subscription: SubscriptionId,
        subject: &[u8],
        now: Instant,
    ) -> Result<(), StoreError> {
        let (tenant, id) = (self.id().get(), subscription.get());
        if let Some(row) = self.query_one(NEXT_HELD, params![tenant, id, subject])? {
            let sequence = row.integer(0)?;
            self.execute(LET_GO, params![tenant, id, sequence, now.unix_millis()])?;
        }
        Ok(())
    }

    /// One delivery.
    pub fn find_delivery(
        &mut self,
        subscription: SubscriptionId,
        sequence: i64,
    ) -> Result<Option<DeliveryRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND, params![tenant, subscription.get(), sequence])?;
        row.as_ref().map(read).transpose()
    }

    /// A slice of a subscription's deliveries in one state or in any, and how many there are.
    pub fn list_deliveries(
        &mut self,
        subscription: SubscriptionId,
        state: Option<DeliveryState>,
        page: Page,
    ) -> Result<(Vec<DeliveryRow>, i64), StoreError> {
        let (tenant, id) = (self.id().get(), subscription.get());
        let state = state.map(DeliveryState::name);
        let statement = if page.oldest_first { LIST_OLDEST } else { LIST };
        let rows = self.query(statement, params![tenant, id, state, page.max, page.skip])?;
        let count = self.query_one(COUNT, params![tenant, id, state])?;
        let total = count.map_or(Ok(0), |row| row.integer(0))?;
        Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
    }
}

fn read(row: &Row) -> Result<DeliveryRow, StoreError> {
    let state = DeliveryState::parse(row.text(1)?);
    Ok(DeliveryRow {
        sequence: row.integer(0)?,
        state: state.ok_or_else(|| row.corrupt(1, "a state"))?,
        is_sending: row.truth(2)?,
        due_at: Instant::from_unix_millis(row.integer(3)?),
        attempts: row.integer(4)?,
    })
}
