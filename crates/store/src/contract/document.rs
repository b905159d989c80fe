//! The documents of a contract: the reviewed file that was frozen, and the sealed one that begins
//! with it. The bytes lie in encrypted files.

use mithaq_domain::{
    id::{ContractId, TenantId},
    seal::{SealLevel, SealStanding},
    time::Instant,
};

use crate::{EveryoneTx, Row, StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO contract_document (tenant_id, contract_id, ordinal, page_count, frames, short_code, reviewed_file,
            reviewed_sha256, frozen_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant_id, contract_id, ordinal) DO NOTHING";
    LIST = "SELECT ordinal, page_count, frames, short_code, reviewed_file, reviewed_sha256, frozen_at, sealed_file,
            sealed_sha256, sealed_at, seal_level, upgrade_pending, seal_key_id
        FROM contract_document WHERE tenant_id = $1 AND contract_id = $2 ORDER BY ordinal";
    FIND_BY_CODE = "SELECT tenant_id, contract_id, page_count, reviewed_sha256, sealed_at FROM contract_document
        WHERE short_code = $1 AND sealed_at IS NOT NULL LIMIT 1";
    FIND_BY_REVIEWED = "SELECT tenant_id, contract_id, page_count, reviewed_sha256, sealed_at FROM contract_document
        WHERE reviewed_sha256 = $1 AND sealed_at IS NOT NULL LIMIT 1";
    SEAL = "UPDATE contract_document SET sealed_file = $4, sealed_sha256 = $5, seal_key_id = $6, sealed_at = $7,
            seal_level = $9, upgrade_pending = $10, renew_at = $11
        WHERE tenant_id = $1 AND contract_id = $2 AND ordinal = $3 AND COALESCE(sealed_file, '') = $8";
    RAISE = "UPDATE contract_document SET sealed_file = $4, sealed_sha256 = $5, seal_level = $6, upgrade_pending = $7,
            renew_at = $8
        WHERE tenant_id = $1 AND contract_id = $2 AND ordinal = $3 AND sealed_file = $9";
    LIST_RENEWALS = "SELECT tenant_id, contract_id, upgrade_pending, renew_at FROM contract_document
        WHERE renew_at IS NOT NULL AND renew_at <= $1 ORDER BY renew_at LIMIT $2";
    NOTE_RENEWAL = "UPDATE contract_document SET renew_at = CASE WHEN upgrade_pending = 1 THEN NULL ELSE CAST($3 AS BIGINT) END
        WHERE tenant_id = $1 AND contract_id = $2 AND renew_at IS NOT NULL AND renew_at <= $4";
    AWAIT_AUTHORITY = "UPDATE contract_document SET renew_at = $3 WHERE tenant_id = $1 AND contract_id = $2
        AND upgrade_pending = 1 AND renew_at IS NULL";
}

/// A document of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its place, from 0.
    pub ordinal: i64,
    /// Its pages, the signature page included.
    pub page_count: i64,
    /// Where the signatures will stand, as JSON of the one who rendered it.
    pub frames: String,
    /// The random code that is printed on it.
    pub short_code: String,
    /// The file that was reviewed.
    pub reviewed_file: String,
    /// Its SHA-256.
    pub reviewed_sha256: Vec<u8>,
    /// When values, version and time were frozen.
    pub frozen_at: Instant,
    /// The sealed file, once there is one.
    pub sealed_file: Option<String>,
    /// Its SHA-256.
    pub sealed_sha256: Option<Vec<u8>>,
    /// When it was sealed.
    pub sealed_at: Option<Instant>,
    /// How the sealed file stands.
    pub seal: Option<SealStanding>,
    /// The key that sealed it.
    pub seal_key: Option<i64>,
}

/// A sealed file that is ready to be noted.
#[derive(Clone, Debug)]
pub struct SealedDocument {
    /// Which document of the contract.
    pub ordinal: i64,
    /// The file.
    pub file: String,
    /// Its SHA-256.
    pub sha256: [u8; 32],
    /// The key that sealed it.
    pub seal_key: i64,
    /// How it stands.
    pub standing: SealStanding,
    /// When its last timestamp has to be renewed; of one that is to be raised, from when on a server that
    /// has an authority looks after it.
    pub renew_at: Option<Instant>,
}

/// A file that is to be raised, or whose timestamp is to be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// Whose.
    pub tenant: TenantId,
    /// Of which contract.
    pub contract: ContractId,
    /// Whether it has not reached what is wanted.
    pub is_upgrade_pending: bool,
    /// Since when it is due.
    pub due_at: Instant,
}

/// A sealed document, found from outside of its tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundDocument {
    /// Whose.
    pub tenant: TenantId,
    /// Of which contract.
    pub contract: ContractId,
    /// Its pages.
    pub page_count: i64,
    /// SHA-256 of the reviewed file.
    pub reviewed_sha256: Vec<u8>,
    /// When it was sealed last.
    pub sealed_at: Instant,
}

impl EveryoneTx<'_> {
    /// The sealed document on which a code is printed.
    pub fn find_document_by_code(
        &mut self,
        code: &str,
    ) -> Result<Option<FoundDocument>, StoreError> {
        let row = self.query_one(FIND_BY_CODE, params![code])?;
        row.as_ref().map(found).transpose()
    }

    /// The sealed document whose reviewed file has this SHA-256.
    pub fn find_document_by_reviewed(
        &mut self,
        sha256: &[u8; 32],
    ) -> Result<Option<FoundDocument>, StoreError> {
        let row = self.query_one(FIND_BY_REVIEWED, params![sha256])?;
        row.as_ref().map(found).transpose()
    }
}

fn found(row: &Row) -> Result<FoundDocument, StoreError> {
    let contract = ContractId::from_slice(row.bytes(1)?);
    Ok(FoundDocument {
        tenant: TenantId::new(row.integer(0)?),
        contract: contract.ok_or_else(|| row.corrupt(1, "a UUID"))?,
        page_count: row.integer(2)?,
        reviewed_sha256: row.bytes(3)?.to_vec(),
        sealed_at: Instant::from_unix_millis(row.integer(4)?),
    })
}

impl TenantTx<'_> {
    /// Freezes a document; false when another renderer did first, whose bytes then hold.
    pub fn insert_document(
        &mut self,
        contract: ContractId,
        row: &DocumentRow,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let inserted = self.execute(
            INSERT,
            params![
                tenant,
                contract.as_bytes(),
                row.ordinal,
                row.page_count,
                &row.frames,
                &row.short_code,
                &row.reviewed_file,
                &row.reviewed_sha256,
                row.frozen_at.unix_millis()
            ],
        )?;
        Ok(inserted == 1)
    }

    /// The frozen documents of a contract, in order.
    pub fn list_documents(&mut self, contract: ContractId) -> Result<Vec<DocumentRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST, params![tenant, contract.as_bytes()])?;
        rows.iter().map(read).collect()
    }

    /// Notes a sealed file that continues `earlier`, the sealed file so far; false when there is
    /// another one by now.
    pub fn seal_document(
        &mut self,
        contract: ContractId,
        sealed: &SealedDocument,
        earlier: Option<&str>,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let changed = self.execute(
            SEAL,
            params![
                tenant,
                contract.as_bytes(),
                sealed.ordinal,
                &sealed.file,
                &sealed.sha256,
                sealed.seal_key,
                now.unix_millis(),
                earlier.unwrap_or_default(),
                sealed.standing.level.code(),
                i64::from(sealed.standing.is_upgrade_pending),
                sealed.renew_at.map(Instant::unix_millis)
            ],
        )?;
        Ok(changed == 1)
    }
}

impl TenantTx<'_> {
    /// Notes a file that continues the sealed file `earlier` by further revisions; false when there
    /// is another one by now.
    pub fn raise_document(
        &mut self,
        contract: ContractId,
        raised: &SealedDocument,
        earlier: &str,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let changed = self.execute(
            RAISE,
            params![
                tenant,
                contract.as_bytes(),
                raised.ordinal,
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
    pub fn note_renewal(
        &mut self,
        contract: ContractId,
        later: Instant,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let changed = self.execute(
            NOTE_RENEWAL,
            params![
                tenant,
                contract.as_bytes(),
                later.unix_millis(),
                now.unix_millis()
            ],
        )?;
        Ok(changed > 0)
    }

    /// Notes that a file is to be raised by whichever server has an authority, from now on.
    pub fn await_authority(
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
    /// Contracts whose file needs a further timestamp, the most urgent first.
    pub fn list_renewals(&mut self, now: Instant, most: i64) -> Result<Vec<Renewal>, StoreError> {
        let rows = self.query(LIST_RENEWALS, params![now.unix_millis(), most])?;
        rows.iter().map(renewal).collect()
    }
}

/// A renewal from the columns tenant, contract, pending, time.
pub(super) fn renewal(row: &Row) -> Result<Renewal, StoreError> {
    let contract = ContractId::from_slice(row.bytes(1)?);
    Ok(Renewal {
        tenant: TenantId::new(row.integer(0)?),
        contract: contract.ok_or_else(|| row.corrupt(1, "a UUID"))?,
        is_upgrade_pending: row.integer(2)? != 0,
        due_at: Instant::from_unix_millis(row.integer(3)?),
    })
}

fn standing(row: &Row) -> Result<Option<SealStanding>, StoreError> {
    let Some(level) = row.optional_text(10)? else {
        return Ok(None);
    };
    let level = SealLevel::parse(level).ok_or_else(|| row.corrupt(10, "a seal level"))?;
    Ok(Some(SealStanding {
        level,
        is_upgrade_pending: row.integer(11)? != 0,
    }))
}

fn read(row: &Row) -> Result<DocumentRow, StoreError> {
    Ok(DocumentRow {
        ordinal: row.integer(0)?,
        page_count: row.integer(1)?,
        frames: row.text(2)?.to_owned(),
        short_code: row.text(3)?.to_owned(),
        reviewed_file: row.text(4)?.to_owned(),
        reviewed_sha256: row.bytes(5)?.to_vec(),
        frozen_at: Instant::from_unix_millis(row.integer(6)?),
        sealed_file: row.optional_text(7)?.map(str::to_owned),
        sealed_sha256: row.optional_bytes(8)?.map(<[u8]>::to_vec),
        sealed_at: row.optional_integer(9)?.map(Instant::from_unix_millis),
        seal: standing(row)?,
        seal_key: row.optional_integer(12)?,
    })
}
