//! `userPublicKey`: an RSA key of the caller's under which a session token is handed over
//! (RSA-OAEP with SHA-256, RFC 8017, 7.1).

use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::Failure;

/// The key is no RSA key of 2048 bits or more, or not in a form that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// AlgorithmIdentifier of rsaEncryption with NULL parameters (RFC 3279, 2.3.1).
const RSA_ALGORITHM: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// A key that a token can be encrypted to.
pub struct RecipientKey(OaepPublicEncryptingKey);

impl RecipientKey {
    /// Reads PEM (SubjectPublicKeyInfo or PKCS#1) or base64 of their DER.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let body: String = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with("-----"))
            .flat_map(|line| line.chars().filter(|character| !character.is_whitespace()))
            .collect();
        if body.is_empty() || body.len() > 4096 {
            return Err(Malformed);
        }
        let der = STANDARD.decode(body).map_err(|_| Malformed)?;
        let key = PublicEncryptingKey::from_der(&der)
            .or_else(|_| PublicEncryptingKey::from_der(&as_subject_public_key_info(&der)))
            .map_err(|_| Malformed)?;
        if key.key_size_bits() < 2048 {
            return Err(Malformed);
        }
        OaepPublicEncryptingKey::new(key)
            .map(Self)
            .map_err(|_| Malformed)
    }

    /// Encrypts a token; the answer is base64.
    pub fn encrypt(&self, token: &str) -> Result<String, Failure> {
        let mut room = vec![0; self.0.ciphertext_size()];
        let sealed = self
            .0
            .encrypt(&OAEP_SHA256_MGF1SHA256, token.as_bytes(), &mut room, None)
            .map_err(|_| Failure::Token("a token could not be encrypted".to_owned()))?;
        Ok(STANDARD.encode(sealed))
    }
}

/// Wraps a PKCS#1 RSAPublicKey (RFC 8017, A.1.1) as SubjectPublicKeyInfo (RFC 5280, 4.1.2.7).
fn as_subject_public_key_info(pkcs1: &[u8]) -> Vec<u8> {
    let mut bits = vec![0];
    bits.extend_from_slice(pkcs1);
    let mut content = RSA_ALGORITHM.to_vec();
    content.extend(tagged(0x03, &bits));
    tagged(0x30, &content)
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let length = u32::try_from(content.len())
                .unwrap_or(u32::MAX)
                .to_be_bytes();
            let used: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
            out.push(0x80 | u8::try_from(used.len()).unwrap_or(4));
            out.extend(used);
        }
    }
    out.extend_from_slice(content);
    out
}
