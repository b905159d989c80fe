//! Sealing: the job that turns a confirmed document into the sealed file. The signature block is
//! typeset, the file sealed and stored, and only then the rows say so. Run twice, it seals once.
//! Every signer gets a copy: a job each, in the same transaction.

mod block;

use mithaq_domain::{
    contract::Status,
    evidence::{Act, Actor, Entry},
    id::{ContractId, EntryId, JobId, SessionId, TenantId},
    job::Job,
    time::Instant,
};
use mithaq_pades::SealRequest;
use mithaq_store::{
    StoreError,
    contract::{
        ContractRow, SignerRow,
        document::{DocumentRow, SealedDocument},
    },
    job::NewJob,
    seal::SealKeyRow,
    vault::PersonKey,
};
use mithaq_typeset::render_signature_block;

use super::{
    files::{name_file, read_file, write_file},
    freeze::StoredFrame,
    keys::open_seal_key,
    material::sentence,
};
use crate::{
    App, Failure,
    app::TenantContext,
    session::{hex, session_key},
};

struct Work {
    contract: ContractRow,
    document: DocumentRow,
    signer: SignerRow,
    /// The sessions whose signers get a copy.
    signers: Vec<SessionId>,
    key: PersonKey,
    seal_key: SealKeyRow,
    countersigned: bool,
}

/// Seals a contract that every customer confirmed; does nothing when it is sealed.
pub async fn seal_contract(
    app: &App,
    tenant: TenantId,
    contract: ContractId,
) -> Result<(), Failure> {
    let (now, context) = (app.now(), app.tenant(tenant)?);
    let loading = app.tenant(tenant)?;
    let work = app
        .store()
        .read(move |tx| load(tx, &loading, tenant, contract))
        .await?;
    let Some(work) = work else { return Ok(()) };
    let inner = app.clone();
    let countersigned = work.countersigned;
    let (row, signers) = (work.contract.clone(), work.signers.clone());
    let sealed = app
        .pool()
        .run(move || seal(&inner, &context, &work, now))
        .await?;
    store(app, row, (tenant, signers), sealed, countersigned).await
}

/// The root certificate of the key that seals for a tenant, DER.
pub async fn root_certificate(app: &App, tenant: TenantId) -> Result<Option<Vec<u8>>, Failure> {
    let row = app
        .store()
        .read(move |tx| tx.tenant(tenant).find_seal_key())
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    Ok(row.map(|row| row.root_certificate))
}

fn load(
    tx: &mut mithaq_store::Tx<'_>,
    context: &TenantContext,
    tenant: TenantId,
    contract: ContractId,
) -> Result<Option<Work>, Failure> {
    let mut tx = tx.tenant(tenant);
    let contract = tx
        .find_contract(contract)?
        .ok_or(Failure::Inconsistent("a contract without a row"))?;
    let documents = tx.list_documents(contract.id)?;
    let document = documents.into_iter().next().ok_or(Failure::Inconsistent(
        "a confirmed contract without a document",
    ))?;
    if contract.status != Status::CustomerSigned || document.sealed_file.is_some() {
        return Ok(None);
    }
    let all = tx.list_signers(contract.id)?;
    let signers = all
        .iter()
        .filter(|signer| signer.signed_at.is_some())
        .map(|signer| signer.session)
        .collect();
    let signer = all.into_iter().next().ok_or(Failure::Inconsistent(
        "a confirmed contract without a signer",
    ))?;
    let session = tx
        .find_session(contract.session)?
        .ok_or(Failure::Inconsistent("a contract without a session"))?;
    let form = tx
        .find_form(contract.form, contract.version)?
        .ok_or(Failure::Inconsistent("a contract without its form"))?;
    Ok(Some(Work {
        key: session_key(&context.key, &session)?,
        seal_key: tx
            .find_seal_key()?
            .ok_or(Failure::Inconsistent("a tenant without a seal key"))?,
        countersigned: form.form.provider_signers.is_empty(),
        contract,
        document,
        signer,
        signers,
    }))
}

fn seal(
    app: &App,
    context: &TenantContext,
    work: &Work,
    now: Instant,
) -> Result<SealedDocument, Failure> {
    let reviewed = read_file(app, &work.key, &work.document.reviewed_file)?;
    let hash = crate::access::sha256(&reviewed);
    let confirmed = work.signer.document_sha256.as_deref();
    if confirmed != Some(hash.as_slice()) || work.document.reviewed_sha256 != hash {
        return Err(Failure::Inconsistent(
            "the reviewed file is not the confirmed one",
        ));
    }
    let frames: Vec<StoredFrame> = serde_json::from_str(&work.document.frames)
        .map_err(|_| Failure::Inconsistent("a document without frames"))?;
    let frame = frames
        .first()
        .ok_or(Failure::Inconsistent("a document without frames"))?;
    let block = block::block(context, work, frame, now)?;
    let appearance = render_signature_block(&block)?;
    let key = open_seal_key(app, context.tenant.id, &work.seal_key)?;
    let reason = sentence("document-seal-reason").en;
    let request = SealRequest {
        field_name: &frame.field_name,
        appearance: Some(&appearance),
        name: &context.tenant.settings.display.en,
        reason: &reason,
        location: None,
        signed_at_unix_ms: now.unix_millis(),
        evidence_commitment: None,
        certify: true,
        reserved_bytes: None,
    };
    let sealed = mithaq_pades::seal(&reviewed, &request, &key)?;
    let (file, sha256) = write_file(app, &work.key, &sealed)?;
    Ok(SealedDocument {
        ordinal: work.document.ordinal,
        file: file.as_str().to_owned(),
        sha256,
        seal_key: work.seal_key.id,
    })
}

async fn store(
    app: &App,
    contract: ContractRow,
    (tenant, signers): (TenantId, Vec<SessionId>),
    sealed: SealedDocument,
    countersigned: bool,
) -> Result<(), Failure> {
    let now = app.now();
    let next = contract
        .status
        .sealed(countersigned)
        .map_err(|_| Failure::Inconsistent("sealing a contract in the wrong state"))?;
    let entry = Entry {
        id: EntryId::new(now, &app.random()),
        tenant,
        at: now,
        act: Act::ContractSealed,
        actor: Actor::Server,
        session: Some(contract.session),
        contract: Some(contract.id),
        detail: format!(
            "{{\"sealKey\":{},\"sealedSha256\":\"{}\"}}",
            sealed.seal_key,
            hex(&sealed.sha256)
        ),
        sealed: None,
    };
    let copies: Vec<NewJob> = signers
        .into_iter()
        .map(|session| copy(app, session, contract.id, now))
        .collect();
    let file = sealed.file.clone();
    name_file(app, &file, move |tx| {
        let mut tx = tx.tenant(tenant);
        if !tx.seal_document(contract.id, &sealed, now)? {
            return Ok(false);
        }
        if !tx.change_status(contract.id, contract.status, next, now)? {
            return Err(Failure::Inconsistent(
                "a contract that moved while it was sealed",
            ));
        }
        tx.insert_entry(&entry)?;
        for copy in &copies {
            tx.insert_job(copy, now)?;
        }
        Ok(true)
    })
    .await?;
    app.wake_worker();
    Ok(())
}

/// The job that hands a signer the signed copy.
fn copy(app: &App, session: SessionId, contract: ContractId, now: Instant) -> NewJob {
    NewJob {
        id: JobId::new(now, &app.random()),
        job: Job::SendCopy { session, contract },
        sealed: None,
    }
}
