//! What there is to seal: the file so far, and the signatures that were given and are not in it.

use mithaq_domain::{
    contract::{SignatureLevel, countersigner::Countersigner},
    id::{ContractId, MemberId, SessionId, TenantId},
    time::Instant,
};
use mithaq_store::{
    TenantTx,
    contract::{ContractRow, SignerRow, countersigner::CountersignerRow, document::DocumentRow},
    member_key::MemberKeyRow,
    seal::SealKeyRow,
    vault::PersonKey,
};

use super::{
    by_itself::{by_seal, finishes, place_of_seal},
    remote::RemoteValue,
};
use crate::{
    App, Failure,
    access::member_name,
    app::TenantContext,
    contract::freeze::{StoredFrame, company_field, customer_field},
    evidence::{Confirmed, Opening},
    session::{SignatureFacts, open_invitee, open_sealed, seal, session_key},
};
use serde::{Deserialize, Serialize};

pub(super) struct Work {
    pub(super) contract: ContractRow,
    pub(super) document: DocumentRow,
    /// In the order in which they were given; that of the company's seal by itself, which is made with this run, is the last.
    pub(super) pending: Vec<Given>,
    pub(super) key: PersonKey,
    pub(super) seal_key: SealKeyRow,
    /// That key and those before it.
    pub(super) seal_keys: Vec<SealKeyRow>,
    /// Keys of the members who sign with their own.
    pub(super) member_keys: Vec<MemberKeyRow>,
    /// Whether with these every signature is in the file.
    pub(super) finishes: bool,
}

/// A signature that was given.
pub(crate) struct Given {
    pub(crate) ordinal: i64,
    /// The customer's turn, or the company's: members have none, its seal comes after them.
    pub(crate) turn: i64,
    pub(crate) signed_at: Instant,
    /// SHA-256 of the document that was signed.
    pub(crate) document_sha256: Option<Vec<u8>>,
    pub(crate) by: By,
    /// The member who signed, if one did.
    pub(crate) member: Option<MemberId>,
    /// The key of a member's own, where it signed with one.
    pub(crate) member_key: Option<i64>,
    /// The field of the file that it fills.
    pub(crate) field: String,
    /// What a member's agent signed, where it did and that is not yet in the file.
    pub(crate) remote: Option<RemoteValue>,
    /// The session in which a customer signed.
    pub(crate) session: Option<SessionId>,
    /// What the signature in the file commits itself to.
    pub(crate) opening: Opening,
}

/// Whose signature it is.
pub(crate) enum By {
    /// A customer's, with what stands in the block.
    Customer(Box<SignatureFacts>),
    /// That of a member.
    Member(MemberFacts),
    /// That of the company's seal by itself.
    Seal(SealFacts),
}

/// What is told of a countersignature by the company's seal.
pub(crate) struct SealFacts {
    /// Whose its certificate is, as that names it.
    pub(crate) certificate: Option<String>,
}

/// What the block of a countersignature says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MemberFacts {
    /// The member's name when it was signed.
    pub(crate) name: String,
    /// Whose the certificate is, where it is the member's own.
    pub(crate) certificate: Option<String>,
}

const MEMBER_FACTS: &str = "contract_countersigner.sealed";

fn record(contract: ContractId, member: MemberId) -> String {
    format!("{contract}/{member}")
}

/// Seals what a countersignature says of the member, under the key of the contract's session.
pub(crate) fn seal_member_facts(
    app: &App,
    key: &PersonKey,
    contract: ContractId,
    (member, facts): (MemberId, &MemberFacts),
) -> Result<Vec<u8>, Failure> {
    let record = record(contract, member);
    seal(key, MEMBER_FACTS, &record, facts, app.entropy())
}

impl Given {
    pub(crate) const fn is_customers(&self) -> bool {
        matches!(self.by, By::Customer(_))
    }

    /// What the signature is.
    pub(crate) const fn level(&self) -> SignatureLevel {
        match &self.by {
            By::Member(facts) if facts.certificate.is_some() => SignatureLevel::OwnCertificate,
            By::Customer(_) | By::Member(_) => SignatureLevel::SealedConsent,
            By::Seal(_) => SignatureLevel::CompanySeal,
        }
    }

    pub(crate) const fn is_seals(&self) -> bool {
        matches!(self.by, By::Seal(_))
    }
}

/// Loads what there is to seal; nothing where every signature is in the file, or none counts.
pub(super) fn load(
    tx: &mut mithaq_store::Tx<'_>,
    context: &TenantContext,
    (tenant, contract): (TenantId, ContractId),
    now: Instant,
) -> Result<Option<Work>, Failure> {
    let mut tx = tx.tenant(tenant);
    let contract = tx
        .find_contract(contract)?
        .ok_or(Failure::Inconsistent("a contract without a row"))?;
    if !contract.status.has_signatures() {
        return Ok(None);
    }
    let document = tx.list_documents(contract.id)?.into_iter().next();
    let document = document.ok_or(Failure::Inconsistent(
        "a confirmed contract without a document",
    ))?;
    let mut pending = list_given(&mut tx, context, &contract, false)?;
    let requests = tx.list_agent_requests(contract.id)?;
    for given in &mut pending {
        given.remote = RemoteValue::of(given, &requests);
    }
    // What an agent signed fits on one file alone: it comes first.
    pending.sort_by_key(|given| given.remote.is_none());
    let rows = tx.list_countersigners(contract.id)?;
    let seal_key = tx
        .find_seal_key()?
        .ok_or(Failure::Inconsistent("a tenant without a seal key"))?;
    let seal = place_of_seal(contract.status, &rows);
    if let Some(row) = seal {
        let document_sha256 = Some(document.reviewed_sha256.clone());
        let signing = (row.ordinal, document_sha256, now);
        pending.push(by_seal(
            &mut tx,
            context,
            (&contract, &document),
            (signing, &seal_key),
        )?);
    }
    if pending.is_empty() {
        return Ok(None);
    }
    let finishes = finishes(contract.status, &rows, seal.is_some());
    let session = tx
        .find_session(contract.session)?
        .ok_or(Failure::Inconsistent("a contract without a session"))?;
    Ok(Some(Work {
        key: session_key(&context.key, &session)?,
        seal_key,
        seal_keys: tx.list_seal_keys()?,
        member_keys: tx.list_member_keys()?,
        contract,
        document,
        pending,
        finishes,
    }))
}

/// The signatures that were given and are in the file, or are not, in the order in which they were given.
pub(crate) fn list_given(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    contract: &ContractRow,
    embedded: bool,
) -> Result<Vec<Given>, Failure> {
    let mut given = Vec::new();
    let document = tx.list_documents(contract.id)?.into_iter().next();
    let frames = document.as_ref().map(frames_of).transpose()?;
    let frames = frames.unwrap_or_default();
    let field = |name: String| file_field(&frames, name);
    for signer in tx.list_signers(contract.id)? {
        if signer.embedded_at.is_some() == embedded && signer.signed_at.is_some() {
            let field = field(customer_field(signer.ordinal));
            given.push(by_customer(tx, context, (contract, field), signer)?);
        }
    }
    for row in tx.list_countersigners(contract.id)? {
        if row.embedded_at.is_some() == embedded && row.signed_at.is_some() {
            given.push(match (row.by, &document) {
                (Countersigner::Member(member), _) => {
                    let field = field(company_field((row.by, row.ordinal)));
                    by_member(tx, context, (contract, field), (member, row))?
                }
                (Countersigner::Seal, Some(document)) => {
                    let keys = tx.list_seal_keys()?;
                    let key = keys.iter().find(|key| Some(key.id) == row.seal_key);
                    let key = key.ok_or(NOT_GIVEN)?;
                    let at = row.signed_at.ok_or(NOT_GIVEN)?;
                    let signing = ((row.ordinal, row.document_sha256, at), key);
                    by_seal(tx, context, (contract, document), signing)?
                }
                (Countersigner::Seal, None) => return Err(NOT_GIVEN),
            });
        }
    }
    // Customers come first, each after all who had an earlier turn: the times of two nodes may say otherwise.
    given.sort_by_key(|given| (!given.is_customers(), given.turn, given.signed_at));
    Ok(given)
}

/// What the field of a name is called in the file.
pub(super) fn file_field(frames: &[StoredFrame], name: String) -> String {
    let frame = frames.iter().find(|frame| frame.field_name == name);
    frame.map_or(name, |frame| frame.file_field().to_owned())
}

/// The frames for signatures in a document.
pub(super) fn frames_of(document: &DocumentRow) -> Result<Vec<StoredFrame>, Failure> {
    serde_json::from_str(&document.frames)
        .map_err(|_| Failure::Inconsistent("a document without frames"))
}

/// A countersignature, as far as it is bound by its commitment.
pub(super) struct Countersigning<'a> {
    pub(super) contract: &'a ContractRow,
    /// The field of the file that it fills.
    pub(super) field: &'a str,
    pub(super) by: Countersigner,
    pub(super) document_sha256: &'a [u8],
    pub(super) at: Instant,
    pub(super) name: Option<&'a str>,
}

impl Countersigning<'_> {
    pub(super) fn opening(&self, session_salt: &[u8; 16]) -> Opening {
        let confirmed = Confirmed {
            contract: self.contract.id,
            session: self.contract.session,
            field: self.field.to_owned(),
            document_sha256: self.document_sha256,
            at: self.at,
            request_number: &self.contract.request_number,
            name: self.name,
            contact: None,
            member: self.by.member().map(MemberId::get),
            kept: None,
            level: match self.by {
                Countersigner::Member(_) => None,
                Countersigner::Seal => Some(SignatureLevel::CompanySeal),
            },
        };
        Opening::of(session_salt, &confirmed)
    }
}

const NOT_GIVEN: Failure = Failure::Inconsistent("a confirmation without facts");

fn by_customer(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    (contract, field): (&ContractRow, String),
    signer: SignerRow,
) -> Result<Given, Failure> {
    let session = tx
        .find_session(signer.session)?
        .ok_or(Failure::Inconsistent("a signer without a session"))?;
    let key = session_key(&context.key, &session)?;
    let sealed = signer.sealed.as_deref().ok_or(NOT_GIVEN)?;
    let kept = key.open("contract_signer.sealed", &contract.id.to_string(), sealed)?;
    let facts: SignatureFacts = serde_json::from_slice(&kept).map_err(|_| NOT_GIVEN)?;
    let signed_at = signer.signed_at.ok_or(NOT_GIVEN)?;
    let confirmed = Confirmed {
        contract: contract.id,
        session: session.id,
        field: field.clone(),
        document_sha256: signer.document_sha256.as_deref().unwrap_or_default(),
        at: signed_at,
        request_number: &contract.request_number,
        name: facts.name.as_deref(),
        contact: Some(&facts.masked),
        member: None,
        kept: Some(&kept),
        level: None,
    };
    Ok(Given {
        ordinal: signer.ordinal,
        turn: signer.turn,
        signed_at,
        opening: Opening::of(&open_invitee(&key, &session)?.salt, &confirmed),
        by: By::Customer(Box::new(facts)),
        member: None,
        member_key: None,
        field,
        remote: None,
        session: Some(session.id),
        document_sha256: signer.document_sha256,
    })
}

fn by_member(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    (contract, field): (&ContractRow, String),
    (member, row): (MemberId, CountersignerRow),
) -> Result<Given, Failure> {
    let session = tx
        .find_session(contract.session)?
        .ok_or(Failure::Inconsistent("a contract without a session"))?;
    let key = session_key(&context.key, &session)?;
    let signed_at = row.signed_at.ok_or(NOT_GIVEN)?;
    let kept: Option<MemberFacts> = match &row.sealed {
        Some(sealed) => {
            let record = record(contract.id, member);
            Some(open_sealed(&key, MEMBER_FACTS, &record, sealed)?)
        }
        None => None,
    };
    let salt = open_invitee(&key, &session)?.salt;
    let signing = Countersigning {
        contract,
        field: &field,
        by: row.by,
        document_sha256: row.document_sha256.as_deref().unwrap_or_default(),
        at: signed_at,
        // What an older program sealed is not bound to a name.
        name: kept.as_ref().map(|kept| kept.name.as_str()),
    };
    let opening = signing.opening(&salt);
    let facts = match kept {
        Some(kept) => kept,
        None => MemberFacts {
            name: member_name(tx, &context.key, member)?,
            certificate: None,
        },
    };
    Ok(Given {
        ordinal: row.ordinal,
        turn: 0,
        signed_at,
        by: By::Member(facts),
        member: Some(member),
        member_key: row.member_key,
        field,
        remote: None,
        session: None,
        opening,
        document_sha256: row.document_sha256,
    })
}
