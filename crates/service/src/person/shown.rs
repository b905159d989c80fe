//! A person as the caller is shown one.

use mithaq_domain::{
    id::{PersonId, TenantId},
    person::{Location, Profile, Stage},
    time::Instant,
};

use super::Person;
use crate::{App, Failure, access::TokenPair};

/// A person as the caller is shown one.
#[derive(Clone)]
pub struct PersonShown {
    /// The number.
    pub id: PersonId,
    /// What is known.
    pub profile: Profile,
    /// Whether the mailbox was proved.
    pub email_confirmed: bool,
    /// Whether the phone was proved.
    pub phone_confirmed: bool,
    /// How far the identity is proved.
    pub stage: Stage,
    /// Where the person was last, if it is known.
    pub location: Option<Location>,
    /// When the person was first known.
    pub created_at: Instant,
}

impl PersonShown {
    pub(crate) fn of(person: &Person) -> Result<Self, Failure> {
        Ok(Self {
            location: person.location()?,
            id: person.row.id,
            profile: person.profile.clone(),
            email_confirmed: person.row.email_index.is_some(),
            phone_confirmed: person.row.phone_index.is_some(),
            stage: person.row.stage,
            created_at: person.row.created_at,
        })
    }
}

/// A person of a tenant.
pub async fn find_person(
    app: &App,
    tenant: TenantId,
    id: PersonId,
) -> Result<Option<PersonShown>, Failure> {
    let context = app.tenant(tenant)?;
    app.store()
        .read(move |tx| {
            let row = tx.tenant(tenant).find_person(id)?;
            row.map(|row| PersonShown::of(&Person::open(&context.key, row)?))
                .transpose()
        })
        .await
}

/// A person who is logged in from now on.
pub struct LoggedIn {
    /// Who.
    pub person: PersonShown,
    /// The tokens.
    pub tokens: TokenPair,
    /// The access token under the caller's key, where one was given (compact JWE).
    pub encrypted: Option<String>,
}
