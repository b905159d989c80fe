//! People who proved a phone or mailbox to a tenant. What is known of them is sealed under their
//! own key; they are found by blind indexes.

use mithaq_domain::{id::PersonId, time::Instant};

use crate::{StoreError, TenantTx};

statements! {
    FIND_BY_PHONE = "SELECT id FROM person WHERE tenant_id = $1 AND phone_index = $2";
    FIND_BY_EMAIL = "SELECT id FROM person WHERE tenant_id = $1 AND email_index = $2 ORDER BY id LIMIT 1";
    INSERT = "INSERT INTO person (tenant_id, id, phone_index, email_index, record, wrapped_key, sealed, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// A person to be registered.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Blind index of the proved phone.
    pub phone_index: Option<[u8; 32]>,
    /// Blind index of the proved mailbox.
    pub email_index: Option<[u8; 32]>,
    /// Random name under which key and values are sealed.
    pub record: [u8; 16],
    /// The person's key, wrapped under the tenant's.
    pub wrapped_key: Vec<u8>,
    /// Phone and mailbox, sealed under the person's key.
    pub sealed: Vec<u8>,
}

impl TenantTx<'_> {
    /// The person who holds this phone, else this mailbox.
    pub fn find_person(&mut self, new: &NewPerson) -> Result<Option<PersonId>, StoreError> {
        let tenant = self.id().get();
        let row = match (&new.phone_index, &new.email_index) {
            (Some(phone), _) => self.query_one(FIND_BY_PHONE, params![tenant, phone])?,
            (None, Some(email)) => self.query_one(FIND_BY_EMAIL, params![tenant, email])?,
            (None, None) => None,
        };
        row.map(|row| row.integer(0).map(PersonId::new)).transpose()
    }

    /// Registers a person under the next number.
    pub fn insert_person(&mut self, new: &NewPerson, now: Instant) -> Result<PersonId, StoreError> {
        let tenant = self.id().get();
        let id = self.count_up("person")?;
        self.execute(
            INSERT,
            params![
                tenant,
                id,
                new.phone_index.as_ref(),
                new.email_index.as_ref(),
                &new.record,
                &new.wrapped_key,
                &new.sealed,
                now.unix_millis()
            ],
        )?;
        Ok(PersonId::new(id))
    }
}
