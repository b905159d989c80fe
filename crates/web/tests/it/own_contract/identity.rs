//! The proved identity against the contract: who is not whom the contract names, or too young, signs
//! nothing, and the company decides.

use mithaq_domain::evidence::Act;
use serde_json::{Value, json};

use super::{OTHER_PHONE, PHONE, Phone, change_type, is_done, is_refused, whole};
use crate::call::Door;

const CARD: &str = "29001011234567";
const SOURCE: &str = "\"required\": true,\n      \"identitySource\": \"fullName\"";

/// The type asks for identity, and for the name that was proved.
async fn door() -> Door {
    let door = Door::open_as_admin().await;
    let text = mithaq_testkit::CONTRACT_TYPE_414
        .replacen(
            "\"identityPolicy\": \"none\"",
            "\"identityPolicy\": \"required\"",
            1,
        )
        .replacen("\"required\": true", SOURCE, 1);
    let imported =
        mithaq_service::tenant::import_contract_type(&door.test.app, door.test.tenant, &text).await;
    imported.unwrap().unwrap();
    door
}

async fn contract(door: &Door) -> Value {
    let listed = door.get("/api/BusinessRequest/GetRequests").await.json();
    listed["data"][0].clone()
}

async fn decide(door: &Door, call: &str, body: Value) -> i64 {
    let path = format!("/api/BusinessRequest/{call}");
    door.post(&path, body).await.code()
}

async fn refused_code(phone: &Phone<'_>, id: &str) -> i64 {
    phone.step("StepRequestOtp", id, |_| {}).await.code()
}

#[tokio::test]
async fn another_persons_contract_waits_for_the_company_which_lets_this_identity_sign_it() {
    let door = door().await;
    let phone = Phone::of(&door, PHONE).await;
    door.test.verify_person_as(1, "Mahmoud Mohamed", CARD);
    let id = phone.made().await;
    let answer = phone.step("StepRequestOtp", &id, |_| {}).await;
    is_refused(&answer, 1538);
    let said = String::from_utf8_lossy(&answer.bytes);
    assert!(!said.contains("Mahmoud") && !said.contains("Ahmed"));
    assert!(door.test.messages().iter().all(|one| one.purpose != "sign"));
    let held = contract(&door).await;
    assert_eq!(held["requeststatus"], 1);
    assert_eq!(held["statusReason"], "IdentityDiffers");
    assert_eq!(held["identityDifferences"], json!(["fullName"]));
    let own = is_done(&phone.get(&format!("GetBusinessRequestById/{id}")).await);
    assert_eq!(own["statusReason"], "IdentityDiffers");
    assert_eq!(own["identityDifferences"], Value::Null);
    let noted = door.details(Act::ContractHeld);
    assert_eq!(noted, [r#"{"ageUnknown":false,"fields":["fullName"]}"#]);
    // Its values are fixed: what the company gives would be in no document.
    let values =
        json!({ "id": id, "requestFields": [{ "key": "fullName", "value": "Mahmoud Mohamed" }] });
    assert_ne!(decide(&door, "Approve", values).await, 0);
    assert_eq!(contract(&door).await["requeststatus"], 1);
    assert_eq!(refused_code(&phone, &id).await, 1502);
    assert_eq!(decide(&door, "Approve", json!({ "id": id })).await, 0);
    let accepted = contract(&door).await;
    assert_eq!(accepted["requeststatus"], 2);
    assert_eq!(accepted["statusReason"], Value::Null);
    let (request, digits) = phone.code(&id).await;
    is_done(&phone.show(&id, (&request, &digits)).await);
    assert_eq!(is_done(&phone.confirm(&id).await), "Customer Signed");
}

#[tokio::test]
async fn what_was_accepted_of_one_identity_is_not_accepted_of_the_next() {
    let door = door().await;
    let phone = Phone::of(&door, PHONE).await;
    door.test.verify_person_as(1, "Mahmoud Mohamed", CARD);
    let id = phone.made().await;
    assert_eq!(refused_code(&phone, &id).await, 1538);
    assert_eq!(decide(&door, "Approve", json!({ "id": id })).await, 0);
    let (request, digits) = phone.code(&id).await;
    is_done(&phone.show(&id, (&request, &digits)).await);
    // The code is out already; the identity that it was sent to is another now.
    door.test.verify_person_as(1, "Hassan Mohamed", CARD);
    is_refused(&phone.confirm(&id).await, 1538);
    assert_eq!(contract(&door).await["requeststatus"], 1);
    let reason = json!({ "id": id, "reason": "Not the customer" });
    assert_eq!(decide(&door, "Reject", reason).await, 0);
    assert_eq!(contract(&door).await["statusReason"], "Rejected");
    is_refused(&phone.confirm(&id).await, 1502);
}

#[tokio::test]
async fn whom_the_contract_names_signs_and_whoever_is_too_young_does_not() {
    let door = door().await;
    let phone = Phone::of(&door, PHONE).await;
    door.test.verify_person_as(1, "Ahmed Aly Mohamed", CARD);
    let id = phone.made().await;
    let (request, digits) = phone.code(&id).await;
    is_done(&phone.show(&id, (&request, &digits)).await);
    // Born in 2010: below Egypt's 21.
    door.test
        .verify_person_as(1, "Ahmed Aly Mohamed", "31001011234567");
    is_refused(&phone.confirm(&id).await, 1537);
    assert_eq!(phone.status(&id).await, 2, "age alone moves nothing");
    let young = Phone::of(&door, OTHER_PHONE).await;
    door.test
        .verify_person_as(2, "Ahmed Mohamed", "31001011234575");
    let other = young.made().await;
    assert_eq!(refused_code(&young, &other).await, 1537);
}

#[tokio::test]
async fn a_type_may_ask_for_another_age() {
    let door = Door::open_as_admin().await;
    change_type(
        &door,
        "\"identityPolicy\": \"none\"",
        "\"identityPolicy\": \"required\", \"minimumAge\": 16",
    )
    .await;
    let phone = Phone::of(&door, PHONE).await;
    door.test
        .verify_person_as(1, "Anybody at All", "31001011234567");
    let made = phone.make(|body| *body = whole()).await;
    let id = is_done(&made)["id"].as_str().unwrap().to_owned();
    let (request, digits) = phone.code(&id).await;
    is_done(&phone.show(&id, (&request, &digits)).await);
    assert_eq!(is_done(&phone.confirm(&id).await), "Customer Signed");
}
