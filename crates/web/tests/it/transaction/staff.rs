//! The staff looks at what waits, and decides.

use std::sync::Arc;

use axum::http::StatusCode;
use mithaq_domain::evidence::Act;
use serde_json::{Value, json};

use super::{ID, app, base64, is_refused_picture, is_taken, picture, png};
use crate::{
    call::Door,
    person::{OTHER_PHONE, PHONE, is_done, is_refused},
};

const NUMBER: &str = "29801011234567";

/// A door whose caller is an administrator, behind which a person's transaction waits; and that
/// person's token.
pub(super) async fn waiting() -> (Door, Option<String>) {
    let mut door = app().await;
    door.hand_in(ID).await;
    let user = door.bearer.take();
    (door.logged_in().await, user)
}

pub(super) fn card(change: impl FnOnce(&mut Value)) -> Value {
    let mut body = json!({
        "id": ID,
        "idFrontData": { "name": "منى أحمد علي", "idNumber": NUMBER, "address": "12 شارع النيل" },
        "idBackData": { "job": "مهندسة", "idExpiry": "2031-05-01" },
    });
    change(&mut body);
    body
}

impl Door {
    async fn transactions(&self, state: &str) -> Vec<Value> {
        let answer = self
            .get(&format!("/api/Transactions/GetTransactions?state={state}"))
            .await;
        let listed = is_done(&answer);
        assert_eq!(
            answer.json()["totalCount"],
            listed.as_array().unwrap().len()
        );
        listed.as_array().unwrap().clone()
    }

    pub(super) async fn transaction(&self, id: &str) -> Value {
        is_done(
            &self
                .get(&format!("/api/Transactions/GetTransactionById?id={id}"))
                .await,
        )
    }

    pub(super) async fn approve(&self, body: Value) -> crate::call::Answer {
        self.post("/api/Transactions/Approve", body).await
    }

    pub(super) async fn picture(&self, id: &str, name: &str) -> crate::call::Answer {
        let path = "/api/DigitalIdentity/GetStepImage";
        self.get(&format!("{path}?TransactionId={id}&FileName={name}"))
            .await
    }

    async fn images_of(&self, phone: &str) -> crate::call::Answer {
        let path = "/api/DigitalIdentity/GetUserDigitalIdentityImages";
        let phone = phone.replace('+', "%2B");
        self.get(&format!("{path}?emailOrPhoneNumber={phone}"))
            .await
    }

    async fn events_count(&self) -> usize {
        let events = is_done(&self.get("/api/Webhook/Events").await);
        events.as_array().unwrap().len()
    }
}

#[tokio::test]
async fn what_waits_is_listed_looked_at_and_approved_and_the_person_is_verified() {
    let (mut door, user) = waiting().await;
    let listed = door.transactions("waiting").await;
    assert_eq!((listed.len(), &listed[0]["id"]), (1, &json!(ID)));
    assert_eq!(listed[0]["creatorUserId"], 1);
    let shown = door.transaction(&ID.to_uppercase()).await;
    assert_eq!(shown["transaction"]["stepsCount"], 5);
    assert_eq!(shown["transaction"]["isVerified"], false);
    assert_eq!(shown["transactionItems"]["phoneNumber"], PHONE);
    assert_eq!(
        shown["transactionItems"]["deviceInfo"]["ipAddress"],
        "127.0.0.1"
    );
    assert_eq!(shown["transactionItems"]["steps"][0]["isPassed"], false);
    let images = is_done(&door.images_of(PHONE).await);
    assert_eq!(
        (&images["idFrontImage"], &images["transactionId"]),
        (&json!("id-front"), &json!(ID))
    );
    assert!(images["livenessImage"].is_null());
    for (name, seed) in [
        ("idFrontImage", 1),
        ("idBackImage", 2),
        ("livenessFace03Image", 5),
    ] {
        let image = is_done(&door.picture(ID, images[name].as_str().unwrap()).await);
        assert_eq!(image["image"], base64(&png(640, 400, seed)));
    }
    assert_eq!(door.acts(Act::IdentityViewed), 3);
    is_done(&door.approve(card(|_| {})).await);
    assert_eq!(door.acts(Act::IdentityCaptured), 3);
    assert_eq!(door.acts(Act::IdentityApproved), 1);
    assert!(door.transactions("waiting").await.is_empty());
    let shown = door.transaction(ID).await;
    assert_eq!(shown["transaction"]["state"], "approved");
    assert_eq!(shown["transaction"]["isMatched"], true);
    assert_eq!(shown["transaction"]["fullName"], "منى أحمد علي");
    assert_eq!(shown["transactionItems"]["isDigitalIdentityVerified"], true);
    assert_eq!(door.events_count().await, 1);
    let found = door.person("GetUsers", json!({ "filter": "منى" })).await;
    let found = is_done(&found)[0].clone();
    assert_eq!(
        (&found["idNumber"], &found["isDigitalIdentityVerified"]),
        (&json!(NUMBER), &json!(true))
    );
    // The app that asks again with the same pictures hears what came of it.
    door.bearer = user;
    let [face_1, face_2, face_3] = [3, 4, 5].map(picture);
    let again = json!({ "face_1": face_1, "face_2": face_2, "face_3": face_3,
        "transaction_id": ID, "getExtractedData": true });
    let data = is_taken(&door.verify("liveness/multi", again).await);
    assert_eq!(data["isVerificationProcessCompleted"], true);
    assert_eq!(data["isDigitalIdentityVerified"], true);
    assert_eq!(data["idFrontData"]["dateOfBirth"], "1998-01-01");
    assert_eq!(data["idBackData"]["job"], "مهندسة");
    assert!(data["idBackData"]["religion"].is_null());
}

#[tokio::test]
async fn a_refused_person_is_not_verified_and_begins_anew() {
    let (mut door, user) = waiting().await;
    let body = json!({ "id": ID, "code": 5006, "reason": " The back is blurred " });
    is_done(&door.post("/api/Transactions/Reject", body.clone()).await);
    let shown = door.transaction(ID).await;
    let transaction = &shown["transaction"];
    assert_eq!(transaction["state"], "refused");
    assert_eq!(transaction["rejectionCode"], 5006);
    assert_eq!(transaction["rejectionReason"], "The back is blurred");
    assert_eq!(door.events_count().await, 0);
    is_refused(&door.post("/api/Transactions/Reject", body).await, 1325);
    is_refused(&door.approve(card(|_| {})).await, 1325);
    door.bearer = user;
    is_refused_picture(
        &door.faces(ID, [3, 4, 5].map(picture)).await,
        5006,
        "transaction_id",
    );
    is_refused_picture(
        &door.faces(ID, [6, 7, 8].map(picture)).await,
        5004,
        "transaction_id",
    );
    let data = is_taken(
        &door
            .verify("id/front", json!({ "image": picture(1) }))
            .await,
    );
    assert_eq!(data["isDigitalIdentityVerified"], false);
}

#[tokio::test]
async fn what_cannot_be_read_off_a_card_is_refused_at_its_path_and_nothing_changes() {
    let (door, _) = waiting().await;
    type Change = fn(&mut Value);
    let cases: [(Change, &str, i64); 7] = [
        (
            |body| body["idFrontData"] = json!(null),
            "idFrontData",
            1106,
        ),
        (
            |body| body["idFrontData"]["name"] = json!(" "),
            "idFrontData.name",
            1106,
        ),
        (
            |body| body["idFrontData"]["idNumber"] = json!("29813011234567"),
            "idFrontData.idNumber",
            3001,
        ),
        (
            |body| body["idFrontData"]["dateOfBirth"] = json!("1998-01-02"),
            "idFrontData.dateOfBirth",
            3002,
        ),
        (
            |body| body["idFrontData"]["gender"] = json!("Male"),
            "idFrontData.gender",
            3005,
        ),
        (
            |body| body["idBackData"]["idExpiry"] = json!("2026-01-01"),
            "idBackData.idExpiry",
            3010,
        ),
        (
            |body| body["idBackData"]["releaseDate"] = json!("1/5/2024"),
            "idBackData.releaseDate",
            3008,
        ),
    ];
    for (change, path, code) in cases {
        let answer = door.approve(card(change)).await;
        assert_eq!(
            answer.mistakes(),
            [(path.to_owned(), code)],
            "{}",
            answer.json()
        );
    }
    assert_eq!(door.transactions("waiting").await.len(), 1);
    assert_eq!(door.events_count().await, 0);
}

#[tokio::test]
async fn of_many_decisions_at_once_one_holds() {
    let (door, _) = waiting().await;
    let door = Arc::new(door);
    let calls: Vec<_> = (0..8)
        .map(|number| {
            let door = Arc::clone(&door);
            tokio::spawn(async move {
                if number % 2 == 0 {
                    door.approve(card(|_| {})).await.code()
                } else {
                    let body = json!({ "id": ID, "code": 5005 });
                    door.post("/api/Transactions/Reject", body).await.code()
                }
            })
        })
        .collect();
    let mut codes = Vec::new();
    for call in calls {
        codes.push(call.await.unwrap());
    }
    assert_eq!(
        codes.iter().filter(|code| **code == 0).count(),
        1,
        "{codes:?}"
    );
    assert!(
        codes.iter().all(|code| [0, 1325].contains(code)),
        "{codes:?}"
    );
    let approved = door.transactions("approved").await.len();
    assert_eq!(door.events_count().await, approved);
}

#[tokio::test]
async fn an_id_number_that_verified_another_is_refused_and_only_in_that_company() {
    let (mut door, _) = waiting().await;
    is_done(&door.approve(card(|_| {})).await);
    let admin = door.bearer.replace(door.user(OTHER_PHONE).await);
    let other = ID.replace("6f1c", "7f1c");
    door.hand_in(&other).await;
    door.bearer = admin;
    let body = card(|body| body["id"] = json!(other));
    is_refused(&door.approve(body.clone()).await, 1322);
    assert_eq!(door.transactions("waiting").await.len(), 1);
    let cancel = json!({ "userId": 1 });
    is_done(
        &door
            .person("CancelVerifiedDigitalIdentityForAdmin", cancel)
            .await,
    );
    assert_eq!(
        door.transaction(ID).await["transaction"]["state"],
        "withdrawn"
    );
    is_done(&door.approve(body).await);
    // Another company knows nothing of it.
    let made = door.test.another_tenant("other").await;
    door.test.api_key = made.api_key;
    door.test.tenant = made.tenant.id;
    door.test.admin_password = made.password;
    door.bearer = Some(door.user("+201212345678").await);
    door.hand_in(ID).await;
    door.bearer = None;
    let door = door.logged_in().await;
    is_done(&door.approve(card(|_| {})).await);
}

#[tokio::test]
async fn no_name_leads_out_of_a_transaction_and_nothing_of_another_company_is_seen() {
    let (door, _) = waiting().await;
    for name in [
        "../id-front",
        "..%2F..%2Fmaster.key",
        "id-front%00",
        "%2Fetc%2Fpasswd",
        "id-front/../id-back",
        "liveness",
        "ID-FRONT",
        &"a".repeat(3_000),
    ] {
        let answer = door.picture(ID, name).await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::NOT_FOUND, 1324),
            "{name}"
        );
    }
    let mut door = door;
    let made = door.test.another_tenant("other").await;
    door.test.api_key = made.api_key;
    door.test.tenant = made.tenant.id;
    door.test.admin_password = made.password;
    let door = door.logged_in().await;
    let unknown = ID.replace("6f1c", "7f1c");
    for id in [ID, unknown.as_str(), "no", "..%2F"] {
        for answer in [
            door.picture(id, "id-front").await,
            door.get(&format!("/api/Transactions/GetTransactionById?id={id}"))
                .await,
            door.approve(card(|body| body["id"] = json!(id))).await,
            door.post(
                "/api/Transactions/Reject",
                json!({ "id": id, "code": 5005 }),
            )
            .await,
        ] {
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::NOT_FOUND, 1324),
                "{id}"
            );
        }
    }
    assert_eq!(door.images_of(PHONE).await.code(), 1310);
    assert!(door.transactions("waiting").await.is_empty());
}

#[tokio::test]
async fn wrong_asks_are_refused_at_their_place() {
    let door = Door::open_as_admin().await;
    for (path, field, code) in [
        ("Transactions/GetTransactions?state=gone", "state", 1117),
        (
            "Transactions/GetTransactions?MaxResultCount=0",
            "MaxResultCount",
            1117,
        ),
        ("Transactions/GetTransactionById", "id", 1106),
        (
            "DigitalIdentity/GetStepImage?FileName=id-front",
            "TransactionId",
            1106,
        ),
        (
            "DigitalIdentity/GetStepImage?TransactionId=x",
            "FileName",
            1106,
        ),
        (
            "DigitalIdentity/GetUserDigitalIdentityImages",
            "emailOrPhoneNumber",
            1106,
        ),
        (
            "DigitalIdentity/GetUserDigitalIdentityImages?emailOrPhoneNumber=1",
            "emailOrPhoneNumber",
            1111,
        ),
        (
            "DigitalIdentity/GetUserDigitalIdentityImages?emailOrPhoneNumber=@",
            "emailOrPhoneNumber",
            1112,
        ),
    ] {
        let answer = door.get(&format!("/api/{path}")).await;
        assert_eq!(answer.mistakes(), [(field.to_owned(), code)], "{path}");
    }
}
