//! Countersignatures that are made elsewhere, minutes later: a file that lacks only the signature is made and kept, and the
//! signature that comes back is checked before it counts. It fits on one file alone, so that the file is made anew where
//! another signature came in between.
//!
//! Not here: who asks and who gives; that is `agent`'s.

use mithaq_domain::{
    access::Permission,
    contract::countersigner::Countersigner,
    id::{ContractId, MemberId},
    seal::SealLevel,
    time::Instant,
};
use mithaq_pades::{Cms, Prepared, SealRequest, SignatureValue, TIMESTAMP_ROOM};
use mithaq_store::{
    TenantTx,
    agent::{AgentRequestRow, PreparedFile},
    contract::{ContractRow, countersigner::CountersignerRow, document::DocumentRow},
    member_key::MemberKeyRow,
    vault::PersonKey,
};

use super::{
    block,
    work::{By, Countersigning, Given, MemberFacts, frames_of, list_given},
};
use crate::{
    App, Failure,
    access::{member_name, sha256},
    app::TenantContext,
    contract::{
        files::read_file,
        freeze::{StoredFrame, company_field},
        keys::{certificate_name, member_identity},
        material::sentence,
    },
    evidence::Opening,
    session::{open_invitee, session_key},
};

/// A signature that an agent gave, and the file that it is for.
#[derive(Clone)]
pub(crate) struct RemoteValue {
    file: String,
    continues: Vec<u8>,
    value: Vec<u8>,
}

impl RemoteValue {
    /// That of a countersignature, if an agent gave one.
    pub(super) fn of(given: &Given, requests: &[AgentRequestRow]) -> Option<Self> {
        let of_it = |row: &&AgentRequestRow| {
            given.member == Some(row.member) && given.member_key == Some(row.member_key)
        };
        let row = requests.iter().find(of_it)?;
        let prepared = row.prepared.as_ref()?;
        Some(Self {
            file: prepared.file.clone(),
            continues: prepared.continues.clone(),
            value: row.value.clone()?,
        })
    }

    /// The kept file with its signature, checked again; `before` is the file that it continues.
    pub(super) fn take_up(
        &self,
        app: &App,
        key: &PersonKey,
        (before, opening): (&[u8], &Opening),
        member_key: &MemberKeyRow,
    ) -> Result<(Prepared, Cms), Failure> {
        let bytes = read_file(app, key, &self.file)?;
        if self.continues != sha256(before) || !bytes.starts_with(before) {
            return Err(Failure::Inconsistent("an agent signed another file"));
        }
        check(bytes, opening, member_key, &self.value)?
            .ok_or(Failure::Inconsistent("an agent's signature does not fit"))
    }
}

/// A kept file with a signature over it; none where the value is not that key's signature over this very file.
fn check(
    bytes: Vec<u8>,
    opening: &Opening,
    member_key: &MemberKeyRow,
    value: &[u8],
) -> Result<Option<(Prepared, Cms)>, Failure> {
    let identity = member_identity(member_key)?;
    let prepared = Prepared::resume(bytes, &identity, Some(opening.commitment()));
    let prepared = prepared.ok_or(Failure::Inconsistent("a prepared file without a place"))?;
    let value = SignatureValue::new(value.to_vec());
    let cms = prepared.attributes().into_checked_cms(&value);
    Ok(cms.map(|cms| (prepared, cms)))
}

/// What a member's agent may sign now.
pub(crate) struct Remote {
    pub(crate) contract: ContractRow,
    pub(crate) document: DocumentRow,
    /// Opens the contract's files.
    pub(crate) key: PersonKey,
    pub(crate) facts: MemberFacts,
    pub(crate) member: MemberId,
    pub(crate) member_key: MemberKeyRow,
    /// The prepared file, where there is one on top of the present file.
    pub(crate) prepared: Option<PreparedFile>,
    ordinal: i64,
    frame: StoredFrame,
    salt: [u8; 16],
}

impl Remote {
    /// What is asked of an agent; none where it cannot be signed at this moment: the contract moved on, another signature
    /// is on its way into the file, the key was taken back, the member was shut out.
    pub(crate) fn load(
        tx: &mut TenantTx<'_>,
        context: &TenantContext,
        request: &AgentRequestRow,
    ) -> Result<Option<Self>, Failure> {
        let Some(contract) = tx.find_contract(request.contract)? else {
            return Ok(None);
        };
        let members = tx.list_countersigners(contract.id)?;
        let is_its = |row: &&CountersignerRow| row.by.member() == Some(request.member);
        let place = members.iter().find(is_its);
        let place = place.filter(|place| place.signed_at.is_none());
        let document = tx.list_documents(contract.id)?.into_iter().next();
        let document = document.filter(|document| document.sealed_file.is_some());
        let session = tx.find_session(contract.session)?;
        let session = session.filter(|session| session.wrapped_key.is_some());
        let key = tx.find_member_key(request.member_key)?;
        let key = key.filter(|key| key.retired_at.is_none());
        let (Some(place), Some(document), Some(session), Some(member_key)) =
            (place, document, session, key)
        else {
            return Ok(None);
        };
        let member = tx.find_member_by_id(request.member)?;
        // Whoever was shut out, or has another role by now, signs no more, whatever the agent still is.
        let may_sign = member.is_some_and(|member| {
            let needed = Permission::BusinessRequestContractSigner;
            !member.is_disabled && member.grant.permissions().contains(needed)
        });
        let is_open = contract.status.countersigned(true).is_ok();
        if !may_sign || !is_open || !list_given(tx, context, &contract, false)?.is_empty() {
            return Ok(None);
        }
        let name = company_field((place.by, place.ordinal));
        let mut frames = frames_of(&document)?.into_iter();
        let frame = frames.find(|frame| frame.field_name == name);
        let key = session_key(&context.key, &session)?;
        let present = document.sealed_sha256.as_deref();
        let prepared = request.prepared.clone();
        Ok(Some(Self {
            salt: open_invitee(&key, &session)?.salt,
            facts: MemberFacts {
                name: member_name(tx, &context.key, request.member)?,
                certificate: certificate_name(&member_key.certificates),
            },
            prepared: prepared.filter(|file| Some(file.continues.as_slice()) == present),
            ordinal: place.ordinal,
            frame: frame.ok_or(Failure::Inconsistent("a signer without a frame"))?,
            member: request.member,
            member_key,
            contract,
            document,
            key,
        }))
    }

    /// What the signature commits itself to, at the time that it claims.
    pub(crate) fn opening(&self, at: Instant) -> Opening {
        let signing = Countersigning {
            contract: &self.contract,
            field: self.frame.file_field(),
            by: Countersigner::Member(self.member),
            document_sha256: &self.document.reviewed_sha256,
            at,
            name: Some(&self.facts.name),
        };
        signing.opening(&self.salt)
    }

    /// The file that lacks only the signature, and the SHA-256 of the one that it continues. Slow work.
    pub(crate) fn prepare(
        &self,
        app: &App,
        context: &TenantContext,
        at: Instant,
    ) -> Result<(Vec<u8>, Vec<u8>), Failure> {
        let sealed = self.document.sealed_file.as_deref().unwrap_or_default();
        let before = read_file(app, &self.key, sealed)?;
        let hash = sha256(&before).to_vec();
        if self.document.sealed_sha256.as_ref() != Some(&hash) {
            return Err(Failure::Inconsistent("the sealed file is another one"));
        }
        let given = self.as_given(at);
        let number = &self.contract.request_number;
        let appearance = block::appearance(context, number, &given, &self.frame)?;
        let signs_as = self.facts.certificate.as_ref().unwrap_or(&self.facts.name);
        let wants_timestamp = app.authorities().wanted(&context.tenant.settings) >= SealLevel::BT;
        let request = SealRequest {
            field_name: &given.field,
            appearance: appearance.as_deref(),
            name: signs_as,
            reason: &sentence("document-seal-reason-company").en,
            location: None,
            signed_at_unix_ms: at.unix_millis(),
            evidence_commitment: Some(given.opening.commitment()),
            certify: false,
            lock_form: false,
            timestamp_room: if wants_timestamp { TIMESTAMP_ROOM } else { 0 },
            reserved_bytes: None,
        };
        let prepared = Prepared::new(&before, &request, &member_identity(&self.member_key)?)?;
        Ok((prepared.bytes().to_vec(), hash))
    }

    /// Whether a value is the member's signature over the kept file. Slow work.
    pub(crate) fn accepts(
        &self,
        app: &App,
        prepared: &PreparedFile,
        value: &[u8],
    ) -> Result<bool, Failure> {
        let bytes = read_file(app, &self.key, &prepared.file)?;
        let opening = self.opening(prepared.at);
        Ok(check(bytes, &opening, &self.member_key, value)?.is_some())
    }

    fn as_given(&self, at: Instant) -> Given {
        Given {
            ordinal: self.ordinal,
            turn: 0,
            signed_at: at,
            document_sha256: Some(self.document.reviewed_sha256.clone()),
            by: By::Member(self.facts.clone()),
            member: Some(self.member),
            member_key: Some(self.member_key.id),
            remote: None,
            field: self.frame.file_field().to_owned(),
            session: None,
            opening: self.opening(at),
        }
    }
}

/// The members whose agents gave a signature that is not yet in the file.
pub(super) fn list_remote(
    tx: &mut TenantTx<'_>,
    contract: ContractId,
) -> Result<Vec<MemberId>, Failure> {
    let requests = tx.list_agent_requests(contract)?.into_iter();
    let given = requests.filter(|row| row.value.is_some());
    Ok(given.map(|row| row.member).collect())
}
