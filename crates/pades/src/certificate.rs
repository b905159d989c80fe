//! Certificates and public keys as raw DER (RFC 5280), and checking signatures.
//!
//! What lives here: the fields that CMS and path building compare byte for byte.
//! What does not: names for people and extensions, see `verify::signer`.

use crate::der::{
    BIT_STRING, CONTEXT_0, Element, INTEGER, NULL, NotDer, OBJECT_IDENTIFIER, SEQUENCE, element,
    sequence,
};
use crate::hash::Hash;
use crate::object_identifiers as oid;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P256_SHA512_ASN1, ECDSA_P384_SHA256_ASN1,
    ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA512_ASN1, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, UnparsedPublicKey,
    VerificationAlgorithm,
};

/// The parts of a certificate, each with its tag and length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawCertificate<'a> {
    pub(crate) signed: &'a [u8],
    pub(crate) serial: &'a [u8],
    pub(crate) issuer: &'a [u8],
    pub(crate) subject: &'a [u8],
    pub(crate) public_key: Element<'a>,
    pub(crate) algorithm: &'a [u8],
    pub(crate) signature: &'a [u8],
}

impl<'a> RawCertificate<'a> {
    pub(crate) fn read(der: &'a [u8]) -> Result<Self, NotDer> {
        let outer = Element::only(der)?.expect(SEQUENCE)?.children()?;
        let [signed, algorithm, signature] = outer.as_slice() else {
            return Err(NotDer);
        };
        let fields = signed.expect(SEQUENCE)?.children()?;
        let fields = match fields.as_slice() {
            [version, rest @ ..] if version.tag == CONTEXT_0 => rest,
            rest => rest,
        };
        let [serial, inner, issuer, _validity, subject, public_key, ..] = fields else {
            return Err(NotDer);
        };
        // RFC 5280 4.1.1.2: both algorithm fields must agree.
        if inner.whole != algorithm.whole {
            return Err(NotDer);
        }
        Ok(Self {
            signed: signed.whole,
            serial: serial.expect(INTEGER)?.whole,
            issuer: issuer.expect(SEQUENCE)?.whole,
            subject: subject.expect(SEQUENCE)?.whole,
            public_key: public_key.expect(SEQUENCE)?,
            algorithm: algorithm.whole,
            signature: whole_octets(*signature)?,
        })
    }

    /// Whether this is a root: issued by its own subject, with its own key.
    pub(crate) fn is_self_signed(&self) -> bool {
        self.subject == self.issuer
            && PublicKey::read(self.public_key).is_some_and(|key| self.is_signed_by(&key))
    }

    /// Whether `issuer` signed this certificate.
    pub(crate) fn is_signed_by(&self, issuer: &PublicKey) -> bool {
        issuer.verifies(self.algorithm, self.signed, self.signature)
    }
}

/// The content of a BIT STRING without unused bits.
pub(crate) fn whole_octets(bits: Element<'_>) -> Result<&[u8], NotDer> {
    match bits.expect(BIT_STRING)?.content.split_first() {
        Some((0, octets)) => Ok(octets),
        _ => Err(NotDer),
    }
}

/// A public key as its algorithm wants it: an uncompressed point, or RSAPublicKey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PublicKey {
    P256(Vec<u8>),
    P384(Vec<u8>),
    Rsa(Vec<u8>),
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo; `None` for other algorithms.
    pub(crate) fn read(info: Element<'_>) -> Option<Self> {
        let parts = info.expect(SEQUENCE).ok()?.children().ok()?;
        let [algorithm, key] = parts.as_slice() else {
            return None;
        };
        let key = whole_octets(*key).ok()?.to_vec();
        let algorithm = algorithm.expect(SEQUENCE).ok()?.children().ok()?;
        let [name, parameters] = algorithm.as_slice() else {
            return None;
        };
        let name = name.expect(OBJECT_IDENTIFIER).ok()?;
        match (name.content, parameters.tag, parameters.content) {
            (oid::EC_PUBLIC_KEY, OBJECT_IDENTIFIER, oid::CURVE_P_256) => Some(Self::P256(key)),
            (oid::EC_PUBLIC_KEY, OBJECT_IDENTIFIER, oid::CURVE_P_384) => Some(Self::P384(key)),
            (oid::RSA_ENCRYPTION, NULL, []) => Some(Self::Rsa(key)),
            _ => None,
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::P256(bytes) | Self::P384(bytes) | Self::Rsa(bytes) => bytes,
        }
    }

    /// P-256, or RSA of 2048 bits and more.
    pub(crate) fn may_seal(&self) -> bool {
        match self {
            Self::P256(_) => true,
            Self::P384(_) => false,
            Self::Rsa(_) => self.modulus_octets().is_some_and(|octets| octets >= 256),
        }
    }

    /// The modulus's length, which is that of every signature.
    pub(crate) fn modulus_octets(&self) -> Option<usize> {
        let Self::Rsa(bytes) = self else {
            return None;
        };
        let parts = Element::only(bytes).ok()?.expect(SEQUENCE).ok()?;
        let parts = parts.children().ok()?;
        let modulus = parts.first()?.expect(INTEGER).ok()?.content;
        let leading = modulus.iter().take_while(|byte| **byte == 0).count();
        modulus.len().checked_sub(leading)
    }

    /// Checks the signature of a SignerInfo, which may name its hash apart from the
    /// key's algorithm (RFC 3370 3.2).
    pub(crate) fn verifies_with(
        &self,
        (hash, algorithm): (Hash, &[u8]),
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let rsa = sequence(&[
            &element(OBJECT_IDENTIFIER, &[oid::RSA_ENCRYPTION]),
            &[NULL, 0],
        ]);
        if algorithm == rsa {
            return self.verifies(&hash.with_rsa(), message, signature);
        }
        self.verifies(algorithm, message, signature)
    }

    /// Whether a signature of this AlgorithmIdentifier, DER, can be checked with this key.
    pub(crate) fn knows(&self, algorithm: &[u8]) -> bool {
        let plain_rsa = sequence(&[
            &element(OBJECT_IDENTIFIER, &[oid::RSA_ENCRYPTION]),
            &[NULL, 0],
        ]);
        let is_rsa = matches!(self, Self::Rsa(_)) && algorithm == plain_rsa;
        is_rsa || self.method(algorithm).is_some()
    }

    /// Checks a signature whose AlgorithmIdentifier, DER, is `algorithm`.
    pub(crate) fn verifies(&self, algorithm: &[u8], message: &[u8], signature: &[u8]) -> bool {
        self.method(algorithm).is_some_and(|method| {
            UnparsedPublicKey::new(method, self.bytes())
                .verify(message, signature)
                .is_ok()
        })
    }

    fn method(&self, algorithm: &[u8]) -> Option<&'static dyn VerificationAlgorithm> {
        let algorithm = Element::only(algorithm).ok()?.expect(SEQUENCE).ok()?;
        let parts = algorithm.children().ok()?;
        // RFC 5758 3.2: absent with ECDSA. RFC 8017 A.2.4: NULL with RSA.
        let (name, has_null) = match parts.as_slice() {
            [name] => (name, false),
            [name, null] if null.whole == [NULL, 0] => (name, true),
            _ => return None,
        };
        let name = name.expect(OBJECT_IDENTIFIER).ok()?;
        Some(match (self, name.content, has_null) {
            (Self::P256(_), oid::ECDSA_WITH_SHA_256, false) => &ECDSA_P256_SHA256_ASN1,
            (Self::P256(_), oid::ECDSA_WITH_SHA_384, false) => &ECDSA_P256_SHA384_ASN1,
            (Self::P256(_), oid::ECDSA_WITH_SHA_512, false) => &ECDSA_P256_SHA512_ASN1,
            (Self::P384(_), oid::ECDSA_WITH_SHA_512, false) => &ECDSA_P384_SHA512_ASN1,
            (Self::P384(_), oid::ECDSA_WITH_SHA_256, false) => &ECDSA_P384_SHA256_ASN1,
            (Self::P384(_), oid::ECDSA_WITH_SHA_384, false) => &ECDSA_P384_SHA384_ASN1,
            (Self::Rsa(_), oid::SHA_256_WITH_RSA, true) => &RSA_PKCS1_2048_8192_SHA256,
            (Self::Rsa(_), oid::SHA_384_WITH_RSA, true) => &RSA_PKCS1_2048_8192_SHA384,
            (Self::Rsa(_), oid::SHA_512_WITH_RSA, true) => &RSA_PKCS1_2048_8192_SHA512,
            _ => return None,
        })
    }
}
