//! A person as the use cases see one: the row, opened with the person's own key.

use mithaq_domain::{
    evidence::{Act, Actor, Entry},
    id::{EntryId, TenantId},
    person::{Location, Profile},
    time::Instant,
};
use mithaq_store::{
    person::{NewPerson, PersonRow},
    vault::{PersonKey, TenantKey},
};

use super::{email_index, phone_index};
use crate::{
    App, Failure,
    session::{hex, open_sealed, seal},
};

/// The column of the profile.
const SEALED: &str = "person.sealed";
/// The column of the last active location.
const LOCATION: &str = "person.location";

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

    /// Moves the person's last active location.
    pub(crate) fn locate(
        &mut self,
        app: &App,
        location: Location,
        now: Instant,
    ) -> Result<(), Failure> {
        let record = hex(&self.row.record);
        self.row.location = Some(seal(
            &self.key,
            LOCATION,
            &record,
            &location,
            app.entropy(),
        )?);
        self.row.located_at = Some(now);
        Ok(())
    }

    /// Where the person was last, if it is known.
    pub(crate) fn location(&self) -> Result<Option<Location>, Failure> {
        let record = hex(&self.row.record);
        let sealed = self.row.location.as_ref();
        sealed
            .map(|sealed| open_sealed(&self.key, LOCATION, &record, sealed))
            .transpose()
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
                .map(|phone| phone_index(tenant, phone)),
            email_index: profile
                .email
                .as_ref()
                .map(|email| email_index(tenant, email)),
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
