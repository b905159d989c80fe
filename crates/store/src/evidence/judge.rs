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

use super::{
    renewal::RenewalRow,
    timestamp::{HeadToken, Stamped},
};
use crate::{Inspection, StoreError, TenantTx};

/// Entries that are read at once.
const PAGE: i64 = 1000;

/// What was kept of a head outside the data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Its size and root alone.
    Root {
        /// How many entries it counts.
        size: i64,
        /// The root of the tree over them.
        root: Hash,
    },
    /// All of it: then it must also be there still, with its time.
    Whole(Head),
}

impl Kept {
    /// How many entries it counts.
    pub const fn size(&self) -> i64 {
        match self {
            Self::Root { size, .. } => *size,
            Self::Whole(head) => head.size,
        }
    }
}

/// A head that bears an outside timestamp and was found true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetStamped {
    /// The head and the token.
    pub stamped: Stamped,
    /// The latest time that an entry below it states.
    pub newest: Instant,
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
/// left for the next time. Heads that were `kept` outside must be met; `met` is given each outside
/// timestamp, which is judged elsewhere, in the order of the chain.
///
/// # Errors
/// What the database said; that a row of the chain cannot be read is a verdict.
pub fn judge_chain(
    inspection: &Inspection,
    tenant: TenantId,
    kept: &[Kept],
    met: &mut dyn FnMut(MetStamped),
) -> Result<ChainVerdict, StoreError> {
    let mut kept = kept.to_vec();
    kept.sort_by_key(|kept| std::cmp::Reverse(kept.size()));
    let (mut facts, stand) = inspection.read(|tx| stand(&mut tx.tenant(tenant)))?;
    let mut judge = Judge {
        inspection,
        walk: Walk::new(tenant),
        filling: Filling::default(),
        kept,
        met,
        heads: 0,
    };
    let broken = judge.walk(facts.head.map_or(0, |head| head.size), stand)?;
    facts.walked = judge.walk.walked();
    facts.heads = judge.heads;
    Ok(ChainVerdict { facts, broken })
}

/// Every renewal of a company's timestamps over heads, the first one first.
///
/// # Errors
/// What the database said.
pub fn list_renewals(
    inspection: &Inspection,
    tenant: TenantId,
) -> Result<Vec<RenewalRow>, StoreError> {
    inspection.read(|tx| tx.tenant(tenant).list_renewals_of_timestamps())
}

/// The last place that an entry has, and the last that a timestamp is of.
#[derive(Clone, Copy)]
struct Stand {
    entry: i64,
    timestamp: i64,
}

/// What lies there.
fn stand(tx: &mut TenantTx<'_>) -> Result<(ChainFacts, Stand), StoreError> {
    let facts = ChainFacts {
        walked: 0,
        heads: 0,
        head: tx.find_head()?,
        unchained: tx.count_unchained()?,
        oldest_unchained: tx.find_oldest_unchained()?,
    };
    let stand = Stand {
        entry: tx.find_last_chained()?,
        timestamp: tx.find_last_timestamp()?,
    };
    Ok((facts, stand))
}

struct Judge<'a> {
    inspection: &'a Inspection,
    walk: Walk,
    filling: Filling,
    /// The smallest last.
    kept: Vec<Kept>,
    met: &'a mut dyn FnMut(MetStamped),
    heads: i64,
}

impl Judge<'_> {
    fn walk(&mut self, size: i64, last: Stand) -> Result<Option<Broken>, StoreError> {
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
        if last.entry > size {
            return Ok(Some(Broken::Headless { sequence: size + 1 }));
        }
        if last.timestamp > size {
            let size = last.timestamp;
            return Ok(Some(Broken::Head { size }));
        }
        // One of no entries is none, and sorts before all others.
        if let Some(kept) = self.kept.last() {
            return Ok(Some(Broken::Outside { size: kept.size() }));
        }
        let rest = std::mem::take(&mut self.filling).rest();
        self.compare(rest)
    }

    /// Walks along the next entries, up to the one at `size`.
    fn page(&mut self, size: i64, most: i64) -> Result<Result<(), Broken>, StoreError> {
        let (tenant, walked) = (self.walk.tenant(), self.walk.walked());
        let most = most.min(size - walked);
        let (entries, heads, tokens) = self.inspection.read(|tx| {
            let mut tx = tx.tenant(tenant);
            let entries = tx.list_chained(walked, most)?;
            let up_to = entries.last().map_or(size, |entry| entry.sequence);
            let heads = tx.list_heads(walked, up_to.min(size))?;
            let tokens = tx.list_head_timestamps(walked, up_to.min(size))?;
            Ok::<_, StoreError>((entries, heads, tokens))
        })?;
        if entries.is_empty() {
            let sequence = walked + 1;
            return Ok(Err(Broken::Missing { sequence }));
        }
        let mut heads = heads.iter().peekable();
        let mut tokens = tokens.into_iter().peekable();
        let mut rest: &[Chained] = &entries;
        while let Some((entry, later)) = rest.split_first() {
            if let Err(broken) = self.walk.step(entry, later) {
                return Ok(Err(broken));
            }
            let head = heads.next_if(|head| head.size == entry.sequence);
            let token = tokens.next_if(|token| token.size == entry.sequence);
            let whole = self.filling.push(tree_leaf(&entry.link));
            if let Err(broken) = self.meet(head, token) {
                return Ok(Err(broken));
            }
            let outside = self.kept_outside(head);
            if let Some(broken) =
                outside.map_or_else(|| self.compare(whole), |broken| Ok(Some(broken)))?
            {
                return Ok(Err(broken));
            }
            rest = later;
        }
        Ok(Ok(()))
    }

    /// Compares a head with what was walked, and gives its timestamp away; one of a head that is not there
    /// tells that it was.
    fn meet(&mut self, head: Option<&Head>, token: Option<HeadToken>) -> Result<(), Broken> {
        if let Some(head) = head {
            self.walk.meet(head)?;
            self.heads += 1;
        }
        match (head, token) {
            (_, None) => {}
            (Some(head), Some(HeadToken { token, renewed, .. })) => (self.met)(MetStamped {
                stamped: Stamped {
                    head: *head,
                    token,
                    renewed,
                },
                newest: self.walk.newest(),
            }),
            (None, Some(HeadToken { size, .. })) => return Err(Broken::Head { size }),
        }
        Ok(())
    }

    /// Compares what was kept outside of a head of so many entries with the entries, and with the head
    /// that is there.
    fn kept_outside(&mut self, found: Option<&Head>) -> Option<Broken> {
        let (mut differs, size) = (false, self.walk.walked());
        while let Some(kept) = self.kept.pop_if(|kept| kept.size() == size) {
            differs |= match &kept {
                Kept::Root { root, .. } => self.walk.root() != *root,
                Kept::Whole(head) => self.walk.meet(head).is_err() || found != Some(head),
            };
        }
        differs.then_some(Broken::Outside { size })
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
