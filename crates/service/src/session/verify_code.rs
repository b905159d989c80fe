//! A code that was typed: counted when wrong, and when right the phone is proved or the contract
//! confirmed, in the same transaction. Which of the two, the session's step says.

use mithaq_domain::{
    evidence::Act, id::EntryId, otp::Purpose, session::Step, text::ascii_digits, time::Instant,
};
use mithaq_store::{TenantTx, otp::CodeRow};

use super::{
    Guest, GuestRefusal, confirm,
    guest::Ask,
    prove,
    sealed::hex,
    send_code::{code_hash, target},
};
use crate::{App, Failure, error::Answer};

/// What was typed.
#[derive(Clone, Debug)]
pub struct VerifyAsk {
    /// Who asks.
    pub ask: Ask,
    /// The code as typed, in digits of any script.
    pub code: String,
    /// The hash that the page showed, where the code signs.
    pub document_sha256: Option<String>,
    /// A name typed as a signature.
    pub typed_name: Option<String>,
    /// The network address, for the evidence.
    pub address: String,
    /// What the browser says it is, for the evidence.
    pub user_agent: String,
}

/// Judges a code.
pub async fn verify_code(app: &App, ask: VerifyAsk) -> Answer<(), GuestRefusal> {
    let (now, inner) = (app.now(), app.clone());
    let entry = EntryId::new(now, &app.random());
    let proof = prove::Draws::new(app, now);
    let confirmation = confirm::Draws::new(app, now);
    let answer = app
        .store()
        .write(move |tx| {
            let guest = match Guest::act(&inner, tx, &ask.ask)? {
                Ok(guest) => guest,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let mut tx = tx.tenant(guest.context.tenant.id);
            // The hash tells which page sent the code: a page of an earlier step is only late.
            match (guest.step, &ask.document_sha256) {
                (Step::Phone, None) => {
                    match judge(&inner, &mut tx, &guest, &ask, Purpose::Phone, entry, now)? {
                        Ok(_) => prove::prove(&inner, &mut tx, &guest, &proof, now),
                        Err(refusal) => Ok(Err(refusal)),
                    }
                }
                (Step::Sign, Some(_)) => {
                    match judge(&inner, &mut tx, &guest, &ask, Purpose::Sign, entry, now)? {
                        Ok(code) => confirm::confirm(
                            &inner,
                            &mut tx,
                            &guest,
                            &ask,
                            &code,
                            &confirmation,
                            now,
                        ),
                        Err(refusal) => Ok(Err(refusal)),
                    }
                }
                _ => Ok(Err(GuestRefusal::WrongStep)),
            }
        })
        .await?;
    app.wake_worker();
    Ok(answer)
}

fn judge(
    app: &App,
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    ask: &VerifyAsk,
    purpose: Purpose,
    entry: EntryId,
    now: Instant,
) -> Answer<CodeRow, GuestRefusal> {
    let (history, code) = tx.get_code_history(&target(guest, purpose), now)?;
    let none_sent = GuestRefusal::Code(mithaq_domain::otp::Refusal::NoneSent);
    // A code is valid only for the session that it was sent for.
    let Some(code) = code.filter(|code| code.session == guest.row.id) else {
        return Ok(Err(none_sent));
    };
    if purpose == Purpose::Sign && !same_document(guest, ask, &code) {
        return Ok(Err(GuestRefusal::DocumentChanged));
    }
    let digits: String = ascii_digits(&ask.code).split_whitespace().collect();
    let matches = mithaq_store::vault::equal(&code_hash(app, code.id, &digits), &code.code_hash);
    match history.check(now, matches) {
        Ok(()) if tx.use_code(code.id, now)? => Ok(Ok(code)),
        Ok(()) => Ok(Err(GuestRefusal::Code(
            mithaq_domain::otp::Refusal::Exhausted,
        ))),
        Err(refusal) => {
            count(tx, guest, &code, refusal, entry, now)?;
            Ok(Err(GuestRefusal::Code(refusal)))
        }
    }
}

/// A wrong code is counted, and the count survives the refusal.
fn count(
    tx: &mut TenantTx<'_>,
    guest: &Guest,
    code: &CodeRow,
    refusal: mithaq_domain::otp::Refusal,
    entry: EntryId,
    now: Instant,
) -> Result<(), Failure> {
    if !matches!(refusal, mithaq_domain::otp::Refusal::Wrong { .. }) {
        return Ok(());
    }
    tx.count_wrong_code(code.id)?;
    tx.insert_entry(&guest.entry(entry, Act::CodeRefused, code.contract, "{}".to_owned(), now))?;
    Ok(())
}

/// The page, the code and the frozen file must name one document.
fn same_document(guest: &Guest, ask: &VerifyAsk, code: &CodeRow) -> bool {
    let (Some(contract), [document]) = (guest.contract(), guest.documents.as_slice()) else {
        return false;
    };
    code.contract == Some(contract.id)
        && code.document_sha256.as_ref() == Some(&document.reviewed_sha256)
        && ask.document_sha256.as_deref() == Some(hex(&document.reviewed_sha256).as_str())
}
