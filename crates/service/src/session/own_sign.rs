//! `CustomerSign`: a registered person signs by the company's app. The steps are those of the hosted
//! session, with the person's token in place of a browser that proved the phone: a code bound to
//! the hash of the reviewed file, then the confirmation. Beside them the app's place counts: whoever
//! is far from where they were last active signs nothing, unless they lately proved to be there by
//! their face (`wire.md` 6; `transaction/presence`).

mod decline;
mod link;

pub use decline::{DeclineByApp, decline_by_app};
pub use link::{ViewRefusal, make_sign_link, open_sign_link, view_by_sign_link, view_link};

pub(crate) use link::follow_view;
pub(super) use link::is_sign_cookie;

use std::sync::Arc;

use mithaq_domain::{
    access::User,
    contract::{
        Status,
        quorum::{self, Signature},
    },
    eligibility::NotEligible,
    id::{CodeId, ContractId, EntryId, TransactionId},
    message::SmsProvider,
    otp::{PROOF_LIFE, Purpose, Refusal},
    person::Location,
    session::Step,
    text::Language,
    time::Instant,
};
use mithaq_store::{TenantTx, contract::SignerRow, otp::CodeRow};

use super::{
    Guest, GuestRefusal, LanguageWish, SendAsk, VerifyAsk, confirm,
    guest::{Ask, Cookies},
    sealed::hex,
    send_code::{self, target},
    verify_code::{Typed, same_document},
};
use crate::{
    App, Failure,
    app::TenantContext,
    contract::{Circumstances, fix_document, standing},
    error::Answer,
    otp::SentCode,
    person::Person,
    transaction::find_presence,
};

/// What a person's app asks for.
#[derive(Clone)]
pub struct SignAsk {
    /// The person.
    pub user: User,
    /// The contract.
    pub contract: ContractId,
    /// Where the device is.
    pub here: Location,
    /// What the app says of its device, and where the call comes from.
    pub circumstances: Circumstances,
    /// The language of messages.
    pub language: Option<Language>,
    /// The gateway that is asked for.
    pub gateway: Option<SmsProvider>,
}

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignRefusal {
    /// The person has no such contract.
    NotFound,
    /// The rule of eligibility refuses.
    NotEligible(NotEligible),
    /// The device is far from where the person was last active.
    LocationChanged,
    /// The rules of the hosted session refuse.
    Guest(GuestRefusal),
}

/// The guest of a session, and the proof of presence that the guest relies on.
type Admitted = (Guest, Option<TransactionId>);

/// One step, in its unit.
struct Case {
    app: App,
    context: Arc<TenantContext>,
    ask: SignAsk,
    now: Instant,
}

/// `StepRequestOtp`: sends the code that signs the document as it is fixed now.
pub async fn request_sign_code(app: &App, ask: SignAsk) -> Answer<SentCode, SignRefusal> {
    fix_document(app, ask.user, ask.contract).await?;
    let case = Case::new(app, ask)?;
    let draws = send_code::Draws::new(app, case.now);
    let answer = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(case.ask.user.tenant);
            let (guest, _) = match case.admit(&mut tx)? {
                Ok(admitted) => admitted,
                Err(refusal) => return Ok::<_, Failure>(Err(refusal)),
            };
            let ask = SendAsk {
                ask: case.no_browser(&guest),
                address: case.ask.circumstances.address.clone(),
                wish: case.wish(),
                document_sha256: document_sha256(&guest),
                mailbox: false,
                email: None,
                gateway: case.ask.gateway,
            };
            let sent = send_code::send(&case.app, &mut tx, &guest, &ask, &draws)?;
            Ok(sent
                .map(|()| draws.sent(&guest.context.tenant.settings))
                .map_err(SignRefusal::Guest))
        })
        .await?;
    app.wake_worker();
    Ok(answer)
}

/// `StepValidateOtp`: judges the code, which then allows the confirmation for half an hour.
pub async fn check_sign_code(
    app: &App,
    ask: SignAsk,
    (id, digits): (CodeId, String),
) -> Answer<(), SignRefusal> {
    let case = Case::new(app, ask)?;
    let [entry, locked] = [(); 2].map(|()| EntryId::new(case.now, &app.random()));
    let answer = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(case.ask.user.tenant);
            let admitted = match case.admit(&mut tx)? {
                Ok(admitted) => admitted,
                Err(refusal) => return Ok::<_, Failure>(Err(refusal)),
            };
            let guest = &admitted.0;
            if guest.step != Step::Sign {
                return Ok(Err(SignRefusal::Guest(GuestRefusal::WrongStep)));
            }
            let newest = tx.get_code_history(&target(guest, Purpose::Sign), case.now)?;
            if newest.1.is_none_or(|code| code.id != id) {
                return Ok(Err(none_sent()));
            }
            let typed = Typed {
                app: &case.app,
                guest,
                ask: &case.verify_ask(&admitted, digits.clone()),
                entry,
                locked,
                now: case.now,
            };
            match typed.check(&mut tx, Purpose::Sign)? {
                Ok(code) => tx.prove_code(code.id, case.now)?,
                Err(refusal) => return Ok(Err(SignRefusal::Guest(refusal))),
            }
            Ok(Ok(()))
        })
        .await?;
    app.wake_worker();
    Ok(answer)
}

/// `StepValidatePayment`: nothing is charged, and the person's confirmation is stored. Of two at once
/// one signs, since the accepted code is used up; whoever confirmed before is answered as then.
pub async fn confirm_by_app(app: &App, ask: SignAsk) -> Answer<Status, SignRefusal> {
    let case = Case::new(app, ask)?;
    let draws = confirm::Draws::new(app, case.now);
    let answer = app
        .store()
        .write(move |tx| {
            let mut tx = tx.tenant(case.ask.user.tenant);
            let admitted = match case.admit(&mut tx)? {
                Ok(admitted) => admitted,
                Err(refusal) => return Ok::<_, Failure>(Err(refusal)),
            };
            let guest = &admitted.0;
            if guest.step != Step::Sign {
                let before = case.confirmed_before(&mut tx, guest)?;
                return Ok(before.ok_or(SignRefusal::Guest(GuestRefusal::WrongStep)));
            }
            let ask = case.verify_ask(&admitted, String::new());
            let code = match case.accepted_code(&mut tx, guest, &ask)? {
                Ok(code) => code,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let confirmed = confirm::confirm(&case.app, &mut tx, (guest, &ask), &code, &draws)?;
            if let Err(refusal) = confirmed {
                return Ok(Err(SignRefusal::Guest(refusal)));
            }
            let row = tx.find_contract(case.ask.contract)?;
            let row = row.ok_or(Failure::Inconsistent("a contract without a row"))?;
            Ok(Ok(row.status))
        })
        .await?;
    app.wake_worker();
    Ok(answer)
}

const fn none_sent() -> SignRefusal {
    SignRefusal::Guest(GuestRefusal::Code(Refusal::NoneSent))
}

fn document_sha256(guest: &Guest) -> Option<String> {
    let document = guest.documents.first();
    document.map(|document| hex(&document.reviewed_sha256))
}

impl Case {
    fn new(app: &App, ask: SignAsk) -> Result<Self, Failure> {
        Ok(Self {
            app: app.clone(),
            context: app.tenant(ask.user.tenant)?,
            now: app.now(),
            ask,
        })
    }

    /// The session of the contract, where this person may sign it here, and the proof of presence
    /// that it takes for that.
    fn admit(&self, tx: &mut TenantTx<'_>) -> Answer<Admitted, SignRefusal> {
        let (user, context) = (self.ask.user, Arc::clone(&self.context));
        let subject = (user.person, self.ask.contract);
        let guest = Guest::of_person(tx, context, subject, self.now)?;
        let (Some(guest), Some(person)) = (guest, tx.find_person(user.person)?) else {
            return Ok(Err(SignRefusal::NotFound));
        };
        // Of several contracts in one session, which the hosted session does not sign either.
        let Some(contract) = guest.contract() else {
            return Ok(Err(SignRefusal::Guest(GuestRefusal::WrongStep)));
        };
        let policy = guest.form(tx, contract)?.identity_policy;
        let standing = standing(tx, &self.context, &person, self.now)?;
        if let Err(refusal) = standing.may_sign(policy) {
            return Ok(Err(SignRefusal::NotEligible(refusal)));
        }
        let person = Person::open(&self.context.key, person)?;
        // Who was nowhere yet could be anywhere: a log-in that says where cures it.
        let is_near = |last: Location| !last.is_too_far_from(self.ask.here);
        if person.location()?.is_some_and(is_near) {
            return Ok(Ok((guest, None)));
        }
        let presence = find_presence(tx, &self.context, &person, (self.ask.here, self.now))?;
        Ok(presence
            .map(|id| (guest, Some(id)))
            .ok_or(SignRefusal::LocationChanged))
    }

    /// What the person's confirmation led to, where it was given and still stands: the answer may have
    /// been lost.
    fn confirmed_before(
        &self,
        tx: &mut TenantTx<'_>,
        guest: &Guest,
    ) -> Result<Option<Status>, Failure> {
        let stands = |status: Status| status.has_signatures() || status == Status::Completed;
        if !guest.contract().is_some_and(|row| stands(row.status)) {
            return Ok(None);
        }
        let signers = tx.list_signers(self.ask.contract)?;
        let own = signers.iter().find(|signer| signer.session == guest.row.id);
        let Some(at) = own.and_then(|signer| signer.signed_at) else {
            return Ok(None);
        };
        let then = |signer: &SignerRow| match signer.signed_at {
            Some(other) if other > at => Signature::Open,
            _ => signer.signature(),
        };
        let then: Vec<Signature> = signers.iter().map(then).collect();
        let required = guest.contract().and_then(|row| row.required);
        Ok(Some(if quorum::is_reached(&then, required) {
            Status::CustomerSigned
        } else {
            Status::CustomerPartiallySigned
        }))
    }

    /// Uses up the code that was accepted for this document lately.
    fn accepted_code(
        &self,
        tx: &mut TenantTx<'_>,
        guest: &Guest,
        ask: &VerifyAsk,
    ) -> Answer<CodeRow, SignRefusal> {
        let (history, code) = tx.get_code_history(&target(guest, Purpose::Sign), self.now)?;
        let accepted = history.last.and_then(|last| last.proved_at);
        let (Some(at), Some(code)) = (accepted, code) else {
            return Ok(Err(none_sent()));
        };
        if code.bound.session != Some(guest.row.id) || !same_document(guest, ask, &code) {
            return Ok(Err(none_sent()));
        }
        let refuse = |refusal| Ok(Err(SignRefusal::Guest(GuestRefusal::Code(refusal))));
        if self.now >= at.plus(PROOF_LIFE) {
            return refuse(Refusal::Expired);
        }
        if !tx.use_code(code.id, self.now)? {
            return refuse(Refusal::Exhausted);
        }
        Ok(Ok(code))
    }

    /// No browser asks: the person's token proved who does.
    fn no_browser(&self, guest: &Guest) -> Ask {
        Ask {
            session: guest.row.id,
            cookies: Cookies::default(),
            form_token: String::new(),
        }
    }

    const fn wish(&self) -> LanguageWish {
        LanguageWish {
            chosen: self.ask.language,
            accepted: None,
        }
    }

    fn verify_ask(&self, (guest, presence): &Admitted, code: String) -> VerifyAsk {
        let said = &self.ask.circumstances;
        VerifyAsk {
            ask: self.no_browser(guest),
            code,
            document_sha256: document_sha256(guest),
            mailbox: false,
            typed_name: None,
            drawn: None,
            location: Some(self.ask.here.rounded()),
            wish: self.wish(),
            address: said.address.clone(),
            user_agent: said.user_agent.clone(),
            device_time: said.device_time,
            presence: *presence,
        }
    }
}
