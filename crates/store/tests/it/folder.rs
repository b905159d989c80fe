//! The data folder: who may read it, and how many processes may use it.

use crate::stage::{Folder, insert, open};
use mithaq_store::{Store, StoreError, StoreOptions};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn everything_in_the_folder_is_for_its_owner_alone() {
    let folder = Folder::new();
    let store = open(&folder);
    insert(&store, "one", 1).unwrap();
    assert_eq!(mode(folder.path()), 0o700);
    assert_eq!(mode(&folder.path().join("files")), 0o700);
    for name in ["mithaq.db", "mithaq.db-wal", "mithaq.db-shm", "mithaq.lock"] {
        assert_eq!(mode(&folder.path().join(name)), 0o600, "{name}");
    }
}

#[test]
fn a_second_store_on_the_folder_is_refused_until_the_first_is_closed() {
    let folder = Folder::new();
    let first = open(&folder);
    let second = Store::open(folder.path(), StoreOptions::default());
    let error = second.err().unwrap();
    assert!(matches!(error, StoreError::FolderInUse { .. }));
    let text = format!("in use by another process (process {})", std::process::id());
    assert!(error.to_string().ends_with(&text), "{error}");
    first.close().unwrap();
    Store::open(folder.path(), StoreOptions::default()).unwrap();
}

#[test]
fn a_folder_that_everybody_may_write_is_refused() {
    let folder = Folder::new();
    fs::create_dir(folder.path()).unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
    let store = Store::open(folder.path(), StoreOptions::default());
    assert!(matches!(store.err(), Some(StoreError::Folder { .. })));
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = Folder::new();
    fs::create_dir(folder.path()).unwrap();
    fs::write(folder.path().join("mithaq.db"), [b'x'; 4096]).unwrap();
    let store = Store::open(folder.path(), StoreOptions::default());
    assert!(matches!(store.err(), Some(StoreError::Disk(_))));
}

#[test]
fn a_folder_that_was_let_go_can_be_taken_at_once_while_programs_are_started() {
    let (folder, done) = (Folder::new(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    assert!(Command::new("true").status().unwrap().success());
                }
            });
        }
        let taken: Vec<bool> = (0..20)
            .map(|_| {
                let store = Store::open(folder.path(), StoreOptions::default());
                store.is_ok_and(|store| store.close().is_ok())
            })
            .collect();
        done.store(true, Ordering::Relaxed);
        assert!(taken.iter().all(|taken| *taken), "{taken:?}");
    });
}
