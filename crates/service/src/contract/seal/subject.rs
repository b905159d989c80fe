//! The two files of a contract that are raised: the sealed contract and its certificate of completion.
//! Where each lies, and how it is noted that one grew.

use mithaq_domain::{
    contract::Status,
    evidence::{Act, Actor, Entry},
    id::{ContractId, EntryId, SessionId, TenantId},
    job::Job,
    seal::SealStanding,
    time::Instant,
};
use mithaq_store::{
    StoreError, TenantTx, Tx,
    contract::{
        completion::CompletionRow,
        document::{DocumentRow, SealedDocument},
    },
    member_key::MemberKeyRow,
    seal::SealKeyRow,
    vault::PersonKey,
};

use crate::{
    Failure,
    app::TenantContext,
    session::{hex, session_key},
};

/// Which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// The sealed contract.
    Contract,
    /// Its certificate of completion.
    Completion,
}

/// A file that may be raised.
pub(super) struct Work {
    /// The session that the contract was made in: its evidence gathers the entries by that.
    pub(super) session: SessionId,
    pub(super) standing: SealStanding,
    pub(super) file: String,
    pub(super) sha256: Vec<u8>,
    pub(super) key: PersonKey,
    pub(super) seal_keys: Vec<SealKeyRow>,
    pub(super) member_keys: Vec<MemberKeyRow>,
    row: Row,
}

enum Row {
    Contract(Box<DocumentRow>),
    Completion(Box<CompletionRow>),
}

/// A file that was raised and lies where it will be read.
pub(super) struct Stored {
    pub(super) file: String,
    pub(super) sha256: [u8; 32],
    pub(super) standing: SealStanding,
    pub(super) renew_at: Option<Instant>,
}

impl Subject {
    /// The job that raises it or renews its timestamp.
    pub(super) const fn job(self, contract: ContractId, renew: bool) -> Job {
        match self {
            Self::Contract => Job::RaiseSeal { contract, renew },
            Self::Completion => Job::RaiseCompletion { contract, renew },
        }
    }

    /// Notes that a renewal was begun; false when another has noted it.
    pub(super) fn note_renewal(
        self,
        tx: &mut TenantTx<'_>,
        contract: ContractId,
        (later, now): (Instant, Instant),
    ) -> Result<bool, StoreError> {
        match self {
            Self::Contract => tx.note_renewal(contract, later, now),
            Self::Completion => tx.note_completion_renewal(contract, later, now),
        }
    }

    /// Leaves it to whichever server has an authority.
    pub(super) fn await_authority(
        self,
        tx: &mut TenantTx<'_>,
        contract: ContractId,
        now: Instant,
    ) -> Result<(), StoreError> {
        match self {
            Self::Contract => tx.await_authority(contract, now),
            Self::Completion => tx.await_authority_for_completion(contract, now),
        }
    }

    /// The file as it is; nothing where there is none, or its key was destroyed.
    pub(super) fn load(
        self,
        tx: &mut Tx<'_>,
        context: &TenantContext,
        (tenant, contract): (TenantId, ContractId),
    ) -> Result<Option<Work>, Failure> {
        let mut tx = tx.tenant(tenant);
        let Some(found) = tx.find_contract(contract)? else {
            return Ok(None);
        };
        let session = tx.find_session(found.session)?;
        // Of an erased person nothing can be read, and nothing needs to be proved.
        let session = session.filter(|session| session.wrapped_key.is_some());
        let (Some(session), Status::Completed) = (session, found.status) else {
            return Ok(None);
        };
        let (standing, file, sha256, row) = match self {
            Self::Contract => {
                let document = tx.list_documents(contract)?.into_iter().next();
                let Some(row) = document else { return Ok(None) };
                let parts = (row.seal, row.sealed_file.clone(), row.sealed_sha256.clone());
                let (Some(standing), Some(file), Some(sha256)) = parts else {
                    return Ok(None);
                };
                (standing, file, sha256, Row::Contract(Box::new(row)))
            }
            Self::Completion => {
                let Some(row) = tx.find_completion(contract)? else {
                    return Ok(None);
                };
                let (file, sha256) = (row.file.clone(), row.sha256.clone());
                (row.standing, file, sha256, Row::Completion(Box::new(row)))
            }
        };
        Ok(Some(Work {
            session: found.session,
            standing,
            file,
            sha256,
            key: session_key(&context.key, &session)?,
            seal_keys: tx.list_seal_keys()?,
            member_keys: tx.list_member_keys()?,
            row,
        }))
    }
}

impl Work {
    /// Notes that the file grew; false where another run was first.
    pub(super) fn note(
        &self,
        tx: &mut TenantTx<'_>,
        contract: ContractId,
        stored: &Stored,
    ) -> Result<bool, StoreError> {
        match &self.row {
            Row::Contract(row) => {
                let raised = SealedDocument {
                    ordinal: row.ordinal,
                    file: stored.file.clone(),
                    sha256: stored.sha256,
                    seal_key: row.seal_key.unwrap_or_default(),
                    standing: stored.standing,
                    renew_at: stored.renew_at,
                };
                tx.raise_document(contract, &raised, &self.file)
            }
            Row::Completion(row) => {
                let raised = CompletionRow {
                    file: stored.file.clone(),
                    sha256: stored.sha256.to_vec(),
                    standing: stored.standing,
                    renew_at: stored.renew_at,
                    ..CompletionRow::clone(row)
                };
                tx.raise_completion(contract, &raised, &self.file)
            }
        }
    }

    /// What the journal says of it.
    pub(super) fn entry(
        &self,
        (tenant, contract): (TenantId, ContractId),
        stored: &Stored,
        (id, now): (EntryId, Instant),
    ) -> Entry {
        let (level, hash) = (stored.standing.level.code(), hex(&stored.sha256));
        let (act, detail) = match &self.row {
            Row::Contract(_) => (
                Act::SealRaised,
                format!("{{\"level\":\"{level}\",\"sealedSha256\":\"{hash}\"}}"),
            ),
            Row::Completion(_) => (
                Act::CompletionRaised,
                format!("{{\"certificateSha256\":\"{hash}\",\"level\":\"{level}\"}}"),
            ),
        };
        Entry {
            id,
            tenant,
            at: now,
            act,
            actor: Actor::Server,
            session: Some(self.session),
            contract: Some(contract),
            detail,
            sealed: None,
        }
    }
}
