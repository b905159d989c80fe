//! A mailbox that the person types: proved, corrected, and no way to another one's.

use mithaq_domain::{evidence::Act, time::Span};
use serde_json::json;

use super::{Browser, Company, EMAIL, proved, strict, with_mailbox};

const OMAR: &str = "omar@example.com";

/// A person of this number whose invitation names no mailbox, after the proof of the phone.
async fn unnamed(company: &Company, phone: &str) -> Browser {
    let invited = company.door.invite(|body| {
        body["SessionInput"]["email"] = json!(null);
        body["SessionInput"]["phoneNumber"] = json!(phone);
    });
    proved(company, &invited.await).await
}

const AHMED: &str = "+201234567890";
const SARA: &str = "+201098765432";

/// Types a mailbox, on whichever page asks for it or lets it be corrected.
async fn type_in(browser: &mut Browser, email: &str) {
    let mut fields = browser.filled("send-code", &[]);
    fields.push(("email".to_owned(), email.to_owned()));
    browser.post("send-code", &fields).await;
    browser.load().await;
}

impl Company {
    async fn code(&self, browser: &Browser) -> Option<String> {
        let session = browser.session.to_string();
        self.door.test.code(&session, "mailbox").await
    }

    /// To whom codes that prove a mailbox were sent.
    async fn mailed(&self) -> Vec<String> {
        self.door.test.drain().await;
        let messages = self.door.test.messages().into_iter();
        let mailed = messages.filter(|message| message.purpose == "mailbox");
        let mut to: Vec<String> = mailed.map(|message| message.to).collect();
        to.sort();
        to
    }

    /// Types a mailbox and the code that arrives there.
    async fn prove(&self, browser: &mut Browser, email: &str) {
        type_in(browser, email).await;
        let code = self.code(browser).await.unwrap();
        browser.submit("verify-code", &[("code", &code)]).await;
    }
}

#[tokio::test]
async fn the_person_types_the_mailbox_proves_it_and_gets_the_copy_there() {
    let company = strict().await;
    let mut browser = unnamed(&company, AHMED).await;
    assert_eq!(browser.step(), "mailbox");
    assert!(browser.has("ما بريدك الإلكتروني؟"));
    assert!(!browser.has("Ahmed Mohamed"), "nothing of the contract yet");
    let review = format!("{}/review.pdf", browser.home());
    assert_eq!(browser.get(&review).await.status, 404);
    company.prove(&mut browser, " Omar@Example.com ").await;
    assert_eq!(browser.step(), "review");
    let entry = &company.door.details(Act::EmailConfirmed)[0];
    assert!(entry.contains("\"namedBy\":\"person\"") && !entry.contains("mar@"));
    company.type_code(&mut browser, ("sign", "sign")).await;
    assert!(browser.has("O•••@example.com"));
    company.door.test.drain().await;
    let messages = company.door.test.messages();
    let copy = messages.iter().find(|message| message.purpose == "copy");
    assert_eq!(copy.unwrap().to, "Omar@example.com");
    // It is the person's from now on, and is asked for no more.
    company.door.test.clock.advance(Span::minutes(2));
    let again = unnamed(&company, AHMED).await;
    assert_eq!(again.step(), "review");
}

#[tokio::test]
async fn a_slip_is_seen_and_corrected_and_the_code_of_the_wrong_one_proves_nothing() {
    let company = strict().await;
    let mut browser = unnamed(&company, AHMED).await;
    type_in(&mut browser, "omr@example.com").await;
    assert!(browser.has("omr@example.com"), "whole, so that it is seen");
    let old = company.code(&browser).await.unwrap();
    type_in(&mut browser, OMAR).await;
    assert!(!browser.has("data-error-code") && browser.has(OMAR));
    assert_eq!(company.mailed().await, [OMAR, "omr@example.com"]);
    let right = company.code(&browser).await.unwrap();
    if old != right {
        browser.submit("verify-code", &[("code", &old)]).await;
        assert_eq!(browser.errors(), ["1301"]);
    }
    browser.submit("verify-code", &[("code", &right)]).await;
    assert_eq!(browser.step(), "review");
}

#[tokio::test]
async fn what_is_no_mailbox_is_refused_beside_the_input_and_sends_nothing() {
    let company = strict().await;
    let mut browser = unnamed(&company, AHMED).await;
    let long = format!("{}@example.com", "x".repeat(300));
    for (typed, code) in [
        ("", "1106"),
        ("  ", "1106"),
        ("omar", "1112"),
        ("omar@example", "1112"),
        ("omar@example.com\r\nBcc: other@example.com", "1112"),
        ("omar@example.com%0d%0aBcc:other@example.com ", "1112"),
        ("omar@example.com,other@example.com", "1112"),
        ("Omar <omar@example.com>", "1112"),
        ("\"omar other\"@example.com", "1112"),
        ("omar@exam\u{200b}ple.com", "1112"),
        ("omar\u{202e}moc@example.com", "1112"),
        ("omar\0@example.com", "1112"),
        (long.as_str(), "1112"),
    ] {
        type_in(&mut browser, typed).await;
        assert_eq!(browser.errors(), [code], "{typed:?}");
        assert_eq!(browser.step(), "mailbox");
    }
    assert!(company.mailed().await.is_empty());
    // Marks of direction that came along from an Arabic text are not part of it.
    type_in(&mut browser, "\u{200f}omar@example.com\u{200e}").await;
    assert_eq!(company.mailed().await, [OMAR]);
}

#[tokio::test]
async fn the_page_tells_nobody_whether_a_mailbox_is_somebodys() {
    let company = strict().await;
    let mut owner = with_mailbox(&company).await;
    company
        .type_code(&mut owner, ("send-code", "mailbox"))
        .await;
    let mut pages = Vec::new();
    for (phone, typed) in [(SARA, EMAIL), ("+201098765433", "nobody@example.com")] {
        let mut browser = unnamed(&company, phone).await;
        let mut said = Vec::new();
        type_in(&mut browser, typed).await;
        said.push(browser.page.clone());
        type_in(&mut browser, typed).await;
        assert_eq!(browser.errors(), ["1304"]);
        said.push(browser.page.clone());
        for _ in 0..5 {
            browser.submit("verify-code", &[("code", "000000")]).await;
            said.push(browser.page.clone());
        }
        browser.submit("verify-code", &[("code", "000000")]).await;
        assert_eq!(browser.errors(), ["1303"]);
        let session = browser.session.to_string();
        let token = browser.filled("verify-code", &[])[0].1.clone();
        let alike = |page: String| {
            let page = page.replace(&session, "").replace(&token, "");
            page.replace(typed, "")
        };
        pages.push(said.into_iter().map(alike).collect::<Vec<_>>());
    }
    assert_eq!(pages[0], pages[1]);
    // To its owner nothing more was sent.
    assert_eq!(company.mailed().await, [EMAIL, "nobody@example.com"]);
}

#[tokio::test]
async fn a_mailbox_that_another_proved_meanwhile_stays_theirs() {
    let company = strict().await;
    let mut ahmed = unnamed(&company, AHMED).await;
    let mut sara = unnamed(&company, SARA).await;
    type_in(&mut sara, OMAR).await;
    let code = company.code(&sara).await.unwrap();
    company.prove(&mut ahmed, OMAR).await;
    assert_eq!(ahmed.step(), "review");
    sara.submit("verify-code", &[("code", &code)]).await;
    assert_eq!((sara.errors(), sara.step()), (vec!["1313"], "mailbox"));
    // And with another one she goes on. Messages of one moment have no order.
    company.door.test.clock.advance(Span::seconds(61));
    company.prove(&mut sara, "sara@example.com").await;
    assert_eq!(sara.step(), "review");
}

#[tokio::test]
async fn the_mailbox_of_the_invitation_or_a_proved_one_is_never_changed_by_typing() {
    let company = strict().await;
    let mut named = with_mailbox(&company).await;
    assert!(!named.has("name=\"email\""));
    type_in(&mut named, OMAR).await;
    assert_eq!(named.step(), "mailbox");
    assert!(company.mailed().await.is_empty());
    let fields = {
        let mut fields = named.filled("send-code", &[]);
        fields.push(("email".to_owned(), OMAR.to_owned()));
        fields
    };
    company
        .type_code(&mut named, ("send-code", "mailbox"))
        .await;
    assert_eq!(named.step(), "review");
    // The old form, sent again after the proof.
    named.post("send-code", &fields).await;
    named.load().await;
    assert_eq!(named.step(), "review");
    assert_eq!(company.mailed().await, [EMAIL]);
}

#[tokio::test]
async fn one_session_neither_floods_mailboxes_nor_locks_one_that_is_anothers() {
    let company = strict().await;
    let mut squatter = unnamed(&company, SARA).await;
    // Three codes, and as many wrong ones as lock a phone; then two more to another mailbox.
    for typed in [OMAR, OMAR, OMAR, "third@example.com", "third@example.com"] {
        type_in(&mut squatter, typed).await;
        assert!(squatter.errors().is_empty());
        for _ in 0..5 {
            squatter.submit("verify-code", &[("code", "000000")]).await;
        }
        company.door.test.drain().await;
        company.door.test.clock.advance(Span::seconds(61));
    }
    for typed in [OMAR, "third@example.com", "fourth@example.com"] {
        type_in(&mut squatter, typed).await;
        assert_eq!(squatter.errors(), ["1305"], "{typed}");
    }
    assert_eq!(company.mailed().await.len(), 5);
    // Its holder is neither locked out by the wrong codes of the other, nor made to wait.
    let mut holder = unnamed(&company, AHMED).await;
    type_in(&mut holder, OMAR).await;
    assert!(holder.errors().is_empty());
    let code = company.code(&holder).await.unwrap();
    holder.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(holder.step(), "review");
}

#[tokio::test]
async fn a_code_of_one_session_is_neither_taken_by_another_nor_spoiled_by_it() {
    let company = strict().await;
    let mut holder = unnamed(&company, AHMED).await;
    let mut squatter = unnamed(&company, SARA).await;
    type_in(&mut holder, OMAR).await;
    let code = company.code(&holder).await.unwrap();
    type_in(&mut squatter, OMAR).await;
    assert!(squatter.errors().is_empty());
    let theirs = company.code(&squatter).await.unwrap();
    if code != theirs {
        squatter.submit("verify-code", &[("code", &code)]).await;
        assert_eq!(squatter.errors(), ["1301"]);
    }
    holder.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(holder.step(), "review");
}

#[tokio::test]
async fn a_stranger_with_the_apps_key_spoils_no_code_of_a_session() {
    let company = strict().await;
    let mut named = with_mailbox(&company).await;
    named.submit("send-code", &[]).await;
    let code = company.code(&named).await.unwrap();
    let door = &company.door;
    for _ in 0..10 {
        door.test.clock.advance(Span::seconds(61));
        door.person("VerifyEmail", json!({ "email": EMAIL })).await;
    }
    // The code has expired meanwhile; a new one is neither refused nor shadowed.
    named.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(named.errors(), ["1302"]);
    named.submit("send-code", &[]).await;
    assert!(named.errors().is_empty());
    door.person("VerifyEmail", json!({ "email": EMAIL })).await;
    let code = company.code(&named).await.unwrap();
    named.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(named.step(), "review");
}

#[tokio::test]
async fn who_does_not_want_to_name_a_mailbox_declines() {
    let company = strict().await;
    let mut browser = unnamed(&company, AHMED).await;
    browser.submit("decline", &[]).await;
    assert_eq!(browser.step(), "declined");
    assert_eq!(company.status().await, 3);
}
