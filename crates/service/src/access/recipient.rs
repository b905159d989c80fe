//! `userPublicKey`: an RSA key of the caller's under which a session token is handed over
//! (RSA-OAEP with SHA-256, RFC 8017, 7.1), or an access token as compact JWE (RFC 7516, 3.1).

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

use crate::{App, Failure};

/// The key is no RSA key of 2048 bits or more, or not in a form that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// The protected header of an access token's JWE; what is inside is a JWT (RFC 7519, 5.2).
const JWE_HEADER: &str = r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","cty":"JWT"}"#;

fn not_encrypted() -> Failure {
    Failure::Token("a token could not be encrypted".to_owned())
}

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
        Ok(STANDARD.encode(self.wrap(token.as_bytes())?))
    }

    /// Encrypts an access token as compact JWE: RSA-OAEP-256 for the key, A256GCM for the token
    /// (RFC 7518, 4.3 and 5.3).
    pub(crate) fn encrypt_token(&self, app: &App, token: &str) -> Result<String, Failure> {
        let header = URL_SAFE_NO_PAD.encode(JWE_HEADER);
        let (key, nonce) = (app.random::<32>(), app.random::<NONCE_LEN>());
        let mut text = token.as_bytes().to_vec();
        let tag = UnboundKey::new(&AES_256_GCM, &key)
            .map(LessSafeKey::new)
            .and_then(|key| {
                let nonce = Nonce::assume_unique_for_key(nonce);
                key.seal_in_place_separate_tag(nonce, Aad::from(header.as_bytes()), &mut text)
            })
            .map_err(|_| not_encrypted())?;
        let parts = [&self.wrap(&key)?, nonce.as_slice(), &text, tag.as_ref()];
        let parts = parts.map(|part| URL_SAFE_NO_PAD.encode(part));
        Ok(format!("{header}.{}", parts.join(".")))
    }

    fn wrap(&self, plain: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut room = vec![0; self.0.ciphertext_size()];
        let sealed = self
            .0
            .encrypt(&OAEP_SHA256_MGF1SHA256, plain, &mut room, None)
            .map_err(|_| not_encrypted())?;
        Ok(sealed.to_vec())
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
