//! Presence: a verified person far from where they were last active proves by their face to be there,
//! and may sign there for a day (`wire.md` 6, `StepReValidateLiveness`). The company's identity
//! provider decides, as on a card; the person's last active place stays where it was.

use mithaq_domain::{
    access::User,
    eligibility::NotEligible,
    id::{ContractId, TransactionId},
    person::{Location, Stage},
    time::Instant,
    transaction::{PRESENCE_LIFE, Purpose, State},
};
use mithaq_store::TenantTx;

use super::{CaptureAsk, CaptureRefused, Captured, capture_faces, sealed::Transaction};
use crate::{
    App, Failure, Once,
    app::{TenantContext, refused},
    error::Answer,
    person::Person,
};

/// Faces that prove presence.
pub struct PresenceAsk {
    /// The contract that is to be signed, where the app names it; nothing where the name can be none.
    pub contract: Option<Option<ContractId>>,
    /// The faces, and where they were taken.
    pub capture: CaptureAsk,
}

/// Why presence is not proved.
#[derive(Clone, Debug)]
pub enum PresenceRefusal {
    /// The person has no such contract.
    NotFound,
    /// The person has no verified identity, so that there is no face to compare with.
    NotEligible(NotEligible),
    /// The pictures are not taken.
    Capture(CaptureRefused),
}

/// Takes the faces of a verified person. Whoever decides approves or refuses; nobody is passed
/// silently.
pub async fn prove_presence(
    app: &App,
    user: User,
    ask: PresenceAsk,
    once: &Once,
) -> Answer<Captured, PresenceRefusal> {
    let contract = ask.contract;
    let admitted = app.store().read(move |tx| {
        let mut tx = tx.tenant(user.tenant);
        let named = match contract {
            Some(Some(id)) => tx.find_person_contract(user.person, id)?.is_some(),
            Some(None) => false,
            None => true,
        };
        let person = tx.find_person(user.person)?;
        Ok::<_, Failure>(match (named, person.map(|person| person.stage)) {
            (false, _) | (_, None) => Err(PresenceRefusal::NotFound),
            (true, Some(Stage::Verified)) => Ok(()),
            (true, Some(_)) => {
                let unverified = NotEligible::IdentityNotVerified;
                Err(PresenceRefusal::NotEligible(unverified))
            }
        })
    });
    if let Err(refusal) = admitted.await? {
        return refused(refusal);
    }
    let who = (user.tenant, user.person);
    let captured = capture_faces(app, who, ask.capture, once).await?;
    Ok(captured.map_err(PresenceRefusal::Capture))
}

/// The newest transaction by which a person proved to be near to where they are now, where it was
/// decided lately. Whoever proved to be elsewhere since has not lost it.
pub(crate) fn find_presence(
    tx: &mut TenantTx<'_>,
    context: &TenantContext,
    person: &Person,
    (here, now): (Location, Instant),
) -> Result<Option<TransactionId>, Failure> {
    let since = now.minus(PRESENCE_LIFE);
    let wanted = (Purpose::Presence, State::Approved);
    for row in tx.list_transactions_since(person.row.id, wanted, since)? {
        let transaction = Transaction::open(&context.key, Some(person), row)?;
        let there = transaction.facts()?.location;
        if there.is_some_and(|there| !there.is_too_far_from(here)) {
            return Ok(Some(transaction.row.id));
        }
    }
    Ok(None)
}
