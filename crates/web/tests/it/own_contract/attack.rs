//! Whoever reaches for another one's contract finds none.

use axum::http::StatusCode;
use mithaq_domain::time::Span;
use mithaq_service::tenant::import_contract_type;
use mithaq_testkit::CONTRACT_TYPE_414;
use serde_json::json;

use super::{OTHER_PHONE, PHONE, Phone, is_done};
use crate::{
    call::{Answer, Door},
    person::PASSWORD,
};

fn is_unknown(answer: &Answer) {
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::NOT_FOUND, 1501)
    );
}

#[tokio::test]
async fn another_persons_contract_is_as_one_that_does_not_exist() {
    let door = Door::open().await;
    let (phone, other) = (
        Phone::of(&door, PHONE).await,
        Phone::of(&door, OTHER_PHONE).await,
    );
    let id = phone.made().await;
    for id in [
        id.as_str(),
        "01890000-0000-7000-8000-000000000000",
        "nothing",
    ] {
        is_unknown(&other.get(&format!("GetBusinessRequestById/{id}")).await);
    }
    is_unknown(&other.get("Current").await);
    assert_eq!(other.get("CurrentList").await.json()["totalCount"], 0);
    assert_eq!(other.get("CurrentListIds").await.json()["data"], json!([]));
    // Nor does it keep the other one from making one.
    other.made().await;
}

#[tokio::test]
async fn a_person_is_told_neither_who_countersigns_nor_what_the_company_keeps_to_itself() {
    let door = Door::open_as_admin().await;
    let hidden = r#""contractSigners": ["admin"], "fields": [{"key": "riskClass", "type": "text",
        "label": {"en": "Risk", "ar": "المخاطر"}, "visibleToUser": false},"#;
    let text = CONTRACT_TYPE_414.replacen("\"contractSigners\": [],", "", 1);
    let text = text.replacen("\"fields\": [", hidden, 1);
    let imported = import_contract_type(&door.test.app, door.test.tenant, &text).await;
    imported.unwrap().unwrap();
    let phone = Phone::of(&door, PHONE).await;
    let (types, fields) = (
        "GetAllRequestTypes",
        "GetBusinessRequestTypeTemplateFields?requestTypeId=414",
    );
    let seen = is_done(&phone.get(types).await);
    assert_eq!(
        (&seen[0]["id"], &seen[0]["contractSigners"]),
        (&json!(414), &json!([]))
    );
    let seen = is_done(&phone.get(fields).await).to_string();
    assert!(seen.contains("monthlyIncome") && !seen.contains("riskClass"));
    let staff = |path: &str| format!("/api/BusinessRequest/{path}");
    let seen = is_done(&door.get(&staff(types)).await);
    assert_eq!(seen[0]["contractSigners"], json!(["admin"]));
    let seen = is_done(&door.get(&staff(fields)).await).to_string();
    assert!(seen.contains("riskClass"));
}

#[tokio::test]
async fn no_token_but_a_persons_of_this_tenant_is_taken() {
    let door = Door::open_as_admin().await;
    let id = Phone::of(&door, PHONE).await.made().await;
    let path = format!("GetBusinessRequestById/{id}");
    let session = door.invite(|_| {}).await.json()["data"].clone();
    let admin = door.bearer.clone().unwrap();
    for token in [session.as_str().unwrap(), &admin] {
        let phone = Phone::again(&door, token).await;
        assert_eq!(phone.get(&path).await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_person_of_another_tenant_with_the_same_number_reaches_nothing() {
    let door = Door::open().await;
    let phone = Phone::of(&door, PHONE).await;
    let id = phone.made().await;
    let token = phone.token.clone();
    let mut delta = Door::open().await;
    let made = door.test.another_tenant("delta").await;
    delta.router = door.router.clone();
    delta.test.api_key = made.api_key;
    let path = format!("/api/BusinessRequest/GetBusinessRequestById/{id}");
    let mut request = delta.request("GET", &path, None);
    let bearer = format!("Bearer {token}");
    request
        .headers_mut()
        .insert("authorization", bearer.parse().unwrap());
    let answer = delta.send(request).await;
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::UNAUTHORIZED, 1202)
    );
    // Messages of one moment have no order.
    door.test.clock.advance(Span::seconds(1));
    let sent = json!({ "phoneNumber": PHONE });
    let sent = delta.person("Register/StepVerifyPhone", sent).await;
    let digits = door.test.code_to(PHONE, "register").await.unwrap();
    let body = json!({
        "phoneNumber": PHONE, "phoneNumberOtp": digits, "password": PASSWORD,
        "phoneNumberOtpRequestId": sent.json()["data"]["phoneNumberOtpRequestId"],
    });
    let there = is_done(&delta.person("Register", body).await);
    let mut request = delta.request("GET", &path, None);
    let bearer = format!("Bearer {}", there["accessToken"].as_str().unwrap());
    request
        .headers_mut()
        .insert("authorization", bearer.parse().unwrap());
    is_unknown(&delta.send(request).await);
}

impl<'a> Phone<'a> {
    /// An app with a token that it should not have.
    pub(super) async fn again(door: &'a Door, token: &str) -> Self {
        Self {
            door,
            key: door.test.publishable_key().await.0,
            token: token.to_owned(),
        }
    }
}
