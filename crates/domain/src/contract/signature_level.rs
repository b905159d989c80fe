//! What a signature on a contract legally is.

use serde::{Deserialize, Serialize};

/// Said wherever a signature is shown, in plain words and in one word for programs.
///
/// A signature with a certificate of the customer's own, its key held at a licensed provider
/// (`remote-certificate`), would be a further level; a program that does not know a level refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureLevel {
    /// A person confirmed the document, a customer by a code, a member from the own account at the company, and
    /// the company's electronic seal attests that.
    SealedConsent,
    /// A member signed for the company with a certificate of the member's own.
    OwnCertificate,
    /// The company's electronic seal by itself (Regulation (EU) 910/2014, Article 3(25)): it shows that the document
    /// comes from the company, and no natural person signed.
    CompanySeal,
}

impl SignatureLevel {
    /// The word for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SealedConsent => "sealed-consent",
            Self::OwnCertificate => "own-certificate",
            Self::CompanySeal => "company-seal",
        }
    }
}
