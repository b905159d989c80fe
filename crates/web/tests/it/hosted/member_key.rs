//! Members who countersign with keys of their own, from PKCS#12 files.

use mithaq_authority::{Authority, Issued};
use mithaq_domain::id::ContractId;
use mithaq_service::{
    contract::{Outcome, root_certificate, verify},
    evidence::{Bundle, BundleProblem, Statement, judge_bundle},
    tenant::{
        ImportSealKey, MemberKeyRefusal, SealKeyRefusal, SealKeySource, give_member_key,
        import_seal_key, retire_member_key,
    },
};
use mithaq_testkit::FixedClock;

use super::{browser::Browser, countersign::Company};

const MEMBER: &str = "director";
/// What generated chains bear.
const TEST_MARK: &str = "TEST, not a licensed provider";

/// A company, and an authority that stands behind its members' certificates.
struct Desk {
    company: Company,
    authority: Authority,
}

impl Desk {
    async fn open() -> Self {
        Self {
            company: Company::open().await,
            authority: Authority::new("http://authority.test", FixedClock::START.unix_seconds()),
        }
    }

    async fn give(
        &self,
        user: &str,
        issued: &Issued,
        password: &str,
    ) -> Result<i64, MemberKeyRefusal> {
        let issuers = [self.authority.issuing.as_slice(), &self.authority.root];
        let ask = ImportSealKey {
            from: SealKeySource::Pkcs12 {
                file: issued.pkcs12(&issuers, "sesame"),
                password: password.to_owned(),
            },
            certificates: None,
            production: false,
            other_name: false,
        };
        let test = &self.company.door.test;
        let given = give_member_key(&test.app, test.tenant, user, ask).await;
        given.unwrap()
    }

    async fn retire(&self) -> Result<(), MemberKeyRefusal> {
        let test = &self.company.door.test;
        let retired = retire_member_key(&test.app, test.tenant, MEMBER).await;
        retired.unwrap()
    }

    /// Both members sign; the contract and the browser of its customer.
    async fn complete(&self) -> (String, Browser) {
        let browser = self.company.signed().await;
        let id = self.company.id().await;
        for bearer in &self.company.bearers {
            assert_eq!(self.company.sign(bearer, &id).await, (200, 0));
        }
        self.company.door.test.drain().await;
        (id, browser)
    }

    async fn roots(&self) -> [Vec<u8>; 2] {
        let test = &self.company.door.test;
        let seal = root_certificate(&test.app, test.tenant).await.unwrap();
        [seal.unwrap(), self.authority.root.clone()]
    }

    /// Whose certificates signed, in the order of signing; every signature is sound.
    async fn signers(&self, pdf: &[u8]) -> Vec<String> {
        let now = self.company.door.test.app.now().unix_seconds();
        let verdict = verify(pdf, &self.roots().await, now).unwrap();
        assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:?}");
        let names = verdict.signatures.into_iter();
        names.filter_map(|one| one.signer_common_name).collect()
    }

    async fn evidence(&self, id: &str) -> Bundle {
        let path = format!("/api/BusinessRequest/Evidence?id={id}");
        let answer = self.company.door.get(&path).await;
        Bundle::unpack(&answer.bytes).unwrap()
    }
}

fn issued(desk: &Desk, name: &str) -> Issued {
    desk.authority.issue_seal(name, 365)
}

#[tokio::test]
async fn a_member_signs_with_a_key_of_its_own_and_the_other_with_the_companys_seal() {
    let desk = Desk::open().await;
    assert!(
        desk.give(MEMBER, &issued(&desk, "Mona"), "sesame")
            .await
            .is_ok()
    );
    let (id, mut browser) = desk.complete().await;
    let pdf = desk.company.pdf(&mut browser, "sealed").await;
    let signers = desk.signers(&pdf).await;
    assert!(signers[..2].iter().all(|name| name.contains(TEST_MARK)));
    assert_eq!(signers[2], "Seal (for tests)");

    let bundle = desk.evidence(&id).await;
    let now = desk.company.door.test.app.now().unix_seconds();
    let verdict = judge_bundle(&bundle, &desk.roots().await, now);
    assert_eq!(
        (verdict.exit_code(), verdict.problems.as_slice()),
        (0, [].as_slice())
    );
    let signer = bundle
        .facts
        .signers
        .iter()
        .find(|one| one.field == "Company2");
    assert_eq!(
        signer.unwrap().certificate.as_deref(),
        Some("Seal (for tests)")
    );
    let root = mithaq_authority::pem("CERTIFICATE", &desk.authority.root);
    assert!(bundle.certificates.contains(root.trim()));

    let mut forged = bundle;
    let place = forged
        .facts
        .signers
        .iter_mut()
        .find(|one| one.field == "Company1");
    place.unwrap().certificate = Some("Seal (for tests)".to_owned());
    let verdict = judge_bundle(&forged, &desk.roots().await, now);
    assert!(verdict.problems.contains(&BundleProblem::OtherSigners));
}

#[tokio::test]
async fn the_signature_is_bound_to_the_members_name_as_well_as_the_number() {
    let desk = Desk::open().await;
    let (id, _) = desk.complete().await;
    let mut bundle = desk.evidence(&id).await;
    let names: Vec<Option<String>> = bundle
        .commitments
        .commitments
        .iter()
        .map(|part| serde_json::from_str::<Statement>(&part.statement).unwrap())
        .filter(|statement| statement.member.is_some())
        .map(|statement| statement.name)
        .collect();
    assert_eq!(
        names,
        [
            Some("legal@nile.example".to_owned()),
            Some(MEMBER.to_owned())
        ]
    );
    // Another name in the facts is found, though nobody can tell from the number.
    let place = bundle
        .facts
        .signers
        .iter_mut()
        .find(|one| one.field == "Company2");
    place.unwrap().name = Some("somebody else".to_owned());
    let now = desk.company.door.test.app.now().unix_seconds();
    let verdict = judge_bundle(&bundle, &desk.roots().await, now);
    assert!(
        verdict.problems.contains(&BundleProblem::OtherStatement),
        "{:?}",
        verdict.problems
    );
}

#[tokio::test]
async fn a_key_that_is_taken_back_or_replaced_leaves_what_it_signed_valid() {
    let desk = Desk::open().await;
    assert!(
        desk.give(MEMBER, &issued(&desk, "Mona"), "sesame")
            .await
            .is_ok()
    );
    let (_, mut first) = desk.complete().await;
    assert_eq!(
        desk.give(MEMBER, &issued(&desk, "Mona"), "sesame")
            .await
            .is_ok(),
        true
    );
    assert_eq!(desk.retire().await, Ok(()));
    assert_eq!(desk.retire().await, Err(MemberKeyRefusal::NoKey));
    let early = desk.company.pdf(&mut first, "sealed").await;
    assert_eq!(desk.signers(&early).await[2], "Seal (for tests)");
    let test = &desk.company.door.test;
    let keys = test.app.store().read({
        let tenant = test.tenant;
        move |tx| tx.tenant(tenant).list_member_keys()
    });
    let keys = keys.await.unwrap();
    assert_eq!(keys.len(), 2);
    assert!(
        keys.iter()
            .all(|key| key.sealed.is_none() && key.retired_at.is_some())
    );
}

#[tokio::test]
async fn a_key_stays_until_what_was_signed_with_it_is_sealed() {
    let desk = Desk::open().await;
    let _browser = desk.company.signed().await;
    let id = desk.company.id().await;
    desk.company.door.test.drain().await;
    assert!(
        desk.give(MEMBER, &issued(&desk, "Mona"), "sesame")
            .await
            .is_ok()
    );
    assert_eq!(
        desk.company.sign(&desk.company.bearers[1], &id).await,
        (200, 0)
    );
    assert_eq!(desk.retire().await, Err(MemberKeyRefusal::StillOwed));
    let again = desk.give(MEMBER, &issued(&desk, "Mona"), "sesame").await;
    assert_eq!(again, Err(MemberKeyRefusal::StillOwed));
    desk.company.door.test.drain().await;
    assert_eq!(desk.retire().await, Ok(()));
    assert!(ContractId::parse(&id).is_some());
}

#[tokio::test]
async fn a_wrong_password_an_unknown_member_and_in_production_a_test_chain_are_refused() {
    let desk = Desk::open().await;
    let key = issued(&desk, "Mona");
    let wrong = desk.give(MEMBER, &key, "other").await;
    let is_password = matches!(&wrong, Err(MemberKeyRefusal::Key(SealKeyRefusal::File(_))));
    assert!(is_password, "{wrong:?}");
    assert_eq!(
        desk.give("nobody", &key, "sesame").await,
        Err(MemberKeyRefusal::NotFound)
    );
    let test = &desk.company.door.test;
    let issuers = [desk.authority.issuing.as_slice(), &desk.authority.root];
    let ask = ImportSealKey {
        from: SealKeySource::Pkcs12 {
            file: key.pkcs12(&issuers, "sesame"),
            password: "sesame".to_owned(),
        },
        certificates: None,
        production: true,
        other_name: false,
    };
    let imported = import_seal_key(&test.app, test.tenant, ask).await.unwrap();
    assert!(imported.is_ok());
    let given = desk.give(MEMBER, &issued(&desk, TEST_MARK), "sesame").await;
    assert_eq!(given, Err(MemberKeyRefusal::Key(SealKeyRefusal::Test)));
}
