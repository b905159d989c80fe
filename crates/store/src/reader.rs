//! The threads that read: each has a read-only connection and gives every read one snapshot.

use crate::StoreError;
use crate::sqlite::{self, Prepared};
use crate::tx::Tx;
use crate::unit::{Answer, now_runs_units};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};

/// A read with its way to the caller.
pub(crate) type Read = Box<dyn FnOnce(Result<&mut Tx<'_>, StoreError>) + Send>;

/// What reaches the readers.
pub(crate) enum ReadMessage {
    /// A read.
    Read(Read),
    /// One of the threads ends.
    Close,
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

/// A reading thread from its start to its end.
pub(crate) fn run(connection: &Connection, queue: &Arc<Mutex<Receiver<ReadMessage>>>) {
    now_runs_units();
    let mut database = Prepared::new(connection);
    loop {
        let message = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(ReadMessage::Read(read)) = message else {
            return;
        };
        in_snapshot(&mut database, read);
    }
}

fn in_snapshot(database: &mut Prepared<'_>, read: Read) {
    let connection = database.connection();
    match sqlite::run(connection, "BEGIN") {
        Ok(()) => read(Ok(&mut Tx::new(database))),
        Err(error) => read(Err(error)),
    }
    if !connection.is_autocommit()
        && let Err(error) = sqlite::run(connection, "ROLLBACK")
    {
        tracing::error!(%error, "a snapshot could not be ended");
    }
}
