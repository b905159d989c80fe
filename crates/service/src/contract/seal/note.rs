//! Noting a sealed file: which signatures it brings, where the contract stands with them, who gets a copy. All of it is
//! one transaction, which another run's file makes fall.

use mithaq_domain::{
    contract::Status,
    evidence::{Act, Actor, Entry},
    id::{EntryId, JobId, MemberId, TenantId},
    job::{Job, Side, next_attempt},
    time::Instant,
};
use mithaq_store::{
    TenantTx,
    contract::{
        ContractRow, SignerRow, countersigner::SealCountersignature, document::SealedDocument,
    },
    job::NewJob,
};

use super::{
    by_itself::place_of_seal,
    remote::list_remote,
    work::{Given, Work},
};
use crate::{
    App, Failure,
    access::sha256,
    contract::{files::name_file, keys::own_certificate},
    session::hex,
};

/// Beyond any signer's place.
const RAISING: i64 = 255;

/// What is noted of a sealed file, beside the file itself.
pub(super) struct Noting {
    tenant: TenantId,
    contract: ContractRow,
    /// The sealed file that it continues.
    earlier: Option<String>,
    /// The places of those whose signatures it brings: customers, members, the company's seal by itself.
    customers: Vec<i64>,
    members: Vec<i64>,
    seal: Option<BySeal>,
    /// The members whose agents made theirs.
    remote: Vec<MemberId>,
    fields: Vec<String>,
    entry: EntryId,
    /// Ids of the jobs for the copies: one draw, told apart by the signers' places.
    jobs: [u8; 10],
    now: Instant,
}

impl Noting {
    pub(super) fn of(app: &App, tenant: TenantId, work: &Work, now: Instant) -> Self {
        let places = |is_meant: fn(&Given) -> bool| {
            let pending = work.pending.iter().filter(|given| is_meant(given));
            pending.map(|given| given.ordinal).collect()
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
            customers: places(Given::is_customers),
            members: places(|given| given.member.is_some()),
            seal: work
                .pending
                .iter()
                .find(|given| given.is_seals())
                .map(|given| BySeal::of(app, work, given, now)),
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
        let seal = self.seal.as_ref().map(|seal| seal.ordinal);
        for ordinal in self.members.iter().copied().chain(seal) {
            tx.embed_countersignature(contract, ordinal, now)?;
        }
        let places = tx.list_countersigners(contract)?;
        // A customer may have confirmed since this run began: that signature comes into the file by the next one.
        let mut customers = tx.list_signers(contract)?.into_iter();
        let whole = places.iter().all(|row| row.embedded_at.is_some())
            && customers.all(|row| row.signed_at.is_none() || row.embedded_at.is_some());
        let next = status
            .sealed(whole)
            .map_err(|_| Failure::Inconsistent("sealing a contract in the wrong state"))?;
        if !tx.change_status(contract, status, next, now)? {
            return Err(Failure::Inconsistent(
                "a contract that moved while it was sealed",
            ));
        }
        Ok((next, !places.is_empty()))
    }

    /// The company's seal has countersigned by itself: where the contract stands then.
    fn countersign(
        &self,
        tx: &mut TenantTx<'_>,
        seal: &BySeal,
        status: Status,
    ) -> Result<Status, Failure> {
        let (contract, at) = (self.contract.id, self.now);
        let given = SealCountersignature {
            document_sha256: &seal.document_sha256,
            seal_key: seal.key,
            at,
        };
        let moved = Failure::Inconsistent("a contract that moved while the seal countersigned it");
        let Ok(next) = status.countersigned(true) else {
            return Err(moved);
        };
        if !tx.countersign_by_seal(contract, &given)?
            || !tx.change_status(contract, status, next, at)?
        {
            return Err(moved);
        }
        tx.insert_entry(&Entry {
            id: seal.entry,
            tenant: self.tenant,
            at,
            act: Act::ContractSealCountersigned,
            actor: Actor::Server,
            session: Some(self.contract.session),
            contract: Some(contract),
            detail: seal.detail(),
            sealed: None,
        })?;
        Ok(next)
    }

    /// The jobs that hand out copies: to a customer who signed while others have not, to every
    /// customer once their side has signed, and once more when the company has. Whose own signature is new is told of that
    /// one: nobody is to learn only of the company's what was signed in that person's name.
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
        let is_new = |signer: &SignerRow| self.customers.contains(&signer.ordinal);
        let gets =
            |signer: &&SignerRow| signer.embedded_at.is_some() && (!is_partial || is_new(signer));
        let job = |signer: &SignerRow| NewJob {
            id: JobId::new(self.now, &numbered(self.jobs, signer.ordinal)),
            job: Job::SendCopy {
                session: signer.session,
                contract: self.contract.id,
                side: match is_last && !is_new(signer) {
                    true => Side::Company,
                    false => Side::Customer,
                },
            },
            sealed: None,
        };
        signers.iter().filter(gets).map(job).collect()
    }
}

/// The countersignature of the company's seal by itself, made in this run.
struct BySeal {
    ordinal: i64,
    field: String,
    document_sha256: Vec<u8>,
    key: i64,
    certificate_sha256: [u8; 32],
    entry: EntryId,
}

impl BySeal {
    fn of(app: &App, work: &Work, given: &Given, now: Instant) -> Self {
        let certificate = own_certificate(&work.seal_key.certificates).unwrap_or_default();
        Self {
            ordinal: given.ordinal,
            field: given.field.clone(),
            document_sha256: given.document_sha256.clone().unwrap_or_default(),
            key: work.seal_key.id,
            certificate_sha256: sha256(&certificate),
            entry: EntryId::new(now, &app.random()),
        }
    }

    /// What the journal says of it, with the very certificate: no other one's signature is to pass for it.
    fn detail(&self) -> String {
        format!(
            "{{\"certificateSha256\":\"{}\",\"documentSha256\":\"{}\",\"field\":{},\"sealKey\":{}}}",
            hex(&self.certificate_sha256),
            hex(&self.document_sha256),
            serde_json::Value::from(self.field.clone()),
            self.key
        )
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
pub(super) async fn store(
    app: &App,
    noting: Noting,
    sealed: SealedDocument,
) -> Result<bool, Failure> {
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
        let rows = tx.list_countersigners(id)?;
        if noting.seal.is_some() && place_of_seal(status, &rows).is_none() {
            return Ok(false);
        }
        if !tx.seal_document(id, &sealed, earlier, noting.now)? {
            return Ok(false);
        }
        let status = match &noting.seal {
            Some(seal) => noting.countersign(&mut tx, seal, status)?,
            None => status,
        };
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
