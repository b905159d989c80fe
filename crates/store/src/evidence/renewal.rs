//! Renewals of outside timestamps over heads: which are due, and the one further token that covers many. What they are
//! worth is judged where somebody asks.

use mithaq_domain::{
    evidence::{
        merkle::Hash,
        renewal::{Covered, Proof, Renewal},
    },
    time::Instant,
};

use crate::{Row, StoreError, TenantTx};

statements! {
    LIST_DUE_HEADS = "SELECT size, token, expires_at FROM journal_timestamp
        WHERE tenant_id = $1 AND renewed_by IS NULL AND expires_at > $2 AND expires_at <= $3
        ORDER BY expires_at, size LIMIT $4";
    LIST_DUE_RENEWALS = "SELECT number, token, expires_at FROM journal_renewal
        WHERE tenant_id = $1 AND renewed_by IS NULL AND expires_at > $2 AND expires_at <= $3 ORDER BY number";
    LIST_ENDLESS = "SELECT size, token FROM journal_timestamp
        WHERE tenant_id = $1 AND renewed_by IS NULL AND expires_at IS NULL ORDER BY size LIMIT $2";
    SET_END = "UPDATE journal_timestamp SET expires_at = $3 WHERE tenant_id = $1 AND size = $2";
    FIND_LAST = "SELECT number FROM journal_renewal WHERE tenant_id = $1 ORDER BY number DESC LIMIT 1";
    FIND = "SELECT number, size, root, token, renewed_by, place, path FROM journal_renewal
        WHERE tenant_id = $1 AND number = $2";
    LIST = "SELECT number, size, root, token, renewed_by, place, path FROM journal_renewal
        WHERE tenant_id = $1 ORDER BY number";
    INSERT = "INSERT INTO journal_renewal (tenant_id, number, size, root, token, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    RENEW_HEAD = "UPDATE journal_timestamp SET renewed_by = $3, place = $4, path = $5
        WHERE tenant_id = $1 AND size = $2 AND renewed_by IS NULL";
    RENEW_RENEWAL = "UPDATE journal_renewal SET renewed_by = $3, place = $4, path = $5
        WHERE tenant_id = $1 AND number = $2 AND renewed_by IS NULL";
}

const HASH_BYTES: usize = 32;

/// A token that is to be renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueToken {
    /// What it is over.
    pub covered: Covered,
    /// The token, DER.
    pub token: Vec<u8>,
    /// When its authority's certificate ends.
    pub expires_at: Instant,
}

/// By which renewal a token is renewed, and where it stands in its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewed {
    /// The number of the renewal.
    pub by: i64,
    /// The proof.
    pub proof: Proof,
}

/// A renewal as its row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenewalRow {
    /// What its token is over.
    pub renewal: Renewal,
    /// The token over its imprint, DER.
    pub token: Vec<u8>,
    /// The renewal that renews it in its turn.
    pub renewed: Option<Renewed>,
}

impl TenantTx<'_> {
    /// Tokens, at most about so many, whose authority's certificate ends after `now` and not after `until`, and that
    /// no renewal covers yet.
    pub fn list_due_tokens(
        &mut self,
        (now, until): (Instant, Instant),
        most: i64,
    ) -> Result<Vec<DueToken>, StoreError> {
        let (tenant, now, until) = (self.id().get(), now.unix_millis(), until.unix_millis());
        let heads = self.query(LIST_DUE_HEADS, params![tenant, now, until, most])?;
        let renewals = self.query(LIST_DUE_RENEWALS, params![tenant, now, until])?;
        let read = |row: &Row, covered: fn(i64) -> Covered| {
            Ok(DueToken {
                covered: covered(row.integer(0)?),
                token: row.bytes(1)?.to_vec(),
                expires_at: Instant::from_unix_millis(row.integer(2)?),
            })
        };
        let heads = heads.iter().map(|row| read(row, Covered::Head));
        let renewals = renewals.iter().map(|row| read(row, Covered::Renewal));
        heads.chain(renewals).collect()
    }

    /// Timestamps over heads of which nobody has noted when their authority's certificate ends.
    pub fn list_endless_tokens(&mut self, most: i64) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_ENDLESS, params![tenant, most])?;
        let read = |row: &Row| Ok((row.integer(0)?, row.bytes(1)?.to_vec()));
        rows.iter().map(read).collect()
    }

    /// Notes when the certificate of a timestamp's authority ends.
    pub fn set_token_end(&mut self, size: i64, expires_at: Instant) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(SET_END, params![tenant, size, expires_at.unix_millis()])?;
        Ok(())
    }

    /// The number that the next renewal has.
    pub fn next_renewal(&mut self) -> Result<i64, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_LAST, params![tenant])?;
        let last = row.map_or(Ok(0), |row| row.integer(0))?;
        Ok(last.saturating_add(1))
    }

    /// Keeps a renewal of these tokens; false where another has its number. What is renewed meanwhile stays as it is.
    pub fn insert_renewal(
        &mut self,
        renewal: &Renewal,
        (token, expires_at): (&[u8], Instant),
        covered: &[(Covered, Proof)],
    ) -> Result<bool, StoreError> {
        let (tenant, number) = (self.id().get(), renewal.number);
        let expires_at = expires_at.unix_millis();
        let new = params![
            tenant,
            number,
            renewal.size,
            &renewal.root,
            token,
            expires_at
        ];
        if self.execute(INSERT, new)? == 0 {
            return Ok(false);
        }
        for (covered, proof) in covered {
            let path = proof.path.concat();
            let (statement, of) = match covered {
                Covered::Head(size) => (RENEW_HEAD, *size),
                Covered::Renewal(number) => (RENEW_RENEWAL, *number),
            };
            self.execute(statement, params![tenant, of, number, proof.place, &path])?;
        }
        Ok(true)
    }

    /// A renewal.
    pub fn find_renewal(&mut self, number: i64) -> Result<Option<RenewalRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND, params![tenant, number])?;
        row.map(|row| self.renewal(&row)).transpose()
    }

    /// Every renewal, the first one first.
    pub(super) fn list_renewals_of_timestamps(&mut self) -> Result<Vec<RenewalRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST, params![tenant])?;
        rows.iter().map(|row| self.renewal(row)).collect()
    }

    fn renewal(&self, row: &Row) -> Result<RenewalRow, StoreError> {
        let root = row.bytes(2)?.try_into();
        Ok(RenewalRow {
            renewal: Renewal {
                tenant: self.id(),
                number: row.integer(0)?,
                size: row.integer(1)?,
                root: root.map_err(|_| row.corrupt(2, "a hash"))?,
            },
            token: row.bytes(3)?.to_vec(),
            renewed: renewed(row, 4)?,
        })
    }
}

/// By what a token is renewed, as three columns from this one on say.
pub(super) fn renewed(row: &Row, at: usize) -> Result<Option<Renewed>, StoreError> {
    let Some(by) = row.optional_integer(at)? else {
        return Ok(None);
    };
    let (hashes, rest) = row.bytes(at + 2)?.as_chunks::<HASH_BYTES>();
    if !rest.is_empty() {
        return Err(row.corrupt(at + 2, "hashes"));
    }
    let path: Vec<Hash> = hashes.to_vec();
    let place = row.integer(at + 1)?;
    Ok(Some(Renewed {
        by,
        proof: Proof { place, path },
    }))
}
