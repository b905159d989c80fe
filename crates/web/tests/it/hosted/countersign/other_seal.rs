//! Evidence whose seal-countersignature is by another key than the company's, or that calls what a seal is a person's.

use mithaq_authority::{Authority, Issued};
use mithaq_domain::{contract::SignatureLevel, time::Span};
use mithaq_service::{
    evidence::{Bundle, BundleProblem, BundleVerdict, judge_bundle},
    tenant::{ImportSealKey, SealKeyRefusal, SealKeySource, give_member_key, import_seal_key},
};
use mithaq_testkit::FixedClock;

use super::{Company, by_itself};
use crate::call::Door;

impl Company {
    /// How many keys it has or had.
    async fn count_keys(&self) -> usize {
        let (store, tenant) = (self.door.test.app.store(), self.door.test.tenant);
        let keys = store.read(move |tx| tx.tenant(tenant).list_seal_keys());
        keys.await.unwrap().len()
    }
}

/// Imports a key as the company's, under another name only where that is asked for.
async fn import(
    company: &Company,
    authority: &Authority,
    (issued, other_name): (&Issued, bool),
) -> Result<i64, SealKeyRefusal> {
    let test = &company.door.test;
    let ask = ask_for(authority, issued, other_name);
    import_seal_key(&test.app, test.tenant, ask).await.unwrap()
}

fn ask_for(authority: &Authority, issued: &Issued, other_name: bool) -> ImportSealKey {
    let issuers = [authority.issuing.as_slice(), &authority.root];
    ImportSealKey {
        from: SealKeySource::Pkcs12 {
            file: issued.pkcs12(&issuers, "sesame"),
            password: "sesame".to_owned(),
        },
        certificates: None,
        production: false,
        other_name,
    }
}

/// A company that seals as `Nile`, after the countersignatures of these.
async fn nile(members: &[&str]) -> (Company, Authority) {
    let at = FixedClock::START.unix_seconds();
    let authority = Authority::new("http://authority.test", at);
    let company = Company::sealing(Door::open_as_admin().await, members).await;
    let first = authority.issue_seal("Nile", 365);
    import(&company, &authority, (&first, false)).await.unwrap();
    (company, authority)
}

/// The evidence of a contract that was begun under one certificate and that a member and the seal closed under another: as
/// whoever has that key and the whole server could make it.
async fn closed_by(name: &str) -> (Bundle, BundleVerdict, [Vec<u8>; 1]) {
    let (company, authority) = nile(&["director"]).await;
    company.signed().await;
    company.door.test.drain().await;
    assert_eq!(company.status().await, 4);
    let second = authority.issue_seal(name, 365);
    import(&company, &authority, (&second, true)).await.unwrap();
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
async fn a_certificate_of_another_name_is_refused_while_contracts_are_begun_under_the_present_one()
{
    let (company, authority) = nile(&["director"]).await;
    let [same, other] = ["Nile", "Delta"].map(|name| authority.issue_seal(name, 365));
    company.signed().await;
    // Nothing is sealed yet, so that all of it would be under the new name.
    import(&company, &authority, (&other, false)).await.unwrap();
    import(&company, &authority, (&same, false)).await.unwrap();
    company.door.test.clock.advance(Span::minutes(1));
    company.door.test.drain().await;
    let sealed_at = company.door.test.app.now();
    let keys = company.count_keys().await;
    let refused = import(&company, &authority, (&other, false)).await;
    let Err(SealKeyRefusal::OtherName(names)) = refused else {
        panic!("{refused:?}")
    };
    assert!(names.begun.contains("Nile"), "{names:?}");
    assert!(names.new.contains("Delta"), "{names:?}");
    let id = company.id().await;
    assert_eq!((names.count, names.since), (1, sealed_at));
    assert!(!names.is_cut);
    assert_eq!(names.oldest.to_string(), id);
    assert_eq!(company.count_keys().await, keys, "nothing was imported");
    // The same name is no matter, and when the company has sealed what was begun no other is.
    import(&company, &authority, (&same, false)).await.unwrap();
    assert_eq!(company.sign(&company.bearers[1], &id).await, (200, 0));
    let refused = import(&company, &authority, (&other, false)).await;
    assert!(matches!(refused, Err(SealKeyRefusal::OtherName(_))));
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
    import(&company, &authority, (&other, false)).await.unwrap();
}

#[tokio::test]
async fn after_a_mistaken_name_the_way_back_is_open_to_what_was_begun_under_the_right_one() {
    let (company, authority) = nile(&["director"]).await;
    let [nile, delta] = ["Nile", "Delta"].map(|name| authority.issue_seal(name, 365));
    company.signed().await;
    company.door.test.drain().await;
    let first = company.id().await;
    import(&company, &authority, (&delta, true)).await.unwrap();
    // Any other name than the one under which it was begun is a second one, whatever the newest key's is.
    let refused = import(&company, &authority, (&delta, false)).await;
    let Err(SealKeyRefusal::OtherName(names)) = refused else {
        panic!("{refused:?}")
    };
    assert!(names.begun.contains("Nile") && names.new.contains("Delta"));
    import(&company, &authority, (&nile, false)).await.unwrap();
    // What is begun under the mistaken name closes the way back, and is what is named.
    import(&company, &authority, (&delta, true)).await.unwrap();
    company.door.test.clock.advance(Span::minutes(1));
    company.signed().await;
    company.door.test.drain().await;
    let refused = import(&company, &authority, (&nile, false)).await;
    let Err(SealKeyRefusal::OtherName(names)) = refused else {
        panic!("{refused:?}")
    };
    assert!(names.begun.contains("Delta") && names.new.contains("Nile"));
    assert_eq!(names.count, 1);
    assert_ne!(names.oldest.to_string(), first);
}

#[tokio::test]
async fn whom_only_members_with_certificates_of_their_own_have_yet_to_sign_changes_its_name_freely()
{
    let (company, authority) = nile(&["director"]).await;
    company.lists(&["director"], "none").await;
    company.signed().await;
    company.door.test.drain().await;
    assert_eq!(company.status().await, 4);
    let other = authority.issue_seal("Delta", 365);
    assert!(import(&company, &authority, (&other, false)).await.is_err());
    let own = authority.issue_seal("Mona", 365);
    let test = &company.door.test;
    let ask = ask_for(&authority, &own, false);
    let given = give_member_key(&test.app, test.tenant, "director", ask).await;
    given.unwrap().unwrap();
    import(&company, &authority, (&other, false)).await.unwrap();
    let id = company.id().await;
    assert_eq!(company.sign(&company.bearers[1], &id).await, (200, 0));
    company.door.test.clock.advance(Span::minutes(1));
    company.door.test.drain().await;
    let (bundle, _) = by_itself::evidence(&company).await;
    let now = company.door.test.app.now().unix_seconds();
    let verdict = judge_bundle(&bundle, &[authority.root], now);
    assert_eq!(verdict.problems, []);
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
