//! What an empty signature field asks of the signature that fills it (ISO 32000-2 12.7.5.5): the fields to close with
//! it (`/Lock`), and its seed value (`/SV`).
//!
//! What lives here: whether a seal of ours can be that signature. What does not: closing the fields, see `seal::lock`.

use super::form::SignatureFieldNode;
use super::permission::is_of;
use super::{PdfError, Source};
use lopdf::{Dictionary, Object};

/// What a field asks that a seal of ours does not do, or that would stand in the way of what comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unmet {
    /// Closing every field, or every one but some: timestamps and further signatures come in fields of their own.
    LocksAll,
    /// Closing a field that another signature is to fill.
    LocksSignature,
    /// Permissions for the whole document (`/P`), which is not certified by us.
    Permissions,
    /// Another signature handler, encoding or digest.
    Form,
    /// One of some reasons, or a legal attestation.
    Words,
    /// Revocation data in the signature itself, or a timestamp: those come when authorities answer.
    Validation,
    /// A certificate of some kind.
    Certificate,
    /// Something that is not known here.
    Unknown,
}

/// The required constraints of a seed value, by their bits (table 237).
const FILTER: i64 = 1;
const SUB_FILTER: i64 = 1 << 1;
const VERSION: i64 = 1 << 2;
const REASONS: i64 = 1 << 3;
const LEGAL_ATTESTATION: i64 = 1 << 4;
const REVOCATION_DATA: i64 = 1 << 5;
const DIGEST: i64 = 1 << 6;
const LOCK_DOCUMENT: i64 = 1 << 7;
const APPEARANCE: i64 = 1 << 8;
const ALL: i64 = (1 << 9) - 1;
/// The newest seed values that are known here: PDF 2.0.
const NEWEST: i64 = 3;

/// The fields that the signature has to close, by their full names or those above them.
pub(crate) fn read(
    source: &Source<'_>,
    field: &SignatureFieldNode,
    others: &[SignatureFieldNode],
) -> Result<Vec<String>, Unmet> {
    let dictionary = source.dictionary(field.field).ok_or(Unmet::Unknown)?;
    if let Some(seed) = source.value(dictionary, b"SV") {
        seed_value(source, seed.as_dict().map_err(|_| Unmet::Unknown)?)?;
    }
    let Some(lock) = source.value(dictionary, b"Lock") else {
        return Ok(Vec::new());
    };
    let lock = lock.as_dict().map_err(|_| Unmet::Unknown)?;
    if lock.has(b"P") {
        return Err(Unmet::Permissions);
    }
    match source.value(lock, b"Action").map(Object::as_name) {
        Some(Ok(b"Include")) => {}
        Some(Ok(b"All" | b"Exclude")) => return Err(Unmet::LocksAll),
        _ => return Err(Unmet::Unknown),
    }
    let names = texts(source, lock, b"Fields").map_err(|_| Unmet::Unknown)?;
    let waits = others
        .iter()
        .filter(|other| other.value.is_none() && other.name != field.name);
    let mut waits = waits.map(|other| other.name.as_str());
    let closes = |name: &str| names.iter().any(|lock| is_of(name, lock));
    match waits.any(closes) {
        true => Err(Unmet::LocksSignature),
        false => Ok(names),
    }
}

/// Whether a seal of ours is what a seed value demands; what it only recommends is let be.
fn seed_value(source: &Source<'_>, seed: &Dictionary) -> Result<(), Unmet> {
    let integer = |of: &Dictionary, key: &[u8]| source.value(of, key).map(Object::as_i64);
    let flags = integer(seed, b"Ff")
        .unwrap_or(Ok(0))
        .map_err(|_| Unmet::Unknown)?;
    let demands = |bit: i64| flags & bit != 0;
    if flags & !ALL != 0 {
        return Err(Unmet::Unknown);
    }
    let is = |key: &[u8], wanted: &[u8]| {
        let found = source.value(seed, key).map(Object::as_name);
        matches!(found, Some(Ok(name)) if name == wanted)
    };
    let list = |key: &[u8]| {
        let found = source
            .value(seed, key)
            .and_then(|found| found.as_array().ok());
        found.map(Vec::as_slice).unwrap_or_default()
    };
    // Of encodings the first that a signer can do shall be taken (table 237); pyHanko 0.38 demands the first of all.
    let encoding = list(b"SubFilter").first();
    let encodes = encoding.is_some_and(|one| is_word(source, one, b"ETSI.CAdES.detached"));
    let mut digests = list(b"DigestMethod").iter();
    let digests = digests.any(|one| is_word(source, one, b"SHA256"));
    let version = integer(seed, b"V").unwrap_or(Ok(1));
    let rules = [
        (FILTER, is(b"Filter", b"Adobe.PPKLite"), Unmet::Form),
        (SUB_FILTER, encodes, Unmet::Form),
        (DIGEST, digests, Unmet::Form),
        (
            VERSION,
            version.is_ok_and(|version| version <= NEWEST),
            Unmet::Unknown,
        ),
        (REASONS | LEGAL_ATTESTATION, false, Unmet::Words),
        (
            REVOCATION_DATA,
            is_false(source, seed, b"AddRevInfo"),
            Unmet::Validation,
        ),
        (
            LOCK_DOCUMENT,
            is(b"LockDocument", b"false"),
            Unmet::Permissions,
        ),
        (APPEARANCE, false, Unmet::Form),
    ];
    if let Some((_, _, unmet)) = rules
        .iter()
        .find(|(bits, holds, _)| demands(*bits) && !holds)
    {
        return Err(*unmet);
    }
    parts(source, seed)
}

/// What a seed value demands of certification, certificate and timestamp, each in a dictionary of its own.
fn parts(source: &Source<'_>, seed: &Dictionary) -> Result<(), Unmet> {
    let integer = |of: &Dictionary, key: &[u8]| source.value(of, key).map(Object::as_i64);
    if let Some(rules) = source.value(seed, b"MDP") {
        // 0 is an ordinary signature; all else certifies, which a signed file lets nobody do.
        let rules = rules.as_dict().map_err(|_| Unmet::Unknown)?;
        if !matches!(integer(rules, b"P"), Some(Ok(0))) {
            return Err(Unmet::Permissions);
        }
    }
    for (key, unmet) in [
        (&b"Cert"[..], Unmet::Certificate),
        (b"TimeStamp", Unmet::Validation),
    ] {
        let Some(rules) = source.value(seed, key) else {
            continue;
        };
        let rules = rules.as_dict().map_err(|_| Unmet::Unknown)?;
        if !matches!(integer(rules, b"Ff"), None | Some(Ok(0))) {
            return Err(unmet);
        }
    }
    Ok(())
}

fn is_false(source: &Source<'_>, of: &Dictionary, key: &[u8]) -> bool {
    matches!(source.value(of, key), Some(Object::Boolean(false)))
}

/// Whether an entry is a word, as a name or a text.
fn is_word(source: &Source<'_>, entry: &Object, wanted: &[u8]) -> bool {
    match source.resolve(entry) {
        Some(Object::Name(name)) => name == wanted,
        Some(Object::String(text, _)) => text == wanted,
        _ => false,
    }
}

/// An array of texts.
pub(crate) fn texts(
    source: &Source<'_>,
    of: &Dictionary,
    key: &[u8],
) -> Result<Vec<String>, PdfError> {
    let names = source.value(of, key).ok_or(PdfError::Unreadable)?;
    let names = names.as_array().map_err(|_| PdfError::Unreadable)?.iter();
    let read = |name| {
        let name = source.resolve(name).ok_or(PdfError::Unreadable)?;
        lopdf::decode_text_string(name).map_err(|_| PdfError::Unreadable)
    };
    names.map(read).collect()
}
