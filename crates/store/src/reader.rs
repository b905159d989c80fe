//! The threads that read: each has a read-only connection and gives every read one snapshot.

use crate::StoreError;
use crate::options::StoreOptions;
use crate::sqlite::{self, Prepared};
use crate::tx::Tx;
use crate::unit::{Answer, spawn_runner};
use rusqlite::Connection;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// A read with its way to the caller.
pub(crate) type Read = Box<dyn FnOnce(Result<&mut Tx<'_>, StoreError>) + Send>;

/// What waits for the readers. Each read wakes one of them, and none where all are busy.
pub(crate) struct Reads {
    queue: Mutex<Queue>,
    arrived: Condvar,
    most: usize,
}

#[derive(Default)]
struct Queue {
    reads: VecDeque<Read>,
    /// Threads that wait for a read.
    idle: usize,
    closed: bool,
}

impl Reads {
    fn new(most: usize) -> Reads {
        Reads {
            queue: Mutex::default(),
            arrived: Condvar::new(),
            most,
        }
    }

    /// Queues a read; it never waits.
    pub(crate) fn push(&self, read: Read) -> Result<(), StoreError> {
        let mut queue = self.lock();
        if queue.closed {
            return Err(StoreError::Closed);
        }
        if queue.reads.len() >= self.most {
            return Err(StoreError::Overloaded);
        }
        queue.reads.push_back(read);
        let is_awaited = queue.idle > 0;
        drop(queue);
        if is_awaited {
            self.arrived.notify_one();
        }
        Ok(())
    }

    /// Takes no more; the threads end when they have read what waits.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_all();
    }

    /// Waits for the next read; nothing means the end.
    fn next(&self) -> Option<Read> {
        let mut queue = self.lock();
        loop {
            if let Some(read) = queue.reads.pop_front() {
                return Some(read);
            }
            if queue.closed {
                return None;
            }
            queue.idle += 1;
            let woken = self.arrived.wait(queue);
            queue = woken.unwrap_or_else(PoisonError::into_inner);
            queue.idle -= 1;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ties a read to its answer.
pub(crate) fn answering<T, E>(
    read: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    answer: Answer<Result<T, E>>,
) -> Read
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    Box::new(move |tx| {
        let outcome = tx.map_err(E::from).and_then(|tx| {
            catch_unwind(AssertUnwindSafe(|| read(tx)))
                .unwrap_or_else(|_| Err(StoreError::UnitPanicked.into()))
        });
        answer.send(outcome);
    })
}

/// Starts the reading threads; what is queued is read by one of them.
pub(crate) fn start(
    database: &Path,
    options: &StoreOptions,
) -> Result<(Arc<Reads>, Vec<JoinHandle<()>>), StoreError> {
    let reads = Arc::new(Reads::new(options.queue));
    let threads = (0..options.readers.max(1)).map(|_| {
        let connection = sqlite::open_reading(database)?;
        let reads = Arc::clone(&reads);
        spawn_runner("store-reader", move || run(&connection, &reads))
    });
    let threads = threads.collect::<Result<Vec<_>, _>>();
    if threads.is_err() {
        reads.close();
    }
    Ok((reads, threads?))
}

/// A reading thread from its start to its end.
fn run(connection: &Connection, reads: &Reads) {
    let mut database = Prepared::new(connection);
    while let Some(read) = reads.next() {
        in_snapshot(&mut database, read);
    }
}

fn in_snapshot(database: &mut Prepared<'_>, read: Read) {
    let connection = database.connection();
    match sqlite::step(connection, "BEGIN") {
        Ok(()) => read(Ok(&mut Tx::new(database))),
        Err(error) => read(Err(error)),
    }
    if !connection.is_autocommit()
        && let Err(error) = sqlite::step(connection, "ROLLBACK")
    {
        tracing::error!(%error, "a snapshot could not be ended");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    fn read() -> Read {
        Box::new(|_| ())
    }

    #[test]
    fn what_was_queued_is_still_read_after_the_end_and_nothing_more_is_taken() {
        let reads = Reads::new(2);
        reads.push(read()).unwrap();
        reads.push(read()).unwrap();
        assert_eq!(reads.push(read()), Err(StoreError::Overloaded));
        reads.close();
        assert_eq!(reads.push(read()), Err(StoreError::Closed));
        assert!(reads.next().is_some() && reads.next().is_some());
        assert!(reads.next().is_none());
    }

    #[test]
    fn each_read_wakes_a_thread_that_waits() {
        let (reads, (done, took)) = (Reads::new(8), mpsc::channel());
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while let Some(read) = reads.next() {
                        read(Err(StoreError::Closed));
                    }
                });
            }
            let patience = Duration::from_secs(20);
            let answers = (0..2_000).map(|_| {
                let done = done.clone();
                reads.push(Box::new(move |_| done.send(()).unwrap()))?;
                took.recv_timeout(patience)
                    .map_err(|_| StoreError::Overloaded)
            });
            let answers: Result<Vec<()>, StoreError> = answers.collect();
            // Also after a failure: the threads end with the test.
            reads.close();
            assert_eq!(answers.map(|all| all.len()), Ok(2_000));
        });
    }
}
