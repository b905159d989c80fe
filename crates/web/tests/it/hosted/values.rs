//! Values that the company left open are asked for, and then the contract can be completed.

use mithaq_domain::time::Span;
use mithaq_service::contract::Decision;

use super::house::{House, NAME, Wanted};

fn without_income() -> Wanted {
    Wanted {
        values: vec![("fullName", NAME)],
        ..Wanted::default()
    }
}

fn without_values() -> Wanted {
    Wanted {
        values: Vec::new(),
        ..Wanted::default()
    }
}

#[tokio::test]
async fn a_missing_value_is_asked_for_and_then_the_contract_completes() {
    let house = House::new().await;
    let mut browser = house.proved(without_income()).await;
    assert_eq!(browser.step(), "review");
    assert!(
        browser.has("name=\"f.414.monthlyIncome\"")
            && !browser.has("name=\"f.414.fullName\"")
            && !browser.has("name=\"f.414.employer\"")
            && browser.has(NAME),
        "only what is missing is asked for"
    );
    assert!(browser.has("<span class=\"unit\">EGP</span>"));
    browser
        .submit("save", &[("f.414.monthlyIncome", "٥٠٠٠٫٥")])
        .await;
    assert!(browser.errors().is_empty(), "{:?}", browser.errors());
    assert!(browser.has("EGP 5,000.50") && browser.has("data-action=\"sign\""));
    house.sign(&mut browser).await;
    house.drain().await;
    assert_eq!(
        house.company_sees(browser.session).await.2,
        Some("Completed")
    );
}

#[tokio::test]
async fn what_is_wrong_is_named_beside_its_field_and_the_rest_is_kept_to_be_corrected() {
    let house = House::new().await;
    let mut browser = house.proved(without_values()).await;
    let typed = [
        ("f.414.monthlyIncome", "a lot"),
        ("f.414.fullName", "Nada Samir"),
    ];
    browser.submit("save", &typed).await;
    assert_eq!(browser.errors(), ["1122"]);
    assert!(browser.has("id=\"input-f-414-monthlyIncome-error\""));
    assert!(
        browser.has("name=\"f.414.fullName\" type=\"text\"") && browser.has("value=\"Nada Samir\""),
        "kept, not locked"
    );
    let typed = [
        ("f.414.monthlyIncome", "700"),
        ("f.414.fullName", "Nada Farid"),
    ];
    browser.submit("save", &typed).await;
    assert!(
        browser.has("Nada Farid")
            && !browser.has("Nada Samir")
            && browser.has("data-action=\"sign\"")
    );
}

#[tokio::test]
async fn an_empty_form_says_what_is_required_only() {
    let house = House::new().await;
    let mut browser = house.proved(without_income()).await;
    browser
        .submit("save", &[("f.414.monthlyIncome", " ")])
        .await;
    assert_eq!(browser.errors(), ["1106"]);
}

#[tokio::test]
async fn what_the_company_filled_in_cannot_be_changed() {
    let house = House::new().await;
    let mut browser = house.proved(without_income()).await;
    let mut fields = browser.filled("save", &[("f.414.monthlyIncome", "700")]);
    fields.push(("f.414.fullName".to_owned(), "Somebody Else".to_owned()));
    browser.post("save", &fields).await;
    browser.load().await;
    assert!(browser.has(NAME) && !browser.has("Somebody Else"));
}

#[tokio::test]
async fn a_session_for_one_type_without_values_asks_for_all_of_them() {
    let house = House::new().await;
    let mut browser = house.proved(without_values()).await;
    let typed = [("f.414.fullName", NAME), ("f.414.monthlyIncome", "12.5")];
    browser.submit("save", &typed).await;
    house.sign(&mut browser).await;
    assert_eq!(browser.step(), "done");
}

#[tokio::test]
async fn what_a_member_must_approve_waits_for_it_once_it_is_complete() {
    let house = House::new().await;
    house
        .change_type("\"approval\": \"automatic\"", "\"approval\": \"member\"")
        .await;
    let mut browser = house.proved(without_income()).await;
    browser
        .submit("save", &[("f.414.monthlyIncome", "700")])
        .await;
    assert_eq!(browser.step(), "waiting");
    assert!(!browser.has("data-action=\"sign\""));
    assert_eq!(
        house.company_sees(browser.session).await.2,
        Some("Pending Approval")
    );
    assert!(
        house.stored_files().is_empty(),
        "nothing is frozen before approval"
    );
    house
        .decide(browser.session, Decision::Approve(Vec::new()))
        .await;
    let told = house.messages().await;
    let told = told.iter().find(|message| message["purpose"] == "approved");
    let link = told.and_then(|message| message["text"].as_str());
    let token = link.and_then(|text| text.split("token=").nth(1)).unwrap();
    let mut elsewhere = house.stranger(browser.session);
    elsewhere.get(&format!("/session?token={token}")).await;
    house.pass(Span::seconds(61));
    house.prove(&mut elsewhere).await;
    assert!(
        elsewhere.has("data-action=\"sign\"") && elsewhere.has("EGP 700.00"),
        "the link resumes at the review"
    );
    house.sign(&mut elsewhere).await;
    assert_eq!(elsewhere.step(), "done");
}

#[tokio::test]
async fn a_refused_contract_says_the_companys_reason_to_its_person_only() {
    let house = House::new().await;
    house
        .change_type("\"approval\": \"automatic\"", "\"approval\": \"member\"")
        .await;
    let mut browser = house.proved(without_income()).await;
    browser
        .submit("save", &[("f.414.monthlyIncome", "700")])
        .await;
    let reason = "Income <too> low";
    house
        .decide(browser.session, Decision::Reject(reason.to_owned()))
        .await;
    browser.load().await;
    assert!(browser.has("too&#62; low") && !browser.has("<too>"));
    let mut stranger = house.stranger(browser.session);
    stranger.load().await;
    assert!(!stranger.has("Income"));
    let on_disk = |bytes: &[u8]| bytes.windows(9).any(|part| part == b"Income <t");
    assert!(house.disk().iter().all(|(_, bytes)| !on_disk(bytes)));
}
