//! A person as the use cases see one: the row, opened with the person's own key.

use mithaq_domain::{
    evidence::{Act, Actor, Entry},
    id::{EntryId, TenantId},
    person::Profile,
    time::Instant,
};
use mithaq_store::{
    person::{NewPerson, PersonRow},
    vault::{PersonKey, TenantKey},
};

use crate::{
    App, Failure,
    session::{hex, open_sealed, seal},
};

/// The column of the profile.
const SEALED: &str = "person.sealed";

/// A person, opened.
pub(crate) struct Person {
    pub(crate) row: PersonRow,
    pub(crate) key: PersonKey,
    pub(crate) profile: Profile,
}

impl Person {
    /// Opens a row.
    pub(crate) fn open(tenant: &TenantKey, row: PersonRow) -> Result<Self, Failure> {
        let record = hex(&row.record);
        let key = tenant.open_person_key(&record, &row.wrapped_key)?;
        let profile = open_sealed(&key, SEALED, &record, &row.sealed)?;
        Ok(Self { row, key, profile })
    }

    /// Seals the profile again after it was changed.
    pub(crate) fn reseal(&mut self, app: &App) -> Result<(), Failure> {
        let record = hex(&self.row.record);
        self.row.sealed = seal(&self.key, SEALED, &record, &self.profile, app.entropy())?;
        Ok(())
    }

    /// A person nobody knew, under a new key. `phone` and `email` of the profile are proved.
    pub(crate) fn new_row(
        app: &App,
        tenant: &TenantKey,
        (record, profile): ([u8; 16], &Profile),
    ) -> Result<NewPerson, Failure> {
        let name = hex(&record);
        let (key, wrapped_key) = tenant.new_person_key(&name, app.entropy())?;
        Ok(NewPerson {
            phone_index: profile
                .phone
                .as_ref()
                .map(|phone| tenant.blind_index("phone", phone.as_str())),
            email_index: profile
                .email
                .as_ref()
                .map(|email| tenant.blind_index("e-mail", &email.as_str().to_lowercase())),
            record,
            wrapped_key,
            sealed: seal(&key, SEALED, &name, profile, app.entropy())?,
        })
    }

    /// A journal entry of what this person did.
    pub(crate) fn entry(
        &self,
        tenant: TenantId,
        (id, at): (EntryId, Instant),
        act: Act,
        detail: String,
    ) -> Entry {
        Entry {
            id,
            tenant,
            at,
            act,
            actor: Actor::Person(self.row.id),
            session: None,
            contract: None,
            detail,
            sealed: None,
        }
    }
}
