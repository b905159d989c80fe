//! The staff decides on a transaction that waits: approves with what it read off the card, or
//! refuses. Of two decisions at once the first holds.

use mithaq_domain::{
    access::Admin,
    evidence::Act,
    id::{EntryId, TransactionId},
    place::iso_date,
    transaction::{Purpose, State, Verdict, card::Reading, fault::Fault},
};
use mithaq_store::{TenantTx, transaction::DecidedRow};

use super::{
    decide::{ApproveRefusal, Decider, approve},
    sealed::{StoredVerdict, Transaction},
};
use crate::{App, Failure, app::TenantContext, error::Answer, person::Person};

/// What the staff decides.
#[derive(Clone)]
pub enum Judged {
    /// Card and face were found right; this was read off the card. Faces alone need no card.
    Approve(Option<Box<Reading>>),
    /// They were not.
    Refuse {
        /// The published fault, where it is one.
        fault: Option<Fault>,
        /// The reason in words.
        reason: Option<String>,
    },
}

/// Why nothing is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JudgeRefusal {
    /// The company has no such transaction.
    NotFound,
    /// It cannot be approved.
    Approve(ApproveRefusal),
    /// What was read off the card must be said.
    NoReading,
    /// What was read off the card cannot be: each property with its fault.
    Card(Vec<(&'static str, Fault)>),
}

/// Decides on a transaction that waits.
pub async fn judge_transaction(
    app: &App,
    admin: Admin,
    id: TransactionId,
    judged: Judged,
) -> Answer<(), JudgeRefusal> {
    let (context, now, inner) = (app.tenant(admin.tenant)?, app.now(), app.clone());
    let decider = Decider {
        by: Some(admin.member),
        entry: EntryId::new(now, &app.random()),
        now,
    };
    app.store()
        .write(move |tx| {
            let mut tx = tx.tenant(admin.tenant);
            let Some((transaction, mut person)) = open(&mut tx, &context, id)? else {
                return Ok(Err(JudgeRefusal::NotFound));
            };
            let unit = (&mut tx, &inner, &*context);
            match judged.clone() {
                Judged::Approve(reading) => {
                    let person = person.as_mut();
                    approve_read(
                        unit,
                        &transaction,
                        (person, reading.map(|reading| *reading)),
                        decider,
                    )
                }
                Judged::Refuse { fault, reason } => {
                    let verdict = StoredVerdict::Refused {
                        fault: fault.map(Fault::number),
                        reason,
                    };
                    refuse(unit, &transaction, &verdict, decider)
                }
            }
        })
        .await
}

/// A transaction with its person; nothing where the company has none, or its person was erased.
pub(super) fn open(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    id: TransactionId,
) -> Result<Option<(Transaction, Option<Person>)>, Failure> {
    let Some(row) = tx.find_transaction(id)? else {
        return Ok(None);
    };
    let person = match row.person {
        None => None,
        Some(person) => match tx.find_person(person)? {
            Some(person) => Some(Person::open(&context.key, person)?),
            None => return Ok(None),
        },
    };
    let transaction = Transaction::open(&context.key, person.as_ref(), row)?;
    Ok(Some((transaction, person)))
}

fn approve_read(
    (tx, app, context): (&mut TenantTx<'_>, &App, &TenantContext),
    transaction: &Transaction,
    (person, reading): (Option<&mut Person>, Option<Reading>),
    decider: Decider,
) -> Answer<(), JudgeRefusal> {
    let row = &transaction.row;
    if row.state.decided(Verdict::Approved).is_err() {
        return Ok(Err(JudgeRefusal::Approve(ApproveRefusal::NotWaiting)));
    }
    let settings = &context.tenant.settings;
    let reading = match (row.purpose, reading) {
        (Purpose::Presence, _) => None,
        (Purpose::Identity, None) => return Ok(Err(JudgeRefusal::NoReading)),
        (Purpose::Identity, Some(reading)) => {
            let today = iso_date(decider.now, &settings.time_zone);
            match reading.checked(settings.country, &today) {
                Ok(reading) => Some(reading),
                Err(faults) => return Ok(Err(JudgeRefusal::Card(faults))),
            }
        }
    };
    let approved = approve(
        (tx, app, context),
        (transaction, State::Waiting),
        (person, reading),
        decider,
    )?;
    Ok(approved.map_err(JudgeRefusal::Approve))
}

fn refuse(
    (tx, app, _): (&mut TenantTx<'_>, &App, &TenantContext),
    transaction: &Transaction,
    verdict: &StoredVerdict,
    decider: Decider,
) -> Answer<(), JudgeRefusal> {
    let not_waiting = JudgeRefusal::Approve(ApproveRefusal::NotWaiting);
    let row = &transaction.row;
    let Ok(to) = row.state.decided(Verdict::Refused) else {
        return Ok(Err(not_waiting));
    };
    let decided = DecidedRow {
        to,
        verdict: transaction.seal_verdict(app, verdict)?,
        by: decider.by,
    };
    if !tx.decide_transaction((row, row.state), &decided, decider.now)? {
        return Ok(Err(not_waiting));
    }
    tx.insert_entry(&decider.entry(tx, transaction, Act::IdentityRefused))?;
    Ok(Ok(()))
}
