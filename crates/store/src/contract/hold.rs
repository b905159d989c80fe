//! Contracts that wait for the company because the proved identity is not what they say. One row for a
//! contract: a later identity takes the place of an earlier one, and of what was accepted of it.

use mithaq_domain::{id::ContractId, time::Instant, verified::Difference};

use crate::{StoreError, TenantTx};

statements! {
    HOLD = "INSERT INTO identity_hold (tenant_id, contract_id, fields, age_unknown, identity, held_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, contract_id) DO UPDATE SET fields = excluded.fields, age_unknown = excluded.age_unknown,
            identity = excluded.identity, held_at = excluded.held_at, accepted_at = NULL";
    FIND = "SELECT fields, age_unknown, identity, held_at, accepted_at FROM identity_hold
        WHERE tenant_id = $1 AND contract_id = $2";
    ACCEPT = "UPDATE identity_hold SET accepted_at = $3
        WHERE tenant_id = $1 AND contract_id = $2 AND accepted_at IS NULL";
}

/// Why a contract waits, or once waited.
#[derive(Clone, Debug)]
pub struct HoldRow {
    /// What differs.
    pub difference: Difference,
    /// The keyed hash of the identity that it was held for.
    pub identity: Vec<u8>,
    /// Since when.
    pub held_at: Instant,
    /// When the company accepted that identity for this contract.
    pub accepted_at: Option<Instant>,
}

impl TenantTx<'_> {
    /// Notes why a contract waits for the company.
    pub fn hold_contract(
        &mut self,
        contract: ContractId,
        difference: &Difference,
        identity: &[u8; 32],
        now: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            HOLD,
            params![
                tenant,
                contract.as_bytes(),
                difference.fields.join(" "),
                i64::from(difference.age_unknown),
                identity,
                now.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// Why a contract waits, or once waited, for the company.
    pub fn find_hold(&mut self, contract: ContractId) -> Result<Option<HoldRow>, StoreError> {
        let tenant = self.id().get();
        let Some(row) = self.query_one(FIND, params![tenant, contract.as_bytes()])? else {
            return Ok(None);
        };
        // Keys are letters, digits and `_`.
        let fields = row.text(0)?.split_whitespace().map(str::to_owned);
        Ok(Some(HoldRow {
            difference: Difference {
                fields: fields.collect(),
                age_unknown: row.integer(1)? != 0,
            },
            identity: row.bytes(2)?.to_vec(),
            held_at: Instant::from_unix_millis(row.integer(3)?),
            accepted_at: row.optional_integer(4)?.map(Instant::from_unix_millis),
        }))
    }

    /// Notes that the company accepted the identity for which a contract is held; false when nothing
    /// held it.
    pub fn accept_hold(&mut self, contract: ContractId, now: Instant) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let parameters = params![tenant, contract.as_bytes(), now.unix_millis()];
        Ok(self.execute(ACCEPT, parameters)? == 1)
    }
}
