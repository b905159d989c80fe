//! The chain over the journal: made in batches, proved from few rows, and broken here in every way that
//! somebody with the database at hand could, each of which must be named where it is.

use mithaq_domain::{
    evidence::{
        Act, Actor, Entry,
        chain::{self, Broken, Head, tree_leaf},
        merkle,
    },
    id::{EntryId, SessionId, TenantId},
    tenant::{Settings, TenancyName, Tenant},
    text::{Bilingual, Language},
    time::Instant,
};
use mithaq_store::{
    Inspection, Store, StoreError,
    evidence::judge::{ChainVerdict, Kept, judge_chain},
    tenant::TenantRow,
};
use rusqlite::Connection;

use crate::stage::{Folder, open};
use tampering::TAMPERINGS;

mod tampering;

const TENANT: TenantId = TenantId::new(1);
const OTHER: TenantId = TenantId::new(2);

fn at(millis: i64) -> Instant {
    Instant::from_unix_millis(millis)
}

/// A store with two companies.
fn stored(folder: &Folder) -> Store {
    let store = open(folder);
    for tenant in [TENANT, OTHER] {
        let name = TenancyName::parse(&format!("company{tenant}")).unwrap();
        let display = Bilingual {
            ar: "شركة".to_owned(),
            en: "Company".to_owned(),
        };
        let settings = Settings::new(display, "Africa/Cairo".to_owned(), Language::Ar);
        let row = TenantRow {
            tenant: Tenant {
                id: tenant,
                name,
                settings,
            },
            wrapped_key: vec![1],
        };
        let made: Result<(), StoreError> =
            store.write_blocking(move |tx| tx.everyone().insert_tenant(&row, at(0)));
        made.unwrap();
    }
    store
}

fn entry(tenant: TenantId, number: i64) -> Entry {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&number.to_be_bytes());
    Entry {
        id: EntryId::new(at(1000 + number), &random),
        tenant,
        at: at(1000 + number),
        act: Act::SessionOpened,
        actor: Actor::Guest,
        session: Some(SessionId::new(at(number % 3), &[7; 10])),
        contract: None,
        detail: format!("{{\"number\":{number}}}"),
        sealed: Some(vec![9]),
    }
}

/// Writes entries from one number to before another.
fn write(store: &Store, tenant: TenantId, (from, to): (i64, i64)) {
    let written: Result<(), StoreError> = store.write_blocking(move |tx| {
        (from..to).try_for_each(|number| tx.tenant(tenant).insert_entry(&entry(tenant, number)))
    });
    written.unwrap();
}

fn chain(store: &Store, tenant: TenantId, most: i64) -> usize {
    let chained: Result<usize, StoreError> =
        store.write_blocking(move |tx| tx.tenant(tenant).chain_entries(most, at(5000)));
    chained.unwrap()
}

fn head(store: &Store, tenant: TenantId) -> Head {
    let head: Result<_, StoreError> = store.read_blocking(move |tx| tx.tenant(tenant).find_head());
    head.unwrap().unwrap()
}

fn judge(folder: &Folder, kept: Option<Kept>) -> ChainVerdict {
    let inspection = Inspection::open(folder.path()).unwrap();
    judge_chain(&inspection, TENANT, kept.as_slice(), &mut |_| {}).unwrap()
}

/// A closed folder with 700 entries in batches of 300, and two behind them without a place.
fn chained() -> (Folder, Head) {
    let folder = Folder::new();
    let store = stored(&folder);
    write(&store, TENANT, (0, 700));
    write(&store, OTHER, (0, 5));
    while chain(&store, TENANT, 300) == 300 {}
    chain(&store, OTHER, 300);
    write(&store, TENANT, (700, 702));
    let head = head(&store, TENANT);
    store.close().unwrap();
    (folder, head)
}

#[test]
fn entries_get_their_places_once_in_the_order_of_their_ids_and_each_batch_its_head() {
    let folder = Folder::new();
    let store = stored(&folder);
    write(&store, TENANT, (10, 20));
    write(&store, TENANT, (0, 5));
    assert_eq!(
        [
            chain(&store, TENANT, 12),
            chain(&store, TENANT, 12),
            chain(&store, TENANT, 12)
        ],
        [12, 3, 0]
    );
    // One that was written late, with an id before the others, stands behind them.
    write(&store, TENANT, (7, 8));
    assert_eq!(chain(&store, TENANT, 12), 1);
    let order: Result<Vec<EntryId>, StoreError> = store.read_blocking(|tx| {
        let rows = tx.tenant(TENANT).list_chained(0, 100)?;
        Ok(rows.iter().map(|row| row.id).collect())
    });
    let expected: Vec<EntryId> = (0..5)
        .chain(10..20)
        .chain([7])
        .map(|number| entry(TENANT, number).id)
        .collect();
    assert_eq!(order.unwrap(), expected);
    let sizes: Result<Vec<i64>, StoreError> = store.read_blocking(|tx| {
        let heads = tx.tenant(TENANT).list_heads(0, 100)?;
        Ok(heads.iter().map(|head| head.size).collect())
    });
    assert_eq!(sizes.unwrap(), [12, 15, 16]);
    let waiting: Result<_, StoreError> =
        store.read_blocking(|tx| tx.tenant(TENANT).find_oldest_unchained());
    assert_eq!(waiting.unwrap(), None);
}

#[test]
fn every_entry_is_proved_to_be_below_the_head_and_every_head_to_continue_the_earlier_ones() {
    let (folder, head) = chained();
    let inspection = Inspection::open(folder.path()).unwrap();
    let size = u64::try_from(head.size).unwrap();
    let proved: Result<(), StoreError> = inspection.read(|tx| {
        let mut tx = tx.tenant(TENANT);
        for entry in tx.list_chained(0, 1000)? {
            let path = tx.prove_inclusion(entry.sequence, head.size)?.unwrap();
            let index = u64::try_from(entry.sequence).unwrap() - 1;
            assert!(merkle::is_included(
                (index, size),
                &tree_leaf(&entry.link),
                &path,
                &head.root
            ));
            assert!(path.len() <= 10);
        }
        for earlier in tx.list_heads(0, head.size)? {
            let path = tx.prove_consistency(earlier.size, head.size)?.unwrap();
            let old = (u64::try_from(earlier.size).unwrap(), &earlier.root);
            assert!(merkle::is_consistent(old, (size, &head.root), &path));
        }
        assert_eq!(tx.prove_inclusion(701, head.size)?, None);
        assert_eq!(tx.prove_inclusion(0, head.size)?, None);
        Ok(())
    });
    proved.unwrap();
}

#[test]
fn a_whole_chain_is_whole_beside_a_server_and_without_one() {
    let (folder, head) = chained();
    let without = judge(&folder, None);
    let facts = &without.facts;
    assert_eq!(
        (without.broken, facts.walked, facts.heads, facts.unchained),
        (None, 700, 3, 2)
    );
    assert_eq!(
        (facts.head, facts.oldest_unchained),
        (Some(head), Some(at(1700)))
    );
    let store = open(&folder);
    assert_eq!(judge(&folder, None), without);
    assert_eq!(chain(&store, TENANT, 300), 2);
    assert_eq!(judge(&folder, None).facts.walked, 702);
}

#[test]
fn what_a_destroyed_key_makes_unreadable_is_no_part_of_the_chain() {
    let (folder, _) = chained();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    database
        .execute("UPDATE journal SET sealed = NULL", [])
        .unwrap();
    assert_eq!(judge(&folder, None).broken, None);
}

#[test]
fn whatever_is_changed_in_the_database_is_named_where_it_is() {
    let (it, other) = (entry(TENANT, 400), entry(TENANT, 402));
    for (tampering, expected) in TAMPERINGS {
        let (folder, _) = chained();
        let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
        database.execute_batch(tampering).unwrap();
        drop(database);
        assert_eq!(
            judge(&folder, None).broken,
            Some(expected(&it, &other)),
            "{tampering}"
        );
        let inspection = Inspection::open(folder.path()).unwrap();
        assert_eq!(
            judge_chain(&inspection, OTHER, &[], &mut |_| {})
                .unwrap()
                .broken,
            None,
            "{tampering}"
        );
    }
}

#[test]
fn a_journal_written_anew_from_end_to_end_is_whole_and_only_a_head_kept_outside_betrays_it() {
    let (folder, head) = chained();
    let kept = Some(Kept::Root {
        size: head.size,
        root: head.root,
    });
    assert_eq!(judge(&folder, kept).broken, None);
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    let forged = Entry {
        detail: "{}".to_owned(),
        ..entry(TENANT, 0)
    };
    let anew = "UPDATE journal SET sequence = NULL, link = NULL WHERE tenant_id = 1;
        DELETE FROM journal_head WHERE tenant_id = 1; DELETE FROM journal_tile WHERE tenant_id = 1";
    database.execute_batch(anew).unwrap();
    let edit = "UPDATE journal SET detail = '{}', leaf = ?1 WHERE tenant_id = 1 AND id = ?2";
    database
        .execute(edit, (forged.leaf(), forged.id.as_bytes()))
        .unwrap();
    drop(database);
    let store = open(&folder);
    while chain(&store, TENANT, 300) > 0 {}
    store.close().unwrap();
    assert_eq!(judge(&folder, None).broken, None);
    for kept in [kept, Some(Kept::Whole(head))] {
        assert_eq!(
            judge(&folder, kept).broken,
            Some(Broken::Outside { size: head.size })
        );
    }
    let longer = Some(Kept::Root {
        size: 1000,
        root: head.root,
    });
    assert_eq!(
        judge(&folder, longer).broken,
        Some(Broken::Outside { size: 1000 })
    );
}

#[test]
fn a_whole_head_that_was_kept_must_be_there_still_with_its_time() {
    let (folder, head) = chained();
    let kept = |kept: &[Kept]| {
        let inspection = Inspection::open(folder.path()).unwrap();
        let verdict = judge_chain(&inspection, TENANT, kept, &mut |_| {});
        verdict.unwrap().broken
    };
    let root = Kept::Root {
        size: 300,
        root: [0; 32],
    };
    let whole = Kept::Whole(head);
    assert_eq!(kept(&[whole, whole]), None);
    let first = Some(Broken::Outside { size: 300 });
    assert_eq!(kept(&[whole, root]), first, "each is looked at");
    let changes: [fn(&mut Head); 5] = [
        |it| it.root[0] ^= 1,
        |it| it.link[0] ^= 1,
        |it| it.at = at(5001),
        |it| it.tenant = OTHER,
        |it| it.size = 699,
    ];
    for change in changes {
        let mut other = head;
        change(&mut other);
        let broken = Some(Broken::Outside { size: other.size });
        assert_eq!(kept(&[Kept::Whole(other)]), broken, "{other:?}");
    }
}

#[test]
fn a_head_is_stamped_once_and_found_by_how_many_entries_it_counts() {
    let (folder, head) = chained();
    let store = open(&folder);
    let stamp = |size: i64, token: &'static [u8]| -> bool {
        let stamped: Result<bool, StoreError> = store.write_blocking(move |tx| {
            tx.tenant(TENANT)
                .insert_head_timestamp(size, (token, at(9)))
        });
        stamped.unwrap()
    };
    assert!(stamp(300, b"first") && stamp(700, b"second"));
    assert!(!stamp(300, b"another"));
    let found: Result<_, StoreError> = store.read_blocking(|tx| {
        let newest = tx.tenant(TENANT).find_stamped_head()?;
        let firsts: Result<Vec<_>, StoreError> = [1, 300, 301, 701]
            .into_iter()
            .map(|size| tx.tenant(TENANT).find_first_stamped_head(size))
            .collect();
        let (firsts, others) = (firsts?, tx.tenant(OTHER).find_stamped_head()?);
        Ok((newest, firsts, others))
    });
    let (newest, firsts, others) = found.unwrap();
    let newest = newest.unwrap();
    assert_eq!(
        (newest.head, newest.token.as_slice()),
        (head, &b"second"[..])
    );
    let sizes: Vec<Option<i64>> = firsts
        .iter()
        .map(|found| found.as_ref().map(|found| found.head.size))
        .collect();
    assert_eq!(sizes, [Some(300), Some(300), Some(700), None]);
    assert_eq!(others, None);
    store.close().unwrap();
    let mut met = Vec::new();
    let inspection = Inspection::open(folder.path()).unwrap();
    let verdict = judge_chain(&inspection, TENANT, &[], &mut |stamped| met.push(stamped));
    assert_eq!(verdict.unwrap().broken, None);
    let met: Vec<(i64, &[u8], Instant)> = met
        .iter()
        .map(|met| (met.stamped.head.size, &met.stamped.token[..], met.newest))
        .collect();
    // The entries state the milliseconds from 1000 on.
    assert_eq!(
        met,
        [(300, &b"first"[..], at(1299)), (700, b"second", at(1699))]
    );
}

#[test]
fn a_folder_without_a_database_or_of_another_program_is_not_judged() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path()).unwrap();
    assert!(matches!(
        Inspection::open(folder.path()),
        Err(StoreError::Folder { .. })
    ));
    assert!(!folder.path().join("mithaq.db").exists());
    open(&folder).close().unwrap();
    let database = Connection::open(folder.path().join("mithaq.db")).unwrap();
    database
        .execute("DELETE FROM schema_history WHERE version > 3", [])
        .unwrap();
    assert!(matches!(
        Inspection::open(folder.path()),
        Err(StoreError::Folder { .. })
    ));
}

#[test]
fn the_link_of_a_stored_entry_is_computed_from_its_place_and_the_link_before() {
    let (folder, _) = chained();
    let inspection = Inspection::open(folder.path()).unwrap();
    let rows: Result<_, StoreError> = inspection.read(|tx| tx.tenant(TENANT).list_chained(0, 2));
    let rows = rows.unwrap();
    let first = chain::link(TENANT, 1, &chain::BEFORE_FIRST, &entry(TENANT, 0).leaf());
    assert_eq!(rows[0].link, first);
    assert_eq!(
        rows[1].link,
        chain::link(TENANT, 2, &first, &entry(TENANT, 1).leaf())
    );
}
