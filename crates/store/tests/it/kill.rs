//! A process that is killed under load, and a second process on the same folder.

use crate::stage::{ADD, Folder, INSERT, items, open};
use mithaq_store::{Store, StoreError, StoreOptions, params};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

const FOLDER_OF_THE_CHILD: &str = "MITHAQ_STORE_TEST_FOLDER";
const ROUNDS: usize = 3;

#[test]
fn every_acknowledged_write_outlives_a_kill() {
    if let Some(folder) = std::env::var_os(FOLDER_OF_THE_CHILD) {
        write_and_tell(Store::open(folder.as_ref(), StoreOptions::default()).unwrap());
    }
    let folder = Folder::new();
    open(&folder).close().unwrap();
    let mut acknowledged = BTreeSet::new();
    for round in 1..=ROUNDS {
        let mut child = start_child(&folder);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let names = lines.filter_map(|line| line.unwrap().strip_prefix("ack ").map(str::to_owned));
        let mut names = names.peekable();
        names.peek().unwrap();
        let second = Store::open(folder.path(), StoreOptions::default());
        let holder = format!("process {}", child.id());
        match second.err() {
            Some(StoreError::FolderInUse { holder: found, .. }) => assert_eq!(found, holder),
            other => panic!("a second process was let in: {other:?}"),
        }
        for _ in 0..500 * round {
            acknowledged.insert(names.next().unwrap());
        }
        child.kill().unwrap();
        // What was told before the kill may still lie in the pipe.
        acknowledged.extend(names);
        child.wait().unwrap();
        let store = open(&folder);
        let found = items(&store);
        let kept = found.iter().filter(|(name, _)| name != "total");
        let kept = kept.map(|(name, _)| name.clone()).collect::<BTreeSet<_>>();
        assert!(
            acknowledged.is_subset(&kept),
            "an acknowledged write is gone"
        );
        let total = found.iter().find(|(name, _)| name == "total").unwrap().1;
        assert_eq!(
            total,
            i64::try_from(kept.len()).unwrap(),
            "half a unit is there"
        );
        store.close().unwrap();
    }
}

fn start_child(folder: &Folder) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "kill::every_acknowledged_write_outlives_a_kill",
            "--exact",
            "--nocapture",
        ])
        .env(FOLDER_OF_THE_CHILD, folder.path())
        .stdout(Stdio::piped());
    command.spawn().unwrap()
}

/// The child: writes from many tasks, tells each answer, never ends by itself.
fn write_and_tell(store: Store) -> ! {
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    for writer in 0..32 {
        let store = store.clone();
        runtime.spawn(async move {
            for number in 0_u64.. {
                let name = format!("{}-{writer}-{number}", std::process::id());
                let key = name.clone();
                let written: Result<(), StoreError> = store
                    .write(move |tx| {
                        tx.execute(INSERT, params![&key, 1_i64])?;
                        tx.execute(ADD, params!["total", 1_i64])?;
                        // Some units fail: their batches are run again.
                        if number % 50 == 49 {
                            return Err(StoreError::Overloaded);
                        }
                        Ok(())
                    })
                    .await;
                if written.is_ok() {
                    // A pipe whose reader has gone ends this process too.
                    let line = format!("ack {name}\n");
                    std::io::stdout().write_all(line.as_bytes()).unwrap();
                }
            }
        });
    }
    loop {
        std::thread::park();
    }
}
