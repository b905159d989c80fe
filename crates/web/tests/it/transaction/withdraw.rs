//! What a withdrawn identity had handed in is gone, wherever it lay.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{
    ID, app, is_refused_picture, is_taken, magic, picture, sandbox,
    staff::{card, waiting},
};
use crate::{
    call::{Answer, Door},
    person::is_done,
};

const WITHDRAW: &str = "CancelVerifiedDigitalIdentity";
const NUMBER: &str = "29801011234567";

/// Hands pictures in under an `Idempotency-Key`, asking for what is read off them.
async fn keyed(door: &Door, call: &str, mut body: Value) -> Answer {
    body["getExtractedData"] = json!(true);
    body["transaction_id"] = json!(ID);
    let path = format!("/api/DigitalIdentity/verify/{call}");
    let mut request = door.request("POST", &path, Some(body));
    let key = call.replace('/', "-").parse().unwrap();
    request.headers_mut().insert("idempotency-key", key);
    door.send(request).await
}

#[tokio::test]
async fn a_call_that_is_sent_again_after_the_withdrawal_says_nothing_of_the_card() {
    let door = sandbox().await;
    let faces =
        json!({ "face_1": magic("ok:1"), "face_2": magic("ok:2"), "face_3": magic("ok:3") });
    let front = json!({ "image": magic(&format!("ok:{NUMBER}")) });
    is_taken(&keyed(&door, "id/front", front).await);
    is_taken(&keyed(&door, "id/back", json!({ "image": magic("ok") })).await);
    let first = is_taken(&keyed(&door, "liveness/multi", faces.clone()).await);
    assert_eq!(first["idFrontData"]["idNumber"], NUMBER);
    let again = is_taken(&keyed(&door, "liveness/multi", faces.clone()).await);
    assert_eq!(again, first);
    is_done(&door.person(WITHDRAW, json!({})).await);
    let answer = keyed(&door, "liveness/multi", faces).await;
    let later = is_taken(&answer);
    assert_eq!(later["transaction_id"], first["transaction_id"]);
    assert_eq!(later["request_id"], first["request_id"]);
    let text = answer.json().to_string();
    for known in [NUMBER, "تجربة", "1998-01-01"] {
        assert!(!text.contains(known), "{text}");
    }
}

#[tokio::test]
async fn pictures_verdict_and_what_the_caller_said_go_with_the_identity() {
    let (mut door, user) = waiting().await;
    let refused = json!({ "id": ID, "code": 5006, "reason": "The back of Mona's card is blurred" });
    is_done(&door.post("/api/Transactions/Reject", refused).await);
    let admin = std::mem::replace(&mut door.bearer, user);
    let second = ID.replace("6f1c", "7f1c");
    let named = json!({ "image": picture(1), "transaction_id": second,
        "name_check_value": "منى", "client_transaction_id": "loan of Mona" });
    is_taken(&door.verify("id/front", named).await);
    door.hand_in(&second).await;
    let user = std::mem::replace(&mut door.bearer, admin);
    is_done(&door.approve(card(|body| body["id"] = json!(second))).await);
    assert_eq!(door.file_count(), 10);
    door.bearer = user;
    is_done(&door.person(WITHDRAW, json!({})).await);
    assert_eq!(door.file_count(), 0);
    let user = door.bearer.take();
    let mut door = door.logged_in().await;
    for (id, state) in [(ID, "refused"), (&second, "withdrawn")] {
        let shown = door.transaction(id).await;
        assert_eq!(shown["transaction"]["state"], state);
        assert_eq!(shown["transaction"]["stepsCount"], 0);
        let text = shown.to_string();
        for known in [NUMBER, "منى", "Mona", "127.0.0.1"] {
            assert!(!text.contains(known), "{known} in {text}");
        }
        let picture = door.picture(id, "id-front").await;
        let seen = (picture.status, picture.code());
        assert_eq!(seen, (StatusCode::NOT_FOUND, 1324));
    }
    let shown = door.transaction(ID).await;
    assert_eq!(shown["transaction"]["rejectionCode"], 5006);
    // The app that asks again hears what became of each, and the person begins anew.
    door.bearer = user;
    let faces = [3, 4, 5].map(picture);
    is_refused_picture(&door.faces(&second, faces).await, 5004, "transaction_id");
    is_taken(
        &door
            .verify("id/front", json!({ "image": picture(1) }))
            .await,
    );
}

#[tokio::test]
async fn a_withdrawn_transaction_that_is_linked_again_is_refused() {
    let mut door = app().await;
    door.hand_in(ID).await;
    let user = door.bearer.take();
    let mut door = door.logged_in().await;
    is_done(&door.approve(card(|_| {})).await);
    door.bearer = user;
    is_taken(&door.link(ID).await);
    is_done(&door.person(WITHDRAW, json!({})).await);
    is_refused_picture(&door.link(ID).await, 5004, "transactionId");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_picture_that_is_taken_again_while_the_staff_looks_is_shown_old_or_new() {
    let mut door = app().await;
    let first = json!({ "image": picture(1), "transaction_id": ID });
    is_taken(&door.verify("id/front", first).await);
    let user = door.bearer.take().unwrap();
    let staff = Arc::new(door.logged_in().await);
    let mut taking = JoinSet::new();
    for lane in 0..3 {
        let (staff, bearer) = (Arc::clone(&staff), format!("Bearer {user}"));
        taking.spawn(async move {
            for seed in 0..40 {
                let body = json!({ "image": picture(lane * 40 + seed), "transaction_id": ID });
                let path = "/api/DigitalIdentity/verify/id/front";
                let mut request = staff.request("POST", path, Some(body));
                let headers = request.headers_mut();
                headers.insert("authorization", bearer.parse().unwrap());
                is_taken(&staff.send(request).await);
            }
        });
    }
    while !taking.is_empty() {
        is_done(&staff.picture(ID, "id-front").await);
        while taking.try_join_next().transpose().unwrap().is_some() {}
    }
}
