//! Codes that really leave: by an SMS gateway, by the next one, by a mail server; late, refused for
//! good, against the company's rules. The receivers are real servers on ports of their own.

use axum::{body::Body, http::Request};
use mithaq_domain::{id::JobId, message::MessagePolicy, time::Span};
use mithaq_service::{app::Gateways, notice::receipt_url};
use mithaq_testkit::{MailReceiver, SmsReceiver};
use tower::ServiceExt;

use super::{
    browser::Browser,
    house::{House, Wanted},
};

async fn house(lines: &[(&str, &SmsReceiver)], mail: Option<&MailReceiver>) -> House {
    let gateways = Gateways {
        sms: lines
            .iter()
            .map(|(name, receiver)| receiver.gateway(name))
            .collect(),
        mail: mail.map(MailReceiver::mailer),
    };
    House::leaving(gateways, MessagePolicy::default()).await
}

/// A guest who has asked for the code that proves the phone.
async fn asked(house: &House, phone: &str) -> Browser {
    let wanted = Wanted {
        phone: Some(phone.to_owned().leak()),
        ..Wanted::default()
    };
    let mut browser = house.guest_of(wanted).await;
    browser.submit("continue", &[]).await;
    browser.submit("send-code", &[]).await;
    browser
}

/// What a gateway posts; the status of the answer.
async fn post(house: &House, path: &str, body: &str) -> u16 {
    let request = Request::post(path)
        .header("content-type", "application/json")
        .body(Body::from(body.to_owned()))
        .unwrap();
    let answer = house.router.clone().oneshot(request).await;
    answer.unwrap().status().as_u16()
}

/// What became of a message: its state, who has it, and the parts that it cost.
async fn became(house: &House, id: &str) -> (String, Option<String>, Option<i64>) {
    let (tenant, id) = (house.tenant.id, JobId::parse(id).unwrap());
    let found = house
        .app
        .store()
        .read(move |tx| tx.tenant(tenant).find_message(id));
    let found = found.await.unwrap().unwrap();
    (found.state, found.gateway, found.segments)
}

fn code_in(text: &str) -> String {
    let mut words = text.split(|letter: char| !letter.is_ascii_digit());
    words.rfind(|word| word.len() == 6).unwrap().to_owned()
}

const PHONE: &str = "+201234567890";

#[tokio::test]
async fn a_code_leaves_by_the_gateway_is_forgotten_and_opens_the_next_step() {
    let gateway = SmsReceiver::start();
    let house = house(&[("first", &gateway)], None).await;
    let mut browser = asked(&house, PHONE).await;
    house.drain().await;
    let taken = gateway.taken();
    let [sent] = taken.as_slice() else {
        panic!("{taken:?}");
    };
    assert_eq!(
        (sent.line.as_str(), sent.body["to"].as_str()),
        ("POST /send HTTP/1.1", Some(PHONE))
    );
    assert_eq!(house.jobs().await, 0, "the queue has forgotten it");
    let id = sent.body["id"].as_str().unwrap();
    assert_eq!(
        became(&house, id).await,
        ("sent".to_owned(), Some("first".to_owned()), Some(1))
    );
    let code = code_in(sent.body["text"].as_str().unwrap());
    browser.submit("verify-code", &[("code", &code)]).await;
    assert_eq!(browser.step(), "review");
}

#[tokio::test]
async fn a_receipt_counts_only_at_the_address_that_the_gateway_was_told() {
    let gateway = SmsReceiver::start();
    let house = house(&[("first", &gateway)], None).await;
    asked(&house, PHONE).await;
    house.drain().await;
    let sent = gateway.taken().remove(0);
    let id = sent.body["id"].as_str().unwrap();
    let url = sent.body["receipt"].as_str().unwrap();
    assert_eq!(url, receipt_url(&house.app, "first"));
    let path = url.strip_prefix("http://localhost:8080").unwrap();
    let says = |state: &str| format!("{{\"id\":\"g-1\",\"state\":\"{state}\"}}");
    let guessed = format!("{}{}", &path[..path.len() - 64], "0".repeat(64));
    for wrong in [
        guessed.as_str(),
        &path.replace("first", "second"),
        &path[..path.len() - 1],
    ] {
        assert_eq!(
            post(&house, wrong, &says("DELIVERED")).await,
            404,
            "{wrong}"
        );
    }
    for nothing in [
        "",
        "{",
        "[]",
        "{\"id\":\"g-2\",\"state\":\"DELIVERED\"}",
        "\u{0}",
        &says("READ"),
    ] {
        assert_eq!(post(&house, path, nothing).await, 200, "{nothing}");
    }
    assert_eq!(became(&house, id).await.0, "sent");
    for (said, expected) in [
        ("FAILED", "failed"),
        ("DELIVERED", "delivered"),
        ("FAILED", "delivered"),
    ] {
        assert_eq!(post(&house, path, &says(said)).await, 200);
        assert_eq!(became(&house, id).await.0, expected);
    }
}

#[tokio::test]
async fn where_one_gateway_fails_the_next_one_sends_and_is_asked_first_for_a_minute() {
    let (first, second) = (SmsReceiver::start(), SmsReceiver::start());
    let house = house(&[("first", &first), ("second", &second)], None).await;
    first.answer(&[(500, "")]);
    let counts = || (first.taken().len(), second.taken().len());
    asked(&house, PHONE).await;
    house.drain().await;
    assert_eq!(counts(), (1, 1));
    asked(&house, "+201234567891").await;
    house.drain().await;
    assert_eq!(counts(), (1, 2));
    house.pass(Span::seconds(61));
    asked(&house, "+201234567892").await;
    house.drain().await;
    assert_eq!(counts(), (2, 2));
}

#[tokio::test]
async fn what_nobody_takes_waits_longer_each_time_and_is_dropped_with_its_code() {
    let gateway = SmsReceiver::start();
    let house = house(&[("first", &gateway)], None).await;
    gateway.answer(&[(503, ""); 40]);
    asked(&house, PHONE).await;
    let mut attempts = Vec::new();
    for _ in 0..290 {
        house.drain().await;
        attempts.push(gateway.taken().len());
        house.pass(Span::seconds(1));
    }
    // At 0, 1, 3, 7, 15, 31, 63, 127 and 255 seconds.
    assert_eq!(
        (attempts[0], attempts[126], attempts[127], attempts[289]),
        (1, 7, 8, 9)
    );
    assert_eq!(house.jobs().await, 1);
    house.pass(Span::minutes(5));
    house.drain().await;
    assert_eq!((house.jobs().await, gateway.taken().len()), (0, 9));
    let id = gateway.taken()[0].body["id"].as_str().unwrap().to_owned();
    assert_eq!(became(&house, &id).await.0, "dropped");
}

#[tokio::test]
async fn without_a_gateway_a_code_waits_and_is_not_sent_late() {
    let house = House::leaving(Gateways::default(), MessagePolicy::default()).await;
    asked(&house, PHONE).await;
    house.drain().await;
    assert_eq!(house.jobs().await, 1);
    house.pass(Span::hours(1));
    house.drain().await;
    assert_eq!(house.jobs().await, 0);
}

#[tokio::test]
async fn a_number_that_the_gateway_knows_to_be_none_is_tried_once_and_parked() {
    let (first, second) = (SmsReceiver::start(), SmsReceiver::start());
    let house = house(&[("first", &first), ("second", &second)], None).await;
    first.answer(&[(200, r#"{"state":"NO_SUCH_NUMBER"}"#)]);
    asked(&house, PHONE).await;
    house.drain().await;
    house.pass(Span::hours(2));
    house.drain().await;
    assert_eq!(
        (
            house.jobs().await,
            first.taken().len(),
            second.taken().len()
        ),
        (0, 1, 0)
    );
    let id = first.taken()[0].body["id"].as_str().unwrap().to_owned();
    assert_eq!(became(&house, &id).await.0, "parked");
}

async fn asked_by_mail(house: &House) -> Browser {
    let wanted = Wanted {
        phone: None,
        email: Some("mona@example.com"),
        ..Wanted::default()
    };
    let mut browser = house.guest_of(wanted).await;
    browser.submit("continue", &[]).await;
    browser.submit("send-code", &[]).await;
    browser
}

fn header<'a>(mail: &'a str, name: &str) -> &'a str {
    let start = format!("{name}: ");
    let line = mail.lines().find(|line| line.starts_with(&start));
    line.unwrap_or_else(|| panic!("no {name} in {mail}"))
        .strip_prefix(&start)
        .unwrap()
}

#[tokio::test]
async fn a_code_leaves_by_mail_and_a_message_that_is_tried_again_bears_the_same_name() {
    let mail = MailReceiver::start();
    let house = house(&[], Some(&mail)).await;
    mail.answer(&["451 4.7.1 mona@example.com: come back later"]);
    let mut browser = asked_by_mail(&house).await;
    house.drain().await;
    assert_eq!((mail.taken().len(), house.jobs().await), (0, 1));
    house.pass(Span::seconds(2));
    house.drain().await;
    assert_eq!(house.jobs().await, 0);
    let taken = mail.taken();
    let [sent] = taken.as_slice() else {
        panic!("{taken:?}");
    };
    assert_eq!(header(sent, "Auto-Submitted"), "auto-generated");
    assert_eq!(header(sent, "To"), "<mona@example.com>");
    assert!(sent.is_ascii(), "all of it is encoded");
    let name = header(sent, "Message-ID");
    let id = name
        .strip_prefix('<')
        .unwrap()
        .strip_suffix("@nile.example>")
        .unwrap();
    assert_eq!(
        became(&house, id).await,
        ("sent".to_owned(), Some("smtp".to_owned()), None)
    );
    let text = sent.split("\r\n\r\n").nth(1).unwrap().replace("=\r\n", "");
    browser
        .submit("verify-code", &[("code", &code_in(&text))])
        .await;
    assert_eq!(browser.step(), "review");
}

#[tokio::test]
async fn a_mailbox_that_does_not_exist_is_tried_once_and_a_refusal_of_us_again() {
    let mail = MailReceiver::start();
    let house = house(&[], Some(&mail)).await;
    mail.answer(&[
        "550 5.7.1 relaying denied",
        "550 5.1.1 <mona@example.com>: no such user",
    ]);
    asked_by_mail(&house).await;
    for _ in 0..20 {
        house.drain().await;
        house.pass(Span::seconds(10));
    }
    assert_eq!(
        (
            mail.recipients().len(),
            mail.taken().len(),
            house.jobs().await
        ),
        (2, 0, 0)
    );
}

#[tokio::test]
async fn a_number_of_another_country_is_refused_before_a_code_exists() {
    let gateway = SmsReceiver::start();
    let house = house(&[("first", &gateway)], None).await;
    let browser = asked(&house, "+966512345678").await;
    assert_eq!((browser.step(), browser.errors()), ("phone", vec!["1340"]));
    house.drain().await;
    assert_eq!((house.jobs().await, gateway.taken().len()), (0, 0));
}

#[tokio::test]
async fn the_day_s_text_messages_are_used_up_and_come_back_the_next_day() {
    let gateway = SmsReceiver::start();
    let gateways = Gateways {
        sms: vec![gateway.gateway("first")],
        mail: None,
    };
    let policy = MessagePolicy {
        sms_per_day: 2,
        ..MessagePolicy::default()
    };
    let house = House::leaving(gateways, policy).await;
    for phone in ["+201234567890", "+201234567891"] {
        assert_eq!(asked(&house, phone).await.errors(), Vec::<&str>::new());
    }
    assert_eq!(asked(&house, "+201234567892").await.errors(), ["1341"]);
    house.pass(Span::hours(24));
    assert_eq!(
        asked(&house, "+201234567893").await.errors(),
        Vec::<&str>::new()
    );
}

#[tokio::test]
async fn codes_to_a_range_of_which_nobody_types_any_in_are_stopped_for_an_hour() {
    let gateway = SmsReceiver::start();
    let house = house(&[("first", &gateway)], None).await;
    let mut holder = asked(&house, "+201234560000").await;
    house.drain().await;
    let code = code_in(gateway.taken()[0].body["text"].as_str().unwrap());
    holder.submit("verify-code", &[("code", &code)]).await;
    for number in 1..=20 {
        let browser = asked(&house, &format!("+2012345600{number:02}")).await;
        assert_eq!(browser.errors(), Vec::<&str>::new(), "{number}");
    }
    house.drain().await;
    let refused = asked(&house, "+201234560021").await;
    assert_eq!((refused.step(), refused.errors()), ("phone", vec!["1342"]));
    assert_eq!(house.jobs().await, 0, "no code, no message");
    house.pass(Span::seconds(61));
    let known = asked(&house, "+201234560000").await;
    assert_eq!(
        known.errors(),
        Vec::<&str>::new(),
        "whoever proved the number before"
    );
    let elsewhere = asked(&house, "+201234570000").await;
    assert_eq!(elsewhere.errors(), Vec::<&str>::new(), "another range");
    house.pass(Span::hours(1));
    let later = asked(&house, "+201234560021").await;
    assert_eq!(later.errors(), Vec::<&str>::new(), "an hour later");
}
