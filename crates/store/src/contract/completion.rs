//! Certificates of completion: one for each completed contract, for ever.

use mithaq_domain::{
    id::ContractId,
    seal::{SealLevel, SealStanding},
    time::Instant,
};

use super::document::{Renewal, renewal};
use crate::{EveryoneTx, StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO completion (tenant_id, contract_id, certificate_file, sha256, contract_bytes, contract_sha256, certified_at,
            seal_level, upgrade_pending, renew_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    FIND = "SELECT certificate_file, sha256, contract_bytes, contract_sha256, certified_at, seal_level, upgrade_pending,
            renew_at FROM completion
        WHERE tenant_id = $1 AND contract_id = $2";
    RAISE = "UPDATE completion SET certificate_file = $3, sha256 = $4, seal_level = $5, upgrade_pending = $6, renew_at = $7
        WHERE tenant_id = $1 AND contract_id = $2 AND certificate_file = $8";
    LIST_RENEWALS = "SELECT tenant_id, contract_id, upgrade_pending, renew_at FROM completion
        WHERE renew_at IS NOT NULL AND renew_at <= $1 ORDER BY renew_at LIMIT $2";
    NOTE_RENEWAL = "UPDATE completion SET renew_at = CASE WHEN upgrade_pending = 1 THEN NULL ELSE CAST($3 AS BIGINT) END
        WHERE tenant_id = $1 AND contract_id = $2 AND renew_at IS NOT NULL AND renew_at <= $4";
    AWAIT_AUTHORITY = "UPDATE completion SET renew_at = $3 WHERE tenant_id = $1 AND contract_id = $2
        AND upgrade_pending = 1 AND renew_at IS NULL";
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
    /// How its own seal stands.
    pub standing: SealStanding,
    /// When its last timestamp has to be renewed; of one that is to be raised, from when on a server that
    /// has an authority looks after it.
    pub renew_at: Option<Instant>,
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
                row.certified_at.unix_millis(),
                row.standing.level.code(),
                i64::from(row.standing.is_upgrade_pending),
                row.renew_at.map(Instant::unix_millis)
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
        let level = SealLevel::parse(row.text(5)?);
        Ok(Some(CompletionRow {
            file: row.text(0)?.to_owned(),
            sha256: row.bytes(1)?.to_vec(),
            contract_bytes: row.integer(2)?,
            contract_sha256: row.bytes(3)?.to_vec(),
            certified_at: Instant::from_unix_millis(row.integer(4)?),
            standing: SealStanding {
                level: level.ok_or_else(|| row.corrupt(5, "a seal level"))?,
                is_upgrade_pending: row.integer(6)? != 0,
            },
            renew_at: row.optional_integer(7)?.map(Instant::from_unix_millis),
        }))
    }

    /// Notes a certificate that continues the one in the file `earlier` by further revisions; false when
    /// there is another one by now.
    pub fn raise_completion(
        &mut self,
        contract: ContractId,
        raised: &CompletionRow,
        earlier: &str,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let changed = self.execute(
            RAISE,
            params![
                tenant,
                contract.as_bytes(),
                &raised.file,
                &raised.sha256,
                raised.standing.level.code(),
                i64::from(raised.standing.is_upgrade_pending),
                raised.renew_at.map(Instant::unix_millis),
                earlier
            ],
        )?;
        Ok(changed == 1)
    }

    /// Notes that a renewal is under way, not to be begun again before `later`; what is to be raised is the
    /// job's from now on. False when another has noted it.
    pub fn note_completion_renewal(
        &mut self,
        contract: ContractId,
        later: Instant,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let (later, now) = (later.unix_millis(), now.unix_millis());
        let parameters = params![tenant, contract.as_bytes(), later, now];
        Ok(self.execute(NOTE_RENEWAL, parameters)? > 0)
    }

    /// Notes that a certificate is to be raised by whichever server has an authority, from now on.
    pub fn await_authority_for_completion(
        &mut self,
        contract: ContractId,
        now: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        let from = now.unix_millis();
        self.execute(AWAIT_AUTHORITY, params![tenant, contract.as_bytes(), from])?;
        Ok(())
    }
}

impl EveryoneTx<'_> {
    /// Certificates that need a further timestamp, the most urgent first.
    pub fn list_completion_renewals(
        &mut self,
        now: Instant,
        most: i64,
    ) -> Result<Vec<Renewal>, StoreError> {
        let rows = self.query(LIST_RENEWALS, params![now.unix_millis(), most])?;
        rows.iter().map(renewal).collect()
    }
}
