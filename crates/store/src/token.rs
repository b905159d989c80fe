//! The keys that sign access tokens, the families of tokens that descend from a login, and
//! refresh tokens by their hash.

use mithaq_domain::{
    access::{Holder, RefreshToken},
    id::{FamilyId, PersonId, TenantId},
    time::Instant,
};

use crate::{
    EveryoneTx, StoreError, TenantTx,
    access::member::{Grant, read_grant},
};

statements! {
    INSERT_KEY = "INSERT INTO token_key (id, sealed, public_key, created_at) VALUES ($1, $2, $3, $4)";
    LIST_KEYS = "SELECT id, sealed, public_key, created_at FROM token_key ORDER BY created_at DESC, id";
    INSERT_FAMILY = "INSERT INTO token_family (id, tenant_id, kind, holder_id, created_at) VALUES ($1, $2, $3, $4, $5)";
    REVOKE_FAMILY = "UPDATE token_family SET revoked_at = $3 WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL";
    REVOKE_FAMILIES = "UPDATE token_family SET revoked_at = $3 WHERE tenant_id = $1 AND kind = $4 AND holder_id = $2 AND revoked_at IS NULL";
    FIND_LIVE_GRANT = "SELECT member.kind, member.role, member.scopes, member.addresses
        FROM token_family JOIN member ON member.tenant_id = token_family.tenant_id AND member.id = token_family.holder_id
        WHERE token_family.tenant_id = $1 AND token_family.id = $2 AND token_family.kind = 'admin'
            AND token_family.revoked_at IS NULL AND member.disabled_at IS NULL";
    FIND_LIVE_PERSON = "SELECT person.id
        FROM token_family JOIN person ON person.tenant_id = token_family.tenant_id AND person.id = token_family.holder_id
        WHERE token_family.tenant_id = $1 AND token_family.id = $2 AND token_family.kind = 'user'
            AND token_family.revoked_at IS NULL AND person.wrapped_key IS NOT NULL";
    INSERT_REFRESH = "INSERT INTO refresh_token (token_hash, tenant_id, family_id, expires_at) VALUES ($1, $2, $3, $4)";
    FIND_REFRESH = "SELECT refresh_token.family_id, refresh_token.expires_at, refresh_token.used_at, token_family.revoked_at,
            token_family.kind, token_family.holder_id
        FROM refresh_token JOIN token_family ON token_family.id = refresh_token.family_id
        WHERE refresh_token.tenant_id = $1 AND refresh_token.token_hash = $2";
    USE_REFRESH = "UPDATE refresh_token SET used_at = $3 WHERE tenant_id = $1 AND token_hash = $2 AND used_at IS NULL";
}

/// A key that signs access tokens, its private half sealed under the master key.
#[derive(Clone, Debug)]
pub struct TokenKeyRow {
    /// Its `kid`.
    pub id: String,
    /// The private key, sealed.
    pub sealed: Vec<u8>,
    /// The public point, uncompressed.
    pub public_key: Vec<u8>,
    /// When it was made; the newest signs.
    pub created_at: Instant,
}

impl EveryoneTx<'_> {
    /// Every key, newest first.
    pub fn list_token_keys(&mut self) -> Result<Vec<TokenKeyRow>, StoreError> {
        let rows = self.query(LIST_KEYS, &[])?;
        rows.iter()
            .map(|row| {
                Ok(TokenKeyRow {
                    id: row.text(0)?.to_owned(),
                    sealed: row.bytes(1)?.to_vec(),
                    public_key: row.bytes(2)?.to_vec(),
                    created_at: Instant::from_unix_millis(row.integer(3)?),
                })
            })
            .collect()
    }

    /// Stores a new key.
    pub fn insert_token_key(&mut self, key: &TokenKeyRow) -> Result<(), StoreError> {
        self.execute(
            INSERT_KEY,
            params![
                &key.id,
                &key.sealed,
                &key.public_key,
                key.created_at.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// What the member of a family may do; `None` where the family was revoked or the member
    /// disabled.
    pub fn find_live_grant(
        &mut self,
        tenant: TenantId,
        family: FamilyId,
    ) -> Result<Option<Grant>, StoreError> {
        let row = self.query_one(FIND_LIVE_GRANT, params![tenant.get(), family.as_bytes()])?;
        row.map(|row| read_grant(&row, 0)).transpose()
    }

    /// The person of a family that was not revoked, unless the person was erased.
    pub fn find_live_person(
        &mut self,
        tenant: TenantId,
        family: FamilyId,
    ) -> Result<Option<PersonId>, StoreError> {
        let row = self.query_one(FIND_LIVE_PERSON, params![tenant.get(), family.as_bytes()])?;
        row.map(|row| row.integer(0).map(PersonId::new)).transpose()
    }
}

impl TenantTx<'_> {
    /// Begins a family at a login.
    pub fn insert_family(
        &mut self,
        family: FamilyId,
        holder: Holder,
        now: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT_FAMILY,
            params![
                family.as_bytes(),
                tenant,
                holder.kind(),
                holder.number(),
                now.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// Ends a family: its access and refresh tokens are worth nothing from now on.
    pub fn revoke_family(&mut self, family: FamilyId, now: Instant) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            REVOKE_FAMILY,
            params![tenant, family.as_bytes(), now.unix_millis()],
        )?;
        Ok(())
    }

    /// Ends every family of a holder.
    pub fn revoke_families(&mut self, holder: Holder, now: Instant) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            REVOKE_FAMILIES,
            params![tenant, holder.number(), now.unix_millis(), holder.kind()],
        )?;
        Ok(())
    }

    /// Stores a refresh token by its hash.
    pub fn insert_refresh_token(
        &mut self,
        hash: &[u8; 32],
        family: FamilyId,
        expires_at: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT_REFRESH,
            params![hash, tenant, family.as_bytes(), expires_at.unix_millis()],
        )?;
        Ok(())
    }

    /// What is known of a refresh token, and whose family it is.
    pub fn find_refresh_token(
        &mut self,
        hash: &[u8; 32],
    ) -> Result<Option<(RefreshToken, Holder)>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_REFRESH, params![tenant, hash])?;
        row.map(|row| {
            let token = RefreshToken {
                family: FamilyId::from_slice(row.bytes(0)?)
                    .ok_or_else(|| row.corrupt(0, "a UUID"))?,
                expires_at: Instant::from_unix_millis(row.integer(1)?),
                used: row.optional_integer(2)?.is_some(),
                family_revoked: row.optional_integer(3)?.is_some(),
            };
            let holder = Holder::parse(row.text(4)?, row.integer(5)?);
            let holder = holder.ok_or_else(|| row.corrupt(4, "a kind of token"))?;
            Ok((token, holder))
        })
        .transpose()
    }

    /// Marks a refresh token as exchanged; false when it was already.
    pub fn use_refresh_token(&mut self, hash: &[u8; 32], now: Instant) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        Ok(self.execute(USE_REFRESH, params![tenant, hash, now.unix_millis()])? == 1)
    }
}
