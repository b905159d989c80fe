//! Failures: what no rule foresees. A refusal by a rule is a value, not a failure, and commits
//! (a wrong code must be counted); a failure rolls back and is answered as an internal error.

use std::fmt;

use crate::document::DocumentRefusal;
use mithaq_pades::{ChainError, KeyError, PdfError, SealError};
use mithaq_store::{FileError, StoreError, vault::VaultError};
use mithaq_typeset::{PictureError, RenderError, TemplateError};

/// What a use case answers: done, refused by a rule, or failed.
pub type Answer<T, R> = Result<Result<T, R>, Failure>;

/// Why a use case could not be carried out. Its text goes to the log, never to a caller, and
/// holds no personal value.
#[derive(Debug)]
pub enum Failure {
    /// The store refused or failed.
    Store(StoreError),
    /// A sealed value could not be opened or made.
    Vault(VaultError),
    /// A file could not be read or written.
    File(FileError),
    /// A document could not be rendered.
    Render(String),
    /// A document could not be sealed.
    Seal(String),
    /// A token could not be signed.
    Token(String),
    /// A password could not be hashed.
    Password(String),
    /// A message could not be handed over.
    Courier(String),
    /// Too much is waiting: the caller should come back.
    Overloaded,
    /// An `Idempotency-Key` was sent with another body than before: nothing was done.
    KeyReused,
    /// Work panicked.
    Panicked,
    /// The rows contradict themselves.
    Inconsistent(&'static str),
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => write!(formatter, "store: {error}"),
            Self::Vault(error) => write!(formatter, "vault: {error}"),
            Self::File(error) => write!(formatter, "file: {error}"),
            Self::Render(error) => write!(formatter, "render: {error}"),
            Self::Seal(error) => write!(formatter, "seal: {error}"),
            Self::Token(error) => write!(formatter, "token: {error}"),
            Self::Password(error) => write!(formatter, "password: {error}"),
            Self::Courier(error) => write!(formatter, "courier: {error}"),
            Self::Overloaded => formatter.write_str("overloaded"),
            Self::KeyReused => formatter.write_str("an Idempotency-Key with another body"),
            Self::Panicked => formatter.write_str("it panicked"),
            Self::Inconsistent(what) => write!(formatter, "inconsistent rows: {what}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Overloaded => Self::Overloaded,
            error => Self::Store(error),
        }
    }
}

macro_rules! from_error {
    ($($error:ty => $variant:ident),* $(,)?) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::$variant(error.to_string())
            }
        })*
    };
}

from_error! {
    RenderError => Render,
    PictureError => Render,
    TemplateError => Render,
    DocumentRefusal => Render,
    PdfError => Seal,
    SealError => Seal,
    KeyError => Seal,
    ChainError => Seal,
    jsonwebtoken::errors::Error => Token,
    argon2::password_hash::Error => Password,
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        Self::Vault(error)
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}
