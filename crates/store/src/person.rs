//! People who proved a phone or mailbox to a tenant. What is known of them is sealed under their
//! own key; they are found by blind indexes. The devices they log in with are in `device`, the words that
//! find them in `word`, verified numbers in `id_number`, mailboxes proved by others in `proof`.

pub mod device;
pub mod id_number;
pub mod proof;
pub mod word;

use mithaq_domain::{id::PersonId, person::Stage, time::Instant};

use crate::{Row, StoreError, TenantTx, session::Page};

statements! {
    FIND = "SELECT id, record, wrapped_key, sealed, phone_index, email_index, claimed_email_index, password_hash, stage,
            registered_at, location, located_at, created_at
        FROM person WHERE tenant_id = $1 AND id = $2 AND wrapped_key IS NOT NULL";
    FIND_BY_PHONE = "SELECT id, record, wrapped_key, sealed, phone_index, email_index, claimed_email_index, password_hash,
            stage, registered_at, location, located_at, created_at
        FROM person WHERE tenant_id = $1 AND phone_index = $2 AND wrapped_key IS NOT NULL";
    FIND_BY_EMAIL = "SELECT id, record, wrapped_key, sealed, phone_index, email_index, claimed_email_index, password_hash,
            stage, registered_at, location, located_at, created_at
        FROM person WHERE tenant_id = $1 AND email_index = $2 AND wrapped_key IS NOT NULL";
    LIST_BY_CLAIMED_EMAIL = "SELECT id, record, wrapped_key, sealed, phone_index, email_index, claimed_email_index,
            password_hash, stage, registered_at, location, located_at, created_at
        FROM person WHERE tenant_id = $1 AND claimed_email_index = $2 AND wrapped_key IS NOT NULL ORDER BY id LIMIT 2";
    LIST = "SELECT id, record, wrapped_key, sealed, phone_index, email_index, claimed_email_index, password_hash, stage,
            registered_at, location, located_at, created_at
        FROM person WHERE tenant_id = $1 AND wrapped_key IS NOT NULL ORDER BY id DESC LIMIT $2 OFFSET $3";
    LIST_OLDEST = "SELECT id, record, wrapped_key, sealed, phone_index, email_index, claimed_email_index, password_hash,
            stage, registered_at, location, located_at, created_at
        FROM person WHERE tenant_id = $1 AND wrapped_key IS NOT NULL ORDER BY id LIMIT $2 OFFSET $3";
    COUNT = "SELECT COUNT(*) FROM person WHERE tenant_id = $1 AND wrapped_key IS NOT NULL";
    INSERT = "INSERT INTO person (tenant_id, id, phone_index, email_index, record, wrapped_key, sealed, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    UPDATE = "UPDATE person SET sealed = $3, phone_index = $4, email_index = $5, claimed_email_index = $6,
            password_hash = $7, stage = $8, registered_at = $9, location = $10, located_at = $11
        WHERE tenant_id = $1 AND id = $2";
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
    /// The profile, sealed under the person's key.
    pub sealed: Vec<u8>,
}

/// A person who was not erased.
#[derive(Clone, Debug)]
pub struct PersonRow {
    /// The number.
    pub id: PersonId,
    /// Random name under which key and values are sealed.
    pub record: Vec<u8>,
    /// The person's key, wrapped under the tenant's.
    pub wrapped_key: Vec<u8>,
    /// The profile, sealed under the person's key.
    pub sealed: Vec<u8>,
    /// Blind index of the proved phone.
    pub phone_index: Option<Vec<u8>>,
    /// Blind index of the proved mailbox.
    pub email_index: Option<Vec<u8>>,
    /// Blind index of a mailbox that was given and not proved.
    pub claimed_email_index: Option<Vec<u8>>,
    /// Argon2id, in PHC form.
    pub password_hash: Option<String>,
    /// How far the identity is proved.
    pub stage: Stage,
    /// When the person registered by the API, if so.
    pub registered_at: Option<Instant>,
    /// Where the person was last, sealed under the person's key.
    pub location: Option<Vec<u8>>,
    /// And when.
    pub located_at: Option<Instant>,
    /// When the person was first known.
    pub created_at: Instant,
}

impl TenantTx<'_> {
    /// One person.
    pub fn find_person(&mut self, id: PersonId) -> Result<Option<PersonRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND, params![tenant, id.get()])?;
        row.as_ref().map(read).transpose()
    }

    /// The person who proved this phone.
    pub fn find_person_by_phone(
        &mut self,
        phone_index: &[u8; 32],
    ) -> Result<Option<PersonRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_BY_PHONE, params![tenant, phone_index])?;
        row.as_ref().map(read).transpose()
    }

    /// The person who proved this mailbox.
    pub fn find_person_by_email(
        &mut self,
        email_index: &[u8; 32],
    ) -> Result<Option<PersonRow>, StoreError> {
        let tenant = self.id().get();
        let row = self.query_one(FIND_BY_EMAIL, params![tenant, email_index])?;
        row.as_ref().map(read).transpose()
    }

    /// The person who alone gave this mailbox without proving it; nobody where several did.
    pub fn find_person_by_claimed_email(
        &mut self,
        email_index: &[u8; 32],
    ) -> Result<Option<PersonRow>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_BY_CLAIMED_EMAIL, params![tenant, email_index])?;
        match rows.as_slice() {
            [row] => read(row).map(Some),
            _ => Ok(None),
        }
    }

    /// A slice of this tenant's persons, and how many there are in all.
    pub fn list_persons(&mut self, page: Page) -> Result<(Vec<PersonRow>, i64), StoreError> {
        let tenant = self.id().get();
        let statement = if page.oldest_first { LIST_OLDEST } else { LIST };
        let rows = self.query(statement, params![tenant, page.max, page.skip])?;
        let count = self.query_one(COUNT, params![tenant])?;
        let total = count.map_or(Ok(0), |row| row.integer(0))?;
        Ok((rows.iter().map(read).collect::<Result<_, _>>()?, total))
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

    /// Writes what may change of a person. [`StoreError::Unique`] when phone or mailbox are
    /// another's: to be asked before, in the same unit.
    pub fn update_person(&mut self, row: &PersonRow) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(
            UPDATE,
            params![
                tenant,
                row.id.get(),
                &row.sealed,
                row.phone_index.as_ref(),
                row.email_index.as_ref(),
                row.claimed_email_index.as_ref(),
                row.password_hash.as_ref(),
                row.stage.name(),
                row.registered_at.map(Instant::unix_millis),
                row.location.as_ref(),
                row.located_at.map(Instant::unix_millis)
            ],
        )?;
        Ok(())
    }
}

fn read(row: &Row) -> Result<PersonRow, StoreError> {
    let bytes = |column| Ok::<_, StoreError>(row.optional_bytes(column)?.map(<[u8]>::to_vec));
    let moment =
        |column| Ok::<_, StoreError>(row.optional_integer(column)?.map(Instant::from_unix_millis));
    Ok(PersonRow {
        id: PersonId::new(row.integer(0)?),
        record: row.bytes(1)?.to_vec(),
        wrapped_key: row.bytes(2)?.to_vec(),
        sealed: row.bytes(3)?.to_vec(),
        phone_index: bytes(4)?,
        email_index: bytes(5)?,
        claimed_email_index: bytes(6)?,
        password_hash: row.optional_text(7)?.map(str::to_owned),
        stage: Stage::parse(row.text(8)?).ok_or_else(|| row.corrupt(8, "a stage"))?,
        registered_at: moment(9)?,
        location: bytes(10)?,
        located_at: moment(11)?,
        created_at: Instant::from_unix_millis(row.integer(12)?),
    })
}
