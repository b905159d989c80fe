//! What the tests share: a folder of their own, a store with two tables, repeatable randomness,
//! and a gate that holds the writer until a batch has gathered.

use mithaq_store::vault::Entropy;
use mithaq_store::{Store, StoreError, StoreOptions, params, statements};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

statements! {
    pub MAKE_ITEM = "CREATE TABLE IF NOT EXISTS item (
        name TEXT NOT NULL PRIMARY KEY, amount INTEGER NOT NULL, note BLOB) STRICT";
    pub MAKE_PART = "CREATE TABLE IF NOT EXISTS part (
        item TEXT NOT NULL REFERENCES item (name) DEFERRABLE INITIALLY DEFERRED) STRICT";
    pub INSERT = "INSERT INTO item (name, amount) VALUES ($1, $2)";
    pub ADD = "INSERT INTO item (name, amount) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET amount = amount + $2";
    pub LIST = "SELECT name, amount FROM item ORDER BY name";
    pub FIND = "SELECT amount FROM item WHERE name = $1";
    pub INSERT_ORPHAN = "INSERT INTO part (item) VALUES ($1)";
}

/// A folder that goes when the test ends.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("mithaq-store-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn open(folder: &Folder) -> Store {
    open_with(folder, StoreOptions::default())
}

pub fn open_with(folder: &Folder, options: StoreOptions) -> Store {
    let store = Store::open(folder.path(), options).unwrap();
    let made: Result<(), StoreError> = store.write_blocking(|tx| {
        tx.execute(MAKE_ITEM, &[])?;
        tx.execute(MAKE_PART, &[])?;
        Ok(())
    });
    made.unwrap();
    store
}

/// All items with their amounts, read on a snapshot.
pub fn items(store: &Store) -> Vec<(String, i64)> {
    let rows = store.read_blocking(|tx| tx.query(LIST, &[])).unwrap();
    let pairs = rows
        .iter()
        .map(|row| (row.text(0).unwrap().to_owned(), row.integer(1).unwrap()));
    pairs.collect()
}

pub fn insert(store: &Store, name: &str, amount: i64) -> Result<u64, StoreError> {
    let name = name.to_owned();
    store.write_blocking(move |tx| tx.execute(INSERT, params![&name, amount]))
}

/// Holds the writer inside a unit until it is opened, so that what is queued meanwhile becomes
/// one batch with it.
pub struct Gate {
    open: Sender<()>,
}

impl Gate {
    pub fn close(store: &Store) -> Gate {
        let (open, opened) = channel();
        let (entered, inside) = channel();
        let once: Mutex<Option<(Sender<()>, Receiver<()>)>> = Mutex::new(Some((entered, opened)));
        drop(store.write::<(), StoreError, _>(move |_| {
            // The batch may run again: the gate holds it once.
            if let Some((entered, opened)) = once.lock().unwrap().take() {
                entered.send(()).unwrap();
                let _ = opened.recv();
            }
            Ok(())
        }));
        inside.recv().unwrap();
        Gate { open }
    }

    pub fn open(self) {
        self.open.send(()).unwrap();
    }
}

/// Waits for a future on this thread.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

/// Counts how often a unit ran.
#[derive(Clone, Default)]
pub struct Count(Arc<AtomicU64>);

impl Count {
    pub fn up(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Randomness that is the same in every run (SplitMix64).
pub struct Seeded(AtomicU64);

impl Seeded {
    pub fn new(seed: u64) -> Seeded {
        Seeded(AtomicU64::new(seed))
    }
}

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let step = 0x9E37_79B9_7F4A_7C15;
            let mut word = self.0.fetch_add(step, Ordering::Relaxed);
            word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            word ^= word >> 31;
            chunk.copy_from_slice(&word.to_le_bytes()[..chunk.len()]);
        }
    }
}
