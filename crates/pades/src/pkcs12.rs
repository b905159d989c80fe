//! A seal's key and certificates from a PKCS#12 file (RFC 7292), as providers hand them out.
//!
//! What lives here: finding the one key with its certificate and its chain. The ciphers are
//! `p12-keystore`'s: PBES2 with AES, and the older ones with Triple DES and RC2. What does not:
//! keeping the key; that is the store's vault.

use crate::certificate::RawCertificate;
use crate::path;
use crate::seal::{KeyError, SealKey};
use crate::secret::SecretBytes;
use p12_keystore::{KeyStore, KeyStoreEntry, error::Error};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A file larger than this holds no key.
const MAX_FILE: usize = 1024 * 1024;

/// Why a file gives no key for seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pkcs12Error {
    /// Not a PKCS#12 file of version 3.
    Malformed,
    /// The password does not open it.
    Password,
    /// It is encrypted, or its integrity protected, in a way that is not supported.
    Unsupported,
    /// It holds no private key, or none with a certificate.
    NoKey,
    /// It holds several private keys.
    SeveralKeys,
    /// The key cannot seal.
    Key(KeyError),
}

impl std::fmt::Display for Pkcs12Error {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed => out.write_str("this is no readable PKCS#12 file"),
            Self::Password => out.write_str("the password does not open the PKCS#12 file"),
            Self::Unsupported => out.write_str(
                "the PKCS#12 file is protected in a way that is not supported; write it anew with AES-256 and SHA-256",
            ),
            Self::NoKey => out.write_str("the PKCS#12 file holds no private key with a certificate"),
            Self::SeveralKeys => out.write_str("the PKCS#12 file holds several private keys"),
            Self::Key(error) => write!(out, "{error}"),
        }
    }
}

impl std::error::Error for Pkcs12Error {}

/// What a file holds, put in order.
#[derive(Debug)]
pub struct ImportedKey {
    /// The private key, PKCS#8 DER; wiped from memory when dropped.
    pub key_pkcs8: SecretBytes,
    /// Its certificate, DER.
    pub certificate: Vec<u8>,
    /// The certificates above it without the root, DER.
    pub chain: Vec<Vec<u8>>,
    /// The root, DER, where the file has it.
    pub root: Option<Vec<u8>>,
}

/// Opens a file and takes its one key out, checked to be that of its certificate and fit
/// for seals (P-256, or RSA of 2048 bits and more). `more` are certificates, DER, that
/// may complete the chain.
pub fn import_pkcs12(
    file: &[u8],
    password: &str,
    more: &[Vec<u8>],
) -> Result<ImportedKey, Pkcs12Error> {
    if file.len() > MAX_FILE {
        return Err(Pkcs12Error::Malformed);
    }
    // Foreign code on a foreign file: a panic in it is one more refusal.
    let opened = catch_unwind(AssertUnwindSafe(|| KeyStore::from_pkcs12(file, password)));
    let store = opened
        .map_err(|_| Pkcs12Error::Malformed)?
        .map_err(|error| refusal(&error))?;
    let mut keys = Vec::new();
    let mut pool: Vec<Vec<u8>> = more.to_vec();
    for (_, entry) in store.entries() {
        match entry {
            KeyStoreEntry::PrivateKeyChain(chain) => {
                keys.push(chain.key());
                pool.extend(chain.chain().iter().map(|one| one.as_der().to_vec()));
            }
            KeyStoreEntry::Certificate(one) => pool.push(one.as_der().to_vec()),
            KeyStoreEntry::Secret(_) => {}
        }
    }
    match keys.as_slice() {
        [] => Err(Pkcs12Error::NoKey),
        [key] => arrange(key, &pool),
        _ => Err(Pkcs12Error::SeveralKeys),
    }
}

fn refusal(error: &Error) -> Pkcs12Error {
    match error {
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => Pkcs12Error::Password,
        Error::UnsupportedEncryptionScheme
        | Error::UnsupportedMacAlgorithm
        | Error::UnsupportedContentType
        | Error::UnsupportedCertificateType => Pkcs12Error::Unsupported,
        _ => Pkcs12Error::Malformed,
    }
}

/// The certificate of the key, and the way up from it.
fn arrange(key: &[u8], pool: &[Vec<u8>]) -> Result<ImportedKey, Pkcs12Error> {
    let mut why = Pkcs12Error::NoKey;
    let certificate =
        pool.iter().find(
            |certificate| match SealKey::from_pkcs8(key, certificate, Vec::new()) {
                Ok(_) => true,
                Err(KeyError::OtherKey | KeyError::Malformed) => false,
                Err(error) => {
                    why = Pkcs12Error::Key(error);
                    false
                }
            },
        );
    let certificate = certificate.ok_or(why)?;
    let pool: Vec<&[u8]> = pool.iter().map(Vec::as_slice).collect();
    let mut path: Vec<Vec<u8>> = path::path(certificate, &pool)
        .into_iter()
        .map(<[u8]>::to_vec)
        .collect();
    let is_root = |der: &Vec<u8>| RawCertificate::read(der).is_ok_and(|raw| raw.is_self_signed());
    let root = match path.last() {
        Some(top) if path.len() > 1 && is_root(top) => path.pop(),
        _ => None,
    };
    let chain = path.split_off(1);
    SealKey::from_pkcs8(key, certificate, chain.clone()).map_err(Pkcs12Error::Key)?;
    Ok(ImportedKey {
        key_pkcs8: SecretBytes::new(key.to_vec()),
        certificate: certificate.clone(),
        chain,
        root,
    })
}
