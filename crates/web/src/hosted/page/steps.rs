//! The steps of the flow, each as the data that its page shows.

use mithaq_service::session::ProofFor;

use super::contract::{Card, Highlight, Passage, Picture};
use super::values::{Field, Kind, Locked};

/// What failed on our side.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// Overloaded (503) rather than broken (500).
    pub busy: bool,
    /// The request's id, to be named to the company.
    pub reference: Option<String>,
}

/// What the link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invited {
    /// So many contracts.
    Contracts(u32),
    /// Proof of identity only.
    Identity,
}

/// The first page. It shows nothing personal: the phone is not proved yet.
#[derive(Clone, Debug)]
pub struct Open {
    /// What will be asked.
    pub invited: Invited,
    /// How the person will prove that the invitation is theirs.
    pub by_email: bool,
    /// Until when the link works, ready to be read.
    pub valid_until: Option<String>,
    /// Whether *Not you?* stands on the page.
    pub may_disown: bool,
}

/// Where codes go, masked by the caller: the last two digits, no more.
#[derive(Clone, Debug)]
pub enum Destination {
    /// Such as `+20 ••• ••• 90`.
    Phone(String),
    /// Such as `a•••@example.com`.
    Email(String),
}

impl Destination {
    pub(super) fn is_email(&self) -> bool {
        matches!(self, Self::Email(_))
    }

    /// Never broken over two lines, and written from left to right in either language.
    pub(super) fn masked(&self) -> String {
        let (Self::Phone(masked) | Self::Email(masked)) = self;
        // LRI … PDI (UAX #9): `+` and `•` have no direction of their own.
        format!("\u{2066}{}\u{2069}", masked.replace(' ', "\u{a0}"))
    }
}

/// A code that is on its way.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// Seconds until a new one may be asked for; 0 means now.
    pub resend_in_seconds: u32,
    /// Minutes for which the code is valid, counted from when it was sent.
    pub expires_in_minutes: u32,
}

/// Proof of the phone or e-mail.
#[derive(Clone, Debug)]
pub struct Phone {
    /// Where the code goes.
    pub destination: Destination,
    /// The code, once sent.
    pub sent: Option<Code>,
    /// Whether *Not you?* stands on the page.
    pub may_disown: bool,
    /// What the proof is for.
    pub why: ProofFor,
    /// Whether the person typed the address, and may type it anew.
    pub may_change: bool,
}

impl Phone {
    pub(super) fn for_copy(&self) -> bool {
        self.why == ProofFor::Copy
    }

    pub(super) fn for_mailbox(&self) -> bool {
        self.why == ProofFor::Mailbox
    }
}

/// Values that have to be given before the contract can be shown.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The contract.
    pub card: Card,
    /// What is asked.
    pub fields: Vec<Field>,
    /// What is already there.
    pub locked: Vec<Locked>,
}

impl Missing {
    pub(super) fn has_files(&self) -> bool {
        let is_file = |field: &Field| matches!(field.kind, Kind::File { .. });
        self.fields.iter().any(is_file)
    }
}

/// The contract itself.
#[derive(Clone, Debug)]
pub struct Review {
    /// The contract.
    pub card: Card,
    /// The values that matter.
    pub highlights: Vec<Highlight>,
    /// Its pages.
    pub pictures: Vec<Picture>,
    /// Its text.
    pub reading: Vec<Passage>,
    /// Address of the reviewed PDF.
    pub pdf_href: String,
    /// Lower-case SHA-256 of the reviewed PDF; goes into the `sign` and `verify-code` forms.
    pub document_sha256: String,
    /// Whether a typed signature may be given with the code, and what was typed last.
    pub typed_signature: Option<String>,
    /// The signing code, once sent: its form takes the place of the sign button.
    pub code: Option<Sent>,
}

/// A signing code and where it went.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Where it went.
    pub destination: Destination,
    /// The code.
    pub code: Code,
}

/// The signing code on a page of its own.
#[derive(Clone, Debug)]
pub struct Sign {
    /// The contract.
    pub card: Card,
    /// Where the code went.
    pub destination: Destination,
    /// The code.
    pub code: Code,
    /// Lower-case SHA-256 of the reviewed PDF.
    pub document_sha256: String,
    /// Address of the reviewed PDF.
    pub pdf_href: String,
    /// Whether a typed signature may be given, and what was typed last.
    pub typed_signature: Option<String>,
}

/// Signed.
#[derive(Clone, Debug)]
pub struct Done {
    /// The contract.
    pub card: Card,
    /// When, ready to be read, with the offset of its time zone.
    pub signed_at: String,
    /// From which number or address it was confirmed.
    pub destination: Destination,
    /// Where the signed copy is sent: as a file by e-mail, as a link by SMS.
    pub copy_to: Destination,
    /// The reference of the confirmation.
    pub reference: String,
    /// Address of the sealed PDF; `None` while the seal is being put on.
    pub sealed_href: Option<String>,
    /// What happens next, ready to be read; empty where nothing does.
    pub next: Vec<String>,
}

/// Why the flow stops here for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotContinueYet {
    /// The full form.
    Form,
    /// Several contracts in one session.
    SeveralContracts,
}

/// The company said no.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The contract.
    pub card: Card,
    /// The company's words.
    pub reason: Option<String>,
}

/// The last four of a SHA-256 in hexadecimal: short enough to compare by eye.
pub(super) fn ending(sha256: &str) -> &str {
    sha256
        .len()
        .checked_sub(4)
        .and_then(|start| sha256.get(start..))
        .unwrap_or(sha256)
}

impl Missing {
    pub(super) fn label_of(&self, name: Option<&str>) -> Option<&str> {
        let field = self
            .fields
            .iter()
            .find(|field| Some(field.name.as_str()) == name)?;
        Some(&field.label)
    }
}

impl Review {
    pub(super) fn ending(&self) -> &str {
        ending(&self.document_sha256)
    }

    pub(super) fn pages(&self) -> u32 {
        u32::try_from(self.pictures.len()).unwrap_or(u32::MAX)
    }
}

impl Sign {
    pub(super) fn ending(&self) -> &str {
        ending(&self.document_sha256)
    }
}

impl CannotContinueYet {
    pub(super) fn what(&self) -> &'static str {
        match self {
            Self::Form => "blocked-form-what",
            Self::SeveralContracts => "blocked-several-what",
        }
    }
}
