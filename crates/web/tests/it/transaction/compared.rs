//! A face that is compared with the card of its transaction.

use serde_json::json;

use super::{ID, app, document::is_refused, is_taken, magic, picture, sandbox};
use crate::person::is_done;

#[tokio::test]
async fn a_face_joins_the_cards_transaction_and_matches_only_once_that_is_approved() {
    let mut door = app().await;
    door.bearer = None;
    let face = json!({ "image": picture(9), "transaction_id": ID });
    is_refused(
        &door.handed("face/match", face.clone()).await,
        5004,
        "transaction_id",
    );
    let alone = json!({ "image": picture(9) });
    is_refused(
        &door.handed("face/match", alone).await,
        1320,
        "transaction_id",
    );
    for (side, seed) in [("id/back", 2), ("id/front", 1)] {
        let body = json!({ "image": picture(seed), "transaction_id": ID });
        if seed == 1 {
            let early = door.handed("face/match", face.clone()).await;
            is_refused(&early, 1320, "transaction_id");
        }
        is_taken(&door.handed(side, body).await);
    }
    let data = is_taken(&door.handed("face/match", face.clone()).await);
    assert_eq!(
        (&data["state"], &data["isMatched"]),
        (&json!("collecting"), &json!(false))
    );
    let faces = json!({ "face_1": picture(3), "face_2": picture(4), "face_3": picture(5), "transaction_id": ID });
    is_taken(&door.handed("liveness/multi", faces).await);
    let mut door = door.logged_in().await;
    let shown = is_done(
        &door
            .get(&format!("/api/Transactions/GetTransactionById?id={ID}"))
            .await,
    );
    assert!(
        shown["transactionItems"]["steps"]
            .to_string()
            .contains("face-match")
    );
    let card = json!({ "id": ID, "idFrontData": { "name": "منى أحمد علي", "idNumber": "29801011234567" } });
    is_done(&door.post("/api/Transactions/Approve", card).await);
    door.bearer = None;
    let data = is_taken(&door.handed("face/match", face).await);
    assert_eq!(
        (&data["state"], &data["isMatched"]),
        (&json!("approved"), &json!(true))
    );
}

#[tokio::test]
async fn in_a_sandbox_a_match_is_that_of_the_faces_that_were_compared_and_of_no_others() {
    let mut door = sandbox().await;
    door.bearer = None;
    let front = json!({ "image": magic("ok"), "transaction_id": ID.replace("6f1c", "7f1c") });
    is_taken(&door.handed("id/front", front.clone()).await);
    for _ in 0..2 {
        let data = is_taken(&door.handed("face/match", front.clone()).await);
        assert_eq!(
            (&data["state"], &data["isMatched"]),
            (&json!("collecting"), &json!(true))
        );
    }
    // Faces that nobody looked at yet are not matched by what was compared before.
    let id = &front["transaction_id"];
    let back = json!({ "image": magic("ok"), "transaction_id": id });
    is_taken(&door.handed("id/back", back).await);
    let faces = json!({ "face_1": picture(3), "face_2": picture(4), "face_3": picture(5), "transaction_id": id });
    for _ in 0..2 {
        let data = is_taken(&door.handed("liveness/multi", faces.clone()).await);
        assert_eq!(
            (&data["state"], &data["isMatched"]),
            (&json!("waiting"), &json!(false))
        );
    }
    let data = is_taken(&door.handed("face/match", front.clone()).await);
    assert_eq!(
        (&data["state"], &data["isMatched"]),
        (&json!("waiting"), &json!(true)),
        "as it was answered before"
    );
}
