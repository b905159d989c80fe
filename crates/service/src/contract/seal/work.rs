//! What there is to seal: the file so far, and the signatures that were given and are not in it.

use mithaq_domain::{
    id::{ContractId, TenantId},
    time::Instant,
};
use mithaq_store::{
    contract::{ContractRow, SignerRow, document::DocumentRow},
    seal::SealKeyRow,
    vault::PersonKey,
};

use crate::{
    Failure,
    access::member_name,
    app::TenantContext,
    contract::freeze::{company_field, customer_field},
    session::{SignatureFacts, open_sealed, session_key},
};

pub(super) struct Work {
    pub(super) contract: ContractRow,
    pub(super) document: DocumentRow,
    /// In the order in which they were given.
    pub(super) pending: Vec<Pending>,
    pub(super) key: PersonKey,
    pub(super) seal_key: SealKeyRow,
}

/// A signature that is to come into the file.
pub(super) struct Pending {
    pub(super) ordinal: i64,
    pub(super) signed_at: Instant,
    /// SHA-256 of the document that was signed.
    pub(super) document_sha256: Option<Vec<u8>>,
    pub(super) by: By,
}

/// Whose signature it is.
pub(super) enum By {
    /// A customer's, with what stands in the block.
    Customer(Box<SignatureFacts>),
    /// That of the member of this name.
    Member(String),
}

impl Pending {
    /// The field of the reviewed file that it fills.
    pub(super) fn field_name(&self) -> String {
        match self.by {
            By::Customer(_) => customer_field(self.ordinal),
            By::Member(_) => company_field(self.ordinal),
        }
    }

    pub(super) const fn is_customers(&self) -> bool {
        matches!(self.by, By::Customer(_))
    }
}

/// Loads what there is to seal; nothing where every signature is in the file, or none counts.
pub(super) fn load(
    tx: &mut mithaq_store::Tx<'_>,
    context: &TenantContext,
    tenant: TenantId,
    contract: ContractId,
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
    let mut pending = Vec::new();
    for signer in tx.list_signers(contract.id)? {
        if let (Some(signed_at), None) = (signer.signed_at, signer.embedded_at) {
            pending.push(Pending {
                ordinal: signer.ordinal,
                signed_at,
                by: By::Customer(Box::new(facts(&mut tx, context, &contract, &signer)?)),
                document_sha256: signer.document_sha256,
            });
        }
    }
    for row in tx.list_countersigners(contract.id)? {
        if let (Some(signed_at), None) = (row.signed_at, row.embedded_at) {
            pending.push(Pending {
                ordinal: row.ordinal,
                signed_at,
                by: By::Member(member_name(&mut tx, &context.key, row.member)?),
                document_sha256: row.document_sha256,
            });
        }
    }
    if pending.is_empty() {
        return Ok(None);
    }
    // Customers stand first, and the sort keeps the order of those of one moment.
    pending.sort_by_key(|pending| pending.signed_at);
    let session = tx
        .find_session(contract.session)?
        .ok_or(Failure::Inconsistent("a contract without a session"))?;
    Ok(Some(Work {
        key: session_key(&context.key, &session)?,
        seal_key: tx
            .find_seal_key()?
            .ok_or(Failure::Inconsistent("a tenant without a seal key"))?,
        contract,
        document,
        pending,
    }))
}

fn facts(
    tx: &mut mithaq_store::TenantTx<'_>,
    context: &TenantContext,
    contract: &ContractRow,
    signer: &SignerRow,
) -> Result<SignatureFacts, Failure> {
    let session = tx
        .find_session(signer.session)?
        .ok_or(Failure::Inconsistent("a signer without a session"))?;
    let sealed = signer.sealed.as_deref();
    open_sealed(
        &session_key(&context.key, &session)?,
        "contract_signer.sealed",
        &contract.id.to_string(),
        sealed.ok_or(Failure::Inconsistent("a confirmation without facts"))?,
    )
}
