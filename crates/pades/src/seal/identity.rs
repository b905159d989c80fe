//! Who seals: the certificate and the chain that travels with it.
//!
//! What lives here: what a CMS says of the signer, taken from raw DER. What does
//! not: the private key, see `key`; trust, see `verify`.

use super::key::KeyError;
use crate::certificate::{PublicKey, RawCertificate};

/// A seal's certificate with its chain, as needed to build a CMS around a
/// signature value that any holder of the key has made.
#[derive(Debug, Clone)]
pub struct SealIdentity {
    pub(crate) certificate: Vec<u8>,
    pub(crate) chain: Vec<Vec<u8>>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) public_key: PublicKey,
}

impl SealIdentity {
    /// `certificate` and `chain_without_root` are DER; the chain runs from the
    /// certificate's issuer upwards, without the self-signed root.
    pub fn new(certificate: &[u8], chain_without_root: Vec<Vec<u8>>) -> Result<Self, KeyError> {
        let raw = RawCertificate::read(certificate).map_err(|_| KeyError::Certificate)?;
        let public_key = PublicKey::read(raw.public_key).ok_or(KeyError::UnsupportedKey)?;
        if !public_key.may_seal() {
            return Err(KeyError::UnsupportedKey);
        }
        let mut expected = raw.issuer;
        for link in &chain_without_root {
            let link = RawCertificate::read(link).map_err(|_| KeyError::Certificate)?;
            if link.subject == link.issuer {
                return Err(KeyError::RootInChain);
            }
            if link.subject != expected {
                return Err(KeyError::ChainOutOfOrder);
            }
            expected = link.issuer;
        }
        Ok(Self {
            issuer: raw.issuer.to_vec(),
            serial: raw.serial.to_vec(),
            certificate: certificate.to_vec(),
            chain: chain_without_root,
            public_key,
        })
    }

    /// The seal's certificate, DER.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }
}
