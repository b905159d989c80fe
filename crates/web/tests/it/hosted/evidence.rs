//! The evidence of a contract that several people and members sign, as far as it goes at each moment.

use mithaq_domain::id::ContractId;
use mithaq_service::contract::root_certificate;
use mithaq_service::evidence::{
    Bundle, BundleRefusal, Chainer, evidence_bundle, find_waiting, judge_bundle,
};
use serde_json::json;

use super::{
    countersign::Company,
    several::{invite, links, sign},
};

const SARA: &str = "+201098765432";

async fn evidence(company: &Company, id: &str) -> Bundle {
    let path = format!("/api/BusinessRequest/Evidence?id={id}");
    let answer = company.door.get(&path).await;
    assert_eq!(answer.headers["content-type"], "application/zip");
    let name = answer.headers["content-disposition"].to_str().unwrap();
    assert!(name.ends_with("-evidence.zip\""), "{name}");
    Bundle::unpack(&answer.bytes).unwrap()
}

/// Proved entries and opened statements of a bundle that is whole.
async fn whole(company: &Company, bundle: &Bundle) -> (usize, usize) {
    let test = &company.door.test;
    let root = root_certificate(&test.app, test.tenant).await.unwrap();
    let now = test.app.now().unix_seconds();
    let verdict = judge_bundle(bundle, &[root.unwrap()], now);
    assert_eq!(
        (verdict.exit_code(), verdict.problems.as_slice()),
        (0, [].as_slice())
    );
    (verdict.proved, verdict.statements.len())
}

#[tokio::test]
async fn evidence_grows_with_each_signature_and_is_whole_each_time() {
    let company = Company::open().await;
    let (session, token) = invite(&company, json!([{ "phoneNumber": SARA }])).await;
    let id = company.id().await;
    let path = format!("/api/BusinessRequest/Evidence?id={id}");
    assert_eq!(
        company.door.get(&path).await.code(),
        1504,
        "nothing is sealed yet"
    );
    let (_, theirs, link) = links(&company).await.remove(0);
    let mut first = company.opened(&session, &token).await;
    let mut second = company.opened(&theirs, &link).await;
    sign(&company, &mut second).await;
    let early = evidence(&company, &id).await;
    let (proved, opened) = whole(&company, &early).await;
    assert_eq!(
        (opened, early.facts.status.as_str()),
        (1, "Customer Partially Signed")
    );
    sign(&company, &mut first).await;
    for bearer in &company.bearers {
        assert_eq!(company.sign(bearer, &id).await, (200, 0));
        company.door.test.drain().await;
    }
    let late = evidence(&company, &id).await;
    let (more, all) = whole(&company, &late).await;
    assert!(more > proved);
    assert_eq!((all, late.facts.status.as_str()), (4, "Completed"));
    let fields: Vec<&str> = late
        .facts
        .signers
        .iter()
        .map(|it| it.field.as_str())
        .collect();
    assert_eq!(fields, ["Customer1", "Customer2", "Company1", "Company2"]);
    assert_eq!(late.facts.signers[3].name.as_deref(), Some("director"));
    // The same evidence is the same file.
    let once = company.door.get(&path).await.bytes;
    assert_eq!(company.door.get(&path).await.bytes, once);
    assert_eq!(
        whole(&company, &early).await,
        (proved, opened),
        "and what was given before still holds"
    );
}

#[tokio::test]
async fn evidence_of_another_company_an_unknown_contract_or_none_is_refused() {
    let company = Company::open().await;
    let (session, token) = invite(&company, json!([])).await;
    let mut browser = company.opened(&session, &token).await;
    sign(&company, &mut browser).await;
    let id = company.id().await;
    let test = &company.door.test;
    let other = test.another_tenant("other").await;
    let contract = ContractId::parse(&id).unwrap();
    let theirs = evidence_bundle(&test.app, other.tenant.id, contract)
        .await
        .unwrap();
    assert_eq!(theirs.err(), Some(BundleRefusal::NotFound));
    for (query, code) in [
        ("", 1106),
        ("?id=nothing", 1501),
        ("?id=01a22863-cff8-7e9e-8aaf-64aacca32cc2", 1501),
    ] {
        let path = format!("/api/BusinessRequest/Evidence{query}");
        assert_eq!(company.door.get(&path).await.code(), code, "{query}");
    }
}

#[tokio::test]
async fn the_journal_names_nobody_and_waits_for_its_chain_no_longer_than_a_step() {
    let company = Company::open().await;
    let (session, token) = invite(&company, json!([{ "phoneNumber": SARA }])).await;
    let (_, theirs, link) = links(&company).await.remove(0);
    let mut first = company.opened(&session, &token).await;
    let mut second = company.opened(&theirs, &link).await;
    sign(&company, &mut second).await;
    sign(&company, &mut first).await;
    let test = &company.door.test;
    let mut chainer = Chainer::default();
    assert!(chainer.step(&test.app).await.unwrap() > 10);
    // What the step itself wrote is looked at once more, and then nothing is read.
    assert_eq!(chainer.step(&test.app).await.unwrap(), 0);
    assert_eq!(chainer.step(&test.app).await.unwrap(), 0);
    assert_eq!(find_waiting(&test.app).await.unwrap(), []);
    let late = evidence(&company, &company.id().await).await;
    for entry in &late.journal.entries {
        let told = format!("{} {} {}", entry.act, entry.actor, entry.detail);
        assert!(told.is_ascii(), "{told}");
        for personal in [
            "1098765432",
            "1234567890",
            "Ahmed",
            "192.0.2",
            "@",
            "nile.example",
        ] {
            assert!(!told.contains(personal), "{personal}: {told}");
        }
    }
}
