//! Raising a sealed file to the level that the company wants, and renewing its last timestamp: each
//! step a further revision, each as far as authorities answer. The job tries again where they do
//! not; a file is never given a level that it has not.

use mithaq_domain::{
    contract::Status,
    evidence::{Act, Actor, Entry},
    id::{ContractId, EntryId, JobId, SessionId, TenantId},
    job::{Job, next_attempt},
    seal::{SealLevel, SealStanding, renew_at},
    time::{Instant, Span},
};
use mithaq_pades::{Level, Outcome, ValidationMaterial, add_validation_material, verify};
use mithaq_store::{
    StoreError, Tx,
    contract::document::{DocumentRow, SealedDocument},
    job::NewJob,
    member_key::MemberKeyRow,
    seal::SealKeyRow,
    vault::PersonKey,
};

use super::{gather::gather, stamp::stamp_document};
use crate::{
    App, Failure,
    access::sha256,
    app::TenantContext,
    contract::{
        files::{name_file, read_file, write_file},
        keys::read_certificates,
    },
    session::{hex, session_key},
};

/// Renewals begun in one step of the sweep.
const RENEWALS: i64 = 50;
/// When a renewal that was begun and came to nothing is begun again.
const BEGIN_AGAIN: Span = Span::days(7);

/// What is at hand to judge a file by.
pub(super) struct Ground {
    pub(super) roots: Vec<Vec<u8>>,
    pub(super) known: ValidationMaterial,
}

impl Ground {
    /// The roots and CRLs of a company's keys, the roots of its members' and of the authorities.
    pub(super) fn of(app: &App, keys: &[SealKeyRow], members: &[MemberKeyRow]) -> Self {
        let mut roots = app.authorities().roots();
        let mut known = ValidationMaterial::default();
        for key in keys {
            roots.push(key.root_certificate.clone());
            known
                .lists
                .extend(read_certificates(&key.lists).unwrap_or_default());
        }
        roots.extend(members.iter().map(|key| key.root_certificate.clone()));
        roots.sort_unstable();
        roots.dedup();
        Self { roots, known }
    }
}

/// A file and how far it came.
#[derive(Clone)]
pub(super) struct Raised {
    pub(super) bytes: Vec<u8>,
    pub(super) level: SealLevel,
    pub(super) renew_at: Option<Instant>,
}

/// Raises a file as far as authorities answer, at most to `wanted`; with `renew` it gets a further
/// timestamp whatever its level. What our own verifier refuses is not kept.
pub(super) async fn raise(
    app: &App,
    ground: &Ground,
    file: Raised,
    (wanted, renew): (SealLevel, bool),
) -> Result<Raised, Failure> {
    if file.level >= wanted && !renew {
        return Ok(file);
    }
    let raised = steps(app, ground, file.clone(), wanted).await?;
    if raised.bytes == file.bytes {
        return Ok(file);
    }
    let (bytes, roots, now) = (raised.bytes.clone(), ground.roots.clone(), app.now());
    let check = move || Ok(verify(&bytes, &roots, now.unix_seconds()));
    let level = match app.pool().run(check).await? {
        Ok(verdict) if verdict.outcome() != Outcome::Invalid => verdict.level().map(level),
        _ => None,
    };
    match level {
        Some(level) if level >= file.level => Ok(Raised { level, ..raised }),
        _ => {
            tracing::error!("a raised file does not verify and is not kept");
            Ok(file)
        }
    }
}

const fn level(level: Level) -> SealLevel {
    match level {
        Level::BB => SealLevel::BB,
        Level::BT => SealLevel::BT,
        Level::BLt => SealLevel::BLt,
        Level::BLta => SealLevel::BLta,
    }
}

async fn steps(
    app: &App,
    ground: &Ground,
    mut file: Raised,
    wanted: SealLevel,
) -> Result<Raised, Failure> {
    if file.level < SealLevel::BT {
        let Some((bytes, _)) = stamp_document(app, file.bytes.clone()).await? else {
            return Ok(file);
        };
        (file.bytes, file.level) = (bytes, SealLevel::BT);
    }
    if wanted < SealLevel::BLt {
        return Ok(file);
    }
    let Some(material) = gather(app, file.bytes.clone(), ground).await? else {
        return Ok(file);
    };
    let before = file.bytes.clone();
    let add = move || Ok(add_validation_material(&before, &material)?);
    file.bytes = app.pool().run(add).await?;
    file.level = file.level.max(SealLevel::BLt);
    if wanted < SealLevel::BLta {
        return Ok(file);
    }
    if let Some((bytes, token)) = stamp_document(app, file.bytes.clone()).await? {
        let expires =
            Instant::from_unix_millis(0).plus(Span::seconds(token.expires_unix_seconds()));
        file = Raised {
            bytes,
            level: SealLevel::BLta,
            renew_at: Some(renew_at(app.now(), expires)),
        };
    }
    Ok(file)
}

/// What there is to raise.
struct Work {
    /// The session that the contract was made in: its evidence gathers the entries by that.
    session: SessionId,
    document: DocumentRow,
    standing: SealStanding,
    sealed_file: String,
    key: PersonKey,
    seal_keys: Vec<SealKeyRow>,
    member_keys: Vec<MemberKeyRow>,
}

fn load(
    tx: &mut Tx<'_>,
    context: &TenantContext,
    (tenant, contract): (TenantId, ContractId),
) -> Result<Option<Work>, Failure> {
    let mut tx = tx.tenant(tenant);
    let Some(row) = tx.find_contract(contract)? else {
        return Ok(None);
    };
    let document = tx.list_documents(contract)?.into_iter().next();
    let session = tx.find_session(row.session)?;
    // Of an erased person nothing can be read, and nothing needs to be proved.
    let session = session.filter(|session| session.wrapped_key.is_some());
    let (Some(document), Some(session), Status::Completed) = (document, session, row.status) else {
        return Ok(None);
    };
    let (Some(standing), Some(sealed_file)) = (document.seal, document.sealed_file.clone()) else {
        return Ok(None);
    };
    Ok(Some(Work {
        session: row.session,
        standing,
        sealed_file,
        key: session_key(&context.key, &session)?,
        seal_keys: tx.list_seal_keys()?,
        member_keys: tx.list_member_keys()?,
        document,
    }))
}

/// The job: raises a contract's file, or renews its timestamp; when it is to be run again, if at all.
pub async fn raise_seal(
    app: &App,
    tenant: TenantId,
    (contract, renew): (ContractId, bool),
    attempts: i64,
) -> Result<Option<Instant>, Failure> {
    let (context, now) = (app.tenant(tenant)?, app.now());
    let wanted = app.authorities().wanted(&context.tenant.settings);
    let loading = context.clone();
    let work = app
        .store()
        .read(move |tx| load(tx, &loading, (tenant, contract)))
        .await?;
    let Some(work) = work.filter(|work| renew || work.standing.is_upgrade_pending) else {
        return Ok(None);
    };
    if app.authorities().ready(now).next().is_none() {
        return Ok(app.authorities().ready_at());
    }
    let (before, name) = (work.standing.level, work.sealed_file.clone());
    let (work, file) = read(app, work).await?;
    let ground = Ground::of(app, &work.seal_keys, &work.member_keys);
    let old = file.bytes.clone();
    let raised = raise(app, &ground, file, (wanted.max(before), renew)).await?;
    let again = Some(next_attempt(now, attempts));
    if raised.bytes == old {
        return Ok(again);
    }
    let is_pending = raised.level < wanted;
    let level = raised.level;
    note(app, (tenant, contract), work, (raised, is_pending, name)).await?;
    tracing::info!(contract = %contract, level = level.code(), "a sealed file was raised");
    Ok(again.filter(|_| is_pending))
}

async fn read(app: &App, work: Work) -> Result<(Work, Raised), Failure> {
    let inner = app.clone();
    let read = move || {
        let bytes = read_file(&inner, &work.key, &work.sealed_file)?;
        if work.document.sealed_sha256.as_deref() != Some(&sha256(&bytes)[..]) {
            return Err(Failure::Inconsistent("the sealed file is another one"));
        }
        let file = Raised {
            bytes,
            level: work.standing.level,
            renew_at: None,
        };
        Ok((work, file))
    };
    app.pool().run(read).await
}

/// Stores the file, then the row that names it; nothing where another run was first.
async fn note(
    app: &App,
    (tenant, contract): (TenantId, ContractId),
    work: Work,
    (raised, is_upgrade_pending, earlier): (Raised, bool, String),
) -> Result<bool, Failure> {
    let now = app.now();
    let (inner, bytes) = (app.clone(), raised.bytes);
    let write = move || write_file(&inner, &work.key, &bytes);
    let (file, sha256) = app.pool().run(write).await?;
    let document = SealedDocument {
        ordinal: work.document.ordinal,
        file: file.as_str().to_owned(),
        sha256,
        seal_key: work.document.seal_key.unwrap_or_default(),
        standing: SealStanding {
            level: raised.level,
            is_upgrade_pending,
        },
        renew_at: raised.renew_at,
    };
    let entry = Entry {
        id: EntryId::new(now, &app.random()),
        tenant,
        at: now,
        act: Act::SealRaised,
        actor: Actor::Server,
        session: Some(work.session),
        contract: Some(contract),
        detail: format!(
            "{{\"level\":\"{}\",\"sealedSha256\":\"{}\"}}",
            raised.level.code(),
            hex(&sha256)
        ),
        sealed: None,
    };
    name_file(app, &document.file.clone(), move |tx| {
        let mut tx = tx.tenant(tenant);
        if !tx.raise_document(contract, &document, &earlier)? {
            return Ok(false);
        }
        tx.insert_entry(&entry)?;
        Ok(true)
    })
    .await
}

/// Queues a renewal for every file whose last timestamp is about to lose its worth; how many.
pub async fn begin_renewals(app: &App) -> Result<usize, Failure> {
    let now = app.now();
    let due = app
        .store()
        .read(move |tx| tx.everyone().list_renewals(now, RENEWALS))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    for (tenant, contract) in &due {
        let (tenant, contract) = (*tenant, *contract);
        let job = NewJob {
            id: JobId::new(now, &app.random()),
            job: Job::RaiseSeal {
                contract,
                renew: true,
            },
            sealed: None,
        };
        app.store()
            .write(move |tx| {
                let mut tx = tx.tenant(tenant);
                if tx.note_renewal(contract, now.plus(BEGIN_AGAIN), now)? {
                    tx.insert_job(&job, now)?;
                }
                Ok(())
            })
            .await
            .map_err(|error: StoreError| Failure::from(error))?;
    }
    if !due.is_empty() {
        app.wake_worker();
    }
    Ok(due.len())
}
