//! The one thread that writes: it gathers the units that wait into a batch, commits them with one
//! fsync and only then answers. What a unit does is not its business.
//!
//! While all goes well a batch has no SAVEPOINT. When a unit fails after it changed something, the
//! batch is rolled back and its units run again, each under a SAVEPOINT: hence units are `Fn`.

use crate::checkpoint::Checkpoints;
use crate::sqlite::{self, Prepared};
use crate::tx::Tx;
use crate::unit::Unit;
use crate::{StoreError, folder::DataFolder};
use rusqlite::Connection;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// Units per COMMIT at most, so that the first of a batch does not wait for ever.
const BATCH: usize = 256;
/// A pause of this length is quiet enough for a small checkpoint.
const QUIET: Duration = Duration::from_millis(100);

thread_local! {
    /// Pages in the WAL after the last COMMIT of this thread's connection.
    static WAL_PAGES: Cell<i64> = const { Cell::new(0) };
}

/// What reaches the writer.
pub(crate) enum Message {
    /// A unit of work.
    Unit(Box<dyn Unit>),
    /// Finish what was accepted, then end.
    Close,
}

/// The writing thread from its start to its end.
pub(crate) fn run(
    connection: Connection,
    mut checkpoints: Checkpoints,
    (queue, changes): (Receiver<Message>, &AtomicU64),
    folder: DataFolder,
) {
    connection.wal_hook(Some(|_, pages| {
        WAL_PAGES.set(i64::from(pages));
        Ok(())
    }));
    let mut writer = Writer {
        database: Prepared::new(&connection),
        queue,
        changes,
        batch: Vec::with_capacity(BATCH),
        closing: false,
    };
    while let Some(first) = writer.next(&mut checkpoints) {
        writer.commit_batch(first);
        checkpoints.committed(&connection, WAL_PAGES.get());
    }
    drop(writer);
    checkpoints.stop();
    if let Err(error) = sqlite::run(&connection, "PRAGMA wal_checkpoint(TRUNCATE)") {
        tracing::warn!(%error, "the last checkpoint failed; the WAL keeps what it holds");
    }
    drop(connection);
    drop(folder);
}

struct Writer<'connection> {
    database: Prepared<'connection>,
    queue: Receiver<Message>,
    changes: &'connection AtomicU64,
    batch: Vec<Box<dyn Unit>>,
    closing: bool,
}

impl Writer<'_> {
    /// Waits for the first unit of a batch; nothing means the end.
    fn next(&mut self, checkpoints: &mut Checkpoints) -> Option<Box<dyn Unit>> {
        if let Some(unit) = self.waiting() {
            return Some(unit);
        }
        while !self.closing {
            let message = if checkpoints.wants_quiet(WAL_PAGES.get()) {
                match self.queue.recv_timeout(QUIET) {
                    Ok(message) => message,
                    Err(RecvTimeoutError::Disconnected) => return None,
                    Err(RecvTimeoutError::Timeout) => {
                        WAL_PAGES.set(0);
                        checkpoints.quiet();
                        continue;
                    }
                }
            } else {
                self.queue.recv().ok()?
            };
            match message {
                Message::Unit(unit) => return Some(unit),
                Message::Close => self.closing = true,
            }
        }
        self.waiting()
    }

    /// A unit that already waits.
    fn waiting(&mut self) -> Option<Box<dyn Unit>> {
        loop {
            match self.queue.try_recv().ok()? {
                Message::Unit(unit) => return Some(unit),
                Message::Close => self.closing = true,
            }
        }
    }

    /// Runs `first` and whatever else waits, commits, answers.
    fn commit_batch(&mut self, first: Box<dyn Unit>) {
        let outcome = self.run_batch(first);
        if let Err(error) = &outcome {
            tracing::error!(%error, units = self.batch.len(), "a batch was lost");
            self.roll_back();
        }
        let error = outcome.err();
        // Also after a failure: whether the disk has the batch may be unknown.
        self.changes.fetch_add(1, Ordering::Release);
        for unit in self.batch.drain(..) {
            unit.answer(error.as_ref());
        }
    }

    fn run_batch(&mut self, first: Box<dyn Unit>) -> Result<(), StoreError> {
        let begun = sqlite::step(self.database.connection(), "BEGIN IMMEDIATE");
        if begun.is_err() {
            self.batch.push(first);
            return begun;
        }
        let mut next = Some(first);
        let mut guarded = false;
        while let Some(mut unit) = next {
            let undisturbed = if guarded {
                self.run_guarded(&mut *unit).map(|()| true)
            } else {
                Ok(self.run_plainly(&mut *unit))
            };
            self.batch.push(unit);
            if !undisturbed? {
                self.run_again()?;
                guarded = true;
            }
            next = if self.batch.len() < BATCH {
                self.waiting()
            } else {
                None
            };
        }
        sqlite::step(self.database.connection(), "COMMIT")
    }

    /// Runs a unit without a SAVEPOINT; false when it left something behind that must go.
    fn run_plainly(&mut self, unit: &mut dyn Unit) -> bool {
        let _ = self.database.take_wrote();
        let kept = unit.run(&mut Tx::new(&mut self.database));
        // Some failures (a full disk) end the transaction without asking us.
        let alive = !self.database.connection().is_autocommit();
        alive && (kept || !self.database.take_wrote())
    }

    /// Starts the batch over, each unit under its own SAVEPOINT.
    fn run_again(&mut self) -> Result<(), StoreError> {
        self.roll_back();
        sqlite::step(self.database.connection(), "BEGIN IMMEDIATE")?;
        let mut units = std::mem::take(&mut self.batch);
        let outcome = units
            .iter_mut()
            .try_for_each(|unit| self.run_guarded(&mut **unit));
        self.batch = units;
        outcome
    }

    fn run_guarded(&mut self, unit: &mut dyn Unit) -> Result<(), StoreError> {
        sqlite::run(self.database.connection(), "SAVEPOINT unit")?;
        let kept = unit.run(&mut Tx::new(&mut self.database));
        if self.database.connection().is_autocommit() {
            let cause = self.database.take_failure();
            return Err(cause.unwrap_or(StoreError::Database("the transaction is gone".into())));
        }
        let end = if kept {
            "RELEASE unit"
        } else {
            "ROLLBACK TO unit; RELEASE unit"
        };
        sqlite::run(self.database.connection(), end)
    }

    fn roll_back(&mut self) {
        if self.database.connection().is_autocommit() {
            return;
        }
        if let Err(error) = sqlite::step(self.database.connection(), "ROLLBACK") {
            tracing::error!(%error, "ROLLBACK failed");
        }
    }
}
