//! Contracts whose file the company has begun to seal and not finished: some signature is in it, and one that is to be
//! sealed for the company is not.

use mithaq_domain::{contract::Status, id::ContractId, time::Instant};

use crate::{Row, StoreError, TenantTx};

statements! {
    // A member's own certificate names the member: it is not the company's.
    LIST_BEGUN = "SELECT contract.id, (SELECT MIN(inside.embedded_at) FROM contract_signer AS inside
            WHERE inside.tenant_id = contract.tenant_id AND inside.contract_id = contract.id)
        FROM contract WHERE contract.tenant_id = $1 AND contract.status = $2
        AND EXISTS (SELECT 1 FROM contract_signer AS sealed WHERE sealed.tenant_id = contract.tenant_id
            AND sealed.contract_id = contract.id AND sealed.embedded_at IS NOT NULL)
        AND EXISTS (SELECT 1 FROM contract_document AS document WHERE document.tenant_id = contract.tenant_id
            AND document.contract_id = contract.id AND document.seal_key_id = $4)
        AND (EXISTS (SELECT 1 FROM contract_signer AS signer WHERE signer.tenant_id = contract.tenant_id
                AND signer.contract_id = contract.id AND signer.embedded_at IS NULL
                AND (signer.signed_at IS NOT NULL OR contract.status = $3))
            OR EXISTS (SELECT 1 FROM contract_countersigner AS place WHERE place.tenant_id = contract.tenant_id
                AND place.contract_id = contract.id AND place.embedded_at IS NULL AND place.member_key_id IS NULL
                AND (place.member_id IS NULL OR place.signed_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM member_key AS own
                    WHERE own.tenant_id = place.tenant_id AND own.member_id = place.member_id AND own.retired_at IS NULL))))
        ORDER BY contract.id LIMIT $5";
}

/// A contract whose file is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BegunContract {
    /// Its id.
    pub id: ContractId,
    /// When its first signature came into the file.
    pub since: Instant,
}

impl TenantTx<'_> {
    /// At most `most` contracts whose file is begun and was last sealed by this key, by their states and the oldest of each
    /// first: further customers, or the company, have yet to sign under the company's seal.
    pub fn list_begun(&mut self, key: i64, most: i64) -> Result<Vec<BegunContract>, StoreError> {
        let tenant = self.id().get();
        let partly = Status::CustomerPartiallySigned;
        let states = [
            partly,
            Status::CustomerSigned,
            Status::ServiceProviderPartiallySigned,
            Status::ServiceProviderSigned,
        ];
        let (mut begun, mut left) = (Vec::new(), most);
        for state in states {
            let values = params![tenant, state.number(), partly.number(), key, left];
            let rows = self.query(LIST_BEGUN, values)?;
            for row in &rows {
                begun.push(read(row)?);
                left = left.saturating_sub(1);
            }
        }
        Ok(begun)
    }
}

fn read(row: &Row) -> Result<BegunContract, StoreError> {
    let id = ContractId::from_slice(row.bytes(0)?);
    Ok(BegunContract {
        id: id.ok_or_else(|| row.corrupt(0, "a UUID"))?,
        since: Instant::from_unix_millis(row.integer(1)?),
    })
}
