//! Contracts that registered persons make by a company's app, with a publishable key.

mod attack;
mod decline;
mod files;
mod identity;
mod interleaving;
mod link;
mod presence;
mod several;
mod sign;

use axum::http::StatusCode;
use mithaq_domain::time::Span;
use mithaq_service::tenant::import_contract_type;
use mithaq_testkit::CONTRACT_TYPE_414;
use serde_json::{Value, json};

use crate::{
    call::{Answer, Door},
    person::{OTHER_PHONE, PHONE, is_done, is_refused},
};

pub const CREATE: &str = "/api/BusinessRequest/Create/414";

/// The app of one person.
pub struct Phone<'a> {
    pub door: &'a Door,
    key: String,
    pub token: String,
}

impl<'a> Phone<'a> {
    /// The app of a person who registers where `place` is.
    pub async fn of(door: &'a Door, phone: &str) -> Self {
        let place = json!({ "latitude": "30.0444", "longitude": "31.2357" });
        let registered = door.register(phone, |body| body["geoLocation"] = place);
        let data = is_done(&registered.await);
        Self {
            door,
            key: door.test.publishable_key().await.0,
            token: data["accessToken"].as_str().unwrap().to_owned(),
        }
    }

    /// The app of a person who has logged in.
    pub async fn with_token(door: &'a Door, token: &str) -> Self {
        Self {
            door,
            key: door.test.publishable_key().await.0,
            token: token.to_owned(),
        }
    }

    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.call_with(method, path, body, |_| {}).await
    }

    pub async fn call_with(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
        change: impl FnOnce(&mut axum::http::HeaderMap),
    ) -> Answer {
        let mut request = self.door.request(method, path, body);
        let headers = request.headers_mut();
        headers.insert("apikey", self.key.parse().unwrap());
        let bearer = format!("Bearer {}", self.token);
        headers.insert("authorization", bearer.parse().unwrap());
        change(headers);
        self.door.send(request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        let path = format!("/api/BusinessRequest/{path}");
        self.call("GET", &path, None).await
    }

    pub async fn make(&self, change: impl FnOnce(&mut Value)) -> Answer {
        let mut body = whole();
        change(&mut body);
        self.call("POST", CREATE, Some(body)).await
    }

    /// Makes a contract; its id.
    pub async fn made(&self) -> String {
        let data = is_done(&self.make(|_| {}).await);
        data["id"].as_str().unwrap().to_owned()
    }
}

pub fn whole() -> Value {
    json!({
        "geoLocation": { "latitude": "30.05", "longitude": 31.24 },
        "userDeviceUtcTime": "2026-11-22T10:15:30.000Z",
        "requestFieldsValues": { "fullName": "Ahmed Mohamed", "MonthlyIncome": 5000 },
    })
}

/// Changes the type as its JSON reads.
pub async fn change_type(door: &Door, from: &str, to: &str) {
    assert!(CONTRACT_TYPE_414.contains(from));
    let text = CONTRACT_TYPE_414.replacen(from, to, 1);
    let imported = import_contract_type(&door.test.app, door.test.tenant, &text).await;
    imported.unwrap().unwrap();
}

pub async fn ask_for_identity(door: &Door) {
    change_type(
        door,
        "\"identityPolicy\": \"none\"",
        "\"identityPolicy\": \"required\"",
    )
    .await;
}

#[tokio::test]
async fn a_contract_is_made_and_read_in_its_whole_shape() {
    let door = Door::open().await;
    let phone = Phone::of(&door, PHONE).await;
    let made = is_done(&phone.make(|_| {}).await);
    assert_eq!(made["requestStatusName"], "Approved");
    assert_eq!(made["requestNumber"], "REQ-2026-00001");
    assert_eq!(made["requestFields"][1]["value"], "5000.00");
    let id = made["id"].as_str().unwrap();
    let path = format!("GetBusinessRequestById/{}", id.to_uppercase());
    let read = is_done(&phone.get(&path).await);
    assert_eq!(read["documents"][0]["order"], 1);
    let text = read["documents"][0]["content"].as_str().unwrap();
    assert!(
        text.contains("Ahmed Mohamed") && text.contains("REQ-2026-00001"),
        "{text}"
    );
    assert_eq!(read["user"]["phoneNumber"], PHONE);
    assert_eq!(
        read["customerSigners"][0]["customerSigner"]["id"],
        read["user"]["id"]
    );
    assert_eq!(read["customerSigners"][0]["isSigned"], false);
    assert_eq!(read["creatorUserFullName"], "Ahmed Mohamed");
    let current = is_done(&phone.get("Current").await);
    assert_eq!(current, read);
    let minimal = is_done(&phone.get("Current?minimal=true").await);
    assert_eq!(
        (&minimal["id"], &minimal["requestFields"]),
        (&made["id"], &json!([]))
    );
    let list = phone.get("CurrentList").await.json();
    assert_eq!((&list["totalCount"], &list["data"][0]), (&json!(1), &read));
    let ids = phone.get("CurrentListIds").await.json();
    assert_eq!(ids["data"], json!([id]));
}

#[tokio::test]
async fn the_values_that_the_published_names_ask_for_are_those_of_the_fields_of_these_keys() {
    let door = Door::open().await;
    let amount = r#""fields": [{"key": "totalAmount", "type": "money", "label": {"en": "Total", "ar": "الإجمالي"}},"#;
    change_type(&door, "\"fields\": [", amount).await;
    let phone = Phone::of(&door, PHONE).await;
    let made = phone.make(|body| body["requestFieldsValues"]["totalAmount"] = json!("21600"));
    let made = is_done(&made.await);
    assert_eq!(
        (&made["totalAmount"], &made["amount"]),
        (&json!("21600.00"), &Value::Null)
    );
}

#[tokio::test]
async fn every_mistake_is_named_at_its_path_and_nothing_is_stored() {
    let door = Door::open_as_admin().await;
    let phone = Phone::of(&door, PHONE).await;
    let wrong = phone.make(|body| {
        *body = json!({
            "REQUESTFIELDSVALUES": { "monthlyIncome": "much", "shoe": 44 },
            "isDynamicSubTypes": true,
        });
    });
    let wrong = wrong.await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(wrong.mistakes(), [("isDynamicSubTypes".to_owned(), 1118)]);
    let wrong = phone.make(|body| {
        *body = json!({ "REQUESTFIELDSVALUES": { "monthlyIncome": "much", "shoe": 44 } });
    });
    let mistakes = [
        ("REQUESTFIELDSVALUES.monthlyIncome".to_owned(), 1122),
        ("REQUESTFIELDSVALUES.shoe".to_owned(), 1110),
        ("REQUESTFIELDSVALUES.fullName".to_owned(), 1106),
    ];
    assert_eq!(wrong.await.mistakes(), mistakes);
    for path in ["Create/415", "Create/nothing"] {
        let path = format!("/api/BusinessRequest/{path}");
        let answer = phone.call("POST", &path, Some(whole())).await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::NOT_FOUND, 1506)
        );
    }
    assert_eq!(phone.get("CurrentList").await.json()["totalCount"], 0);
    assert_eq!(phone.get("Current").await.status, StatusCode::NOT_FOUND);
    assert_eq!(door.session_count().await, 0);
}

#[tokio::test]
async fn only_a_verified_person_makes_a_contract_of_a_type_that_asks_for_it() {
    let door = Door::open().await;
    ask_for_identity(&door).await;
    let phone = Phone::of(&door, PHONE).await;
    is_refused(&phone.make(|_| {}).await, 1530);
    let asked = is_done(&phone.get("CheckEligibility").await);
    let no = json!({
        "isEligible": false, "isDigitalIdentityVerified": false,
        "hasPendingRequest": false, "isEmailConfirmed": false,
    });
    assert_eq!(asked, no);
    door.test.verify_person(1);
    assert_eq!(
        is_done(&phone.get("CheckEligibility").await)["isEligible"],
        true
    );
    phone.made().await;
    let asked = is_done(&phone.get("CheckEligibility").await);
    assert_eq!(
        (&asked["isEligible"], &asked["hasPendingRequest"]),
        (&json!(false), &json!(true))
    );
    is_refused(&phone.make(|_| {}).await, 1531);
    // What waited has expired, and keeps nobody any longer.
    door.test.clock.advance(Span::days(7));
    let again = Door::login_again(&door, PHONE).await;
    let phone = Phone {
        token: again,
        ..phone
    };
    assert_eq!(
        is_done(&phone.get("CheckEligibility").await)["isEligible"],
        true
    );
    phone.made().await;
}

#[tokio::test]
async fn a_type_that_members_approve_waits_and_is_told_with_a_link() {
    let door = Door::open_as_admin().await;
    change_type(
        &door,
        "\"approval\": \"automatic\"",
        "\"approval\": \"member\"",
    )
    .await;
    let phone = Phone::of(&door, PHONE).await;
    let made = is_done(&phone.make(|_| {}).await);
    assert_eq!(made["requeststatus"], 1);
    let listed = door.get("/api/BusinessRequest/GetRequests").await.json();
    assert_eq!(listed["data"][0]["id"], made["id"]);
    let session = door.get("/api/IdentityUserSession/List").await.json()["data"][0].clone();
    assert_eq!(
        (&session["origin"], &session["state"]),
        (&json!("api"), &json!("created"))
    );
    let approved = door.post("/api/BusinessRequest/Approve", json!({ "id": made["id"] }));
    is_done(&approved.await);
    assert_eq!(is_done(&phone.get("Current").await)["requeststatus"], 2);
    door.test.drain().await;
    let messages = door.test.messages();
    let told = messages
        .iter()
        .find(|message| message.purpose == "approved");
    assert!(told.unwrap().text.contains("/session?token="));
}

#[tokio::test]
async fn a_call_that_is_sent_twice_makes_one_contract() {
    let door = Door::open().await;
    let phone = Phone::of(&door, PHONE).await;
    let send = |body: Value| {
        phone.call_with("POST", CREATE, Some(body), |headers| {
            headers.insert("idempotency-key", "once".parse().unwrap());
        })
    };
    let (one, other) = tokio::join!(send(whole()), send(whole()));
    assert_eq!(is_done(&one), is_done(&other));
    let mut changed = whole();
    changed["requestFieldsValues"]["monthlyIncome"] = json!(6000);
    changed["requestFieldsValues"]
        .as_object_mut()
        .unwrap()
        .remove("MonthlyIncome");
    let reused = send(changed).await;
    assert_eq!(
        (reused.status, reused.code()),
        (StatusCode::BAD_REQUEST, 1120)
    );
    assert_eq!(phone.get("CurrentListIds").await.json()["totalCount"], 1);
}

#[tokio::test]
async fn of_two_clicks_at_once_one_makes_a_contract() {
    let door = Door::open().await;
    let phone = Phone::of(&door, PHONE).await;
    let (one, other) = tokio::join!(phone.make(|_| {}), phone.make(|_| {}));
    let mut codes = [one.code(), other.code()];
    codes.sort_unstable();
    assert_eq!(codes, [0, 1531]);
}

impl Door {
    /// Logs a person in again with a code; the token.
    pub async fn login_again(&self, phone: &str) -> String {
        let id = self.login_code(phone).await;
        let digits = self.test.code_to(phone, "login").await.unwrap();
        let data = is_done(&self.login_by_code(phone, &id, &digits).await);
        data["accessToken"].as_str().unwrap().to_owned()
    }
}
