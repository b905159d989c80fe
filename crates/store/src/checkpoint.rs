//! When the WAL is copied into the database: small when all is quiet, large under load, and never
//! by the thread that writes, but for the last few pages. What a checkpoint is, SQLite knows.
//!
//! A passive checkpoint cannot catch up with a writer that never rests: the WAL starts anew only
//! when the next write finds every page copied. So the bulk is copied on this thread while the
//! writer goes on, and then the writer itself copies the little that came meanwhile.

use crate::StoreError;
use crate::sqlite;
use rusqlite::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

/// Pages in the WAL that call for a checkpoint under load: 64 MiB.
const LARGE_PAGES: i64 = 16_384;
/// Pages in the WAL that are worth a checkpoint when nobody is writing: 1 MiB.
const SMALL_PAGES: i64 = 256;

/// The thread that copies, and what the writer knows of it.
pub(crate) struct Checkpoints {
    ask: SyncSender<()>,
    bulk_copied: Arc<AtomicBool>,
    thread: JoinHandle<()>,
    asked: bool,
    next_at: i64,
}

impl Checkpoints {
    /// Starts the thread on a connection of its own.
    pub(crate) fn start(connection: Connection) -> Result<Checkpoints, StoreError> {
        let (ask, asked) = sync_channel(1);
        let bulk_copied = Arc::new(AtomicBool::new(false));
        let copied = Arc::clone(&bulk_copied);
        let thread = Builder::new()
            .name("store-checkpoint".to_owned())
            .spawn(move || copy_when_asked(&connection, &asked, &copied))
            .map_err(|error| StoreError::Disk(error.to_string()))?;
        Ok(Checkpoints {
            ask,
            bulk_copied,
            thread,
            asked: false,
            next_at: LARGE_PAGES,
        })
    }

    /// After a COMMIT that left `pages` in the WAL.
    pub(crate) fn committed(&mut self, connection: &Connection, pages: i64) {
        if !self.asked && pages >= self.next_at {
            self.begin();
        } else if self.asked && self.bulk_copied.swap(false, Ordering::AcqRel) {
            self.asked = false;
            // With fewer pages the WAL has started anew already.
            if pages >= SMALL_PAGES {
                self.copy_the_rest(connection);
            }
        }
    }

    /// Whether a pause is worth waiting for.
    pub(crate) fn wants_quiet(&self, pages: i64) -> bool {
        !self.asked && pages >= SMALL_PAGES
    }

    /// Nobody has written for a while.
    pub(crate) fn quiet(&mut self) {
        self.begin();
    }

    /// Stops the thread. A checkpoint that is under way is finished.
    pub(crate) fn stop(self) {
        drop(self.ask);
        if self.thread.join().is_err() {
            tracing::error!("the checkpoint thread panicked");
        }
    }

    fn begin(&mut self) {
        self.asked = self.ask.try_send(()).is_ok();
    }

    fn copy_the_rest(&mut self, connection: &Connection) {
        match sqlite::checkpoint(connection) {
            Ok((in_wal, copied)) if in_wal == copied => self.next_at = LARGE_PAGES,
            // A reader still needs the old pages: try again only after a good deal more.
            Ok((in_wal, _)) => self.next_at = in_wal.saturating_add(LARGE_PAGES / 4),
            Err(error) => tracing::warn!(%error, "checkpoint failed, the WAL grows"),
        }
    }
}

fn copy_when_asked(connection: &Connection, asked: &Receiver<()>, copied: &AtomicBool) {
    while asked.recv().is_ok() {
        if let Err(error) = sqlite::checkpoint(connection) {
            tracing::warn!(%error, "checkpoint failed, the WAL grows");
        }
        copied.store(true, Ordering::Release);
    }
}
