//! The loop that delivers webhooks, apart from the jobs' worker: what is sent when is `service`'s.

use std::time::Duration;

use mithaq_service::{App, webhook::Dispatcher};
use tokio::sync::watch;

/// How long nothing may be due before events and retries are looked for again.
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// Between two steps under load, so that one step serves several attempts that ended.
const BREATH: Duration = Duration::from_millis(5);
/// After a failure of the store.
const PAUSE: Duration = Duration::from_secs(5);
/// How long attempts may still take when the server stops. What is cut off is sent again later.
const GRACE: Duration = Duration::from_secs(3);

/// Delivers until `stop` says true.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut dispatcher = Dispatcher::new(app, mithaq_wire::webhook::body);
    while !*stop.borrow() {
        let pause = match dispatcher.step().await {
            Ok(_) => LOOK_AGAIN,
            Err(failure) => {
                tracing::error!(error = %failure, "webhooks could not be worked on");
                PAUSE
            }
        };
        tokio::select! {
            () = dispatcher.one_ended() => tokio::time::sleep(BREATH).await,
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
    let rest = async {
        while dispatcher.under_way() > 0 {
            dispatcher.one_ended().await;
        }
    };
    if tokio::time::timeout(GRACE, rest).await.is_err() {
        tracing::info!("webhook attempts were cut off and will be made again");
    }
}
