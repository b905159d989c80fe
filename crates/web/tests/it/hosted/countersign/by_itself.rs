//! The company's seal countersigns by itself: alone, after members, once whoever runs the job, and told as what it is.

use mithaq_domain::{
    contract::SignatureLevel, evidence::Act, id::ContractId, job::LEASE, seal::SealLevel,
    time::Span,
};
use mithaq_service::{
    contract::{Level, root_certificate, seal_contract},
    evidence::{Bundle, BundleVerdict, SignerSide, Statement, judge_bundle},
};
use mithaq_testkit::TestAppOptions;
use serde_json::{Value, json};

use super::{Company, judges};
use crate::{call::Door, hosted::seal_level::Desk};

/// A company whose seal alone countersigns.
pub(super) async fn alone() -> Company {
    Company::sealing(Door::open_as_admin().await, &[]).await
}

/// The bundle of its contract, judged with its root.
pub(super) async fn evidence(company: &Company) -> (Bundle, BundleVerdict) {
    let path = format!("/api/BusinessRequest/Evidence?id={}", company.id().await);
    let bundle = Bundle::unpack(&company.door.get(&path).await.bytes).unwrap();
    let test = &company.door.test;
    let root = root_certificate(&test.app, test.tenant).await.unwrap();
    let now = test.app.now().unix_seconds();
    let verdict = judge_bundle(&bundle, &[root.unwrap()], now);
    (bundle, verdict)
}

/// The statuses that webhooks tell, in order.
async fn told(company: &Company) -> Vec<String> {
    let events = company.door.get("/api/Webhook/Events").await.json();
    let events = events["data"].as_array().unwrap().clone();
    events
        .iter()
        .filter(|event| event["WebhookEvent"] == "App.BusinessRequestStatusChange")
        .filter_map(|event| event["Data"]["NewStatus"].as_str().map(str::to_owned))
        .skip(1)
        .collect()
}

#[tokio::test]
async fn after_the_customer_the_companys_seal_completes_the_contract_and_nobody_does_anything() {
    let company = alone().await;
    let types = company
        .door
        .get("/api/BusinessRequest/GetAllRequestTypes")
        .await;
    assert_eq!(types.json()["data"][0]["companySeal"], "countersigns");
    let mut browser = company.invited().await;
    let reviewed = company.pdf(&mut browser, "review").await;
    company.type_code(&mut browser, ("sign", "sign")).await;
    assert_eq!(company.status().await, 4);
    assert!(
        browser.has("يُختم العقد تلقائيًا عن"),
        "who comes next is said"
    );
    let id = company.id().await;
    let member = &company.bearers[0];
    assert_eq!(
        company.sign(member, &id).await,
        (200, 1544),
        "nor could anybody"
    );
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
    browser.load().await;
    assert!(!browser.has("يُختم العقد تلقائيًا عن"));
    let whole = company.pdf(&mut browser, "sealed").await;
    assert!(whole.starts_with(&reviewed));
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let fields = judges::all_approve(app, tenant, &whole).await;
    assert_eq!(fields, ["Customer1", "CompanySeal"]);
    judges::dss_approves(app, tenant, &whole, 2).await;
    let walk = ["CustomerSigned", "ServiceProviderSigned", "Completed"];
    assert_eq!(told(&company).await, walk);
    // One copy, which says first of all that the person's own code signed.
    let copies = company.copies();
    assert_eq!(copies.len(), 1);
    assert!(!copies[0].contains("بكل التوقيعات"), "{copies:?}");
    assert_eq!(company.sign(member, &id).await, (200, 1502));
    let shown = company.contract().await;
    assert_eq!(shown["companySeal"], "countersigns");
    assert_eq!(shown["signatureLevel"], "sealed-consent");
}

#[tokio::test]
async fn what_proves_it_says_that_it_is_a_seal_and_names_no_person() {
    let company = alone().await;
    company.signed().await;
    company.door.test.drain().await;
    let (bundle, verdict) = evidence(&company).await;
    assert_eq!(
        (verdict.exit_code(), verdict.problems.as_slice()),
        (0, &[][..])
    );
    let [customer, seal] = &bundle.facts.signers[..] else {
        panic!("two signatures")
    };
    assert_eq!(
        customer.signature_level,
        Some(SignatureLevel::SealedConsent)
    );
    assert_eq!(seal.signature_level, Some(SignatureLevel::CompanySeal));
    assert_eq!(
        (seal.field.as_str(), seal.side),
        ("CompanySeal", SignerSide::Company)
    );
    assert_eq!(
        (&seal.name, &seal.contact, seal.session),
        (&None, &None, None)
    );
    let opened: Vec<Statement> = verdict.statements;
    assert_eq!(opened[1].signature_level, Some(SignatureLevel::CompanySeal));
    assert_eq!((&opened[1].name, opened[1].member), (&None, None));
    assert_eq!(opened[0].signature_level, None);
    let entries = company.door.details(Act::ContractSealCountersigned);
    let entry: Value = serde_json::from_str(&entries[0]).unwrap();
    assert_eq!((entries.len(), &entry["field"]), (1, &json!("CompanySeal")));
    let told = bundle.journal.entries.iter();
    let told: Vec<&str> = told
        .filter(|entry| entry.act == "contract_seal_countersigned")
        .map(|entry| entry.actor.as_str())
        .collect();
    assert_eq!(told, ["server"]);
    assert!(company.door.details(Act::ContractCountersigned).is_empty());
}

#[tokio::test]
async fn where_members_are_listed_too_the_seal_is_the_last_and_takes_nobodys_place() {
    let door = Door::open_as_admin().await;
    let company = Company::sealing(door, &super::SIGNERS).await;
    let mut browser = company.signed().await;
    company.door.test.drain().await;
    assert_eq!(company.status().await, 4, "it waits for the members");
    browser.load().await;
    assert!(browser.has("بقي توقيع"));
    let id = company.id().await;
    assert_eq!(company.sign(&company.stranger, &id).await, (403, 1534));
    assert_eq!(company.sign(&company.bearers[1], &id).await, (200, 0));
    company.door.test.drain().await;
    assert_eq!(company.status().await, 7);
    assert_eq!(company.sign(&company.bearers[0], &id).await, (200, 0));
    assert_eq!(
        company.status().await,
        7,
        "the company has not signed whole"
    );
    assert_eq!(company.sign(&company.bearers[0], &id).await, (200, 1535));
    browser.load().await;
    assert!(browser.has("يُختم العقد تلقائيًا عن"));
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
    let whole = company.pdf(&mut browser, "sealed").await;
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let fields = judges::all_approve(app, tenant, &whole).await;
    assert_eq!(fields, ["Customer1", "Company2", "Company1", "CompanySeal"]);
    let partly = "ServiceProviderPartiallySigned";
    let walk = [
        "CustomerSigned",
        partly,
        "ServiceProviderSigned",
        "Completed",
    ];
    let mut steps = told(&company).await;
    steps.dedup();
    assert_eq!(steps, walk);
    let (_, verdict) = evidence(&company).await;
    assert_eq!(verdict.problems, []);
}

#[tokio::test]
async fn who_signs_is_settled_with_the_document_and_no_later_version_changes_it() {
    let company = alone().await;
    let mut sealed = company.invited().await;
    company.pdf(&mut sealed, "review").await;
    company.lists(&[], "none").await;
    company.type_code(&mut sealed, ("sign", "sign")).await;
    company.door.test.drain().await;
    assert_eq!(company.status().await, 8);
    assert_eq!(
        company.door.details(Act::ContractSealCountersigned).len(),
        1
    );
    assert_eq!(company.contract().await["companySeal"], "countersigns");
    // And one of the type as it is now has nobody's.
    company.door.test.clock.advance(Span::hours(1));
    company.signed().await;
    company.door.test.drain().await;
    assert_eq!(
        company.door.details(Act::ContractSealCountersigned).len(),
        1
    );
}

#[tokio::test]
async fn runs_on_two_nodes_at_once_and_after_a_crash_countersign_once() {
    let options = TestAppOptions {
        several_nodes: true,
        ..TestAppOptions::default()
    };
    let door = Door::open_with(options).await.logged_in().await;
    let company = Company::sealing(door, &[]).await;
    let mut browser = company.signed().await;
    let id = ContractId::parse(&company.id().await).unwrap();
    let (here, tenant) = (&company.door.test, company.door.test.tenant);
    let there = here.another_node(Span::seconds(4));
    let run = |app| seal_contract(app, tenant, id);
    let (one, two, three, four) = tokio::join!(
        run(&here.app),
        run(&there.app),
        run(&here.app),
        run(&there.app)
    );
    assert!(one.is_ok() && two.is_ok() && three.is_ok() && four.is_ok());
    let whole = company.pdf(&mut browser, "sealed").await;
    // As after a crash between the rows and the end of the job: the lease ends and it runs once more.
    here.clock.advance(LEASE);
    tokio::join!(here.drain(), there.drain());
    assert_eq!(company.pdf(&mut browser, "sealed").await, whole);
    assert_eq!(company.status().await, 8);
    let fields = judges::all_approve(&here.app, tenant, &whole).await;
    assert_eq!(fields, ["Customer1", "CompanySeal"]);
    for act in [Act::ContractSealCountersigned, Act::ContractSealed] {
        assert_eq!(company.door.details(act).len(), 1, "{act:?}");
    }
    assert_eq!(company.copies().len(), 1);
}

#[tokio::test]
async fn a_contract_that_is_withdrawn_before_gets_no_seal() {
    let company = alone().await;
    company.signed().await;
    let reason = json!({ "id": company.id().await, "reason": "Entered twice" });
    let void = company.door.post("/api/BusinessRequest/Void", reason).await;
    assert_eq!(void.code(), 0);
    company.door.test.drain().await;
    assert_eq!(company.status().await, 3);
    assert!(
        company
            .door
            .details(Act::ContractSealCountersigned)
            .is_empty()
    );
}

#[tokio::test]
async fn it_goes_as_far_as_the_company_wants_and_later_where_no_authority_answers() {
    let desk = Desk::open(SealLevel::BLta).await;
    desk.company.lists(&[], "countersigns").await;
    desk.authority.set_down(true);
    let mut browser = desk.company.signed().await;
    desk.company.door.test.drain().await;
    assert_eq!(desk.company.status().await, 8);
    assert_eq!(desk.told().await, ("B-B".to_owned(), true));
    let early = desk.company.pdf(&mut browser, "sealed").await;
    desk.authority.set_down(false);
    desk.pass(Span::minutes(2));
    desk.company.door.test.drain().await;
    assert_eq!(desk.told().await, ("B-LTA".to_owned(), false));
    let late = desk.company.pdf(&mut browser, "sealed").await;
    assert!(late.starts_with(&early));
    assert_eq!(desk.level(&late).await, Level::BLta);
}
