//! signing-certificate-v2 (RFC 5035 3): which certificate a signer meant.
//!
//! What does not live here: the certificate itself, and writing the attribute.

use crate::certificate::RawCertificate;
use crate::der::{CONTEXT_4, Element, NotDer, OCTET_STRING, SEQUENCE};
use crate::hash::Hash;

/// Whether the first ESSCertIDv2 of the attribute's value names `certificate`.
pub(crate) fn names(value: Element<'_>, certificate: &[u8]) -> Result<bool, NotDer> {
    let parts = value.expect(SEQUENCE)?.children()?;
    let list = parts.first().ok_or(NotDer)?.expect(SEQUENCE)?.children()?;
    let first = list.first().ok_or(NotDer)?.expect(SEQUENCE)?.children()?;
    let (hash, digest, rest) = match first.as_slice() {
        [algorithm, digest, rest @ ..] if algorithm.tag == SEQUENCE => {
            (Hash::read(*algorithm).ok_or(NotDer)?, digest, rest)
        }
        // The default is SHA-256.
        [digest, rest @ ..] => (Hash::Sha256, digest, rest),
        [] => return Err(NotDer),
    };
    if digest.tag != OCTET_STRING || digest.content != hash.of(certificate) {
        return Ok(false);
    }
    // IssuerSerial, where present, must name the same certificate.
    let [issuer_serial, ..] = rest else {
        return Ok(true);
    };
    let raw = RawCertificate::read(certificate)?;
    let parts = issuer_serial.expect(SEQUENCE)?.children()?;
    let [names, serial] = parts.as_slice() else {
        return Ok(false);
    };
    let names = names.expect(SEQUENCE)?.children()?;
    Ok(matches!(names.as_slice(), [name]
        if name.tag == CONTEXT_4 && name.content == raw.issuer)
        && serial.whole == raw.serial)
}
