//! *Not you?*: whoever holds the link says that the invitation is not theirs. The session ends, no
//! further message goes to that number for it, the company sees why, and nothing is revealed.

use mithaq_domain::{
    contract::Ending,
    evidence::Act,
    id::EntryId,
    session::{Phase, Step},
};

use super::{Guest, GuestRefusal, advance::advance, guest::Ask};
use crate::{
    App,
    contract::{SignerDraws, end_signers, goes_on_without, invite_due},
    error::Answer,
    notice::ContractNews,
};

/// Why a disowned session ended, as the company sees it.
pub(super) const REASON: &str = "NotMe";

/// Once the phone is proved the invitation has found its person: a forwarded link must not end it.
pub(super) fn may_disown(guest: &Guest) -> bool {
    let early = guest.row.phase < Phase::PhoneProved;
    early && matches!(guest.step, Step::Open | Step::Phone)
}

/// Ends the session on behalf of whoever holds its link.
pub async fn disown(app: &App, ask: Ask) -> Answer<(), GuestRefusal> {
    let (now, inner) = (app.now(), app.clone());
    let entry = EntryId::new(now, &app.random());
    let draws = SignerDraws::new(app, now);
    app.store()
        .write(move |tx| {
            let guest = match Guest::act(&inner, tx, &ask)? {
                Ok(guest) => guest,
                Err(refusal) => return Ok(Err(refusal)),
            };
            if !may_disown(&guest) {
                return Ok(Err(GuestRefusal::WrongStep));
            }
            let mut tx = tx.tenant(guest.context.tenant.id);
            let mut going_on = Vec::new();
            for contract in &guest.contracts {
                if goes_on_without(&mut tx, contract, guest.row.id)? {
                    going_on.push(contract.id);
                } else if let Ok(next) = contract.status.ended(Ending::Voided) {
                    tx.change_status(contract.id, contract.status, next, now)?;
                    let (ended, news) = ((contract, guest.row.id), ContractNews::Declined);
                    end_signers(&inner, &mut tx, &guest.context, ended, (news, &draws))?;
                }
            }
            if let Err(refusal) = advance(&mut tx, &guest, Phase::Revoked, Some(REASON), now)? {
                return Ok(Err(refusal));
            }
            for contract in &going_on {
                invite_due(&inner, &mut tx, &guest.context, *contract, &draws)?;
            }
            tx.insert_entry(&guest.entry(
                (entry, now),
                Act::SessionDisowned,
                None,
                "{}".to_owned(),
            ))?;
            Ok(Ok(()))
        })
        .await
}
