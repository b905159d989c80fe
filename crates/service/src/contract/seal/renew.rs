//! The jobs that raise a contract's files or renew their timestamps, and the sweep that begins renewals.
//! A job tries again where authorities do not answer; where none is configured the row waits for a server
//! that has one.

use mithaq_domain::{
    id::{ContractId, EntryId, JobId, TenantId},
    job::next_attempt,
    seal::SealStanding,
    time::{Instant, Span},
};
use mithaq_store::{StoreError, contract::document::Renewal, job::NewJob};

use super::{
    raise::{Ground, Raised, raise},
    subject::{Stored, Subject, Work},
};
use crate::{
    App, Failure,
    access::sha256,
    contract::files::{name_file, read_file, write_file},
};

/// Renewals begun in one step of the sweep.
const RENEWALS: i64 = 50;
/// When a renewal that was begun and came to nothing is begun again.
const BEGIN_AGAIN: Span = Span::days(7);

/// The job: raises a contract's sealed file, or renews its timestamp; when it is to be run again, if at
/// all.
pub async fn raise_seal(
    app: &App,
    tenant: TenantId,
    (contract, renew): (ContractId, bool),
    attempts: i64,
) -> Result<Option<Instant>, Failure> {
    let what = (tenant, contract, Subject::Contract);
    run(app, what, renew, attempts).await
}

/// The job: the same for a contract's certificate of completion.
pub async fn raise_completion(
    app: &App,
    tenant: TenantId,
    (contract, renew): (ContractId, bool),
    attempts: i64,
) -> Result<Option<Instant>, Failure> {
    let what = (tenant, contract, Subject::Completion);
    run(app, what, renew, attempts).await
}

/// From when on a server that has an authority looks after a file that is to be raised; nothing where
/// this one has one, whose job does.
pub(crate) fn awaits_from(app: &App, is_upgrade_pending: bool) -> Option<Instant> {
    (is_upgrade_pending && app.authorities().is_empty()).then(|| app.now())
}

async fn run(
    app: &App,
    (tenant, contract, subject): (TenantId, ContractId, Subject),
    renew: bool,
    attempts: i64,
) -> Result<Option<Instant>, Failure> {
    let (context, now) = (app.tenant(tenant)?, app.now());
    let wanted = app.authorities().wanted(&context.tenant.settings);
    let loading = context.clone();
    let work = app
        .store()
        .read(move |tx| subject.load(tx, &loading, (tenant, contract)))
        .await?;
    let is_due = |work: &Work| renew || work.standing.is_upgrade_pending;
    let Some(work) = work.filter(is_due) else {
        return Ok(None);
    };
    let before = work.standing.level;
    // A company may have come to want less.
    if before >= wanted && !renew {
        return Ok(None);
    }
    if app.authorities().is_empty() {
        let wait = app
            .store()
            .write(move |tx| subject.await_authority(&mut tx.tenant(tenant), contract, now));
        wait.await
            .map_err(|error: StoreError| Failure::from(error))?;
        return Ok(None);
    }
    if app.authorities().ready(now).next().is_none() {
        return Ok(app.authorities().ready_at());
    }
    let (work, file) = read(app, work).await?;
    let ground = Ground::of(app, &work.seal_keys, &work.member_keys);
    let old = file.bytes.clone();
    let raised = raise(app, &ground, file, (wanted.max(before), renew)).await?;
    let again = Some(next_attempt(now, attempts));
    if raised.bytes == old {
        return Ok(again);
    }
    let (is_pending, level) = (raised.level < wanted, raised.level);
    note(app, (tenant, contract), work, (raised, is_pending)).await?;
    tracing::info!(contract = %contract, level = level.code(), "a sealed file was raised");
    Ok(again.filter(|_| is_pending))
}

async fn read(app: &App, work: Work) -> Result<(Work, Raised), Failure> {
    let inner = app.clone();
    let read = move || {
        let bytes = read_file(&inner, &work.key, &work.file)?;
        if work.sha256 != sha256(&bytes) {
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
    (raised, is_upgrade_pending): (Raised, bool),
) -> Result<bool, Failure> {
    let now = app.now();
    let inner = app.clone();
    let write = move || {
        let (file, sha256) = write_file(&inner, &work.key, &raised.bytes)?;
        let standing = SealStanding {
            level: raised.level,
            is_upgrade_pending,
        };
        let stored = Stored {
            file: file.as_str().to_owned(),
            sha256,
            standing,
            renew_at: raised.renew_at,
        };
        Ok((work, stored))
    };
    let (work, stored) = app.pool().run(write).await?;
    let id = EntryId::new(now, &app.random());
    let entry = work.entry((tenant, contract), &stored, (id, now));
    name_file(app, &stored.file.clone(), move |tx| {
        let mut tx = tx.tenant(tenant);
        if !work.note(&mut tx, contract, &stored)? {
            return Ok(false);
        }
        tx.insert_entry(&entry)?;
        Ok(true)
    })
    .await
}

/// Queues a job for every file whose last timestamp is about to lose its worth, or that waits for a server
/// that has an authority; how many.
pub async fn begin_renewals(app: &App) -> Result<usize, Failure> {
    if app.authorities().is_empty() {
        return Ok(0);
    }
    let now = app.now();
    let due = app
        .store()
        .read(move |tx| {
            let mut tx = tx.everyone();
            let contracts = tx.list_renewals(now, RENEWALS)?;
            Ok((contracts, tx.list_completion_renewals(now, RENEWALS)?))
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let contracts = due.0.iter().map(|due| (Subject::Contract, *due));
    let certificates = due.1.iter().map(|due| (Subject::Completion, *due));
    let mut begun = 0;
    for (subject, due) in contracts.chain(certificates) {
        begun += usize::from(begin(app, subject, due).await?);
    }
    if begun > 0 {
        app.wake_worker();
    }
    Ok(begun)
}

/// Queues the job for one file; false when another server did.
async fn begin(app: &App, subject: Subject, due: Renewal) -> Result<bool, Failure> {
    let now = app.now();
    let job = NewJob {
        id: JobId::new(now, &app.random()),
        job: subject.job(due.contract, !due.is_upgrade_pending),
        sealed: None,
    };
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(due.tenant);
            let times = (now.plus(BEGIN_AGAIN), now);
            let is_first = subject.note_renewal(&mut tx, due.contract, times)?;
            if is_first {
                tx.insert_job(&job, now)?;
            }
            Ok(is_first)
        })
        .await
        .map_err(|error: StoreError| error.into())
}
