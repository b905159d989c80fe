//! The log of attempts. What an endpoint answered may repeat what it was told, so it is sealed under
//! the key of the session that the event is of.

use mithaq_domain::{
    id::SubscriptionId,
    time::{Instant, Span},
};

use crate::{Row, StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO webhook_attempt (tenant_id, subscription_id, sequence, attempt, at, duration, status, failure, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LIST = "SELECT attempt, at, duration, status, failure, sealed FROM webhook_attempt
        WHERE tenant_id = $1 AND subscription_id = $2 AND sequence = $3 ORDER BY attempt";
}

/// An attempt as logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRow {
    /// Which one, from 1.
    pub attempt: i64,
    /// When it began.
    pub at: Instant,
    /// How long it took.
    pub duration: Span,
    /// The endpoint's status, if it answered.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub failure: Option<String>,
    /// The answer's body, cut and sealed.
    pub sealed: Option<Vec<u8>>,
}

impl TenantTx<'_> {
    /// Logs an attempt.
    pub fn insert_attempt(
        &mut self,
        subscription: SubscriptionId,
        sequence: i64,
        row: &AttemptRow,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT,
            params![
                tenant,
                subscription.get(),
                sequence,
                row.attempt,
                row.at.unix_millis(),
                row.duration.as_millis(),
                row.status.map(i64::from),
                row.failure.as_ref(),
                row.sealed.as_ref()
            ],
        )?;
        Ok(())
    }

    /// The attempts of a delivery, oldest first.
    pub fn list_attempts(
        &mut self,
        subscription: SubscriptionId,
        sequence: i64,
    ) -> Result<Vec<AttemptRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST, params![tenant, subscription.get(), sequence])?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<AttemptRow, StoreError> {
    let status = row.optional_integer(3)?.map(u16::try_from).transpose();
    Ok(AttemptRow {
        attempt: row.integer(0)?,
        at: Instant::from_unix_millis(row.integer(1)?),
        duration: Span::millis(row.integer(2)?),
        status: status.map_err(|_| row.corrupt(3, "a status"))?,
        failure: row.optional_text(4)?.map(str::to_owned),
        sealed: row.optional_bytes(5)?.map(<[u8]>::to_vec),
    })
}
