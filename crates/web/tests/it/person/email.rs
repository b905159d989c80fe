//! A person's mailbox: proved later, changed, never taken from another.

use serde_json::{Value, json};

use super::{OTHER_PHONE, PHONE, is_done, is_refused};
use crate::call::Door;

const EMAIL: &str = "mona@example.com";
const OTHER: &str = "mona.new@example.com";

/// Sends a code by a call and shows it; the answer of the second step.
async fn prove(door: &Door, call: &str, (email, purpose): (&str, &str)) -> crate::call::Answer {
    let sent = is_done(&door.person(call, json!({ "email": email })).await);
    assert_eq!(
        (&sent["isEmailConfirmed"], &sent["emailOtpExpireInSeconds"]),
        (&json!(false), &json!(300))
    );
    let digits = door.test.code_to(email, purpose).await.unwrap();
    let shown = json!({ "email": email, "emailOtpRequestId": sent["emailOtpRequestId"], "emailOtp": digits });
    door.person(call, shown).await
}

async fn exists(door: &Door, email: &str) -> Value {
    let ask = json!({ "email": email });
    is_done(&door.person("CheckExistenceOfEmailOrPhone", ask).await)["exists"].clone()
}

#[tokio::test]
async fn a_mailbox_given_at_registration_is_proved_later() {
    let door = Door::open().await;
    is_done(
        &door
            .register(PHONE, |body| body["email"] = json!(EMAIL))
            .await,
    );
    let proved = prove(&door, "VerifyEmail", (EMAIL, "confirm_email")).await;
    let data = is_done(&proved);
    assert_eq!(data["isEmailConfirmed"], true);
    assert!(data.get("transactionId").is_some());
    assert_eq!(exists(&door, EMAIL).await, true);
}

#[tokio::test]
async fn a_mailbox_that_nobody_or_two_persons_named_gets_no_message_and_the_same_answer() {
    let door = Door::open().await;
    for phone in [PHONE, OTHER_PHONE] {
        is_done(
            &door
                .register(phone, |body| body["email"] = json!(EMAIL))
                .await,
        );
    }
    for email in [EMAIL, "nobody@example.com"] {
        let sent = door.person("VerifyEmail", json!({ "email": email })).await;
        assert!(is_done(&sent)["emailOtpRequestId"].is_string());
        assert_eq!(door.test.code_to(email, "confirm_email").await, None);
    }
}

#[tokio::test]
async fn a_person_who_is_logged_in_changes_the_mailbox_and_the_old_one_is_told() {
    let mut door = Door::open().await;
    door.bearer = Some(door.user(PHONE).await);
    let call = "UpdateEmailRequest";
    is_done(&prove(&door, call, (EMAIL, "change_email")).await);
    is_done(&prove(&door, call, (OTHER, "change_email")).await);
    let again = is_done(&door.person(call, json!({ "email": OTHER })).await);
    assert_eq!(again["isEmailConfirmed"], true, "it is hers already");
    assert_eq!(
        (exists(&door, EMAIL).await, exists(&door, OTHER).await),
        (json!(false), json!(true))
    );
    door.test.drain().await;
    let messages = door.test.messages();
    let told: Vec<&str> = messages
        .iter()
        .filter(|message| message.purpose == "email-changed")
        .map(|message| message.to.as_str())
        .collect();
    assert_eq!(told, [EMAIL]);
    door.bearer = Some(door.user(OTHER_PHONE).await);
    is_refused(&door.person(call, json!({ "email": OTHER })).await, 1313);
}

#[tokio::test]
async fn a_code_for_one_persons_new_mailbox_is_worth_nothing_to_another() {
    let mut door = Door::open().await;
    let (first, second) = (door.user(PHONE).await, door.user(OTHER_PHONE).await);
    door.bearer = Some(first);
    let call = "UpdateEmailRequest";
    let sent = is_done(&door.person(call, json!({ "email": EMAIL })).await);
    let digits = door.test.code_to(EMAIL, "change_email").await.unwrap();
    let shown = json!({ "email": EMAIL, "emailOtpRequestId": sent["emailOtpRequestId"], "emailOtp": digits });
    door.bearer = Some(second);
    is_refused(&door.person(call, shown).await, 1306);
}
