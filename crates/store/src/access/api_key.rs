//! ApiKeys by their hash: the key itself is nowhere.

use mithaq_domain::{
    access::{AddressList, ApiClient, KeyKind},
    id::{ApiKeyId, TenantId},
    time::Instant,
};

use crate::{EveryoneTx, Row, StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO api_key (id, tenant_id, key_hash, kind, name, widened, always_ok, addresses, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    FIND = "SELECT id, tenant_id, kind, widened, always_ok, addresses FROM api_key WHERE key_hash = $1 AND revoked_at IS NULL";
    LIST = "SELECT id, tenant_id, kind, widened, always_ok, addresses, name, created_at, revoked_at FROM api_key
        WHERE tenant_id = $1 ORDER BY created_at, id";
    REVOKE = "UPDATE api_key SET revoked_at = $3 WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL";
}

/// A key to be stored.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    /// What it may do, and from where.
    pub client: ApiClient,
    /// SHA-256 of the key.
    pub hash: [u8; 32],
    /// What people call it.
    pub name: String,
}

/// A key as its tenant sees it.
#[derive(Clone, Debug)]
pub struct ApiKeyRow {
    /// What it may do, and from where.
    pub client: ApiClient,
    /// What people call it.
    pub name: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
}

impl EveryoneTx<'_> {
    /// The client program of a key that is not revoked.
    pub fn find_api_key(&mut self, hash: &[u8; 32]) -> Result<Option<ApiClient>, StoreError> {
        let row = self.query_one(FIND, params![hash])?;
        row.map(|row| read(&row)).transpose()
    }
}

impl TenantTx<'_> {
    /// Stores a new key by its hash.
    pub fn insert_api_key(&mut self, key: &NewApiKey, now: Instant) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT,
            params![
                key.client.key.as_bytes(),
                tenant,
                &key.hash,
                key.client.kind.name(),
                &key.name,
                key.client.widened,
                key.client.always_ok,
                key.client.addresses.to_text(),
                now.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// Every key of this tenant, revoked ones among them, oldest first.
    pub fn list_api_keys(&mut self) -> Result<Vec<ApiKeyRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST, params![tenant])?;
        rows.iter()
            .map(|row| {
                Ok(ApiKeyRow {
                    client: read(row)?,
                    name: row.text(6)?.to_owned(),
                    created_at: Instant::from_unix_millis(row.integer(7)?),
                    revoked_at: row.optional_integer(8)?.map(Instant::from_unix_millis),
                })
            })
            .collect()
    }

    /// Revokes a key; false where there is none, or it was revoked before.
    pub fn revoke_api_key(&mut self, id: ApiKeyId, now: Instant) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let changed = self.execute(REVOKE, params![tenant, id.as_bytes(), now.unix_millis()])?;
        Ok(changed == 1)
    }
}

fn read(row: &Row) -> Result<ApiClient, StoreError> {
    let addresses = AddressList::parse(row.text(5)?);
    Ok(ApiClient {
        key: ApiKeyId::from_slice(row.bytes(0)?).ok_or_else(|| row.corrupt(0, "a UUID"))?,
        tenant: TenantId::new(row.integer(1)?),
        kind: KeyKind::parse(row.text(2)?).ok_or_else(|| row.corrupt(2, "a kind of key"))?,
        widened: row.truth(3)?,
        always_ok: row.truth(4)?,
        addresses: addresses.map_err(|_| row.corrupt(5, "addresses"))?,
    })
}
