//! Files of the data folder.

use crate::stage::{Folder, Seeded, open};
use mithaq_domain::time::{Instant, Span};
use mithaq_store::{FileError, FileId, StoreError};
use rusqlite::Connection;
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn a_file_is_read_as_it_was_written_and_only_its_owner_may() {
    let folder = Folder::new();
    let store = open(&folder);
    let id = FileId::draw(&Seeded::new(1));
    store.files().write(&id, b"sealed").unwrap();
    assert_eq!(store.files().read(&id).unwrap(), b"sealed");
    let (first, rest) = id.as_str().split_at(2);
    let path = folder.path().join("files").join(first).join(rest);
    let mode = fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(store.files().list().unwrap(), [id]);
}

#[test]
fn a_file_is_never_overwritten() {
    let folder = Folder::new();
    let store = open(&folder);
    let id = FileId::draw(&Seeded::new(2));
    store.files().write(&id, b"first").unwrap();
    let second = store.files().write(&id, b"second");
    assert!(matches!(second, Err(FileError::Exists)));
    assert_eq!(store.files().read(&id).unwrap(), b"first");
}

#[test]
fn a_removed_file_is_missing() {
    let folder = Folder::new();
    let store = open(&folder);
    let id = FileId::draw(&Seeded::new(3));
    store.files().write(&id, b"sealed").unwrap();
    store.files().remove(&id).unwrap();
    assert!(matches!(store.files().read(&id), Err(FileError::Missing)));
    assert!(matches!(store.files().remove(&id), Err(FileError::Missing)));
    assert_eq!(store.files().list().unwrap(), []);
}

#[test]
fn what_an_older_version_never_finished_is_swept_out_at_the_next_start() {
    let folder = Folder::new();
    open(&folder).close().unwrap();
    let left = folder.path().join("files/unfinished");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("0".repeat(32)), b"half").unwrap();
    let store = open(&folder);
    assert!(!left.exists());
    assert_eq!(store.files().list().unwrap(), []);
}

#[test]
fn a_file_of_which_a_crash_left_a_part_is_never_written_again_and_is_found_as_an_orphan() {
    let folder = Folder::new();
    let store = open(&folder);
    let id = FileId::draw(&Seeded::new(7));
    let (first, rest) = id.as_str().split_at(2);
    let inside = folder.path().join("files").join(first);
    fs::create_dir_all(&inside).unwrap();
    fs::write(inside.join(rest), b"").unwrap();
    let again = store.files().write(&id, b"whole");
    assert!(matches!(again, Err(FileError::Exists)));
    assert_eq!(store.files().list().unwrap(), std::slice::from_ref(&id));
    let later = Instant::from_unix_millis(4_102_444_800_000);
    let of_folder = u8::from_str_radix(first, 16).unwrap();
    assert_eq!(store.files().list_old(of_folder, later).unwrap(), [id]);
}

#[test]
fn a_name_that_could_lead_elsewhere_is_refused() {
    let names = ["", "..", "../../../../../../etc/passwd00000", "é"];
    for name in names.map(str::to_owned).into_iter().chain(["A".repeat(32)]) {
        assert!(matches!(name.parse::<FileId>(), Err(FileError::Name)));
    }
    let id = FileId::draw(&Seeded::new(4));
    assert_eq!(id.as_str().parse::<FileId>().unwrap(), id);
}

#[test]
fn files_are_refused_inside_a_unit() {
    let folder = Folder::new();
    let store = open(&folder);
    let files = store.files().clone();
    let refused: Result<bool, StoreError> = store.write_blocking(move |_| {
        let id = FileId::draw(&Seeded::new(5));
        Ok(matches!(files.write(&id, b"x"), Err(FileError::InsideUnit)))
    });
    assert_eq!(refused, Ok(true));
}

#[test]
fn the_sweep_is_shown_old_files_alone_and_none_that_is_not_ours() {
    let folder = Folder::new();
    let store = open(&folder);
    let id = FileId::draw(&Seeded::new(6));
    store.files().write(&id, b"sealed").unwrap();
    let (first, rest) = id.as_str().split_at(2);
    let number = u8::from_str_radix(first, 16).unwrap();
    let path = folder.path().join("files").join(first);
    fs::write(path.join("note.txt"), b"not ours").unwrap();
    let file = fs::File::open(path.join(rest)).unwrap();
    let written = Instant::from_unix_millis(1_700_000_000_000);
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    file.set_modified(at).unwrap();
    let list = |folder, before| store.files().list_old(folder, before).unwrap();
    assert_eq!(list(number, written), []);
    assert_eq!(list(number, written.plus(Span::millis(1))), [id]);
    assert_eq!(
        list(number.wrapping_add(1), written.plus(Span::days(1))),
        []
    );
}

#[test]
fn every_column_that_names_a_file_is_known_to_the_sweep() {
    let folder = Folder::new();
    open(&folder).close().unwrap();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    let mut columns = database
        .prepare(
            "SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
                WHERE tables.type = 'table' AND columns.name LIKE '%file%'",
        )
        .unwrap();
    let text = |row: &rusqlite::Row<'_>| -> rusqlite::Result<String> {
        let (table, column): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(format!("FROM {table} WHERE {column} = $1"))
    };
    let named: Vec<String> = columns
        .query_map([], text)
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(named.len() >= 2);
    let statements = mithaq_store::statements();
    for part in named {
        assert!(
            statements
                .iter()
                .any(|text| text.contains(&part)
                    && text.starts_with("SELECT CAST(1 AS BIGINT) WHERE")),
            "crates/store/src/file/named.rs lacks: {part}"
        );
    }
}
