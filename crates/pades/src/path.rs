//! A certificate path upwards, each certificate verified by the next (RFC 5280 6).
//!
//! What lives here: finding issuers among given certificates. What does not: roots
//! and the rules of validity, see `verify::anchor`.

use crate::certificate::{PublicKey, RawCertificate};
use crate::vouched;

/// Longer is a mistake or an attack, not a path.
const MAX_LENGTH: usize = 8;

/// From `leaf` upwards through `pool`, as far as it leads: to a self-issued
/// certificate at the most, which is then the last one.
pub(crate) fn path<'a>(leaf: &'a [u8], pool: &[&'a [u8]]) -> Vec<&'a [u8]> {
    let mut path = vec![leaf];
    let mut current = leaf;
    while path.len() < MAX_LENGTH
        && let Some(above) = issuer(current, pool)
        && !path.contains(&above)
    {
        path.push(above);
        current = above;
    }
    path
}

/// The certificate of `pool` whose key verifies `certificate`; none for a self-issued one.
pub(crate) fn issuer<'a>(certificate: &[u8], pool: &[&'a [u8]]) -> Option<&'a [u8]> {
    let raw = RawCertificate::read(certificate).ok()?;
    if raw.issuer == raw.subject {
        return None;
    }
    let signed = |der: &&&[u8]| signed_by(&raw, der);
    pool.iter().find(signed).copied()
}

/// Whether the certificate `issuer` bears the issuer's name and its key verifies `raw`.
pub(crate) fn signed_by(raw: &RawCertificate<'_>, issuer: &[u8]) -> bool {
    RawCertificate::read(issuer).is_ok_and(|issuer| {
        issuer.subject == raw.issuer
            && PublicKey::read(issuer.public_key).is_some_and(|key| {
                vouched::verifies(&key, raw.algorithm, raw.signed, raw.signature)
            })
    })
}

/// Whether a path has come to its end in a root.
pub(crate) fn ends_in_root(path: &[&[u8]], roots: &[Vec<u8>]) -> bool {
    let Some(top) = path.last() else {
        return false;
    };
    let Ok(raw) = RawCertificate::read(top) else {
        return false;
    };
    signed_by(&raw, top) || roots.iter().any(|root| signed_by(&raw, root))
}
