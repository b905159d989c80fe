//! Codes: wrong ones, late ones, those of others, and the document that they sign.

use mithaq_domain::time::Span;

use super::house::{CODES_PER_ADDRESS, House, NAME, Wanted};

/// A code that is not this one.
fn other_than(code: &str) -> &'static str {
    if code == "111111" { "222222" } else { "111111" }
}

#[tokio::test]
async fn five_wrong_codes_are_counted_and_then_the_right_one_is_refused_too() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.submit("continue", &[]).await;
    browser.submit("send-code", &[]).await;
    let code = house.newest_code("phone").await;
    for _ in 0..5 {
        browser
            .submit("verify-code", &[("code", other_than(&code))])
            .await;
        assert_eq!((browser.step(), browser.errors()), ("phone", vec!["1301"]));
    }
    browser.submit("verify-code", &[("code", &code)]).await;
    assert_eq!((browser.step(), browser.errors()), ("phone", vec!["1303"]));
    house.pass(Span::seconds(61));
    browser.submit("send-code", &[]).await;
    let code = house.newest_code("phone").await;
    browser.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(browser.step(), "review");
}

#[tokio::test]
async fn the_pages_of_a_public_sandbox_tell_the_codes_that_no_message_does() {
    let house = House::public().await;
    let mut browser = house.guest().await;
    browser.submit("continue", &[]).await;
    assert!(!browser.has("data-untold-code"));
    browser.submit("send-code", &[]).await;
    let code = house.newest_code("phone").await;
    assert!(browser.has("data-untold-code") && browser.has(&code));
    browser.submit("verify-code", &[("code", &code)]).await;
    assert!(browser.step() == "review" && !browser.has("data-untold-code"));
    browser.submit("sign", &[]).await;
    let code = house.newest_code("sign").await;
    assert!(browser.has("data-untold-code") && browser.has(&code));
    browser.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(browser.step(), "done");

    let company = House::new().await;
    let mut browser = company.guest().await;
    browser.submit("continue", &[]).await;
    browser.submit("send-code", &[]).await;
    let code = company.newest_code("phone").await;
    assert!(!browser.has(&code) && !browser.has("mithaq_untold_code"));
    let (name, digits) = ("mithaq_untold_code", "123456");
    browser.cookies.insert(name.to_owned(), digits.to_owned());
    browser.load().await;
    assert!(!browser.has("data-untold-code"), "words in our mouth");
}

#[tokio::test]
async fn a_code_may_be_typed_in_digits_of_either_language() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.submit("continue", &[]).await;
    browser.submit("send-code", &[]).await;
    let code = house.newest_code("phone").await;
    let arabic: String = code
        .chars()
        .map(|digit| char::from_u32(0x0660 + digit.to_digit(10).unwrap()).unwrap())
        .collect();
    browser
        .submit("verify-code", &[("code", &format!(" {arabic} "))])
        .await;
    assert_eq!(browser.step(), "review");
}

#[tokio::test]
async fn a_code_is_not_sent_again_within_a_minute_and_dies_after_five() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.submit("continue", &[]).await;
    browser.submit("send-code", &[]).await;
    assert!(browser.has("data-resend-seconds=\"60\""));
    browser.submit("send-code", &[]).await;
    assert_eq!(browser.errors(), ["1304"]);
    let code = house.newest_code("phone").await;
    house.pass(Span::minutes(5));
    browser.submit("verify-code", &[("code", &code)]).await;
    assert_eq!((browser.step(), browser.errors()), ("phone", vec!["1302"]));
    assert_eq!(house.messages().await.len(), 1);
}

#[tokio::test]
async fn a_code_that_was_never_sent_is_not_guessed() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.submit("continue", &[]).await;
    let mut fields = browser.filled("send-code", &[]);
    fields.push(("code".to_owned(), "123456".to_owned()));
    browser.post("verify-code", &fields).await;
    browser.load().await;
    assert_eq!((browser.step(), browser.errors()), ("phone", vec!["1306"]));
}

#[tokio::test]
async fn the_code_of_another_session_is_refused() {
    let house = House::new().await;
    let mut first = house.guest().await;
    let mut second = house.guest().await;
    first.submit("continue", &[]).await;
    first.submit("send-code", &[]).await;
    house.pass(Span::seconds(61));
    second.submit("continue", &[]).await;
    second.submit("send-code", &[]).await;
    let code = house.newest_code("phone").await;
    first.submit("send-code", &[]).await;
    let mut fields = first.filled("not-me", &[]);
    fields.push(("code".to_owned(), code.clone()));
    first.post("verify-code", &fields).await;
    first.load().await;
    assert_eq!(first.step(), "phone");
    second.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(second.step(), "review");
}

#[tokio::test]
async fn a_hash_that_is_not_the_documents_leads_back_to_the_review() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    let mut fields = browser.filled("sign", &[]);
    fields
        .iter_mut()
        .find(|(name, _)| name == "document_sha256")
        .unwrap()
        .1 = "0".repeat(64);
    browser.post("sign", &fields).await;
    browser.load().await;
    assert_eq!((browser.step(), browser.errors()), ("review", vec!["1503"]));
    browser.submit("sign", &[]).await;
    let code = house.newest_code("sign").await;
    let mut fields = browser.filled("verify-code", &[("code", &code)]);
    fields
        .iter_mut()
        .find(|(name, _)| name == "document_sha256")
        .unwrap()
        .1 = "0".repeat(64);
    browser.post("verify-code", &fields).await;
    browser.load().await;
    assert_eq!((browser.step(), browser.errors()), ("review", vec!["1503"]));
    assert_eq!(
        house.company_sees(browser.session).await.2,
        Some("Approved")
    );
    browser.load().await;
    browser.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(browser.step(), "done");
}

#[tokio::test]
async fn the_code_that_proves_the_phone_signs_nothing() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    let phone_code = house.newest_code("phone").await;
    browser.submit("sign", &[]).await;
    if phone_code != house.newest_code("sign").await {
        browser
            .submit("verify-code", &[("code", &phone_code)])
            .await;
        assert_eq!((browser.step(), browser.errors()), ("sign", vec!["1301"]));
    }
    assert_eq!(
        house.company_sees(browser.session).await.2,
        Some("Approved")
    );
}

#[tokio::test]
async fn a_late_click_on_an_earlier_page_sends_no_code_that_signs() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.submit("continue", &[]).await;
    let early = browser.filled("send-code", &[]);
    house.prove_again(&mut browser).await;
    assert_eq!(browser.step(), "review");
    browser.post("send-code", &early).await;
    browser.load().await;
    assert_eq!((browser.step(), browser.errors().len()), ("review", 0));
    assert_eq!(house.messages().await.len(), 1);
}

#[tokio::test]
async fn a_signing_form_sent_after_the_proof_ran_out_leads_back_to_the_phone() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    browser.submit("sign", &[]).await;
    let code = house.newest_code("sign").await;
    house.pass(Span::minutes(31));
    browser.submit("verify-code", &[("code", &code)]).await;
    assert_eq!((browser.step(), browser.errors().len()), ("phone", 0));
    assert!(!browser.has(NAME));
    house.prove_again(&mut browser).await;
    assert_eq!(browser.step(), "review", "no code is on its way any more");
    house.sign(&mut browser).await;
    assert_eq!(browser.step(), "done");
}

#[tokio::test]
async fn ten_codes_a_day_go_to_one_number() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.submit("continue", &[]).await;
    for _ in 0..10 {
        browser.submit("send-code", &[]).await;
        assert!(browser.errors().is_empty());
        house.pass(Span::minutes(2));
    }
    browser.submit("send-code", &[]).await;
    assert_eq!(browser.errors(), ["1305"]);
}

#[tokio::test]
async fn one_network_address_asks_for_so_many_codes_an_hour_whatever_the_number() {
    const PHONES: [&str; 13] = [
        "+201011111101",
        "+201011111102",
        "+201011111103",
        "+201011111104",
        "+201011111105",
        "+201011111106",
        "+201011111107",
        "+201011111108",
        "+201011111109",
        "+201011111110",
        "+201011111111",
        "+201011111112",
        "+201011111113",
    ];
    let house = House::new().await;
    for (sent, phone) in (0..).zip(PHONES) {
        let mut browser = house
            .guest_of(Wanted {
                phone: Some(phone),
                ..Wanted::default()
            })
            .await;
        browser.submit("continue", &[]).await;
        browser.submit("send-code", &[]).await;
        let refused = sent >= CODES_PER_ADDRESS;
        assert_eq!(
            browser.errors(),
            if refused { vec!["1902"] } else { Vec::new() },
            "{phone}"
        );
    }
}
