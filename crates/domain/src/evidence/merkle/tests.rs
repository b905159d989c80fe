//! The tree against its definition, written as RFC 9162 writes it, and against what an attacker
//! would try.

use std::convert::Infallible;

use proptest::prelude::*;

use super::*;

/// MTH of RFC 9162, 2.1.1, word by word.
fn defined_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) =
                leaves.split_at(usize::try_from(split(leaves.len() as u64)).unwrap());
            node_hash(&defined_root(left), &defined_root(right))
        }
    }
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count)
        .map(|place| leaf_hash(&place.to_be_bytes()))
        .collect()
}

fn subtrees(leaves: &[Hash]) -> impl FnMut(u32, u64) -> Result<Hash, Infallible> {
    |level, index| {
        let (start, end) = (index << level, (index + 1) << level);
        let range = usize::try_from(start).unwrap()..usize::try_from(end).unwrap();
        Ok(defined_root(&leaves[range]))
    }
}

fn inclusion_of(index: u64, leaves: &[Hash]) -> Vec<Hash> {
    let path = inclusion(index, leaves.len() as u64, subtrees(leaves));
    path.unwrap().unwrap()
}

fn consistency_of(old: u64, leaves: &[Hash]) -> Vec<Hash> {
    let path = consistency(old, leaves.len() as u64, subtrees(leaves));
    path.unwrap().unwrap()
}

#[test]
fn roots_are_those_that_certificate_transparency_publishes() {
    // The reference leaves and roots of github.com/google/certificate-transparency, merkle_tree_test.
    let hexadecimal =
        |hash: Hash| -> String { hash.iter().map(|byte| format!("{byte:02x}")).collect() };
    let inputs: [&[u8]; 3] = [b"", b"\x00", b"\x10"];
    let mut tree = Growing::default();
    let mut roots = vec![hexadecimal(tree.root())];
    for input in inputs {
        tree.push(leaf_hash(input));
        roots.push(hexadecimal(tree.root()));
    }
    assert_eq!(
        roots,
        [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        ]
    );
}

#[test]
fn every_leaf_of_every_small_tree_is_proved_and_every_beginning_of_it() {
    for size in 1..=40 {
        let leaves = leaves(size);
        let whole = defined_root(&leaves);
        assert_eq!(root(size, subtrees(&leaves)), Ok(whole));
        for index in 0..size {
            let path = inclusion_of(index, &leaves);
            let place = usize::try_from(index).unwrap();
            assert!(is_included((index, size), &leaves[place], &path, &whole));
            let old = index + 1;
            let old_root = defined_root(&leaves[..=place]);
            let path = consistency_of(old, &leaves);
            assert!(is_consistent((old, &old_root), (size, &whole), &path));
        }
    }
}

#[test]
fn what_is_not_in_the_tree_has_no_path() {
    let leaves = leaves(3);
    assert_eq!(inclusion(3, 3, subtrees(&leaves)), Ok(None));
    assert_eq!(consistency(0, 3, subtrees(&leaves)), Ok(None));
    assert_eq!(consistency(4, 3, subtrees(&leaves)), Ok(None));
    let whole = defined_root(&leaves);
    assert!(!is_included((3, 3), &leaves[2], &[], &whole));
    assert!(!is_consistent((0, &empty_root()), (3, &whole), &[]));
    assert!(!is_consistent((4, &whole), (3, &whole), &[]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, rng_seed: proptest::test_runner::RngSeed::Fixed(5), ..ProptestConfig::default() })]

    #[test]
    fn a_proof_holds_for_its_own_leaf_place_size_and_root_and_for_no_other(
        size in 1_u64..700, at in any::<prop::sample::Index>(), bit in 0_usize..256, hurt in any::<prop::sample::Index>()
    ) {
        let leaves = leaves(size);
        let place = at.index(leaves.len());
        let (index, leaf, whole) = (place as u64, leaves[place], defined_root(&leaves));
        let path = inclusion_of(index, &leaves);
        prop_assert!(is_included((index, size), &leaf, &path, &whole));
        let flip = |mut hash: Hash| { hash[bit / 8] ^= 1 << (bit % 8); hash };
        prop_assert!(!is_included((index, size), &flip(leaf), &path, &whole));
        prop_assert!(!is_included((index, size), &leaf, &path, &flip(whole)));
        prop_assert!(!is_included((index ^ 1, size), &leaf, &path, &whole));
        let longer = [path.clone(), vec![leaf]].concat();
        prop_assert!(!is_included((index, size), &leaf, &longer, &whole));
        if !path.is_empty() {
            prop_assert!(!is_included((index, size), &leaf, &path[1..], &whole));
            let mut other = path.clone();
            let step = hurt.index(other.len());
            other[step] = flip(other[step]);
            prop_assert!(!is_included((index, size), &leaf, &other, &whole));
        }
        // A node in the place of a leaf: what the first byte of every hash forbids.
        if let Some((sibling, rest)) = path.split_first() && index % 2 == 0 && index + 1 < size {
            let node = node_hash(&leaf, sibling);
            prop_assert!(is_included((index / 2, size.div_ceil(2)), &node, rest, &whole));
            prop_assert_ne!(leaf_hash(&[leaf, *sibling].concat()), node);
        }
    }

    #[test]
    fn a_tree_continues_its_own_beginnings_and_no_other_tree(
        size in 2_u64..700, at in any::<prop::sample::Index>(), changed in any::<prop::sample::Index>()
    ) {
        let leaves = leaves(size);
        let old = at.index(leaves.len()) as u64 + 1;
        let (beginning, whole) = (defined_root(&leaves[..usize::try_from(old).unwrap()]), defined_root(&leaves));
        let path = consistency_of(old, &leaves);
        prop_assert!(is_consistent((old, &beginning), (size, &whole), &path));
        // History is written anew before the old head: no path may join the two.
        let mut forged = leaves.clone();
        let place = changed.index(usize::try_from(old).unwrap());
        forged[place] = leaf_hash(b"another entry");
        let other = defined_root(&forged);
        prop_assert!(!is_consistent((old, &beginning), (size, &other), &consistency_of(old, &forged)));
        prop_assert!(!is_consistent((old, &beginning), (size, &other), &path));
        if old < size {
            prop_assert!(!is_consistent((old, &beginning), (size, &whole), &path[1..]));
            let longer = [path.clone(), vec![whole]].concat();
            prop_assert!(!is_consistent((old, &beginning), (size, &whole), &longer));
        }
    }

    #[test]
    fn a_tree_that_grows_has_the_root_of_its_leaves(size in 0_u64..700) {
        let leaves = leaves(size);
        let mut tree = Growing::default();
        leaves.iter().for_each(|leaf| tree.push(*leaf));
        prop_assert_eq!(tree.root(), defined_root(&leaves));
    }
}
