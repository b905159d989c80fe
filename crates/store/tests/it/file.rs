//! Files of the data folder.

use crate::stage::{Folder, Seeded, open};
use mithaq_store::{FileError, FileId, StoreError};
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
fn what_was_never_finished_is_swept_out_at_the_next_start() {
    let folder = Folder::new();
    open(&folder).close().unwrap();
    let left = folder.path().join("files/unfinished").join("0".repeat(32));
    fs::write(&left, b"half").unwrap();
    let store = open(&folder);
    assert!(!left.exists());
    assert_eq!(store.files().list().unwrap(), []);
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
