//! Client programs' keys, members of staff, and wrong passwords. Tokens are in `token`.

use mithaq_domain::{
    access::LoginFailures,
    id::{ApiKeyId, MemberId, TenantId},
    time::Instant,
};

use crate::{EveryoneTx, StoreError, TenantTx};

statements! {
    INSERT_API_KEY = "INSERT INTO api_key (id, tenant_id, key_hash, created_at) VALUES ($1, $2, $3, $4)";
    FIND_API_KEY = "SELECT id, tenant_id FROM api_key WHERE key_hash = $1 AND revoked_at IS NULL";
    INSERT_MEMBER = "INSERT INTO member (tenant_id, id, user_name_index, email_index, password_hash, role, sealed, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    FIND_MEMBER = "SELECT id, password_hash FROM member WHERE tenant_id = $1 AND (user_name_index = $2 OR email_index = $3)
        ORDER BY id LIMIT 1";
    FIND_FAILURES = "SELECT count, since FROM login_failure WHERE tenant_id = $1 AND user_index = $2 AND address_index = $3";
    UPSERT_FAILURES = "INSERT INTO login_failure (tenant_id, user_index, address_index, count, since) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, user_index, address_index) DO UPDATE SET count = excluded.count, since = excluded.since";
    DELETE_FAILURES = "DELETE FROM login_failure WHERE tenant_id = $1 AND user_index = $2 AND address_index = $3";
}

/// A new member of staff.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// Its number.
    pub id: MemberId,
    /// Blind index of the user name.
    pub user_name_index: [u8; 32],
    /// Blind index of the e-mail address.
    pub email_index: Option<[u8; 32]>,
    /// Argon2id, in PHC form.
    pub password_hash: String,
    /// The role's name.
    pub role: &'static str,
    /// Names and addresses, sealed under the tenant's key.
    pub sealed: Vec<u8>,
}

/// Who may be logging in: blind indexes of the name as a user name and as an address.
#[derive(Clone, Copy, Debug)]
pub struct LoginName {
    /// Blind index as a user name.
    pub user_name_index: [u8; 32],
    /// Blind index as an e-mail address.
    pub email_index: [u8; 32],
    /// Blind index of the caller's network address.
    pub address_index: [u8; 32],
}

impl EveryoneTx<'_> {
    /// The tenant and id of a key that is not revoked.
    pub fn find_api_key(
        &mut self,
        key_hash: &[u8; 32],
    ) -> Result<Option<(ApiKeyId, TenantId)>, StoreError> {
        let row = self.query_one(FIND_API_KEY, params![key_hash])?;
        row.map(|row| {
            let id = ApiKeyId::from_slice(row.bytes(0)?).ok_or_else(|| row.corrupt(0, "a UUID"))?;
            Ok((id, TenantId::new(row.integer(1)?)))
        })
        .transpose()
    }
}

impl TenantTx<'_> {
    /// Stores a new key by its hash.
    pub fn insert_api_key(
        &mut self,
        id: ApiKeyId,
        key_hash: &[u8; 32],
        now: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT_API_KEY,
            params![id.as_bytes(), tenant, key_hash, now.unix_millis()],
        )?;
        Ok(())
    }

    /// Stores a new member. [`StoreError::Unique`] when the user name is taken.
    pub fn insert_member(&mut self, member: &NewMember, now: Instant) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            INSERT_MEMBER,
            params![
                tenant,
                member.id.get(),
                &member.user_name_index,
                member.email_index.as_ref(),
                &member.password_hash,
                member.role,
                &member.sealed,
                now.unix_millis()
            ],
        )?;
        Ok(())
    }

    /// The member of a user name or address, and the hash of its password.
    pub fn find_member(
        &mut self,
        name: &LoginName,
    ) -> Result<Option<(MemberId, String)>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(
            FIND_MEMBER,
            params![tenant, &name.user_name_index, &name.email_index],
        )?;
        row.map(|row| Ok((MemberId::new(row.integer(0)?), row.text(1)?.to_owned())))
            .transpose()
    }

    /// Wrong passwords of this name from this address.
    pub fn get_login_failures(&mut self, name: &LoginName) -> Result<LoginFailures, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(
            FIND_FAILURES,
            params![tenant, &name.user_name_index, &name.address_index],
        )?;
        row.map_or(Ok(LoginFailures::default()), |row| {
            Ok(LoginFailures {
                count: row.integer(0)?,
                since: Some(Instant::from_unix_millis(row.integer(1)?)),
            })
        })
    }

    /// Notes wrong passwords, or forgets them when there are none.
    pub fn set_login_failures(
        &mut self,
        name: &LoginName,
        failures: LoginFailures,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        match failures.since {
            Some(since) => self.execute(
                UPSERT_FAILURES,
                params![
                    tenant,
                    &name.user_name_index,
                    &name.address_index,
                    failures.count,
                    since.unix_millis()
                ],
            )?,
            None => self.execute(
                DELETE_FAILURES,
                params![tenant, &name.user_name_index, &name.address_index],
            )?,
        };
        Ok(())
    }
}
