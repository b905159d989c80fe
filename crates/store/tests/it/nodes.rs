//! Two stores on one data folder, as two nodes on one database: whatever both begin at once, one does.

use std::sync::Barrier;
use std::thread;

use mithaq_domain::{
    evidence::{Act, Actor, Entry},
    id::{ContractId, EntryId, JobId, TenantId},
    job::{Job, LEASE, Lane},
    tenant::{Settings, TenancyName, Tenant},
    text::{Bilingual, Language},
    time::Instant,
};
use mithaq_store::{
    Inspection, Nodes, Store, StoreError, StoreOptions, evidence::judge::judge_chain, job::NewJob,
    tenant::TenantRow,
};

use crate::stage::Folder;

const TENANT: TenantId = TenantId::new(1);
const ENTRIES: i64 = 600;
const JOBS: i64 = 200;

fn at(millis: i64) -> Instant {
    Instant::from_unix_millis(millis)
}

fn open(folder: &Folder, nodes: Nodes) -> Result<Store, StoreError> {
    let options = StoreOptions {
        nodes,
        ..StoreOptions::default()
    };
    Store::open(folder.path(), options)
}

/// Two nodes, and a company.
fn pair(folder: &Folder) -> [Store; 2] {
    let nodes = [0, 1].map(|_| open(folder, Nodes::Several).unwrap());
    let display = Bilingual {
        ar: "شركة".to_owned(),
        en: "Company".to_owned(),
    };
    let row = TenantRow {
        tenant: Tenant {
            id: TENANT,
            name: TenancyName::parse("company").unwrap(),
            settings: Settings::new(display, "Africa/Cairo".to_owned(), Language::Ar),
        },
        wrapped_key: vec![1],
    };
    let made: Result<(), StoreError> =
        nodes[0].write_blocking(move |tx| tx.everyone().insert_tenant(&row, at(0)));
    made.unwrap();
    nodes
}

/// Does the same on both nodes at once.
fn at_once<T: Send>(nodes: &[Store; 2], work: impl Fn(&Store, usize) -> T + Sync) -> [T; 2] {
    let barrier = Barrier::new(2);
    let run = |node: usize| {
        barrier.wait();
        work(&nodes[node], node)
    };
    thread::scope(|scope| {
        let run = &run;
        let other = scope.spawn(move || run(1));
        let one = run(0);
        [one, other.join().unwrap()]
    })
}

fn random(number: i64) -> [u8; 10] {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&number.to_be_bytes());
    random
}

fn entry(number: i64) -> Entry {
    Entry {
        id: EntryId::new(at(1000 + number), &random(number)),
        tenant: TENANT,
        at: at(1000 + number),
        act: Act::SessionOpened,
        actor: Actor::Guest,
        session: None,
        contract: None,
        detail: format!("{{\"number\":{number}}}"),
        sealed: None,
    }
}

#[test]
fn who_wants_the_folder_alone_gets_it_only_when_nobody_else_has_it() {
    let folder = Folder::new();
    let in_use = |result: Result<Store, StoreError>| {
        matches!(result.err(), Some(StoreError::FolderInUse { .. }))
    };
    let alone = open(&folder, Nodes::One).unwrap();
    assert!(in_use(open(&folder, Nodes::One)));
    assert!(in_use(open(&folder, Nodes::Several)));
    alone.close().unwrap();
    let [one, other] = pair(&folder);
    assert!(in_use(open(&folder, Nodes::One)));
    one.close().unwrap();
    assert!(in_use(open(&folder, Nodes::One)));
    other.close().unwrap();
    open(&folder, Nodes::One).unwrap().close().unwrap();
}

#[test]
fn two_chainers_beside_two_writers_leave_one_whole_chain_and_no_entry_out() {
    let folder = Folder::new();
    let nodes = pair(&folder);
    let chained = at_once(&nodes, |store, node| {
        let (mut chained, offset) = (0, i64::try_from(node).unwrap() * ENTRIES);
        for number in 0..ENTRIES {
            let written: Result<(), StoreError> = store
                .write_blocking(move |tx| tx.tenant(TENANT).insert_entry(&entry(offset + number)));
            written.unwrap();
            if number % 7 == 0 {
                let step: Result<usize, StoreError> =
                    store.write_blocking(move |tx| tx.tenant(TENANT).chain_entries(16, at(5000)));
                chained += step.unwrap();
            }
        }
        loop {
            let step: Result<usize, StoreError> =
                store.write_blocking(move |tx| tx.tenant(TENANT).chain_entries(256, at(5000)));
            match step.unwrap() {
                0 => return chained,
                some => chained += some,
            }
        }
    });
    let all = usize::try_from(2 * ENTRIES).unwrap();
    assert_eq!(chained.iter().sum::<usize>(), all, "each by one of them");
    for node in &nodes {
        node.close().unwrap();
    }
    let inspection = Inspection::open(folder.path()).unwrap();
    let verdict = judge_chain(&inspection, TENANT, &[], &mut |_| {}).unwrap();
    let facts = &verdict.facts;
    assert_eq!(
        (verdict.broken, facts.walked, facts.unchained),
        (None, 2 * ENTRIES, 0)
    );
}

#[test]
fn a_job_is_leased_by_one_node_until_its_lease_ends() {
    let folder = Folder::new();
    let nodes = pair(&folder);
    let queued: Result<(), StoreError> = nodes[0].write_blocking(|tx| {
        (0..JOBS).try_for_each(|number| {
            let job = NewJob {
                id: JobId::new(at(number), &random(number)),
                job: Job::SealContract {
                    contract: ContractId::new(at(number), &random(number)),
                },
                sealed: None,
            };
            tx.tenant(TENANT).insert_job(&job, at(0))
        })
    });
    queued.unwrap();
    // The second node's clock is four seconds ahead, which is less than a lease.
    let lease = |store: &Store, now: i64| {
        let mut ids = Vec::new();
        loop {
            let leased: Result<_, StoreError> =
                store.write_blocking(move |tx| tx.everyone().lease_jobs(Lane::Work, 3, at(now)));
            match leased.unwrap() {
                some if some.is_empty() => return ids,
                some => ids.extend(some.into_iter().map(|job| (job.id, job.attempts))),
            }
        }
    };
    let times = [10_000, 14_000];
    let leased = at_once(&nodes, |store, node| lease(store, times[node]));
    let all = |leased: &[Vec<(JobId, i64)>; 2]| {
        let mut ids = leased.concat();
        ids.sort_unstable_by_key(|(id, _)| *id.as_bytes());
        ids.dedup();
        ids.len()
    };
    let count = leased.iter().map(Vec::len).sum::<usize>();
    assert_eq!((count, all(&leased)), (200, 200), "each by one of them");
    assert!(leased.iter().flatten().all(|(_, attempts)| *attempts == 1));
    let ends = 10_000 + LEASE.as_millis();
    let early = at_once(&nodes, |store, _| lease(store, ends - 1));
    assert!(early.iter().all(Vec::is_empty), "nothing before its time");
    let late = at_once(&nodes, |store, _| lease(store, 14_000 + LEASE.as_millis()));
    assert_eq!((all(&late), late.concat().len()), (200, 200));
}

#[test]
fn a_timestamp_over_a_head_is_kept_once() {
    let folder = Folder::new();
    let nodes = pair(&folder);
    let written: Result<usize, StoreError> = nodes[0].write_blocking(|tx| {
        tx.tenant(TENANT).insert_entry(&entry(1))?;
        tx.tenant(TENANT).chain_entries(1, at(5000))
    });
    assert_eq!(written, Ok(1));
    let kept = at_once(&nodes, |store, node| {
        let token = [u8::try_from(node).unwrap()];
        let kept: Result<bool, StoreError> = store
            .write_blocking(move |tx| tx.tenant(TENANT).insert_head_timestamp(1, (&token, at(9))));
        kept.unwrap()
    });
    assert_eq!(kept.iter().filter(|kept| **kept).count(), 1);
}
