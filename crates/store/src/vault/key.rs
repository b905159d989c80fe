//! The two kinds of key that do the work: one seals (AES-256-GCM), one hashes (HMAC-SHA-256).
//! Where a key comes from, and what its bytes were, is not known here.

use super::{Entropy, KEY_BYTES, VaultError};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use mithaq_domain::id::TenantId;
use zeroize::Zeroizing;

/// First byte of every sealed value, so that another cipher can come beside this one.
const FORM: u8 = 1;
/// AES-256-GCM, NIST SP 800-38D: 96 bit nonce, 128 bit tag.
const TAG_BYTES: usize = 16;

/// What a sealed value belongs to. It is authenticated, not stored: a sealed value copied into
/// another row, column or tenant does not open.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The column, for example `session.phone`.
    pub purpose: &'a str,
    /// The tenant, or nothing for what belongs to the house.
    pub tenant: Option<TenantId>,
    /// The record, for example the id of the session.
    pub record: &'a str,
}

impl Context<'_> {
    /// An unambiguous form: every part of variable length is preceded by its length.
    fn bytes(&self) -> Vec<u8> {
        let tenant = self.tenant.map_or([0; 9], |tenant| {
            let [a, b, c, d, e, f, g, h] = tenant.get().to_be_bytes();
            [1, a, b, c, d, e, f, g, h]
        });
        let purpose = self.purpose.as_bytes();
        let mut bytes = Vec::with_capacity(32 + purpose.len() + self.record.len());
        bytes.extend_from_slice(&tenant);
        bytes.extend_from_slice(&length(purpose));
        bytes.extend_from_slice(purpose);
        bytes.extend_from_slice(self.record.as_bytes());
        bytes
    }
}

/// A key that seals and opens, its schedule ready. It zeroes itself when dropped.
pub struct SealingKey(LessSafeKey);

impl SealingKey {
    pub(super) fn new(bytes: &[u8; KEY_BYTES]) -> Result<SealingKey, VaultError> {
        let key = UnboundKey::new(&AES_256_GCM, bytes).map_err(|_| VaultError::Cipher)?;
        Ok(SealingKey(LessSafeKey::new(key)))
    }

    /// Seals `plain` for `context`: form, nonce, ciphertext, tag; 29 bytes longer than `plain`.
    ///
    /// # Errors
    /// [`VaultError::Cipher`].
    pub fn seal(
        &self,
        context: &Context<'_>,
        plain: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE_LEN];
        entropy.fill(&mut nonce);
        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + plain.len() + TAG_BYTES);
        sealed.push(FORM);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let (_, text) = sealed
            .split_at_mut_checked(1 + NONCE_LEN)
            .ok_or(VaultError::Cipher)?;
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self
            .0
            .seal_in_place_separate_tag(nonce, Aad::from(context.bytes()), text)
            .map_err(|_| VaultError::Cipher)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens what [`seal`](SealingKey::seal) made for the same `context`.
    ///
    /// # Errors
    /// [`VaultError::Malformed`] for bytes of another form, [`VaultError::Refused`] for another
    /// context, another key or a changed byte.
    pub fn open(
        &self,
        context: &Context<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (form, rest) = sealed.split_first().ok_or(VaultError::Malformed)?;
        let (nonce, text) = rest
            .split_first_chunk::<NONCE_LEN>()
            .ok_or(VaultError::Malformed)?;
        let length = text.len().checked_sub(TAG_BYTES);
        let length = length.ok_or(VaultError::Malformed)?;
        if *form != FORM {
            return Err(VaultError::Malformed);
        }
        let mut plain = Zeroizing::new(text.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        self.0
            .open_in_place(nonce, Aad::from(context.bytes()), plain.as_mut_slice())
            .map_err(|_| VaultError::Refused)?;
        plain.truncate(length);
        Ok(plain)
    }
}

/// A key that hashes: for tokens and codes that we must know again but never give out.
pub struct HashKey(hmac::Key);

impl HashKey {
    pub(super) fn new(bytes: &[u8; KEY_BYTES]) -> HashKey {
        HashKey(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The keyed hash of `parts`; where one part ends and the next begins is part of it.
    #[must_use]
    pub fn hash(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(&length(part));
            context.update(part);
        }
        let mut hash = [0; 32];
        let tag = context.sign();
        for (to, from) in hash.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        hash
    }

    /// Whether `hash` is the keyed hash of `parts`, found in constant time.
    #[must_use]
    pub fn matches(&self, parts: &[&[u8]], hash: &[u8]) -> bool {
        equal(&self.hash(parts), hash)
    }
}

/// Compares in a time that says nothing of where the two differ.
#[must_use]
pub fn equal(one: &[u8], other: &[u8]) -> bool {
    verify_slices_are_equal(one, other).is_ok()
}

fn length(part: &[u8]) -> [u8; 8] {
    (part.len() as u64).to_be_bytes()
}
