//! The seal's private key, held in this process.
//!
//! What lives here: P-256 and RSA signing with aws-lc-rs. What does not: keys
//! held elsewhere (a token, a remote provider); those take the bytes of
//! [`SignedAttributes`] and give back a [`SignatureValue`].

use super::cms::{SignatureValue, SignedAttributes};
use super::identity::SealIdentity;
use crate::certificate::PublicKey;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};

/// Why a key cannot seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyError {
    /// The private key is not PKCS#8 of the certificate's kind of key.
    Malformed,
    /// Neither P-256 nor RSA of at least 2048 bits.
    UnsupportedKey,
    /// A certificate cannot be read.
    Certificate,
    /// The private key is not that of the certificate.
    OtherKey,
    /// The chain holds a self-issued certificate; the root stays outside.
    RootInChain,
    /// A certificate of the chain did not issue the one before it.
    ChainOutOfOrder,
    /// Signing failed, or a signature value does not fit the key.
    Signing,
}

impl std::fmt::Display for KeyError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Malformed => "the private key is not readable PKCS#8",
            Self::UnsupportedKey => "the key is neither P-256 nor RSA of 2048 bits or more",
            Self::Certificate => "a certificate of the seal cannot be read",
            Self::OtherKey => "the private key does not belong to the certificate",
            Self::RootInChain => "the chain must not hold the root",
            Self::ChainOutOfOrder => "the chain's certificates do not follow each other",
            Self::Signing => "signing failed",
        })
    }
}

impl std::error::Error for KeyError {}

enum Secret {
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

/// A private key in this process with its certificates. Not printed, not copied.
pub struct SealKey {
    secret: Secret,
    identity: SealIdentity,
    random: SystemRandom,
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SealKey(..)")
    }
}

impl SealKey {
    /// Takes a PKCS#8 private key, its certificate and the chain above it without
    /// the root, all DER; refuses a key that is not the certificate's.
    pub fn from_pkcs8(
        pkcs8: &[u8],
        seal_der: &[u8],
        chain_without_root: Vec<Vec<u8>>,
    ) -> Result<Self, KeyError> {
        let identity = SealIdentity::new(seal_der, chain_without_root)?;
        let (secret, public) = match identity.public_key {
            PublicKey::Rsa(_) => {
                let pair = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| KeyError::Malformed)?;
                let public = pair.public_key().as_ref().to_vec();
                (Secret::Rsa(pair), public)
            }
            _ => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8)
                    .map_err(|_| KeyError::Malformed)?;
                let public = pair.public_key().as_ref().to_vec();
                (Secret::P256(pair), public)
            }
        };
        if public != identity.public_key.bytes() {
            return Err(KeyError::OtherKey);
        }
        Ok(Self {
            secret,
            identity,
            random: SystemRandom::new(),
        })
    }

    /// The certificate and chain that go into every seal of this key.
    pub fn identity(&self) -> &SealIdentity {
        &self.identity
    }

    /// Signs the attributes (RFC 5652 5.4).
    pub fn sign(&self, attributes: &SignedAttributes) -> Result<SignatureValue, KeyError> {
        let message = attributes.to_be_signed();
        let bytes = match &self.secret {
            Secret::P256(pair) => pair
                .sign(&self.random, message)
                .map(|signature| signature.as_ref().to_vec()),
            Secret::Rsa(pair) => {
                let mut out = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &self.random, message, &mut out)
                    .map(|()| out)
            }
        };
        bytes
            .map(SignatureValue::new)
            .map_err(|_| KeyError::Signing)
    }
}
