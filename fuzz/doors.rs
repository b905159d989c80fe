//! The doors through which outside bytes come into `mithaq-pades`, one function each, for the fuzzer and for the test
//! that replays its seeds (`crates/pades/tests/it/seeds.rs`). None may panic, whatever comes.
//!
//! Not here: what is right or wrong about the bytes; but no door may call a file intact that nobody made.
#![allow(dead_code, unused_imports, clippy::expect_used)] // Each target has one of them; what is given here is well-formed.

#[path = "doors/upload.rs"]
mod upload;

pub use upload::{form, signed};

use mithaq_pades::{
    Collection, SealIdentity, SealKey, SealRequest, SignatureField, SignatureValue,
    TimestampRequest, ValidationMaterial, add_signature_fields, find_issuers, generate_test_chain,
    import_pkcs12, may_sign, pem_decode_certificates, seal as put_seal, subject_name, validity,
    verify as judge, verify_timestamp,
};
use std::sync::OnceLock;

/// When the seeds were made, Unix seconds.
const NOW: i64 = 1_795_000_000;

/// The root of the authority that made the seeds.
const ROOT: &[u8] = include_bytes!("given/root.der");
/// The authority under it.
const ISSUING: &[u8] = include_bytes!("seeds/answer/issuing");
/// A sealed file (B-B) with much room in its gap.
const CARRIER: &[u8] = include_bytes!("given/carrier.pdf");
/// A sealed file of the level B-T, which lacks validation data.
const TIMED: &[u8] = include_bytes!("given/timed.pdf");
/// Any bytes as a file to verify.
pub fn verify(bytes: &[u8]) {
    let _ = judge(bytes, &[ROOT.to_vec()], NOW + 60);
}

/// Any bytes as a file to seal; what we sealed we find intact, by nobody known.
pub fn seal(bytes: &[u8]) {
    static HELD: OnceLock<(SealKey, Vec<u8>)> = OnceLock::new();
    let (key, _) = HELD.get_or_init(|| holder("Fuzz"));
    let field = SignatureField {
        name: "fuzz".to_owned(),
        label: String::new(),
        page_index: 0,
        rect: [0.0, 0.0, 100.0, 50.0],
    };
    let Ok(reviewed) = add_signature_fields(bytes, &[field]) else {
        return;
    };
    let request = SealRequest {
        field_name: "fuzz",
        signed_at_unix_ms: NOW * 1000,
        certify: true,
        ..SealRequest::default()
    };
    let Ok(sealed) = put_seal(&reviewed, &request, key) else {
        return;
    };
    let verdict = judge(&sealed, &[], NOW + 60).expect("a file of ours is readable");
    assert_eq!(
        verdict.exit_code(),
        3,
        "intact, by nobody known: {verdict:#?}"
    );
}

/// A key of nobody else, and the root that vouches for it.
fn holder(name: &str) -> (SealKey, Vec<u8>) {
    let chain = generate_test_chain(name, NOW - 7200).expect("a chain");
    let key = chain.seal_key_pkcs8.expose();
    let key = SealKey::from_pkcs8(key, &chain.seal_der, vec![chain.issuing_der.clone()]);
    (key.expect("its key"), chain.root_der)
}

/// Any bytes as the CMS message of a file that is otherwise as it should be.
pub fn message(bytes: &[u8]) {
    let needle = b"/Contents <";
    let at = CARRIER
        .windows(needle.len())
        .rposition(|window| window == needle);
    let start = at.expect("a gap") + needle.len();
    let room = CARRIER
        .iter()
        .skip(start)
        .take_while(|byte| **byte != b'>')
        .count();
    let mut hex: String = bytes
        .iter()
        .take(room / 2)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    hex.extend(std::iter::repeat_n('0', room - hex.len()));
    let mut file = CARRIER.to_vec();
    file.splice(start..start + room, hex.into_bytes());
    let verdict = judge(&file, &[ROOT.to_vec()], NOW + 60);
    let intact = verdict.is_ok_and(|verdict| verdict.exit_code() == 0);
    assert!(
        !intact || file == CARRIER,
        "another message for the same file"
    );
}

/// Any bytes as an authority's answer.
pub fn answer(bytes: &[u8]) {
    let roots = [ROOT.to_vec()];
    if let Ok(request) = TimestampRequest::new([7; 32], [9; 16], None) {
        let _ = request.accept(bytes, &roots, NOW);
    }
    let _ = verify_timestamp(bytes, &[7; 32], &roots, NOW);
    let known = ValidationMaterial::default();
    if let Ok(mut collection) = Collection::of_file(TIMED, &roots, &known, NOW + 10) {
        for need in collection.needs() {
            let _ = collection.accept(&need, bytes);
        }
        let _ = collection.finish();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = pem_decode_certificates(text);
    }
}

/// Any bytes as a certificate that somebody brings along: of a member's key, or of a chain.
pub fn certificate(bytes: &[u8]) {
    let roots = [ROOT.to_vec()];
    let _ = (may_sign(bytes), subject_name(bytes));
    if let Some((from, until)) = validity(bytes) {
        let _ = find_issuers(bytes, &[ISSUING.to_vec()], &roots, from.midpoint(until));
    }
    let _ = find_issuers(ISSUING, &[bytes.to_vec()], &[bytes.to_vec()], NOW);
    if let Ok(identity) = SealIdentity::new(bytes, vec![ISSUING.to_vec()]) {
        assert_eq!(identity.certificate(), bytes);
    }
    if let Ok(identity) = SealIdentity::new(bytes, Vec::new()) {
        let value = SignatureValue::new(bytes.iter().rev().take(72).copied().collect());
        assert!(!identity.verifies(b"what nobody signed", &value));
    }
}

/// What opens the seeds of [`pkcs12`].
pub const PASSWORD: &str = "open، sesame";
/// Rounds of a key's derivation, which a file asks for; OpenSSL writes 2,048.
const MOST_ROUNDS: u64 = 20_000;
/// The identifier of scrypt (RFC 7914 7), which takes as much memory as a file asks for.
const SCRYPT: &[u8] = &[0x2b, 6, 1, 4, 1, 0xda, 0x47, 4, 0x0b];

/// Any bytes as a PKCS#12 file; what comes out of it is a key that fits its certificate. What only takes long, as the
/// file wants it, is left out.
pub fn pkcs12(bytes: &[u8]) {
    if is_left_out(bytes) {
        return;
    }
    if let Ok(key) = import_pkcs12(bytes, PASSWORD, &[ISSUING.to_vec(), ROOT.to_vec()]) {
        let pair = SealKey::from_pkcs8(key.key_pkcs8.expose(), &key.certificate, key.chain);
        assert!(pair.is_ok_and(|pair| pair.identity().certificate() == key.certificate));
    }
}

/// Whether a file wants more rounds than the fuzzer waits for, or scrypt.
pub fn is_left_out(bytes: &[u8]) -> bool {
    let rounds = (0..bytes.len()).filter_map(|at| rounds(bytes.get(at..)?));
    rounds.max() > Some(MOST_ROUNDS) || bytes.windows(SCRYPT.len()).any(|part| part == SCRYPT)
}

/// The rounds that are asked for behind a salt: an OCTET STRING, then an INTEGER (RFC 7292 4 and C, RFC 8018 A.2).
fn rounds(bytes: &[u8]) -> Option<u64> {
    let [4, length @ ..=127, behind @ ..] = bytes else {
        return None;
    };
    let [2, length @ 1..=8, value @ ..] = behind.get(usize::from(*length)..)? else {
        return None;
    };
    let value = value.get(..usize::from(*length))?.iter();
    Some(value.fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}
