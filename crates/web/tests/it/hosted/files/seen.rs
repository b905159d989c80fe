//! Who sees a file besides whoever gave it, and how it lies on the disk.

use std::{
    pin::pin,
    sync::{Arc, Mutex, mpsc::channel},
    task::{Context, Waker},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_domain::{
    form::{Attachment, Given},
    time::Span,
};
use mithaq_service::{
    Failure, Held,
    contract::{Decision, decide},
    session::get_session,
    tenant::import_contract_type,
};
use mithaq_testkit::CONTRACT_TYPE_414;
use serde_json::json;

use super::{FIELDS, SLIP, files, hash, house, house_approving, link};
use crate::{
    file::pdf,
    hosted::{
        broken::sweep,
        countersign::Company,
        house::{House, Wanted},
        several,
    },
};

#[tokio::test]
async fn a_file_that_the_company_keeps_to_itself_is_not_the_persons_to_see() {
    let house = House::new().await;
    let hidden = r#""fields": [{"key": "scoring", "type": "file", "required": true, "visibleToUser": false,
        "label": {"en": "Scoring", "ar": "التقييم"}},
        {"key": "prices", "type": "file", "required": true, "readOnly": true, "label": {"en": "Prices", "ar": "الأسعار"}},"#;
    let change = |text: &str| {
        text.replacen("\"fields\": [", hidden, 1)
            .replacen("\"automatic\"", "\"member\"", 1)
    };
    house.change_type_by(change).await;
    let mut browser = house.proved(Wanted::default()).await;
    assert_eq!(browser.step(), "waiting");
    let given = |key: &str, seed| {
        let judged = Attachment::judge(key, pdf(seed));
        (key.to_owned(), Given::File(judged))
    };
    let decision = Decision::Approve(vec![given("scoring", 1), given("prices", 2)]);
    house.decide(browser.session, decision).await;
    browser.load().await;
    assert!(browser.has("prices.pdf") && browser.has("data-action=\"sign\""));
    let prices = browser.get(&link(&browser, "prices")).await;
    assert_eq!((prices.status, prices.bytes), (200, pdf(2)));
    let path = link(&browser, "scoring");
    assert_eq!(browser.get(&path).await.status, 404);
    // The page has the whole text of the document that is signed.
    assert!(browser.has(&hash(&pdf(2))));
    let name = ["scoring", "Scoring", "التقييم"];
    for kept in name.into_iter().chain([&*hash(&pdf(1))]) {
        assert!(!browser.has(kept), "{kept}");
    }
}

#[tokio::test]
async fn the_sweep_takes_what_was_written_and_never_named_and_leaves_what_was() {
    let house = house().await;
    let mut browser = house.proved(Wanted::default()).await;
    browser.upload(&[], &[(SLIP, "slip.pdf", &pdf(1))]).await;
    let orphan = house.plant_orphan("07");
    for path in house.stored_files() {
        house.age_file(&path, Span::days(2));
    }
    assert_eq!((sweep(&house).await, orphan.exists()), (1, false));
    let path = link(&browser, "salarySlip");
    assert_eq!(browser.get(&path).await.bytes, pdf(1));
}

#[tokio::test]
async fn values_that_are_stored_are_not_refused_where_an_old_file_cannot_be_removed() {
    let house = house().await;
    let mut browser = house.proved(Wanted::default()).await;
    browser.upload(&[], &[(SLIP, "first.pdf", &pdf(1))]).await;
    let (tenant, session) = (house.tenant.id, browser.session);
    let spoilt = house.app.store().write_blocking(move |tx| {
        let mut tx = tx.tenant(tenant);
        let contract = tx.list_session_contracts(session)?[0].id;
        let mut row = tx.list_attachments(contract)?.remove(0);
        row.file = "no name of a file".to_owned();
        tx.put_attachment(contract, &row)
    });
    spoilt.unwrap();
    browser.upload(&[], &[(SLIP, "second.pdf", &pdf(2))]).await;
    assert_eq!(browser.errors(), ["1106"], "the other file is asked for");
    let answer = browser.get(&link(&browser, "salarySlip")).await;
    assert_eq!((answer.status, answer.bytes), (200, pdf(2)));
}

#[tokio::test]
async fn a_decision_keeps_its_place_for_as_long_as_its_files_are_in_memory() {
    let house = house_approving("member").await;
    let browser = house.proved(Wanted::default()).await;
    let seen = get_session(&house.app, house.admin(), browser.session).await;
    let contract = seen.unwrap().unwrap().contracts[0].id;
    // The writer is busy when the caller goes away.
    let (go_on, wait) = channel();
    let wait = Mutex::new(wait);
    let busy = house.app.store().write(move |_| {
        wait.lock().unwrap().recv().unwrap();
        Ok::<_, Failure>(())
    });
    let place = Arc::new(());
    let asked = (contract, Decision::Approve(Vec::new()));
    {
        let held: Held = Some(place.clone());
        let deciding = pin!(decide(&house.app, house.admin(), asked, held));
        let polled = deciding.poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_pending());
    }
    assert_eq!(Arc::strong_count(&place), 2, "its unit is yet to run");
    go_on.send(()).unwrap();
    busy.await.unwrap();
    let after = house.app.store().write(|_| Ok::<_, Failure>(()));
    after.await.unwrap();
    assert_eq!(Arc::strong_count(&place), 1);
}

#[tokio::test]
async fn a_file_lies_encrypted_on_the_disk() {
    let house = house().await;
    let mut browser = house.proved(Wanted::default()).await;
    let name = "slip of a person.pdf";
    browser.upload(&[], &[(SLIP, name, &pdf(1))]).await;
    assert!(browser.has(name));
    assert_eq!(files(&house), 1);
    for (path, bytes) in house.disk() {
        for known in [&pdf(1)[..], name.as_bytes(), hash(&pdf(1)).as_bytes()] {
            let holds = bytes.windows(known.len()).any(|part| part == known);
            assert!(!holds, "{}", path.display());
        }
    }
}

#[tokio::test]
async fn whoever_signs_beside_the_first_reads_the_files_that_the_document_names() {
    let company = Company::open().await;
    let change = |text: &str| text.replacen("\"fields\": [", FIELDS, 1);
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let imported = import_contract_type(app, tenant, &change(CONTRACT_TYPE_414)).await;
    imported.unwrap().unwrap();
    let file = |seed| json!({ "name": "a.pdf", "content": STANDARD.encode(pdf(seed)) });
    let (session, token) = several::invite_with(&company, |body| {
        let values = &mut body["SessionInput"]["RequestFieldsValues"]["414"];
        (values["salarySlip"], values["bill"]) = (file(1), file(2));
        body["additionalSigners"] = json!([{ "phoneNumber": "+201098765432" }]);
    })
    .await;
    let [(_, theirs, their_token)] = &several::links(&company).await[..] else {
        panic!("one link leaves at once")
    };
    let mut first = company.opened(&session, &token).await;
    let mut second = company.opened(theirs, their_token).await;
    for browser in [&mut first, &mut second] {
        assert!(browser.has(&hash(&pdf(2))));
        let path = link(browser, "bill");
        assert_eq!(browser.get(&path).await.bytes, pdf(2));
    }
    // By the address of the other's session, with one's own cookies.
    let path = link(&first, "bill");
    let mut crossed = second.clone();
    crossed.session = first.session;
    assert_eq!(crossed.get(&path).await.status, 404);
}
