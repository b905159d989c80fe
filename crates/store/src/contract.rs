//! Contracts and their signers. Every change of status is guarded by the status it was decided on,
//! and notes the event that tells of it.

pub mod attachment;
pub mod begun;
pub mod completion;
pub mod countersigner;
pub mod document;
pub mod hold;
pub mod list;
pub mod own;

use mithaq_domain::{
    contract::{Ending, Status, quorum::Signature},
    event::Happening,
    id::{CodeId, ContractId, ContractTypeId, SessionId},
    session::Phase,
    time::Instant,
};

pub use list::ContractFilter;

use crate::{Row, StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO contract (tenant_id, id, session_id, contract_type_id, version, status, request_number, sealed,
            created_at, changed_at, required_signers)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)";
    INSERT_SIGNER = "INSERT INTO contract_signer (tenant_id, contract_id, ordinal, session_id) VALUES ($1, $2, $3, $4)";
    INSERT_NEXT_SIGNER = "INSERT INTO contract_signer (tenant_id, contract_id, ordinal, session_id, turn) VALUES ($1, $2, $3, $4, $5)";
    SET_INVITED = "UPDATE contract_signer SET invited_at = $4
        WHERE tenant_id = $1 AND contract_id = $2 AND ordinal = $3 AND invited_at IS NULL";
    FIND = "SELECT id, session_id, contract_type_id, version, status, ending, request_number, sealed, created_at, changed_at,
            required_signers FROM contract WHERE tenant_id = $1 AND id = $2";
    LIST_BY_SESSION = "SELECT id, session_id, contract_type_id, version, status, ending, request_number, sealed, created_at, changed_at,
            required_signers FROM contract WHERE tenant_id = $1 AND (session_id = $2 OR id IN (SELECT contract_id FROM contract_signer
            WHERE contract_signer.session_id = $2 AND contract_signer.ordinal > 0)) ORDER BY id";
    CHANGE_STATUS = "UPDATE contract SET status = $4, ending = $5, changed_at = $6
        WHERE tenant_id = $1 AND id = $2 AND status = $3";
    SET_VALUES = "UPDATE contract SET sealed = $4, status = $5, changed_at = $6
        WHERE tenant_id = $1 AND id = $2 AND changed_at = $3 AND status = $7";
    SET_REASON = "UPDATE contract SET ending_sealed = $3 WHERE tenant_id = $1 AND id = $2";
    FIND_REASON = "SELECT ending_sealed FROM contract WHERE tenant_id = $1 AND id = $2";
    SIGN = "UPDATE contract_signer SET code_id = $4, document_sha256 = $5, signed_at = $6, sealed = $7
        WHERE tenant_id = $1 AND contract_id = $2 AND session_id = $3 AND signed_at IS NULL";
    LIST_SIGNERS = "SELECT contract_signer.ordinal, contract_signer.session_id, contract_signer.document_sha256,
            contract_signer.signed_at, contract_signer.sealed, contract_signer.embedded_at, contract_signer.turn,
            contract_signer.invited_at, session.phase
        FROM contract_signer JOIN session ON session.tenant_id = contract_signer.tenant_id
            AND session.id = contract_signer.session_id
        WHERE contract_signer.tenant_id = $1 AND contract_signer.contract_id = $2 ORDER BY contract_signer.ordinal";
    EMBED = "UPDATE contract_signer SET embedded_at = $4
        WHERE tenant_id = $1 AND contract_id = $2 AND ordinal = $3 AND signed_at IS NOT NULL";
}

/// A contract as stored.
#[derive(Clone, Debug)]
pub struct ContractRow {
    /// Its id.
    pub id: ContractId,
    /// The session that it was made in; its key opens the values.
    pub session: SessionId,
    /// Its type.
    pub form: ContractTypeId,
    /// The version of its type, for ever.
    pub version: i64,
    /// Where it stands.
    pub status: Status,
    /// The number that people call it by.
    pub request_number: String,
    /// Its values, sealed.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub changed_at: Instant,
    /// How many customers must sign; all of them where it is absent.
    pub required: Option<i64>,
}

/// A signer of a contract.
#[derive(Clone, Debug)]
pub struct SignerRow {
    /// Its place, from 0.
    pub ordinal: i64,
    /// The session in which it signs.
    pub session: SessionId,
    /// The document that it confirmed.
    pub document_sha256: Option<Vec<u8>>,
    /// When.
    pub signed_at: Option<Instant>,
    /// What stands in the signature block, sealed under the key of that session.
    pub sealed: Option<Vec<u8>>,
    /// When the signature came into the sealed file.
    pub embedded_at: Option<Instant>,
    /// Who has the same turn may sign in any order, a later one after all of the earlier.
    pub turn: i64,
    /// When the link left to one who was named beside the first.
    pub invited_at: Option<Instant>,
    /// How far the session has come.
    pub phase: Phase,
}

impl SignerRow {
    /// What the number of signatures depends on.
    pub const fn signature(&self) -> Signature {
        match self.signed_at {
            Some(_) => Signature::Given,
            None if self.phase.is_final() => Signature::Never,
            None => Signature::Open,
        }
    }
}

/// A customer's confirmation.
#[derive(Clone, Debug)]
pub struct Confirmation {
    /// The contract.
    pub contract: ContractId,
    /// In which session.
    pub session: SessionId,
    /// By which code.
    pub code: CodeId,
    /// Of which document.
    pub document_sha256: [u8; 32],
    /// What will stand in the signature block, sealed under the session's key.
    pub sealed: Vec<u8>,
}

impl TenantTx<'_> {
    /// Stores a new contract with its first signer, who signs in the contract's own session.
    pub fn insert_contract(&mut self, row: &ContractRow) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT,
            params![
                tenant,
                row.id.as_bytes(),
                row.session.as_bytes(),
                row.form.get(),
                row.version,
                row.status.number(),
                &row.request_number,
                &row.sealed,
                row.created_at.unix_millis(),
                row.required
            ],
        )?;
        self.execute(
            INSERT_SIGNER,
            params![tenant, row.id.as_bytes(), 0_i64, row.session.as_bytes()],
        )?;
        let told = Happening::of_contract(row.id, None, row.status);
        self.note(told, row.created_at)
    }

    /// Names one more signer of a contract, who signs in a session of its own.
    pub fn insert_next_signer(
        &mut self,
        contract: ContractId,
        ordinal: i64,
        session: SessionId,
        turn: i64,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT_NEXT_SIGNER,
            params![
                tenant,
                contract.as_bytes(),
                ordinal,
                session.as_bytes(),
                turn
            ],
        )?;
        Ok(())
    }

    /// Notes that a signer's link left; the first time counts.
    pub fn set_signer_invited(
        &mut self,
        contract: ContractId,
        ordinal: i64,
        now: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            SET_INVITED,
            params![tenant, contract.as_bytes(), ordinal, now.unix_millis()],
        )?;
        Ok(())
    }

    /// One contract of this tenant.
    pub fn find_contract(&mut self, id: ContractId) -> Result<Option<ContractRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND, params![tenant, id.as_bytes()])?;
        row.as_ref().map(read).transpose()
    }

    /// The contracts that are signed in a session, its own and those whose next signer it is for, in
    /// the order in which they are signed.
    pub fn list_session_contracts(
        &mut self,
        session: SessionId,
    ) -> Result<Vec<ContractRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_BY_SESSION, params![tenant, session.as_bytes()])?;
        rows.iter().map(read).collect()
    }

    /// Moves a contract from one status to another; false when another act moved it first.
    pub fn change_status(
        &mut self,
        id: ContractId,
        from: Status,
        to: Status,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let ending = to.ending().map(Ending::name);
        let changed = self.execute(
            CHANGE_STATUS,
            params![
                tenant,
                id.as_bytes(),
                from.number(),
                to.number(),
                ending,
                now.unix_millis()
            ],
        )?;
        if changed == 1 {
            self.note(Happening::of_contract(id, Some(from), to), now)?;
        }
        Ok(changed == 1)
    }

    /// Keeps the company's reason for ending a contract, sealed under the key of its session.
    pub fn set_ending_reason(&mut self, id: ContractId, sealed: &[u8]) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(SET_REASON, params![tenant, id.as_bytes(), sealed])?;
        Ok(())
    }

    /// The company's reason for ending a contract, sealed under the key of its session.
    pub fn find_ending_reason(&mut self, id: ContractId) -> Result<Option<Vec<u8>>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_REASON, params![tenant, id.as_bytes()])?;
        let Some(row) = row else { return Ok(None) };
        Ok(row.optional_bytes(0)?.map(<[u8]>::to_vec))
    }

    /// Replaces the values of a contract that `seen` read; false when it has changed since.
    pub fn set_contract_values(
        &mut self,
        seen: &ContractRow,
        sealed: &[u8],
        status: Status,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let changed = self.execute(
            SET_VALUES,
            params![
                tenant,
                seen.id.as_bytes(),
                seen.changed_at.unix_millis(),
                sealed,
                status.number(),
                now.unix_millis(),
                seen.status.number()
            ],
        )?;
        if changed == 1 {
            self.note(
                Happening::of_contract(seen.id, Some(seen.status), status),
                now,
            )?;
        }
        Ok(changed == 1)
    }

    /// Notes a customer's confirmation; false when that signer has confirmed already.
    pub fn sign_contract(
        &mut self,
        confirmation: &Confirmation,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let changed = self.execute(
            SIGN,
            params![
                tenant,
                confirmation.contract.as_bytes(),
                confirmation.session.as_bytes(),
                confirmation.code.as_bytes(),
                &confirmation.document_sha256,
                now.unix_millis(),
                &confirmation.sealed
            ],
        )?;
        Ok(changed == 1)
    }

    /// The signers of a contract, in order.
    pub fn list_signers(&mut self, contract: ContractId) -> Result<Vec<SignerRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_SIGNERS, params![tenant, contract.as_bytes()])?;
        rows.iter()
            .map(|row| {
                Ok(SignerRow {
                    ordinal: row.integer(0)?,
                    session: SessionId::from_slice(row.bytes(1)?)
                        .ok_or_else(|| row.corrupt(1, "a UUID"))?,
                    document_sha256: row.optional_bytes(2)?.map(<[u8]>::to_vec),
                    signed_at: row.optional_integer(3)?.map(Instant::from_unix_millis),
                    sealed: row.optional_bytes(4)?.map(<[u8]>::to_vec),
                    embedded_at: row.optional_integer(5)?.map(Instant::from_unix_millis),
                    turn: row.integer(6)?,
                    invited_at: row.optional_integer(7)?.map(Instant::from_unix_millis),
                    phase: Phase::parse(row.text(8)?).ok_or_else(|| row.corrupt(8, "a phase"))?,
                })
            })
            .collect()
    }

    /// Notes that a customer's signature is in the sealed file.
    pub fn embed_signature(
        &mut self,
        contract: ContractId,
        ordinal: i64,
        now: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            EMBED,
            params![tenant, contract.as_bytes(), ordinal, now.unix_millis()],
        )?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<ContractRow, StoreError> {
    let status = Status::from_row(row.integer(4)?, row.optional_text(5)?);
    Ok(ContractRow {
        id: ContractId::from_slice(row.bytes(0)?).ok_or_else(|| row.corrupt(0, "a UUID"))?,
        session: SessionId::from_slice(row.bytes(1)?).ok_or_else(|| row.corrupt(1, "a UUID"))?,
        form: ContractTypeId::new(row.integer(2)?),
        version: row.integer(3)?,
        status: status.ok_or_else(|| row.corrupt(4, "a status"))?,
        request_number: row.text(6)?.to_owned(),
        sealed: row.bytes(7)?.to_vec(),
        created_at: Instant::from_unix_millis(row.integer(8)?),
        changed_at: Instant::from_unix_millis(row.integer(9)?),
        required: row.optional_integer(10)?,
    })
}
