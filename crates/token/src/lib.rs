//! Keys that lie in a PKCS#11 token (OASIS PKCS #11 2.40 and later) and never leave it.
//!
//! Bytes in, bytes out: a message goes in, a signature comes out. What lives here: finding a
//! token by its label and a key in it, logging in without ever locking the token, signatures by
//! P-256 and by RSA (PKCS#1 v1.5) over SHA-256, certificates that lie in the token. What does
//! not: configuration, and what a certificate is worth; that is `pades`'.
//!
//! A module is a library of the token's maker: it runs inside this process, and what it does
//! cannot be interrupted from here.

mod error;
mod module;
mod name;
mod pin;
mod session;
mod value;

pub use error::TokenError;
pub use module::TokenShown;
pub use name::KeyName;
pub use pin::Pin;

use std::path::PathBuf;

/// A token: where the library for it is, and which one it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The library of its maker (`CKA`: a shared object).
    pub module: PathBuf,
    /// Its label (`CK_TOKEN_INFO.label`), without the spaces at the end.
    pub label: String,
}

/// A certificate that lies in a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateShown {
    /// Its label.
    pub label: String,
    /// `CKA_ID`: the same as that of its key.
    pub id: Vec<u8>,
    /// The certificate, DER.
    pub der: Vec<u8>,
}

/// The tokens that a library shows now. Nobody is logged in.
pub fn list_tokens(module: &std::path::Path) -> Result<Vec<TokenShown>, TokenError> {
    module::with(module, |loaded| loaded.list())
}

impl Token {
    /// Signs a message with a key of the token, by SHA-256: an ECDSA-Sig-Value in DER for
    /// P-256, a PKCS#1 v1.5 block for RSA. Logs in where that was not done yet; a PIN that was
    /// refused once is not tried again by this process.
    pub fn sign(&self, pin: &Pin, key: &KeyName, message: &[u8]) -> Result<Vec<u8>, TokenError> {
        module::with(&self.module, |loaded| {
            loaded.logged_in(&self.label, pin, |session| session.sign(pin, key, message))
        })
    }

    /// Every X.509 certificate in the token.
    pub fn list_certificates(&self, pin: &Pin) -> Result<Vec<CertificateShown>, TokenError> {
        module::with(&self.module, |loaded| {
            loaded.logged_in(&self.label, pin, |session| session.list_certificates())
        })
    }

    /// The certificates that anyone who has the token may read, without a PIN.
    pub fn list_public_certificates(&self) -> Result<Vec<CertificateShown>, TokenError> {
        module::with(&self.module, |loaded| {
            loaded.unlogged(&self.label, |session| session.list_certificates())
        })
    }

    /// The certificate of a key, by the key's `CKA_ID`, or else by its label.
    pub fn find_certificate(&self, pin: &Pin, key: &KeyName) -> Result<Vec<u8>, TokenError> {
        module::with(&self.module, |loaded| {
            loaded.logged_in(&self.label, pin, |session| session.find_certificate(key))
        })
    }

    /// Logs out: the next signature takes the PIN again.
    pub fn log_out(&self) -> Result<(), TokenError> {
        module::with(&self.module, |loaded| {
            loaded.forget(&self.label);
            Ok(())
        })
    }
}
