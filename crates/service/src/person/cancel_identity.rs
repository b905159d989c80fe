//! A verified identity is withdrawn, by the person or by the company: what the card said and the
//! pictures of card and face are forgotten, the proved phone and mailbox stay.

use mithaq_domain::{
    access::{Admin, User},
    evidence::{Act, Actor, Entry},
    id::{EntryId, PersonId, TenantId},
};

use super::Person;
use crate::{App, Failure, error::Answer, files::remove_files, transaction::withdraw_transactions};

/// Who withdraws it.
#[derive(Clone, Copy, Debug)]
pub enum Canceller {
    /// The person.
    Person(User),
    /// A member of staff.
    Admin(Admin, PersonId),
}

impl Canceller {
    fn parts(self) -> (TenantId, PersonId, Actor) {
        match self {
            Self::Person(user) => (user.tenant, user.person, Actor::Person(user.person)),
            Self::Admin(admin, person) => (admin.tenant, person, Actor::Member(admin.member)),
        }
    }
}

/// Why nothing is withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelRefusal {
    /// The tenant has no such person.
    NotFound,
    /// The person's identity is not verified.
    NotVerified,
}

/// Withdraws a person's verified identity.
pub async fn cancel_identity(app: &App, who: Canceller) -> Answer<(), CancelRefusal> {
    let (tenant, id, actor) = who.parts();
    let (context, now, inner) = (app.tenant(tenant)?, app.now(), app.clone());
    let entry = EntryId::new(now, &app.random());
    let emptied = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(tenant);
            let Some(row) = tx.find_person(id)? else {
                return Ok::<_, Failure>(Err(CancelRefusal::NotFound));
            };
            let mut person = Person::open(&context.key, row)?;
            let Ok(stage) = person.row.stage.cancelled() else {
                return Ok(Err(CancelRefusal::NotVerified));
            };
            person.row.stage = stage;
            person.profile.card = None;
            person.reseal(&inner)?;
            tx.update_person(&person.row)?;
            tx.release_id_number(id)?;
            let files = withdraw_transactions((&mut tx, &inner), &person, now)?;
            person.index_words(&mut tx, &context.key)?;
            tx.insert_entry(&Entry {
                actor,
                ..person.entry(
                    tenant,
                    (entry, now),
                    Act::IdentityCancelled,
                    format!("{{\"person\":{id}}}"),
                )
            })?;
            Ok(Ok(files))
        })
        .await?;
    match emptied {
        Ok(files) => Ok(Ok(remove_files(app, files).await?)),
        Err(refusal) => Ok(Err(refusal)),
    }
}
