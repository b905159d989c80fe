//! A unit on its way: the closure, the place for its outcome and the way back to its caller. When
//! it runs and when it is answered is decided in `writer`.

use crate::StoreError;
use crate::tx::Tx;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::SyncSender;
use std::thread::{Builder, JoinHandle};
use tokio::sync::oneshot;

thread_local! {
    /// Whether this thread runs units.
    static RUNS_UNITS: Cell<bool> = const { Cell::new(false) };
}

/// Starts a thread that runs units.
pub(crate) fn spawn_runner(
    name: &str,
    body: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, StoreError> {
    let body = move || {
        RUNS_UNITS.set(true);
        body();
    };
    Builder::new()
        .name(name.to_owned())
        .spawn(body)
        .map_err(|error| StoreError::Disk(error.to_string()))
}

/// Whether a blocking call here would wait for itself.
pub(crate) fn inside_unit() -> bool {
    RUNS_UNITS.get()
}

/// A unit with the place for its outcome and the way to its caller.
pub(crate) trait Unit: Send {
    /// Runs it (once more) and remembers the outcome; true when it may be committed.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Answers with the outcome, or with the error that befell the whole batch.
    fn answer(self: Box<Self>, batch: Option<&StoreError>);
}

/// The way back to a caller, who may have gone: sending never waits.
pub(crate) enum Answer<T> {
    /// To a task.
    Task(oneshot::Sender<T>),
    /// To a thread that blocks; the channel holds one.
    Thread(SyncSender<T>),
}

impl<T> Answer<T> {
    /// Sends, and does not mind when nobody listens.
    pub(crate) fn send(self, outcome: T) {
        match self {
            Answer::Task(task) => drop(task.send(outcome)),
            Answer::Thread(thread) => drop(thread.try_send(outcome)),
        }
    }
}

/// The one implementation of [`Unit`], for every closure.
pub(crate) struct Work<F, T, E> {
    unit: F,
    outcome: Option<Result<T, E>>,
    answer: Answer<Result<T, E>>,
}

impl<F, T, E> Work<F, T, E> {
    /// A unit that has not run.
    pub(crate) fn new(unit: F, answer: Answer<Result<T, E>>) -> Work<F, T, E> {
        Work {
            unit,
            outcome: None,
            answer,
        }
    }
}

impl<F, T, E> Unit for Work<F, T, E>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        // The unit is not used again after a panic but to run from the start, and its
        // transaction is rolled back: nothing half done can be seen.
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.unit)(tx)))
            .unwrap_or_else(|_| Err(StoreError::UnitPanicked.into()));
        self.outcome.insert(outcome).is_ok()
    }

    fn answer(self: Box<Self>, batch: Option<&StoreError>) {
        let outcome = match (batch, self.outcome) {
            (None, Some(outcome)) => outcome,
            (Some(error), _) => Err(error.clone().into()),
            (None, None) => Err(StoreError::Closed.into()),
        };
        self.answer.send(outcome);
    }
}
