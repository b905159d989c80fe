//! Tasks that must not end before the server does: one that breaks is started again, and the log
//! says so.

use std::{future::Future, time::Duration};

use tokio::sync::watch;

/// Before a task that broke is started again: what breaks at once must not fill the log.
pub const PAUSE: Duration = Duration::from_secs(1);

/// Runs what `start` makes, again and again while it panics; it ends by itself when the server stops.
pub async fn keep_running<T>(
    name: &'static str,
    pause: Duration,
    mut stop: watch::Receiver<bool>,
    start: impl Fn() -> T,
) where
    T: Future<Output = ()> + Send + 'static,
{
    while let Err(error) = tokio::spawn(start()).await {
        tracing::error!(%error, "{name} broke and is started again");
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
        if *stop.borrow() {
            return;
        }
    }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_is_started_again_until_it_ends_by_itself() {
        let (_running, stop) = watch::channel(false);
        let starts = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&starts);
        let start = move || {
            let number = count.fetch_add(1, Ordering::SeqCst);
            async move { assert!(number == 3, "the task breaks") }
        };
        keep_running("a task", Duration::ZERO, stop, start).await;
        assert_eq!(starts.load(Ordering::SeqCst), 4);
    }

    #[tokio::test]
    async fn a_task_that_breaks_while_the_server_stops_is_left_alone() {
        let (_stopping, stop) = watch::channel(true);
        let start = || async { panic!("the task breaks") };
        keep_running("a task", Duration::ZERO, stop, start).await;
    }
}
