//! The staff looks at transactions: one, those in a state, a person's pictures. Whoever looks at a
//! picture stands in the journal.

use std::sync::Arc;

use mithaq_domain::{
    access::Admin,
    evidence::{Act, Actor, Entry},
    id::{EntryId, PersonId, TransactionId},
    otp::Destination,
    person::{Profile, Stage},
    time::Instant,
    transaction::{Capture, Purpose, State, provider::IdentityProvider},
};
use mithaq_store::{FileError, TenantTx, Tx, session::Page, vault::PersonKey};

use super::{
    judge::open,
    sealed::{Facts, StoredVerdict, Transaction},
};
use crate::{
    App, Failure,
    app::{TenantContext, refused},
    error::Answer,
    files::read_file,
    person::{Person, email_index, phone_index},
};

/// A picture of a transaction, without its bytes.
#[derive(Clone, Copy)]
pub struct Step {
    /// What it shows.
    pub capture: Capture,
    /// When it came in.
    pub at: Instant,
    /// Whether the provider passed it; else a person must look.
    pub passed: bool,
}

/// A transaction as the staff is shown one.
pub struct TransactionShown {
    /// Its id.
    pub id: TransactionId,
    /// What it is for.
    pub purpose: Purpose,
    /// Who decides.
    pub provider: IdentityProvider,
    /// Where it stands.
    pub state: State,
    /// What its caller said.
    pub facts: Facts,
    /// What was decided.
    pub verdict: Option<StoredVerdict>,
    /// Whose it is, once that is known.
    pub person: Option<(PersonId, Profile, Stage)>,
    /// Its pictures.
    pub steps: Vec<Step>,
    /// When it began.
    pub created_at: Instant,
    /// When it last moved.
    pub changed_at: Instant,
}

/// There is no such thing in the company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotThere;

/// One transaction.
pub async fn get_transaction(
    app: &App,
    admin: Admin,
    id: TransactionId,
) -> Answer<TransactionShown, NotThere> {
    let context = app.tenant(admin.tenant)?;
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(admin.tenant);
            match open(&mut tx, &context, id)? {
                Some(found) => Ok(Ok(show(&mut tx, found)?)),
                None => refused(NotThere),
            }
        })
        .await
}

/// A slice of the transactions in a state, and how many there are in all. Those of erased persons
/// are counted, and nothing of them is shown.
pub async fn list_transactions(
    app: &App,
    admin: Admin,
    (state, page): (State, Page),
) -> Result<(Vec<TransactionShown>, i64), Failure> {
    let context = app.tenant(admin.tenant)?;
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(admin.tenant);
            let (rows, total) = tx.list_transactions(state, page)?;
            let mut shown = Vec::new();
            for row in rows {
                if let Some(found) = open(&mut tx, &context, row.id)? {
                    shown.push(show(&mut tx, found)?);
                }
            }
            Ok((shown, total))
        })
        .await
}

/// The transaction whose pictures stand for a person: the newest that proved the identity, else the
/// newest that waits, else the newest of all.
pub async fn find_images(
    app: &App,
    admin: Admin,
    of: Destination,
) -> Answer<Option<TransactionShown>, NotThere> {
    let context = app.tenant(admin.tenant)?;
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(admin.tenant);
            let row = match &of {
                Destination::Phone(phone) => {
                    tx.find_person_by_phone(&phone_index(&context.key, phone))?
                }
                Destination::Email(email) => {
                    tx.find_person_by_email(&email_index(&context.key, email))?
                }
            };
            let Some(person) = row else {
                return refused(NotThere);
            };
            let found = newest(&mut tx, &context, person.id)?;
            Ok(Ok(found.map(|found| show(&mut tx, found)).transpose()?))
        })
        .await
}

fn newest(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    person: PersonId,
) -> Result<Option<(Transaction, Option<Person>)>, Failure> {
    const ORDER: [State; 5] = [
        State::Approved,
        State::Waiting,
        State::Collecting,
        State::Refused,
        State::Withdrawn,
    ];
    for state in ORDER {
        if let Some(row) = tx.find_latest_transaction(person, Purpose::Identity, state)? {
            return open(tx, context, row.id);
        }
    }
    Ok(None)
}

/// The bytes of a picture. That it was looked at is in the journal before anybody sees it.
pub async fn view_picture(
    app: &App,
    admin: Admin,
    (id, capture): (TransactionId, Capture),
) -> Answer<Vec<u8>, NotThere> {
    let (context, now) = (app.tenant(admin.tenant)?, app.now());
    let entry = Entry {
        id: EntryId::new(now, &app.random()),
        tenant: admin.tenant,
        at: now,
        act: Act::IdentityViewed,
        actor: Actor::Member(admin.member),
        session: None,
        contract: None,
        detail: format!(
            "{{\"capture\":\"{}\",\"transaction\":\"{id}\"}}",
            capture.name()
        ),
        sealed: None,
    };
    let mut missed = None;
    loop {
        let picture = find_picture(app, (&context, admin), (id, capture)).await?;
        let Some((key, file)) = picture else {
            return refused(NotThere);
        };
        let (inner, name) = (app.clone(), file.clone());
        let bytes = app.pool().run(move || read_file(&inner, &key, &name));
        match bytes.await {
            // Taken again or withdrawn meanwhile: the rows say which file it is now, if any.
            Err(Failure::File(FileError::Missing)) if missed.as_ref() != Some(&file) => {
                missed = Some(file);
            }
            Ok(bytes) => {
                let unit = move |tx: &mut Tx<'_>| {
                    tx.tenant(admin.tenant).insert_entry(&entry)?;
                    Ok::<_, Failure>(())
                };
                app.store().write(unit).await?;
                return Ok(Ok(bytes));
            }
            Err(failure) => return Err(failure),
        }
    }
}

/// The file of a picture and the key that opens it.
async fn find_picture(
    app: &App,
    (context, admin): (&Arc<TenantContext>, Admin),
    (id, capture): (TransactionId, Capture),
) -> Result<Option<(PersonKey, String)>, Failure> {
    let context = Arc::clone(context);
    app.store()
        .read(move |tx| {
            let mut tx = tx.tenant(admin.tenant);
            let Some((transaction, _)) = open(&mut tx, &context, id)? else {
                return Ok(None);
            };
            let mut captures = tx.list_captures(id)?.into_iter();
            let row = captures.find(|row| row.capture == capture);
            Ok(row.map(|row| (transaction.key, row.file)))
        })
        .await
}

fn show(
    tx: &mut TenantTx<'_>,
    (transaction, person): (Transaction, Option<Person>),
) -> Result<TransactionShown, Failure> {
    let captures = tx.list_captures(transaction.row.id)?;
    let row = &transaction.row;
    Ok(TransactionShown {
        id: row.id,
        purpose: row.purpose,
        provider: row.provider,
        state: row.state,
        facts: transaction.facts()?,
        verdict: transaction.verdict()?,
        person: person.map(|person| (person.row.id, person.profile, person.row.stage)),
        steps: captures
            .iter()
            .map(|row| Step {
                capture: row.capture,
                at: row.captured_at,
                passed: row.sealed.is_some(),
            })
            .collect(),
        created_at: row.created_at,
        changed_at: row.changed_at,
    })
}
