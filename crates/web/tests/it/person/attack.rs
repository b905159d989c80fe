//! What attackers of registration and log-in try.

use axum::http::StatusCode;
use mithaq_domain::time::Span;
use serde_json::{Value, json};

use super::{OTHER_PHONE, PASSWORD, PHONE, is_done, is_refused, wrong};
use crate::call::Door;

/// The answer without what differs at every call.
fn shape(mut answer: Value) -> Value {
    answer["data"]["phoneNumberOtpRequestId"] = json!("id");
    answer
}

#[tokio::test]
async fn a_login_says_nothing_of_whether_a_phone_is_registered() {
    let door = Door::open().await;
    is_done(
        &door
            .register(PHONE, |body| body["password"] = json!(PASSWORD))
            .await,
    );
    let ask = |phone: &str, password: Option<&str>| {
        let body = json!({ "phoneNumber": phone, "password": password, "imei": "device 9" });
        door.person("Login", body)
    };
    let both = [PHONE, OTHER_PHONE];
    let [known, unknown] = both.map(|phone| ask(phone, None));
    let (known, unknown) = (known.await.json(), unknown.await.json());
    assert_eq!(shape(known.clone()), shape(unknown.clone()));
    let [early, stranger] = both.map(|phone| ask(phone, None));
    assert_eq!(
        early.await.json(),
        stranger.await.json(),
        "too soon for both"
    );
    let ids = [known, unknown].map(|answer| answer["data"]["phoneNumberOtpRequestId"].clone());
    for _ in 0..6 {
        let mut answers = Vec::new();
        for (phone, id) in both.into_iter().zip(&ids) {
            answers.push(door.login_by_code(phone, id, "000000").await.json());
        }
        assert_eq!(answers[0], answers[1]);
    }
    let [wrong, nobody] = both.map(|phone| ask(phone, Some("wrong password")));
    assert_eq!(wrong.await.json(), nobody.await.json());
    door.test.drain().await;
    let messages = door.test.messages();
    assert!(messages.iter().all(|message| message.to != OTHER_PHONE));
}

#[tokio::test]
async fn a_code_is_worth_nothing_for_another_purpose_phone_request_or_tenant() {
    let mut door = Door::open().await;
    is_done(&door.register(PHONE, |_| {}).await);
    let id = door.login_code(PHONE).await;
    let digits = door.test.code_to(PHONE, "login").await.unwrap();
    is_done(&door.register(OTHER_PHONE, |_| {}).await);
    is_refused(&door.login_by_code(OTHER_PHONE, &id, &digits).await, 1306);
    let registration = json!({
        "phoneNumber": PHONE, "phoneNumberOtpRequestId": id, "phoneNumberOtp": digits,
    });
    is_refused(&door.person("Register", registration).await, 1306);
    let (strange, _) = door.phone_code("+201212345678").await;
    is_refused(&door.login_by_code(PHONE, &strange, &digits).await, 1306);
    let other = door.test.another_tenant("other").await;
    let ours = std::mem::replace(&mut door.test.api_key, other.api_key);
    is_refused(&door.login_by_code(PHONE, &id, &digits).await, 1306);
    door.test.api_key = ours;
    is_done(&door.login_by_code(PHONE, &id, &digits).await);
    is_refused(&door.login_by_code(PHONE, &id, &digits).await, 1303);
}

#[tokio::test]
async fn many_guesses_at_once_are_no_more_than_five() {
    let door = Door::open().await;
    is_done(&door.register(PHONE, |_| {}).await);
    let id = door.login_code(PHONE).await;
    let digits = door.test.code_to(PHONE, "login").await.unwrap();
    let guess = wrong(&digits);
    let tries = (0..30).map(|_| door.login_by_code(PHONE, &id, &guess));
    let mut wrong = 0;
    let mut running = Vec::new();
    for guess in tries {
        running.push(Box::pin(guess));
    }
    for answer in join_all(running).await {
        wrong += usize::from(answer == 1301);
    }
    assert_eq!(wrong, 5);
    is_refused(&door.login_by_code(PHONE, &id, &digits).await, 1303);
}

/// Polls all at once; the error codes of their answers.
async fn join_all<F: Future<Output = crate::call::Answer> + Unpin>(mut all: Vec<F>) -> Vec<i64> {
    use std::{pin::Pin, task::Poll};
    let mut codes: Vec<Option<i64>> = all.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, code) in all.iter_mut().zip(&mut codes) {
            if code.is_none()
                && let Poll::Ready(answer) = Pin::new(future).poll(context)
            {
                *code = Some(answer.code());
            }
        }
        if codes.iter().all(Option::is_some) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    codes.into_iter().flatten().collect()
}

#[tokio::test]
async fn fifteen_wrong_codes_lock_the_phone_for_the_day_and_its_owner_can_still_register_elsewhere()
{
    let door = Door::open().await;
    is_done(&door.register(PHONE, |_| {}).await);
    for _ in 0..3 {
        let id = door.login_code(PHONE).await;
        let digits = door.test.code_to(PHONE, "login").await.unwrap();
        for _ in 0..5 {
            is_refused(&door.login_by_code(PHONE, &id, &wrong(&digits)).await, 1301);
        }
        door.test.clock.advance(Span::seconds(60));
    }
    let locked = door.person("Login", json!({ "phoneNumber": PHONE })).await;
    is_refused(&locked, 1305);
    door.test.clock.advance(Span::hours(24));
    door.login_code(PHONE).await;
}

#[tokio::test]
async fn registering_again_neither_takes_over_nor_changes_the_first_registration() {
    let door = Door::open().await;
    let (id, digits) = door.phone_code(PHONE).await;
    let body = json!({
        "phoneNumber": PHONE, "phoneNumberOtpRequestId": id, "phoneNumberOtp": digits,
        "password": PASSWORD, "imei": "device 1",
    });
    is_done(&door.person("Register", body.clone()).await);
    let mut again = body;
    again["password"] = json!("another password");
    is_refused(&door.person("Register", again).await, 1303);
    let login = json!({ "phoneNumber": PHONE, "password": PASSWORD, "imei": "device 1" });
    assert!(is_done(&door.person("Login", login).await)["accessToken"].is_string());
}

#[tokio::test]
async fn asking_who_exists_is_limited_per_key_and_address() {
    use mithaq_testkit::TestAppOptions;
    let options = TestAppOptions {
        codes_per_address: 3,
        ..TestAppOptions::default()
    };
    let door = Door::open_with(options).await;
    let ask = || {
        door.person(
            "CheckExistenceOfEmailOrPhone",
            json!({ "phoneNumber": PHONE }),
        )
    };
    for _ in 0..3 {
        is_done(&ask().await);
    }
    let refused = ask().await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::TOO_MANY_REQUESTS, 1902)
    );
    assert_eq!(refused.headers["retry-after"], "900");
    door.test.clock.advance(Span::minutes(15));
    is_done(&ask().await);
}

#[tokio::test]
async fn one_proved_phone_does_not_tell_who_else_is_registered_without_end() {
    use mithaq_testkit::TestAppOptions;
    let options = TestAppOptions {
        codes_per_address: 3,
        ..TestAppOptions::default()
    };
    let door = Door::open_with(options).await;
    let email = "mona@example.com";
    let sent = door
        .person("Register/StepVerifyEmail", json!({ "email": email }))
        .await;
    let id = is_done(&sent)["emailOtpRequestId"].clone();
    let digits = door.test.code_to(email, "register").await.unwrap();
    let first = door.register(PHONE, |body| {
        body["email"] = json!(email);
        body["emailOtpRequestId"] = id;
        body["emailOtp"] = json!(digits);
    });
    is_done(&first.await);
    let (id, digits) = door.phone_code(OTHER_PHONE).await;
    let probe = json!({
        "phoneNumber": OTHER_PHONE, "phoneNumberOtpRequestId": id, "phoneNumberOtp": digits, "email": email,
    });
    for expected in [1313, 1313, 1313, 1902] {
        assert_eq!(
            door.person("Register", probe.clone()).await.code(),
            expected
        );
    }
}

#[tokio::test]
async fn the_right_password_never_locks_however_often_a_code_is_asked_for() {
    let door = Door::open().await;
    is_done(
        &door
            .register(PHONE, |body| body["password"] = json!(PASSWORD))
            .await,
    );
    let login = json!({ "phoneNumber": PHONE, "password": PASSWORD, "imei": "device 2" });
    for _ in 0..7 {
        let sent = is_done(&door.person("Login", login.clone()).await);
        assert!(sent["phoneNumberOtpRequestId"].is_string());
        door.test.clock.advance(Span::seconds(60));
    }
}

#[tokio::test]
async fn rotating_phones_from_one_address_ends_at_its_limit() {
    use mithaq_testkit::TestAppOptions;
    let options = TestAppOptions {
        codes_per_address: 3,
        ..TestAppOptions::default()
    };
    let door = Door::open_with(options).await;
    for number in 0..5 {
        let phone = format!("+20101234567{number}");
        let sent = door
            .person("Register/StepVerifyPhone", json!({ "phoneNumber": phone }))
            .await;
        assert_eq!(sent.code(), if number < 3 { 0 } else { 1902 }, "{phone}");
    }
}
