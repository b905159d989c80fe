//! The loop that gives journal entries their places in their company's chain; how is `service`'s.

use std::time::Duration;

use mithaq_service::{App, evidence::Chainer};
use tokio::sync::watch;

/// How long an entry may wait before it is looked for. A look reads nothing while nothing was written.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// After a failure.
const PAUSE: Duration = Duration::from_secs(5);
/// How long chaining may still take when the server stops. What is left is chained by the next start.
const GRACE: Duration = Duration::from_secs(3);

/// Chains until `stop` says true.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut chainer = Chainer::default();
    while !*stop.borrow() {
        // What was written before there was a chain may take a while; each batch is whole by itself.
        let step = tokio::select! {
            step = chainer.step(&app) => step,
            _ = stop.changed() => return,
        };
        let pause = match step {
            Ok(_) => LOOK_AGAIN,
            Err(failure) => {
                tracing::error!(error = %failure, "journal entries could not be chained");
                PAUSE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Chains what the last acts wrote, once nothing writes any more.
pub async fn finish(app: &App) {
    match tokio::time::timeout(GRACE, Chainer::default().step(app)).await {
        Ok(Ok(_)) => {}
        Ok(Err(failure)) => {
            tracing::error!(error = %failure, "the last journal entries could not be chained");
        }
        Err(_) => tracing::info!("some journal entries will be chained by the next start"),
    }
}
