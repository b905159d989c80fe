//! The invited person as every hosted step sees them: the session, its contracts, what this browser has shown
//! of itself, and the step that follows. Loaded anew in the transaction of each act: no older page decides.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mithaq_domain::{
    contract::Status,
    eligibility::NotEligible,
    evidence::{Act, Actor, Entry},
    form::{Form, IdentityPolicy},
    id::{ContractId, EntryId, PersonId, SessionId, TenantId},
    message::MessageRefusal,
    otp,
    person::Stage,
    session::{
        Browser, ContractView, Mailbox, PROOF_LIFE, Phase, Position, Step, is_expired, next_step,
    },
    time::Instant,
};
use mithaq_store::{
    TenantTx, Tx,
    contract::{ContractRow, document::DocumentRow},
    session::SessionRow,
    vault::PersonKey,
};

use super::{
    link::holds_link,
    mailbox,
    sealed::{Invitee, open_invitee, session_key},
};
use crate::{App, Failure, app::TenantContext, contract::is_in_turn};

/// What a browser sent of itself.
#[derive(Clone, Debug, Default)]
pub struct Cookies {
    /// Proves to hold the link.
    pub link: Option<String>,
    /// Proves to have exchanged it.
    pub session: Option<String>,
}

/// Why an act of a guest is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuestRefusal {
    /// This browser holds neither link nor session.
    NotYours,
    /// The form was made for another cookie, or its page is too old.
    StaleForm,
    /// The session has moved on: the page to show says what is next.
    WrongStep,
    /// The rules of codes refuse.
    Code(otp::Refusal),
    /// Too many codes were asked for from this network address.
    TooManyCodes,
    /// The company's rules for messages refuse.
    Message(MessageRefusal),
    /// The document is not the one that was shown.
    DocumentChanged,
    /// No mailbox was typed.
    NoMailbox,
    /// What was typed is no mailbox.
    NotAnEmail,
    /// Another person proved this mailbox meanwhile.
    MailboxTaken,
    /// The rule of eligibility refuses.
    NotEligible(NotEligible),
    /// The proved identity is not what the contract says: the company looks first.
    IdentityHeld,
}

/// The session as this browser sees it.
pub(crate) struct Guest {
    pub(crate) context: Arc<TenantContext>,
    pub(crate) row: SessionRow,
    /// The key of what is known of this person in this session.
    pub(crate) key: PersonKey,
    /// The key of the contracts, which are sealed under that of their own session.
    pub(crate) contract_key: PersonKey,
    pub(crate) invitee: Invitee,
    pub(crate) contracts: Vec<ContractRow>,
    pub(crate) documents: Vec<DocumentRow>,
    /// The hash of the session cookie, where the browser has a valid one.
    pub(crate) cookie_hash: Option<[u8; 32]>,
    pub(crate) form_token: Option<String>,
    /// Whether this browser proved the phone or mailbox lately.
    pub(crate) proved: bool,
    pub(crate) step: Step,
    /// Who acts, in the journal.
    pub(crate) actor: Actor,
}

impl Guest {
    /// Loads a session for a browser; `None` when there is none or the person was erased.
    pub(crate) fn load(
        app: &App,
        tx: &mut Tx<'_>,
        id: SessionId,
        cookies: &Cookies,
    ) -> Result<Option<Self>, Failure> {
        let now = app.now();
        let Some(tenant) = tx.everyone().find_session_tenant(id)? else {
            return Ok(None);
        };
        let context = app.tenant(tenant)?;
        let mut tx = tx.tenant(tenant);
        let Some(row) = tx.find_session(id)?.filter(|row| row.wrapped_key.is_some()) else {
            return Ok(None);
        };
        let shown = Shown::read(app, &mut tx, &row, cookies, now)?;
        Self::of_row(&mut tx, context, row, shown, (Actor::Guest, now))
    }

    /// The session of a contract, for the registered person who signs it: the person's token
    /// proves what a browser proves by code.
    pub(crate) fn of_person(
        tx: &mut TenantTx<'_>,
        context: Arc<TenantContext>,
        (person, contract): (PersonId, ContractId),
        now: Instant,
    ) -> Result<Option<Self>, Failure> {
        if tx.find_person_contract(person, contract)?.is_none() {
            return Ok(None);
        }
        let row = match tx.find_signing_session(person, contract)? {
            Some(session) => tx.find_session(session)?,
            None => None,
        };
        let Some(row) = row.filter(|row| row.wrapped_key.is_some()) else {
            return Ok(None);
        };
        let shown = Shown {
            browser: Browser::Guest { proved: true },
            cookie_hash: None,
            form_token: None,
        };
        Self::of_row(tx, context, row, shown, (Actor::Person(person), now))
    }

    fn of_row(
        tx: &mut TenantTx<'_>,
        context: Arc<TenantContext>,
        row: SessionRow,
        shown: Shown,
        (actor, now): (Actor, Instant),
    ) -> Result<Option<Self>, Failure> {
        let key = session_key(&context.key, &row)?;
        let contracts = tx.list_session_contracts(row.id)?;
        let first = contracts.first();
        let own = first.map_or(row.id, |contract| contract.session);
        let contract_key = if own == row.id {
            session_key(&context.key, &row)?
        } else {
            // The contract was erased with the person whose session it was made in.
            let of = tx.find_session(own)?.filter(|of| of.wrapped_key.is_some());
            let Some(of) = of else { return Ok(None) };
            session_key(&context.key, &of)?
        };
        let documents = match contracts.as_slice() {
            [contract] => tx.list_documents(contract.id)?,
            _ => Vec::new(),
        };
        let invitee = open_invitee(&key, &row)?;
        let whose = (&*context, &row, &invitee);
        let step = step(tx, whose, &contracts, shown.browser, now)?;
        Ok(Some(Self {
            invitee,
            context,
            row,
            key,
            contract_key,
            contracts,
            documents,
            cookie_hash: shown.cookie_hash,
            form_token: shown.form_token,
            proved: shown.browser == Browser::Guest { proved: true },
            step,
            actor,
        }))
    }

    /// Loads a session for an act of its guest, whose form was made for this browser.
    pub(crate) fn act(
        app: &App,
        tx: &mut Tx<'_>,
        ask: &Ask,
    ) -> Result<Result<Self, GuestRefusal>, Failure> {
        let Some(guest) = Self::load(app, tx, ask.session, &ask.cookies)? else {
            return Ok(Err(GuestRefusal::NotYours));
        };
        let Some(expected) = &guest.form_token else {
            return Ok(Err(GuestRefusal::NotYours));
        };
        let made_for =
            |token: &str| mithaq_store::vault::equal(token.as_bytes(), ask.form_token.as_bytes());
        if made_for(expected) {
            return Ok(Ok(guest));
        }
        // The second of two clicks on "Continue": this browser has exchanged the link since. Nothing is wrong.
        let late = ask.cookies.link.as_ref().is_some_and(|link| {
            holds_link(app, &guest.row, link, app.now())
                && made_for(&form_token(app, guest.row.id, link))
        });
        Ok(Err(if late {
            GuestRefusal::WrongStep
        } else {
            GuestRefusal::StaleForm
        }))
    }

    /// The only contract of the session, where there is exactly one.
    pub(crate) fn contract(&self) -> Option<&ContractRow> {
        match self.contracts.as_slice() {
            [contract] => Some(contract),
            _ => None,
        }
    }

    /// A journal entry of this guest's act.
    pub(crate) fn entry(
        &self,
        (id, at): (EntryId, Instant),
        act: Act,
        contract: Option<ContractId>,
        detail: String,
    ) -> Entry {
        Entry {
            id,
            tenant: self.context.tenant.id,
            at,
            act,
            actor: self.actor,
            session: Some(self.row.id),
            contract,
            detail,
            sealed: None,
        }
    }

    /// The form of a contract in the version that the contract keeps.
    pub(crate) fn form(
        &self,
        tx: &mut TenantTx<'_>,
        contract: &ContractRow,
    ) -> Result<Arc<Form>, Failure> {
        Ok(Arc::clone(&self.context.form_of(tx, contract)?.form))
    }
}

/// Whose upload it is that a browser begins, before its form can be read.
#[derive(Clone, Copy, Debug)]
pub struct Uploader {
    /// The company.
    pub tenant: TenantId,
    /// The person of the session.
    pub person: Option<PersonId>,
    /// Whether the company is a public sandbox.
    pub is_public: bool,
}

/// Who a browser uploads for: it proved the phone or mailbox, and values are asked of it. Nobody else's
/// large body is read.
pub async fn uploader(
    app: &App,
    session: SessionId,
    cookies: Cookies,
) -> Result<Option<Uploader>, Failure> {
    let inner = app.clone();
    app.store()
        .read(move |tx| {
            let guest = Guest::load(&inner, tx, session, &cookies)?;
            let guest = guest.filter(|guest| guest.step == Step::Missing);
            Ok(guest.map(|guest| Uploader {
                tenant: guest.context.tenant.id,
                person: guest.row.person,
                is_public: guest.context.tenant.settings.public_access.is_some(),
            }))
        })
        .await
}

/// What every act of a guest carries.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The session of the address.
    pub session: SessionId,
    /// What the browser sent of itself.
    pub cookies: Cookies,
    /// The hidden value of the form.
    pub form_token: String,
}

struct Shown {
    browser: Browser,
    cookie_hash: Option<[u8; 32]>,
    form_token: Option<String>,
}

impl Shown {
    fn read(
        app: &App,
        tx: &mut TenantTx<'_>,
        row: &SessionRow,
        cookies: &Cookies,
        now: Instant,
    ) -> Result<Self, Failure> {
        if let Some(cookie) = &cookies.session {
            let hash = cookie_hash(app, cookie);
            if let Some(browser) = tx.find_browser(&hash, row.id, now)? {
                let proved = browser
                    .proved_at
                    .is_some_and(|at| now < at.plus(PROOF_LIFE));
                return Ok(Self {
                    browser: Browser::Guest { proved },
                    cookie_hash: Some(hash),
                    form_token: Some(form_token(app, row.id, cookie)),
                });
            }
        }
        let holds = |cookie: &&String| holds_link(app, row, cookie, now);
        Ok(match cookies.link.as_ref().filter(holds) {
            Some(cookie) => Self {
                browser: Browser::Link,
                cookie_hash: None,
                form_token: Some(form_token(app, row.id, cookie)),
            },
            None => Self {
                browser: Browser::Stranger,
                cookie_hash: None,
                form_token: None,
            },
        })
    }
}

/// The keyed hash under which a session cookie is stored.
pub(crate) fn cookie_hash(app: &App, cookie: &str) -> [u8; 32] {
    app.keys().cookie.hash(&[b"session", cookie.as_bytes()])
}

fn form_token(app: &App, session: SessionId, cookie: &str) -> String {
    URL_SAFE_NO_PAD.encode(
        app.keys()
            .form
            .hash(&[session.as_bytes(), cookie.as_bytes()]),
    )
}

fn step(
    tx: &mut TenantTx<'_>,
    (context, row, invitee): (&TenantContext, &SessionRow, &Invitee),
    contracts: &[ContractRow],
    browser: Browser,
    now: Instant,
) -> Result<Step, Failure> {
    let mut identity_required = false;
    for contract in contracts {
        let form = context.form_of(tx, contract)?;
        identity_required |= form.form.identity_policy == IdentityPolicy::Required;
    }
    let mut mailbox = Mailbox::Settled;
    if let Some(person) = row.person {
        let person = tx.find_person(person)?;
        identity_required &= person
            .as_ref()
            .is_none_or(|person| person.stage != Stage::Verified);
        if let Some(person) = &person {
            mailbox = mailbox::mailbox(tx, context, invitee, person)?;
        }
    }
    let mut views = Vec::new();
    for contract in contracts {
        // One who was named beside the first waits for the turn, and fills in nothing.
        let waits = contract.session != row.id
            && contract.status.ending().is_none()
            && !is_in_turn(tx, contract.id, row.id)?;
        views.push(ContractView {
            status: if waits || contract.session != row.id && contract.status == Status::Draft {
                Status::PendingApproval
            } else {
                contract.status
            },
            code_sent: row.phase >= Phase::Reviewed,
        });
    }
    Ok(next_step(Position {
        origin: row.origin,
        phase: row.phase,
        expired: is_expired(row.phase, row.expires_at, now),
        permissions: &row.permissions,
        browser,
        contracts: &views,
        identity_required,
        mailbox,
    }))
}
