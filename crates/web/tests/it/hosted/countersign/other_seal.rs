//! Evidence whose seal-countersignature is by another key than the company's, or that calls what a seal is a person's.

use mithaq_authority::{Authority, Issued};
use mithaq_domain::{contract::SignatureLevel, time::Span};
use mithaq_service::{
    evidence::{Bundle, BundleProblem, BundleVerdict, judge_bundle},
    tenant::{ImportSealKey, SealKeySource, import_seal_key},
};
use mithaq_testkit::FixedClock;

use super::{Company, by_itself};
use crate::call::Door;

async fn seals_with(company: &Company, authority: &Authority, issued: &Issued) {
    let issuers = [authority.issuing.as_slice(), &authority.root];
    let ask = ImportSealKey {
        from: SealKeySource::Pkcs12 {
            file: issued.pkcs12(&issuers, "sesame"),
            password: "sesame".to_owned(),
        },
        certificates: None,
        production: false,
    };
    let test = &company.door.test;
    let imported = import_seal_key(&test.app, test.tenant, ask).await;
    imported.unwrap().unwrap();
}

/// The evidence of a contract that was begun under one certificate and that a member and the seal closed under another: as
/// whoever has that key and the whole server could make it.
async fn closed_by(name: &str) -> (Bundle, BundleVerdict, [Vec<u8>; 1]) {
    let at = FixedClock::START.unix_seconds();
    let authority = Authority::new("http://authority.test", at);
    let company = Company::sealing(Door::open_as_admin().await, &["director"]).await;
    let first = authority.issue_seal("Nile", 365);
    seals_with(&company, &authority, &first).await;
    company.signed().await;
    company.door.test.drain().await;
    assert_eq!(company.status().await, 4);
    seals_with(&company, &authority, &authority.issue_seal(name, 365)).await;
    let id = company.id().await;
    assert_eq!(company.sign(&company.bearers[1], &id).await, (200, 0));
    company.door.test.clock.advance(Span::minutes(1));
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
    let (bundle, _) = by_itself::evidence(&company).await;
    let now = company.door.test.app.now().unix_seconds();
    let roots = [authority.root];
    let verdict = judge_bundle(&bundle, &roots, now);
    (bundle, verdict, roots)
}

#[tokio::test]
async fn a_root_that_vouches_for_others_too_makes_no_other_key_the_companys() {
    let (_, verdict, _) = closed_by("Evil").await;
    assert_eq!(verdict.problems, [BundleProblem::OtherSeal]);
    assert_eq!(verdict.exit_code(), 1);
}

#[tokio::test]
async fn a_new_certificate_of_the_same_name_is_the_companys() {
    let (bundle, verdict, _) = closed_by("Nile").await;
    assert_eq!(
        (verdict.exit_code(), verdict.problems.as_slice()),
        (0, &[][..])
    );
    assert_eq!(bundle.facts.signers.len(), 3);
}

#[tokio::test]
async fn whoever_calls_a_seal_a_persons_signature_or_the_other_way_round_is_found_out() {
    type Forgery = (fn(&mut Bundle), BundleProblem);
    let forgeries: [Forgery; 7] = [
        (
            |it| it.facts.signers[2].name = Some("director".to_owned()),
            BundleProblem::OtherKind,
        ),
        (
            |it| {
                let seal = &mut it.facts.signers[2];
                seal.signature_level = Some(SignatureLevel::SealedConsent);
                (seal.certificate, seal.name) = (None, Some("director".to_owned()));
            },
            BundleProblem::ConfirmationNotTold,
        ),
        (
            |it| it.facts.signers[2].signature_level = Some(SignatureLevel::OwnCertificate),
            BundleProblem::ConfirmationNotTold,
        ),
        (
            |it| it.facts.signers[2].signature_level = None,
            BundleProblem::OtherStatement,
        ),
        (
            |it| {
                let certificate = it.facts.signers[2].certificate.clone();
                let member = &mut it.facts.signers[1];
                member.signature_level = Some(SignatureLevel::CompanySeal);
                (member.certificate, member.name) = (certificate, None);
            },
            BundleProblem::ConfirmationNotTold,
        ),
        (
            |it| it.facts.signature_level = SignatureLevel::CompanySeal,
            BundleProblem::OtherKind,
        ),
        (
            |it| it.facts.signers[2].certificate = Some("Evil".to_owned()),
            BundleProblem::OtherSigners,
        ),
    ];
    let (whole, verdict, roots) = closed_by("Nile").await;
    assert_eq!(verdict.problems, []);
    for (number, (forge, problem)) in forgeries.into_iter().enumerate() {
        let mut forged = whole.clone();
        forge(&mut forged);
        let now = FixedClock::START.unix_seconds() + 60;
        let found = judge_bundle(&forged, &roots, now).problems;
        assert!(found.contains(&problem), "{number}: {found:?}");
    }
}
