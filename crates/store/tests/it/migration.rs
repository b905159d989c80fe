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

#[test]
fn codes_and_entries_from_before_persons_called_are_all_there() {
    let folder = Folder::new();
    let database = before(&folder, "0004_persons_call");
    let path = folder.path().join("mithaq.db");
    database
        .execute_batch(
            "INSERT INTO tenant VALUES (1, 'nile', '{}', x'00', 0);
            INSERT INTO session (id, tenant_id, origin, phase, generation, permissions, sealed, created_at, expires_at)
                VALUES (x'01', 1, 'auth', 'created', 1, '{}', x'00', 0, 0);
            INSERT INTO code (tenant_id, id, purpose, destination_index, address_index, session_id, code_hash, wrong, sent_at)
                VALUES (1, x'02', 'phone', x'00', x'00', x'01', x'00', 3, 1000);
            INSERT INTO journal (tenant_id, id, at, act, actor, session_id, detail, leaf)
                VALUES (1, x'03', 7, 'code_sent', 'guest', x'01', '{}', x'aa');
            INSERT INTO token_family VALUES (x'04', 1, 9, 0, NULL);
            INSERT INTO refresh_token VALUES (x'05', 1, x'04', 0, NULL);",
        )
        .unwrap();
    drop(database);
    open(&folder).close().unwrap();
    let database = Connection::open(&path).unwrap();
    let code: (i64, i64, i64) = database
        .query_row(
            "SELECT wrong, tries, expires_at FROM code WHERE session_id = x'01'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    assert_eq!(code, (3, 5, 301_000));
    let leaf: Vec<u8> = database
        .query_row(
            "SELECT leaf FROM journal WHERE session_id = x'01' AND at = 7",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(leaf, [0xaa]);
    let holder: (String, i64) = database
        .query_row("SELECT kind, holder_id FROM token_family", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!(holder, ("admin".to_owned(), 9));
}

#[test]
fn signatures_from_before_several_signed_are_in_their_sealed_files() {
    let folder = Folder::new();
    let database = before(&folder, "0013_signers");
    database
        .execute_batch(
            "INSERT INTO tenant VALUES (1, 'nile', '{}', x'00', 0);
            INSERT INTO session (id, tenant_id, origin, phase, generation, permissions, sealed, created_at, expires_at)
                VALUES (x'01', 1, 'invitation', 'completed', 1, '{}', x'00', 0, 0);
            INSERT INTO contract (tenant_id, id, session_id, contract_type_id, version, status, request_number, sealed, created_at, changed_at)
                VALUES (1, x'02', x'01', 414, 1, 8, 'R1', x'00', 0, 0), (1, x'03', x'01', 414, 1, 4, 'R2', x'00', 0, 0),
                (1, x'04', x'01', 414, 1, 2, 'R3', x'00', 0, 0);
            INSERT INTO contract_signer (tenant_id, contract_id, ordinal, session_id, signed_at)
                VALUES (1, x'02', 0, x'01', 5), (1, x'03', 0, x'01', 6), (1, x'04', 0, x'01', NULL);
            INSERT INTO contract_document (tenant_id, contract_id, ordinal, page_count, frames, short_code, reviewed_file, reviewed_sha256, frozen_at, sealed_file, sealed_at)
                VALUES (1, x'02', 0, 1, '[]', 'A', 'a', x'00', 0, 'b', 7), (1, x'03', 0, 1, '[]', 'B', 'c', x'00', 0, NULL, NULL),
                (1, x'04', 0, 1, '[]', 'C', 'd', x'00', 0, NULL, NULL);",
        )
        .unwrap();
    drop(database);
    open(&folder).close().unwrap();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    let select = "SELECT embedded_at FROM contract_signer ORDER BY contract_id";
    let mut statement = database.prepare(select).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    let embedded: Vec<Option<i64>> = rows.map(Result::unwrap).collect();
    // What was sealed, what the waiting job will seal, what nobody signed.
    assert_eq!(embedded, [Some(7), None, None]);
}

#[test]
fn countersignatures_from_before_keep_their_members_and_the_seal_gets_one_place_of_a_contract() {
    let folder = Folder::new();
    let database = before(&folder, "0023_company_seal");
    database
        .execute_batch(
            "INSERT INTO tenant VALUES (1, 'nile', '{}', x'00', 0);
            INSERT INTO member (tenant_id, id, user_name_index, password_hash, role, sealed, created_at)
                VALUES (1, 7, x'07', '', 'signer', x'00', 0), (1, 8, x'08', '', 'signer', x'00', 0);
            INSERT INTO session (id, tenant_id, origin, phase, generation, permissions, sealed, created_at, expires_at)
                VALUES (x'01', 1, 'invitation', 'completed', 1, '{}', x'00', 0, 0);
            INSERT INTO contract (tenant_id, id, session_id, contract_type_id, version, status, request_number, sealed, created_at, changed_at)
                VALUES (1, x'02', x'01', 414, 1, 7, 'R1', x'00', 0, 0);
            INSERT INTO contract_countersigner (tenant_id, contract_id, ordinal, member_id, document_sha256, signed_at,
                embedded_at, member_key_id, sealed)
                VALUES (1, x'02', 0, 7, x'aa', 5, 6, 3, x'bb'), (1, x'02', 1, 8, NULL, NULL, NULL, NULL, NULL);",
        )
        .unwrap();
    drop(database);
    open(&folder).close().unwrap();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    let select = "SELECT ordinal || ' ' || member_id || ' ' || COALESCE(hex(document_sha256) || signed_at || embedded_at
        || member_key_id || hex(sealed), '') FROM contract_countersigner ORDER BY ordinal";
    let mut statement = database.prepare(select).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    let kept: Vec<String> = rows.map(Result::unwrap).collect();
    assert_eq!(kept, ["0 7 AA563BB", "1 8 "]);
    let seal = |ordinal: i64| {
        let insert = "INSERT INTO contract_countersigner (tenant_id, contract_id, ordinal) VALUES (1, x'02', ?1)";
        database.execute(insert, [ordinal]).is_ok()
    };
    assert!(seal(2) && !seal(3), "one place for the seal");
}

/// A database as it was before a step of the schema.
fn before(folder: &Folder, name: &str) -> Connection {
    open(folder).close().unwrap();
    let path = folder.path().join("mithaq.db");
    std::fs::remove_file(&path).unwrap();
    let database = Connection::open(&path).unwrap();
    let before: Vec<_> = SQLITE.iter().take_while(|step| step.name != name).collect();
    assert!(before.len() > 1 && before.len() < SQLITE.len());
    for step in before {
        database.execute_batch(step.sql).unwrap();
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, step.sql.as_bytes());
        let sum: String = digest.as_ref().iter().map(|b| format!("{b:02x}")).collect();
        let insert = "INSERT INTO schema_history (version, name, checksum) VALUES (?1, ?2, ?3)";
        let values = rusqlite::params![step.version, step.name, sum];
        database.execute(insert, values).unwrap();
    }
    database
}

fn opened_after(change: &str) -> Option<StoreError> {
    let folder = Folder::new();
    open(&folder).close().unwrap();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    database.execute_batch(change).unwrap();
    drop(database);
    Store::open(folder.path(), StoreOptions::default()).err()
}
