//! Mailboxes that an identity provider proved for somebody who is about to register: by blind
//! index, used once.

use mithaq_domain::{id::ProofId, time::Instant};

use crate::{StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO email_proof (tenant_id, id, email_index, created_at) VALUES ($1, $2, $3, $4)";
    USE = "UPDATE email_proof SET used_at = $5
        WHERE tenant_id = $1 AND id = $2 AND email_index = $3 AND created_at >= $4 AND used_at IS NULL";
}

impl TenantTx<'_> {
    /// Stores a proof.
    pub fn insert_proof(
        &mut self,
        id: ProofId,
        email_index: &[u8; 32],
        now: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT,
            params![tenant, id.as_bytes(), email_index, now.unix_millis()],
        )?;
        Ok(())
    }

    /// Uses a proof of a mailbox up; false where there is none of since then, or it was used.
    pub fn use_proof(
        &mut self,
        (id, email_index): (ProofId, &[u8; 32]),
        since: Instant,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let values = params![
            self.id().get(),
            id.as_bytes(),
            email_index,
            since.unix_millis(),
            now.unix_millis()
        ];
        Ok(self.execute(USE, values)? == 1)
    }
}
