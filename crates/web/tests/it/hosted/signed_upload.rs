//! A PDF that others signed, by the service filled in and sealed with what outlives the certificates: at once, and
//! later when the authority was away. Every signature that was there holds, whoever judges.

use mithaq_authority::{Issued, Server, pem};
use mithaq_domain::{id::ContractId, seal::SealLevel, time::Span};
use mithaq_service::{
    contract::{Level, Outcome, Verdict, begin_renewals, verify},
    tenant::{ImportSealKey, SealKeySource, import_contract_type, import_seal_key},
};
use mithaq_testkit::{CONTRACT_TYPE_414, FixedClock};

use super::{
    browser::Browser,
    check,
    form_pdf::{form, form_places, with_form},
    judges,
    seal_level::Desk,
};

/// Of the upload one, of the contract three.
const SIGNATURES: usize = 4;

impl Desk {
    /// A company in production whose seal the desk's authority issued, so that one root vouches for all.
    async fn in_production(level: SealLevel) -> Self {
        let desk = Self::open(level).await;
        let test = &desk.company.door.test;
        let authority = desk.authority.authority();
        let issued = authority.issue_seal("Nile Finance", 365);
        let ask = ImportSealKey {
            from: SealKeySource::Pkcs12 {
                file: issued.pkcs12(&[&authority.issuing, &authority.root], "sesame"),
                password: "sesame".to_owned(),
            },
            certificates: None,
            production: true,
            other_name: false,
        };
        let imported = import_seal_key(&test.app, test.tenant, ask).await;
        imported.unwrap().unwrap();
        desk
    }

    /// The form as somebody signed it whom an authority vouches for, by the words of `sign.py`.
    fn signed_form(&self, elsewhere: &Server, wanted: &str) -> Vec<u8> {
        let authority = elsewhere.authority();
        let Issued {
            certificate,
            key_pkcs8,
            ..
        } = authority.issue_seal("Somebody", 365);
        let beside = [
            ("key.pem", pem("PRIVATE KEY", &key_pkcs8)),
            ("seal.pem", pem("CERTIFICATE", &certificate)),
            ("issuing.pem", pem("CERTIFICATE", &authority.issuing)),
            ("roots.pem", pem("CERTIFICATE", &authority.root)),
        ];
        let wanted = wanted.replace("tsa", &format!("tsa:{}/tsa", elsewhere.base()));
        judges::signed_by(&form(), (&wanted, self.now()), &beside)
    }

    fn now(&self) -> i64 {
        self.company.door.test.app.now().unix_seconds()
    }

    /// A contract over that form, which the customer and both members sign.
    async fn completed(&self, signed: &[u8]) -> Browser {
        let test = &self.company.door.test;
        let signers = r#""contractSigners": ["legal@nile.example", "director"]"#;
        let text = CONTRACT_TYPE_414.replacen("\"contractSigners\": []", signers, 1);
        let text = with_form(&text, signed, form_places());
        let imported = import_contract_type(&test.app, test.tenant, &text).await;
        imported.unwrap().unwrap();
        self.complete().await
    }

    async fn sealed(&self, customer: &mut Browser) -> Vec<u8> {
        self.company.pdf(customer, "sealed").await
    }

    /// Ours by the one root: intact, whoever signed the upload; the level of our own seals.
    fn verdict(&self, pdf: &[u8], level: Level) -> Verdict {
        let root = self.authority.authority().root.clone();
        let verdict = verify(pdf, &[root], self.now() + 60).unwrap();
        assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
        assert_eq!(verdict.level(), Some(level), "{verdict:#?}");
        assert_eq!(verdict.signatures.len(), SIGNATURES);
        assert!(verdict.signatures[0].is_of_upload);
        verdict
    }

    /// pyHanko, pdfsig and DSS take every signature for genuine; `level` with how many timestamps over the document.
    fn approved(&self, pdf: &[u8], level: &str) {
        let root = &self.authority.authority().root;
        let said = judges::bench(
            pdf,
            root,
            (SIGNATURES, &format!("{level}:filled")),
            self.now() + 60,
        );
        let no: Vec<_> = said.iter().filter(|line| !line.ends_with(" yes")).collect();
        if !no.is_empty() {
            std::fs::write(std::env::temp_dir().join("mithaq-not-approved.pdf"), pdf).unwrap();
        }
        assert!(said.len() == 3 && no.is_empty(), "{said:?}");
    }
}

#[tokio::test]
async fn a_signed_upload_is_sealed_at_the_level_that_is_wanted_and_every_judge_approves() {
    for (wanted, level) in [(SealLevel::BLt, Level::BLt), (SealLevel::BLta, Level::BLta)] {
        let desk = Desk::in_production(wanted).await;
        let signed = desk.signed_form(&desk.authority, "Somebody pades p2");
        let mut customer = desk.completed(&signed).await;
        assert_eq!(desk.told().await, (wanted.code().to_owned(), false));
        let sealed = desk.sealed(&mut customer).await;
        assert!(sealed.starts_with(&signed));
        desk.verdict(&sealed, level);
        desk.approved(&sealed, wanted.code());
        assert_eq!(desk.judged(&desk.bundle().await).await.problems, []);
    }
}

#[tokio::test]
async fn a_signed_upload_that_was_sealed_without_an_authority_is_raised_and_renewed_later() {
    let desk = Desk::in_production(SealLevel::BLta).await;
    let signed = desk.signed_form(&desk.authority, "Somebody pades");
    desk.authority.set_down(true);
    let mut customer = desk.completed(&signed).await;
    assert_eq!(desk.told().await, ("B-B".to_owned(), true));
    let plain = desk.sealed(&mut customer).await;
    desk.verdict(&plain, Level::BB);
    desk.approved(&plain, "B-B");

    desk.authority.set_down(false);
    desk.pass(Span::minutes(5));
    desk.company.door.test.drain().await;
    assert_eq!(desk.told().await, ("B-LTA".to_owned(), false));
    let raised = desk.sealed(&mut customer).await;
    assert!(raised.starts_with(&plain));
    desk.verdict(&raised, Level::BLta);
    desk.approved(&raised, "B-LTA:2");

    let id = ContractId::parse(&desk.company.id().await).unwrap();
    desk.pass(Span::days(20 * 365 - 89));
    let begun = begin_renewals(&desk.company.door.test.app).await;
    assert_eq!(begun.unwrap(), 1);
    desk.company.door.test.drain().await;
    let renewed = desk.bundle_of(id).await.contract;
    assert!(renewed.len() > raised.len() && renewed.starts_with(&raised));
    desk.verdict(&renewed, Level::BLta);
}

#[tokio::test]
async fn an_upload_that_others_brought_further_themselves_keeps_what_they_added() {
    for wanted in ["Somebody pades tsa", "Somebody pades p2 tsa lta"] {
        let desk = Desk::in_production(SealLevel::BLta).await;
        let signed = desk.signed_form(&desk.authority, wanted);
        let mut customer = desk.completed(&signed).await;
        assert_eq!(desk.told().await, ("B-LTA".to_owned(), false), "{wanted}");
        let sealed = desk.sealed(&mut customer).await;
        assert!(sealed.starts_with(&signed));
        let verdict = desk.verdict(&sealed, Level::BLta);
        let theirs = verdict.signatures[0].timestamp.as_ref().unwrap();
        assert!(theirs.is_of_upload && theirs.is_trusted);
        let stamps = verdict.timestamps.len();
        assert_eq!(stamps, if wanted.ends_with("lta") { 2 } else { 1 });
        desk.approved(&sealed, &format!("B-LTA:{stamps}"));
    }
}

#[tokio::test]
async fn whose_timestamps_an_upload_bears_does_not_touch_what_our_seals_prove() {
    let elsewhere = Server::start(|| FixedClock::START.unix_seconds()).unwrap();
    for wanted in ["Somebody pades tsa", "Somebody pades p2 tsa lta"] {
        let desk = Desk::in_production(SealLevel::BLta).await;
        let signed = desk.signed_form(&elsewhere, wanted);
        let mut customer = desk.completed(&signed).await;
        assert_eq!(desk.told().await, ("B-LTA".to_owned(), false), "{wanted}");
        let sealed = desk.sealed(&mut customer).await;
        let verdict = desk.verdict(&sealed, Level::BLta);
        let theirs = verdict.signatures[0].timestamp.as_ref().unwrap();
        assert!(theirs.is_of_upload && !theirs.is_trusted);
        assert_eq!(
            verdict.signatures[0].proven_at_unix_seconds,
            verdict.signatures[1].proven_at_unix_seconds
        );
        // After our seals a stranger's timestamp counts as it always did.
        assert!(
            verdict
                .timestamps
                .last()
                .is_some_and(|last| !last.is_of_upload)
        );
    }
    assert!(elsewhere.timestamps() > 0);
}

#[tokio::test]
async fn the_public_page_names_no_authority_but_the_one_that_timestamped_our_seals() {
    let elsewhere = Server::start(|| FixedClock::START.unix_seconds()).unwrap();
    for wanted in ["Somebody pades tsa", "Somebody pades p2 tsa lta"] {
        let desk = Desk::in_production(SealLevel::BLta).await;
        let signed = desk.signed_form(&elsewhere, wanted);
        desk.authority.set_down(true);
        let mut customer = desk.completed(&signed).await;
        let plain = desk.sealed(&mut customer).await;
        let theirs = desk.verdict(&plain, Level::BB);
        let over = usize::from(wanted.ends_with("lta"));
        assert_eq!(theirs.timestamps.len(), over);
        assert!(theirs.signatures[0].timestamp.is_some());
        let (_, page) = check::hand_in(&desk.company, &plain).await;
        assert_eq!(check::verdict(&page), "genuine", "{page}");
        assert!(!page.contains("timestamped the file"), "{wanted}: {page}");

        desk.authority.set_down(false);
        desk.pass(Span::minutes(5));
        desk.company.door.test.drain().await;
        let raised = desk.sealed(&mut customer).await;
        desk.verdict(&raised, Level::BLta);
        let (_, page) = check::hand_in(&desk.company, &raised).await;
        let ours = "Authority timestamps (for tests) timestamped the file";
        assert!(
            page.replace(['\u{2068}', '\u{2069}'], "").contains(ours),
            "{page}"
        );
    }
}
