//! Judging a company's chain from the rows alone: every leaf is computed from its entry, every link
//! from the one before it, every head and every kept part of the tree from the links. No key is needed
//! and none is asked for: what a destroyed key has made unreadable is not part of any leaf.

use mithaq_domain::{
    evidence::{
        chain::{Broken, Chained, Head, Walk, tree_leaf},
        merkle::Hash,
        tile::{Filling, Written},
    },
    id::TenantId,
    time::Instant,
};

use crate::{Inspection, StoreError, TenantTx};

/// Entries that are read at once.
const PAGE: i64 = 1000;

/// A head that was kept outside the data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// How many entries it counts.
    pub size: i64,
    /// The root of the tree over them.
    pub root: Hash,
}

/// What was found of a company's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainVerdict {
    /// The facts.
    pub facts: ChainFacts,
    /// The first break, if there is one.
    pub broken: Option<Broken>,
}

/// How far a chain was walked, and what lies beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainFacts {
    /// Entries that were found whole.
    pub walked: i64,
    /// Heads that were found true.
    pub heads: i64,
    /// Where the chain stands, as its newest head says.
    pub head: Option<Head>,
    /// Entries without a place in the chain.
    pub unchained: i64,
    /// When the oldest of them was written.
    pub oldest_unchained: Option<Instant>,
}

/// Walks along a company's chain to its newest head. Entries that a running server chains meanwhile are
/// left for the next time.
///
/// # Errors
/// What the database said; that a row of the chain cannot be read is a verdict.
pub fn judge_chain(
    inspection: &Inspection,
    tenant: TenantId,
    kept: Option<Kept>,
) -> Result<ChainVerdict, StoreError> {
    let (mut facts, last) = inspection.read(|tx| stand(&mut tx.tenant(tenant)))?;
    let mut judge = Judge {
        inspection,
        walk: Walk::new(tenant),
        filling: Filling::default(),
        kept,
        heads: 0,
    };
    let broken = judge.walk(facts.head.map_or(0, |head| head.size), last)?;
    facts.walked = judge.walk.walked();
    facts.heads = judge.heads;
    Ok(ChainVerdict { facts, broken })
}

/// What lies there, and the last place that an entry has.
fn stand(tx: &mut TenantTx<'_>) -> Result<(ChainFacts, i64), StoreError> {
    let facts = ChainFacts {
        walked: 0,
        heads: 0,
        head: tx.find_head()?,
        unchained: tx.count_unchained()?,
        oldest_unchained: tx.find_oldest_unchained()?,
    };
    Ok((facts, tx.find_last_chained()?))
}

struct Judge<'a> {
    inspection: &'a Inspection,
    walk: Walk,
    filling: Filling,
    kept: Option<Kept>,
    heads: i64,
}

impl Judge<'_> {
    fn walk(&mut self, size: i64, last: i64) -> Result<Option<Broken>, StoreError> {
        let tenant = self.walk.tenant();
        let before_all = self
            .inspection
            .read(|tx| tx.tenant(tenant).list_heads(i64::MIN, 0))?;
        if let Some(head) = before_all.first() {
            return Ok(Some(Broken::Head { size: head.size }));
        }
        let mut most = PAGE;
        while self.walk.walked() < size {
            match self.page(size, most) {
                Ok(Ok(())) => {}
                Ok(Err(broken)) => return Ok(Some(broken)),
                // The one row of the page that cannot be read is looked for.
                Err(StoreError::Corrupt { .. }) if most > 1 => most = 1,
                Err(StoreError::Corrupt { .. }) => {
                    let sequence = self.walk.walked() + 1;
                    return Ok(Some(Broken::Unreadable { sequence }));
                }
                Err(error) => return Err(error),
            }
        }
        if last > size {
            return Ok(Some(Broken::Headless { sequence: size + 1 }));
        }
        if let Some(kept) = self.kept.filter(|kept| kept.size > size) {
            return Ok(Some(Broken::Outside { size: kept.size }));
        }
        let rest = std::mem::take(&mut self.filling).rest();
        self.compare(rest)
    }

    /// Walks along the next entries, up to the one at `size`.
    fn page(&mut self, size: i64, most: i64) -> Result<Result<(), Broken>, StoreError> {
        let (tenant, walked) = (self.walk.tenant(), self.walk.walked());
        let most = most.min(size - walked);
        let (entries, heads) = self.inspection.read(|tx| {
            let mut tx = tx.tenant(tenant);
            let entries = tx.list_chained(walked, most)?;
            let up_to = entries.last().map_or(size, |entry| entry.sequence);
            Ok::<_, StoreError>((entries, tx.list_heads(walked, up_to.min(size))?))
        })?;
        if entries.is_empty() {
            let sequence = walked + 1;
            return Ok(Err(Broken::Missing { sequence }));
        }
        let mut heads = heads.iter().peekable();
        let mut rest: &[Chained] = &entries;
        while let Some((entry, later)) = rest.split_first() {
            if let Err(broken) = self.walk.step(entry, later) {
                return Ok(Err(broken));
            }
            if let Some(head) = heads.next_if(|head| head.size == entry.sequence) {
                if let Err(broken) = self.walk.meet(head) {
                    return Ok(Err(broken));
                }
                self.heads += 1;
            }
            let whole = self.filling.push(tree_leaf(&entry.link));
            if let Some(broken) = self
                .kept_outside()
                .map_or_else(|| self.compare(whole), |broken| Ok(Some(broken)))?
            {
                return Ok(Err(broken));
            }
            rest = later;
        }
        Ok(Ok(()))
    }

    fn kept_outside(&self) -> Option<Broken> {
        let kept = self.kept.filter(|kept| kept.size == self.walk.walked())?;
        let differs = self.walk.root() != kept.root;
        differs.then_some(Broken::Outside { size: kept.size })
    }

    /// Compares tiles that were filled anew with those that are kept, which may be fuller by now.
    fn compare(&self, filled: Written) -> Result<Option<Broken>, StoreError> {
        let tenant = self.walk.tenant();
        for (place, hashes) in filled {
            let found = self
                .inspection
                .read(|tx| tx.tenant(tenant).find_tile(place));
            let kept = match found {
                Ok(kept) => kept.unwrap_or_default(),
                Err(StoreError::Corrupt { .. }) => Vec::new(),
                Err(error) => return Err(error),
            };
            if !kept.starts_with(&hashes) {
                let sequence = place.first_leaf().saturating_add(1);
                let sequence = i64::try_from(sequence).unwrap_or(i64::MAX);
                return Ok(Some(Broken::Tree { sequence }));
            }
        }
        Ok(None)
    }
}
