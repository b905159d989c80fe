//! Bytes that must not be printed and are wiped when dropped.
//!
//! What does not live here: encryption at rest; that is the store's vault.

use zeroize::Zeroize;

/// A private key, PKCS#8 DER. Not `Clone`, printed as `SecretBytes(..)`.
pub struct SecretBytes(Vec<u8>);

impl SecretBytes {
    /// Takes the bytes over.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes, for handing them to a vault or to [`crate::SealKey::from_pkcs8`].
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for SecretBytes {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SecretBytes(..)")
    }
}

impl Drop for SecretBytes {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
