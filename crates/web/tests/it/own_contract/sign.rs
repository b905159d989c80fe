//! Signing by an app: a code bound to the document, then the confirmation, near to where the person
//! was last active.

use axum::http::StatusCode;
use mithaq_domain::{evidence::Act, time::Span};
use mithaq_service::{
    Failure,
    contract::{Outcome, root_certificate, verify},
};
use serde_json::{Value, json};

use super::{OTHER_PHONE, PHONE, Phone, ask_for_identity, is_done, is_refused};
use crate::{
    call::{Answer, Door},
    person::wrong,
};

/// Near to where the persons of these tests registered, and far from it.
const NEAR: [f64; 2] = [30.5, 31.2];
pub const FAR: [f64; 2] = [31.2001, 29.9187];

impl Phone<'_> {
    pub async fn step(&self, step: &str, id: &str, change: impl FnOnce(&mut Value)) -> Answer {
        let mut body = json!({
            "geoLocation": { "latitude": NEAR[0].to_string(), "longitude": NEAR[1] },
            "userDeviceUtcTime": "2001-01-01T00:00:00Z", "requestId": id,
        });
        change(&mut body);
        let path = format!("/api/BusinessRequest/CustomerSign/{step}");
        self.call("POST", &path, Some(body)).await
    }

    /// Asks for a code; the id of its request and its digits.
    pub async fn code(&self, id: &str) -> (Value, String) {
        self.code_at(id, |_| {}).await
    }

    /// The same where `place` says.
    pub async fn code_at(&self, id: &str, place: impl FnOnce(&mut Value)) -> (Value, String) {
        let sent = is_done(&self.step("StepRequestOtp", id, place).await);
        self.door.test.drain().await;
        let messages = self.door.test.messages();
        let mut codes = messages.into_iter().filter(|one| one.purpose == "sign");
        let digits = codes.next_back().unwrap().code.unwrap();
        (sent["otpRequestId"].clone(), digits)
    }

    pub async fn show(&self, id: &str, code: (&Value, &str)) -> Answer {
        let add = |body: &mut Value| {
            body["otpRequestId"] = code.0.clone();
            body["otpCode"] = json!(code.1);
        };
        self.step("StepValidateOtp", id, add).await
    }

    pub async fn confirm(&self, id: &str) -> Answer {
        self.step("StepValidatePayment", id, |_| {}).await
    }

    pub async fn status(&self, id: &str) -> Value {
        let read = self.get(&format!("GetBusinessRequestById/{id}")).await;
        is_done(&read)["requeststatus"].clone()
    }
}

pub fn far(body: &mut Value) {
    body["geoLocation"] = json!({ "latitude": FAR[0], "longitude": FAR[1].to_string() });
}

#[tokio::test]
async fn only_a_sandbox_answers_the_code_itself_and_it_signs() {
    let mut door = Door::open().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let sent = is_done(&phone.step("StepRequestOtp", &id, |_| {}).await);
    assert_eq!(sent["otpCode"], Value::Null);
    let made = door.test.public_sandbox("open").await;
    door.test.tenant = made.tenant.id;
    door.test.api_key = made.tenant.settings.public_access.unwrap().api_key;
    let phone = Phone::of(&door, OTHER_PHONE).await;
    let id = phone.made().await;
    let sent = is_done(&phone.step("StepRequestOtp", &id, |_| {}).await);
    let digits = sent["otpCode"].as_str().unwrap();
    is_done(&phone.show(&id, (&sent["otpRequestId"], digits)).await);
    is_done(&phone.confirm(&id).await);
}

#[tokio::test]
async fn a_contract_is_signed_in_three_steps_and_sealed() {
    let door = Door::open_as_admin().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let (request, digits) = phone.code(&id).await;
    let listed = door.get("/api/IdentityUserSession/List").await.json();
    let hash = listed["data"][0]["contracts"][0]["documentSha256"].clone();
    let hash = hash.as_str().unwrap();
    let messages = door.test.messages();
    let message = messages.iter().find(|one| one.purpose == "sign").unwrap();
    assert!(message.text.contains("REQ-2026-00001") && message.text.contains(&hash[60..]));
    assert_eq!(message.to, PHONE);
    assert_eq!(
        phone.show(&id, (&request, &wrong(&digits))).await.code(),
        1301
    );
    is_refused(&phone.confirm(&id).await, 1306);
    assert_eq!(is_done(&phone.show(&id, (&request, &digits)).await), "");
    assert_eq!(
        phone.status(&id).await,
        2,
        "an accepted code alone signs nothing"
    );
    assert_eq!(is_done(&phone.confirm(&id).await), "Customer Signed");
    assert_eq!(phone.status(&id).await, 4);
    door.test.drain().await;
    assert_eq!(phone.status(&id).await, 8);
    // Whatever is sent again changes nothing.
    is_refused(&phone.show(&id, (&request, &digits)).await, 1502);
    is_refused(&phone.step("StepRequestOtp", &id, |_| {}).await, 1502);
    let mut file = door.request(
        "GET",
        &format!("/api/BusinessRequest/GetContractToPdf?id={id}"),
        None,
    );
    file.headers_mut()
        .insert("accept", "application/pdf".parse().unwrap());
    let sealed = door.send(file).await.bytes;
    let root = root_certificate(&door.test.app, door.test.tenant).await;
    let now = door.test.app.now().unix_seconds();
    let verdict = verify(&sealed, &[root.unwrap().unwrap()], now).unwrap();
    assert_eq!(verdict.outcome(), Outcome::Intact);
    let read = is_done(&phone.get(&format!("GetBusinessRequestById/{id}")).await);
    assert_eq!(read["customerSigners"][0]["isSigned"], true);
    let session = door.get("/api/IdentityUserSession/List").await.json();
    assert_eq!(session["data"][0]["state"], "completed");
}

#[tokio::test]
async fn of_two_devices_at_once_one_signs() {
    let door = Door::open().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let (request, digits) = phone.code(&id).await;
    let code = (&request, digits.as_str());
    let (one, other) = tokio::join!(phone.show(&id, code), phone.show(&id, code));
    assert_eq!(
        (one.code(), other.code()),
        (0, 0),
        "the same code is right twice"
    );
    let (one, other) = tokio::join!(phone.confirm(&id), phone.confirm(&id));
    assert_eq!(
        is_done(&one),
        is_done(&other),
        "each is told of the signature"
    );
    assert_eq!(confirmations(&door), 1);
}

/// How many confirmations the company's journal has.
fn confirmations(door: &Door) -> i64 {
    let (store, tenant) = (door.test.app.store(), door.test.tenant);
    let count = store.read_blocking(move |tx| {
        Ok::<_, Failure>(tx.tenant(tenant).count_acts(Act::ContractConfirmed)?)
    });
    count.unwrap()
}

#[tokio::test]
async fn a_confirmation_whose_answer_was_lost_is_answered_again_until_the_contract_is_withdrawn() {
    let door = Door::open_as_admin().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    is_refused(&phone.confirm(&id).await, 1502);
    let (request, digits) = phone.code(&id).await;
    is_done(&phone.show(&id, (&request, &digits)).await);
    let first = is_done(&phone.confirm(&id).await);
    assert_eq!(first, "Customer Signed");
    assert_eq!(is_done(&phone.confirm(&id).await), first);
    door.test.drain().await;
    assert_eq!(phone.status(&id).await, 8);
    assert_eq!(is_done(&phone.confirm(&id).await), first);
    assert_eq!(confirmations(&door), 1);
    // Nobody else hears of it.
    let other = Phone::of(&door, OTHER_PHONE).await;
    assert_eq!(other.confirm(&id).await.status, StatusCode::NOT_FOUND);
    let theirs = other.made().await;
    // Messages of one moment have no order.
    door.test.clock.advance(Span::seconds(1));
    let (request, digits) = other.code(&theirs).await;
    is_done(&other.show(&theirs, (&request, &digits)).await);
    is_done(&other.confirm(&theirs).await);
    let void = json!({ "id": theirs, "reason": "Entered twice" });
    is_done(&door.post("/api/BusinessRequest/Void", void).await);
    is_refused(&other.confirm(&theirs).await, 1502);
}

#[tokio::test]
async fn who_was_nowhere_yet_signs_nothing_before_a_log_in_says_where() {
    let door = Door::open().await;
    let token = door.user(PHONE).await;
    let phone = Phone::again(&door, &token).await;
    let id = phone.made().await;
    for step in ["StepRequestOtp", "StepValidatePayment"] {
        is_refused(&phone.step(step, &id, |_| {}).await, 1533);
    }
    let login = door.login_code(PHONE).await;
    let digits = door.test.code_to(PHONE, "login").await.unwrap();
    let here = json!({ "latitude": "30.05", "longitude": "31.24" });
    let body = json!({
        "phoneNumber": PHONE, "phoneNumberOtpRequestId": login, "phoneNumberOtp": digits,
        "geoLocation": here,
    });
    is_done(&door.person("Login", body).await);
    is_done(&phone.step("StepRequestOtp", &id, |_| {}).await);
}

#[tokio::test]
async fn far_from_where_the_person_was_last_active_nothing_is_signed() {
    let door = Door::open().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    is_refused(&phone.step("StepRequestOtp", &id, far).await, 1533);
    let (request, digits) = phone.code(&id).await;
    let shown = phone.step("StepValidateOtp", &id, |body| {
        far(body);
        body["otpRequestId"] = request.clone();
        body["otpCode"] = json!(digits);
    });
    is_refused(&shown.await, 1533);
    is_done(&phone.show(&id, (&request, &digits)).await);
    is_refused(&phone.step("StepValidatePayment", &id, far).await, 1533);
    let nowhere = phone.step("StepValidatePayment", &id, |body| {
        body["geoLocation"] = Value::Null
    });
    let nowhere = nowhere.await;
    assert_eq!(nowhere.status, StatusCode::BAD_REQUEST);
    assert_eq!(nowhere.mistakes(), [("geoLocation".to_owned(), 1106)]);
    assert_eq!(phone.status(&id).await, 2);
    // Logging in moves the place.
    let login = door.login_code(PHONE).await;
    let digits = door.test.code_to(PHONE, "login").await.unwrap();
    let mut body = json!({
        "phoneNumber": PHONE, "phoneNumberOtpRequestId": login, "phoneNumberOtp": digits,
    });
    far(&mut body);
    is_done(&door.person("Login", body).await);
    is_refused(&phone.confirm(&id).await, 1533);
    is_done(&phone.step("StepValidatePayment", &id, far).await);
}

#[tokio::test]
async fn a_code_of_another_person_or_request_signs_nothing() {
    let door = Door::open().await;
    let (phone, other) = (
        Phone::of(&door, PHONE).await,
        Phone::of(&door, OTHER_PHONE).await,
    );
    let (id, others) = (phone.made().await, other.made().await);
    let (request, digits) = phone.code(&id).await;
    for step in ["StepRequestOtp", "StepValidatePayment"] {
        let answer = other.step(step, &id, |_| {}).await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::NOT_FOUND, 1501),
            "{step}"
        );
    }
    let shown = other.show(&id, (&request, &digits)).await;
    assert_eq!((shown.status, shown.code()), (StatusCode::NOT_FOUND, 1501));
    is_done(&other.step("StepRequestOtp", &others, |_| {}).await);
    assert_eq!(other.show(&others, (&request, &digits)).await.code(), 1306);
    // A newer code takes the place of the older one.
    door.test.clock.advance(Span::seconds(60));
    let (newer, _) = phone.code(&id).await;
    assert_ne!(newer, request);
    assert_eq!(phone.show(&id, (&request, &digits)).await.code(), 1306);
    is_refused(&phone.confirm(&id).await, 1306);
    assert_eq!(phone.status(&id).await, 2);
}

#[tokio::test]
async fn an_accepted_code_confirms_within_half_an_hour_and_only_while_the_identity_stands() {
    let door = Door::open_as_admin().await;
    ask_for_identity(&door).await;
    let phone = Phone::of(&door, PHONE).await;
    door.test.verify_person(1);
    let id = phone.made().await;
    let (request, digits) = phone.code(&id).await;
    is_done(&phone.show(&id, (&request, &digits)).await);
    let path = "/api/DigitalIdentity/CancelVerifiedDigitalIdentity";
    is_done(&phone.call("POST", path, Some(json!({}))).await);
    is_refused(&phone.confirm(&id).await, 1530);
    door.test.verify_person(1);
    door.test.clock.advance(Span::minutes(30));
    is_refused(&phone.confirm(&id).await, 1302);
    assert_eq!(phone.status(&id).await, 2);
}

#[tokio::test]
async fn what_waits_for_approval_or_was_withdrawn_is_not_signed() {
    let door = Door::open_as_admin().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let (request, digits) = phone.code(&id).await;
    is_done(&phone.show(&id, (&request, &digits)).await);
    let body = json!({ "id": id, "reason": "Entered twice" });
    is_done(&door.post("/api/BusinessRequest/Void", body).await);
    is_refused(&phone.confirm(&id).await, 1502);
    super::change_type(
        &door,
        "\"approval\": \"automatic\"",
        "\"approval\": \"member\"",
    )
    .await;
    let id = phone.made().await;
    is_refused(&phone.step("StepRequestOtp", &id, |_| {}).await, 1502);
}
