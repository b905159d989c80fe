//! The queue's one step: lease what is due, run it, forget it or put it off. Tests call it to
//! drain the queue; the server's worker calls it for ever.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

use mithaq_domain::job::{Job, Lane, next_attempt};
use mithaq_store::{StoreError, job::LeasedJob};
use tokio::task::JoinSet;

use crate::{
    App, Failure,
    access::rotate_token_key,
    contract::{invite_later, raise_completion, raise_seal, seal_contract},
    notice::{send_copy, send_message},
    outcome::Outcome,
};

/// Jobs of a lane taken at once: work is done one after the other, messages wait side by side.
fn batch(app: &App, lane: Lane) -> i64 {
    match lane {
        Lane::Work if app.authorities().is_empty() => 2,
        Lane::Work => 8,
        Lane::Messages => 16,
    }
}

/// Runs what is due now in both lanes; how many jobs were done.
pub async fn run_due(app: &App) -> Result<usize, Failure> {
    let work = run_lane(app, Lane::Work).await?;
    Ok(work.saturating_add(run_lane(app, Lane::Messages).await?))
}

/// Runs what is due now in a lane; how many jobs were done.
pub async fn run_lane(app: &App, lane: Lane) -> Result<usize, Failure> {
    let now = app.now();
    rotate_token_key(app).await?;
    let due = app
        .store()
        .read(move |tx| tx.everyone().is_job_due(lane, now))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    if !due {
        return Ok(0);
    }
    let most = batch(app, lane);
    let jobs = app
        .store()
        .write(move |tx| tx.everyone().lease_jobs(lane, most, now))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    // A hiccup of the queue with one job must not keep the others leased.
    let (mut done, mut failure) = (0, None);
    let mut note = |outcome| match outcome {
        Ok(finished) => done += usize::from(finished),
        Err(error) => failure = Some(error),
    };
    match lane {
        // Sealing that waits for a timestamp authority must not keep the others waiting.
        Lane::Work if app.authorities().is_empty() => {
            for job in jobs {
                note(run(app, &job).await);
            }
        }
        Lane::Work | Lane::Messages => side_by_side(app, jobs).await.into_iter().for_each(note),
    }
    failure.map_or(Ok(done), Err)
}

async fn side_by_side(app: &App, jobs: Vec<LeasedJob>) -> Vec<Result<bool, Failure>> {
    let mut running = JoinSet::new();
    for job in jobs {
        let app = app.clone();
        running.spawn(async move { run(&app, &job).await });
    }
    let mut outcomes = Vec::new();
    while let Some(ended) = running.join_next().await {
        // One that was broken off keeps its lease and is tried again.
        outcomes.push(ended.unwrap_or(Err(Failure::Panicked)));
    }
    outcomes
}

async fn work(app: &App, job: &LeasedJob) -> Result<Outcome, Failure> {
    match &job.job {
        Job::SendMessage(message) => return send_message(app, job, message).await,
        Job::SendCopy {
            session,
            contract,
            side,
        } => return send_copy(app, job, (*session, *contract), *side).await,
        Job::SealContract { contract } => seal_contract(app, job.tenant, *contract).await?,
        Job::RaiseSeal { contract, renew } => {
            let what = (*contract, *renew);
            let later = raise_seal(app, job.tenant, what, job.attempts).await?;
            return Ok(later.map_or(Outcome::Done, Outcome::Later));
        }
        Job::RaiseCompletion { contract, renew } => {
            let what = (*contract, *renew);
            let later = raise_completion(app, job.tenant, what, job.attempts).await?;
            return Ok(later.map_or(Outcome::Done, Outcome::Later));
        }
        Job::InviteSigners { contract } => {
            let held = invite_later(app, job.tenant, *contract).await?;
            return Ok(held.map_or(Outcome::Done, Outcome::Later));
        }
    }
    Ok(Outcome::Done)
}

/// A job that panics has failed, and is put off like any other that failed: it must not take the
/// worker and the other jobs along. What it held is gone with it; rows are whole or not at all.
async fn unless_it_panics<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let mut work = pin!(work);
    poll_fn(|context| {
        let step = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        step.unwrap_or(Poll::Ready(Err(Failure::Panicked)))
    })
    .await
}

/// Why a job that has not failed is put off: what it waits for has not come.
pub const HELD_BACK: &str = "held back";

/// Failures after which a contract without its seal is told of by its id: some fifteen seconds.
const ALARMING: i64 = 5;

/// What somebody signed is not in its file, and time alone may not mend it: a token that is gone, a key that does not sign.
fn alarm(job: &LeasedJob, failure: &Failure) {
    let Job::SealContract { contract } = &job.job else {
        return;
    };
    if job.attempts >= ALARMING {
        let (tenant, attempts) = (job.tenant, job.attempts);
        tracing::error!(%contract, %tenant, attempts, error = %failure, "a contract waits for the seal of its company");
    }
}

async fn run(app: &App, job: &LeasedJob) -> Result<bool, Failure> {
    let outcome = unless_it_panics(work(app, job)).await;
    let (id, now, attempts) = (job.id, app.now(), job.attempts);
    match outcome {
        Ok(Outcome::Later(run_at)) => {
            app.store()
                .write(move |tx| tx.everyone().postpone_job(id, run_at, HELD_BACK))
                .await
                .map_err(|error: StoreError| Failure::from(error))?;
            Ok(false)
        }
        Ok(Outcome::Forgotten) => Ok(true),
        Ok(Outcome::Done) => {
            app.store()
                .write(move |tx| tx.everyone().delete_job(id))
                .await
                .map_err(|error: StoreError| Failure::from(error))?;
            Ok(true)
        }
        Err(failure) => {
            tracing::warn!(job = %id, kind = job.job.kind(), attempts, error = %failure, "a job failed and will be tried again");
            alarm(job, &failure);
            let reason = failure.to_string();
            app.store()
                .write(move |tx| {
                    tx.everyone()
                        .postpone_job(id, next_attempt(now, attempts), &reason)
                })
                .await
                .map_err(|error: StoreError| Failure::from(error))?;
            Ok(false)
        }
    }
}
