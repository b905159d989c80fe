//! Webhook subscriptions. Address and secrets are sealed under the tenant's key; the cursor says
//! up to which event deliveries were made.

pub mod attempt;
pub mod delivery;

use mithaq_domain::{
    event::EventKind,
    id::{SubscriptionId, TenantId},
    time::Instant,
};

use crate::{EveryoneTx, Row, StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO webhook_subscription (tenant_id, id, kind, record, sealed, revision, event_cursor, created_at)
        VALUES ($1, $2, $3, $4, $5, 1, (SELECT COALESCE(MAX(sequence), 0) FROM event WHERE tenant_id = $1), $6)";
    COUNT = "SELECT COUNT(*) FROM webhook_subscription WHERE tenant_id = $1 AND deleted_at IS NULL";
    FIND = "SELECT tenant_id, id, kind, record, sealed, revision, created_at FROM webhook_subscription
        WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL";
    LIST = "SELECT tenant_id, id, kind, record, sealed, revision, created_at FROM webhook_subscription
        WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY id";
    RESEAL = "UPDATE webhook_subscription SET sealed = $4, revision = revision + 1
        WHERE tenant_id = $1 AND id = $2 AND revision = $3 AND deleted_at IS NULL";
    DELETE = "UPDATE webhook_subscription SET deleted_at = $3, sealed = NULL
        WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL";
    FIND_CURSOR = "SELECT kind, event_cursor FROM webhook_subscription
        WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL";
    MOVE_CURSOR = "UPDATE webhook_subscription SET event_cursor = $3 WHERE tenant_id = $1 AND id = $2";
    LIST_LAGGING = "SELECT tenant_id, id FROM webhook_subscription s
        WHERE deleted_at IS NULL AND event_cursor < (SELECT MAX(sequence) FROM event e WHERE e.tenant_id = s.tenant_id)";
    LIST_DUE = "SELECT tenant_id, id, kind, record, sealed, revision, created_at FROM webhook_subscription s
        WHERE deleted_at IS NULL AND EXISTS (SELECT 1 FROM webhook_delivery d
            WHERE d.tenant_id = s.tenant_id AND d.subscription_id = s.id AND d.state = 'waiting' AND d.due_at <= $1)";
}

/// A subscription as stored.
#[derive(Clone, Debug)]
pub struct SubscriptionRow {
    /// Whose.
    pub tenant: TenantId,
    /// Its number.
    pub id: SubscriptionId,
    /// What it is told.
    pub kind: EventKind,
    /// Random bytes that what is sealed is bound to.
    pub record: [u8; 16],
    /// Address and secrets, sealed under the tenant's key.
    pub sealed: Vec<u8>,
    /// Raised whenever it is sealed anew.
    pub revision: i64,
    /// When it was made.
    pub created_at: Instant,
}

impl EveryoneTx<'_> {
    /// Subscriptions that have not been given all events.
    pub fn list_lagging_subscriptions(
        &mut self,
    ) -> Result<Vec<(TenantId, SubscriptionId)>, StoreError> {
        let rows = self.query(LIST_LAGGING, &[])?;
        let key = |row: &Row| {
            let tenant = TenantId::new(row.integer(0)?);
            Ok((tenant, SubscriptionId::new(row.integer(1)?)))
        };
        rows.iter().map(key).collect()
    }

    /// Subscriptions with a delivery that is due.
    pub fn list_due_subscriptions(
        &mut self,
        now: Instant,
    ) -> Result<Vec<SubscriptionRow>, StoreError> {
        let rows = self.query(LIST_DUE, params![now.unix_millis()])?;
        rows.iter().map(read).collect()
    }
}

impl TenantTx<'_> {
    /// Stores a new subscription, which is told what happens from now on.
    pub fn insert_subscription(&mut self, row: &SubscriptionRow) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT,
            params![
                tenant,
                row.id.get(),
                row.kind.number(),
                &row.record,
                &row.sealed,
                row.created_at.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// How many there are.
    pub fn count_subscriptions(&mut self) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(COUNT, params![tenant])?;
        row.map_or(Ok(0), |row| row.integer(0))
    }

    /// One subscription.
    pub fn find_subscription(
        &mut self,
        id: SubscriptionId,
    ) -> Result<Option<SubscriptionRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND, params![tenant, id.get()])?;
        row.as_ref().map(read).transpose()
    }

    /// All subscriptions, oldest first.
    pub fn list_subscriptions(&mut self) -> Result<Vec<SubscriptionRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST, params![tenant])?;
        rows.iter().map(read).collect()
    }

    /// Replaces what is sealed; false when it was deleted or sealed anew since `revision` was read.
    pub fn reseal_subscription(
        &mut self,
        id: SubscriptionId,
        revision: i64,
        sealed: &[u8],
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        Ok(self.execute(RESEAL, params![tenant, id.get(), revision, sealed])? == 1)
    }

    /// Ends a subscription and forgets its secrets; false when there is none.
    pub fn delete_subscription(
        &mut self,
        id: SubscriptionId,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        Ok(self.execute(DELETE, params![tenant, id.get(), now.unix_millis()])? == 1)
    }

    /// Makes the deliveries of up to `most` further events; how many events were looked at.
    pub fn fan_out(
        &mut self,
        id: SubscriptionId,
        most: i64,
        now: Instant,
    ) -> Result<usize, StoreError> {
        let tenant = self.id().get();
        let Some(row) = self.query_one(FIND_CURSOR, params![tenant, id.get()])? else {
            return Ok(0);
        };
        let kind = row.integer(0)?;
        let events = self.list_events(row.integer(1)?, most)?;
        for event in &events {
            if event.happening.kind().number() == kind {
                self.insert_delivery(id, event, now)?;
            }
        }
        if let Some(last) = events.last() {
            self.execute(MOVE_CURSOR, params![tenant, id.get(), last.sequence])?;
        }
        Ok(events.len())
    }
}

fn read(row: &Row) -> Result<SubscriptionRow, StoreError> {
    let kind = EventKind::from_number(row.integer(2)?);
    let record = <[u8; 16]>::try_from(row.bytes(3)?);
    Ok(SubscriptionRow {
        tenant: TenantId::new(row.integer(0)?),
        id: SubscriptionId::new(row.integer(1)?),
        kind: kind.ok_or_else(|| row.corrupt(2, "a kind of event"))?,
        record: record.map_err(|_| row.corrupt(3, "16 bytes"))?,
        sealed: row.bytes(4)?.to_vec(),
        revision: row.integer(5)?,
        created_at: Instant::from_unix_millis(row.integer(6)?),
    })
}
