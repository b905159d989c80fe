//! A registered person's own contracts, as the person's app sees them: whether one may be made, and
//! those there are. Making one is in `make`.

use mithaq_domain::{
    access::User,
    contract::Status,
    eligibility::Standing,
    form::IdentityPolicy,
    id::ContractId,
    person::{Profile, Stage},
    session::Origin,
    text::{Bilingual, Language},
    time::Instant,
};
use mithaq_store::{
    TenantTx, contract::ContractRow, person::PersonRow, session::Page, vault::PersonKey,
};

use super::{
    ContractListing, Material, freeze_document, list::listing, reading_text::reading_text,
};
use crate::{App, Failure, app::TenantContext, person::Person, session::session_key};

/// Whether a person may make a contract, and what that follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eligibility {
    /// Whether the person may, in a type that asks for everything.
    pub is_eligible: bool,
    /// Whether the identity is verified.
    pub is_verified: bool,
    /// Whether a contract waits for something.
    pub has_pending: bool,
    /// Whether the mailbox was proved.
    pub is_email_confirmed: bool,
}

/// A contract as its person sees it.
pub struct OwnContract {
    /// The contract.
    pub listing: ContractListing,
    /// The person's number.
    pub person: i64,
    /// What is known of the person.
    pub profile: Profile,
    /// Whether the person made it, rather than the company.
    pub is_own: bool,
    /// What it says, once it is fixed.
    pub documents: Vec<OwnDocument>,
}

/// What a document says.
#[derive(Clone, Debug)]
pub struct OwnDocument {
    /// Its place, from 0.
    pub ordinal: i64,
    /// Its title.
    pub title: Bilingual,
    /// Its text, as a reading aid beside the PDF.
    pub content: String,
}

/// How much of a contract is loaded.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The language of the documents' text.
    pub language: Language,
    /// Whether documents are left out.
    pub minimal: bool,
}

/// Where a person stands before the rule.
pub(crate) fn standing(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    person: &PersonRow,
    now: Instant,
) -> Result<Standing, Failure> {
    Ok(Standing {
        stage: person.stage,
        has_pending: tx.find_pending_contract(person.id, now)?.is_some(),
        email_confirmed: person.email_index.is_some(),
        email_required: context.tenant.settings.email_required,
    })
}

/// `CheckEligibility`; `None` when the person was erased.
pub async fn check_eligibility(app: &App, user: User) -> Result<Option<Eligibility>, Failure> {
    let (now, context) = (app.now(), app.tenant(user.tenant)?);
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(user.tenant);
            let Some(person) = tx.find_person(user.person)? else {
                return Ok(None);
            };
            let standing = standing(&mut tx, &context, &person, now)?;
            Ok(Some(Eligibility {
                is_eligible: standing.may_make(IdentityPolicy::Required).is_ok(),
                is_verified: standing.stage == Stage::Verified,
                has_pending: standing.has_pending,
                is_email_confirmed: standing.email_confirmed,
            }))
        })
        .await
}

/// The newest contract of a person that waits for something.
pub async fn current_contract(
    app: &App,
    user: User,
    wanted: Wanted,
) -> Result<Option<OwnContract>, Failure> {
    let now = app.now();
    let found = app
        .store()
        .read(move |tx| {
            let row = tx
                .tenant(user.tenant)
                .find_pending_contract(user.person, now)?;
            Ok::<_, Failure>(row.map(|row| row.id))
        })
        .await?;
    match found {
        Some(id) => find_own_contract(app, user, id, wanted).await,
        None => Ok(None),
    }
}

/// One contract of a person. What may be signed is rendered and fixed first, so that what is shown
/// is what will be signed.
pub async fn find_own_contract(
    app: &App,
    user: User,
    id: ContractId,
    wanted: Wanted,
) -> Result<Option<OwnContract>, Failure> {
    if !wanted.minimal {
        fix_document(app, user, id).await?;
    }
    let (now, context, inner) = (app.now(), app.tenant(user.tenant)?, app.clone());
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(user.tenant);
            let row = tx.find_person_contract(user.person, id)?;
            let mut loader = Loader::new(&mut tx, (&inner, &context), (user, now), wanted)?;
            match (&mut loader, row) {
                (Some(loader), Some(row)) => loader.load(row).map(Some),
                _ => Ok(None),
            }
        })
        .await
}

/// Renders the document of a person's contract that may be signed now; does nothing otherwise.
pub(crate) async fn fix_document(app: &App, user: User, id: ContractId) -> Result<(), Failure> {
    let found = app
        .store()
        .read(move |tx| {
            let row = tx
                .tenant(user.tenant)
                .find_person_contract(user.person, id)?;
            Ok::<_, Failure>(row)
        })
        .await?;
    let may_be_signed = |row: &ContractRow| {
        matches!(
            row.status,
            Status::Approved | Status::CustomerPartiallySigned
        )
    };
    if found.as_ref().is_some_and(may_be_signed) {
        freeze_document(app, user.tenant, id).await?;
    }
    Ok(())
}

/// A slice of a person's contracts, and how many there are in all.
pub async fn list_own_contracts(
    app: &App,
    user: User,
    page: Page,
    wanted: Wanted,
) -> Result<(Vec<OwnContract>, i64), Failure> {
    let (now, context, inner) = (app.now(), app.tenant(user.tenant)?, app.clone());
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(user.tenant);
            let (rows, total) = tx.list_person_contracts(user.person, page)?;
            let Some(mut loader) = Loader::new(&mut tx, (&inner, &context), (user, now), wanted)?
            else {
                return Ok((Vec::new(), 0));
            };
            let all: Result<Vec<_>, Failure> =
                rows.into_iter().map(|row| loader.load(row)).collect();
            Ok((all?, total))
        })
        .await
}

/// The ids of a slice of a person's contracts, and how many there are in all.
pub async fn list_own_contract_ids(
    app: &App,
    user: User,
    page: Page,
) -> Result<(Vec<ContractId>, i64), Failure> {
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(user.tenant);
            let (rows, total) = tx.list_person_contracts(user.person, page)?;
            Ok((rows.into_iter().map(|row| row.id).collect(), total))
        })
        .await
}

/// Loads contracts of one person.
struct Loader<'a, 'b> {
    tx: &'a mut TenantTx<'b>,
    app: &'a App,
    context: &'a TenantContext,
    person: Person,
    now: Instant,
    wanted: Wanted,
}

impl<'a, 'b> Loader<'a, 'b> {
    /// `None` when the person was erased.
    fn new(
        tx: &'a mut TenantTx<'b>,
        (app, context): (&'a App, &'a TenantContext),
        (user, now): (User, Instant),
        wanted: Wanted,
    ) -> Result<Option<Self>, Failure> {
        let Some(row) = tx.find_person(user.person)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            person: Person::open(&context.key, row)?,
            tx,
            app,
            context,
            now,
            wanted,
        }))
    }

    fn load(&mut self, row: ContractRow) -> Result<OwnContract, Failure> {
        let session = self
            .tx
            .find_session(row.session)?
            .ok_or(Failure::Inconsistent("a contract without a session"))?;
        let is_own = session.origin == Origin::Api && session.person == Some(self.person.row.id);
        let documents = match (&session.wrapped_key, self.wanted.minimal) {
            (Some(_), false) => self.documents(&session_key(&self.context.key, &session)?, &row)?,
            _ => Vec::new(),
        };
        Ok(OwnContract {
            listing: listing(self.tx, (self.app, self.context, self.now), row)?,
            person: self.person.row.id.get(),
            profile: self.person.profile.clone(),
            is_own,
            documents,
        })
    }

    fn documents(
        &mut self,
        key: &PersonKey,
        row: &ContractRow,
    ) -> Result<Vec<OwnDocument>, Failure> {
        let documents = self.tx.list_documents(row.id)?;
        if documents.is_empty() {
            return Ok(Vec::new());
        }
        let material = Material::load(self.tx, self.context, key, row)?;
        let all = documents.iter().map(|document| {
            Ok(OwnDocument {
                ordinal: document.ordinal,
                title: material.form.name.clone(),
                content: reading_text(&material.reading(document)?, self.wanted.language),
            })
        });
        all.collect()
    }
}
