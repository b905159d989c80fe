//! What goes into a token to be signed, and how what comes out is written for a CMS.

use aws_lc_rs::digest::{SHA256, digest};

use crate::TokenError;

/// DigestInfo of SHA-256 up to the digest (RFC 8017 9.2, note 1).
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

pub(crate) fn sha_256(message: &[u8]) -> Vec<u8> {
    digest(&SHA256, message).as_ref().to_vec()
}

/// What RSA PKCS#1 v1.5 signs.
pub(crate) fn digest_info(message: &[u8]) -> Vec<u8> {
    [&DIGEST_INFO[..], &sha_256(message)].concat()
}

/// A P-256 signature as tokens give it, r and s of 32 octets each (PKCS #11 2.3.1), as an
/// ECDSA-Sig-Value in DER (RFC 3279 2.2.3).
pub(crate) fn ecdsa_der(raw: &[u8]) -> Result<Vec<u8>, TokenError> {
    let (Some(r), Some(s), 64) = (raw.get(..32), raw.get(32..), raw.len()) else {
        return Err(TokenError::UnsupportedKey);
    };
    let body = [integer(r), integer(s)].concat();
    // Two integers of at most 35 octets each: one octet holds the length.
    let length = u8::try_from(body.len()).map_err(|_| TokenError::UnsupportedKey)?;
    Ok([&[0x30, length], body.as_slice()].concat())
}

/// A positive INTEGER: no needless zero in front, one where the first bit is set.
fn integer(octets: &[u8]) -> Vec<u8> {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let rest = octets.get(zeros..).unwrap_or_default();
    let mut content = Vec::with_capacity(33);
    if rest.first().is_none_or(|first| first & 0x80 != 0) {
        content.push(0);
    }
    content.extend_from_slice(rest);
    let length = u8::try_from(content.len()).unwrap_or(u8::MAX);
    [&[0x02, length], content.as_slice()].concat()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_written_as_two_shortest_integers() {
        let mut raw = [0; 64];
        raw[31] = 1;
        raw[32] = 0x80;
        let der = ecdsa_der(&raw).unwrap();
        assert_eq!(der[..7], [0x30, 38, 2, 1, 1, 2, 33]);
        assert_eq!(der[7..10], [0, 0x80, 0]);
        assert_eq!(der.len(), 40);
        assert_eq!(ecdsa_der(&[0; 64]).unwrap(), [0x30, 6, 2, 1, 0, 2, 1, 0]);
        assert_eq!(ecdsa_der(&[0xff; 64]).unwrap().len(), 72);
    }

    #[test]
    fn what_is_no_signature_of_p_256_is_refused() {
        for length in [0, 63, 65, 96] {
            let refused = ecdsa_der(&vec![1; length]);
            assert_eq!(refused, Err(TokenError::UnsupportedKey), "{length}");
        }
    }
}
