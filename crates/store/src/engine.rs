//! The store as the program holds it: opened on a data folder, handed around by clones, closed at
//! the end. How a batch is committed is in `writer`, how a snapshot is read in `reader`.

use crate::checkpoint::Checkpoints;
use crate::file::Files;
use crate::folder::DataFolder;
use crate::options::StoreOptions;
use crate::reader::{self, Reads};
use crate::tx::Tx;
use crate::unit::{Answer, Work, inside_unit, spawn_runner};
use crate::writer::{self, Message};
use crate::{StoreError, migrate, sqlite};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Rows and files of one data folder.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    folder: PathBuf,
    files: Files,
    writer: SyncSender<Message>,
    reads: Arc<Reads>,
    changes: Arc<AtomicU64>,
    threads: Mutex<Option<Threads>>,
}

struct Threads {
    writer: JoinHandle<()>,
    readers: Vec<JoinHandle<()>>,
}

impl Store {
    /// Opens the store of `folder`, made where it is missing, and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::FolderInUse`] when another process has it, [`StoreError::Folder`],
    /// [`StoreError::NewerSchema`], [`StoreError::ChangedMigration`], or what the database said.
    pub fn open(folder: &Path, options: StoreOptions) -> Result<Store, StoreError> {
        let held = DataFolder::take(folder, options.nodes)?;
        let database = held.database()?;
        let files = Files::open(held.files()).map_err(|error| StoreError::Folder {
            path: held.files().display().to_string(),
            reason: error.to_string(),
        })?;
        let connection = sqlite::open_writing(&database, options.durability)?;
        migrate::migrate(&connection, migrate::SQLITE)?;
        let checkpoints = Checkpoints::start(sqlite::open_writing(&database, options.durability)?)?;
        let (writer, queue) = sync_channel(options.queue);
        let changes = Arc::<AtomicU64>::default();
        let counted = Arc::clone(&changes);
        let thread = spawn_runner("store-writer", move || {
            writer::run(connection, checkpoints, (queue, &counted), held);
        })?;
        // Last: where this fails the writer ends by itself, its queue being gone.
        let (reads, readers) = reader::start(&database, &options)?;
        let threads = Threads {
            writer: thread,
            readers,
        };
        Ok(Store {
            inner: Arc::new(Inner {
                folder: folder.to_path_buf(),
                files,
                writer,
                reads,
                changes,
                threads: Mutex::new(Some(threads)),
            }),
        })
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// The encrypted files of the data folder.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.inner.files
    }

    /// A figure that grows before any write is answered. What was read after asking for it is what
    /// any later read would find, for as long as the figure stays the same.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.inner.changes.load(Ordering::Acquire)
    }

    /// Runs `unit` in a transaction and answers after the COMMIT's fsync. `Ok` commits, `Err`
    /// rolls this unit back and no other.
    ///
    /// The unit is queued at once and runs even if the future is dropped. It may run more than
    /// once, the earlier runs being rolled back: it changes nothing but its transaction.
    ///
    /// # Errors
    /// What the unit returned, or the store's own: [`StoreError::Overloaded`] and
    /// [`StoreError::Closed`] mean that it did not run, [`StoreError::UnitPanicked`] and
    /// [`StoreError::DiskFull`] that nothing was kept, [`StoreError::Disk`] that the outcome is
    /// unknown.
    pub fn write<T, E, F>(
        &self,
        unit: F,
    ) -> impl Future<Output = Result<T, E>> + Send + use<T, E, F>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, outcome) = oneshot::channel();
        let queued = self.queue(unit, Answer::Task(answer));
        async move {
            queued?;
            outcome
                .await
                .unwrap_or_else(|_| Err(StoreError::Closed.into()))
        }
    }

    /// [`write`](Store::write) for a thread that may block.
    ///
    /// # Errors
    /// As `write`; [`StoreError::InsideUnit`] when called from inside a unit.
    pub fn write_blocking<T, E, F>(&self, unit: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        may_block()?;
        let (answer, outcome) = sync_channel(1);
        self.queue(unit, Answer::Thread(answer))?;
        outcome
            .recv()
            .unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Runs `read` on one snapshot, which holds every write answered before this call.
    ///
    /// # Errors
    /// What `read` returned, or the store's own; [`StoreError::ReadOnly`] when it tried to write.
    pub fn read<T, E, F>(&self, read: F) -> impl Future<Output = Result<T, E>> + Send + use<T, E, F>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, outcome) = oneshot::channel();
        let queued = self.queue_read(read, Answer::Task(answer));
        async move {
            queued?;
            outcome
                .await
                .unwrap_or_else(|_| Err(StoreError::Closed.into()))
        }
    }

    /// [`read`](Store::read) for a thread that may block.
    ///
    /// # Errors
    /// As `read`; [`StoreError::InsideUnit`] when called from inside a unit.
    pub fn read_blocking<T, E, F>(&self, read: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        may_block()?;
        let (answer, outcome) = sync_channel(1);
        self.queue_read(read, Answer::Thread(answer))?;
        outcome
            .recv()
            .unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Finishes what was accepted, copies the WAL into the database and lets go of the folder.
    /// Later calls find [`StoreError::Closed`]. It blocks; a second close does nothing. When the
    /// last clone is dropped this happens by itself.
    ///
    /// # Errors
    /// [`StoreError::InsideUnit`] when called from inside a unit.
    pub fn close(&self) -> Result<(), StoreError> {
        may_block()?;
        self.inner.close();
        Ok(())
    }

    fn queue<T, E, F>(&self, unit: F, answer: Answer<Result<T, E>>) -> Result<(), StoreError>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let work = Work::new(unit, answer);
        send(&self.inner.writer, Message::Unit(Box::new(work)))
    }

    fn queue_read<T, E, F>(&self, read: F, answer: Answer<Result<T, E>>) -> Result<(), StoreError>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let read = reader::answering(read, answer);
        self.inner.reads.push(read)
    }
}

impl Inner {
    fn close(&self) {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(threads) = threads.take() else {
            return;
        };
        self.reads.close();
        // Sending fails only where the thread has ended already.
        let _ = self.writer.send(Message::Close);
        for thread in threads.readers.into_iter().chain([threads.writer]) {
            if thread.join().is_err() {
                tracing::error!("a thread of the store panicked");
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The last clone may die in a unit; the threads then end by themselves, nothing being able to
        // reach them any more.
        if inside_unit() {
            self.reads.close();
        } else {
            self.close();
        }
    }
}

fn send<M>(queue: &SyncSender<M>, message: M) -> Result<(), StoreError> {
    queue.try_send(message).map_err(|error| match error {
        TrySendError::Full(_) => StoreError::Overloaded,
        TrySendError::Disconnected(_) => StoreError::Closed,
    })
}

fn may_block() -> Result<(), StoreError> {
    if inside_unit() {
        return Err(StoreError::InsideUnit);
    }
    Ok(())
}
