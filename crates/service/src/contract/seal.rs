//! Sealing: the job that brings signatures into the file. For each, the signature block is typeset
//! and the file gets a revision of its own; then it is stored, and only then the rows say so. Run
//! twice, it seals once; of two runs at once one wins and the other goes on from its file. Every
//! signer gets a copy: a job each, in the same transaction.

mod block;
mod work;

use mithaq_domain::{
    contract::Status,
    evidence::{Act, Actor, Entry},
    id::{ContractId, EntryId, JobId, TenantId},
    job::{Job, Side},
    time::Instant,
};
use mithaq_pades::{SealKey, SealRequest};
use mithaq_store::{
    StoreError, TenantTx,
    contract::{ContractRow, SignerRow, document::SealedDocument},
    job::NewJob,
};
use mithaq_typeset::render_signature_block;

use self::work::{Work, load};
use super::{
    files::{name_file, read_file, write_file},
    freeze::StoredFrame,
    keys::open_seal_key,
    material::sentence,
};
use crate::{App, Failure, access::sha256, app::TenantContext, session::hex};

pub(crate) use self::work::{By, Given, list_given};

/// Brings into the sealed file every signature that was given and is not yet in it.
pub async fn seal_contract(
    app: &App,
    tenant: TenantId,
    contract: ContractId,
) -> Result<(), Failure> {
    let context = app.tenant(tenant)?;
    loop {
        let (now, loading) = (app.now(), app.tenant(tenant)?);
        let work = app
            .store()
            .read(move |tx| load(tx, &loading, tenant, contract))
            .await?;
        let Some(work) = work else { return Ok(()) };
        let (inner, context) = (app.clone(), context.clone());
        let noting = Noting::of(app, tenant, &work, now);
        let sealed = app
            .pool()
            .run(move || seal(&inner, &context, &work, now))
            .await?;
        // Another run of the job was first with other signatures: those that are left go on top.
        if store(app, noting, sealed).await? {
            return Ok(());
        }
    }
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

fn seal(
    app: &App,
    context: &TenantContext,
    work: &Work,
    now: Instant,
) -> Result<SealedDocument, Failure> {
    let reviewed = read_file(app, &work.key, &work.document.reviewed_file)?;
    let hash = sha256(&reviewed);
    let confirmed = |pending: &Given| pending.document_sha256.as_deref() == Some(&hash[..]);
    if !work.pending.iter().all(confirmed) || work.document.reviewed_sha256 != hash {
        return Err(Failure::Inconsistent(
            "the reviewed file is not the confirmed one",
        ));
    }
    let earlier = match &work.document.sealed_file {
        Some(file) => Some(read_file(app, &work.key, file)?),
        None => None,
    };
    let expected = work.document.sealed_sha256.as_deref();
    if let Some(earlier) = &earlier
        && (!earlier.starts_with(&reviewed) || expected != Some(&sha256(earlier)[..]))
    {
        return Err(Failure::Inconsistent("the sealed file is another one"));
    }
    let mut is_first = earlier.is_none();
    let mut bytes = earlier.unwrap_or(reviewed);
    let key = open_seal_key(app, context.tenant.id, &work.seal_key)?;
    for pending in &work.pending {
        bytes = sign(context, work, pending, (&bytes, &key), (is_first, now))?;
        is_first = false;
    }
    let (file, sha256) = write_file(app, &work.key, &bytes)?;
    Ok(SealedDocument {
        ordinal: work.document.ordinal,
        file: file.as_str().to_owned(),
        sha256,
        seal_key: work.seal_key.id,
    })
}

/// One signature as a revision of its own; the first one of a file certifies it.
fn sign(
    context: &TenantContext,
    work: &Work,
    pending: &Given,
    (bytes, key): (&[u8], &SealKey),
    (certify, now): (bool, Instant),
) -> Result<Vec<u8>, Failure> {
    let frames: Vec<StoredFrame> = serde_json::from_str(&work.document.frames)
        .map_err(|_| Failure::Inconsistent("a document without frames"))?;
    let name = pending.field_name();
    let frame = frames.iter().find(|frame| frame.field_name == name);
    let frame = frame.ok_or(Failure::Inconsistent("a signer without a frame"))?;
    let appearance = render_signature_block(&block::block(context, work, pending, frame))?;
    let reason = match pending.by {
        By::Customer(_) => sentence("document-seal-reason").en,
        By::Member(_) => sentence("document-seal-reason-company").en,
    };
    let request = SealRequest {
        field_name: &name,
        appearance: Some(&appearance),
        name: &context.tenant.settings.display.en,
        reason: &reason,
        location: None,
        signed_at_unix_ms: now.unix_millis(),
        evidence_commitment: Some(pending.opening.commitment()),
        certify,
        timestamp_room: 0,
        reserved_bytes: None,
    };
    Ok(mithaq_pades::seal(bytes, &request, key)?)
}

/// What is noted of a sealed file, beside the file itself.
struct Noting {
    tenant: TenantId,
    contract: ContractRow,
    /// The sealed file that it continues.
    earlier: Option<String>,
    /// The places of those whose signatures it brings: customers, members.
    customers: Vec<i64>,
    members: Vec<i64>,
    fields: Vec<String>,
    entry: EntryId,
    /// Ids of the jobs for the copies: one draw, told apart by the signers' places.
    jobs: [u8; 10],
    now: Instant,
}

impl Noting {
    fn of(app: &App, tenant: TenantId, work: &Work, now: Instant) -> Self {
        let places = |customers: bool| {
            let pending = work.pending.iter();
            let pending = pending.filter(|pending| pending.is_customers() == customers);
            pending.map(|pending| pending.ordinal).collect()
        };
        Self {
            tenant,
            contract: work.contract.clone(),
            earlier: work.document.sealed_file.clone(),
            customers: places(true),
            members: places(false),
            fields: work.pending.iter().map(Given::field_name).collect(),
            entry: EntryId::new(now, &app.random()),
            jobs: app.random(),
            now,
        }
    }

    fn entry(&self, sealed: &SealedDocument) -> Entry {
        Entry {
            id: self.entry,
            tenant: self.tenant,
            at: self.now,
            act: Act::ContractSealed,
            actor: Actor::Server,
            session: Some(self.contract.session),
            contract: Some(self.contract.id),
            detail: format!(
                "{{\"fields\":[\"{}\"],\"sealKey\":{},\"sealedSha256\":\"{}\"}}",
                self.fields.join("\",\""),
                sealed.seal_key,
                hex(&sealed.sha256)
            ),
            sealed: None,
        }
    }

    /// Notes what came into the file; where the contract stands now, and whether all is in it.
    fn embed(&self, tx: &mut TenantTx<'_>, status: Status) -> Result<(Status, bool), Failure> {
        let (contract, now) = (self.contract.id, self.now);
        for ordinal in &self.customers {
            tx.embed_signature(contract, *ordinal, now)?;
        }
        for ordinal in &self.members {
            tx.embed_countersignature(contract, *ordinal, now)?;
        }
        let members = tx.list_countersigners(contract)?;
        let whole = members.iter().all(|row| row.embedded_at.is_some());
        let next = status
            .sealed(whole)
            .map_err(|_| Failure::Inconsistent("sealing a contract in the wrong state"))?;
        if !tx.change_status(contract, status, next, now)? {
            return Err(Failure::Inconsistent(
                "a contract that moved while it was sealed",
            ));
        }
        Ok((next, !members.is_empty()))
    }

    /// The job that makes the certificate of completion.
    fn certify(&self) -> NewJob {
        let contract = self.contract.id;
        NewJob {
            id: JobId::new(self.now, &numbered(self.jobs, i64::from(u8::MAX))),
            job: Job::CertifyCompletion { contract },
            sealed: None,
        }
    }

    /// The jobs that hand out copies: to a customer who signed while others have not, to every
    /// customer once their side has signed, and once more when the company has.
    fn copies(
        &self,
        signers: &[SignerRow],
        (status, is_countersigned): (Status, bool),
    ) -> Vec<NewJob> {
        let is_partial = status == Status::CustomerPartiallySigned;
        let is_last = status == Status::Completed && is_countersigned;
        if self.customers.is_empty() && !is_last {
            return Vec::new();
        }
        let side = if is_last {
            Side::Company
        } else {
            Side::Customer
        };
        let gets = |signer: &&SignerRow| {
            signer.signed_at.is_some() && (!is_partial || self.customers.contains(&signer.ordinal))
        };
        let job = |signer: &SignerRow| NewJob {
            id: JobId::new(self.now, &numbered(self.jobs, signer.ordinal)),
            job: Job::SendCopy {
                session: signer.session,
                contract: self.contract.id,
                side,
            },
            sealed: None,
        };
        signers.iter().filter(gets).map(job).collect()
    }
}

/// Randomness of one draw, told apart by a number.
fn numbered(mut random: [u8; 10], number: i64) -> [u8; 10] {
    if let Some(last) = random.last_mut() {
        *last ^= u8::try_from(number).unwrap_or(u8::MAX);
    }
    random
}

/// Notes a sealed file; false where another one has been noted since, or the contract has ended.
async fn store(app: &App, noting: Noting, sealed: SealedDocument) -> Result<bool, Failure> {
    let file = sealed.file.clone();
    let named = name_file(app, &file, move |tx| {
        let mut tx = tx.tenant(noting.tenant);
        let contract = tx.find_contract(noting.contract.id)?;
        let status = contract.map(|contract| contract.status);
        let Some(status) = status.filter(|status| status.has_signatures()) else {
            return Ok(false);
        };
        let (id, earlier) = (noting.contract.id, noting.earlier.as_deref());
        if !tx.seal_document(id, &sealed, earlier, noting.now)? {
            return Ok(false);
        }
        let stands = noting.embed(&mut tx, status)?;
        if stands.0 == Status::Completed {
            tx.insert_job(&noting.certify(), noting.now)?;
        }
        tx.insert_entry(&noting.entry(&sealed))?;
        for copy in noting.copies(&tx.list_signers(id)?, stands) {
            tx.insert_job(&copy, noting.now)?;
        }
        Ok(true)
    })
    .await?;
    app.wake_worker();
    Ok(named)
}
