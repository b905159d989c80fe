//! Declining by an app: what it ends, whom it binds to nothing, and who is told.

use axum::http::StatusCode;
use mithaq_domain::{evidence::Act, time::Span};
use serde_json::{Value, json};

use super::{
    OTHER_PHONE, PHONE, Phone, ask_for_identity, change_type, is_done, is_refused,
    sign::{FAR, far},
};
use crate::call::{Answer, Door};

const OMAR: &str = "+201098765499";

impl Phone<'_> {
    /// Declines; only the contract is named.
    pub async fn decline(&self, id: &str) -> Answer {
        self.decline_with(json!({ "requestId": id })).await
    }

    async fn decline_with(&self, body: Value) -> Answer {
        let path = "/api/BusinessRequest/CustomerSign/Decline";
        self.call("POST", path, Some(body)).await
    }

    /// Asks for a code, shows it and confirms.
    async fn sign(&self, id: &str) {
        // Messages of one moment have no order.
        self.door.test.clock.advance(Span::seconds(1));
        let (request, digits) = self.code(id).await;
        is_done(&self.show(id, (&request, &digits)).await);
        is_done(&self.confirm(id).await);
    }

    /// Makes a contract with others, of whom so many must sign; its id.
    async fn made_beside(&self, others: Value, least: Value) -> String {
        let made = self.make(|body| {
            body["customerSignersIdentifiers"] = others;
            body["minimumRequiredSignatories"] = least;
        });
        is_done(&made.await)["id"].as_str().unwrap().to_owned()
    }
}

impl Door {
    /// The newest session of the company: its state, why it ended, and its contract's status.
    async fn newest(&self) -> (Value, Value, Value) {
        let listed = self.get("/api/IdentityUserSession/List").await.json();
        let session = listed["data"][0].clone();
        let contract = session["contracts"][0].clone();
        let reason = contract["statusReason"].clone();
        (
            session["state"].clone(),
            reason,
            contract["requeststatus"].clone(),
        )
    }
}

#[tokio::test]
async fn a_person_declines_without_a_code_or_a_place_and_may_make_another_contract() {
    let door = Door::open_as_admin().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let words = json!({ "RequestId": id.to_uppercase(), "reason": " Too expensive ", "more": 1 });
    assert_eq!(is_done(&phone.decline_with(words).await), true);
    assert_eq!(phone.status(&id).await, 3);
    let declined = (json!("declined"), json!("Declined"), json!(3));
    assert_eq!(door.newest().await, declined);
    let detail = &door.details(Act::ContractDeclined)[0];
    assert!(detail.contains("\"location\":\"not given\"") && !detail.contains("expensive"));
    // Nothing is signed any more, and the same call is answered the same.
    is_refused(&phone.step("StepRequestOtp", &id, |_| {}).await, 1502);
    assert_eq!(is_done(&phone.decline(&id).await), true);
    assert_eq!(door.acts(Act::ContractDeclined), 1);
    phone.made().await;
}

#[tokio::test]
async fn declining_tells_the_company_once_who_and_why() {
    let door = Door::open_as_admin().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let (one, other) = tokio::join!(phone.decline(&id), phone.decline(&id));
    assert_eq!((is_done(&one), is_done(&other)), (json!(true), json!(true)));
    assert_eq!(door.acts(Act::ContractDeclined), 1);
    let events = door.get("/api/Webhook/Events").await.json();
    let ended: Vec<&Value> = events["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["Data"]["NewStatus"] == "Rejected")
        .collect();
    assert_eq!(ended.len(), 1, "{events}");
    assert_eq!(
        (&ended[0]["Data"]["Id"], &ended[0]["Data"]["StatusReason"]),
        (&json!(id), &json!("Declined"))
    );
}

#[tokio::test]
async fn whoever_has_signed_can_no_longer_decline() {
    let door = Door::open().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    phone.sign(&id).await;
    is_refused(&phone.decline(&id).await, 1502);
    door.test.drain().await;
    assert_eq!(phone.status(&id).await, 8);
    is_refused(&phone.decline(&id).await, 1502);
    assert_eq!(door.acts(Act::ContractDeclined), 0);
}

#[tokio::test]
async fn of_signing_and_declining_at_once_one_happens() {
    let door = Door::open().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let (request, digits) = phone.code(&id).await;
    is_done(&phone.show(&id, (&request, &digits)).await);
    let (signed, declined) = tokio::join!(phone.confirm(&id), phone.decline(&id));
    let mut codes = [signed.code(), declined.code()];
    codes.sort_unstable();
    assert_eq!(codes, [0, 1502]);
    let expected = if signed.code() == 0 { 4 } else { 3 };
    assert_eq!(phone.status(&id).await, expected);
}

#[tokio::test]
async fn what_signing_asks_for_keeps_nobody_from_declining() {
    let door = Door::open_as_admin().await;
    // Far from where the person was.
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    is_refused(&phone.step("StepRequestOtp", &id, far).await, 1533);
    let there = json!({ "latitude": FAR[0], "longitude": FAR[1] });
    let body = json!({ "requestId": id, "geoLocation": there, "userDeviceUtcTime": "2001-01-01T00:00:00Z" });
    assert_eq!(is_done(&phone.decline_with(body).await), true);
    let detail = &door.details(Act::ContractDeclined)[0];
    assert!(detail.contains("\"location\":\"given\"") && detail.contains("deviceDriftMillis"));
    // No longer verified, in a type that asks for it.
    ask_for_identity(&door).await;
    door.test.verify_person(1);
    let id = phone.made().await;
    let cancel = "/api/DigitalIdentity/CancelVerifiedDigitalIdentity";
    phone.call("POST", cancel, Some(json!({}))).await;
    is_refused(&phone.step("StepRequestOtp", &id, |_| {}).await, 1530);
    assert_eq!(is_done(&phone.decline(&id).await), true);
    assert_eq!(phone.status(&id).await, 3);
}

#[tokio::test]
async fn what_waits_for_approval_is_declined_too_and_then_approved_by_nobody() {
    let door = Door::open_as_admin().await;
    change_type(
        &door,
        "\"approval\": \"automatic\"",
        "\"approval\": \"member\"",
    )
    .await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    assert_eq!(is_done(&phone.decline(&id).await), true);
    let approved = door.post("/api/BusinessRequest/Approve", json!({ "id": id }));
    is_refused(&approved.await, 1502);
}

#[tokio::test]
async fn a_contract_of_several_ends_for_all_and_whoever_had_signed_is_told() {
    let door = Door::open_as_admin().await;
    let ahmed = Phone::of(&door, PHONE).await;
    let sara = Phone::of(&door, OTHER_PHONE).await;
    let id = ahmed.made_beside(json!([OTHER_PHONE]), Value::Null).await;
    ahmed.sign(&id).await;
    assert_eq!(is_done(&sara.decline(&id).await), true);
    assert_eq!(ahmed.status(&id).await, 3);
    door.test.drain().await;
    let messages = door.test.messages();
    let told: Vec<&str> = messages
        .iter()
        .filter(|message| message.purpose == "declined")
        .map(|message| message.to.as_str())
        .collect();
    assert_eq!(told, [PHONE]);
    is_refused(&ahmed.decline(&id).await, 1502);
}

#[tokio::test]
async fn where_enough_others_may_sign_the_contract_goes_on_without_who_declines() {
    let door = Door::open_as_admin().await;
    let ahmed = Phone::of(&door, PHONE).await;
    let sara = Phone::of(&door, OTHER_PHONE).await;
    let omar = Phone::of(&door, OMAR).await;
    let id = ahmed
        .made_beside(json!([OTHER_PHONE, OMAR]), json!(2))
        .await;
    assert_eq!(is_done(&sara.decline(&id).await), true);
    assert_eq!(ahmed.status(&id).await, 2);
    assert_eq!(is_done(&sara.decline(&id).await), true, "again");
    is_refused(&sara.step("StepRequestOtp", &id, |_| {}).await, 1502);
    ahmed.sign(&id).await;
    omar.sign(&id).await;
    assert_eq!(ahmed.status(&id).await, 4);
}

#[tokio::test]
async fn nobody_declines_the_contract_of_another_or_one_that_the_company_ended() {
    let door = Door::open_as_admin().await;
    let phone = Phone::of(&door, PHONE).await;
    let other = Phone::of(&door, OTHER_PHONE).await;
    let id = phone.made().await;
    for id in [
        id.as_str(),
        "01890000-0000-7000-8000-000000000000",
        "nothing",
    ] {
        let answer = other.decline(id).await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::NOT_FOUND, 1501)
        );
    }
    assert_eq!(phone.status(&id).await, 2);
    let body = json!({ "id": id, "reason": "Entered twice" });
    is_done(&door.post("/api/BusinessRequest/Void", body).await);
    is_refused(&phone.decline(&id).await, 1502);
    // Nor one whose time is over.
    let id = phone.made().await;
    door.test.clock.advance(Span::days(7));
    let token = door.login_again(PHONE).await;
    let phone = Phone { token, ..phone };
    is_refused(&phone.decline(&id).await, 1502);
}

#[tokio::test]
async fn every_mistake_is_named_and_nothing_is_declined() {
    let door = Door::open().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let long = "x".repeat(1_001);
    let wrong = phone.decline_with(json!({
        "REASON": long, "geoLocation": { "latitude": 91, "longitude": 1 }, "userDeviceUtcTime": "now",
    }));
    let wrong = wrong.await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let mut fields: Vec<String> = wrong
        .mistakes()
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    fields.sort();
    assert_eq!(
        fields,
        [
            "REASON",
            "geoLocation.latitude",
            "requestId",
            "userDeviceUtcTime"
        ]
    );
    assert_eq!(phone.status(&id).await, 2);
}
