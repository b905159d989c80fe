//! What follows from a decision, whoever made it: the transaction's end and, where it proves an
//! identity, the person's stage, card and ID number, which is one person's within a company.

use mithaq_domain::{
    evidence::{Act, Actor, Entry},
    id::{EntryId, MemberId},
    person::Stage,
    time::Instant,
    transaction::{Purpose, STAGE_WHEN_APPROVED, State, card::Reading},
};
use mithaq_store::{TenantTx, transaction::DecidedRow};

use super::sealed::{StoredVerdict, Transaction};
use crate::{App, Failure, app::TenantContext, person::Person};

/// Why an approval cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApproveRefusal {
    /// The transaction is not waiting, or was decided a moment ago.
    NotWaiting,
    /// The person's identity is proved already.
    AlreadyVerified,
    /// Another person of the company is verified by this ID number.
    IdNumberTaken,
}

/// Who decides, when, and under which entry of the journal.
#[derive(Clone, Copy)]
pub(super) struct Decider {
    /// The member of staff; the server where a provider decided.
    pub(super) by: Option<MemberId>,
    /// The entry's id.
    pub(super) entry: EntryId,
    /// Now.
    pub(super) now: Instant,
}

impl Decider {
    pub(super) fn entry(self, tx: &TenantTx<'_>, transaction: &Transaction, act: Act) -> Entry {
        let (id, purpose) = (transaction.row.id, transaction.row.purpose.name());
        let provider = transaction.row.provider.name();
        Entry {
            id: self.entry,
            tenant: tx.id(),
            at: self.now,
            act,
            actor: self.by.map_or(Actor::Server, Actor::Member),
            session: None,
            contract: None,
            detail: format!(
                "{{\"person\":{},\"provider\":\"{provider}\",\"purpose\":\"{purpose}\",\"transaction\":\"{id}\"}}",
                transaction
                    .row
                    .person
                    .map_or("null".to_owned(), |id| id.to_string())
            ),
            sealed: None,
        }
    }
}

/// Approves a transaction that leaves `from`: what was read off a card proves an identity.
pub(super) fn approve(
    (tx, app, context): (&mut TenantTx<'_>, &App, &TenantContext),
    (transaction, from): (&Transaction, State),
    (person, verdict): (Option<&mut Person>, &StoredVerdict),
    decider: Decider,
) -> Result<Result<(), ApproveRefusal>, Failure> {
    if let (Purpose::Identity, Some(person), Some(reading)) =
        (transaction.row.purpose, person, verdict.reading())
        && let Err(refusal) = verify_person((&mut *tx, app, context), person, reading)?
    {
        return Ok(Err(refusal));
    }
    let decided = DecidedRow {
        to: State::Approved,
        verdict: transaction.seal_verdict(app, verdict)?,
        by: decider.by,
    };
    let row = &transaction.row;
    if !tx.decide_transaction((row, from), &decided, decider.now)? {
        return Err(Failure::Inconsistent(
            "a transaction that moved under its guard",
        ));
    }
    tx.insert_entry(&decider.entry(tx, transaction, Act::IdentityApproved))?;
    Ok(Ok(()))
}

/// Makes a person a verified one by what was read off the card.
pub(super) fn verify_person(
    (tx, app, context): (&mut TenantTx<'_>, &App, &TenantContext),
    person: &mut Person,
    reading: &Reading,
) -> Result<Result<(), ApproveRefusal>, Failure> {
    if person.row.stage != Stage::Registered {
        return Ok(Err(ApproveRefusal::AlreadyVerified));
    }
    let index = context.key.blind_index("id number", &reading.id_number);
    if !tx.claim_id_number(person.row.id, &index)? {
        return Ok(Err(ApproveRefusal::IdNumberTaken));
    }
    person.row.stage = STAGE_WHEN_APPROVED;
    person.profile.card = Some(reading.card());
    person.reseal(app)?;
    tx.update_person(&person.row)?;
    person.index_words(tx, &context.key)?;
    Ok(Ok(()))
}
