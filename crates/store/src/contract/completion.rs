//! Certificates of completion: one for each completed contract, for ever.

use mithaq_domain::{id::ContractId, time::Instant};

use crate::{StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO completion (tenant_id, contract_id, certificate_file, sha256, contract_bytes, contract_sha256, certified_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    FIND = "SELECT certificate_file, sha256, contract_bytes, contract_sha256, certified_at FROM completion
        WHERE tenant_id = $1 AND contract_id = $2";
}

/// A certificate of completion.
#[derive(Clone, Debug)]
pub struct CompletionRow {
    /// Its file, sealed.
    pub file: String,
    /// SHA-256 of the certificate.
    pub sha256: Vec<u8>,
    /// How many bytes the sealed contract had: what was added to it later stands behind them.
    pub contract_bytes: i64,
    /// SHA-256 of these.
    pub contract_sha256: Vec<u8>,
    /// When it was sealed.
    pub certified_at: Instant,
}

impl TenantTx<'_> {
    /// Notes a contract's certificate of completion; false when there is one already.
    pub fn insert_completion(
        &mut self,
        contract: ContractId,
        row: &CompletionRow,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let inserted = self.execute(
            INSERT,
            params![
                tenant,
                contract.as_bytes(),
                &row.file,
                &row.sha256,
                row.contract_bytes,
                &row.contract_sha256,
                row.certified_at.unix_millis()
            ],
        )?;
        Ok(inserted == 1)
    }

    /// The certificate of completion of a contract.
    pub fn find_completion(
        &mut self,
        contract: ContractId,
    ) -> Result<Option<CompletionRow>, StoreError> {
        let tenant = self.id().get();
        let Some(row) = self.query_one(FIND, params![tenant, contract.as_bytes()])? else {
            return Ok(None);
        };
        Ok(Some(CompletionRow {
            file: row.text(0)?.to_owned(),
            sha256: row.bytes(1)?.to_vec(),
            contract_bytes: row.integer(2)?,
            contract_sha256: row.bytes(3)?.to_vec(),
            certified_at: Instant::from_unix_millis(row.integer(4)?),
        }))
    }
}
