//! The chain that a tenant's leaves are given their places in, its heads, and the walk that finds the
//! first place where it is broken.

use super::{
    digest,
    merkle::{Growing, Hash, leaf_hash},
};
use crate::{
    id::{EntryId, TenantId},
    time::{Instant, Span},
};

/// What stands for the link before the first.
pub const BEFORE_FIRST: Hash = [0; 32];
/// An entry that has no place in the chain for longer than this is an alarm.
pub const CHAINED_WITHIN: Span = Span::seconds(60);
/// How far an outside authority's clock may lie from ours: a timestamp that states a time further before
/// an entry than this says that the entry's own time is not true.
pub const CLOCKS_APART: Span = Span::seconds(300);

/// The link of the entry at `sequence`, counted from 1: SHA-256 over `mithaq-journal-link-v1`, tenant,
/// sequence, the link before it and the leaf, each preceded by its length in 8 bytes.
pub fn link(tenant: TenantId, sequence: i64, before: &Hash, leaf: &Hash) -> Hash {
    digest(&[
        b"mithaq-journal-link-v1",
        &tenant.get().to_be_bytes(),
        &sequence.to_be_bytes(),
        before,
        leaf,
    ])
}

/// The hash by which a link stands in the Merkle tree, where the entry at sequence n is leaf n − 1.
pub fn tree_leaf(link: &Hash) -> Hash {
    leaf_hash(link)
}

/// Where a tenant's chain stood at a moment. Whoever has kept one outside can prove later that
/// nothing before it was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Whose chain.
    pub tenant: TenantId,
    /// How many entries it had.
    pub size: i64,
    /// When.
    pub at: Instant,
    /// The link of the last of them.
    pub link: Hash,
    /// The root of the Merkle tree over their links.
    pub root: Hash,
}

impl Head {
    /// What an outside timestamp says of a head, the `messageImprint` of RFC 3161, 2.4.1: SHA-256 over
    /// `mithaq-journal-head-v1`, tenant, size, time in milliseconds, link and root, each preceded by
    /// its length in 8 bytes.
    pub fn imprint(&self) -> Hash {
        digest(&[
            b"mithaq-journal-head-v1",
            &self.tenant.get().to_be_bytes(),
            &self.size.to_be_bytes(),
            &self.at.unix_millis().to_be_bytes(),
            &self.link,
            &self.root,
        ])
    }
}

/// An entry as its row has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chained {
    /// The entry.
    pub id: EntryId,
    /// Its place.
    pub sequence: i64,
    /// When, as it says.
    pub at: Instant,
    /// The leaf that was stored with it.
    pub leaf: Hash,
    /// The leaf as its fields say now.
    pub computed_leaf: Hash,
    /// Its link.
    pub link: Hash,
}

/// Where and how a chain is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// There is no entry at this place, though there are later ones, or a head that counts it.
    Missing {
        /// The place.
        sequence: i64,
    },
    /// An entry's fields are not those that were chained.
    Edited {
        /// Its place.
        sequence: i64,
        /// The entry.
        entry: EntryId,
    },
    /// Another entry stood at this place.
    Moved {
        /// The place.
        sequence: i64,
        /// The entry that is there now.
        entry: EntryId,
        /// Where the one is now that stood there.
        now_at: i64,
    },
    /// An entry's link does not follow from the one before it.
    Unlinked {
        /// Its place.
        sequence: i64,
        /// The entry.
        entry: EntryId,
    },
    /// A head says something else than the entries that it counts.
    Head {
        /// How many it counts.
        size: i64,
    },
    /// Entries stand in the chain that no head counts.
    Headless {
        /// The first of them.
        sequence: i64,
    },
    /// A row of the chain is not of the form that this program writes.
    Unreadable {
        /// The place that could not be read.
        sequence: i64,
    },
    /// A head that was kept outside says something else than the entries that it counts.
    Outside {
        /// How many it counts.
        size: i64,
    },
    /// A kept part of the Merkle tree is not that of the entries: proofs from it would not hold.
    Tree {
        /// The first entry below it.
        sequence: i64,
    },
}

/// A walk along a chain from its first entry.
#[derive(Clone, Debug)]
pub struct Walk {
    tenant: TenantId,
    walked: i64,
    newest: Instant,
    link: Hash,
    tree: Growing,
}

impl Walk {
    /// The walk before its first step.
    pub fn new(tenant: TenantId) -> Self {
        Self {
            tenant,
            walked: 0,
            newest: Instant::from_unix_millis(0),
            link: BEFORE_FIRST,
            tree: Growing::default(),
        }
    }

    /// Whose chain it is.
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// How many entries were found whole.
    pub const fn walked(&self) -> i64 {
        self.walked
    }

    /// The latest time that an entry states so far.
    pub const fn newest(&self) -> Instant {
        self.newest
    }

    /// Takes the next entry of the chain. `later` are entries behind it, in their order, among which
    /// the one is looked for that stood in its place.
    pub fn step(&mut self, entry: &Chained, later: &[Chained]) -> Result<(), Broken> {
        let sequence = self.walked + 1;
        if entry.sequence != sequence {
            return Err(Broken::Missing { sequence });
        }
        if entry.leaf != entry.computed_leaf {
            return Err(Broken::Edited {
                sequence,
                entry: entry.id,
            });
        }
        let expected = |leaf: &Hash| link(self.tenant, sequence, &self.link, leaf);
        if expected(&entry.leaf) != entry.link {
            // Rows that were exchanged with their links, or with their places alone.
            let stood_here = |other: &&Chained| {
                let link = expected(&other.leaf);
                link == other.link || link == entry.link
            };
            let (sequence, entry) = (sequence, entry.id);
            return Err(later.iter().find(stood_here).map_or(
                Broken::Unlinked { sequence, entry },
                |other| Broken::Moved {
                    sequence,
                    entry,
                    now_at: other.sequence,
                },
            ));
        }
        self.walked = sequence;
        self.newest = self.newest.max(entry.at);
        self.link = entry.link;
        self.tree.push(tree_leaf(&entry.link));
        Ok(())
    }

    /// The root of the tree over what was walked.
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    /// Compares a head that counts as many entries as were walked.
    pub fn meet(&self, head: &Head) -> Result<(), Broken> {
        let is_true = head.size == self.walked
            && head.link == self.link
            && head.root == self.tree.root()
            && head.tenant == self.tenant;
        is_true
            .then_some(())
            .ok_or(Broken::Head { size: head.size })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TENANT: TenantId = TenantId::new(7);

    fn chain(count: u8) -> (Vec<Chained>, Head) {
        let (mut before, mut tree, mut entries) = (BEFORE_FIRST, Growing::default(), Vec::new());
        for place in 0..count {
            let (sequence, leaf) = (i64::from(place) + 1, digest(&[&[place]]));
            before = link(TENANT, sequence, &before, &leaf);
            tree.push(tree_leaf(&before));
            entries.push(Chained {
                id: EntryId::new(Instant::from_unix_millis(1), &[place; 10]),
                sequence,
                at: Instant::from_unix_millis(sequence),
                leaf,
                computed_leaf: leaf,
                link: before,
            });
        }
        let head = Head {
            tenant: TENANT,
            size: count.into(),
            at: Instant::from_unix_millis(9),
            link: before,
            root: tree.root(),
        };
        (entries, head)
    }

    fn walk(entries: &[Chained], head: &Head) -> Result<(), Broken> {
        let mut walk = Walk::new(TENANT);
        for (place, entry) in entries.iter().enumerate() {
            walk.step(entry, &entries[place + 1..])?;
        }
        walk.meet(head)
    }

    #[test]
    fn the_link_and_the_imprint_are_for_ever() {
        let (entries, head) = chain(2);
        let hexadecimal =
            |hash: Hash| -> String { hash.iter().map(|byte| format!("{byte:02x}")).collect() };
        assert_eq!(
            hexadecimal(entries[1].link),
            "6f6dd96292c6878e6b56cbefc181acc39ba59250d6c4cba41439228f8a730ad5"
        );
        assert_eq!(
            hexadecimal(head.imprint()),
            "6d44e85142c8fe522192ff9f92d77dd796d3deea5ba81202a0e056db5279b689"
        );
    }

    #[test]
    fn a_link_says_whose_chain_it_is_and_which_place() {
        let (leaf, first) = (
            digest(&[b"leaf"]),
            link(TENANT, 1, &BEFORE_FIRST, &digest(&[b"leaf"])),
        );
        assert_ne!(link(TenantId::new(8), 1, &BEFORE_FIRST, &leaf), first);
        assert_ne!(link(TENANT, 2, &BEFORE_FIRST, &leaf), first);
        assert_ne!(link(TENANT, 1, &leaf, &BEFORE_FIRST), first);
    }

    #[test]
    fn exchanged_entries_are_named_whatever_was_exchanged_with_them() {
        let (whole, head) = chain(9);
        let moved = Err(Broken::Moved {
            sequence: 3,
            entry: whole[5].id,
            now_at: 6,
        });
        let (mut with_links, mut without) = (whole.clone(), whole.clone());
        with_links.swap(2, 5);
        (with_links[2].sequence, with_links[5].sequence) = (3, 6);
        assert_eq!(walk(&with_links, &head), moved);
        without.swap(2, 5);
        (without[2].sequence, without[2].link) = (3, whole[2].link);
        (without[5].sequence, without[5].link) = (6, whole[5].link);
        assert_eq!(walk(&without, &head), moved);
    }

    #[test]
    fn a_history_written_anew_from_a_place_on_meets_no_head() {
        let (whole, head) = chain(9);
        let mut forged = whole.clone();
        let mut before = whole[3].link;
        for (place, entry) in forged.iter_mut().enumerate().skip(4) {
            let leaf = digest(&[b"forged", &[u8::try_from(place).unwrap()]]);
            before = link(TENANT, entry.sequence, &before, &leaf);
            (entry.leaf, entry.computed_leaf, entry.link) = (leaf, leaf, before);
        }
        assert_eq!(walk(&forged, &head), Err(Broken::Head { size: 9 }));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

        #[test]
        fn a_whole_chain_is_found_whole_and_any_one_change_is_named_where_it_is(
            count in 2_u8..40, at in any::<prop::sample::Index>(), bit in 0_usize..256
        ) {
            let (whole, head) = chain(count);
            prop_assert_eq!(walk(&whole, &head), Ok(()));
            let place = at.index(whole.len());
            let (sequence, entry) = (whole[place].sequence, whole[place].id);
            let flip = |hash: &mut Hash| hash[bit / 8] ^= 1 << (bit % 8);
            let mut edited = whole.clone();
            flip(&mut edited[place].computed_leaf);
            prop_assert_eq!(walk(&edited, &head), Err(Broken::Edited { sequence, entry }));
            let mut both = edited.clone();
            flip(&mut both[place].leaf);
            prop_assert_eq!(walk(&both, &head), Err(Broken::Unlinked { sequence, entry }));
            let mut unlinked = whole.clone();
            flip(&mut unlinked[place].link);
            prop_assert_eq!(walk(&unlinked, &head), Err(Broken::Unlinked { sequence, entry }));
            let mut gone = whole.clone();
            gone.remove(place);
            let expected = if place + 1 == whole.len() { Broken::Head { size: head.size } } else { Broken::Missing { sequence } };
            prop_assert_eq!(walk(&gone, &head), Err(expected));
            let mut other = head;
            flip(&mut other.root);
            prop_assert_eq!(walk(&whole, &other), Err(Broken::Head { size: head.size }));
        }
    }
}
