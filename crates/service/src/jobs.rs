//! The queue's one step: lease what is due, run it, forget it or put it off. Tests call it to
//! drain the queue; the server's worker calls it for ever.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

use mithaq_domain::job::{Job, next_attempt};
use mithaq_store::{StoreError, job::LeasedJob};

use crate::{
    App, Failure,
    access::rotate_token_key,
    contract::seal_contract,
    notice::{send_copy, send_message},
};

/// Jobs taken at once.
const BATCH: i64 = 2;

/// Runs what is due now; how many jobs were done.
pub async fn run_due(app: &App) -> Result<usize, Failure> {
    let now = app.now();
    rotate_token_key(app).await?;
    // Without a gateway messages wait, encrypted; leasing them would only wear out the disk.
    let but = if app.outbox().is_some() {
        ""
    } else {
        "send_message"
    };
    let due = app
        .store()
        .read(move |tx| tx.everyone().is_job_due(but, now))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    if !due {
        return Ok(0);
    }
    let jobs = app
        .store()
        .write(move |tx| tx.everyone().lease_jobs(but, BATCH, now))
        .await
        .map_err(|error: StoreError| Failure::from(error))?;
    let (mut done, mut failure) = (0, None);
    for job in jobs {
        // A hiccup of the queue with one job must not keep the others leased.
        match run(app, &job).await {
            Ok(finished) => done += usize::from(finished),
            Err(error) => failure = Some(error),
        }
    }
    failure.map_or(Ok(done), Err)
}

async fn work(app: &App, job: &LeasedJob) -> Result<(), Failure> {
    match &job.job {
        Job::SendMessage { session } => send_message(app, job, *session).await,
        Job::SendCopy { session, contract } => send_copy(app, job, (*session, *contract)).await,
        Job::SealContract { contract } => seal_contract(app, job.tenant, *contract).await,
    }
}

/// A job that panics has failed, and is put off like any other that failed: it must not take the
/// worker and the other jobs along. What it held is gone with it; rows are whole or not at all.
async fn unless_it_panics(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let mut work = pin!(work);
    poll_fn(|context| {
        let step = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        step.unwrap_or(Poll::Ready(Err(Failure::Panicked)))
    })
    .await
}

async fn run(app: &App, job: &LeasedJob) -> Result<bool, Failure> {
    let outcome = unless_it_panics(work(app, job)).await;
    let (id, now, attempts) = (job.id, app.now(), job.attempts);
    match outcome {
        Ok(()) => {
            app.store()
                .write(move |tx| tx.everyone().delete_job(id))
                .await
                .map_err(|error: StoreError| Failure::from(error))?;
            Ok(true)
        }
        Err(failure) => {
            tracing::warn!(job = %id, kind = job.job.kind(), attempts, error = %failure, "a job failed and will be tried again");
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
