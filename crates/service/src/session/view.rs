//! What the person sees now: the step, and what that step shows. Nothing personal is in it before
//! the phone is proved. How a step's part is loaded is in `detail`; how it looks is not here.

mod detail;

use mithaq_domain::{
    form::{Field, Media, ShownSize, Value},
    id::{ContractId, ContractTypeId, SessionId, TenantId},
    session::Step,
    text::{Bilingual, Language},
};

use super::{Cookies, Guest, LanguageWish};
use crate::{App, Failure, contract::Passage};

/// What the person sees.
#[derive(Clone, Debug)]
pub struct View {
    /// Whose session it is.
    pub tenant: TenantId,
    /// The page.
    pub step: Step,
    /// Who asks.
    pub company: Bilingual,
    /// The language of the page.
    pub language: Language,
    /// Whether identity is all that is asked for.
    pub identity_only: bool,
    /// The hidden value of this page's forms.
    pub form_token: Option<String>,
    /// What the page shows.
    pub detail: ViewDetail,
}

/// What a page shows beside who asks.
#[derive(Clone, Debug)]
pub enum ViewDetail {
    /// Nothing.
    Nothing,
    /// What will happen.
    Open(OpenView),
    /// Where the code goes, and when another may be asked for.
    Phone(PhoneView),
    /// The phone is proved, identity is not.
    Identity(Reached),
    /// The company asks for a proved mailbox and named none: the person types it.
    NameMailbox,
    /// The mailbox that the company named cannot be proved here.
    NoMailbox,
    /// Why this session cannot go on yet.
    Blocked(Blocked),
    /// The fields to fill in.
    Missing {
        /// The contract.
        card: CardView,
        /// Fields that the person gives, in order, with what was given so far.
        fields: Vec<OpenField>,
        /// What the company filled in.
        locked: Vec<ShownValue>,
    },
    /// The document is complete, but not rendered yet.
    NeedsDocument(ContractId),
    /// The document to review, and where the code went if one was sent.
    Review(Box<ReviewView>),
    /// Waiting for the company.
    Waiting(CardView),
    /// Signed.
    Done(DoneView),
    /// The session ended without a signature.
    Ended(EndedView),
}

/// What the first page may say before anything is proved.
#[derive(Clone, Debug)]
pub struct OpenView {
    /// How many contracts wait.
    pub contracts: usize,
    /// Whether the code goes to a phone rather than a mailbox.
    pub sms: bool,
    /// Until when the link works, in the company's time zone.
    pub valid_until: String,
    /// Nobody has proved the phone yet: whoever holds the link may say that it is not theirs.
    pub may_disown: bool,
}

/// The proof of the phone or mailbox.
#[derive(Clone, Debug)]
pub struct PhoneView {
    /// Where the code goes.
    pub reached: Reached,
    /// When a code was sent: seconds until another may be.
    pub resend_in: Option<i64>,
    /// Nobody has proved the phone yet: whoever holds the link may say that it is not theirs.
    pub may_disown: bool,
    /// What the proof is for.
    pub why: ProofFor,
    /// Whether the person typed where the code goes, and may type it anew.
    pub may_change: bool,
}

/// What a proof is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofFor {
    /// To see the session at all.
    Session,
    /// Everything is signed: to get the signed copy.
    Copy,
    /// The company asks for a proved mailbox beside the phone.
    Mailbox,
}

/// Where codes go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// A phone rather than a mailbox.
    pub sms: bool,
    /// The number's last two digits, or the mailbox's first letter and domain; the rest hidden. A
    /// mailbox that the person typed and has not proved stands whole, so that a slip is seen.
    pub masked: String,
}

/// What this session needs and cannot be done yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// The full form.
    Form,
    /// Several contracts.
    SeveralContracts,
}

/// How a session ended without a signature.
#[derive(Clone, Debug)]
pub enum EndedView {
    /// The person declined.
    Declined,
    /// The person said that something is wrong.
    Reported,
    /// Whoever held the link said that it is not theirs.
    Disowned,
    /// Enough others signed.
    Released,
    /// The company took it back.
    Revoked,
    /// The company did not approve the contract, and why.
    NotApproved(CardView, Option<String>),
}

/// The contract as a card.
#[derive(Clone, Debug)]
pub struct CardView {
    /// Its type's number.
    pub form: ContractTypeId,
    /// What it is.
    pub title: Bilingual,
    /// Its number.
    pub request_number: String,
    /// Its pages, once it is rendered.
    pub pages: Option<i64>,
    /// The first amount in it.
    pub amount: Option<Bilingual>,
    /// The seal's chain is a test chain.
    pub test_seal: bool,
    /// Nobody checks the person's identity.
    pub identity_unchecked: bool,
}

/// A field for the person to fill in.
#[derive(Clone, Debug)]
pub struct OpenField {
    /// The field.
    pub field: Field,
    /// The currency of an amount.
    pub unit: Option<Bilingual>,
    /// What the person gave before, in its canonical form.
    pub given: Option<Value>,
    /// The same as it reads, where it is a file.
    pub file: Option<ShownValue>,
}

/// A value as it reads.
#[derive(Clone, Debug)]
pub struct ShownValue {
    /// The field's name.
    pub label: Bilingual,
    /// The value; of a file its name.
    pub value: Bilingual,
    /// The file, where it is one.
    pub file: Option<ShownFile>,
}

/// A file that may be looked at.
#[derive(Clone, Debug)]
pub struct ShownFile {
    /// The key of its field.
    pub field: String,
    /// What it is.
    pub media: Media,
    /// Its size.
    pub size: ShownSize,
}

/// A document to review.
#[derive(Clone, Debug)]
pub struct ReviewView {
    /// The contract.
    pub card: CardView,
    /// Its values.
    pub values: Vec<ShownValue>,
    /// SHA-256 of the file, in hexadecimal.
    pub document_sha256: String,
    /// The text of the document, as a reading aid.
    pub reading: Vec<Passage>,
    /// Where codes go.
    pub reached: Reached,
    /// When a signing code was sent: seconds until another may be.
    pub resend_in: Option<i64>,
}

/// A contract that was signed.
#[derive(Clone, Debug)]
pub struct DoneView {
    /// The contract.
    pub card: CardView,
    /// When the person confirmed, in the company's time zone with its offset.
    pub confirmed_at: String,
    /// Which number or address confirmed.
    pub reached: Reached,
    /// Where the signed copy is sent.
    pub copy_to: Reached,
    /// The short code on the signature page.
    pub reference: String,
    /// Whether the sealed file is there, with this person's signature.
    pub sealed: bool,
    /// Whose signature is awaited.
    pub awaited: Awaited,
}

/// Whose signature a contract awaits that a person has signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// Nobody's.
    Nobody,
    /// That of other customers.
    Customers,
    /// The company's.
    Company,
    /// That of the company's seal, which comes by itself.
    Seal,
}

/// What a browser sees of a session; `None` when there is none.
pub async fn view(
    app: &App,
    session: SessionId,
    cookies: Cookies,
    wish: LanguageWish,
) -> Result<Option<View>, Failure> {
    let inner = app.clone();
    app.store()
        .read(move |tx| {
            let Some(guest) = Guest::load(&inner, tx, session, &cookies)? else {
                return Ok(None);
            };
            let settings = &guest.context.tenant.settings;
            let mut tx = tx.tenant(guest.context.tenant.id);
            Ok(Some(View {
                tenant: guest.context.tenant.id,
                step: guest.step,
                company: settings.display.clone(),
                identity_only: guest.row.permissions.identity_only,
                language: wish.settle(guest.row.language, settings.language),
                detail: detail::load(&mut tx, &guest, inner.now())?,
                form_token: guest.form_token.clone(),
            }))
        })
        .await
}
