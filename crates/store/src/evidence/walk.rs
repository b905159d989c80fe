//! The chain as it is read back: page by page for whoever judges it, or what belongs to one session.

use mithaq_domain::{
    evidence::{
        Leaf,
        chain::{Chained, Head},
        merkle::Hash,
    },
    id::{ContractId, EntryId, SessionId},
    time::Instant,
};

use super::chain::{hash, head};
use crate::{Row, StoreError, TenantTx};

statements! {
    LIST_CHAINED = "SELECT id, at, act, actor, session_id, contract_id, detail, leaf, sequence, link FROM journal
        WHERE tenant_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
    LIST_OF_SESSION = "SELECT id, at, act, actor, session_id, contract_id, detail, leaf, sequence, link FROM journal
        WHERE tenant_id = $1 AND session_id = $2 AND sequence IS NOT NULL ORDER BY sequence";
    FIND_LINK = "SELECT link FROM journal WHERE tenant_id = $1 AND sequence = $2";
    FIND_LAST = "SELECT sequence FROM journal WHERE tenant_id = $1 AND sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1";
    LIST_HEADS = "SELECT size, at, link, root FROM journal_head WHERE tenant_id = $1 AND size > $2 AND size <= $3 ORDER BY size";
    COUNT_UNCHAINED = "SELECT COUNT(*) FROM journal WHERE tenant_id = $1 AND sequence IS NULL";
}

/// An entry with its place in the chain, as its row says; acts and actors by name, so that those of a
/// newer program are read too.
#[derive(Clone, Debug)]
pub struct ChainedRow {
    /// The entry's id.
    pub id: EntryId,
    /// When.
    pub at: Instant,
    /// What was done.
    pub act: String,
    /// By whom.
    pub actor: String,
    /// In which session, if in one.
    pub session: Option<SessionId>,
    /// On which contract, if on one.
    pub contract: Option<ContractId>,
    /// The facts, as JSON.
    pub detail: String,
    /// The stored leaf.
    pub leaf: Hash,
    /// Its place.
    pub sequence: i64,
    /// Its link.
    pub link: Hash,
}

impl TenantTx<'_> {
    /// Up to `most` entries behind a place of the chain, for the walk that judges it.
    pub fn list_chained(&mut self, after: i64, most: i64) -> Result<Vec<Chained>, StoreError> {
        let tenant = self.id();
        let rows = self.query(LIST_CHAINED, params![tenant.get(), after, most])?;
        let judged = |row: &Row| {
            let leaf = Leaf {
                id: row.bytes(0)?,
                tenant,
                at: Instant::from_unix_millis(row.integer(1)?),
                act: row.text(2)?,
                actor: row.text(3)?,
                session: row.optional_bytes(4)?,
                contract: row.optional_bytes(5)?,
                detail: row.text(6)?,
            };
            Ok(Chained {
                id: id(row)?,
                at: leaf.at,
                computed_leaf: leaf.hash(),
                leaf: hash(row, 7)?,
                sequence: row.integer(8)?,
                link: hash(row, 9)?,
            })
        };
        rows.iter().map(judged).collect()
    }

    /// The entries of a session that have their place in the chain, in its order.
    pub fn list_chained_of(&mut self, session: SessionId) -> Result<Vec<ChainedRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_OF_SESSION, params![tenant, session.as_bytes()])?;
        rows.iter().map(read).collect()
    }

    /// The link at a place of the chain.
    pub fn find_link(&mut self, sequence: i64) -> Result<Option<Hash>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_LINK, params![tenant, sequence])?;
        row.map(|row| hash(&row, 0)).transpose()
    }

    /// The last place of the chain that an entry has, whatever heads say; 0 where none has one.
    pub fn find_last_chained(&mut self) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_LAST, params![tenant])?;
        row.map_or(Ok(0), |row| row.integer(0))
    }

    /// The heads of more than `above` entries and of no more than `up_to`.
    pub fn list_heads(&mut self, above: i64, up_to: i64) -> Result<Vec<Head>, StoreError> {
        let tenant = self.id();
        let rows = self.query(LIST_HEADS, params![tenant.get(), above, up_to])?;
        rows.iter().map(|row| head(tenant, row)).collect()
    }

    /// How many entries have no place in the chain.
    pub fn count_unchained(&mut self) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(COUNT_UNCHAINED, params![tenant])?;
        row.map_or(Ok(0), |row| row.integer(0))
    }
}

fn id(row: &Row) -> Result<EntryId, StoreError> {
    EntryId::from_slice(row.bytes(0)?).ok_or_else(|| row.corrupt(0, "a UUID"))
}

fn read(row: &Row) -> Result<ChainedRow, StoreError> {
    let session = row.optional_bytes(4)?.map(SessionId::from_slice);
    let contract = row.optional_bytes(5)?.map(ContractId::from_slice);
    if session == Some(None) || contract == Some(None) {
        return Err(row.corrupt(4, "a UUID or nothing"));
    }
    Ok(ChainedRow {
        id: id(row)?,
        at: Instant::from_unix_millis(row.integer(1)?),
        act: row.text(2)?.to_owned(),
        actor: row.text(3)?.to_owned(),
        session: session.flatten(),
        contract: contract.flatten(),
        detail: row.text(6)?.to_owned(),
        leaf: hash(row, 7)?,
        sequence: row.integer(8)?,
        link: hash(row, 9)?,
    })
}
