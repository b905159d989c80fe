//! Outside timestamps that are stamped again before the certificate of their authority ends (timestamp renewal, RFC
//! 4998 5.2): one further token over many, by the root of a tree whose leaves are the tokens.

use super::{
    digest,
    merkle::{self, Hash, is_included, leaf_hash, node_hash},
};
use crate::{
    id::TenantId,
    time::{Instant, Span},
};

/// So long before its authority's certificate ends a timestamp is renewed: a quarter of a year of failures is
/// survived, as with seals.
pub const RENEWED_BEFORE: Span = Span::days(90);

/// Up to which end of its authority's certificate a timestamp is due for renewal.
pub fn due_until(now: Instant) -> Instant {
    now.plus(RENEWED_BEFORE)
}

/// What a token that is renewed is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covered {
    /// The head of so many entries.
    Head(i64),
    /// The renewal of this number.
    Renewal(i64),
}

/// The leaf of a token in the tree of its renewal: `leaf_hash` of SHA-256 over `mithaq-journal-token-v1`, tenant, `head`
/// or `renewal`, its size or number, and the token's DER, each preceded by its length in 8 bytes.
pub fn token_leaf(tenant: TenantId, covered: Covered, token: &[u8]) -> Hash {
    let (kind, number) = match covered {
        Covered::Head(size) => (&b"head"[..], size),
        Covered::Renewal(number) => (&b"renewal"[..], number),
    };
    leaf_hash(&digest(&[
        b"mithaq-journal-token-v1",
        &tenant.get().to_be_bytes(),
        kind,
        &number.to_be_bytes(),
        token,
    ]))
}

/// What the token of a renewal is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// Whose journal.
    pub tenant: TenantId,
    /// Which of the journal's renewals, counted from 1.
    pub number: i64,
    /// How many tokens it renews.
    pub size: i64,
    /// The root of the tree over their leaves.
    pub root: Hash,
}

impl Renewal {
    /// The `messageImprint` of RFC 3161, 2.4.1: SHA-256 over `mithaq-journal-renewal-v1`, tenant, number, size and root,
    /// each preceded by its length in 8 bytes.
    pub fn imprint(&self) -> Hash {
        digest(&[
            b"mithaq-journal-renewal-v1",
            &self.tenant.get().to_be_bytes(),
            &self.number.to_be_bytes(),
            &self.size.to_be_bytes(),
            &self.root,
        ])
    }

    /// Whether the token of this leaf is among those that it renews.
    pub fn covers(&self, leaf: &Hash, proof: &Proof) -> bool {
        let numbers = (u64::try_from(proof.place), u64::try_from(self.size));
        let (Ok(place), Ok(size)) = numbers else {
            return false;
        };
        is_included((place, size), leaf, &proof.path, &self.root)
    }
}

/// Where a token stands among those of its renewal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Its place, counted from 0.
    pub place: i64,
    /// The path from its leaf to the root (RFC 9162, 2.1.3).
    pub path: Vec<Hash>,
}

/// The root of the tree over some leaves, and the proof of each.
pub fn tree(leaves: &[Hash]) -> (Hash, Vec<Proof>) {
    let levels = levels(leaves);
    let size = u64::try_from(leaves.len()).unwrap_or(u64::MAX);
    let whole = |level: u32, index: u64| -> Result<Hash, ()> {
        let level = levels.get(usize::try_from(level).map_err(|_| ())?);
        let index = usize::try_from(index).map_err(|_| ())?;
        level.and_then(|level| level.get(index)).copied().ok_or(())
    };
    // Every whole subtree below `size` is there.
    let root = merkle::root(size, whole).unwrap_or_else(|()| merkle::empty_root());
    let proof = |place: u64| Proof {
        place: i64::try_from(place).unwrap_or(i64::MAX),
        path: merkle::inclusion(place, size, whole)
            .ok()
            .flatten()
            .unwrap_or_default(),
    };
    (root, (0..size).map(proof).collect())
}

/// The hashes of all whole subtrees, the leaves first.
fn levels(leaves: &[Hash]) -> Vec<Vec<Hash>> {
    let mut levels = vec![leaves.to_vec()];
    while let Some(below) = levels.last().filter(|level| level.len() > 1) {
        let pairs = below.as_chunks::<2>().0.iter();
        let above = pairs.map(|[left, right]| node_hash(left, right)).collect();
        levels.push(above);
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NILE: TenantId = TenantId::new(1);

    fn renewal(leaves: &[Hash]) -> (Renewal, Vec<Proof>) {
        let (root, proofs) = tree(leaves);
        let size = i64::try_from(leaves.len()).unwrap();
        let renewal = Renewal {
            tenant: NILE,
            number: 1,
            size,
            root,
        };
        (renewal, proofs)
    }

    #[test]
    fn a_token_is_bound_to_what_it_is_over_and_to_its_company() {
        let leaf = token_leaf(NILE, Covered::Head(7), b"token");
        for other in [
            token_leaf(NILE, Covered::Renewal(7), b"token"),
            token_leaf(NILE, Covered::Head(8), b"token"),
            token_leaf(NILE, Covered::Head(7), b"other"),
            token_leaf(TenantId::new(2), Covered::Head(7), b"token"),
        ] {
            assert_ne!(leaf, other);
        }
        let (renewal, _) = renewal(&[leaf]);
        for other in [
            Renewal {
                number: 2,
                ..renewal
            },
            Renewal { size: 2, ..renewal },
            Renewal {
                tenant: TenantId::new(2),
                ..renewal
            },
            Renewal {
                root: [0; 32],
                ..renewal
            },
        ] {
            assert_ne!(renewal.imprint(), other.imprint());
        }
    }

    proptest! {
        #[test]
        fn every_token_of_a_renewal_is_proved_at_its_place_and_at_no_other(
            tokens in proptest::collection::vec(any::<u64>(), 1..70), other in 0usize..70,
        ) {
            let leaves: Vec<Hash> = (0..)
                .zip(&tokens)
                .map(|(size, token)| token_leaf(NILE, Covered::Head(size), &token.to_be_bytes()))
                .collect();
            let (renewal, proofs) = renewal(&leaves);
            prop_assert_eq!(proofs.len(), leaves.len());
            for (leaf, proof) in leaves.iter().zip(&proofs) {
                prop_assert!(renewal.covers(leaf, proof));
            }
            let other = other % leaves.len();
            let wrong = Proof { place: -1, ..proofs[other].clone() };
            prop_assert!(!renewal.covers(&leaves[other], &wrong));
            if other > 0 {
                prop_assert!(!renewal.covers(&leaves[0], &proofs[other]));
            }
        }
    }
}
