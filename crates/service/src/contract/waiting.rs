//! What waits for the seal of a company, for whoever runs the server: read from the queue and from two indexes, so that
//! it costs what waits and not what there is. Nothing is decrypted.

use std::{cmp::Reverse, collections::HashSet};

use mithaq_domain::{
    id::{ContractId, TenantId},
    job::{Job, Lane},
    time::{Instant, Span},
};
use mithaq_store::{StoreError, Tx, contract::document::Renewal, job::QueuedJob};

use super::seal::place_of_seal;

/// Jobs, and files, that are looked at: with more there is more to be mended than to be counted.
const MOST: i64 = 10_000;

/// What is younger is at work and waits for nothing: a timestamp authority may take as long to answer.
pub const WAITS_AFTER: Span = Span::seconds(60);

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// The countersignature of the company's seal by itself, the last that the contract needs.
    Countersignature,
    /// The seal over signatures that were given and are not in the file.
    Signature,
    /// The level that the company wants, from an authority that has not answered.
    Level,
    /// The same, from a server that has an authority.
    Authority,
}

/// What of a company waits, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Whose.
    pub tenant: TenantId,
    /// For what.
    pub awaited: Awaited,
    /// How many contracts; with [`Awaited::Level`] and [`Awaited::Authority`] how many files, certificates of completion among them.
    pub count: i64,
    /// The one that waits longest.
    pub oldest: ContractId,
    /// Since when it does.
    pub since: Instant,
    /// How often that one was tried.
    pub attempts: i64,
    /// Why the last attempt at it came to nothing, as the log says it; no personal value.
    pub why: Option<String>,
}

/// What waits on this server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllWaiting {
    /// By company and what is waited for, those that wait by jobs first, the longest first.
    pub waiting: Vec<Waiting>,
    /// Whether there was more than is looked at.
    pub is_cut: bool,
}

/// Finds what has waited for longer than [`WAITS_AFTER`].
///
/// # Errors
/// What the database said.
pub fn list_waiting(tx: &mut Tx<'_>, now: Instant) -> Result<AllWaiting, StoreError> {
    list_at_most(tx, now, MOST)
}

fn list_at_most(tx: &mut Tx<'_>, now: Instant, most: i64) -> Result<AllWaiting, StoreError> {
    let mut everyone = tx.everyone();
    let mut jobs = everyone.list_queued_jobs(Lane::Work, most)?;
    let contracts = everyone.list_renewals(now, most)?;
    let certificates = everyone.list_completion_renewals(now, most)?;
    let is_full = |length: usize| i64::try_from(length).is_ok_and(|length| length >= most);
    let mut all = AllWaiting {
        waiting: Vec::new(),
        is_cut: [jobs.len(), contracts.len(), certificates.len()]
            .into_iter()
            .any(is_full),
    };
    let waits = |since: Instant| now.since(since) > WAITS_AFTER;
    // Each signer's signature has queued one to seal the contract: the first of them tells of it, of two at once the one that was tried.
    jobs.sort_by_key(|job| (job.queued_at, Reverse(job.attempts)));
    let mut seen = HashSet::new();
    jobs.retain(|job| match &job.job {
        Job::SealContract { contract } => seen.insert(*contract),
        _ => true,
    });
    for job in jobs.into_iter().filter(|job| waits(job.queued_at)) {
        if let Some(found) = of_job(tx, job)? {
            all.add(found);
        }
    }
    let files = contracts.into_iter().chain(certificates);
    for file in files.filter(|file| file.is_upgrade_pending && waits(file.due_at)) {
        all.add(of_file(&file));
    }
    Ok(all)
}

impl AllWaiting {
    fn add(&mut self, found: Waiting) {
        let is_its =
            |other: &&mut Waiting| (other.tenant, other.awaited) == (found.tenant, found.awaited);
        let Some(known) = self.waiting.iter_mut().find(is_its) else {
            return self.waiting.push(found);
        };
        let count = known.count.saturating_add(found.count);
        if found.since < known.since {
            *known = found;
        }
        known.count = count;
    }
}

/// What waits by a job; nothing where the job is of another kind, or will find nothing to do.
fn of_job(tx: &mut Tx<'_>, job: QueuedJob) -> Result<Option<Waiting>, StoreError> {
    let (awaited, contract) = match &job.job {
        Job::SealContract { contract } => match awaited_seal(tx, (job.tenant, *contract))? {
            Some(awaited) => (awaited, *contract),
            None => return Ok(None),
        },
        Job::RaiseSeal {
            contract,
            renew: false,
        }
        | Job::RaiseCompletion {
            contract,
            renew: false,
        } => (Awaited::Level, *contract),
        _ => return Ok(None),
    };
    Ok(Some(Waiting {
        tenant: job.tenant,
        awaited,
        count: 1,
        oldest: contract,
        since: job.queued_at,
        attempts: job.attempts,
        why: job.last_error,
    }))
}

fn awaited_seal(
    tx: &mut Tx<'_>,
    (tenant, contract): (TenantId, ContractId),
) -> Result<Option<Awaited>, StoreError> {
    let mut tx = tx.tenant(tenant);
    let row = tx.find_contract(contract)?;
    let Some(row) = row.filter(|row| row.status.has_signatures()) else {
        return Ok(None);
    };
    let places = tx.list_countersigners(contract)?;
    if place_of_seal(row.status, &places).is_some() {
        return Ok(Some(Awaited::Countersignature));
    }
    let of_members = places.iter().map(|row| (row.signed_at, row.embedded_at));
    let signers = tx.list_signers(contract)?;
    let of_customers = signers.iter().map(|row| (row.signed_at, row.embedded_at));
    let mut given = of_members.chain(of_customers);
    let is_outside = given.any(|(signed, embedded)| signed.is_some() && embedded.is_none());
    Ok(is_outside.then_some(Awaited::Signature))
}

const fn of_file(file: &Renewal) -> Waiting {
    Waiting {
        tenant: file.tenant,
        awaited: Awaited::Authority,
        count: 1,
        oldest: file.contract,
        since: file.due_at,
        attempts: 0,
        why: None,
    }
}
