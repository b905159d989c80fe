//! The schema's history: the lists are what the folders hold, and a strange database is refused.

use crate::stage::{Folder, open};
use mithaq_store::{Migration, POSTGRES, SQLITE, Store, StoreError, StoreOptions};
use rusqlite::Connection;

fn names(folder: &str) -> Vec<String> {
    let path = format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(path).unwrap();
    let mut names = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect::<Vec<_>>();
    names.sort();
    names
}

#[test]
fn the_lists_are_what_the_folders_hold_numbered_without_gaps() {
    for (folder, steps) in [("sqlite", SQLITE), ("postgres", POSTGRES)] {
        let listed = steps.iter().map(|step| format!("{}.sql", step.name));
        assert_eq!(listed.collect::<Vec<_>>(), names(folder));
        for (number, Migration { version, name, .. }) in steps.iter().enumerate() {
            assert_eq!(*version, i64::try_from(number).unwrap());
            assert!(name.starts_with(&format!("{number:04}_")), "{name}");
        }
    }
}

#[test]
fn the_history_names_every_migration_once_however_often_the_store_is_opened() {
    let folder = Folder::new();
    open(&folder).close().unwrap();
    open(&folder).close().unwrap();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    let count = "SELECT COUNT(*) FROM schema_history";
    let found: i64 = database.query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(found, i64::try_from(SQLITE.len()).unwrap());
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    let error = opened_after("INSERT INTO schema_history VALUES (9999, '9999_later', 'x')");
    let known = SQLITE.last().unwrap().version;
    let newer = StoreError::NewerSchema { found: 9999, known };
    assert_eq!(error, Some(newer));
}

#[test]
fn a_migration_that_ran_with_another_text_is_refused() {
    let error = opened_after("UPDATE schema_history SET checksum = 'x' WHERE version = 0");
    assert_eq!(error, Some(StoreError::ChangedMigration { version: 0 }));
}

#[test]
fn the_schema_has_no_constraint_that_waits_for_the_commit() {
    // One unit would fail the COMMIT of a whole batch.
    for step in SQLITE.iter().chain(POSTGRES) {
        assert!(!step.sql.to_uppercase().contains("DEFERR"), "{}", step.name);
    }
}

fn opened_after(change: &str) -> Option<StoreError> {
    let folder = Folder::new();
    open(&folder).close().unwrap();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    database.execute_batch(change).unwrap();
    drop(database);
    Store::open(folder.path(), StoreOptions::default()).err()
}
