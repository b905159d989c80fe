//! What a person's signature on a contract legally is.

use serde::{Deserialize, Serialize};

/// Said wherever a signature is shown, in plain words and in one word for programs.
///
/// A signature with a certificate of the person's own, its key held at a licensed provider
/// (`remote-certificate`), would be a further level; a program that does not know a level refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignatureLevel {
    /// The person confirmed the document by a code, and the company's electronic seal attests that.
    #[serde(rename = "sealed-consent")]
    SealedConsent,
}

impl SignatureLevel {
    /// The word for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SealedConsent => "sealed-consent",
        }
    }
}
