//! A code that was typed: counted when wrong, and when right the phone is proved or the contract
//! confirmed, in the same transaction. Which of the two, the session's step says.

use mithaq_domain::{
    drawing::Drawing,
    evidence::Act,
    id::{EntryId, TransactionId},
    otp::{DAILY_WRONG, Purpose, Refusal},
    place::location::Location,
    session::Step,
    text::ascii_digits,
    time::Instant,
};
use mithaq_store::{TenantTx, otp::CodeRow};

use super::{
    Guest, GuestRefusal, LanguageWish, confirm,
    guest::Ask,
    mailbox, prove,
    sealed::hex,
    send_code::{destination, target},
};
use crate::{App, Failure, error::Answer, notice, otp::code_hash};

/// What was typed.
#[derive(Clone, Debug)]
pub struct VerifyAsk {
    /// Who asks.
    pub ask: Ask,
    /// The code as typed, in digits of any script.
    pub code: String,
    /// The hash that the page showed, where the code signs.
    pub document_sha256: Option<String>,
    /// Whether the page asked for the code that proves the mailbox.
    pub mailbox: bool,
    /// A name typed as a signature.
    pub typed_name: Option<String>,
    /// A signature drawn by finger or mouse.
    pub drawn: Option<Drawing>,
    /// Where the person said they are: asked for by their own tap, never needed.
    pub location: Option<Location>,
    /// In which language the page was.
    pub wish: LanguageWish,
    /// The network address, for the evidence.
    pub address: String,
    /// What the browser says it is, for the evidence.
    pub user_agent: String,
    /// What the device's clock said, where an app tells.
    pub device_time: Option<Instant>,
    /// The transaction by which the person proved to be where they sign, where that was needed.
    pub presence: Option<TransactionId>,
}

/// Judges a code.
pub async fn verify_code(app: &App, ask: VerifyAsk) -> Answer<(), GuestRefusal> {
    let (now, inner) = (app.now(), app.clone());
    let entry = EntryId::new(now, &app.random());
    let locked = EntryId::new(now, &app.random());
    let proof = prove::Draws::new(app, now);
    let confirmation = confirm::Draws::new(app, now);
    let signs = ask.document_sha256.is_some();
    let answer = app
        .store()
        .write(move |tx| {
            let guest = match Guest::act(&inner, tx, &ask.ask)? {
                Ok(guest) => guest,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let mut tx = tx.tenant(guest.context.tenant.id);
            let typed = Typed {
                app: &inner,
                guest: &guest,
                ask: &ask,
                entry,
                locked,
                now,
            };
            // The hash tells which page sent the code: a page of an earlier step is only late.
            match (guest.step, &ask.document_sha256) {
                (Step::Phone, None) if !ask.mailbox => {
                    match typed.judge(&mut tx, Purpose::Phone)? {
                        Ok(_) => prove::prove(&inner, &mut tx, &guest, &proof, now),
                        Err(refusal) => Ok(Err(refusal)),
                    }
                }
                (Step::Mailbox, None) if ask.mailbox => {
                    match typed.judge(&mut tx, Purpose::Mailbox)? {
                        Ok(_) => mailbox::confirm(&inner, &mut tx, &guest, (entry, now)),
                        Err(refusal) => Ok(Err(refusal)),
                    }
                }
                (Step::Sign, Some(_)) => match typed.judge(&mut tx, Purpose::Sign)? {
                    Ok(code) => {
                        confirm::confirm(&inner, &mut tx, (&guest, &ask), &code, &confirmation)
                    }
                    Err(refusal) => Ok(Err(refusal)),
                },
                _ => Ok(Err(GuestRefusal::WrongStep)),
            }
        })
        .await?;
    // Who only proved a phone or mailbox has nothing done for them.
    if signs || answer.is_err() {
        app.wake_worker();
    }
    Ok(answer)
}

/// A code that a guest typed, before it is judged.
pub(super) struct Typed<'a> {
    pub(super) app: &'a App,
    pub(super) guest: &'a Guest,
    pub(super) ask: &'a VerifyAsk,
    pub(super) entry: EntryId,
    pub(super) locked: EntryId,
    pub(super) now: Instant,
}

impl Typed<'_> {
    /// The code, used up, where it is right.
    fn judge(&self, tx: &mut TenantTx<'_>, purpose: Purpose) -> Answer<CodeRow, GuestRefusal> {
        let code = match self.check(tx, purpose)? {
            Ok(code) => code,
            Err(refusal) => return Ok(Err(refusal)),
        };
        Ok(if tx.use_code(code.id, self.now)? {
            Ok(code)
        } else {
            Err(GuestRefusal::Code(Refusal::Exhausted))
        })
    }

    /// The code, not used up yet, where it is right; a wrong one is counted.
    pub(super) fn check(
        &self,
        tx: &mut TenantTx<'_>,
        purpose: Purpose,
    ) -> Answer<CodeRow, GuestRefusal> {
        let (history, code) = tx.get_code_history(&target(self.guest, purpose), self.now)?;
        // A code is valid only for the session that it was sent for.
        let Some(code) = code.filter(|code| code.bound.session == Some(self.guest.row.id)) else {
            return Ok(Err(GuestRefusal::Code(Refusal::NoneSent)));
        };
        if purpose == Purpose::Sign && !same_document(self.guest, self.ask, &code) {
            return Ok(Err(GuestRefusal::DocumentChanged));
        }
        let digits: String = ascii_digits(&self.ask.code).split_whitespace().collect();
        let matches =
            mithaq_store::vault::equal(&code_hash(self.app, code.id, &digits), &code.code_hash);
        match history.check(self.now, matches) {
            Ok(()) => Ok(Ok(code)),
            Err(refusal) => {
                self.count(tx, &code, refusal)?;
                let last = history.wrong.saturating_add(1) == DAILY_WRONG;
                if last && matches!(refusal, Refusal::Wrong { .. }) {
                    let detail = "{\"limit\":\"wrong codes\"}".to_owned();
                    let locked = (self.locked, self.now);
                    tx.insert_entry(&self.guest.entry(locked, Act::CodesLocked, None, detail))?;
                    let to = destination(self.guest, purpose);
                    let masked = to.map_or_else(String::new, |to| to.masked());
                    let context = &self.guest.context;
                    notice::tell_locked(self.app, tx, context, &masked, locked)?;
                }
                Ok(Err(GuestRefusal::Code(refusal)))
            }
        }
    }

    /// A wrong code is counted, and the count survives the refusal.
    fn count(
        &self,
        tx: &mut TenantTx<'_>,
        code: &CodeRow,
        refusal: Refusal,
    ) -> Result<(), Failure> {
        if !matches!(refusal, Refusal::Wrong { .. }) {
            return Ok(());
        }
        tx.count_wrong_code(code.id)?;
        let entry = self.guest.entry(
            (self.entry, self.now),
            Act::CodeRefused,
            code.bound.contract,
            "{}".to_owned(),
        );
        Ok(tx.insert_entry(&entry)?)
    }
}

/// The page, the code and the frozen file must name one document.
pub(super) fn same_document(guest: &Guest, ask: &VerifyAsk, code: &CodeRow) -> bool {
    let (Some(contract), [document]) = (guest.contract(), guest.documents.as_slice()) else {
        return false;
    };
    code.bound.contract == Some(contract.id)
        && code.document_sha256.as_ref() == Some(&document.reviewed_sha256)
        && ask.document_sha256.as_deref() == Some(hex(&document.reviewed_sha256).as_str())
}
