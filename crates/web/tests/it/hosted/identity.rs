//! The proved identity against the contract, on the hosted pages: who is not whom the contract names waits for
//! the company, and who is too young is told so; neither page says what differs.

use mithaq_service::contract::Decision;
use mithaq_testkit::verify_person;

use super::{
    browser::Browser,
    house::{House, NAME, Wanted},
};

const CARD: &str = "29001011234567";

/// A house whose type asks for identity and for the proved name, and a person who is proved to be another.
async fn proved_as(name: &str, card: &str) -> (House, Browser) {
    let house = House::new().await;
    house
        .change_type_by(|text| {
            let asked = "\"required\": true, \"identitySource\": \"fullName\"";
            text.replacen(
                "\"identityPolicy\": \"none\"",
                "\"identityPolicy\": \"required\"",
                1,
            )
            .replacen("\"required\": true", asked, 1)
        })
        .await;
    let mut browser = house.proved(Wanted::default()).await;
    assert_eq!(browser.step(), "identity");
    verify_person((&house.app, house.tenant.id), 1, name, card);
    browser.load().await;
    assert_eq!(browser.step(), "review");
    (house, browser)
}

#[tokio::test]
async fn another_persons_contract_waits_for_the_company_and_goes_on_when_it_has_agreed() {
    let (house, mut browser) = proved_as("Mahmoud Hassan", CARD).await;
    browser.submit("sign", &[]).await;
    assert_eq!(browser.step(), "waiting");
    assert!(!browser.has("Mahmoud") && browser.errors().is_empty());
    let messages = house.messages().await;
    assert!(messages.iter().all(|message| message["purpose"] != "sign"));
    house
        .decide(browser.session, Decision::Approve(Vec::new()))
        .await;
    browser.load().await;
    assert_eq!(browser.step(), "review");
    house.sign(&mut browser).await;
    assert_eq!(browser.step(), "done");
}

#[tokio::test]
async fn whom_the_contract_names_signs_and_whoever_is_too_young_reads_why_not() {
    let (house, mut browser) = proved_as(NAME, CARD).await;
    house.sign(&mut browser).await;
    assert_eq!(browser.step(), "done");
    let (_house, mut browser) = proved_as(NAME, "31001011234567").await;
    browser.submit("sign", &[]).await;
    assert_eq!((browser.errors(), browser.step()), (vec!["1537"], "review"));
}
