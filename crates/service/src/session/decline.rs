//! The person declines, or says that something in the contract is wrong: either way nothing is
//! signed, the contract ends, and the company sees which and why.

use mithaq_domain::{
    contract::Ending,
    evidence::Act,
    id::EntryId,
    session::{Phase, Step},
};

use super::{Guest, GuestRefusal, advance::advance, guest::Ask, sealed::seal};
use crate::{App, Failure, error::Answer};

/// What was said.
#[derive(Clone, Debug)]
pub struct DeclineAsk {
    /// Who asks.
    pub ask: Ask,
    /// Something is wrong, rather than not wanted.
    pub report: bool,
    /// The person's own words, if any.
    pub reason: Option<String>,
}

/// Ends the session and its contracts without effect.
pub async fn decline(app: &App, ask: DeclineAsk) -> Answer<(), GuestRefusal> {
    let (now, inner) = (app.now(), app.clone());
    let entry = EntryId::new(now, &app.random());
    let (ending, act) = if ask.report {
        (Ending::Reported, Act::ContractReported)
    } else {
        (Ending::Declined, Act::ContractDeclined)
    };
    app.store()
        .write(move |tx| {
            let guest = match Guest::act(&inner, tx, &ask.ask)? {
                Ok(guest) => guest,
                Err(refusal) => return Ok(Err(refusal)),
            };
            if !matches!(
                guest.step,
                Step::Missing | Step::Review | Step::Sign | Step::Waiting
            ) {
                return Ok(Err(GuestRefusal::WrongStep));
            }
            let mut tx = tx.tenant(guest.context.tenant.id);
            for contract in &guest.contracts {
                let Ok(next) = contract.status.ended(ending) else {
                    return Ok(Err(GuestRefusal::WrongStep));
                };
                if !tx.change_status(contract.id, contract.status, next, now)? {
                    return Err(Failure::Inconsistent("a declined contract that moved"));
                }
            }
            let why = Some(ending.name());
            if let Err(refusal) = advance(&mut tx, &guest, Phase::Declined, why, now)? {
                return Ok(Err(refusal));
            }
            let mut entry = guest.entry(
                (entry, now),
                act,
                guest.contract().map(|contract| contract.id),
                "{}".to_owned(),
            );
            if let Some(reason) = ask
                .reason
                .as_deref()
                .map(str::trim)
                .filter(|reason| !reason.is_empty())
            {
                let reason: String = reason.chars().take(1_000).collect();
                let id = entry.id.to_string();
                entry.sealed = Some(seal(
                    &guest.key,
                    "journal.sealed",
                    &id,
                    &reason,
                    inner.entropy(),
                )?);
            }
            tx.insert_entry(&entry)?;
            Ok(Ok(()))
        })
        .await
}
