//! The person declines, or says that something in the contract is wrong: either way nothing is
//! signed, the contract ends unless enough others may still sign it, and the company sees which and why.

use mithaq_domain::{
    contract::Ending,
    evidence::{Act, Entry},
    id::EntryId,
    session::{Phase, Step},
    time::Instant,
};

use super::{Guest, GuestRefusal, advance::advance, guest::Ask, sealed::seal};
use crate::{
    App, Failure,
    contract::{SignerDraws, end_signers, goes_on_without, invite_due},
    error::Answer,
    notice::ContractNews,
};

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

/// Ends the session, and its contracts without effect where too few are left to sign them.
pub async fn decline(app: &App, ask: DeclineAsk) -> Answer<(), GuestRefusal> {
    let (now, inner) = (app.now(), app.clone());
    let entry = EntryId::new(now, &app.random());
    let draws = SignerDraws::new(app, now);
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
            let mut going_on = Vec::new();
            for contract in &guest.contracts {
                if goes_on_without(&mut tx, contract, guest.row.id)? {
                    going_on.push(contract.id);
                    continue;
                }
                let Ok(next) = contract.status.ended(ending) else {
                    return Ok(Err(GuestRefusal::WrongStep));
                };
                if !tx.change_status(contract.id, contract.status, next, now)? {
                    return Err(Failure::Inconsistent("a declined contract that moved"));
                }
                let (ended, news) = ((contract, guest.row.id), ContractNews::Declined);
                end_signers(&inner, &mut tx, &guest.context, ended, (news, &draws))?;
            }
            let why = Some(ending.name());
            if let Err(refusal) = advance(&mut tx, &guest, Phase::Declined, why, now)? {
                return Ok(Err(refusal));
            }
            for contract in &going_on {
                invite_due(&inner, &mut tx, &guest.context, *contract, &draws)?;
            }
            let words = ask.reason.as_deref().map(str::trim);
            let words = words.filter(|words| !words.is_empty());
            let entry = entry_of(&inner, &guest, (entry, now), act, words)?;
            tx.insert_entry(&entry)?;
            Ok(Ok(()))
        })
        .await
}

/// The journal entry, with the person's own words under the key of the session.
fn entry_of(
    app: &App,
    guest: &Guest,
    (id, now): (EntryId, Instant),
    act: Act,
    words: Option<&str>,
) -> Result<Entry, Failure> {
    let contract = guest.contract().map(|contract| contract.id);
    let mut entry = guest.entry((id, now), act, contract, "{}".to_owned());
    if let Some(words) = words {
        let words: String = words.chars().take(1_000).collect();
        let place = id.to_string();
        let sealed = seal(&guest.key, "journal.sealed", &place, &words, app.entropy())?;
        entry.sealed = Some(sealed);
    }
    Ok(entry)
}
