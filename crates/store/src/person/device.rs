//! The devices that a person logged in with, by blind index of the name that a device has for
//! itself.

use mithaq_domain::{id::PersonId, time::Instant};

use crate::{StoreError, TenantTx};

statements! {
    IS_KNOWN = "SELECT CAST(1 AS BIGINT) FROM person_device WHERE tenant_id = $1 AND person_id = $2 AND device_index = $3";
    UPSERT = "INSERT INTO person_device (tenant_id, person_id, device_index, first_seen_at, last_seen_at)
        VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT (tenant_id, person_id, device_index) DO UPDATE SET last_seen_at = excluded.last_seen_at";
    DELETE = "DELETE FROM person_device WHERE tenant_id = $1 AND person_id = $2";
}

impl TenantTx<'_> {
    /// Whether a person proved the phone with this device before.
    pub fn is_device_known(
        &mut self,
        person: PersonId,
        device_index: &[u8; 32],
    ) -> Result<bool, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(IS_KNOWN, params![tenant, person.get(), device_index])?;
        Ok(row.is_some())
    }

    /// Remembers a device.
    pub fn remember_device(
        &mut self,
        person: PersonId,
        device_index: &[u8; 32],
        now: Instant,
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            UPSERT,
            params![tenant, person.get(), device_index, now.unix_millis()],
        )?;
        Ok(())
    }

    /// Forgets every device of a person: the next login proves the phone.
    pub fn forget_devices(&mut self, person: PersonId) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(DELETE, params![tenant, person.get()])?;
        Ok(())
    }
}
