//! Sealing: the job that turns a confirmed document into the sealed file. The signature block is
//! typeset, the file sealed and stored, and only then the rows say so. Run twice, it seals once.

use mithaq_domain::{
    contract::Status,
    evidence::{Act, Actor, Entry},
    id::{ContractId, EntryId, TenantId},
    place,
    time::Instant,
};
use mithaq_pades::SealRequest;
use mithaq_store::{
    StoreError,
    contract::{
        ContractRow, SignerRow,
        document::{DocumentRow, SealedDocument},
    },
    seal::SealKeyRow,
    vault::PersonKey,
};
use mithaq_typeset::{BlockLine, SignatureBlock, render_signature_block};

use super::{
    files::{read_file, remove_file, write_file},
    freeze::StoredFrame,
    keys::open_seal_key,
    material::{bilingual, sentence},
};
use crate::{
    App, Failure,
    app::TenantContext,
    session::{SignatureFacts, hex, open_sealed, session_key},
};

struct Work {
    contract: ContractRow,
    document: DocumentRow,
    signer: SignerRow,
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
    let row = work.contract.clone();
    let sealed = app
        .pool()
        .run(move || seal(&inner, &context, &work, now))
        .await?;
    store(app, tenant, row, sealed, countersigned).await
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
    let signers = tx.list_signers(contract.id)?;
    let signer = signers.into_iter().next().ok_or(Failure::Inconsistent(
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
    let block = block(context, work, frame, now)?;
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

fn block(
    context: &TenantContext,
    work: &Work,
    frame: &StoredFrame,
    now: Instant,
) -> Result<SignatureBlock, Failure> {
    let facts: SignatureFacts = open_sealed(
        &work.key,
        "contract_signer.sealed",
        &work.contract.id.to_string(),
        work.signer
            .sealed
            .as_deref()
            .ok_or(Failure::Inconsistent("a confirmation without facts"))?,
    )?;
    let zone = &context.tenant.settings.time_zone;
    let at = place::local_time(work.signer.signed_at.unwrap_or(now), zone);
    let line = |key: &str, value: &str| BlockLine {
        label: bilingual(&sentence(key)),
        value: mithaq_typeset::Bilingual::same(value),
    };
    let mut lines = Vec::new();
    lines.extend(
        facts
            .name
            .as_deref()
            .map(|name| line("document-block-confirmed-by", name)),
    );
    lines.push(line("document-block-phone", &facts.masked));
    lines.push(line("document-block-time", &at));
    lines.push(line(
        "document-block-reference",
        &work.contract.request_number,
    ));
    let [left, bottom, right, top] = frame.rect;
    Ok(SignatureBlock {
        width: right - left,
        height: top - bottom,
        typed_name: facts.typed_name,
        lines,
        level: bilingual(&sentence("document-block-level")),
        created_at_unix_ms: now.unix_millis(),
    })
}

async fn store(
    app: &App,
    tenant: TenantId,
    contract: ContractRow,
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
    let file = sealed.file.parse::<mithaq_store::FileId>()?;
    let first = app
        .store()
        .write(move |tx| {
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
            Ok(true)
        })
        .await;
    // After a failure of the disk the outcome is unknown: then the file stays.
    let unknown = matches!(first, Err(Failure::Store(StoreError::Disk(_))));
    if !matches!(first, Ok(true)) && !unknown {
        let inner = app.clone();
        app.pool()
            .run(move || {
                remove_file(&inner, &file);
                Ok(())
            })
            .await?;
    }
    first.map(|_| ())
}
