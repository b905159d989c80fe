//! The journal. Entries are only ever added; sequence and link are the chainer's ([`chain`]), and are
//! read back by [`walk`] and judged by [`judge`]; heads bear outside timestamps ([`timestamp`]).

pub mod chain;
pub mod judge;
pub mod renewal;
pub mod timestamp;
pub mod walk;

use mithaq_domain::{
    evidence::{Act, Entry},
    id::SessionId,
};

use crate::{StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO journal (tenant_id, id, at, act, actor, session_id, contract_id, detail, sealed, leaf)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    COUNT_ACTS = "SELECT COUNT(*) FROM journal WHERE tenant_id = $1 AND act = $2";
    LIST_DETAILS = "SELECT detail FROM journal WHERE tenant_id = $1 AND act = $2 ORDER BY id";
    LIST_ALL_DETAILS = "SELECT detail FROM journal WHERE tenant_id = $1 ORDER BY id";
    LIST_ACTS = "SELECT act FROM journal WHERE tenant_id = $1 AND session_id = $2 ORDER BY id";
}

impl TenantTx<'_> {
    /// Adds an entry, which must be of this tenant.
    pub fn insert_entry(&mut self, entry: &Entry) -> Result<(), StoreError> {
        if entry.tenant != self.id() {
            return Err(StoreError::Constraint(
                "a journal entry of another tenant".to_owned(),
            ));
        }
        self.execute(
            INSERT,
            params![
                entry.tenant.get(),
                entry.id.as_bytes(),
                entry.at.unix_millis(),
                entry.act.name(),
                entry.actor.name(),
                entry.session.as_ref().map(SessionId::as_bytes),
                entry.contract.as_ref().map(|contract| contract.as_bytes()),
                &entry.detail,
                entry.sealed.as_ref(),
                &entry.leaf()
            ],
        )?;
        Ok(())
    }

    /// How many entries there are of an act.
    pub fn count_acts(&mut self, act: Act) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(COUNT_ACTS, params![tenant, act.name()])?;
        row.map_or(Ok(0), |row| row.integer(0))
    }

    /// What the entries of an act say, oldest first.
    pub fn list_details(&mut self, act: Act) -> Result<Vec<String>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_DETAILS, params![tenant, act.name()])?;
        rows.iter()
            .map(|row| row.text(0).map(str::to_owned))
            .collect()
    }

    /// What all entries say, oldest first.
    pub fn list_all_details(&mut self) -> Result<Vec<String>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_ALL_DETAILS, params![tenant])?;
        rows.iter()
            .map(|row| row.text(0).map(str::to_owned))
            .collect()
    }

    /// The names of the acts in a session, oldest first.
    pub fn list_acts(&mut self, session: SessionId) -> Result<Vec<String>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_ACTS, params![tenant, session.as_bytes()])?;
        rows.iter()
            .map(|row| row.text(0).map(str::to_owned))
            .collect()
    }
}
