//! Outside timestamps over heads of the chain (RFC 3161), as they were sent. What they are worth is judged
//! where somebody asks.

use mithaq_domain::{evidence::chain::Head, time::Instant};

use super::{
    chain::head,
    renewal::{Renewed, renewed},
};
use crate::{Row, StoreError, TenantTx};

statements! {
    FIND_NEWEST = "SELECT head.size, head.at, head.link, head.root, stamp.token, stamp.renewed_by, stamp.place,
        stamp.path FROM journal_timestamp AS stamp
        JOIN journal_head AS head ON head.tenant_id = stamp.tenant_id AND head.size = stamp.size
        WHERE stamp.tenant_id = $1 ORDER BY stamp.size DESC LIMIT 1";
    FIND_FIRST = "SELECT head.size, head.at, head.link, head.root, stamp.token, stamp.renewed_by, stamp.place,
        stamp.path FROM journal_timestamp AS stamp
        JOIN journal_head AS head ON head.tenant_id = stamp.tenant_id AND head.size = stamp.size
        WHERE stamp.tenant_id = $1 AND stamp.size >= $2 ORDER BY stamp.size LIMIT 1";
    FIND_LAST = "SELECT size FROM journal_timestamp WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1";
    LIST = "SELECT size, token, renewed_by, place, path FROM journal_timestamp
        WHERE tenant_id = $1 AND size > $2 AND size <= $3 ORDER BY size";
    INSERT = "INSERT INTO journal_timestamp (tenant_id, size, token, expires_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING";
}

/// A head with the outside timestamp over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// The head.
    pub head: Head,
    /// The token over its imprint (RFC 3161 2.4.2), DER.
    pub token: Vec<u8>,
    /// The renewal that covers it, where one does.
    pub renewed: Option<Renewed>,
}

/// A timestamp over the head of so many entries, which may be there or not.
pub(super) struct HeadToken {
    pub(super) size: i64,
    pub(super) token: Vec<u8>,
    pub(super) renewed: Option<Renewed>,
}

impl TenantTx<'_> {
    /// The newest head that bears an outside timestamp.
    pub fn find_stamped_head(&mut self) -> Result<Option<Stamped>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_NEWEST, params![tenant])?;
        row.map(|row| self.stamped(&row)).transpose()
    }

    /// The first head of at least so many entries that bears an outside timestamp: it proves the
    /// earliest time for them.
    pub fn find_first_stamped_head(&mut self, size: i64) -> Result<Option<Stamped>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_FIRST, params![tenant, size])?;
        row.map(|row| self.stamped(&row)).transpose()
    }

    /// Keeps an outside timestamp over the head of so many entries, and when the certificate of its authority ends;
    /// false where the head bears one already.
    pub fn insert_head_timestamp(
        &mut self,
        size: i64,
        (token, expires_at): (&[u8], Instant),
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let expires_at = expires_at.unix_millis();
        Ok(self.execute(INSERT, params![tenant, size, token, expires_at])? == 1)
    }

    /// How many entries the last head counts that has ever borne a timestamp; 0 where none has.
    pub(super) fn find_last_timestamp(&mut self) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_LAST, params![tenant])?;
        row.map_or(Ok(0), |row| row.integer(0))
    }

    /// The timestamps over heads of more than `above` entries and of no more than `up_to`, whether these
    /// heads are there or not.
    pub(super) fn list_head_timestamps(
        &mut self,
        above: i64,
        up_to: i64,
    ) -> Result<Vec<HeadToken>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST, params![tenant, above, up_to])?;
        let read = |row: &Row| {
            Ok(HeadToken {
                size: row.integer(0)?,
                token: row.bytes(1)?.to_vec(),
                renewed: renewed(row, 2)?,
            })
        };
        rows.iter().map(read).collect()
    }

    fn stamped(&self, row: &Row) -> Result<Stamped, StoreError> {
        Ok(Stamped {
            head: head(self.id(), row)?,
            token: row.bytes(4)?.to_vec(),
            renewed: renewed(row, 5)?,
        })
    }
}
