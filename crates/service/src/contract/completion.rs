//! The certificate of completion: who signed a contract, when, how that was proved, and which bytes it is.
//! A sealed PDF of its own, made when the evidence of a completed contract is asked for first, and kept: most
//! contracts are never asked about. It changes nothing of the contract, and is raised as the contract is. What it says, `completion/statement`
//! writes.

mod statement;

use std::sync::Arc;

use mithaq_domain::{
    contract::Status,
    evidence::{Act, Actor, Entry},
    form::Form,
    id::{ContractId, EntryId, JobId, TenantId},
    job::{Job, next_attempt},
    seal::{SealLevel, SealStanding},
    time::Instant,
};
use mithaq_pades::{Cms, Prepared, SealRequest, TIMESTAMP_ROOM, add_signature_fields};
use mithaq_store::{
    TenantTx,
    contract::{ContractRow, completion::CompletionRow, document::DocumentRow},
    job::NewJob,
    seal::SealKeyRow,
    vault::PersonKey,
};
use mithaq_typeset::render_signature_block;

use self::statement::{FIELD, Facts};
use super::{
    files::{name_file, read_file, write_file},
    keys::{Signer, open_seal_key},
    material::{sentence, signature_field},
    seal::{Given, Ground, Raised, awaits_from, embed_stamped, list_given, raise},
};
use crate::{
    App, Failure,
    access::sha256,
    app::TenantContext,
    session::{hex, session_key},
};

/// What the certificate's seal commits itself to: SHA-256 over `mithaq-completion-v1`, the contract's id, the
/// number of the sealed contract's bytes and their SHA-256. Whoever has both files can prove that one
/// belongs to the other.
pub(crate) fn binding(contract: ContractId, bytes: u64, contract_sha256: &[u8; 32]) -> [u8; 32] {
    let parts: [&[u8]; 4] = [
        b"mithaq-completion-v1",
        contract.as_bytes(),
        &bytes.to_be_bytes(),
        contract_sha256,
    ];
    sha256(&parts.concat())
}

struct Work {
    context: Arc<TenantContext>,
    contract: ContractRow,
    document: DocumentRow,
    form: Arc<Form>,
    given: Vec<Given>,
    key: PersonKey,
    seal_key: SealKeyRow,
    seal_keys: Vec<SealKeyRow>,
}

/// Makes the certificate of a completed contract; does nothing where there is one, or the contract is not
/// completed.
pub(crate) async fn certify_completion(
    app: &App,
    tenant: TenantId,
    contract: ContractId,
) -> Result<(), Failure> {
    let (now, context) = (app.now(), app.tenant(tenant)?);
    let work = app
        .store()
        .read(move |tx| load(&mut tx.tenant(tenant), &context, contract))
        .await?;
    let Some(work) = work else { return Ok(()) };
    let (inner, session) = (app.clone(), work.contract.session);
    let unsigned = app.pool().run(move || prepare(&inner, work, now)).await?;
    let row = unsigned.sign(app).await?;
    let raising = NewJob {
        id: JobId::new(now, &app.random()),
        job: Job::RaiseCompletion {
            contract,
            renew: false,
        },
        sealed: None,
    };
    let entry = Entry {
        id: EntryId::new(now, &app.random()),
        tenant,
        at: now,
        act: Act::CompletionCertified,
        actor: Actor::Server,
        session: Some(session),
        contract: Some(contract),
        detail: format!(
            "{{\"certificateSha256\":\"{}\",\"contractBytes\":{},\"contractSha256\":\"{}\"}}",
            hex(&row.sha256),
            row.contract_bytes,
            hex(&row.contract_sha256)
        ),
        sealed: None,
    };
    let file = row.file.clone();
    name_file(app, &file, move |tx| {
        let mut tx = tx.tenant(tenant);
        let is_first = tx.insert_completion(contract, &row)?;
        if is_first {
            tx.insert_entry(&entry)?;
        }
        if is_first && row.standing.is_upgrade_pending && row.renew_at.is_none() {
            tx.insert_later_job(&raising, next_attempt(now, 1), now)?;
        }
        Ok(is_first)
    })
    .await?;
    Ok(())
}

fn load(
    tx: &mut TenantTx<'_>,
    context: &Arc<TenantContext>,
    id: ContractId,
) -> Result<Option<Work>, Failure> {
    let contract = tx.find_contract(id)?;
    let contract = contract.filter(|contract| contract.status == Status::Completed);
    let Some(contract) = contract else {
        return Ok(None);
    };
    let session = tx
        .find_session(contract.session)?
        .ok_or(Failure::Inconsistent("a contract without a session"))?;
    if session.wrapped_key.is_none() || tx.find_completion(id)?.is_some() {
        return Ok(None);
    }
    let document = tx.list_documents(id)?.into_iter().next();
    let (Some(document), Some(seal_key)) = (document, tx.find_seal_key()?) else {
        return Err(Failure::Inconsistent("a completed contract without parts"));
    };
    Ok(Some(Work {
        given: list_given(tx, context, &contract, true)?,
        key: session_key(&context.key, &session)?,
        context: Arc::clone(context),
        form: Arc::clone(&context.form_of(tx, &contract)?.form),
        contract,
        document,
        seal_key,
        seal_keys: tx.list_seal_keys()?,
    }))
}

/// The certificate, signed where the key is at hand.
struct Unsigned {
    prepared: Prepared,
    cms: Option<Cms>,
    signer: Signer,
    key: PersonKey,
    /// The keys by which the certificate is judged before it is raised.
    seal_keys: Vec<SealKeyRow>,
    wanted: SealLevel,
    wants_timestamp: bool,
    /// What is noted of it; the hash of the file is not known yet.
    row: CompletionRow,
}

impl Unsigned {
    async fn sign(self, app: &App) -> Result<CompletionRow, Failure> {
        let Self {
            prepared,
            cms,
            signer,
            key,
            seal_keys,
            wanted,
            wants_timestamp,
            mut row,
        } = self;
        let cms = signer.sign(app, &prepared, cms).await?;
        let (bytes, is_stamped) = embed_stamped(app, prepared, cms, wants_timestamp).await?;
        let mut file = Raised {
            bytes,
            level: match is_stamped {
                true => SealLevel::BT,
                false => SealLevel::BB,
            },
            renew_at: None,
        };
        if !app.authorities().is_empty() {
            // Nobody but the company seals a certificate.
            let ground = Ground::of(app, &seal_keys, &[]);
            file = raise(app, &ground, file, (wanted, false)).await?;
        }
        row.standing = SealStanding {
            level: file.level,
            is_upgrade_pending: file.level < wanted,
        };
        let awaits_from = awaits_from(app, row.standing.is_upgrade_pending);
        row.renew_at = file.renew_at.or(awaits_from);
        let inner = app.clone();
        let write = move || {
            let (file, sha256) = write_file(&inner, &key, &file.bytes)?;
            row.file = file.as_str().to_owned();
            row.sha256 = sha256.to_vec();
            Ok(row)
        };
        app.pool().run(write).await
    }
}

/// The row, but for what is known only when the file is whole.
fn row(contract_bytes: u64, contract_sha256: &[u8; 32], now: Instant) -> CompletionRow {
    CompletionRow {
        file: String::new(),
        sha256: Vec::new(),
        contract_bytes: i64::try_from(contract_bytes).unwrap_or(i64::MAX),
        contract_sha256: contract_sha256.to_vec(),
        certified_at: now,
        standing: SealStanding::default(),
        renew_at: None,
    }
}

fn prepare(app: &App, work: Work, now: Instant) -> Result<Unsigned, Failure> {
    let sealed = work.document.sealed_file.as_deref().unwrap_or_default();
    let pdf = read_file(app, &work.key, sealed)?;
    let contract_sha256 = sha256(&pdf);
    let settings = &work.context.tenant.settings;
    let (wanted, attainable) = (
        app.authorities().wanted(settings),
        app.authorities().attainable(settings),
    );
    let standing = work.document.seal.unwrap_or_default();
    let facts = Facts {
        standing,
        upgrade: app.authorities().upgrade(settings, standing),
        settings,
        contract: &work.contract,
        document: &work.document,
        form: &work.form,
        given: &work.given,
        contract_bytes: pdf.len(),
        contract_sha256: &contract_sha256,
        now,
        check_address: app.public_url(),
    };
    let rendered = facts.render()?;
    let frame = rendered.frames.first();
    let frame = frame.ok_or(Failure::Inconsistent("a certificate without a frame"))?;
    let unsealed =
        add_signature_fields(&rendered.pdf, &[signature_field(frame, &[facts.frame()])])?;
    let appearance = render_signature_block(&facts.block(frame.rect))?;
    let signer = open_seal_key(app, work.context.tenant.id, &work.seal_key)?;
    let bytes = pdf.len() as u64;
    let request = SealRequest {
        field_name: FIELD,
        appearance: Some(&appearance),
        name: &work.context.tenant.settings.display.en,
        reason: &sentence("completion-reason").en,
        location: None,
        signed_at_unix_ms: now.unix_millis(),
        evidence_commitment: Some(binding(work.contract.id, bytes, &contract_sha256)),
        certify: true,
        lock_form: false,
        timestamp_room: match attainable >= SealLevel::BT {
            true => TIMESTAMP_ROOM,
            false => 0,
        },
        reserved_bytes: None,
    };
    let prepared = Prepared::new(&unsealed, &request, signer.identity())?;
    Ok(Unsigned {
        cms: signer.sign_here(&prepared)?,
        prepared,
        signer,
        row: row(bytes, &contract_sha256, now),
        key: work.key,
        seal_keys: work.seal_keys,
        wanted,
        wants_timestamp: attainable >= SealLevel::BT,
    })
}
