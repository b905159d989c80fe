//! The sweeps: what time alone has ended is noted in the rows, files that no row names are removed,
//! transactions that stayed nobody's and old events are forgotten, and an alarm is given where journal
//! entries wait too long for their places. Timestamps are
//! renewed in time, and the heads of journals stamped. Slowly, beside everything else; what they do is `service`'s.

use std::time::Duration;

use mithaq_service::{
    App,
    contract::{OrphanSweep, begin_renewals},
    evidence::{find_waiting, renew_head_timestamps, stamp_heads},
    session::ExpirySweep,
    transaction::forget_unclaimed,
    webhook::EventSweep,
};
use tokio::sync::watch;

/// Between two steps of a pass over the sessions.
const STEP: Duration = Duration::from_secs(1);
/// Between two passes: so long after its end a session may wait, and the time of a pass more.
const PASS: Duration = Duration::from_secs(20);
/// Between two folders of files, of which every one is looked at once in four hours, and between two
/// looks at transactions of nobody and at old events.
const FOLDER: Duration = Duration::from_secs(60);
/// Between two looks at the heads of journals.
const HEADS: Duration = Duration::from_secs(10);

/// Ends sessions whose time is over, until `stop` says true.
pub async fn sessions(app: App, mut stop: watch::Receiver<bool>) {
    let mut sweep = ExpirySweep::default();
    while !*stop.borrow() {
        let pause = match sweep.step(&app).await {
            Ok(swept) => {
                if swept.expired > 0 {
                    tracing::info!(sessions = swept.expired, "sessions expired");
                }
                if swept.pass_ended { PASS } else { STEP }
            }
            Err(failure) => {
                tracing::error!(error = %failure, "sessions could not be swept");
                PASS
            }
        };
        rest(pause, &mut stop).await;
    }
}

/// Removes files that no row names, until `stop` says true.
pub async fn files(app: App, mut stop: watch::Receiver<bool>) {
    let mut sweep = OrphanSweep::default();
    while !*stop.borrow() {
        if let Err(failure) = sweep.step(&app).await {
            tracing::error!(error = %failure, "files could not be swept");
        }
        rest(FOLDER, &mut stop).await;
    }
}

/// Forgets transactions that nobody made theirs, until `stop` says true.
pub async fn transactions(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match forget_unclaimed(&app).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "transactions of nobody were forgotten"),
            Err(failure) => {
                tracing::error!(error = %failure, "transactions could not be swept");
            }
        }
        rest(FOLDER, &mut stop).await;
    }
}

/// Lets go pictures of pages that nobody has asked for, until `stop` says true.
pub async fn pages(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        app.forget_pages();
        rest(PASS, &mut stop).await;
    }
}

/// Forgets old events, until `stop` says true.
pub async fn events(app: App, mut stop: watch::Receiver<bool>) {
    let mut sweep = EventSweep::default();
    while !*stop.borrow() {
        match sweep.step(&app).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "old events were forgotten"),
            Err(failure) => tracing::error!(error = %failure, "old events could not be forgotten"),
        }
        rest(FOLDER, &mut stop).await;
    }
}

/// Gives an alarm for as long as journal entries have no place in their chain, until `stop` says true. It
/// looks by itself, since what should chain them may be what broke.
pub async fn journal(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        rest(PASS, &mut stop).await;
        match find_waiting(&app).await {
            Ok(waiting) => waiting.iter().for_each(|waiting| {
                let (tenant, since) = (waiting.tenant, waiting.since.to_iso());
                tracing::error!(%tenant, since, "journal entries are not chained");
            }),
            Err(failure) => {
                tracing::error!(error = %failure, "the journal could not be looked at");
            }
        }
    }
}

/// Has the heads of journals stamped that have moved, as often as is configured, until `stop` says true.
pub async fn heads(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        // An authority may take long to answer; what it answers then is not waited for.
        let step = tokio::select! {
            step = stamp_heads(&app) => step,
            _ = stop.changed() => return,
        };
        match step {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "journal heads were stamped"),
            Err(failure) => tracing::error!(error = %failure, "journal heads cannot be stamped"),
        }
        let step = tokio::select! {
            step = renew_head_timestamps(&app) => step,
            _ = stop.changed() => return,
        };
        match step {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "timestamps over journal heads were renewed"),
            Err(failure) => {
                tracing::error!(error = %failure, "timestamps over journal heads cannot be renewed");
            }
        }
        rest(HEADS, &mut stop).await;
    }
}

/// Begins the renewal of timestamps that are about to lose their worth, until `stop` says true.
pub async fn seals(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match begin_renewals(&app).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "timestamps are renewed"),
            Err(failure) => tracing::error!(error = %failure, "timestamps cannot be renewed"),
        }
        rest(FOLDER, &mut stop).await;
    }
}

async fn rest(pause: Duration, stop: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = tokio::time::sleep(pause) => {}
        _ = stop.changed() => {}
    }
}
