//! The one door for personal values and secrets: master key → tenant key → person key, keyed
//! hashes, blind indexes. Erasing a person is destroying the wrapped key of that person.
//!
//! Not here: rows (the nouns keep the wrapped keys and the sealed bytes), passwords (Argon2id in
//! `service`), the signing of JWTs and PDFs (their keys are only wrapped here).
//!
//! Sealing draws random nonces, so it happens before a write unit, which may run twice.

mod key;
mod key_file;
mod tenant;

pub use key::{Context, HashKey, SealingKey, equal};
pub use tenant::{PersonKey, TenantKey, Wrapped};

use aws_lc_rs::hkdf::{HKDF_SHA256, Prk};
use mithaq_domain::id::TenantId;
use std::cell::RefCell;
use std::fmt;
use std::path::Path;
use zeroize::{Zeroize, Zeroizing};

/// Length of every key, in bytes.
pub const KEY_BYTES: usize = 32;

/// Where randomness comes from; an argument everywhere, so that tests can repeat themselves.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with randomness.
    fn fill(&self, bytes: &mut [u8]);
}

/// The randomness of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

/// Bytes drawn at once: a call of the generator costs as much for ten bytes as for some hundred.
const STOCK: usize = 512;

thread_local! {
    /// Bytes that this thread has drawn and not yet given out; each is wiped as it goes.
    static UNUSED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        if bytes.len() > STOCK / 4 {
            return draw(bytes);
        }
        UNUSED.with_borrow_mut(|unused| {
            if unused.len() < bytes.len() {
                unused.resize(STOCK, 0);
                draw(unused);
            }
            let rest = unused.len().saturating_sub(bytes.len());
            let (_, given) = unused.split_at_mut(rest);
            bytes.copy_from_slice(given);
            given.zeroize();
            unused.truncate(rest);
        });
    }
}

fn draw(bytes: &mut [u8]) {
    // Nothing we could do without randomness would be right: a key or nonce that is not
    // random gives away what it protects.
    if aws_lc_rs::rand::fill(bytes).is_err() {
        std::process::abort();
    }
}

/// Why the vault did not give.
#[derive(Debug)]
pub enum VaultError {
    /// The bytes were not sealed by this key for this record, or were changed since.
    Refused,
    /// The bytes are not in a form that this program writes.
    Malformed,
    /// The cipher failed, which it does for messages of many gigabytes only.
    Cipher,
    /// The file of the master key cannot be used.
    KeyFile {
        /// Its path.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl fmt::Display for VaultError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VaultError::Refused => {
                out.write_str("sealed for something else, by another key, or changed")
            }
            VaultError::Malformed => out.write_str("not in the form of a sealed value"),
            VaultError::Cipher => out.write_str("the cipher failed"),
            VaultError::KeyFile { path, reason } => write!(out, "{path}: {reason}"),
        }
    }
}

impl std::error::Error for VaultError {}

/// What a sub-key of the master key is for. Each purpose has a key of its own, so that what leaks
/// from one says nothing of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Keyed hashes of links: those of sessions and of downloads.
    Token,
    /// Keyed hashes of short codes (OTP).
    Code,
    /// Cookies of the hosted session and of the dashboard.
    SessionCookie,
    /// Anti-forgery values of forms.
    FormToken,
    /// Wrapping of the keys that sign JWTs.
    JwtWrap,
    /// Wrapping of the keys that seal PDFs, and of the authorities that issue their certificates.
    SealWrap,
    /// Wrapping of tenant keys.
    TenantWrap,
    /// Sealing of what belongs to no tenant.
    House,
    /// A value that tells whether a database belongs to this master key.
    Fingerprint,
}

impl Purpose {
    /// The label in the derivation. Changing one makes everything under it unreadable.
    const fn label(self) -> &'static str {
        match self {
            Purpose::Token => "token",
            Purpose::Code => "code",
            Purpose::SessionCookie => "session cookie",
            Purpose::FormToken => "form token",
            Purpose::JwtWrap => "jwt wrap",
            Purpose::SealWrap => "seal wrap",
            Purpose::TenantWrap => "tenant wrap",
            Purpose::House => "house",
            Purpose::Fingerprint => "fingerprint",
        }
    }
}

/// The key above all keys. It is never in the database nor in the back-up of the data.
pub struct MasterKey(Zeroizing<[u8; KEY_BYTES]>);

impl MasterKey {
    /// A master key from its bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> MasterKey {
        MasterKey(Zeroizing::new(bytes))
    }

    /// Reads the key from its file; nothing where there is no file.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`] when others may read the file or it does not hold 32 bytes.
    pub fn load(path: &Path) -> Result<Option<MasterKey>, VaultError> {
        Ok(key_file::load(path)?.map(MasterKey))
    }

    /// Reads the key from its file, or draws one and writes the file (0600, synced) first.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`] when the file cannot be made, others may read it or it does not
    /// hold 32 bytes.
    pub fn load_or_create(path: &Path, entropy: &dyn Entropy) -> Result<MasterKey, VaultError> {
        if let Some(key) = MasterKey::load(path)? {
            return Ok(key);
        }
        let bytes = draw_key(entropy);
        key_file::create(path, &bytes)?;
        Ok(MasterKey(bytes))
    }

    /// The key that seals for `purpose`.
    ///
    /// # Errors
    /// [`VaultError::Cipher`].
    pub fn sealing_key(&self, purpose: Purpose) -> Result<SealingKey, VaultError> {
        SealingKey::new(&*derive(&self.0, purpose.label())?)
    }

    /// The key that hashes for `purpose`.
    ///
    /// # Errors
    /// [`VaultError::Cipher`].
    pub fn hash_key(&self, purpose: Purpose) -> Result<HashKey, VaultError> {
        Ok(HashKey::new(&*derive(&self.0, purpose.label())?))
    }

    /// Tells whether a database belongs to this key: kept in it at first start, compared later.
    ///
    /// # Errors
    /// [`VaultError::Cipher`].
    pub fn fingerprint(&self) -> Result<[u8; 32], VaultError> {
        Ok(self.hash_key(Purpose::Fingerprint)?.hash(&[b"mithaq"]))
    }

    /// Draws a key for a new tenant; the wrapped form is for the tenant's row.
    ///
    /// # Errors
    /// [`VaultError::Cipher`].
    pub fn new_tenant_key(
        &self,
        tenant: TenantId,
        entropy: &dyn Entropy,
    ) -> Result<(TenantKey, Wrapped), VaultError> {
        let bytes = draw_key(entropy);
        let wrapped = self.sealing_key(Purpose::TenantWrap)?.seal(
            &tenant::tenant_context(tenant),
            &*bytes,
            entropy,
        )?;
        Ok((TenantKey::new(tenant, &bytes)?, wrapped))
    }

    /// Unwraps the key of a tenant. Worth keeping: it has its key schedule ready.
    ///
    /// # Errors
    /// [`VaultError::Refused`] when it was wrapped for another tenant or by another master key.
    pub fn open_tenant_key(
        &self,
        tenant: TenantId,
        wrapped: &[u8],
    ) -> Result<TenantKey, VaultError> {
        let context = tenant::tenant_context(tenant);
        let bytes = self
            .sealing_key(Purpose::TenantWrap)?
            .open(&context, wrapped)?;
        TenantKey::new(tenant, &key_from(bytes)?)
    }
}

/// Draws a new key.
fn draw_key(entropy: &dyn Entropy) -> Zeroizing<[u8; KEY_BYTES]> {
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    entropy.fill(&mut *bytes);
    bytes
}

/// A key from unwrapped bytes.
fn key_from(bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<[u8; KEY_BYTES]>, VaultError> {
    let key = <[u8; KEY_BYTES]>::try_from(bytes.as_slice());
    key.map(Zeroizing::new).map_err(|_| VaultError::Malformed)
}

/// HKDF-Expand (RFC 5869, 2.3) with SHA-256. The extract step is left out as 3.3 allows: `key` is
/// uniformly random already.
fn derive(key: &[u8; KEY_BYTES], label: &str) -> Result<Zeroizing<[u8; KEY_BYTES]>, VaultError> {
    let mut derived = Zeroizing::new([0; KEY_BYTES]);
    Prk::new_less_safe(HKDF_SHA256, key)
        .expand(&[b"mithaq v1 ", label.as_bytes()], HKDF_SHA256)
        .and_then(|output| output.fill(&mut *derived))
        .map_err(|_| VaultError::Cipher)?;
    Ok(derived)
}
