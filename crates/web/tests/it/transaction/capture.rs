//! Pictures that the manual provider takes: they wait, they are encrypted, and they are nobody
//! else's.

use axum::http::StatusCode;
use mithaq_domain::time::Span;
use serde_json::json;

use super::{ID, app, base64, is_refused_picture, is_taken, magic, picture, png};
use crate::person::{OTHER_PHONE, PHONE, is_done};

#[tokio::test]
async fn with_the_manual_provider_everything_is_taken_and_nobody_is_verified() {
    let door = app().await;
    let front =
        json!({ "image": picture(1), "client_transaction_id": "mine", "request_id": "r-1" });
    let front = door.verify("id/front", front).await;
    let data = is_taken(&front);
    let nothing_found = json!({ "validation_errors": [] });
    let services = json!({
        "Validations": nothing_found, "validations": nothing_found, "spoofing": { "fake": false },
        "classification": { "doc_type": null }, "liveness": false,
        "AML": { "AML_matched": false, "data": [] },
        "SRC": { "isValid": false, "errorCode": 0, "errorKey": null, "errorMessage": null },
        "sandbox": false,
    });
    assert_eq!(front.json()["services"], services);
    assert_eq!(data["isVerificationProcessCompleted"], false);
    assert_eq!(data["isDigitalIdentityVerified"], false);
    assert!(data["user"]["id"].is_i64());
    assert_eq!(data["user"]["phoneNumber"], PHONE);
    assert!(data["deviceInfo"].is_null());
    assert_eq!(data["client_transaction_id"], "mine");
    assert_eq!(data["request_id"], "r-1");
    let id = data["transaction_id"].as_str().unwrap().to_owned();
    let back = json!({ "image": format!("data:image/png;base64,{}", picture(2)),
        "transaction_id": id.to_uppercase(), "getExtractedData": true });
    let back = is_taken(&door.verify("id/back", back).await);
    assert_eq!(back["transaction_id"], id.as_str());
    let faces = is_taken(&door.faces(&id, [3, 4, 5].map(picture)).await);
    for flag in [
        "isVerificationProcessCompleted",
        "isDigitalIdentityVerified",
    ] {
        assert_eq!(faces[flag], false);
    }
    assert!(faces["idFrontData"].is_null());
    assert_eq!(faces["client_transaction_id"], "mine");
    assert_eq!(door.file_count(), 5);
}

#[tokio::test]
async fn the_sides_come_in_either_order_and_at_the_same_moment_under_an_id_of_the_clients_choice() {
    let door = std::sync::Arc::new(app().await);
    let calls = [("id/back", 2), ("id/front", 1)].map(|(side, seed)| {
        let door = std::sync::Arc::clone(&door);
        tokio::spawn(async move {
            let body = json!({ "image": picture(seed), "transaction_id": ID });
            is_taken(&door.verify(side, body).await)
        })
    });
    for call in calls {
        assert_eq!(call.await.unwrap()["transaction_id"], ID);
    }
    // Both lie under one key: the faces find both.
    is_taken(&door.faces(ID, [3, 4, 5].map(picture)).await);
}

#[tokio::test]
async fn the_faces_come_last_and_end_the_collecting() {
    let door = app().await;
    is_refused_picture(
        &door.faces(ID, [3, 4, 5].map(picture)).await,
        5004,
        "transaction_id",
    );
    let front = json!({ "image": picture(1), "transaction_id": ID });
    is_taken(&door.verify("id/front", front.clone()).await);
    is_refused_picture(
        &door.faces(ID, [3, 4, 5].map(picture)).await,
        1320,
        "transaction_id",
    );
    is_taken(
        &door
            .verify(
                "id/back",
                json!({ "image": picture(2), "transaction_id": ID }),
            )
            .await,
    );
    let faces = door.faces(ID, [3, 4, 5].map(picture)).await;
    is_taken(&faces);
    // A client that did not hear the answer hears it now; nothing else is taken any more.
    is_taken(&door.faces(ID, [3, 4, 5].map(picture)).await);
    is_refused_picture(
        &door.faces(ID, [3, 4, 6].map(picture)).await,
        5004,
        "transaction_id",
    );
    let other = json!({ "image": picture(9), "transaction_id": ID });
    is_refused_picture(
        &door.verify("id/front", other).await,
        5004,
        "transaction_id",
    );
    assert_eq!(door.file_count(), 5);
}

#[tokio::test]
async fn a_side_that_is_taken_again_replaces_the_first_and_its_file() {
    let door = app().await;
    for seed in [1, 2, 3] {
        let body = json!({ "image": picture(seed), "transaction_id": ID });
        is_taken(&door.verify("id/front", body).await);
        assert_eq!(door.file_count(), 1);
    }
}

#[tokio::test]
async fn what_is_no_picture_or_too_large_is_refused_and_nothing_is_stored() {
    let door = app().await;
    let heavy = [png(10, 10, 1), vec![0; 5 * 1024 * 1024]].concat();
    let cases = [
        (base64(b"%PDF-1.7"), 5001),
        (base64(b"<svg onload=alert(1)>"), 5001),
        (magic("ok"), 5001),
        (base64(&heavy), 5002),
        (base64(&png(5001, 5000, 1)), 5003),
    ];
    for (image, code) in cases {
        let body = json!({ "image": image, "transaction_id": ID });
        is_refused_picture(&door.verify("id/front", body).await, code, "image");
    }
    for (image, code) in [(json!("***"), 1140), (json!(null), 1106), (json!({}), 1107)] {
        let answer = door.verify("id/front", json!({ "image": image })).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.mistakes()[0], ("image".to_owned(), code));
    }
    let nonsense = json!({ "image": picture(1), "transaction_id": "../../etc" });
    is_refused_picture(
        &door.verify("id/front", nonsense).await,
        5004,
        "transaction_id",
    );
    assert_eq!(door.file_count(), 0);
}

#[tokio::test]
async fn two_faces_that_are_the_same_picture_are_refused() {
    let door = app().await;
    for side in ["id/front", "id/back"] {
        is_taken(
            &door
                .verify(side, json!({ "image": picture(1), "transaction_id": ID }))
                .await,
        );
    }
    for seeds in [[3, 3, 3], [3, 4, 3]] {
        let answer = door.faces(ID, seeds.map(picture)).await;
        let last = if seeds[1] == 3 { "face_2" } else { "face_3" };
        is_refused_picture(&answer, 1323, last);
    }
    is_taken(&door.faces(ID, [3, 4, 5].map(picture)).await);
}

#[tokio::test]
async fn another_persons_transaction_is_none_and_in_another_company_the_id_is_free() {
    let mut door = app().await;
    let body = json!({ "image": picture(1), "transaction_id": ID });
    is_taken(&door.verify("id/front", body.clone()).await);
    door.bearer = Some(door.user(OTHER_PHONE).await);
    for call in ["id/front", "id/back"] {
        is_refused_picture(
            &door.verify(call, body.clone()).await,
            5004,
            "transaction_id",
        );
    }
    is_refused_picture(
        &door.faces(ID, [3, 4, 5].map(picture)).await,
        5004,
        "transaction_id",
    );
    assert_eq!(door.file_count(), 1);
    let other = door.test.another_tenant("other").await;
    door.test.api_key = other.api_key;
    // Messages of one moment have no order.
    door.test.clock.advance(Span::seconds(1));
    door.bearer = Some(door.user(PHONE).await);
    is_taken(&door.verify("id/back", body).await);
    is_refused_picture(
        &door.faces(ID, [3, 4, 5].map(picture)).await,
        1320,
        "transaction_id",
    );
}

#[tokio::test]
async fn pictures_lie_encrypted_and_go_with_the_key_of_their_person() {
    let door = app().await;
    let bytes = png(640, 400, 77);
    let body = json!({ "image": base64(&bytes), "transaction_id": ID });
    is_taken(&door.verify("id/front", body).await);
    let files = door.test.app.store().files();
    for id in files.list().unwrap() {
        let stored = files.read(&id).unwrap();
        assert!(!stored.windows(8).any(|part| part == &bytes[..8]));
        assert!(stored.len() > bytes.len());
    }
}

#[tokio::test]
async fn bodies_of_sixteen_mebibytes_are_taken_here_and_nowhere_else() {
    let door = app().await;
    let padding = "x".repeat(15 << 20);
    let body = json!({ "image": picture(1), "ignored": padding });
    is_taken(&door.verify("id/front", body.clone()).await);
    let elsewhere = door.person("UpdateEmailRequest", body).await;
    assert_eq!(elsewhere.status, StatusCode::PAYLOAD_TOO_LARGE);
    let padding = "x".repeat(16 << 20);
    let body = json!({ "image": picture(1), "ignored": padding });
    let answer = door.verify("id/front", body).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn more_large_bodies_than_there_is_room_for_wait_for_each_other_and_all_are_taken() {
    let door = std::sync::Arc::new(app().await);
    is_taken(
        &door
            .verify(
                "id/front",
                json!({ "image": picture(1), "transaction_id": ID }),
            )
            .await,
    );
    let calls: Vec<_> = (0..40)
        .map(|seed| {
            let door = std::sync::Arc::clone(&door);
            tokio::spawn(async move {
                let padding = "x".repeat(1 << 20);
                let body =
                    json!({ "image": picture(seed), "transaction_id": ID, "ignored": padding });
                is_taken(&door.verify("id/back", body).await);
            })
        })
        .collect();
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(door.file_count(), 2);
}

#[tokio::test]
async fn a_call_that_is_sent_twice_under_its_key_stores_one_picture() {
    let door = app().await;
    let mut answers = Vec::new();
    for _ in 0..2 {
        let body = json!({ "image": picture(1) });
        let mut request = door.request("POST", "/api/DigitalIdentity/verify/id/front", Some(body));
        request
            .headers_mut()
            .insert("idempotency-key", "k-1".parse().unwrap());
        answers.push(is_done(&door.send(request).await));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(door.file_count(), 1);
}

#[tokio::test]
async fn nobody_begins_transactions_without_end() {
    let door = app().await;
    for seed in 0..20 {
        is_taken(
            &door
                .verify("id/front", json!({ "image": picture(seed) }))
                .await,
        );
    }
    let answer = door
        .verify("id/front", json!({ "image": picture(21) }))
        .await;
    assert_eq!((answer.status.as_u16(), answer.code()), (429, 1902));
    assert!(answer.headers.contains_key("retry-after"));
    door.test.clock.advance(Span::hours(23));
    let answer = door
        .verify("id/front", json!({ "image": picture(21) }))
        .await;
    assert_eq!(answer.code(), 1902);
}
