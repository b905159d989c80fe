//! Far from where they last logged in, a verified person signs where their face was approved, and
//! nowhere else.

use axum::http::StatusCode;
use mithaq_domain::{evidence::Act, time::Span};
use mithaq_service::tenant::import_contract_type;
use mithaq_testkit::CONTRACT_TYPE_414;
use serde_json::{Value, json};

use super::{
    OTHER_PHONE, PHONE, Phone, is_done, is_refused,
    sign::{FAR, far},
};
use crate::{
    call::{Answer, Door},
    transaction::{is_refused_picture, is_taken, magic, picture, sandbox},
};

const STEP: &str = "StepReValidateLiveness";

/// A person whose identity is verified, and who is number 1 of the company.
async fn verified(door: &Door) -> Phone<'_> {
    let phone = Phone::of(door, PHONE).await;
    door.test.verify_person(1);
    phone
}

fn faces(pictures: [String; 3]) -> Value {
    let [face_1, face_2, face_3] = pictures;
    json!({ "face_1": face_1, "face_2": face_2, "face_3": face_3 })
}

impl Phone<'_> {
    /// Hands in faces far from where the person registered.
    async fn revalidate(&self, id: &str, pictures: [String; 3]) -> Answer {
        let add = |body: &mut Value| {
            far(body);
            body["scanTransaction"] = faces(pictures);
        };
        self.step(STEP, id, add).await
    }

    /// Signs far away, from the code to the confirmation; the last answer.
    async fn sign_far(&self, id: &str) -> Answer {
        let (request, digits) = self.code_at(id, far).await;
        let shown = self.step("StepValidateOtp", id, |body| {
            far(body);
            body["otpRequestId"] = request.clone();
            body["otpCode"] = json!(digits);
        });
        is_done(&shown.await);
        self.step("StepValidatePayment", id, far).await
    }
}

/// Decides on a transaction as the staff.
async fn decide(door: &Door, call: &str, body: Value) {
    let mut request = door.request("POST", &format!("/api/Transactions/{call}"), Some(body));
    let token = door
        .bearer_of(&door.test.admin_user, &door.test.admin_password)
        .await;
    let bearer = format!("Bearer {token}");
    request
        .headers_mut()
        .insert("authorization", bearer.parse().unwrap());
    is_done(&door.send(request).await);
}

#[tokio::test]
async fn the_staff_approves_the_face_and_the_person_signs_there_for_a_day() {
    let door = Door::open_as_admin().await;
    let phone = verified(&door).await;
    let id = phone.made().await;
    is_refused(&phone.step("StepRequestOtp", &id, far).await, 1533);
    let data = is_taken(&phone.revalidate(&id, [1, 2, 3].map(picture)).await);
    assert_eq!(data["isVerificationProcessCompleted"], false);
    is_refused(&phone.step("StepRequestOtp", &id, far).await, 1533);
    let transaction = &data["transaction_id"];
    let waiting = is_done(&door.get("/api/Transactions/GetTransactions").await);
    assert_eq!(
        (&waiting[0]["id"], &waiting[0]["purpose"]),
        (transaction, &json!("presence"))
    );
    decide(&door, "Approve", json!({ "id": transaction })).await;
    // The same pictures tell what came of them.
    let again = phone.step("StepRevalidteLiveness", &id, |body| {
        far(body);
        body["transactionId"] = transaction.clone();
        body["scanTransaction"] = faces([1, 2, 3].map(picture));
    });
    assert_eq!(
        is_taken(&again.await)["isDigitalIdentityVerified"],
        json!(true)
    );
    // It counts there and not in a third place.
    let elsewhere = |body: &mut Value| {
        body["geoLocation"] = json!({ "latitude": FAR[0] - 7.0, "longitude": FAR[1] });
    };
    is_refused(&phone.step("StepRequestOtp", &id, elsewhere).await, 1533);
    assert_eq!(is_done(&phone.sign_far(&id).await), "Customer Signed");
    let entries = door.details(Act::ContractConfirmed);
    let named = format!("\"presence\":{transaction}");
    assert!(entries[0].contains(&named), "{entries:?}");
}

#[tokio::test]
async fn a_proof_of_presence_ends_after_a_day_and_with_the_identity() {
    let door = Door::open_as_admin().await;
    let phone = verified(&door).await;
    let id = phone.made().await;
    let prove = async || {
        let data = is_taken(&phone.revalidate(&id, [1, 2, 3].map(picture)).await);
        let transaction = data["transaction_id"].clone();
        decide(&door, "Approve", json!({ "id": transaction })).await;
    };
    prove().await;
    is_done(&phone.step("StepRequestOtp", &id, far).await);
    let path = "/api/DigitalIdentity/CancelVerifiedDigitalIdentity";
    is_done(&phone.call("POST", path, Some(json!({}))).await);
    door.test.verify_person(1);
    is_refused(&phone.step("StepRequestOtp", &id, far).await, 1533);
    prove().await;
    door.test.clock.advance(Span::hours(24));
    let token = door.login_again(PHONE).await;
    let phone = Phone { token, ..phone };
    is_refused(&phone.step("StepRequestOtp", &id, far).await, 1533);
}

#[tokio::test]
async fn faces_that_were_refused_let_nobody_sign_and_say_why() {
    let door = Door::open_as_admin().await;
    let phone = verified(&door).await;
    let id = phone.made().await;
    let data = is_taken(&phone.revalidate(&id, [1, 2, 3].map(picture)).await);
    let transaction = data["transaction_id"].clone();
    decide(&door, "Reject", json!({ "id": transaction, "code": 4209 })).await;
    let again = phone.step(STEP, &id, |body| {
        far(body);
        body["transactionId"] = transaction;
        body["scanTransaction"] = faces([1, 2, 3].map(picture));
    });
    is_refused_picture(&again.await, 4209, "transactionId");
    is_refused(&phone.step("StepRequestOtp", &id, far).await, 1533);
}

#[tokio::test]
async fn one_persons_face_lets_no_other_sign_and_without_identity_there_is_none_to_compare() {
    let door = Door::open_as_admin().await;
    let phone = verified(&door).await;
    let other = Phone::of(&door, OTHER_PHONE).await;
    let (id, others) = (phone.made().await, other.made().await);
    let data = is_taken(&phone.revalidate(&id, [1, 2, 3].map(picture)).await);
    decide(&door, "Approve", json!({ "id": data["transaction_id"] })).await;
    is_refused(
        &other.revalidate(&others, [4, 5, 6].map(picture)).await,
        1530,
    );
    door.test.verify_person(2);
    is_refused(&other.step("StepRequestOtp", &others, far).await, 1533);
    // Neither the contract nor the transaction of another person is taken.
    let foreign = other.revalidate(&id, [4, 5, 6].map(picture)).await;
    assert_eq!(
        (foreign.status, foreign.code()),
        (StatusCode::NOT_FOUND, 1501)
    );
    for transaction in [data["transaction_id"].clone(), json!("nothing")] {
        let stolen = other.step(STEP, &others, |body| {
            far(body);
            body["transactionId"] = transaction;
            body["scanTransaction"] = faces([1, 2, 3].map(picture));
        });
        is_refused_picture(&stolen.await, 5004, "transactionId");
    }
    is_refused(&other.step("StepRequestOtp", &others, far).await, 1533);
}

#[tokio::test]
async fn what_is_wrong_with_the_pictures_is_named_at_its_path() {
    let door = Door::open().await;
    let phone = verified(&door).await;
    let id = phone.made().await;
    let none = phone.step(STEP, &id, |body| body["geoLocation"] = Value::Null);
    let none = none.await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
    let named = ["face_1", "face_2", "face_3"].map(|name| format!("scanTransaction.{name}"));
    let mut expected = vec![("geoLocation".to_owned(), 1106)];
    expected.extend(named.map(|name| (name, 1106)));
    assert_eq!(none.mistakes(), expected);
    let mut pictures = [1, 2, 3].map(picture);
    pictures[1] = "*".to_owned();
    let wrong = phone.revalidate(&id, pictures).await;
    assert_eq!(wrong.mistakes().len(), 1);
    let same = phone.revalidate(&id, [1, 2, 2].map(picture)).await;
    assert_eq!(
        same.json()["services"]["Validations"]["validation_errors"][0]["field"],
        "scanTransaction.face_3"
    );
    // Magic is nothing outside a sandbox.
    let words = ["ok:1", "ok:2", "ok:3"].map(magic);
    is_refused_picture(
        &phone.revalidate(&id, words).await,
        5001,
        "scanTransaction.face_1",
    );
}

#[tokio::test]
async fn the_sandbox_approves_faces_at_once_and_the_contract_is_signed_there() {
    let door = sandbox().await;
    let imported = import_contract_type(&door.test.app, door.test.tenant, CONTRACT_TYPE_414).await;
    imported.unwrap().unwrap();
    let phone = Phone::of(&door, OTHER_PHONE).await;
    door.test.verify_person(2);
    let id = phone.made().await;
    is_refused(&phone.step("StepRequestOtp", &id, far).await, 1533);
    let words = ["ok:1", "ok:2", "ok:3"].map(magic);
    let data = is_taken(&phone.revalidate(&id, words).await);
    assert_eq!(data["isVerificationProcessCompleted"], true);
    assert_eq!(is_done(&phone.sign_far(&id).await), "Customer Signed");
}

/// A third place, far from both others.
fn elsewhere(body: &mut Value) {
    body["geoLocation"] = json!({ "latitude": FAR[0] - 7.0, "longitude": FAR[1] });
}

#[tokio::test]
async fn a_proof_elsewhere_takes_nothing_from_an_earlier_one() {
    let door = Door::open_as_admin().await;
    let phone = verified(&door).await;
    let id = phone.made().await;
    for (place, seeds) in [(far as fn(&mut Value), [1, 2, 3]), (elsewhere, [4, 5, 6])] {
        let shown = phone.step(STEP, &id, |body| {
            place(body);
            body["scanTransaction"] = faces(seeds.map(picture));
        });
        let data = is_taken(&shown.await);
        decide(&door, "Approve", json!({ "id": data["transaction_id"] })).await;
    }
    is_done(&phone.step("StepRequestOtp", &id, elsewhere).await);
    door.test.clock.advance(Span::seconds(61));
    is_done(&phone.step("StepRequestOtp", &id, far).await);
}

#[tokio::test]
async fn the_call_that_brings_the_faces_says_where_they_were_taken_and_no_other() {
    let door = Door::open_as_admin().await;
    let phone = verified(&door).await;
    let id = phone.made().await;
    let transaction = "6f1c2a11-5f0a-4c3e-9d55-0f2f6f1c2a11";
    let hand_in = |place: fn(&mut Value)| {
        phone.step(STEP, &id, move |body| {
            place(body);
            body["transactionId"] = json!(transaction);
            body["scanTransaction"] = faces([1, 2, 3].map(picture));
        })
    };
    // The first call breaks off after it began: nothing can be written.
    let files = door.test.outbox.parent().unwrap().join("data/files");
    let away = files.with_extension("away");
    std::fs::rename(&files, &away).unwrap();
    std::fs::write(&files, b"").unwrap();
    let broken = hand_in(elsewhere).await;
    assert!(broken.status.is_server_error(), "{}", broken.json());
    std::fs::remove_file(&files).unwrap();
    std::fs::rename(&away, &files).unwrap();
    is_taken(&hand_in(far).await);
    decide(&door, "Approve", json!({ "id": transaction })).await;
    // Asked again from elsewhere, it says what was decided and moves nothing.
    is_taken(&hand_in(elsewhere).await);
    is_refused(&phone.step("StepRequestOtp", &id, elsewhere).await, 1533);
    is_done(&phone.step("StepRequestOtp", &id, far).await);
}
