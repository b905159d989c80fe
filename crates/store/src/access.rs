//! Who may call: wrong passwords here, client programs' keys in `api_key`, members of staff in
//! `member`. Tokens are in `token`.

pub mod api_key;
pub mod member;

use mithaq_domain::{access::LoginFailures, time::Instant};

use crate::{StoreError, TenantTx};

statements! {
    FIND_FAILURES = "SELECT count, since FROM login_failure WHERE tenant_id = $1 AND user_index = $2 AND address_index = $3";
    UPSERT_FAILURES = "INSERT INTO login_failure (tenant_id, user_index, address_index, count, since) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, user_index, address_index) DO UPDATE SET count = excluded.count, since = excluded.since";
    DELETE_FAILURES = "DELETE FROM login_failure WHERE tenant_id = $1 AND user_index = $2 AND address_index = $3";
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

impl TenantTx<'_> {
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
