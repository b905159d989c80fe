//! A second tab, a double click, a replayed form: one signature, one seal.

use super::house::{House, Wanted};

#[tokio::test]
async fn a_form_sent_twice_signs_once_and_leads_to_the_end() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    browser.submit("sign", &[]).await;
    let code = house.newest_code("sign").await;
    let fields = browser.filled("verify-code", &[("code", &code)]);
    for _ in 0..2 {
        let answer = browser.post("verify-code", &fields).await;
        assert_eq!(answer.status, 303);
        browser.load().await;
        assert_eq!((browser.step(), browser.errors().len()), ("done", 0));
        assert_eq!(house.jobs().await, 1, "the seal, once");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_identical_forms_at_once_are_one_signature_and_one_seal() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    browser.submit("sign", &[]).await;
    let code = house.newest_code("sign").await;
    let fields = browser.filled("verify-code", &[("code", &code)]);
    let sent: Vec<_> = (0..20)
        .map(|_| {
            let (mut tab, fields) = (browser.clone(), fields.clone());
            tokio::spawn(async move { tab.post("verify-code", &fields).await })
        })
        .collect();
    for answer in sent {
        let answer = answer.await.unwrap();
        assert_eq!(answer.status, 303);
        assert!(answer.set_cookies().is_empty(), "no error for any of them");
    }
    assert_eq!(house.jobs().await, 1);
    house.drain().await;
    assert_eq!(
        house.stored_files().len(),
        2,
        "the reviewed file and the sealed one"
    );
    assert_eq!(
        house.company_sees(browser.session).await.2,
        Some("Completed")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_first_looks_at_once_show_one_document() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.submit("continue", &[]).await;
    browser.submit("send-code", &[]).await;
    let code = house.newest_code("phone").await;
    let fields = browser.filled("verify-code", &[("code", &code)]);
    browser.post("verify-code", &fields).await;
    let looks: Vec<_> = (0..8)
        .map(|_| {
            let mut tab = browser.clone();
            tokio::spawn(async move {
                tab.load().await;
                super::browser::attribute(&tab.page, "name=\"document_sha256\" value").to_owned()
            })
        })
        .collect();
    let mut hashes = Vec::new();
    for look in looks {
        hashes.push(look.await.unwrap());
    }
    hashes.dedup();
    assert_eq!(hashes.len(), 1);
    assert_eq!(
        house.stored_files().len(),
        1,
        "who rendered in vain took the file away"
    );
}

#[tokio::test]
async fn continuing_twice_is_harmless() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.load().await;
    let fields = browser.filled("continue", &[]);
    for _ in 0..2 {
        browser.post("continue", &fields).await;
        browser.load().await;
        assert_eq!((browser.step(), browser.errors().len()), ("phone", 0));
    }
}

#[tokio::test]
async fn any_form_on_a_finished_session_leads_to_the_end() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    let early = browser.filled("decline", &[]);
    house.sign(&mut browser).await;
    for action in [
        "continue",
        "send-code",
        "verify-code",
        "save",
        "sign",
        "decline",
        "report",
        "not-me",
    ] {
        browser.post(action, &early).await;
        browser.load().await;
        assert_eq!(
            (browser.step(), browser.errors().len()),
            ("done", 0),
            "{action}"
        );
    }
    assert_eq!(
        house.company_sees(browser.session).await.2,
        Some("Customer Signed")
    );
}
