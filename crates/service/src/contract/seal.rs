//! Sealing: the job that brings signatures into the file. For each, the signature block is typeset
//! and the file gets a revision of its own; then it is stored, and only then the rows say so. Run
//! twice, it seals once; of two runs at once one wins and the other goes on from its file. Every
//! signer gets a copy: a job each, in the same transaction. Timestamps and validation data come in
//! as far as authorities answer (`raise`); what is missing then is a job of its own.

mod block;
mod draft;
mod gather;
mod raise;
mod remote;
mod renew;
mod stamp;
mod subject;
mod work;

use std::sync::Arc;

use mithaq_domain::{
    contract::Status,
    evidence::{Act, Actor, Entry},
    id::{ContractId, EntryId, JobId, MemberId, TenantId},
    job::{Job, Side, next_attempt},
    seal::{SealLevel, SealStanding},
    time::Instant,
};
use mithaq_store::{
    StoreError, TenantTx,
    contract::{ContractRow, SignerRow, document::SealedDocument},
    job::NewJob,
};

pub use self::renew::{begin_renewals, raise_completion, raise_seal};
use self::{
    draft::Draft,
    remote::list_remote,
    work::{Work, load},
};
pub(crate) use self::{
    raise::{Ground, Raised, raise},
    renew::awaits_from,
    stamp::{embed_stamped, stamp},
};
use super::files::{name_file, write_file};
use crate::{App, Failure, app::TenantContext, session::hex};

/// Beyond any signer's place.
const RAISING: i64 = 255;

pub(crate) use self::remote::Remote;
pub(crate) use self::work::{By, Given, MemberFacts, list_given, seal_member_facts};

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
        let noting = Noting::of(app, tenant, &work, now);
        let sealed = seal(app, &context, Arc::new(work), now).await?;
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

async fn seal(
    app: &App,
    context: &Arc<TenantContext>,
    work: Arc<Work>,
    now: Instant,
) -> Result<SealedDocument, Failure> {
    let settings = &context.tenant.settings;
    let wanted = app.authorities().wanted(settings);
    let attainable = app.authorities().attainable(settings);
    let (inner, tenant, shared) = (app.clone(), context.clone(), Arc::clone(&work));
    let open = move || Draft::open(&inner, &tenant, &shared, attainable);
    let mut draft = app.pool().run(open).await?;
    for number in 0..work.pending.len() {
        let (tenant, shared) = (context.clone(), Arc::clone(&work));
        let sign = move || draft.sign(&tenant, &shared, (number, now));
        let signed = app.pool().run(sign).await?;
        draft = signed.stamped(app).await?;
    }
    let mut file = Raised {
        bytes: draft.bytes,
        level: if draft.is_stamped {
            SealLevel::BT.min(wanted)
        } else {
            SealLevel::BB
        },
        renew_at: None,
    };
    if work.finishes {
        let ground = Ground::of(app, &work.seal_keys, &work.member_keys);
        file = raise(app, &ground, file, (attainable, false)).await?;
    }
    let is_upgrade_pending = file.level < wanted && work.finishes;
    let renew_at = file
        .renew_at
        .or_else(|| awaits_from(app, is_upgrade_pending));
    let inner = app.clone();
    let write = move || {
        let (name, sha256) = write_file(&inner, &work.key, &file.bytes)?;
        Ok(SealedDocument {
            ordinal: work.document.ordinal,
            file: name.as_str().to_owned(),
            sha256,
            seal_key: work.seal_key.id,
            standing: SealStanding {
                level: file.level,
                is_upgrade_pending,
            },
            renew_at,
        })
    };
    app.pool().run(write).await
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
    /// The members whose agents made theirs.
    remote: Vec<MemberId>,
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
            remote: work
                .pending
                .iter()
                .filter(|pending| pending.remote.is_some())
                .filter_map(|pending| pending.member)
                .collect(),
            customers: places(true),
            members: places(false),
            fields: work
                .pending
                .iter()
                .map(|given| given.field.clone())
                .collect(),
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
                "{{\"fields\":{},\"level\":\"{}\",\"sealKey\":{},\"sealedSha256\":\"{}\"}}",
                serde_json::Value::from(self.fields.clone()),
                sealed.standing.level.code(),
                sealed.seal_key,
                hex(&sealed.sha256)
            ),
            sealed: None,
        }
    }

    /// The job that raises the file once an authority answers.
    fn raising(&self) -> NewJob {
        NewJob {
            id: JobId::new(self.now, &numbered(self.jobs, RAISING)),
            job: Job::RaiseSeal {
                contract: self.contract.id,
                renew: false,
            },
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
        // What an agent signed meanwhile fits on the present file alone: it comes first.
        let given = list_remote(&mut tx, id)?;
        if given.iter().any(|member| !noting.remote.contains(member)) {
            return Ok(false);
        }
        if !tx.seal_document(id, &sealed, earlier, noting.now)? {
            return Ok(false);
        }
        let stands = noting.embed(&mut tx, status)?;
        for member in &noting.remote {
            tx.forget_agent_request(id, *member)?;
        }
        tx.insert_entry(&noting.entry(&sealed))?;
        for copy in noting.copies(&tx.list_signers(id)?, stands) {
            tx.insert_job(&copy, noting.now)?;
        }
        // Without an authority there is nobody to ask: it waits in its row for a server that has one.
        if sealed.standing.is_upgrade_pending && sealed.renew_at.is_none() {
            tx.insert_later_job(&noting.raising(), next_attempt(noting.now, 1), noting.now)?;
        }
        Ok(true)
    })
    .await?;
    app.wake_worker();
    Ok(named)
}
