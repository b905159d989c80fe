//! From the link to the sealed file, page by page.

use mithaq_domain::{
    id::PersonId, person::Stage, session::Permissions, text::Language, time::Span,
};
use mithaq_service::contract::{Outcome, PICTURE_SIZE, root_certificate, verify};

use super::house::{House, INCOME, NAME, PHONE, Wanted};

#[tokio::test]
async fn a_link_becomes_a_sealed_contract_that_anybody_can_verify() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.load().await;
    assert_eq!(browser.step(), "open");
    browser.submit("continue", &[]).await;
    assert_eq!(browser.step(), "phone");
    browser.submit("send-code", &[]).await;
    assert!(browser.has("name=\"code\"") && browser.has("••90"));
    let code = house.newest_code("phone").await;
    browser.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(browser.step(), "review");
    assert!(browser.has(NAME) && browser.has(INCOME) && browser.has("REQ-2026-00001"));
    let reviewed = browser.get(&format!("{}/review.pdf", browser.home())).await;
    assert_eq!(
        (reviewed.status, reviewed.header("content-type")),
        (200, "application/pdf")
    );
    browser.submit("sign", &[]).await;
    assert_eq!(browser.step(), "sign");
    let code = house.newest_code("sign").await;
    browser
        .submit(
            "verify-code",
            &[("code", &code), ("typed_signature", "A. Mohamed")],
        )
        .await;
    assert_eq!(browser.step(), "done");
    house.drain().await;
    browser.load().await;
    assert!(browser.has("data-document=\"sealed\""));
    let sealed = browser.get(&format!("{}/sealed.pdf", browser.home())).await;
    assert_eq!(
        sealed.header("content-disposition"),
        "attachment; filename=\"REQ-2026-00001.pdf\""
    );
    assert!(sealed.bytes.len() > reviewed.bytes.len() && sealed.bytes.starts_with(&reviewed.bytes));
    let root = root_certificate(&house.app, house.tenant.id)
        .await
        .unwrap()
        .unwrap();
    let now = house.app.now().unix_seconds();
    assert_eq!(
        verify(&sealed.bytes, &[root], now).unwrap().outcome(),
        Outcome::Intact
    );
    assert_eq!(
        verify(&sealed.bytes, &[], now).unwrap().outcome(),
        Outcome::UnknownIssuer
    );
    let (state, _, status) = house.company_sees(browser.session).await;
    assert_eq!((state.as_str(), status), ("completed", Some("Completed")));
    let told = [
        "App.BusinessRequestStatusChange Approved",
        "App.BusinessRequestStatusChange CustomerSigned",
        "App.SessionCompleted Completed",
        "App.BusinessRequestStatusChange Completed",
    ];
    assert_eq!(house.events().await, told);
}

#[tokio::test]
async fn where_a_type_asks_for_identity_a_verified_person_goes_on_and_no_other() {
    let house = House::new().await;
    house
        .change_type(
            "\"identityPolicy\": \"none\"",
            "\"identityPolicy\": \"required\"",
        )
        .await;
    let mut browser = house.proved(Wanted::default()).await;
    assert_eq!(browser.step(), "identity");
    let tenant = house.tenant.id;
    let verified = house.app.store().write(move |tx| {
        let mut tx = tx.tenant(tenant);
        let mut person = tx.find_person(PersonId::new(1))?.unwrap();
        person.stage = Stage::Verified;
        tx.update_person(&person)
    });
    verified.await.unwrap();
    browser.load().await;
    assert_eq!(browser.step(), "review");
}

#[tokio::test]
async fn messages_name_no_contract_before_the_proof_and_this_one_when_it_is_signed() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    let hash =
        super::browser::attribute(&browser.page, "name=\"document_sha256\" value").to_owned();
    house.sign(&mut browser).await;
    let messages = house.messages().await;
    let text = |purpose: &str| {
        messages
            .iter()
            .find(|message| message["purpose"] == purpose)
            .unwrap()["text"]
            .as_str()
            .unwrap()
    };
    assert!(!text("phone").contains("REQ-2026"));
    assert!(text("sign").contains("REQ-2026-00001") && text("sign").contains(&hash[60..]));
    assert!(
        messages
            .iter()
            .all(|message| message["to"] == PHONE && message["channel"] == "sms")
    );
}

#[tokio::test]
async fn pictures_are_the_pages_of_the_reviewed_file_in_the_size_that_the_page_says() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    let pages = browser.page.matches("<figure id=\"page-").count();
    assert!(pages >= 2, "{pages} pages");
    for page in 1..=pages {
        let picture = browser
            .get(&format!("{}/pages/{page}.png", browser.home()))
            .await;
        assert_eq!(
            (picture.status, picture.header("content-type")),
            (200, "image/png")
        );
        // IHDR: width and height follow the signature and the chunk's length and name (PNG, 11.2.1).
        let number = |at: usize| u32::from_be_bytes(picture.bytes[at..at + 4].try_into().unwrap());
        assert_eq!((number(16), number(20)), PICTURE_SIZE);
    }
    let beyond = browser
        .get(&format!("{}/pages/{}.png", browser.home(), pages + 1))
        .await;
    assert_eq!(beyond.status, 404);
}

#[tokio::test]
async fn the_text_beside_the_pictures_is_in_the_language_of_the_page() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    let reading = |page: &str| {
        page.split("<details class=\"reading\">")
            .nth(1)
            .unwrap()
            .split("</details>")
            .next()
            .unwrap()
            .to_owned()
    };
    let english = reading(&browser.page);
    assert!(
        english.contains("Consumer finance agreement")
            && !english.contains("اتفاقية تمويل استهلاكي")
    );
    browser.get(&format!("{}?lang=ar", browser.home())).await;
    browser.load().await;
    let arabic = reading(&browser.page);
    assert!(
        arabic.contains("اتفاقية تمويل استهلاكي") && !arabic.contains("Consumer finance agreement")
    );
    assert!(browser.has("dir=\"rtl\""));
}

#[tokio::test]
async fn the_language_is_the_chosen_one_then_the_sessions_then_the_browsers_then_the_companys() {
    let house = House::new().await;
    let mut named = house.guest().await;
    let home = named.home();
    let page = named
        .get_with(&home, &[("accept-language", "ar")])
        .await
        .text();
    assert!(page.contains("<html lang=\"en\""));
    let page = named.get(&format!("{home}?lang=ar")).await.text();
    assert!(page.contains("<html lang=\"ar\""));
    named.load().await;
    assert!(named.has("<html lang=\"ar\""), "the choice is remembered");
    let mut open = house
        .guest_of(Wanted {
            language: None,
            ..Wanted::default()
        })
        .await;
    let home = open.home();
    assert!(
        open.get_with(&home, &[("accept-language", "fr, en;q=0.5")])
            .await
            .text()
            .contains("<html lang=\"en\"")
    );
    assert!(
        open.get(&home).await.text().contains("<html lang=\"ar\""),
        "the company's"
    );
}

#[tokio::test]
async fn the_message_is_written_in_the_language_of_the_page() {
    let house = House::new().await;
    let mut browser = house
        .guest_of(Wanted {
            language: Some(Language::Ar),
            ..Wanted::default()
        })
        .await;
    browser.get(&format!("{}?lang=en", browser.home())).await;
    browser.submit("continue", &[]).await;
    browser.submit("send-code", &[]).await;
    let text = house.messages().await[0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(text.is_ascii(), "{text}");
}

#[tokio::test]
async fn a_mailbox_is_proved_where_there_is_no_phone() {
    let house = House::new().await;
    let mut browser = house
        .proved(Wanted {
            phone: None,
            email: Some("amina@example.com"),
            ..Wanted::default()
        })
        .await;
    assert_eq!(browser.step(), "review");
    house.sign(&mut browser).await;
    assert!(browser.has("a•••@example.com"));
    let messages = house.messages().await;
    assert!(
        messages
            .iter()
            .all(|message| message["channel"] == "email" && message["subject"].is_string())
    );
}

#[tokio::test]
async fn a_form_that_cannot_be_filled_in_yet_is_said_so_and_nothing_is_signed() {
    let house = House::new().await;
    let permissions = Permissions {
        minimal: false,
        ..Wanted::default().permissions
    };
    let browser = house
        .proved(Wanted {
            permissions,
            ..Wanted::default()
        })
        .await;
    assert_eq!(browser.step(), "waiting");
    assert!(!browser.has("data-action="));
}

#[tokio::test]
async fn what_was_proved_is_proved_for_half_an_hour_only() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    house.pass(Span::minutes(29));
    browser.load().await;
    assert_eq!(browser.step(), "review");
    // The second page is drawn with the first, and waits in memory.
    let first = format!("{}/pages/1.png", browser.home());
    assert_eq!(browser.get(&first).await.status, 200);
    house.pass(Span::minutes(2));
    browser.load().await;
    assert_eq!(browser.step(), "phone");
    assert!(!browser.has(NAME));
    for path in ["review.pdf", "pages/1.png", "pages/2.png"] {
        assert_eq!(
            browser
                .get(&format!("{}/{path}", browser.home()))
                .await
                .status,
            404,
            "{path}"
        );
    }
    house.prove_again(&mut browser).await;
    assert_eq!(browser.step(), "review");
}
