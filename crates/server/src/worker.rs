//! The worker: runs the queue's one step for as long as something is due, then waits to be woken.
//! What a job does is `service`'s; that it is done at least once is the lease's.

use std::{sync::Arc, time::Duration};

use mithaq_domain::job::Lane;
use mithaq_service::{App, jobs};
use tokio::sync::{RwLock, watch};

/// How long nothing may be due before the queue is looked at again: retries become due by time.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// After a failure of the queue itself.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Holds workers back: they take a share of it for each step.
pub type Gate = Arc<RwLock<()>>;

/// Works on a lane until `stop` says true. A job that was begun is finished first.
pub async fn run(app: App, lane: Lane, gate: Gate, mut stop: watch::Receiver<bool>) {
    let mut pause = FIRST_PAUSE;
    while !*stop.borrow() {
        let done = {
            let _turn = gate.read().await;
            jobs::run_lane(&app, lane).await
        };
        match done {
            Ok(0) => {
                pause = FIRST_PAUSE;
                tokio::select! {
                    () = app.job_queued(lane) => {}
                    () = tokio::time::sleep(LOOK_AGAIN) => {}
                    _ = stop.changed() => {}
                }
            }
            Ok(_) => pause = FIRST_PAUSE,
            Err(failure) => {
                tracing::error!(error = %failure, "the queue could not be worked on");
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    _ = stop.changed() => {}
                }
                pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
            }
        }
    }
}
