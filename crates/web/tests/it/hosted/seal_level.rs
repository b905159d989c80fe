//! Seals with a timestamp authority on this machine: up, down, lying, and down to up again.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use mithaq_authority::{Fault, Server};
use mithaq_domain::{id::ContractId, seal::SealLevel, time::Span};
use mithaq_service::tenant::{ImportSealKey, SealKeyRefusal, SealKeySource, import_seal_key};
use mithaq_service::{
    app::{SealPolicy, TimestampAuthority},
    contract::{Level, Outcome, begin_renewals, raise_seal, root_certificate, verify},
    evidence::{Bundle, BundleProblem, BundleVerdict, evidence_bundle, judge_bundle},
};
use mithaq_testkit::{FixedClock, TestAppOptions};
use serde_json::json;

use super::{browser::Browser, countersign::Company, several};
use crate::call::Door;

/// An authority and a company that asks it, their clocks in step.
pub(super) struct Desk {
    pub(super) authority: Server,
    pub(super) company: Company,
    time: Arc<AtomicI64>,
}

/// How a company asks it.
pub(super) fn authority(server: &Server) -> TimestampAuthority {
    TimestampAuthority {
        url: format!("{}/tsa", server.base()),
        time: Duration::from_secs(5),
        policy: None,
        roots: vec![server.authority().root.clone()],
    }
}

impl Desk {
    pub(super) async fn open(level: SealLevel) -> Self {
        Self::open_with(level, |_| Vec::new()).await
    }

    /// With others that are asked before.
    pub(super) async fn open_with(
        level: SealLevel,
        before: impl FnOnce(&Server) -> Vec<TimestampAuthority>,
    ) -> Self {
        let time = Arc::new(AtomicI64::new(FixedClock::START.unix_seconds()));
        let told = Arc::clone(&time);
        let server = Server::start(move || told.load(Ordering::SeqCst)).unwrap();
        let mut authorities = before(&server);
        authorities.push(authority(&server));
        let options = TestAppOptions {
            seals: SealPolicy {
                level,
                authorities,
                private_sources: true,
                heads_every: Some(Span::hours(1)),
                ..SealPolicy::default()
            },
            ..TestAppOptions::default()
        };
        let door = Door::open_with(options).await.logged_in().await;
        Self {
            company: Company::behind(door).await,
            authority: server,
            time,
        }
    }

    pub(super) fn pass(&self, span: Span) {
        self.company.door.test.clock.advance(span);
        let seconds = span.as_millis() / 1000;
        self.time.fetch_add(seconds, Ordering::SeqCst);
    }

    /// A customer and both members sign; the customer's browser.
    pub(super) async fn complete(&self) -> Browser {
        let company = &self.company;
        let (session, token) = several::invite(company, json!([])).await;
        let mut customer = company.opened(&session, &token).await;
        several::sign(company, &mut customer).await;
        let id = company.id().await;
        for bearer in &company.bearers {
            assert_eq!(company.sign(bearer, &id).await, (200, 0));
        }
        company.door.test.drain().await;
        assert_eq!(company.status().await, 8);
        customer
    }

    pub(super) async fn told(&self) -> (String, bool) {
        let contract = self.company.contract().await;
        let level = contract["sealLevel"].as_str().unwrap().to_owned();
        (level, contract["isSealUpgradePending"].as_bool().unwrap())
    }

    /// Our verifier's verdict, trusting the company's root and the authority's.
    pub(super) async fn level(&self, pdf: &[u8]) -> Level {
        let now = self.company.door.test.app.now().unix_seconds() + 60;
        let verdict = verify(pdf, &self.roots().await, now).unwrap();
        assert_eq!(verdict.outcome(), Outcome::Intact, "{verdict:#?}");
        verdict.level().unwrap()
    }

    /// The level of the certificate of completion in a bundle that is whole.
    pub(super) async fn certificate(&self, bundle: &Bundle) -> Level {
        assert_eq!(self.judged(bundle).await.problems, []);
        self.level(bundle.completion.as_ref().unwrap()).await
    }

    /// The company's root and the authority's.
    pub(super) async fn roots(&self) -> [Vec<u8>; 2] {
        let test = &self.company.door.test;
        let ours = root_certificate(&test.app, test.tenant).await.unwrap();
        [ours.unwrap(), self.authority.authority().root.clone()]
    }

    /// The contract's evidence.
    pub(super) async fn bundle(&self) -> Bundle {
        let id = ContractId::parse(&self.company.id().await).unwrap();
        self.bundle_of(id).await
    }

    pub(super) async fn bundle_of(&self, id: ContractId) -> Bundle {
        let test = &self.company.door.test;
        let made = evidence_bundle(&test.app, test.tenant, id).await;
        let (_, bundle) = made.unwrap().unwrap();
        Bundle::unpack(&bundle).unwrap()
    }

    /// The verdict on a bundle a minute later, by both roots.
    pub(super) async fn judged(&self, bundle: &Bundle) -> BundleVerdict {
        let now = self.company.door.test.app.now().unix_seconds() + 60;
        judge_bundle(bundle, &self.roots().await, now)
    }

    /// What is wrong with the contract's evidence.
    async fn evidence(&self) -> Vec<BundleProblem> {
        self.judged(&self.bundle().await).await.problems
    }
}

#[tokio::test]
async fn with_an_authority_that_answers_a_contract_is_sealed_at_the_level_that_is_wanted() {
    let wanted = [
        (SealLevel::BT, Level::BT),
        (SealLevel::BLt, Level::BLt),
        (SealLevel::BLta, Level::BLta),
    ];
    for (wanted, level) in wanted {
        let desk = Desk::open(wanted).await;
        let mut customer = desk.complete().await;
        assert_eq!(desk.told().await, (wanted.code().to_owned(), false));
        let reviewed = desk.company.pdf(&mut customer, "review").await;
        let sealed = desk.company.pdf(&mut customer, "sealed").await;
        assert!(sealed.starts_with(&reviewed));
        assert_eq!(desk.level(&sealed).await, level);
        // And so is its certificate of completion.
        let bundle = desk.bundle().await;
        assert_eq!(desk.certificate(&bundle).await, level);
        let seals = bundle.facts.seals.unwrap();
        assert_eq!((seals.level.as_str(), seals.wanted), (wanted.code(), None));
    }
}

#[tokio::test]
async fn without_an_answer_the_contract_is_sealed_all_the_same_and_raised_later() {
    let desk = Desk::open(SealLevel::BLta).await;
    desk.authority.set_down(true);
    let mut customer = desk.complete().await;
    assert_eq!(desk.told().await, ("B-B".to_owned(), true));
    let plain = desk.company.pdf(&mut customer, "sealed").await;
    assert_eq!(desk.level(&plain).await, Level::BB);
    assert!(!desk.company.copies().is_empty(), "copies do not wait");
    assert_eq!(desk.evidence().await, []);
    desk.pass(Span::minutes(2));
    desk.company.door.test.drain().await;
    assert_eq!(desk.told().await, ("B-B".to_owned(), true));

    desk.authority.set_down(false);
    desk.pass(Span::minutes(3));
    desk.company.door.test.drain().await;
    assert_eq!(desk.told().await, ("B-LTA".to_owned(), false));
    let raised = desk.company.pdf(&mut customer, "sealed").await;
    assert!(
        raised.starts_with(&plain),
        "a further revision of the same file"
    );
    assert_eq!(desk.level(&raised).await, Level::BLta);
    // Its certificate of completion was made of the earlier file, with which this one begins.
    assert_eq!(desk.evidence().await, []);
    desk.pass(Span::hours(2));
    let asked = desk.authority.timestamps();
    desk.company.door.test.drain().await;
    assert_eq!(desk.authority.timestamps(), asked, "nothing is left to do");
}

#[tokio::test]
async fn of_two_runs_that_raise_a_file_one_wins() {
    let desk = Desk::open(SealLevel::BLta).await;
    desk.authority.set_down(true);
    let mut customer = desk.complete().await;
    desk.authority.set_down(false);
    desk.pass(Span::minutes(2));
    let test = &desk.company.door.test;
    let id = ContractId::parse(&desk.company.id().await).unwrap();
    let run = || raise_seal(&test.app, test.tenant, (id, false), 1);
    let (one, other) = tokio::join!(run(), run());
    assert_eq!((one.unwrap(), other.unwrap()), (None, None));
    assert_eq!(desk.told().await, ("B-LTA".to_owned(), false));
    let raised = desk.company.pdf(&mut customer, "sealed").await;
    assert_eq!(desk.level(&raised).await, Level::BLta);
    let asked = desk.authority.timestamps();
    test.drain().await;
    assert_eq!(desk.authority.timestamps(), asked);
}

#[tokio::test]
async fn an_authority_that_lies_gets_nothing_into_the_file() {
    let faults = [
        Fault::OtherImprint,
        Fault::OtherNonce,
        Fault::OtherPurpose,
        Fault::Ahead,
    ];
    for fault in faults {
        let desk = Desk::open(SealLevel::BLta).await;
        desk.authority.set_fault(Some(fault));
        let mut customer = desk.complete().await;
        assert_eq!(desk.told().await, ("B-B".to_owned(), true), "{fault:?}");
        let sealed = desk.company.pdf(&mut customer, "sealed").await;
        assert_eq!(desk.level(&sealed).await, Level::BB);
    }
}

#[tokio::test]
async fn the_next_authority_is_asked_where_one_fails_or_is_not_trusted() {
    let desk = Desk::open_with(SealLevel::BLta, |server| {
        let nobody = TimestampAuthority {
            url: "http://127.0.0.1:9/tsa".to_owned(),
            ..authority(server)
        };
        let stranger = TimestampAuthority {
            roots: Vec::new(),
            ..authority(server)
        };
        vec![nobody, stranger]
    })
    .await;
    desk.complete().await;
    assert_eq!(desk.told().await, ("B-LTA".to_owned(), false));
}

#[tokio::test]
async fn a_timestamp_is_renewed_before_its_authority_ends() {
    let desk = Desk::open(SealLevel::BLta).await;
    desk.complete().await;
    let test = &desk.company.door.test;
    let id = ContractId::parse(&desk.company.id().await).unwrap();
    let tenant = test.tenant;
    let file = || async {
        let read = test
            .app
            .store()
            .read(move |tx| tx.tenant(tenant).list_documents(id));
        read.await.unwrap().remove(0)
    };
    let before = file().await;
    assert_eq!(begin_renewals(&test.app).await.unwrap(), 0);
    let early = desk.bundle_of(id).await;
    desk.pass(Span::days(20 * 365 - 89));
    // The contract and its certificate of completion.
    assert_eq!(begin_renewals(&test.app).await.unwrap(), 2);
    assert_eq!(begin_renewals(&test.app).await.unwrap(), 0);
    test.drain().await;
    let late = desk.bundle_of(id).await;
    let grown = |early: &Option<Vec<u8>>, late: &Option<Vec<u8>>| {
        let (early, late) = (early.as_ref().unwrap(), late.as_ref().unwrap());
        late.len() > early.len() && late.starts_with(early)
    };
    assert!(grown(&early.completion, &late.completion));
    let after = file().await;
    assert_ne!(after.sealed_file, before.sealed_file);
    assert_eq!(after.seal, before.seal);
}

#[tokio::test]
async fn a_company_in_production_seals_with_a_key_of_its_own() {
    let desk = Desk::open(SealLevel::BLta).await;
    let test = &desk.company.door.test;
    let issued = desk.authority.authority().issue_seal("Nile Finance", 365);
    let issuers = [
        desk.authority.authority().issuing.as_slice(),
        desk.authority.authority().root.as_slice(),
    ];
    let import = |password: &str, others: &[&[u8]]| {
        let ask = ImportSealKey {
            from: SealKeySource::Pkcs12 {
                file: issued.pkcs12(others, "sesame"),
                password: password.to_owned(),
            },
            certificates: None,
            production: true,
            other_name: false,
        };
        import_seal_key(&test.app, test.tenant, ask)
    };
    let wrong = import("other", &issuers).await.unwrap();
    assert!(matches!(wrong, Err(SealKeyRefusal::File(_))), "{wrong:?}");
    let rootless = import("sesame", &issuers[..1]).await.unwrap();
    assert_eq!(rootless, Err(SealKeyRefusal::NoRoot));
    assert!(import("sesame", &issuers).await.unwrap().is_ok());

    let mut customer = desk.complete().await;
    assert_eq!(desk.told().await, ("B-LTA".to_owned(), false));
    let sealed = desk.company.pdf(&mut customer, "sealed").await;
    assert_eq!(desk.level(&sealed).await, Level::BLta);
    let root = root_certificate(&test.app, test.tenant).await.unwrap();
    assert_eq!(root, Some(desk.authority.authority().root.clone()));
}

#[tokio::test]
async fn a_company_in_production_never_seals_with_a_test_chain() {
    let Desk { company, .. } = Desk::open(SealLevel::BB).await;
    let test = &company.door.test;
    let context = test.app.tenant(test.tenant).unwrap();
    let mut settings = context.tenant.settings.clone();
    settings.production = true;
    test.write_settings(test.tenant, settings);
    let company = Company {
        door: company.door.restarted(),
        ..company
    };
    let (session, token) = several::invite(&company, json!([])).await;
    let mut customer = company.opened(&session, &token).await;
    company.type_code(&mut customer, ("sign", "sign")).await;
    company.door.test.drain().await;
    let contract = company.contract().await;
    assert_eq!(contract["requeststatus"], 4, "signed");
    assert!(
        contract["sealLevel"].is_null(),
        "and not sealed: {contract}"
    );
}
