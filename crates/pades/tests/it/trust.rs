//! Chains: dates, usages, broken and foreign issuers.

use crate::forge;
use crate::sample::{self, NOW, Style};
use mithaq_pades::{
    Outcome, SealKey, SealRequest, SignatureProblem, generate_test_chain, seal, verify,
};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};

const DAY: i64 = 86_400;

fn time(seconds: i64) -> time::OffsetDateTime {
    time::OffsetDateTime::from_unix_timestamp(seconds).unwrap()
}

/// Problems of a file sealed by a leaf that `shape` has shaped, and its outcome.
fn sealed_by(shape: impl FnOnce(&mut CertificateParams)) -> (Vec<SignatureProblem>, Outcome) {
    let root_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut root = CertificateParams::default();
    root.distinguished_name.push(DnType::CommonName, "Root");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root_der = root.self_signed(&root_key).unwrap().der().to_vec();
    let issuer = Issuer::new(root, root_key);
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut leaf = CertificateParams::default();
    leaf.not_before = time(NOW - DAY);
    leaf.not_after = time(NOW + DAY);
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    shape(&mut leaf);
    let leaf = leaf.signed_by(&key, &issuer).unwrap();
    let key = SealKey::from_pkcs8(&key.serialize_der(), leaf.der(), vec![]).unwrap();
    let sealed = seal(&sample::reviewed(Style::Table), &sample::request(), &key).unwrap();
    let verdict = verify(&sealed, &[root_der], NOW).unwrap();
    (verdict.signatures[0].problems.clone(), verdict.outcome())
}

#[test]
fn usages_for_signing_are_accepted_and_others_refused() {
    let accepted: [Vec<KeyUsagePurpose>; 4] = [
        vec![],
        vec![KeyUsagePurpose::DigitalSignature],
        vec![KeyUsagePurpose::ContentCommitment],
        vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::ContentCommitment,
        ],
    ];
    for usages in accepted {
        let (problems, outcome) = sealed_by(|leaf| leaf.key_usages = usages.clone());
        assert_eq!(
            (problems.as_slice(), outcome),
            (&[][..], Outcome::Intact),
            "{usages:?}"
        );
    }
    let (problems, _) = sealed_by(|leaf| leaf.key_usages = vec![KeyUsagePurpose::KeyAgreement]);
    assert_eq!(problems, [SignatureProblem::KeyUsage]);
}

#[test]
fn extended_usages_must_be_for_documents_where_there_are_any() {
    let (problems, _) =
        sealed_by(|leaf| leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth]);
    assert_eq!(problems, [SignatureProblem::ChainRefused]);
    let document_signing = ExtendedKeyUsagePurpose::Other(vec![1, 3, 6, 1, 5, 5, 7, 3, 36]);
    for purpose in [ExtendedKeyUsagePurpose::EmailProtection, document_signing] {
        let (problems, outcome) =
            sealed_by(|leaf| leaf.extended_key_usages = vec![purpose.clone()]);
        assert_eq!(
            (problems.as_slice(), outcome),
            (&[][..], Outcome::Intact),
            "{purpose:?}"
        );
    }
}

#[test]
fn certificates_are_judged_at_the_claimed_time() {
    let chain = generate_test_chain("Nile", NOW).unwrap();
    let key = sample::key(&chain);
    let at = |signed_at: i64, now: i64| {
        let request = SealRequest {
            signed_at_unix_ms: signed_at * 1000,
            ..sample::request()
        };
        let sealed = seal(&sample::reviewed(Style::Table), &request, &key).unwrap();
        let verdict = verify(&sealed, std::slice::from_ref(&chain.root_der), now).unwrap();
        (verdict.signatures[0].problems.clone(), verdict.exit_code())
    };
    assert_eq!(at(NOW, NOW), (vec![], 0));
    assert_eq!(
        at(NOW, NOW + 9 * 365 * DAY),
        (vec![], 0),
        "the seal has since expired"
    );
    let before = at(NOW - 2 * DAY, NOW);
    assert!(
        before.0.contains(&SignatureProblem::OutsideValidity),
        "{before:?}"
    );
    let after = at(NOW + 6 * 365 * DAY, NOW + 7 * 365 * DAY);
    assert!(
        after.0.contains(&SignatureProblem::OutsideValidity),
        "{after:?}"
    );
    assert_eq!(
        at(NOW + 301, NOW),
        (vec![SignatureProblem::ClaimedTimeInFuture], 1)
    );
    assert_eq!(at(NOW + 299, NOW), (vec![], 0));
}

#[test]
fn a_changed_issuing_certificate_is_an_alteration_and_not_an_unknown_issuer() {
    let (sealed, chain) = sample::sealed(Style::Table);
    let last = *chain.issuing_der.last().unwrap();
    let position = |cms: &[u8]| {
        let issuing = chain.issuing_der.as_slice();
        let at = cms
            .windows(issuing.len())
            .position(|window| window == issuing);
        at.unwrap() + issuing.len() - 1
    };
    let forged = forge::edit_cms(&sealed, |mut cms| {
        let at = position(&cms);
        cms[at] = last ^ 1;
        cms
    });
    let verdict = verify(&forged, std::slice::from_ref(&chain.root_der), NOW).unwrap();
    assert_eq!(
        verdict.signatures[0].problems,
        [SignatureProblem::ChainBroken]
    );
}

#[test]
fn the_issuing_authority_may_itself_be_the_given_root() {
    let (sealed, chain) = sample::sealed(Style::Table);
    let verdict = verify(&sealed, &[chain.root_der, b"junk".to_vec()], NOW).unwrap();
    assert_eq!(verdict.exit_code(), 0);
}
