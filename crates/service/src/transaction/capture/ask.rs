//! What is handed in, and what is answered.

use mithaq_domain::{
    id::{PersonId, TenantId, TransactionId},
    person::Location,
    time::Instant,
    transaction::{
        Capture, CaptureRefusal, State, card::Reading, document::DocumentReading, fault::Fault,
    },
};

use crate::{files::Held, transaction::decide::ApproveRefusal};

/// Whose transaction it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The company.
    pub tenant: TenantId,
    /// The person; nobody yet where an app captures before it has a user.
    pub person: Option<PersonId>,
}

/// A picture as it came.
pub struct Picture {
    /// What it shows.
    pub capture: Capture,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Pictures to be taken.
pub struct CaptureAsk {
    /// What is let go with the pictures.
    pub held: Held,
    /// The pictures of one call: a side of the card, or faces.
    pub pictures: Vec<Picture>,
    /// The transaction, where the caller names it.
    pub transaction: Option<TransactionId>,
    /// The caller's own name for the transaction.
    pub client_transaction: Option<String>,
    /// The caller's own name for this request.
    pub request: Option<String>,
    /// The name that the caller expects on the card.
    pub expected_name: Option<String>,
    /// Whether what was read off the card is asked for.
    pub extracted: bool,
    /// The network address.
    pub address: String,
    /// Where the device was, where a call says it.
    pub location: Option<Location>,
    /// What its clock said, where a call says it: evidence, and never a reason to refuse.
    pub device_time: Option<Instant>,
}

/// Pictures that were taken, and how far their person is now.
#[derive(Clone)]
pub struct Captured {
    /// The transaction.
    pub transaction: TransactionId,
    /// The caller's own name for the transaction.
    pub client_transaction: Option<String>,
    /// The name of the request: the caller's own, else a new one.
    pub request: String,
    /// Where the transaction stands.
    pub state: State,
    /// Whether card and face were found right.
    pub is_validated: bool,
    /// Whether the authorities that the company asks were satisfied too.
    pub is_verified: bool,
    /// Whether faces were found to be one person's.
    pub is_matched: bool,
    /// What was read off the card, where it was asked for and is decided.
    pub reading: Option<Reading>,
    /// What was made out of a document that is decided on. What a passport says stands there where it
    /// was asked for.
    pub document: Option<DocumentReading>,
}

/// Why pictures are not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Card, face or picture are wrong.
    Fault(Fault),
    /// The faces come last.
    CardFirst,
    /// Two pictures of the face are the same.
    SamePicture,
    /// The person's identity is proved already.
    AlreadyVerified,
    /// Another person of the company is verified by this ID number.
    IdNumberTaken,
    /// The person began too many transactions today.
    TooMany,
}

/// A refusal, with what its answer names.
#[derive(Clone, Debug)]
pub struct CaptureRefused {
    /// Why.
    pub why: Refusal,
    /// Which picture is wrong, where it is one.
    pub capture: Option<Capture>,
    /// The transaction that the caller goes on with, if any.
    pub transaction: Option<TransactionId>,
}

impl From<CaptureRefusal> for Refusal {
    fn from(refusal: CaptureRefusal) -> Self {
        match refusal {
            CaptureRefusal::Closed => Self::Fault(Fault::BadTransaction),
            CaptureRefusal::CardFirst => Self::CardFirst,
        }
    }
}

impl From<ApproveRefusal> for Refusal {
    fn from(refusal: ApproveRefusal) -> Self {
        match refusal {
            ApproveRefusal::NotWaiting => Self::Fault(Fault::BadTransaction),
            ApproveRefusal::AlreadyVerified => Self::AlreadyVerified,
            ApproveRefusal::IdNumberTaken => Self::IdNumberTaken,
        }
    }
}
