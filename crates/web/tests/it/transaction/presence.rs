//! Faces alone, by which a known person proves to be there again. What signing makes of them is in
//! `own_contract/presence`.

use mithaq_domain::{
    id::{PersonId, TransactionId},
    transaction::Capture,
};
use mithaq_service::{
    Once,
    transaction::{CaptureAsk, CaptureRefused, Captured, Picture, Refusal, capture_faces},
};
use serde_json::json;

use super::{ID, app, is_refused_picture, picture, png, sandbox};
use crate::call::Door;

fn ask(pictures: [Vec<u8>; 3]) -> CaptureAsk {
    let faces = [Capture::Face01, Capture::Face02, Capture::Face03].into_iter();
    CaptureAsk {
        held: None,
        pictures: faces
            .zip(pictures)
            .map(|(capture, bytes)| Picture { capture, bytes })
            .collect(),
        transaction: TransactionId::parse(ID),
        client_transaction: None,
        request: None,
        expected_name: None,
        extracted: false,
        address: "127.0.0.1".to_owned(),
        location: None,
        device_time: None,
    }
}

async fn show(door: &Door, pictures: [Vec<u8>; 3]) -> Result<Captured, CaptureRefused> {
    let who = (door.test.tenant, PersonId::new(1));
    let outcome = capture_faces(&door.test.app, who, ask(pictures), &Once::each_time()).await;
    outcome.unwrap()
}

#[tokio::test]
async fn a_verified_persons_faces_wait_for_the_staff_and_are_no_card() {
    let door = app().await;
    door.test.verify_person(1);
    let shown = show(&door, [1, 2, 3].map(|seed| png(10, 10, seed)))
        .await
        .unwrap();
    assert!(!shown.is_validated && !shown.is_verified);
    let front = json!({ "image": picture(1), "transaction_id": ID });
    is_refused_picture(
        &door.verify("id/front", front).await,
        5004,
        "transaction_id",
    );
}

#[tokio::test]
async fn the_sandbox_decides_on_faces_alone_and_still_refuses_one_picture_twice() {
    let door = sandbox().await;
    let words = |words: [&str; 3]| words.map(|word| format!("sandbox:{word}").into_bytes());
    let same = show(&door, words(["ok", "ok", "ok"])).await.err().unwrap();
    assert_eq!(same.why, Refusal::SamePicture);
    let shown = show(&door, words(["ok:1", "ok:2", "ok:3"])).await.unwrap();
    assert!(shown.is_verified);
    // Presence is no identity: the person is as unverified as before.
    let front = json!({ "image": picture(1) });
    let data = super::is_taken(&door.verify("id/front", front).await);
    assert_eq!(data["isDigitalIdentityVerified"], false);
}
