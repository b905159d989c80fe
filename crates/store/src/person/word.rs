//! Finding persons: by blind indexes of words, or those who are locked out. The answers are numbers;
//! the rows are read by whoever shows them.

use mithaq_domain::{
    access::{LOGIN_PAUSE, LOGIN_TRIES},
    id::PersonId,
    time::Instant,
};

use crate::{Row, StoreError, TenantTx};

statements! {
    DELETE = "DELETE FROM person_word WHERE tenant_id = $1 AND person_id = $2";
    INSERT = "INSERT INTO person_word (tenant_id, word_index, person_id) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, word_index, person_id) DO NOTHING";
    LIST_BY_WORD = "SELECT person_id FROM person_word WHERE tenant_id = $1 AND word_index = $2
        ORDER BY person_id DESC LIMIT $3";
    LIST_LOCKED = "SELECT DISTINCT person.id FROM login_failure
        JOIN person ON person.tenant_id = login_failure.tenant_id AND person.phone_index = login_failure.user_index
        WHERE login_failure.tenant_id = $1 AND login_failure.count >= $2 AND login_failure.since > $3";
}

/// Persons that one word finds at most: who looks for more names a second word.
const MOST: i64 = 10_000;

impl TenantTx<'_> {
    /// Lets these words find a person, and no others.
    pub fn set_person_words(
        &mut self,
        person: PersonId,
        words: &[[u8; 32]],
    ) -> Result<(), StoreError> {
        let tenant = self.id().get();
        self.execute(DELETE, params![tenant, person.get()])?;
        for word in words {
            self.execute(INSERT, params![tenant, word, person.get()])?;
        }
        Ok(())
    }

    /// The persons of a word, newest first.
    pub fn list_persons_by_word(&mut self, word: &[u8; 32]) -> Result<Vec<PersonId>, StoreError> {
        let tenant = self.id().get();
        let rows = self.query(LIST_BY_WORD, params![tenant, word, MOST])?;
        rows.iter().map(read).collect()
    }

    /// The persons whom too many wrong passwords keep out now, from some address.
    pub fn list_locked_persons(&mut self, now: Instant) -> Result<Vec<PersonId>, StoreError> {
        let tenant = self.id().get();
        let since = now.minus(LOGIN_PAUSE).unix_millis();
        let rows = self.query(LIST_LOCKED, params![tenant, LOGIN_TRIES, since])?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<PersonId, StoreError> {
    row.integer(0).map(PersonId::new)
}
