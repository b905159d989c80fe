//! A company that wants more of its seals than the server can give: said wherever somebody reads how far they
//! go, and made good by a server that has an authority.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use mithaq_authority::Server;
use mithaq_domain::{
    id::ContractId,
    seal::{SealLevel, SealStanding},
    time::Span,
};
use mithaq_service::{
    app::SealPolicy,
    contract::{begin_renewals, root_certificate},
    evidence::{Bundle, evidence_bundle, judge_bundle},
    tenant::{change_settings, show_settings, unattainable_levels},
};
use mithaq_testkit::{FixedClock, TestApp};
use serde_json::{Value, json};

use super::{countersign::Company, seal_level::authority, several};

pub(super) async fn wants(company: &Company, level: &str) {
    let test = &company.door.test;
    let settings = show_settings(&test.app, test.tenant).unwrap();
    let mut settings: Value = serde_json::from_str(&settings).unwrap();
    settings["seal_level"] = json!(level);
    let changed = change_settings(&test.app, test.tenant, &settings.to_string()).await;
    changed.unwrap().unwrap();
}

/// A contract that all have signed; its id.
async fn complete(company: &Company) -> ContractId {
    let (session, token) = several::invite(company, json!([])).await;
    let mut customer = company.opened(&session, &token).await;
    several::sign(company, &mut customer).await;
    let id = company.id().await;
    for bearer in &company.bearers {
        assert_eq!(company.sign(bearer, &id).await, (200, 0));
    }
    company.door.test.drain().await;
    ContractId::parse(&id).unwrap()
}

async fn bundle(test: &TestApp, id: ContractId) -> Bundle {
    let made = evidence_bundle(&test.app, test.tenant, id).await;
    Bundle::unpack(&made.unwrap().unwrap().1).unwrap()
}

async fn standings(test: &TestApp, id: ContractId) -> [SealStanding; 2] {
    let (tenant, store) = (test.tenant, test.app.store());
    let documents = store.read(move |tx| tx.tenant(tenant).list_documents(id));
    let certificate = store.read(move |tx| tx.tenant(tenant).find_completion(id));
    let document = documents.await.unwrap().remove(0);
    let certificate = certificate.await.unwrap().unwrap();
    [document.seal.unwrap(), certificate.standing]
}

#[tokio::test]
async fn a_level_without_an_authority_is_said_wherever_seals_are_told_of() {
    let company = Company::open().await;
    assert_eq!(unattainable_levels(&company.door.test.app), []);
    wants(&company, "B-LTA").await;
    let unattainable = unattainable_levels(&company.door.test.app);
    assert_eq!(unattainable, [("nile".to_owned(), SealLevel::BLta)]);
    let id = complete(&company).await;
    let shown = company.contract().await;
    let of = |name: &str| shown[name].clone();
    assert_eq!(
        (of("sealLevel"), of("isSealUpgradePending")),
        (json!("B-B"), json!(true))
    );
    assert_eq!(
        (of("sealLevelWanted"), of("sealUpgradeWaitsFor")),
        (json!("B-LTA"), json!("configuration"))
    );
    let early = bundle(&company.door.test, id).await;
    let seals = early.facts.seals.clone().unwrap();
    let told = (
        seals.level.as_str(),
        seals.wanted.as_deref(),
        seals.waits_for.as_deref(),
    );
    assert_eq!(told, ("B-B", Some("B-LTA"), Some("configuration")));
}

#[tokio::test]
async fn what_waits_for_an_authority_is_raised_by_a_server_that_has_one() {
    let company = Company::open().await;
    wants(&company, "B-LTA").await;
    let id = complete(&company).await;
    let early = bundle(&company.door.test, id).await;
    let standing = |level, is_upgrade_pending| SealStanding {
        level,
        is_upgrade_pending,
    };
    let waiting = standing(SealLevel::BB, true);
    assert_eq!(standings(&company.door.test, id).await, [waiting; 2]);
    // Nobody is asked for ever: nothing is queued.
    company.door.test.clock.advance(Span::days(1));
    assert_eq!(company.door.test.drain().await, 0);
    assert_eq!(begin_renewals(&company.door.test.app).await.unwrap(), 0);

    let time = Arc::new(AtomicI64::new(
        FixedClock::START.plus(Span::days(1)).unix_seconds(),
    ));
    let server = Server::start(move || time.load(Ordering::SeqCst)).unwrap();
    let test = company.door.test.restarted_with(|options| {
        options.seals = SealPolicy {
            authorities: vec![authority(&server)],
            private_sources: true,
            ..SealPolicy::default()
        };
    });
    assert_eq!(unattainable_levels(&test.app), []);
    assert_eq!(begin_renewals(&test.app).await.unwrap(), 2);
    assert_eq!(begin_renewals(&test.app).await.unwrap(), 0, "once each");
    test.drain().await;
    let reached = standing(SealLevel::BLta, false);
    assert_eq!(standings(&test, id).await, [reached; 2]);
    let late = bundle(&test, id).await;
    let ours = root_certificate(&test.app, test.tenant).await.unwrap();
    let roots = [ours.unwrap(), server.authority().root.clone()];
    let now = test.app.now().unix_seconds() + 60;
    for bundle in [early, late] {
        assert_eq!(judge_bundle(&bundle, &roots, now).problems, []);
    }
}

#[tokio::test]
async fn what_waits_for_an_authority_that_was_taken_away_again_waits_in_its_row() {
    let company = Company::open().await;
    wants(&company, "B-T").await;
    let id = complete(&company).await;
    bundle(&company.door.test, id).await;
    let server = Server::start(|| FixedClock::START.unix_seconds()).unwrap();
    let policy = SealPolicy {
        authorities: vec![authority(&server)],
        private_sources: true,
        ..SealPolicy::default()
    };
    server.set_down(true);
    let with = policy.clone();
    let test = company
        .door
        .test
        .restarted_with(|options| options.seals = with);
    assert_eq!(begin_renewals(&test.app).await.unwrap(), 2);
    assert_eq!(test.drain().await, 0, "nobody answers: the jobs stay");
    let test = test.restarted_with(|options| options.seals = SealPolicy::default());
    assert_eq!(test.drain().await, 2, "nobody is to be asked: they end");
    server.set_down(false);
    let test = test.restarted_with(|options| options.seals = policy);
    assert_eq!(begin_renewals(&test.app).await.unwrap(), 2);
    test.drain().await;
    let [contract, certificate] = standings(&test, id).await;
    assert_eq!(
        (contract.level, certificate.level),
        (SealLevel::BT, SealLevel::BT)
    );
}
