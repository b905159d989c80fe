//! The staff decides on a transaction that waits: approves with what it read off the card, or
//! refuses. Of two decisions at once the first holds.

use mithaq_domain::{
    access::Admin,
    evidence::Act,
    id::{EntryId, TransactionId},
    place::iso_date,
    transaction::{
        Capture, Purpose, State, Verdict,
        card::Reading,
        document::{DocumentKind, DocumentReading},
        fault::Fault,
        passport::Passport,
    },
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
    /// What was handed in was found right; this was read off it.
    Approve(Box<Read>),
    /// They were not.
    Refuse {
        /// The published fault, where it is one.
        fault: Option<Fault>,
        /// The reason in words.
        reason: Option<String>,
    },
}

/// What the staff read. Faces alone need nothing of it.
#[derive(Clone, Default)]
pub struct Read {
    /// The identity card.
    pub card: Option<Reading>,
    /// A passport's machine-readable zone.
    pub zone: Option<String>,
    /// The kind of a document whose call does not say it.
    pub kind: Option<DocumentKind>,
}

/// Why nothing is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JudgeRefusal {
    /// The company has no such transaction.
    NotFound,
    /// It cannot be approved.
    Approve(ApproveRefusal),
    /// What was read must be said: this property.
    NoReading(&'static str),
    /// What was read cannot be: each property with its fault.
    Reading(Vec<(&'static str, Fault)>),
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
                Judged::Approve(read) => {
                    approve_read(unit, &transaction, (person.as_mut(), *read), decider)
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
    (person, read): (Option<&mut Person>, Read),
    decider: Decider,
) -> Answer<(), JudgeRefusal> {
    let row = &transaction.row;
    if row.state.decided(Verdict::Approved).is_err() {
        return Ok(Err(JudgeRefusal::Approve(ApproveRefusal::NotWaiting)));
    }
    let settings = &context.tenant.settings;
    let today = iso_date(decider.now, &settings.time_zone);
    let verdict = match row.purpose {
        Purpose::Presence | Purpose::Comparison => Ok(StoredVerdict::Approved(None)),
        Purpose::Document => {
            let captures = tx.list_captures(row.id)?;
            document(captures.first().map(|row| row.capture), &read, &today)
                .map(|reading| StoredVerdict::Document(Box::new(reading)))
        }
        Purpose::Identity => match read.card {
            None => Err(JudgeRefusal::NoReading("idFrontData")),
            Some(card) => card
                .checked(settings.country, &today)
                .map(|card| StoredVerdict::Approved(Some(Box::new(card))))
                .map_err(JudgeRefusal::Reading),
        },
    };
    let verdict = match verdict {
        Ok(verdict) => verdict,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let approved = approve(
        (tx, app, context),
        (transaction, State::Waiting),
        (person, &verdict),
        decider,
    )?;
    Ok(approved.map_err(JudgeRefusal::Approve))
}

/// What the staff made out of a document: of a passport its zone, of one whose call does not say its
/// kind that.
fn document(
    capture: Option<Capture>,
    read: &Read,
    today: &str,
) -> Result<DocumentReading, JudgeRefusal> {
    let kind = capture.and_then(Capture::kind).or(read.kind);
    let kind = kind.ok_or(JudgeRefusal::NoReading("docType"))?;
    if capture != Some(Capture::Passport) {
        return Ok(DocumentReading {
            kind,
            passport: None,
        });
    }
    let zone = read.zone.as_deref().ok_or(JudgeRefusal::NoReading("mrz"))?;
    let wrong = |fault| JudgeRefusal::Reading(vec![("mrz", fault)]);
    let passport = Passport::parse(zone, today).map_err(wrong)?;
    if passport.is_expired(today) {
        return Err(wrong(Fault::CardExpired));
    }
    Ok(DocumentReading {
        kind,
        passport: Some(passport),
    })
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
