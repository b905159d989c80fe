//! How the Merkle tree over a chain is kept so that neither appending nor proving walks through it:
//! in tiles of 256 hashes. A tile at level 0 has the hashes of leaves, one at level 1 those of whole
//! tiles of level 0, and so on; what lies between is computed from one tile. A million entries are
//! four thousand tiles in three levels.

use std::collections::HashMap;

use super::merkle::{Hash, node_hash};

/// Levels of the tree that one tile spans.
const SPAN: u32 = 8;
/// Hashes in a whole tile.
pub const WHOLE: u64 = 1 << SPAN;

/// Which tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// From the leaves upwards, from 0.
    pub level: u32,
    /// From the left to the right, from 0.
    pub position: u64,
}

impl Place {
    /// The index of the first leaf below this tile.
    pub const fn first_leaf(self) -> u64 {
        let shift = SPAN.saturating_mul(self.level.saturating_add(1));
        match self.position.checked_shl(shift) {
            Some(first) => first,
            None => u64::MAX,
        }
    }
}

/// What appending leaves: the tiles that became fuller, each with all its hashes.
pub type Written = Vec<(Place, Vec<Hash>)>;

/// Appends leaves to a tree of `size`, where `load` gives the first so many hashes of a tile that is
/// not yet whole.
pub fn append<E>(
    size: u64,
    leaves: &[Hash],
    mut load: impl FnMut(Place, u64) -> Result<Vec<Hash>, E>,
) -> Result<Written, E> {
    let (mut written, mut level, mut first) = (Vec::new(), 0, size);
    let mut hashes = leaves.to_vec();
    while !hashes.is_empty() {
        let mut place = Place {
            level,
            position: first / WHOLE,
        };
        let filled = first % WHOLE;
        let mut tile = match filled {
            0 => Vec::new(),
            _ => load(place, filled)?,
        };
        let mut upwards = Vec::new();
        for hash in hashes {
            tile.push(hash);
            if tile.len() as u64 == WHOLE {
                upwards.push(join(&tile));
                written.push((place, std::mem::take(&mut tile)));
                place.position += 1;
            }
        }
        if !tile.is_empty() {
            written.push((place, tile));
        }
        (hashes, first, level) = (upwards, first / WHOLE, level + 1);
    }
    Ok(written)
}

/// The tiles of one tree, read as they are asked for and each of them once.
pub struct Tiles<F> {
    load: F,
    known: HashMap<Place, Vec<Hash>>,
}

impl<F, E> Tiles<F>
where
    F: FnMut(Place, u64) -> Result<Vec<Hash>, E>,
{
    /// Tiles of which `load` gives at least the first so many hashes.
    pub fn new(load: F) -> Self {
        Self {
            load,
            known: HashMap::new(),
        }
    }

    /// The hash of a whole subtree at a level of the tree, by its index there; what
    /// [`merkle`](super::merkle) asks for.
    pub fn subtree(&mut self, level: u32, index: u64) -> Result<Hash, E> {
        let inside = level % SPAN;
        let (first, count) = (index << inside, 1_u64 << inside);
        let place = Place {
            level: level / SPAN,
            position: first / WHOLE,
        };
        let (start, end) = (first % WHOLE, first % WHOLE + count);
        let known = self.known.get(&place);
        if known.is_none_or(|hashes| (hashes.len() as u64) < end) {
            let hashes = (self.load)(place, end)?;
            self.known.insert(place, hashes);
        }
        let hashes = self.known.get(&place).into_iter().flatten();
        let within = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let part: Vec<Hash> = hashes
            .skip(within(start))
            .take(within(count))
            .copied()
            .collect();
        Ok(join(&part))
    }
}

/// Tiles that fill as leaves come, none kept that is whole: for whoever compares the kept ones.
#[derive(Clone, Debug, Default)]
pub struct Filling(Vec<(u64, Vec<Hash>)>);

impl Filling {
    /// Adds a leaf; the tiles that it made whole.
    pub fn push(&mut self, leaf: Hash) -> Written {
        let (mut whole, mut level, mut hash) = (Vec::new(), 0, leaf);
        loop {
            if self.0.len() <= level {
                self.0.push((0, Vec::new()));
            }
            let Some((position, tile)) = self.0.get_mut(level) else {
                return whole;
            };
            tile.push(hash);
            if (tile.len() as u64) < WHOLE {
                return whole;
            }
            let place = Place {
                level: u32::try_from(level).unwrap_or(u32::MAX),
                position: *position,
            };
            hash = join(tile);
            whole.push((place, std::mem::take(tile)));
            (*position, level) = (*position + 1, level + 1);
        }
    }

    /// The tiles that are not whole.
    pub fn rest(self) -> Written {
        let tiles = (0..).zip(self.0);
        let tiles = tiles.filter(|(_, (_, tile))| !tile.is_empty());
        let placed = |(level, (position, tile))| (Place { level, position }, tile);
        tiles.map(placed).collect()
    }
}

/// The root over hashes whose number is a power of two.
fn join(hashes: &[Hash]) -> Hash {
    let mut level = hashes.to_vec();
    while level.len() > 1 {
        let pairs = level.chunks(2);
        level = pairs
            .filter_map(|pair| match pair {
                [left, right] => Some(node_hash(left, right)),
                _ => None,
            })
            .collect();
    }
    level.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;
    use crate::evidence::merkle::{self, Growing, leaf_hash};

    /// A shelf of tiles, as a database is one.
    #[derive(Default)]
    struct Shelf(HashMap<Place, Vec<Hash>>, u64);

    impl Shelf {
        fn append(&mut self, leaves: &[Hash]) {
            let load = |place, filled| {
                let tile: &Vec<Hash> = &self.0[&place];
                assert_eq!(tile.len() as u64, filled);
                Ok::<_, Infallible>(tile.clone())
            };
            let written = append(self.1, leaves, load).unwrap();
            self.0.extend(written);
            self.1 += leaves.len() as u64;
        }

        fn tiles(&self) -> Tiles<impl FnMut(Place, u64) -> Result<Vec<Hash>, Infallible>> {
            Tiles::new(|place, least| {
                let tile: &Vec<Hash> = &self.0[&place];
                assert!(tile.len() as u64 >= least);
                Ok(tile.clone())
            })
        }
    }

    fn leaf(place: u64) -> Hash {
        leaf_hash(&place.to_be_bytes())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, rng_seed: proptest::test_runner::RngSeed::Fixed(6), ..ProptestConfig::default() })]

        #[test]
        fn however_leaves_are_batched_the_tiles_give_the_tree_and_its_proofs(
            batches in proptest::collection::vec(1_u64..900, 1..6), at in any::<prop::sample::Index>()
        ) {
            let (mut shelf, mut tree) = (Shelf::default(), Growing::default());
            for batch in batches {
                let leaves: Vec<Hash> = (shelf.1..shelf.1 + batch).map(leaf).collect();
                leaves.iter().for_each(|leaf| tree.push(*leaf));
                shelf.append(&leaves);
                let mut tiles = shelf.tiles();
                let root = merkle::root(shelf.1, |level, index| tiles.subtree(level, index));
                prop_assert_eq!(root, Ok(tree.root()));
            }
            let index = at.index(usize::try_from(shelf.1).unwrap()) as u64;
            let mut tiles = shelf.tiles();
            let path = merkle::inclusion(index, shelf.1, |level, index| tiles.subtree(level, index));
            let path = path.unwrap().unwrap();
            prop_assert!(merkle::is_included((index, shelf.1), &leaf(index), &path, &tree.root()));
        }
    }

    #[test]
    fn tiles_that_fill_leaf_by_leaf_are_those_that_were_appended() {
        let (mut shelf, mut filling) = (Shelf::default(), Filling::default());
        let leaves: Vec<Hash> = (0..66_000).map(leaf).collect();
        shelf.append(&leaves);
        let mut met: Vec<_> = leaves.iter().flat_map(|leaf| filling.push(*leaf)).collect();
        met.extend(filling.rest());
        assert_eq!(met.len(), shelf.0.len());
        assert!(met.iter().all(|(place, tile)| &shelf.0[place] == tile));
    }

    #[test]
    fn a_proof_among_seventy_thousand_entries_reads_a_handful_of_tiles() {
        let (mut shelf, mut tree) = (Shelf::default(), Growing::default());
        let leaves: Vec<Hash> = (0..70_001).map(leaf).collect();
        leaves.iter().for_each(|leaf| tree.push(*leaf));
        shelf.append(&leaves);
        let mut tiles = shelf.tiles();
        let path = merkle::inclusion(300, shelf.1, |level, index| tiles.subtree(level, index));
        let path = path.unwrap().unwrap();
        assert!(merkle::is_included(
            (300, shelf.1),
            &leaf(300),
            &path,
            &tree.root()
        ));
        assert!(tiles.known.len() <= 6, "{}", tiles.known.len());
        assert_eq!(shelf.0.keys().filter(|place| place.level == 2).count(), 1);
    }
}
