//! A person as the use cases see one: the row, opened with the person's own key.

use mithaq_domain::{
    evidence::{Act, Actor, Entry},
    id::{EntryId, PersonId, TenantId},
    otp::Destination,
    person::{Location, Profile},
    text::Email,
    time::Instant,
};
use mithaq_store::{
    StoreError, TenantTx,
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

/// Lets the words of a profile find its person.
pub(crate) fn index_words(
    tx: &mut TenantTx<'_>,
    tenant: &TenantKey,
    (id, profile): (PersonId, &Profile),
) -> Result<(), StoreError> {
    let words = profile.words().into_iter();
    let words: Vec<[u8; 32]> = words
        .map(|word| tenant.blind_index("person word", &word))
        .collect();
    tx.set_person_words(id, &words)
}

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

    /// A mailbox that was proved is this person's from now on.
    pub(crate) fn own_email(
        &mut self,
        (app, tx): (&App, &mut TenantTx<'_>),
        tenant: &TenantKey,
        email: &Email,
    ) -> Result<(), Failure> {
        self.profile.email = Some(email.clone());
        self.row.email_index = Some(email_index(tenant, email).to_vec());
        self.row.claimed_email_index = None;
        self.reseal(app)?;
        tx.update_person(&self.row)?;
        Ok(self.index_words(tx, tenant)?)
    }

    /// Lets the words of the profile find this person.
    pub(crate) fn index_words(
        &self,
        tx: &mut TenantTx<'_>,
        tenant: &TenantKey,
    ) -> Result<(), StoreError> {
        index_words(tx, tenant, (self.row.id, &self.profile))
    }

    /// Where the person is told of changes: the phone, else the proved mailbox.
    pub(crate) fn reached_at(&self) -> Option<Destination> {
        let email = self
            .row
            .email_index
            .as_ref()
            .and(self.profile.email.clone());
        let phone = self.profile.phone.clone().map(Destination::Phone);
        phone.or(email.map(Destination::Email))
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
