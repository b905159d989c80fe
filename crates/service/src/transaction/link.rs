//! A transaction that an app began before it had a user becomes that user's: its key is wrapped under
//! the person's from then on, and what was decided on it holds for the person. Whoever knows the id of
//! a transaction of nobody may link it, once: it is the secret of the app that drew it.
//!
//! What nobody links is forgotten after a week.

use mithaq_domain::{
    access::User,
    evidence::{Act, Entry},
    id::{EntryId, TransactionId},
    person::Stage,
    transaction::{BEGIN_PAUSE, MOST_BEGUN, Purpose, State, UNCLAIMED_LIFE, fault::Fault},
};
use mithaq_store::{StoreError, TenantTx};

use super::{
    capture::{CaptureRefused, Captured, Refusal},
    decide::verify_person,
    judge::open,
    sealed::{StoredVerdict, Transaction, record},
};
use crate::{App, Failure, app::TenantContext, error::Answer, person::Person};

/// Transactions that one step of the sweep forgets.
const FORGET: i64 = 100;

/// Makes a transaction the caller's; one that is already answers how it stands.
pub async fn link_transaction(
    app: &App,
    user: User,
    (id, extracted): (TransactionId, bool),
) -> Answer<Captured, CaptureRefused> {
    let (context, now, inner) = (app.tenant(user.tenant)?, app.now(), app.clone());
    let entry = EntryId::new(now, &app.random());
    let request = TransactionId::new(now, &app.random()).to_string();
    let outcome = app.store().write(move |tx| {
        let mut tx = tx.tenant(user.tenant);
        let none = Refusal::Fault(Fault::BadTransaction);
        let Some(person) = tx.find_person(user.person)? else {
            return Ok::<_, Failure>(Err(none));
        };
        let mut person = Person::open(&context.key, person)?;
        let transaction = match open(&mut tx, &context, id)? {
            Some((transaction, _)) if transaction.row.purpose == Purpose::Identity => transaction,
            _ => return Ok(Err(none)),
        };
        match transaction.row.person {
            Some(holder) if holder == user.person => {}
            Some(_) => return Ok(Err(none)),
            None => {
                let unit = (&mut tx, &inner, &*context);
                let entry = person.entry(
                    user.tenant,
                    (entry, now),
                    Act::IdentityLinked,
                    format!("{{\"person\":{},\"transaction\":\"{id}\"}}", user.person),
                );
                if let Err(refusal) = link(unit, &transaction, &mut person, &entry)? {
                    return Ok(Err(refusal));
                }
            }
        }
        match transaction.row.state {
            State::Refused => return Ok(Err(Refusal::Fault(transaction.fault()?))),
            State::Withdrawn => return Ok(Err(none)),
            _ => {}
        }
        let verdict = transaction.verdict()?;
        let reading = verdict.as_ref().and_then(StoredVerdict::reading);
        Ok(Ok(Captured {
            transaction: id,
            client_transaction: transaction.facts()?.client_transaction,
            request: request.clone(),
            state: transaction.row.state,
            is_validated: person.row.stage >= Stage::Validated,
            is_verified: person.row.stage == Stage::Verified,
            is_matched: transaction.row.state == State::Approved,
            reading: reading.filter(|_| extracted).cloned(),
            document: None,
        }))
    });
    Ok(outcome.await?.map_err(|why| CaptureRefused {
        why,
        capture: None,
        transaction: Some(id),
    }))
}

fn link(
    (tx, app, context): (&mut TenantTx<'_>, &App, &TenantContext),
    transaction: &Transaction,
    person: &mut Person,
    entry: &Entry,
) -> Answer<(), Refusal> {
    if person.row.stage != Stage::Registered {
        return Ok(Err(Refusal::AlreadyVerified));
    }
    // One that is linked is kept for the person like one that the person began.
    let since = entry.at.minus(BEGIN_PAUSE);
    if tx.count_begun_transactions(person.row.id, since)? >= MOST_BEGUN {
        return Ok(Err(Refusal::TooMany));
    }
    let row = &transaction.row;
    let verdict = transaction.verdict()?;
    if let (State::Approved, Some(reading)) =
        (row.state, verdict.as_ref().and_then(StoredVerdict::reading))
    {
        let unit = (&mut *tx, app, context);
        if let Err(refusal) = verify_person(unit, person, reading)? {
            return Ok(Err(refusal.into()));
        }
    }
    let (name, wrapped) = (record(row.id), &row.wrapped_key);
    let key = person
        .key
        .adopt_key(&context.key, &name, wrapped, app.entropy())?;
    if !tx.link_transaction(row, (person.row.id, &key), entry.at)? {
        return Err(Failure::Inconsistent(
            "a transaction that moved under its guard",
        ));
    }
    tx.insert_entry(entry)?;
    Ok(Ok(()))
}

/// Forgets transactions that nobody linked within their time; how many. A step of a sweep.
pub async fn forget_unclaimed(app: &App) -> Result<usize, Failure> {
    let before = app.now().minus(UNCLAIMED_LIFE);
    app.store()
        .write(move |tx| {
            let tenants = tx.everyone().list_tenants()?;
            let mut forgotten = 0;
            for row in tenants {
                let mut tx = tx.tenant(row.tenant.id);
                for id in tx.list_unclaimed_transactions(before, FORGET)? {
                    forgotten += usize::from(tx.delete_unclaimed_transaction(id)?);
                }
            }
            Ok(forgotten)
        })
        .await
        .map_err(|error: StoreError| Failure::from(error))
}
