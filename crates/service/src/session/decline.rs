//! The person declines, or says that something in the contract is wrong: either way nothing is
//! signed, the contract ends unless enough others may still sign it, and the company sees which and
//! why. On the hosted pages; by the person's own app it is the same (`own_sign/decline`).

use mithaq_domain::{
    contract::Ending,
    evidence::{Act, Entry},
    id::EntryId,
    session::Phase,
    time::Instant,
};
use mithaq_store::TenantTx;

use super::{Guest, GuestRefusal, advance::advance, guest::Ask, sealed::seal};
use crate::{
    App, Failure,
    contract::{Circumstances, SignerDraws, end_signers, goes_on_without, invite_due},
    error::Answer,
    notice::ContractNews,
};

/// Of the person's own words as many characters are kept.
const LONGEST_WORDS: usize = 1_000;

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

/// What a person says who will not sign.
pub(super) struct Said<'a> {
    /// Not wanted, or something is wrong.
    pub(super) ending: Ending,
    /// The person's own words, if any.
    pub(super) words: Option<&'a str>,
    /// Under which circumstances, where an app tells.
    pub(super) circumstances: Option<&'a Circumstances>,
}

/// Everything random that the unit needs, drawn before it.
#[derive(Clone, Copy)]
pub(super) struct Draws {
    entry: EntryId,
    signers: SignerDraws,
    now: Instant,
}

impl Draws {
    pub(super) fn new(app: &App, now: Instant) -> Self {
        Self {
            entry: EntryId::new(now, &app.random()),
            signers: SignerDraws::new(app, now),
            now,
        }
    }
}

/// Ends the session, and its contract without effect where too few are left to sign it.
pub async fn decline(app: &App, ask: DeclineAsk) -> Answer<(), GuestRefusal> {
    let (inner, draws) = (app.clone(), Draws::new(app, app.now()));
    let answer = app
        .store()
        .write(move |tx| {
            let guest = match Guest::act(&inner, tx, &ask.ask)? {
                Ok(guest) => guest,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let said = Said {
                ending: if ask.report {
                    Ending::Reported
                } else {
                    Ending::Declined
                },
                words: ask.reason.as_deref(),
                circumstances: None,
            };
            let mut tx = tx.tenant(guest.context.tenant.id);
            leave(&inner, &mut tx, &guest, &said, &draws)
        })
        .await?;
    app.wake_worker();
    Ok(answer)
}

/// The person of a session leaves its contract.
pub(super) fn leave(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    said: &Said<'_>,
    draws: &Draws,
) -> Answer<(), GuestRefusal> {
    let contract = guest.contract().filter(|_| guest.step.may_decline());
    let ended = contract.and_then(|contract| {
        let ended = contract.status.ended(said.ending).ok()?;
        Some((contract, ended))
    });
    let Some((contract, ended)) = ended else {
        return Ok(Err(GuestRefusal::WrongStep));
    };
    // Before anything else is written, since a refusal commits.
    let why = Some(said.ending.name());
    if let Err(refusal) = advance(tx, guest, Phase::Declined, why, draws.now)? {
        return Ok(Err(refusal));
    }
    if goes_on_without(tx, contract, guest.row.id)? {
        invite_due(app, tx, &guest.context, contract.id, &draws.signers)?;
    } else {
        if !tx.change_status(contract.id, contract.status, ended, draws.now)? {
            return Err(Failure::Inconsistent("a declined contract that moved"));
        }
        let (of, news) = ((contract, guest.row.id), ContractNews::Declined);
        end_signers(app, tx, &guest.context, of, (news, &draws.signers))?;
    }
    tx.insert_entry(&entry(app, guest, said, (draws.entry, draws.now))?)?;
    Ok(Ok(()))
}

/// The journal entry, with the person's own words under the key of the session.
fn entry(
    app: &App,
    guest: &Guest,
    said: &Said<'_>,
    (id, now): (EntryId, Instant),
) -> Result<Entry, Failure> {
    let act = match said.ending {
        Ending::Reported => Act::ContractReported,
        _ => Act::ContractDeclined,
    };
    let words: Option<String> = said
        .words
        .map(|words| words.trim().chars().take(LONGEST_WORDS).collect());
    let words = words.as_deref().filter(|words| !words.is_empty());
    let under = (&guest.context.tenant.settings, &guest.key);
    let sealed = match said.circumstances {
        Some(circumstances) => Some(circumstances.seal(app, under, (id, words))?),
        None => words
            .map(|words| {
                let (place, entropy) = (id.to_string(), app.entropy());
                seal(&guest.key, "journal.sealed", &place, &words, entropy)
            })
            .transpose()?,
    };
    let detail = said
        .circumstances
        .map_or_else(String::new, |circumstances| {
            circumstances.detail(&guest.invitee, now)
        });
    let contract = guest.contract().map(|contract| contract.id);
    Ok(Entry {
        sealed,
        ..guest.entry((id, now), act, contract, format!("{{{detail}}}"))
    })
}
