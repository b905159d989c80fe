//! The chain over the journal: entries get their places in batches, apart from the acts that wrote
//! them, and a head says after each batch where the chain stands.
//!
//! The head row is what a batch builds on. Of two chainers at once the unique index over places lets
//! one win.

use mithaq_domain::{
    evidence::{
        chain::{BEFORE_FIRST, Head, link, tree_leaf},
        merkle::{self, Hash},
        tile::{self, Place, Tiles},
    },
    id::TenantId,
    time::Instant,
};

use crate::{Row, StoreError, TenantTx};

statements! {
    LIST_UNCHAINED = "SELECT id, leaf FROM journal WHERE tenant_id = $1 AND sequence IS NULL ORDER BY id LIMIT $2";
    FIND_OLDEST_UNCHAINED = "SELECT at FROM journal WHERE tenant_id = $1 AND sequence IS NULL ORDER BY id LIMIT 1";
    CHAIN = "UPDATE journal SET sequence = $3, link = $4 WHERE tenant_id = $1 AND id = $2 AND sequence IS NULL";
    INSERT_HEAD = "INSERT INTO journal_head (tenant_id, size, at, link, root) VALUES ($1, $2, $3, $4, $5)";
    FIND_HEAD = "SELECT size, at, link, root FROM journal_head WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1";
    SET_TILE = "INSERT INTO journal_tile (tenant_id, level, position, hashes) VALUES ($1, $2, $3, $4)
        ON CONFLICT (tenant_id, level, position) DO UPDATE SET hashes = excluded.hashes";
    FIND_TILE = "SELECT hashes FROM journal_tile WHERE tenant_id = $1 AND level = $2 AND position = $3";
}

const HASH_BYTES: usize = 32;

impl TenantTx<'_> {
    /// Gives up to `most` entries their places in the chain, in the order of their ids, and writes the
    /// head; how many there were.
    pub fn chain_entries(&mut self, most: i64, now: Instant) -> Result<usize, StoreError> {
        let tenant = self.id();
        let rows = self.query(LIST_UNCHAINED, params![tenant.get(), most])?;
        if rows.is_empty() {
            return Ok(0);
        }
        let head = self.find_head()?;
        let (mut size, mut last) = head.map_or((0, BEFORE_FIRST), |head| (head.size, head.link));
        let (first, mut leaves) = (size, Vec::with_capacity(rows.len()));
        for row in &rows {
            size = size.saturating_add(1);
            last = link(tenant, size, &last, &hash(row, 1)?);
            let changed = self.execute(CHAIN, params![tenant.get(), row.bytes(0)?, size, &last])?;
            if changed != 1 {
                return Err(StoreError::Constraint(
                    "an entry that was chained".to_owned(),
                ));
            }
            leaves.push(tree_leaf(&last));
        }
        self.append_to_tree(first, &leaves)?;
        let root = self.root(size)?;
        self.execute(
            INSERT_HEAD,
            params![tenant.get(), size, now.unix_millis(), &last, &root],
        )?;
        Ok(rows.len())
    }

    /// When the oldest entry was written that has no place in the chain.
    pub fn find_oldest_unchained(&mut self) -> Result<Option<Instant>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_OLDEST_UNCHAINED, params![tenant])?;
        let at = row.map(|row| row.integer(0)).transpose()?;
        Ok(at.map(Instant::from_unix_millis))
    }

    /// Where the chain stands; nothing before the first entry has its place.
    pub fn find_head(&mut self) -> Result<Option<Head>, StoreError> {
        let tenant = self.id();
        let row = self.query_one(FIND_HEAD, params![tenant.get()])?;
        row.map(|row| head(tenant, &row)).transpose()
    }

    /// The path that proves the entry at a place to be among the first `size`; nothing where it is not.
    pub fn prove_inclusion(
        &mut self,
        sequence: i64,
        size: i64,
    ) -> Result<Option<Vec<Hash>>, StoreError> {
        let mut tiles = Tiles::new(|place, least| self.tile(place, least));
        let subtree = |level, index| tiles.subtree(level, index);
        match sequence.checked_sub(1).map(unsigned) {
            Some(Ok(index)) => merkle::inclusion(index, unsigned(size)?, subtree),
            _ => Ok(None),
        }
    }

    /// The path that proves the chain of `old` entries to be the beginning of that of `new`; nothing
    /// where there is no such chain.
    pub fn prove_consistency(
        &mut self,
        old: i64,
        new: i64,
    ) -> Result<Option<Vec<Hash>>, StoreError> {
        let mut tiles = Tiles::new(|place, least| self.tile(place, least));
        let subtree = |level, index| tiles.subtree(level, index);
        merkle::consistency(unsigned(old)?, unsigned(new)?, subtree)
    }

    fn root(&mut self, size: i64) -> Result<Hash, StoreError> {
        let mut tiles = Tiles::new(|place, least| self.tile(place, least));
        merkle::root(unsigned(size)?, |level, index| tiles.subtree(level, index))
    }

    fn append_to_tree(&mut self, size: i64, leaves: &[Hash]) -> Result<(), StoreError> {
        let tenant = self.id().get();
        let written = tile::append(unsigned(size)?, leaves, |place, filled| {
            let mut tile = self.tile(place, filled)?;
            tile.truncate(usize::try_from(filled).unwrap_or(usize::MAX));
            Ok::<_, StoreError>(tile)
        })?;
        for (place, hashes) in written {
            let (level, position) = key(place)?;
            let hashes = hashes.concat();
            self.execute(SET_TILE, params![tenant, level, position, &hashes])?;
        }
        Ok(())
    }

    /// The hashes of a tile of the tree.
    pub fn find_tile(&mut self, place: Place) -> Result<Option<Vec<Hash>>, StoreError> {
        let (tenant, (level, position)) = (self.id().get(), key(place)?);
        let row = self.query_one(FIND_TILE, params![tenant, level, position])?;
        row.map(|row| hashes(&row, 0)).transpose()
    }

    /// At least the first so many hashes of a tile.
    fn tile(&mut self, place: Place, least: u64) -> Result<Vec<Hash>, StoreError> {
        let tile = self.find_tile(place)?.unwrap_or_default();
        if (tile.len() as u64) < least {
            let what = "a tree of the journal without its hashes";
            return Err(StoreError::Constraint(what.to_owned()));
        }
        Ok(tile)
    }
}

/// A head from the first four columns of a row.
pub(super) fn head(tenant: TenantId, row: &Row) -> Result<Head, StoreError> {
    Ok(Head {
        tenant,
        size: row.integer(0)?,
        at: Instant::from_unix_millis(row.integer(1)?),
        link: hash(row, 2)?,
        root: hash(row, 3)?,
    })
}

/// The 32 bytes of a hash.
pub(super) fn hash(row: &Row, column: usize) -> Result<Hash, StoreError> {
    let bytes = row.bytes(column)?;
    Hash::try_from(bytes).map_err(|_| row.corrupt(column, "32 bytes"))
}

/// The hashes of a tile.
fn hashes(row: &Row, column: usize) -> Result<Vec<Hash>, StoreError> {
    let (whole, rest) = row.bytes(column)?.as_chunks::<HASH_BYTES>();
    if !rest.is_empty() {
        return Err(row.corrupt(column, "hashes of 32 bytes"));
    }
    Ok(whole.to_vec())
}

fn key(place: Place) -> Result<(i64, i64), StoreError> {
    let position = i64::try_from(place.position);
    let position = position.map_err(|_| StoreError::Statement("a tile too far".to_owned()))?;
    Ok((place.level.into(), position))
}

fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Statement("a negative place".to_owned()))
}
