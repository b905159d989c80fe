//! The signed copy: how it is sent, and how the link leads to it long after everything is signed.

use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_domain::{
    job::Lane, message::MessagePolicy, session::Origin, text::Language, time::Span,
};
use mithaq_service::{jobs, session::Created, tenant::set_messages};
use serde_json::Value;

use super::{
    browser::Browser,
    house::{House, INCOME, NAME, PHONE, Wanted},
};

async fn signed(house: &House, wanted: Wanted) -> (Created, Browser) {
    let created = house.invite(wanted).await;
    let mut browser = house.browser_of(&created).await;
    house.prove(&mut browser).await;
    house.sign(&mut browser).await;
    assert_eq!(browser.step(), "done");
    (created, browser)
}

async fn sealed(browser: &mut Browser) -> Vec<u8> {
    let path = format!("{}/sealed.pdf", browser.home());
    let answer = browser.get(&path).await;
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (200, "no-store")
    );
    answer.bytes
}

async fn copies(house: &House) -> Vec<Value> {
    let mut messages = house.messages().await;
    messages.retain(|message| message["purpose"] == "copy");
    messages
}

#[tokio::test]
async fn a_person_with_a_mailbox_gets_the_sealed_file_by_e_mail() {
    let house = House::new().await;
    let wanted = Wanted {
        email: Some("ahmed@example.com"),
        ..Wanted::default()
    };
    let (_, mut browser) = signed(&house, wanted).await;
    let copies = copies(&house).await;
    let [copy] = copies.as_slice() else {
        panic!("{} copies", copies.len())
    };
    assert_eq!(
        (&copy["channel"], &copy["to"], &copy["code"]),
        (&"email".into(), &"ahmed@example.com".into(), &Value::Null)
    );
    assert!(copy["subject"].as_str().unwrap().contains("REQ-2026-00001"));
    let text = copy["text"].as_str().unwrap();
    assert!(text.contains("Nile Crescent Finance") && !text.contains("/session"));
    let file = &copy["attachments"][0];
    assert_eq!(
        (&file["name"], &file["contentType"]),
        (&"REQ-2026-00001.pdf".into(), &"application/pdf".into())
    );
    let content = STANDARD.decode(file["content"].as_str().unwrap()).unwrap();
    assert_eq!(content, sealed(&mut browser).await);
    browser.load().await;
    assert!(browser.has("a•••@example.com") && !browser.has("ahmed@example.com"));
}

#[tokio::test]
async fn a_person_without_a_mailbox_gets_the_link_in_the_language_of_their_pages() {
    for (language, words) in [(Language::En, "Your copy"), (Language::Ar, "نسختك")] {
        let house = House::new().await;
        let wanted = Wanted {
            language: Some(language),
            ..Wanted::default()
        };
        let (created, _) = signed(&house, wanted).await;
        let copies = copies(&house).await;
        let [copy] = copies.as_slice() else {
            panic!("{} copies", copies.len())
        };
        assert_eq!(
            (&copy["channel"], &copy["to"], &copy["code"]),
            (&"sms".into(), &PHONE.into(), &Value::Null)
        );
        assert!(copy.get("attachments").is_none());
        let text = copy["text"].as_str().unwrap();
        let link = format!("\nhttp://localhost:8080/session?token={}", created.token);
        assert!(text.contains(words) && text.ends_with(&link), "{text}");
        assert!(!text.contains(NAME) && !text.contains(INCOME));
    }
}

#[tokio::test]
async fn neither_the_link_nor_the_file_lies_in_the_queue() {
    let house = House::new().await;
    let (created, _) = signed(&house, Wanted::default()).await;
    jobs::run_lane(&house.app, Lane::Work).await.unwrap();
    assert_eq!(house.jobs().await, 1, "sealing left the copy to be sent");
    for (path, bytes) in house.disk() {
        for secret in [created.token.as_bytes(), b"%PDF-"] {
            let found = bytes.windows(secret.len()).any(|part| part == secret);
            assert!(!found, "{}", path.display());
        }
    }
    assert_eq!(copies(&house).await.len(), 1);
}

#[tokio::test]
async fn long_after_its_time_the_link_leads_a_fresh_browser_through_a_code_to_the_copy() {
    for origin in [Origin::Invitation, Origin::Auth] {
        let house = House::new().await;
        let wanted = Wanted {
            origin,
            life: Some(3_600),
            ..Wanted::default()
        };
        let (created, mut first) = signed(&house, wanted).await;
        house.drain().await;
        let file = sealed(&mut first).await;
        house.pass(Span::days(200));
        let mut fresh = house.browser_of(&created).await;
        assert_eq!((fresh.load().await, fresh.step()), (200, "ended"));
        let mut seen = vec![fresh.page.clone()];
        fresh.submit("continue", &[]).await;
        assert_eq!(fresh.step(), "phone");
        assert!(!fresh.has("not-me") && !fresh.has("Step "));
        seen.push(fresh.page.clone());
        fresh.submit("send-code", &[]).await;
        fresh.submit("verify-code", &[("code", "000000")]).await;
        assert_eq!((fresh.step(), fresh.errors()), ("phone", vec!["1301"]));
        seen.push(fresh.page.clone());
        let path = format!("{}/sealed.pdf", fresh.home());
        assert_eq!(fresh.get(&path).await.status, 404);
        for secret in [NAME, INCOME, "98765", PHONE, "REQ-2026", "Consumer finance"] {
            assert!(!seen.iter().any(|page| page.contains(secret)), "{secret}");
        }
        let code = house.newest_code("phone").await;
        fresh.submit("verify-code", &[("code", &code)]).await;
        assert!(fresh.step() == "done" && fresh.has("data-document=\"sealed\""));
        assert_eq!(sealed(&mut fresh).await, file);
        let (state, _, status) = house.company_sees(created.session).await;
        assert_eq!((state.as_str(), status), ("completed", Some("Completed")));
    }
}

#[tokio::test]
async fn the_way_to_the_copy_counts_wrong_codes_and_signs_nothing() {
    let house = House::new().await;
    let (created, _) = signed(&house, Wanted::default()).await;
    house.pass(Span::days(30));
    let mut thief = house.browser_of(&created).await;
    thief.submit("continue", &[]).await;
    thief.submit("send-code", &[]).await;
    let code = house.newest_code("phone").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        thief.submit("verify-code", &[("code", wrong)]).await;
    }
    thief.submit("verify-code", &[("code", &code)]).await;
    assert_eq!((thief.step(), thief.errors()), ("phone", vec!["1303"]));
    // Neither may this browser do anything else in the session.
    let token = thief.filled("send-code", &[]);
    for action in ["sign", "save", "decline", "report", "not-me", "continue"] {
        assert_eq!(thief.post(action, &token).await.status, 303, "{action}");
    }
    assert_eq!(house.company_sees(created.session).await.0, "completed");
    thief.load().await;
    assert_eq!(thief.step(), "phone");
}

#[tokio::test]
async fn a_copy_by_sms_counts_among_the_texts_of_the_day_and_waits_for_the_next() {
    let policy = |sms_per_day| MessagePolicy {
        sms_per_day,
        ..MessagePolicy::default()
    };
    let house = House::new().await;
    // The two codes are the last of the day.
    set_messages(&house.app, house.tenant.id, policy(2))
        .await
        .unwrap();
    signed(&house, Wanted::default()).await;
    for _ in 0..3 {
        assert!(copies(&house).await.is_empty());
        house.pass(Span::hours(1));
    }
    house.pass(Span::hours(21));
    assert_eq!(copies(&house).await.len(), 1);
    // It is counted: of two texts of this day one is left.
    let mut other = house
        .guest_of(Wanted {
            phone: Some("+201011111111"),
            ..Wanted::default()
        })
        .await;
    other.submit("continue", &[]).await;
    other.submit("send-code", &[]).await;
    assert!(other.errors().is_empty());
    house.pass(Span::seconds(61));
    other.submit("send-code", &[]).await;
    assert_eq!(other.errors(), ["1341"]);
}

#[tokio::test]
async fn a_copy_by_e_mail_is_no_text_of_the_day() {
    let house = House::new().await;
    let policy = MessagePolicy {
        sms_per_day: 2,
        ..MessagePolicy::default()
    };
    set_messages(&house.app, house.tenant.id, policy)
        .await
        .unwrap();
    let wanted = Wanted {
        email: Some("ahmed@example.com"),
        ..Wanted::default()
    };
    signed(&house, wanted).await;
    assert_eq!(copies(&house).await.len(), 1);
}
