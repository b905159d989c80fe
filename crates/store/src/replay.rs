//! Calls that act once: who claims a key acts, everyone else finds what the first one recorded.
//! Claim, act and record are one transaction.

use mithaq_domain::time::Instant;

use crate::{StoreError, TenantTx};

statements! {
    // On PostgreSQL the second of two at once waits here for the first one's COMMIT.
    CLAIM = "INSERT INTO replay (tenant_id, key_hash, body_hash, sealed, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, key_hash) DO UPDATE SET body_hash = excluded.body_hash, sealed = excluded.sealed, created_at = excluded.created_at
        WHERE replay.created_at <= $6";
    FIND = "SELECT body_hash, sealed FROM replay WHERE tenant_id = $1 AND key_hash = $2 AND created_at > $3";
    RECORD = "UPDATE replay SET sealed = $3 WHERE tenant_id = $1 AND key_hash = $2";
    RELEASE = "DELETE FROM replay WHERE tenant_id = $1 AND key_hash = $2";
    FORGET = "DELETE FROM replay WHERE tenant_id = $1 AND key_hash IN
        (SELECT key_hash FROM replay WHERE tenant_id = $1 AND created_at <= $2 ORDER BY created_at LIMIT 2)";
}

/// A key that was sent, and with which body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplayKey {
    /// Keyed hash of caller, route and key.
    pub key_hash: [u8; 32],
    /// Keyed hash of the body.
    pub body_hash: [u8; 32],
}

/// What the first call left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Keyed hash of its body.
    pub body_hash: Vec<u8>,
    /// What its answer is made of, sealed.
    pub sealed: Vec<u8>,
}

impl TenantTx<'_> {
    /// Claims a key; false where it was claimed later than `oldest`. Forgets two keys that are
    /// older, so that those that nobody asks for again do not pile up.
    pub fn claim_replay(
        &mut self,
        key: &ReplayKey,
        now: Instant,
        oldest: Instant,
    ) -> Result<bool, StoreError> {
        let (tenant, oldest) = (self.id().get(), oldest.unix_millis());
        let nothing: &[u8] = &[];
        let claimed = self.execute(
            CLAIM,
            params![
                tenant,
                &key.key_hash,
                &key.body_hash,
                nothing,
                now.unix_millis(),
                oldest
            ],
        )?;
        self.execute(FORGET, params![tenant, oldest])?;
        Ok(claimed == 1)
    }

    /// What was recorded for a key later than `oldest`.
    pub fn find_replay(
        &mut self,
        key_hash: &[u8; 32],
        oldest: Instant,
    ) -> Result<Option<Recorded>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND, params![tenant, key_hash, oldest.unix_millis()])?;
        row.map(|row| {
            Ok(Recorded {
                body_hash: row.bytes(0)?.to_vec(),
                sealed: row.bytes(1)?.to_vec(),
            })
        })
        .transpose()
    }

    /// Records what the answer is made of.
    pub fn record_replay(&mut self, key_hash: &[u8; 32], sealed: &[u8]) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(RECORD, params![tenant, key_hash, sealed])?;
        Ok(())
    }

    /// Gives a key back that was claimed for nothing.
    pub fn release_replay(&mut self, key_hash: &[u8; 32]) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(RELEASE, params![tenant, key_hash])?;
        Ok(())
    }
}
