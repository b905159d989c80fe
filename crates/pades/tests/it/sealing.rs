//! Sealing and reading back, phase by phase.

use crate::sample::{self, NOW, Style};
use mithaq_pades::{
    KeyError, Outcome, PdfError, Prepared, SealError, SealKey, SealRequest, SignatureValue, seal,
    verify,
};

#[test]
fn a_sealed_contract_begins_with_the_reviewed_file_and_verifies() {
    for style in [Style::Table, Style::Stream] {
        let reviewed = sample::reviewed(style);
        let (bytes, chain) = sample::sealed(style);
        assert!(bytes.starts_with(&reviewed), "{style:?}");
        let verdict = verify(&bytes, std::slice::from_ref(&chain.root_der), NOW + 60).unwrap();
        assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
        assert_eq!(verdict.exit_code(), 0);
        let signature = &verdict.signatures[0];
        assert_eq!(signature.field_name, sample::FIELD);
        assert_eq!(
            signature.signer_organization.as_deref(),
            Some("شركة النيل للتمويل")
        );
        assert!(signature.is_test_chain && signature.covers_whole_file);
        assert_eq!(signature.claimed_at_unix_seconds, Some(NOW));
        assert_eq!(signature.certification, Some(2));
        assert_eq!(signature.evidence_commitment, Some([7; 32]));
        assert_eq!(signature.revision, 3);
        assert_eq!(verdict.revision_count, 3);
    }
}

#[test]
fn without_the_root_the_issuer_is_unknown_and_with_another_root_of_the_same_name_too() {
    let (bytes, _) = sample::sealed(Style::Table);
    let stranger = sample::chain();
    for roots in [vec![], vec![stranger.root_der]] {
        let verdict = verify(&bytes, &roots, NOW).unwrap();
        assert_eq!(verdict.outcome(), Outcome::UnknownIssuer, "{verdict:#?}");
        assert_eq!(verdict.exit_code(), 3);
    }
}

#[test]
fn a_prepared_file_is_taken_up_elsewhere_and_nothing_else_is() {
    let chain = sample::chain();
    let key = sample::key(&chain);
    let reviewed = sample::reviewed(Style::Table);
    let request = SealRequest {
        evidence_commitment: Some([7; 32]),
        ..sample::request()
    };
    let prepared = Prepared::new(&reviewed, &request, key.identity()).unwrap();
    let kept = prepared.bytes().to_vec();
    let resume = |bytes: Vec<u8>| Prepared::resume(bytes, key.identity(), Some([7; 32]));
    let resumed = resume(kept.clone()).unwrap();
    assert_eq!(resumed.digest(), prepared.digest());
    let attributes = resumed.attributes();
    assert_eq!(
        attributes.to_be_signed(),
        prepared.attributes().to_be_signed()
    );
    let value = key.sign(&attributes).unwrap();
    let cms = attributes.into_checked_cms(&value).unwrap();
    let sealed = resumed.embed(&cms).unwrap();
    let verdict = verify(&sealed, std::slice::from_ref(&chain.root_der), NOW).unwrap();
    assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
    // One byte changed on the way: another digest, so that the signature does not fit.
    let mut changed = kept.clone();
    changed[20] ^= 1;
    let changed = resume(changed).unwrap();
    assert!(changed.attributes().into_checked_cms(&value).is_none());
    // A place that is not empty, not at the end, or none at all.
    let longer = [kept.as_slice(), b" "].concat();
    for wrong in [
        sealed,
        longer,
        reviewed,
        Vec::new(),
        kept[..kept.len() - 1].to_vec(),
    ] {
        assert!(resume(wrong).is_none());
    }
}

#[test]
fn a_foreign_holder_of_the_key_can_stand_in_the_middle() {
    let chain = sample::chain();
    let key = sample::key(&chain);
    let reviewed = sample::reviewed(Style::Table);
    let prepared = Prepared::new(&reviewed, &sample::request(), key.identity()).unwrap();
    let attributes = prepared.attributes();
    assert_ne!(attributes.sha256(), prepared.digest());
    let forged = SignatureValue::new(vec![0x30, 0x06, 2, 1, 1, 2, 1, 1]);
    assert!(attributes.clone().into_checked_cms(&forged).is_none());
    let value = key.sign(&attributes).unwrap();
    let cms = attributes.into_checked_cms(&value).unwrap();
    let sealed = prepared.embed(&cms).unwrap();
    let verdict = verify(&sealed, std::slice::from_ref(&chain.root_der), NOW).unwrap();
    assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
}

#[test]
fn a_signature_for_another_document_or_too_large_for_its_room_is_refused() {
    let chain = sample::chain();
    let key = sample::key(&chain);
    let reviewed = sample::reviewed(Style::Table);
    let one = Prepared::new(&reviewed, &sample::request(), key.identity()).unwrap();
    let attributes = one.attributes();
    let value = key.sign(&attributes).unwrap();
    let cms = attributes.into_cms(&value);
    let other_request = SealRequest {
        reason: "another",
        ..sample::request()
    };
    let other = Prepared::new(&reviewed, &other_request, key.identity()).unwrap();
    assert_eq!(other.embed(&cms), Err(SealError::OtherDocument));

    let small = SealRequest {
        reserved_bytes: Some(100),
        ..sample::request()
    };
    let refused = seal(&reviewed, &small, &key);
    assert!(
        matches!(refused, Err(SealError::TooLittleRoom { needed, reserved: 100 }) if needed > 1000)
    );
}

#[test]
fn one_key_may_seal_on_several_threads() {
    let chain = sample::chain();
    let key = sample::key(&chain);
    let reviewed = sample::reviewed(Style::Table);
    let sealed: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let work = || seal(&reviewed, &sample::request(), &key).unwrap();
        let threads = [scope.spawn(work), scope.spawn(work)];
        threads.map(|thread| thread.join().unwrap()).into()
    });
    for pdf in sealed {
        let verdict = verify(&pdf, std::slice::from_ref(&chain.root_der), NOW).unwrap();
        assert_eq!(verdict.outcome(), Outcome::Intact);
    }
}

#[test]
fn an_rsa_key_seals_and_verifies() {
    use rcgen::{CertificateParams, DnType, Issuer, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256};
    let time = |seconds| time::OffsetDateTime::from_unix_timestamp(seconds).unwrap();
    let root_key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let mut root = CertificateParams::default();
    root.distinguished_name.push(DnType::CommonName, "Root");
    root.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    root.not_before = time(NOW - 1000);
    let root_der = root.self_signed(&root_key).unwrap().der().to_vec();
    let issuer = Issuer::new(root, root_key);
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let mut leaf = CertificateParams::default();
    leaf.key_usages = vec![KeyUsagePurpose::ContentCommitment];
    leaf.not_before = time(NOW - 1000);
    let leaf = leaf.signed_by(&key, &issuer).unwrap();
    let key = SealKey::from_pkcs8(&key.serialize_der(), leaf.der(), vec![]).unwrap();
    let sealed = seal(&sample::reviewed(Style::Table), &sample::request(), &key).unwrap();
    let verdict = verify(&sealed, &[root_der], NOW).unwrap();
    assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
    assert!(!verdict.signatures[0].is_test_chain);
}

#[test]
fn keys_and_chains_that_do_not_fit_are_refused() {
    let chain = sample::chain();
    let other = sample::chain();
    let load =
        |key: &[u8], links: Vec<Vec<u8>>| SealKey::from_pkcs8(key, &chain.seal_der, links).err();
    let issuing = vec![chain.issuing_der.clone()];
    let pkcs8 = chain.seal_key_pkcs8.expose();
    let foreign = other.seal_key_pkcs8.expose();
    assert_eq!(load(foreign, issuing.clone()), Some(KeyError::OtherKey));
    assert_eq!(
        load(b"nonsense", issuing.clone()),
        Some(KeyError::Malformed)
    );
    assert_eq!(load(pkcs8, vec![vec![0x30]]), Some(KeyError::Certificate));
    let with_root = vec![chain.issuing_der.clone(), chain.root_der.clone()];
    assert_eq!(load(pkcs8, with_root), Some(KeyError::RootInChain));
    let repeated = vec![chain.issuing_der.clone(), chain.issuing_der.clone()];
    assert_eq!(load(pkcs8, repeated), Some(KeyError::ChainOutOfOrder));
    assert_eq!(load(pkcs8, issuing), None);
}

#[test]
fn two_signers_in_turn_both_verify() {
    let (once, chain) = sample::sealed(Style::Stream);
    let request = SealRequest {
        field_name: "provider",
        certify: false,
        signed_at_unix_ms: NOW * 1000 + 5000,
        ..sample::request()
    };
    let twice = seal(&once, &request, &sample::key(&chain)).unwrap();
    assert!(twice.starts_with(&once));
    let verdict = verify(&twice, std::slice::from_ref(&chain.root_der), NOW + 9).unwrap();
    assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
    let names: Vec<&str> = verdict
        .signatures
        .iter()
        .map(|one| one.field_name.as_str())
        .collect();
    assert_eq!(names, ["customer", "provider"]);
    assert!(!verdict.signatures[0].covers_whole_file);
    assert!(verdict.signatures[1].covers_whole_file);
}

#[test]
fn what_cannot_be_sealed_is_refused_by_name() {
    let (sealed, chain) = sample::sealed(Style::Table);
    let key = sample::key(&chain);
    let reviewed = sample::reviewed(Style::Table);
    let refusal = |pdf: &[u8], request: &SealRequest<'_>| match seal(pdf, request, &key) {
        Err(SealError::Pdf(error)) => error,
        other => panic!("{:?}", other.map(|bytes| bytes.len())),
    };
    let request = sample::request();
    assert_eq!(
        refusal(b"%PDF-1.7 nonsense", &request),
        PdfError::Unreadable
    );
    assert_eq!(
        refusal(&sealed, &request),
        PdfError::AlreadySigned("customer".into())
    );
    let absent = SealRequest {
        field_name: "nobody",
        ..request.clone()
    };
    assert_eq!(
        refusal(&reviewed, &absent),
        PdfError::NoSuchField("nobody".into())
    );
    let second_certification = SealRequest {
        field_name: "provider",
        ..request.clone()
    };
    assert_eq!(
        refusal(&sealed, &second_certification),
        PdfError::ChangeForbidden
    );
    let bad_appearance = SealRequest {
        appearance: Some(b"%PDF-"),
        ..request.clone()
    };
    assert_eq!(refusal(&reviewed, &bad_appearance), PdfError::BadAppearance);
    let late = SealRequest {
        signed_at_unix_ms: i64::MAX,
        ..request
    };
    assert_eq!(refusal(&reviewed, &late), PdfError::BadTime);
}

#[test]
fn the_certificates_in_the_file_are_all_but_the_root() {
    let (sealed, chain) = sample::sealed(Style::Table);
    let hex = |der: &[u8]| -> String { der.iter().map(|byte| format!("{byte:02x}")).collect() };
    let text = String::from_utf8_lossy(&sealed).into_owned();
    assert!(text.contains(&hex(&chain.seal_der)));
    assert!(text.contains(&hex(&chain.issuing_der)));
    assert!(!text.contains(&hex(&chain.root_der)));
}
