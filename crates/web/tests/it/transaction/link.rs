//! Pictures that an app hands in before it has a user, and the user whose they become.

use std::sync::Arc;

use mithaq_domain::{evidence::Act, time::Span};
use mithaq_service::transaction::forget_unclaimed;
use serde_json::{Value, json};

use super::{ID, app, is_refused_picture, is_taken, magic, picture, sandbox};
use crate::{
    call::{Answer, Door},
    person::{OTHER_PHONE, PHONE, is_done},
};

const NUMBER: &str = "29801011234567";

impl Door {
    async fn ocr(&self, call: &str, body: Value) -> Answer {
        self.post(&format!("/v1/ocr/{call}"), body).await
    }

    /// Hands in both sides and the faces without a token; the last answer.
    async fn hand_in_for_nobody(&self, id: &str, sides: [String; 2], faces: [String; 3]) -> Value {
        let [front, back] = sides;
        for (side, image) in [("id/front", front), ("id/back", back)] {
            let body = json!({ "image": image, "transaction_id": id });
            let data = is_ocr_taken(&self.ocr(side, body).await);
            assert_eq!(data["state"], "collecting");
        }
        let [face_1, face_2, face_3] = faces;
        let body = json!({ "face_1": face_1, "face_2": face_2, "face_3": face_3,
            "transaction_id": id, "client_transaction_id": "ignored: it began before" });
        is_ocr_taken(&self.ocr("liveness/multi", body).await)
    }

    pub(super) async fn link(&self, id: &str) -> Answer {
        let body = json!({ "transactionId": id.to_uppercase(), "getExtractedData": true });
        self.person("LinkUserWithExistingTransaction", body).await
    }
}

fn is_ocr_taken(answer: &Answer) -> Value {
    is_taken(answer)
}

fn pictures() -> ([String; 2], [String; 3]) {
    ([1, 2].map(picture), [3, 4, 5].map(picture))
}

fn magics(number: &str) -> ([String; 2], [String; 3]) {
    let front = magic(&format!("ok:{number}"));
    ([front, magic("ok")], ["ok:1", "ok:2", "ok:3"].map(magic))
}

fn card() -> Value {
    json!({ "id": ID, "idFrontData": { "name": "منى أحمد علي", "idNumber": NUMBER } })
}

#[tokio::test]
async fn linking_counts_among_what_a_person_begins_within_a_day() {
    let mut door = app().await;
    for seed in 0..20 {
        let body = json!({ "image": picture(seed) });
        is_taken(&door.verify("id/front", body).await);
    }
    let user = door.bearer.take();
    let (sides, faces) = pictures();
    door.hand_in_for_nobody(ID, sides, faces).await;
    door.bearer = user;
    let refused = door.link(ID).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, 1902));
    door.test.clock.advance(Span::hours(25));
    door.bearer = Some(door.login_again(PHONE).await);
    is_taken(&door.link(ID).await);
}

#[tokio::test]
async fn what_nobody_handed_in_becomes_a_persons_and_is_then_decided() {
    let mut door = app().await;
    let user = door.bearer.take();
    let (sides, faces) = pictures();
    let data = door.hand_in_for_nobody(ID, sides, faces).await;
    assert_eq!(
        (&data["state"], &data["isMatched"]),
        (&json!("waiting"), &json!(false))
    );
    door.bearer = user;
    let linked = is_taken(&door.link(ID).await);
    assert_eq!(linked["isDigitalIdentityVerified"], false);
    assert!(linked["idFrontData"].is_null() && linked["user"]["id"].is_i64());
    let user = door.bearer.take();
    let mut door = door.logged_in().await;
    is_done(&door.post("/api/Transactions/Approve", card()).await);
    let path = format!("/api/DigitalIdentity/GetStepImage?TransactionId={ID}&FileName=id-back");
    assert_eq!(is_done(&door.get(&path).await)["image"], picture(2));
    door.bearer = user;
    let linked = is_taken(&door.link(ID).await);
    assert_eq!(linked["isDigitalIdentityVerified"], true);
    assert_eq!(linked["idFrontData"]["idNumber"], NUMBER);
    assert_eq!(door.acts(Act::IdentityLinked), 1);
}

#[tokio::test]
async fn what_was_decided_before_verifies_whom_it_is_linked_to_and_tells_the_company_then() {
    let mut door = sandbox().await;
    let user = door.bearer.take();
    let (sides, faces) = magics(NUMBER);
    let data = door.hand_in_for_nobody(ID, sides, faces).await;
    assert_eq!(
        (&data["state"], &data["isMatched"]),
        (&json!("approved"), &json!(true))
    );
    let mut door = door.logged_in().await;
    let told = |events: Value| events.as_array().unwrap().len();
    assert_eq!(told(is_done(&door.get("/api/Webhook/Events").await)), 0);
    let admin = std::mem::replace(&mut door.bearer, user);
    for _ in 0..2 {
        let linked = is_taken(&door.link(ID).await);
        assert_eq!(linked["isDigitalIdentityVerified"], true);
        assert_eq!(linked["idFrontData"]["idNumber"], NUMBER);
    }
    door.bearer = admin;
    assert_eq!(told(is_done(&door.get("/api/Webhook/Events").await)), 1);
}

#[tokio::test]
async fn a_call_that_is_sent_again_after_the_link_says_what_was_decided_and_not_what_was_read() {
    let mut door = sandbox().await;
    let user = door.bearer.take();
    let ([front, back], [face_1, face_2, face_3]) = magics(NUMBER);
    for (side, image) in [("id/front", front), ("id/back", back)] {
        let body = json!({ "image": image, "transaction_id": ID });
        is_ocr_taken(&door.ocr(side, body).await);
    }
    let body = json!({ "face_1": face_1, "face_2": face_2, "face_3": face_3,
        "transaction_id": ID, "getExtractedData": true });
    let send = async |door: &Door| {
        let path = "/v1/ocr/liveness/multi";
        let mut request = door.request("POST", path, Some(body.clone()));
        let headers = request.headers_mut();
        headers.insert("idempotency-key", "faces".parse().unwrap());
        let data = is_ocr_taken(&door.send(request).await);
        let number = data["idFrontData"]["idNumber"].clone();
        (data["state"].clone(), number)
    };
    let approved = json!("approved");
    assert_eq!(send(&door).await, (approved.clone(), json!(NUMBER)));
    assert_eq!(send(&door).await, (approved.clone(), json!(NUMBER)));
    door.bearer = user;
    is_taken(&door.link(ID).await);
    door.bearer = None;
    assert_eq!(send(&door).await, (approved, Value::Null));
}

#[tokio::test]
async fn a_transaction_is_linked_to_one_person_and_a_number_verifies_one() {
    let mut door = sandbox().await;
    let first = door.bearer.take();
    let second = Some(door.user(OTHER_PHONE).await);
    let (sides, faces) = magics(NUMBER);
    door.hand_in_for_nobody(ID, sides, faces).await;
    let other = ID.replace("6f1c", "7f1c");
    let (sides, faces) = magics(NUMBER);
    door.hand_in_for_nobody(&other, sides, faces).await;
    door.bearer = first;
    is_taken(&door.link(ID).await);
    is_refused_picture(&door.link(&other).await, 1321, "transactionId");
    door.bearer = second;
    is_refused_picture(&door.link(ID).await, 5004, "transactionId");
    is_refused_picture(&door.link(&other).await, 1322, "transactionId");
    for unknown in ["no", "00000000-0000-4000-8000-000000000000"] {
        is_refused_picture(&door.link(unknown).await, 5004, "transactionId");
    }
    assert_eq!(door.acts(Act::IdentityLinked), 1);
}

#[tokio::test]
async fn of_two_persons_who_link_at_once_one_wins() {
    let mut door = app().await;
    let first = door.bearer.take().unwrap();
    let second = door.user(OTHER_PHONE).await;
    let (sides, faces) = pictures();
    door.hand_in_for_nobody(ID, sides, faces).await;
    let door = Arc::new(door);
    let calls: Vec<_> = (0..6)
        .map(|number| {
            let door = Arc::clone(&door);
            let bearer = if number % 2 == 0 { &first } else { &second };
            let bearer = format!("Bearer {bearer}");
            tokio::spawn(async move {
                let path = "/api/DigitalIdentity/LinkUserWithExistingTransaction";
                let mut request = door.request("POST", path, Some(json!({ "transactionId": ID })));
                request
                    .headers_mut()
                    .insert("authorization", bearer.parse().unwrap());
                door.send(request).await.code()
            })
        })
        .collect();
    let mut codes = Vec::new();
    for call in calls {
        codes.push(call.await.unwrap());
    }
    // The winner hears yes each time, the other never.
    assert_eq!(
        codes.iter().filter(|code| **code == 0).count(),
        3,
        "{codes:?}"
    );
    assert_eq!(codes.iter().filter(|code| **code == 5004).count(), 3);
    assert_eq!(door.acts(Act::IdentityLinked), 1);
}

#[tokio::test]
async fn nobody_reaches_a_persons_transaction_and_a_person_none_of_nobody_without_linking() {
    let mut door = app().await;
    let front = |id: &str| json!({ "image": picture(1), "transaction_id": id });
    is_taken(&door.verify("id/front", front(ID)).await);
    let other = ID.replace("6f1c", "7f1c");
    let user = door.bearer.take();
    let answer = door.ocr("id/back", front(ID)).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (200, 5004));
    is_ocr_taken(&door.ocr("id/front", front(&other)).await);
    door.bearer = user;
    is_refused_picture(
        &door.verify("id/back", front(&other)).await,
        5004,
        "transaction_id",
    );
    // A token that is shown counts: the transaction is that person's.
    is_ocr_taken(&door.ocr("id/back", front(ID)).await);
    door.bearer = Some("x.y.z".to_owned());
    let answer = door.ocr("id/back", front(ID)).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (401, 1202));
    // To another company all of them are free ids.
    door.test.api_key = door.test.another_tenant("other").await.api_key;
    door.bearer = None;
    is_ocr_taken(&door.ocr("id/front", front(ID)).await);
}

#[tokio::test]
async fn what_nobody_links_is_forgotten_after_a_week_and_what_somebody_linked_is_not() {
    let mut door = app().await;
    let user = door.bearer.take();
    let other = ID.replace("6f1c", "7f1c");
    for id in [ID, other.as_str()] {
        let (sides, faces) = pictures();
        door.hand_in_for_nobody(id, sides, faces).await;
    }
    door.bearer = user;
    is_taken(&door.link(ID).await);
    let forget = || forget_unclaimed(&door.test.app);
    door.test.clock.advance(Span::days(7));
    assert_eq!(forget().await.unwrap(), 0);
    door.test.clock.advance(Span::hours(1));
    assert_eq!(forget().await.unwrap(), 1);
    assert_eq!(forget().await.unwrap(), 0);
    let door = door.logged_in().await;
    let status = |id: String| {
        let door = &door;
        async move {
            let path = format!("/api/Transactions/GetTransactionById?id={id}");
            door.get(&path).await.status.as_u16()
        }
    };
    assert_eq!(status(ID.to_owned()).await, 200);
    assert_eq!(status(other).await, 404);
}

#[tokio::test]
async fn the_staff_may_decide_on_what_is_nobodys_yet() {
    let mut door = app().await;
    let user = door.bearer.take();
    let (sides, faces) = pictures();
    door.hand_in_for_nobody(ID, sides, faces).await;
    let mut door = door.logged_in().await;
    is_done(&door.post("/api/Transactions/Approve", card()).await);
    let path = format!("/api/Transactions/GetTransactionById?id={ID}");
    let shown = is_done(&door.get(&path).await);
    assert!(shown["transaction"]["creatorUserId"].is_null());
    assert_eq!(
        shown["transactionItems"]["isDigitalIdentityVerified"],
        false
    );
    door.bearer = user;
    let linked = is_taken(&door.link(ID).await);
    assert_eq!(linked["isDigitalIdentityVerified"], true);
    assert_eq!(linked["user"]["idNumber"], NUMBER);
}
