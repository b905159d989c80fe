//! Events, in the order of their commits. They are noted by the methods that move contracts,
//! sessions and transactions, in the same transaction, so that no use case can forget one; no other method makes one.
//!
//! A tenant's events are counted without gaps: the next number is read and written by one
//! statement, and units are committed one after the other.

pub mod prune;

use mithaq_domain::{
    contract::{Ending, Status},
    event::{EventKind, Happening},
    id::{ContractId, SessionId, TransactionId},
    time::Instant,
};

use crate::{Row, StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO event (tenant_id, sequence, at, kind, subject_id, status, ending)
        VALUES ($1, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM event WHERE tenant_id = $1), $2, $3, $4, $5, $6)";
    FIND = "SELECT sequence, at, kind, subject_id, status, ending FROM event WHERE tenant_id = $1 AND sequence = $2";
    LIST_AFTER = "SELECT sequence, at, kind, subject_id, status, ending FROM event
        WHERE tenant_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
    LIST_BETWEEN = "SELECT sequence, at, kind, subject_id, status, ending FROM event
        WHERE tenant_id = $1 AND kind = $2 AND at >= $3 AND at <= $4 ORDER BY sequence LIMIT $5";
    LAST = "SELECT COALESCE(MAX(sequence), 0) FROM event WHERE tenant_id = $1";
}

/// An event as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Its place among the tenant's events, from 1.
    pub sequence: i64,
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub happening: Happening,
}

impl TenantTx<'_> {
    /// Notes what happened, if it is told at all.
    pub(crate) fn note(
        &mut self,
        happening: Option<Happening>,
        now: Instant,
    ) -> Result<(), StoreError> {
        let Some(happening) = happening else {
            return Ok(());
        };
        let status = match happening {
            Happening::ContractStatus(_, status) => Some(status),
            Happening::SessionCompleted(_)
            | Happening::SessionExpired(_)
            | Happening::IdentityVerified(_) => None,
        };
        let tenant = self.id().get();
        self.execute(
            INSERT,
            params![
                tenant,
                now.unix_millis(),
                happening.kind().number(),
                happening.subject(),
                status.map(Status::number),
                status.and_then(Status::ending).map(Ending::name)
            ],
        )?;
        Ok(())
    }

    /// One event.
    pub fn find_event(&mut self, sequence: i64) -> Result<Option<EventRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND, params![tenant, sequence])?;
        row.as_ref().map(read).transpose()
    }

    /// Up to `most` events after a place, in order.
    pub fn list_events(&mut self, after: i64, most: i64) -> Result<Vec<EventRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_AFTER, params![tenant, after, most])?;
        rows.iter().map(read).collect()
    }

    /// Up to `most` events of a kind that happened in a time, in order.
    pub fn list_events_between(
        &mut self,
        kind: EventKind,
        (from, to): (Instant, Instant),
        most: i64,
    ) -> Result<Vec<EventRow>, StoreError> {
        let tenant = self.id().get();
        let (from, to) = (from.unix_millis(), to.unix_millis());
        let rows = self.query(LIST_BETWEEN, params![tenant, kind.number(), from, to, most])?;
        rows.iter().map(read).collect()
    }

    /// The place of the newest event; 0 before the first.
    pub fn last_event(&mut self) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(LAST, params![tenant])?;
        row.map_or(Ok(0), |row| row.integer(0))
    }
}

fn read(row: &Row) -> Result<EventRow, StoreError> {
    let kind = EventKind::from_number(row.integer(2)?);
    let kind = kind.ok_or_else(|| row.corrupt(2, "a kind of event"))?;
    let subject = row.bytes(3)?;
    let an_id = || row.corrupt(3, "a UUID");
    let happening = match kind {
        EventKind::ContractStatus => {
            let status = row.integer(4)?;
            let status = Status::from_row(status, row.optional_text(5)?);
            let status = status.ok_or_else(|| row.corrupt(4, "a status"))?;
            let id = ContractId::from_slice(subject).ok_or_else(an_id)?;
            Happening::ContractStatus(id, status)
        }
        EventKind::SessionCompleted => {
            Happening::SessionCompleted(SessionId::from_slice(subject).ok_or_else(an_id)?)
        }
        EventKind::SessionExpired => {
            Happening::SessionExpired(SessionId::from_slice(subject).ok_or_else(an_id)?)
        }
        EventKind::IdentityVerified => {
            Happening::IdentityVerified(TransactionId::from_slice(subject).ok_or_else(an_id)?)
        }
    };
    Ok(EventRow {
        sequence: row.integer(0)?,
        at: Instant::from_unix_millis(row.integer(1)?),
        happening,
    })
}
