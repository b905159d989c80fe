//! Every SQL text of the crate on SQLite, and the proof that the list has every file.

use crate::stage::{Folder, open};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

#[test]
fn every_statement_is_prepared_on_sqlite() {
    let folder = Folder::new();
    open(&folder).close().unwrap();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    let statements = mithaq_store::statements();
    assert!(!statements.is_empty());
    for statement in statements {
        if let Err(error) = database.prepare(statement) {
            panic!("{statement}: {error}");
        }
    }
}

#[test]
fn counting_contracts_reads_an_index_and_no_contract() {
    let folder = Folder::new();
    open(&folder).close().unwrap();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    let mut seen = 0;
    for statement in mithaq_store::statements() {
        if !statement.starts_with("SELECT COUNT(*) FROM contract WHERE") {
            continue;
        }
        let explain = format!("EXPLAIN QUERY PLAN {statement}");
        let mut prepared = database.prepare(&explain).unwrap();
        let mut rows = prepared.raw_query();
        let first: String = rows.next().unwrap().unwrap().get(3).unwrap();
        let expected = "SEARCH contract USING COVERING INDEX contract_by_status";
        assert!(first.starts_with(expected), "{statement}: {first}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[test]
fn every_file_that_speaks_sql_is_in_the_list() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let list = std::fs::read_to_string(source.join("lib.rs")).unwrap();
    let mut speaking = 0;
    for path in files(&source) {
        let text = std::fs::read_to_string(&path).unwrap();
        if !text.contains("\nstatements! {") {
            continue;
        }
        let name = path.strip_prefix(&source).unwrap().with_extension("");
        let name = name.to_str().unwrap().replace('/', "::");
        assert!(list.contains(&format!("{name}::ALL")), "{name}");
        speaking += 1;
    }
    assert!(speaking > 0);
    assert_eq!(list.matches("::ALL").count(), speaking);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}
