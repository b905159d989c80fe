//! The keys that seal a tenant's documents, their private halves sealed under the master key.

use mithaq_domain::time::Instant;

use crate::{EveryoneTx, Row, StoreError, TenantTx};

statements! {
    INSERT = "INSERT INTO seal_key (tenant_id, id, origin, sealed, certificates, root_certificate, lists, created_at, token, token_key)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    FIND_CURRENT = "SELECT id, origin, sealed, certificates, root_certificate, lists, token, token_key FROM seal_key
        WHERE tenant_id = $1 AND retired_at IS NULL ORDER BY id DESC LIMIT 1";
    LIST_ROOTS = "SELECT root_certificate FROM seal_key ORDER BY tenant_id, id";
    LIST = "SELECT id, origin, sealed, certificates, root_certificate, lists, token, token_key FROM seal_key
        WHERE tenant_id = $1 ORDER BY id";
}

/// A key that seals.
#[derive(Clone, Debug)]
pub struct SealKeyRow {
    /// Its number within the tenant; part of what the sealed key is bound to.
    pub id: i64,
    /// `test` for a generated chain, `pkcs12`, or `pkcs11` for one in a token.
    pub origin: String,
    /// The private key, sealed; empty where it lies in a token.
    pub sealed: Vec<u8>,
    /// The sealing certificate and every issuer but the root, each DER preceded by its length.
    pub certificates: Vec<u8>,
    /// The root's certificate, DER.
    pub root_certificate: Vec<u8>,
    /// CRLs that came with it, each DER preceded by its length.
    pub lists: Vec<u8>,
    /// The token that holds the private key, if one does.
    pub token: Option<TokenKey>,
}

/// A key in a token of this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenKey {
    /// The name by which the configuration knows the token.
    pub token: String,
    /// The key's name in it.
    pub key: String,
}

impl TenantTx<'_> {
    /// Stores a new key; the newest seals.
    pub fn insert_seal_key(&mut self, key: &SealKeyRow, now: Instant) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT,
            params![
                tenant,
                key.id,
                &key.origin,
                &key.sealed,
                &key.certificates,
                &key.root_certificate,
                &key.lists,
                now.unix_millis(),
                key.token.as_ref().map(|token| &token.token),
                key.token.as_ref().map(|token| &token.key)
            ],
        )?;
        Ok(())
    }

    /// The key that seals now.
    pub fn find_seal_key(&mut self) -> Result<Option<SealKeyRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_CURRENT, params![tenant])?;
        row.as_ref().map(read).transpose()
    }

    /// Every key that seals or did, oldest first.
    pub fn list_seal_keys(&mut self) -> Result<Vec<SealKeyRow>, StoreError> {
        let tenant = self.id().get();
        self.query(LIST, params![tenant])?
            .iter()
            .map(read)
            .collect()
    }
}

impl EveryoneTx<'_> {
    /// The roots of every key that seals or did on this server, DER.
    pub fn list_seal_roots(&mut self) -> Result<Vec<Vec<u8>>, StoreError> {
        let rows = self.query(LIST_ROOTS, &[])?;
        let root = |row: &Row| Ok(row.bytes(0)?.to_vec());
        rows.iter().map(root).collect()
    }
}

fn read(row: &Row) -> Result<SealKeyRow, StoreError> {
    Ok(SealKeyRow {
        token: read_token(row, 6)?,
        id: row.integer(0)?,
        origin: row.text(1)?.to_owned(),
        sealed: row.bytes(2)?.to_vec(),
        certificates: row.bytes(3)?.to_vec(),
        root_certificate: row.bytes(4)?.to_vec(),
        lists: row.bytes(5)?.to_vec(),
    })
}

/// The token and its key in two columns next to each other, if they hold any.
pub(crate) fn read_token(row: &Row, column: usize) -> Result<Option<TokenKey>, StoreError> {
    let token = row.optional_text(column)?;
    let key = row.optional_text(column.saturating_add(1))?;
    Ok(token.zip(key).map(|(token, key)| TokenKey {
        token: token.to_owned(),
        key: key.to_owned(),
    }))
}
