//! Every SQL text of the crate on SQLite, and the proof that the list has every file.

use crate::stage::{Folder, open};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Tables of what staff set up, and of what comes once in years, which stay small; `s` is a subscription.
const SET_UP: [&str; 11] = [
    "api_key",
    "contract_type",
    "journal_renewal",
    "member",
    "schema_history",
    "seal_key",
    "SCAN s",
    "sign_agent",
    "SCAN tenant",
    "token_key",
    "webhook_subscription",
];

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
fn looking_for_entries_without_a_place_reads_an_index_of_these_alone() {
    let folder = Folder::new();
    open(&folder).close().unwrap();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    let mut seen = 0;
    for statement in mithaq_store::statements() {
        let looks = statement.starts_with("SELECT") && statement.contains("sequence IS NULL");
        if !looks {
            continue;
        }
        let explain = format!("EXPLAIN QUERY PLAN {statement}");
        let mut prepared = database.prepare(&explain).unwrap();
        let mut rows = prepared.raw_query();
        let first: String = rows.next().unwrap().unwrap().get(3).unwrap();
        assert!(
            first.contains("INDEX journal_unchained"),
            "{statement}: {first}"
        );
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[test]
fn what_waits_for_a_seal_is_found_by_an_index_in_its_order() {
    let folder = Folder::new();
    open(&folder).close().unwrap();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    let looked_at = [
        (
            "SELECT tenant_id, payload, attempts, created_at",
            "SEARCH job USING INDEX job_by_lane (lane=?)",
        ),
        (
            "SELECT contract.id, (SELECT MIN(inside.embedded_at)",
            "SEARCH contract USING COVERING INDEX contract_by_status (tenant_id=? AND status=?)",
        ),
    ];
    for (beginning, index) in looked_at {
        let statements = mithaq_store::statements();
        let mut found = statements.iter().filter(|one| one.starts_with(beginning));
        let explain = format!("EXPLAIN QUERY PLAN {}", found.next().unwrap());
        let mut prepared = database.prepare(&explain).unwrap();
        let (mut rows, mut steps) = (prepared.raw_query(), Vec::<String>::new());
        while let Some(row) = rows.next().unwrap() {
            steps.push(row.get(3).unwrap());
        }
        assert!(steps.contains(&index.to_owned()), "{steps:#?}");
        let walks = |step: &String| step.contains("SCAN ") || step.contains("ORDER BY");
        assert!(!steps.iter().any(walks), "{steps:#?}");
    }
}

/// Statements that may walk through all that a tenant has of a growing table, by their beginning.
const WALKS: &[(&str, &str)] = &[
    (
        "SELECT COALESCE(MAX(sequence), 0) FROM event",
        "reads the last",
    ),
    ("INSERT INTO event", "reads the last"),
    ("INSERT INTO webhook_subscription", "reads the last"),
    (
        "SELECT tenant_id, id FROM webhook_subscription s",
        "reads the last",
    ),
    (
        "SELECT DISTINCT person.id FROM login_failure",
        "names that failed lately are few",
    ),
    (
        "SELECT sequence, at, kind, subject_id, status, ending FROM event",
        "a limited number of events",
    ),
    ("SELECT COUNT(*) FROM journal", "the unchained ones; tests"),
    (
        "SELECT id, leaf FROM journal",
        "a limited number of the unchained ones",
    ),
    ("SELECT at FROM journal", "the first of the unchained ones"),
    (
        "SELECT size, at, link, root FROM journal_head",
        "reads the last; a limited number of heads",
    ),
    (
        "SELECT head.size, head.at, head.link, head.root, stamp.token",
        "reads the last",
    ),
    ("SELECT size FROM journal_timestamp", "reads the last"),
    ("SELECT act FROM journal", "tests only"),
    ("SELECT detail FROM journal", "tests only"),
    (
        "SELECT id, record, wrapped_key, sealed, phone_index",
        "a page in the order of the key",
    ),
    (
        "SELECT id, origin, phase, reason",
        "a page in the order of the key",
    ),
    (
        "SELECT sequence, state, sending, due_at, attempts FROM webhook_delivery",
        "a page in the order of the key",
    ),
    ("SELECT COUNT(*) FROM person", "a list's total"),
    ("SELECT COUNT(*) FROM webhook_delivery", "a list's total"),
    ("SELECT COUNT(*) FROM job", "for the operator's check"),
    ("SELECT CAST(1 AS BIGINT) WHERE", "no table is walked"),
];

#[test]
fn no_statement_walks_through_all_that_a_tenant_has() {
    let folder = Folder::new();
    open(&folder).close().unwrap();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    let (mut walking, mut met) = (Vec::new(), BTreeSet::new());
    for statement in mithaq_store::statements() {
        let explain = format!("EXPLAIN QUERY PLAN {statement}");
        let mut prepared = database.prepare(&explain).unwrap();
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next().unwrap() {
            let step: String = row.get(3).unwrap();
            let walks = step.ends_with("(tenant_id=?)")
                || step.ends_with("(tenant_id=? AND subscription_id=?)")
                || step.starts_with("SCAN ");
            let grows = !SET_UP.iter().any(|table| step.contains(table));
            let known = WALKS
                .iter()
                .position(|(start, _)| statement.starts_with(start));
            match known {
                _ if !walks || !grows => {}
                Some(place) => drop(met.insert(place)),
                None => walking.push(format!("{step}: {statement}")),
            }
        }
    }
    assert!(walking.is_empty(), "{walking:#?}");
    assert_eq!(
        met.len(),
        WALKS.len(),
        "one is known that walks no longer: {met:?}"
    );
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
