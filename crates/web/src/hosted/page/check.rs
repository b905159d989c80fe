//! The public page that checks a document: what was asked, and what was found.

/// The page.
#[derive(Clone, Debug, Default)]
pub struct Check {
    /// The code that was asked for, as it is printed.
    pub code: String,
    /// What was found, once something was asked.
    pub found: Option<Found>,
}

/// What was found.
#[derive(Clone, Debug)]
pub enum Found {
    /// A sealed document bears this code.
    Code(Box<Issued>),
    /// None does.
    NoSuchCode,
    /// The file is sealed here and unchanged, and everybody signed.
    Genuine(Box<Issued>),
    /// The same, and somebody has not signed yet.
    GenuineOpen(Box<Issued>),
    /// The same, and the contract has ended without effect.
    GenuineEnded(Box<Issued>),
    /// The file was changed after it was sealed.
    Altered,
    /// Somebody else sealed it.
    NotOurs,
    /// It bears no seal.
    Unsealed,
    /// It is no PDF that could be judged.
    Unreadable,
    /// No file was chosen, or not all of it came.
    NoFile,
    /// It is larger than what is judged here.
    TooLarge,
    /// This address asked too often.
    TooOften,
}

/// What is told of a document, ready to be read.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Who issued it.
    pub company: String,
    /// Its number; told to whoever has the file only.
    pub request_number: Option<String>,
    /// The day on which it was sealed.
    pub day: Option<String>,
    /// Its pages.
    pub pages: String,
    /// The SHA-256 of what was confirmed.
    pub fingerprint: String,
    /// Who signed, when; told to whoever has the file only.
    pub signatures: Vec<Signed>,
    /// The authority that timestamped it, where one did.
    pub timestamped_by: Option<String>,
    /// Whether a test chain sealed it.
    pub is_test: bool,
}

/// Whose a signature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// A customer's.
    Customer,
    /// A member's, for the company.
    Member,
    /// The company's seal by itself.
    Seal,
}

impl Signer {
    /// The label of its line.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Customer => "check-by-customer",
            Self::Member => "check-by-company",
            Self::Seal => "check-by-seal",
        }
    }
}

impl Signed {
    /// Whether it is that of the company's seal by itself.
    pub(super) fn is_seals(&self) -> bool {
        self.by == Signer::Seal
    }
}

impl Issued {
    /// Whether the company's seal signed by itself.
    pub(super) fn has_seal(&self) -> bool {
        self.signatures.iter().any(Signed::is_seals)
    }
}

/// A signature.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Whose it is.
    pub by: Signer,
    /// The name in its block.
    pub name: Option<String>,
    /// When.
    pub at: String,
}

impl Found {
    /// The value of `data-verdict`: what its heading is called, in short.
    #[must_use]
    pub fn word(&self) -> &'static str {
        let title = self.title();
        let title = title.strip_prefix("check-").unwrap_or(title);
        title.strip_suffix("-title").unwrap_or(title)
    }

    /// The colour of the notice; its heading says the same in words.
    pub(super) const fn tone(&self) -> &'static str {
        match self {
            Self::Genuine(_) => "good",
            Self::Altered | Self::NotOurs | Self::NoSuchCode | Self::GenuineEnded(_) => "stop",
            _ => "warn",
        }
    }

    pub(super) const fn title(&self) -> &'static str {
        match self {
            Self::Code(_) => "check-code-found-title",
            Self::NoSuchCode => "check-no-such-code-title",
            Self::Genuine(_) => "check-genuine-title",
            Self::GenuineOpen(_) => "check-genuine-open-title",
            Self::GenuineEnded(_) => "check-genuine-ended-title",
            Self::Altered => "check-altered-title",
            Self::NotOurs => "check-not-ours-title",
            Self::Unsealed => "check-unsealed-title",
            Self::Unreadable => "check-unreadable-title",
            Self::NoFile => "check-no-file-title",
            Self::TooLarge => "check-too-large-title",
            Self::TooOften => "check-too-often-title",
        }
    }

    pub(super) const fn what(&self) -> &'static str {
        match self {
            Self::Code(_) => "check-code-found-what",
            Self::NoSuchCode => "check-no-such-code-what",
            Self::Genuine(_) => "check-genuine-what",
            Self::GenuineOpen(_) => "check-genuine-open-what",
            Self::GenuineEnded(_) => "check-genuine-ended-what",
            Self::Altered => "check-altered-what",
            Self::NotOurs => "check-not-ours-what",
            Self::Unsealed => "check-unsealed-what",
            Self::Unreadable => "check-unreadable-what",
            Self::NoFile => "check-no-file-what",
            Self::TooLarge => "check-too-large-what",
            Self::TooOften => "check-too-often-what",
        }
    }

    /// What is told of the document, where one was found.
    pub(super) fn issued(&self) -> Option<&Issued> {
        match self {
            Self::Code(issued)
            | Self::Genuine(issued)
            | Self::GenuineOpen(issued)
            | Self::GenuineEnded(issued) => Some(issued),
            _ => None,
        }
    }
}
