//! A company that asks for a confirmed mailbox gets one before anything is signed, in the hosted
//! session as by an app. Where the invitation names none, the person types it: in `typed`.

mod typed;

use mithaq_domain::time::Span;
use mithaq_service::Failure;
use serde_json::json;

use super::{browser::Browser, countersign::Company};
use crate::call::Answer;

const EMAIL: &str = "ahmed@example.com";

/// A company without countersigners that asks for a confirmed mailbox.
async fn strict() -> Company {
    let company = Company::open().await;
    let (app, tenant) = (&company.door.test.app, company.door.test.tenant);
    let mut settings = app.tenant(tenant).unwrap().tenant.settings.clone();
    settings.email_required = true;
    let set = app.store().write(move |tx| {
        tx.tenant(tenant).set_settings(&settings)?;
        Ok::<_, Failure>(())
    });
    set.await.unwrap();
    Company {
        door: company.door.restarted(),
        ..company
    }
}

/// A browser that followed the link of an answer.
async fn followed(company: &Company, invited: &Answer) -> Browser {
    assert_eq!(invited.code(), 0, "{}", invited.json());
    let session = invited.headers["x-session-id"].to_str().unwrap();
    let token = invited.json()["data"].as_str().unwrap().to_owned();
    company.followed(session, &token).await
}

/// One that proved the phone too.
async fn proved(company: &Company, invited: &Answer) -> Browser {
    let mut browser = followed(company, invited).await;
    company
        .type_code(&mut browser, ("send-code", "phone"))
        .await;
    browser
}

async fn with_mailbox(company: &Company) -> Browser {
    let invited = company
        .door
        .invite(|body| body["SessionInput"]["email"] = json!(EMAIL));
    proved(company, &invited.await).await
}

#[tokio::test]
async fn the_mailbox_is_proved_after_the_phone_and_once_for_all_contracts() {
    let company = strict().await;
    let mut browser = with_mailbox(&company).await;
    assert_eq!(browser.step(), "mailbox");
    assert!(browser.has("a•••@example.com") && !browser.has(EMAIL));
    assert!(!browser.has("Ahmed Mohamed"), "nothing of the contract yet");
    let review = format!("{}/review.pdf", browser.home());
    assert_eq!(browser.get(&review).await.status, 404);
    company
        .type_code(&mut browser, ("send-code", "mailbox"))
        .await;
    let messages = company.door.test.messages();
    let letter = messages.iter().find(|one| one.purpose == "mailbox");
    assert_eq!(letter.unwrap().to, EMAIL);
    assert_eq!(browser.step(), "review");
    company.type_code(&mut browser, ("sign", "sign")).await;
    assert_eq!(browser.step(), "done");
    company.door.test.clock.advance(Span::minutes(2));
    let mut again = with_mailbox(&company).await;
    again.load().await;
    assert_eq!(again.step(), "review");
}

#[tokio::test]
async fn another_persons_mailbox_is_proved_by_nobody_else_and_the_page_does_not_say_whose_it_is() {
    let company = strict().await;
    let mut first = with_mailbox(&company).await;
    company
        .type_code(&mut first, ("send-code", "mailbox"))
        .await;
    let invited = company.door.invite(|body| {
        body["SessionInput"]["phoneNumber"] = json!("+201098765432");
        body["SessionInput"]["email"] = json!(EMAIL);
    });
    let mut other = followed(&company, &invited.await).await;
    // Made for this browser: it would do for every later page too.
    let fields = other.filled("send-code", &[]);
    company.type_code(&mut other, ("send-code", "phone")).await;
    assert_eq!(other.step(), "waiting");
    assert!(other.has("لا يمكن تأكيد هذا البريد") && !other.has("example.com"));
    let before = company.door.test.messages().len();
    for (action, typed) in [
        ("send-code", ("mailbox", "1")),
        ("send-code", ("email", "other@example.com")),
        ("verify-code", ("mailbox", "1")),
        ("sign", ("document_sha256", "00")),
        ("save", ("mailbox", "1")),
    ] {
        let mut fields = fields.clone();
        fields.push(("mailbox".to_owned(), "1".to_owned()));
        fields.push((typed.0.to_owned(), typed.1.to_owned()));
        fields.push(("code".to_owned(), "000000".to_owned()));
        other.post(action, &fields).await;
        other.load().await;
        assert_eq!(other.step(), "waiting", "{action}");
    }
    company.door.test.drain().await;
    assert_eq!(company.door.test.messages().len(), before);
}

#[tokio::test]
async fn the_phones_code_does_not_prove_the_mailbox_and_a_late_click_of_its_page_counts_nothing() {
    let company = strict().await;
    let mut browser = with_mailbox(&company).await;
    let session = browser.session.to_string();
    let phones = company.door.test.code(&session, "phone").await.unwrap();
    browser.submit("send-code", &[]).await;
    let late: Vec<(String, String)> = browser
        .filled("verify-code", &[("code", &phones)])
        .into_iter()
        .filter(|(name, _)| name != "mailbox")
        .collect();
    browser.post("verify-code", &late).await;
    browser.load().await;
    assert!(!browser.has("data-error-code"), "nothing was counted");
    let right = company.door.test.code(&session, "mailbox").await;
    let right = right.unwrap();
    if phones != right {
        browser.submit("verify-code", &[("code", &phones)]).await;
        assert!(browser.has("data-error-code=\"1301\""));
        assert_eq!(browser.step(), "mailbox");
    }
    browser.submit("verify-code", &[("code", &right)]).await;
    assert_eq!(browser.step(), "review");
}
