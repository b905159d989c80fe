//! The threads that read: each has a read-only connection and gives every read one snapshot.

use crate::StoreError;
use crate::options::StoreOptions;
use crate::sqlite::{self, Prepared};
use crate::tx::Tx;
use crate::unit::{Answer, spawn_runner};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

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

/// Starts the reading threads; the sender is the way to them.
pub(crate) fn start(
    database: &Path,
    options: &StoreOptions,
) -> Result<(SyncSender<ReadMessage>, Vec<JoinHandle<()>>), StoreError> {
    let (sender, receiver) = sync_channel(options.queue);
    let queue = Arc::new(Mutex::new(receiver));
    let threads = (0..options.readers.max(1)).map(|_| {
        let connection = sqlite::open_reading(database)?;
        let queue = Arc::clone(&queue);
        spawn_runner("store-reader", move || run(&connection, &queue))
    });
    let threads = threads.collect::<Result<Vec<_>, _>>()?;
    Ok((sender, threads))
}

/// A reading thread from its start to its end.
fn run(connection: &Connection, queue: &Arc<Mutex<Receiver<ReadMessage>>>) {
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
