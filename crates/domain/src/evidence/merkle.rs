//! The Merkle tree over a chain, of the shape of RFC 9162, 2.1: its hashes, proofs that an entry is
//! in it and that one tree continues another, and their verification. Where hashes of whole subtrees
//! are kept is [`tile`](super::tile)'s and the caller's.

use aws_lc_rs::digest::{Context, SHA256};

/// SHA-256.
pub type Hash = [u8; 32];

/// The hash of a leaf: SHA-256(0x00 ‖ data) (RFC 9162, 2.1.1).
pub fn leaf_hash(data: &[u8]) -> Hash {
    hash(&[&[0], data])
}

/// The hash of a node: SHA-256(0x01 ‖ left ‖ right) (RFC 9162, 2.1.1).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    hash(&[&[1], left, right])
}

/// The root of a tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    hash(&[])
}

/// The root of the first `size` leaves, where `subtree` gives the hash of the whole subtree at a level
/// (2^level leaves) and an index among those of its level.
pub fn root<E>(size: u64, subtree: impl FnMut(u32, u64) -> Result<Hash, E>) -> Result<Hash, E> {
    let mut subtree = subtree;
    range_hash(0, size, &mut subtree)
}

/// The path that proves the leaf at `index`, counted from 0, to be among the first `size`
/// (RFC 9162, 2.1.3.1); nothing where it is not among them.
pub fn inclusion<E>(
    index: u64,
    size: u64,
    mut subtree: impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Option<Vec<Hash>>, E> {
    if index >= size {
        return Ok(None);
    }
    let (mut start, mut end, mut path) = (0, size, Vec::new());
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(range_hash(middle, end, &mut subtree)?);
            end = middle;
        } else {
            path.push(range_hash(start, middle, &mut subtree)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(Some(path))
}

/// Whether a path proves that the leaf of this hash stands at `index` among the first `size`
/// (RFC 9162, 2.1.3.2).
pub fn is_included((index, size): (u64, u64), leaf: &Hash, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut place, mut last, mut reached) = (index, size - 1, *leaf);
    for hash in path {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            reached = node_hash(hash, &reached);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            reached = node_hash(&reached, hash);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && reached == *root
}

/// The path that proves the tree of the first `old` leaves to be the beginning of that of the first
/// `new` (RFC 9162, 2.1.4.1); nothing where `old` is 0 or beyond `new`.
pub fn consistency<E>(
    old: u64,
    new: u64,
    mut subtree: impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Option<Vec<Hash>>, E> {
    if old == 0 || old > new {
        return Ok(None);
    }
    let (mut start, mut end, mut path) = (0, new, Vec::new());
    while old < end {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(range_hash(middle, end, &mut subtree)?);
            end = middle;
        } else {
            path.push(range_hash(start, middle, &mut subtree)?);
            start = middle;
        }
    }
    if start > 0 {
        path.push(range_hash(start, end, &mut subtree)?);
    }
    path.reverse();
    Ok(Some(path))
}

/// Whether a path proves that the tree of the first `old` leaves is the beginning of that of the first
/// `new` (RFC 9162, 2.1.4.2).
pub fn is_consistent(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    path: &[Hash],
) -> bool {
    if old == 0 || old > new {
        return false;
    }
    if old == new {
        return path.is_empty() && old_root == new_root;
    }
    let known = old.is_power_of_two().then_some(old_root);
    let mut path = known.into_iter().chain(path);
    let Some(first) = path.next() else {
        return false;
    };
    let shift = (old - 1).trailing_ones();
    let (mut place, mut last) = ((old - 1) >> shift, (new - 1) >> shift);
    let (mut of_old, mut of_new) = (*first, *first);
    for hash in path {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            of_old = node_hash(hash, &of_old);
            of_new = node_hash(hash, &of_new);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            of_new = node_hash(&of_new, hash);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && of_old == *old_root && of_new == *new_root
}

/// A tree that is built leaf by leaf and keeps no more than its root needs.
#[derive(Clone, Debug, Default)]
pub struct Growing(Vec<(u32, Hash)>);

impl Growing {
    /// Adds a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let (mut level, mut hash) = (0, leaf);
        while let Some((_, left)) = self.0.pop_if(|(at, _)| *at == level) {
            hash = node_hash(&left, &hash);
            level += 1;
        }
        self.0.push((level, hash));
    }

    /// The root of what was added.
    pub fn root(&self) -> Hash {
        fold(self.0.iter().map(|(_, hash)| *hash).rev())
    }
}

/// The largest power of two below `size`, which is at least 2.
const fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// The hash of the leaves from `start` to before `end`, where `start` is a multiple of a power of two
/// that is no smaller than their number.
fn range_hash<E>(
    start: u64,
    end: u64,
    subtree: &mut impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Hash, E> {
    let (mut next, mut parts) = (start, Vec::new());
    while next < end {
        let level = u64::BITS - 1 - (end - next).leading_zeros();
        parts.push(subtree(level, next >> level)?);
        next += 1 << level;
    }
    Ok(fold(parts.into_iter().rev()))
}

/// Joins subtrees, given from the right to the left.
fn fold(mut parts: impl Iterator<Item = Hash>) -> Hash {
    let Some(last) = parts.next() else {
        return empty_root();
    };
    parts.fold(last, |right, left| node_hash(&left, &right))
}

fn hash(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

#[cfg(test)]
mod tests;
