//! The end of a store, and callers that go away, wait for themselves or are too many.

use crate::stage::{Folder, Gate, INSERT, insert, items, open, open_with, wait};
use mithaq_store::{StoreError, StoreOptions, params};

#[test]
fn what_was_accepted_before_the_close_is_kept_and_later_calls_are_refused() {
    let folder = Folder::new();
    let store = open(&folder);
    let writes = (0..500_i64).map(|number| {
        store.write(move |tx| tx.execute(INSERT, params![format!("{number:03}"), number]))
    });
    let writes = writes.collect::<Vec<_>>();
    store.close().unwrap();
    store.close().unwrap();
    for write in writes {
        assert_eq!(wait(write), Ok(1));
    }
    assert_eq!(insert(&store, "late", 1), Err(StoreError::Closed));
    let read = wait(store.read(|tx| tx.query(crate::stage::LIST, &[])));
    assert_eq!(read, Err(StoreError::Closed));
    assert!(!folder.path().join("mithaq.db-wal").exists());
    assert_eq!(items(&open(&folder)).len(), 500);
}

#[test]
fn a_dropped_store_lets_go_of_its_folder() {
    let folder = Folder::new();
    insert(&open(&folder), "one", 1).unwrap();
    assert_eq!(items(&open(&folder)), [("one".into(), 1)]);
}

#[test]
fn a_unit_whose_caller_has_gone_is_still_committed() {
    let folder = Folder::new();
    let store = open(&folder);
    drop(store.write(|tx| tx.execute(INSERT, params!["gone", 1_i64])));
    insert(&store, "here", 2).unwrap();
    assert_eq!(items(&store), [("gone".into(), 1), ("here".into(), 2)]);
}

#[test]
fn a_unit_that_would_wait_for_itself_is_refused() {
    let folder = Folder::new();
    let store = open(&folder);
    let inner = store.clone();
    let refused: Result<(), StoreError> = store.write_blocking(move |_| {
        assert_eq!(inner.close(), Err(StoreError::InsideUnit));
        inner.read_blocking::<(), StoreError, _>(|_| Ok(()))?;
        Ok(())
    });
    assert_eq!(refused, Err(StoreError::InsideUnit));
}

#[test]
fn the_last_clone_may_die_in_a_unit() {
    let folder = Folder::new();
    let store = open(&folder);
    let gate = Gate::close(&store);
    let last = store.clone();
    let write = store.write(move |tx| {
        let _kept = &last;
        tx.execute(INSERT, params!["one", 1_i64])
    });
    drop(store);
    gate.open();
    assert_eq!(wait(write), Ok(1));
}

#[test]
fn more_than_the_queue_holds_is_refused_at_once() {
    let folder = Folder::new();
    let options = StoreOptions {
        queue: 2,
        ..StoreOptions::default()
    };
    let store = open_with(&folder, options);
    let gate = Gate::close(&store);
    let writes = (0..3_i64).map(|number| {
        store.write(move |tx| tx.execute(INSERT, params![number.to_string(), number]))
    });
    let writes = writes.collect::<Vec<_>>();
    gate.open();
    let outcomes = writes.into_iter().map(wait).collect::<Vec<_>>();
    assert_eq!(outcomes, [Ok(1), Ok(1), Err(StoreError::Overloaded)]);
    assert_eq!(items(&store).len(), 2);
}
