//! Magic inputs: what they pass and refuse in a sandbox, and nothing anywhere else.

use serde_json::json;

use super::{ID, is_refused_picture, is_taken, magic, picture, sandbox};
use crate::{
    call::Door,
    person::{OTHER_PHONE, is_done},
};

const NUMBER: &str = "29801011234567";

fn faces() -> [String; 3] {
    ["ok:1", "ok:2", "ok:3"].map(magic)
}

/// Hands in both sides by magic words.
async fn sides(door: &Door, id: &str, front: &str, back: &str) {
    for (side, word) in [("id/front", front), ("id/back", back)] {
        let body = json!({ "image": magic(word), "transaction_id": id });
        is_taken(&door.verify(side, body).await);
    }
}

#[tokio::test]
async fn magic_inputs_verify_a_person_and_every_answer_says_sandbox() {
    let door = sandbox().await;
    sides(&door, ID, &format!("ok:{NUMBER}"), "ok").await;
    let [face_1, face_2, face_3] = faces();
    let body = json!({ "face_1": face_1, "face_2": face_2, "face_3": face_3,
        "transaction_id": ID, "getExtractedData": "true" });
    let answer = door.verify("liveness/multi", body).await;
    let data = is_taken(&answer);
    let (front, back) = (&data["idFrontData"], &data["idBackData"]);
    assert_eq!(front["name"], "تجربة نظام ميثاق");
    assert_eq!(
        (&front["dateOfBirth"], &front["gender"]),
        (&json!("1998-01-01"), &json!("Female"))
    );
    for side in [front, back] {
        assert_eq!(
            (&side["idNumber"], &side["transaction_id"]),
            (&json!(NUMBER), &json!(ID))
        );
    }
    assert_eq!(data["isDigitalIdentityVerified"], true);
    assert_eq!(data["user"]["idNumber"], NUMBER);
    assert_eq!(answer.json()["services"]["sandbox"], true);
}

#[tokio::test]
async fn every_published_refusal_can_be_had_and_nothing_is_stored() {
    let door = sandbox().await;
    for code in [
        1050, 3001, 3010, 3011, 3014, 3101, 3102, 5001, 5005, 5006, 5007, 5008, 7001,
    ] {
        let body = json!({ "image": magic(&code.to_string()), "transaction_id": ID });
        is_refused_picture(&door.verify("id/front", body).await, code, "image");
    }
    assert_eq!(door.file_count(), 0);
    sides(&door, ID, "ok", "ok").await;
    for code in [4206, 4207, 4208, 4209, 4210, 7008] {
        let [first, _, third] = faces();
        let answer = door
            .faces(ID, [first, magic(&code.to_string()), third])
            .await;
        is_refused_picture(&answer, code, "face_2");
    }
    let data = is_taken(&door.faces(ID, faces()).await);
    assert_eq!(data["isVerificationProcessCompleted"], true);
}

#[tokio::test]
async fn a_real_picture_waits_for_a_person_in_a_sandbox_too() {
    let door = sandbox().await;
    let front = json!({ "image": picture(1), "transaction_id": ID });
    is_taken(&door.verify("id/front", front).await);
    let back = json!({ "image": magic("ok"), "transaction_id": ID });
    is_taken(&door.verify("id/back", back).await);
    let data = is_taken(&door.faces(ID, faces()).await);
    assert_eq!(data["isVerificationProcessCompleted"], false);
    assert_eq!(data["isDigitalIdentityVerified"], false);
}

#[tokio::test]
async fn the_back_shows_the_number_of_the_front() {
    let door = sandbox().await;
    let front = json!({ "image": magic(&format!("ok:{NUMBER}")), "transaction_id": ID });
    is_taken(&door.verify("id/front", front).await);
    let back = json!({ "image": magic("ok:29801011234568"), "transaction_id": ID });
    is_refused_picture(&door.verify("id/back", back).await, 3101, "image");
}

#[tokio::test]
async fn one_id_number_verifies_one_person_of_a_company_until_it_is_cancelled() {
    let mut door = sandbox().await;
    let front = format!("ok:{NUMBER}");
    sides(&door, ID, &front, "ok").await;
    is_taken(&door.faces(ID, faces()).await);
    let first = door.bearer.replace(door.user(OTHER_PHONE).await);
    let other = ID.replace("6f1c", "7f1c");
    sides(&door, &other, &front, "ok").await;
    is_refused_picture(&door.faces(&other, faces()).await, 1322, "transaction_id");
    let second = std::mem::replace(&mut door.bearer, first);
    is_done(
        &door
            .person("CancelVerifiedDigitalIdentity", json!({}))
            .await,
    );
    door.bearer = second;
    let data = is_taken(&door.faces(&other, faces()).await);
    assert_eq!(data["user"]["idNumber"], NUMBER);
}

#[tokio::test]
async fn a_verified_person_begins_nothing_more_and_a_cancelled_one_begins_anew() {
    let door = sandbox().await;
    sides(&door, ID, "ok", "ok").await;
    is_taken(&door.faces(ID, faces()).await);
    let anew = json!({ "image": magic("ok") });
    is_refused_picture(
        &door.verify("id/front", anew.clone()).await,
        1321,
        "transaction_id",
    );
    is_done(
        &door
            .person("CancelVerifiedDigitalIdentity", json!({}))
            .await,
    );
    // The withdrawn transaction proves nothing again.
    is_refused_picture(&door.faces(ID, faces()).await, 5004, "transaction_id");
    is_taken(&door.verify("id/front", anew).await);
}

#[tokio::test]
async fn of_two_that_end_one_transaction_at_once_one_wins() {
    let door = std::sync::Arc::new(sandbox().await);
    sides(&door, ID, "ok", "ok").await;
    let calls: Vec<_> = (0..6)
        .map(|number| {
            let door = std::sync::Arc::clone(&door);
            let last = magic(&format!("ok:{}", number + 3));
            let [first, second, _] = faces();
            tokio::spawn(async move { door.faces(ID, [first, second, last]).await.code() })
        })
        .collect();
    let mut taken = 0;
    for call in calls {
        match call.await.unwrap() {
            0 => taken += 1,
            code => assert!([1321, 5004].contains(&code), "{code}"),
        }
    }
    assert_eq!(taken, 1);
    assert_eq!(door.file_count(), 5);
}

#[tokio::test]
async fn the_company_is_told_of_a_verified_identity_once() {
    let mut door = sandbox().await;
    sides(&door, ID, "ok", "ok").await;
    is_taken(&door.faces(ID, faces()).await);
    let door = {
        door.bearer = None;
        door.logged_in().await
    };
    let events = is_done(&door.get("/api/Webhook/Events").await);
    let told = events.as_array().unwrap();
    assert_eq!(told.len(), 1, "{events}");
    assert_eq!(told[0]["WebhookEvent"], "App.DigitalIdentityVerified");
    assert_eq!(told[0]["Data"]["Id"], ID);
    assert_eq!(told[0]["Data"]["NewStatus"], "Verified");
    assert!(told[0]["Data"]["SessionId"].is_null());
}
