//! Units in one batch: each stands or falls alone, and nobody is told before the COMMIT.

use crate::stage::{
    ADD, Count, FIND, Folder, Gate, INSERT, INSERT_ORPHAN, insert, items, open, wait,
};
use mithaq_store::{StoreError, params, statements};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

statements! {
    PAGE_LIMIT = "PRAGMA max_page_count = 40";
    FILL = "INSERT INTO item (name, amount, note) VALUES ($1, 0, zeroblob($2))";
    RETURN = "INSERT INTO item (name, amount) VALUES ($1, $2), ($3, $4) RETURNING amount";
}

#[derive(Debug, PartialEq)]
enum Failure {
    Store(StoreError),
    Changed,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::Store(error)
    }
}

#[test]
fn a_failing_unit_leaves_nothing_behind_and_the_others_commit() {
    let folder = Folder::new();
    let store = open(&folder);
    let runs = Count::default();
    let counted = runs.clone();
    let gate = Gate::close(&store);
    let first = store.write(move |tx| {
        counted.up();
        tx.execute(INSERT, params!["first", 1_i64])
    });
    let failing = store.write::<(), Failure, _>(|tx| {
        tx.execute(INSERT, params!["failing", 2_i64])?;
        Err(Failure::Changed)
    });
    let last = store.write(|tx| tx.execute(INSERT, params!["last", 3_i64]));
    gate.open();
    assert_eq!(wait(first), Ok(1));
    assert_eq!(wait(failing), Err(Failure::Changed));
    assert_eq!(wait(last), Ok(1));
    assert_eq!(items(&store), [("first".into(), 1), ("last".into(), 3)]);
    assert_eq!(runs.get(), 2, "the batch was rolled back and run again");
}

#[test]
fn a_unit_that_fails_before_it_changed_anything_costs_the_others_nothing() {
    let folder = Folder::new();
    let store = open(&folder);
    let runs = Count::default();
    let counted = runs.clone();
    insert(&store, "taken", 1).unwrap();
    let gate = Gate::close(&store);
    let first = store.write(move |tx| {
        counted.up();
        tx.execute(INSERT, params!["first", 1_i64])
    });
    let refused =
        store.write::<(), Failure, _>(|tx| match tx.query_one(FIND, params!["taken"])? {
            Some(_) => Err(Failure::Changed),
            None => Ok(()),
        });
    let clashing = store.write(|tx| tx.execute(INSERT, params!["taken", 5_i64]));
    gate.open();
    assert_eq!(wait(first), Ok(1));
    assert_eq!(wait(refused), Err(Failure::Changed));
    assert!(matches!(wait(clashing), Err(StoreError::Unique(_))));
    assert_eq!(runs.get(), 1);
}

#[test]
fn a_panicking_unit_is_rolled_back_and_the_writer_lives() {
    let folder = Folder::new();
    let store = open(&folder);
    let gate = Gate::close(&store);
    let before = store.write(|tx| tx.execute(INSERT, params!["before", 1_i64]));
    let panicking = store.write::<(), StoreError, _>(|tx| {
        tx.execute(INSERT, params!["panicking", 2_i64])?;
        panic!("on purpose");
    });
    gate.open();
    assert_eq!(wait(before), Ok(1));
    assert_eq!(wait(panicking), Err(StoreError::UnitPanicked));
    insert(&store, "after", 3).unwrap();
    assert_eq!(items(&store), [("after".into(), 3), ("before".into(), 1)]);
}

#[test]
fn a_panicking_read_is_refused_and_the_readers_live() {
    let folder = Folder::new();
    let store = open(&folder);
    for _ in 0..5 {
        let read = store.read_blocking::<(), StoreError, _>(|_| panic!("on purpose"));
        assert_eq!(read, Err(StoreError::UnitPanicked));
    }
    assert_eq!(items(&store), []);
}

#[test]
fn a_clash_of_keys_is_told_from_other_refusals() {
    let folder = Folder::new();
    let store = open(&folder);
    insert(&store, "one", 1).unwrap();
    let clash = insert(&store, "one", 2);
    assert_eq!(
        clash,
        Err(StoreError::Unique(
            "UNIQUE constraint failed: item.name".into()
        ))
    );
    let null = store.write_blocking(|tx| tx.execute(INSERT, params!["two", None::<i64>]));
    assert!(matches!(null, Err(StoreError::Constraint(_))));
    let few = store.write_blocking(|tx| tx.execute(INSERT, params!["two"]));
    assert!(matches!(few, Err(StoreError::Statement(_))));
}

#[test]
fn a_returning_statement_is_complete_even_when_one_row_is_read() {
    let folder = Folder::new();
    let store = open(&folder);
    let row = store.write_blocking(|tx| tx.query_one(RETURN, params!["a", 1_i64, "b", 2_i64]));
    assert_eq!(row.unwrap().unwrap().integer(0), Ok(1));
    assert_eq!(items(&store), [("a".into(), 1), ("b".into(), 2)]);
}

#[test]
fn when_the_commit_fails_every_unit_of_the_batch_is_told() {
    let folder = Folder::new();
    let store = open(&folder);
    let gate = Gate::close(&store);
    let innocent = store.write(|tx| tx.execute(INSERT, params!["innocent", 1_i64]));
    // The foreign key is checked at COMMIT only.
    let orphan = store.write(|tx| tx.execute(INSERT_ORPHAN, params!["nobody"]));
    let refused = store.write::<(), Failure, _>(|_| Err(Failure::Changed));
    gate.open();
    assert!(matches!(wait(innocent), Err(StoreError::Constraint(_))));
    assert!(matches!(wait(orphan), Err(StoreError::Constraint(_))));
    let refused = wait(refused);
    assert!(matches!(
        refused,
        Err(Failure::Store(StoreError::Constraint(_)))
    ));
    insert(&store, "later", 2).unwrap();
    assert_eq!(items(&store), [("later".into(), 2)]);
}

#[test]
fn a_full_disk_is_told_and_survived() {
    let folder = Folder::new();
    let store = open(&folder);
    store
        .write_blocking(|tx| tx.query(PAGE_LIMIT, &[]))
        .unwrap();
    let gate = Gate::close(&store);
    let small = store.write(|tx| tx.execute(INSERT, params!["small", 1_i64]));
    let large = store.write(|tx| tx.execute(FILL, params!["large", 1_i64 << 20]));
    let other = store.write(|tx| tx.execute(INSERT, params!["other", 1_i64]));
    gate.open();
    let (small, large, other) = (wait(small), wait(large), wait(other));
    assert_eq!(large, Err(StoreError::DiskFull));
    let mut expected = Vec::new();
    for (name, outcome) in [("other", other), ("small", small)] {
        match outcome {
            Ok(_) => expected.push((name.to_owned(), 1)),
            Err(error) => assert_eq!(error, StoreError::DiskFull),
        }
    }
    assert_eq!(items(&store), expected);
    insert(&store, "later", 2).unwrap();
}

#[test]
fn a_read_after_the_answer_sees_the_write() {
    let folder = Folder::new();
    let store = open(&folder);
    for amount in 0..200 {
        insert(&store, &format!("{amount:03}"), amount).unwrap();
        assert_eq!(items(&store).last().unwrap().1, amount);
    }
}

#[test]
fn a_read_cannot_write() {
    let folder = Folder::new();
    let store = open(&folder);
    let written = store.read_blocking(|tx| tx.execute(INSERT, params!["x", 1_i64]));
    assert_eq!(written, Err(StoreError::ReadOnly));
}

#[test]
fn every_writer_of_many_sees_its_own_writes_in_order() {
    const WRITERS: i64 = 64;
    const EACH: i64 = 40;
    let folder = Folder::new();
    let store = open(&folder);
    let answered = Arc::new(AtomicI64::new(0));
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    runtime.block_on(async {
        let tasks = (0..WRITERS).map(|writer| {
            let (store, answered) = (store.clone(), Arc::clone(&answered));
            tokio::spawn(async move {
                let name = format!("writer {writer:02}");
                for step in 1..=EACH {
                    let key = name.clone();
                    let write = store.write(move |tx| tx.execute(ADD, params![&key, 1_i64]));
                    assert_eq!(write.await, Ok(1));
                    answered.fetch_add(1, Ordering::SeqCst);
                    let least = answered.load(Ordering::SeqCst);
                    let rows = store.read(|tx| tx.query(crate::stage::LIST, &[]));
                    let rows = rows.await.unwrap();
                    let amounts = rows.iter().map(|row| row.integer(1).unwrap());
                    assert!(
                        amounts.sum::<i64>() >= least,
                        "an answered write is missing"
                    );
                    let own = rows.iter().find(|row| row.text(0).unwrap() == name);
                    assert_eq!(own.unwrap().integer(1).unwrap(), step);
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
    });
    assert_eq!(answered.load(Ordering::SeqCst), WRITERS * EACH);
}
