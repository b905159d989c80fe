//! Deliveries: order, signatures, failures, back-off, parking, repeating, slow endpoints.

use std::collections::BTreeMap;

use mithaq_domain::time::Span;
use mithaq_service::webhook::Dispatcher;
use serde_json::json;

use super::receiver::{
    Got, Receiver, STATUS, deliver, deliveries, dispatcher, invite, revoke, subscribe,
};
use crate::call::Door;

async fn pass(door: &Door, dispatcher: &mut Dispatcher, span: Span) {
    door.test.clock.advance(span);
    deliver(dispatcher).await;
}

/// What was told of each contract, in the order of arrival.
fn by_contract(got: &[Got]) -> BTreeMap<String, Vec<String>> {
    let mut contracts = BTreeMap::<String, Vec<String>>::new();
    for (contract, status) in got.iter().map(Got::told) {
        contracts.entry(contract).or_default().push(status);
    }
    contracts
}

#[tokio::test]
async fn every_change_arrives_signed_and_says_which_contract_of_which_session() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    invite(&door).await;
    let (id, secret) = subscribe(&door, STATUS, &receiver.url).await;
    let mut dispatcher = dispatcher(&door);
    let session = invite(&door).await;
    revoke(&door, &session).await;
    deliver(&mut dispatcher).await;
    let got = receiver.take();
    assert_eq!(got.len(), 2, "what happened before is not told");
    for one in &got {
        assert_eq!(one.signed_by(&secret), Some(0));
        assert_eq!(one.id, one.text("/Id"));
        assert_eq!(one.text("/WebhookEvent"), STATUS);
        assert_eq!(one.text("/Data/SessionId"), session);
        assert_eq!(one.text("/Data/ExternalId"), "loan 17");
        assert_eq!(one.text("/Data/RequestNumber"), "REQ-2026-00002");
        assert_eq!(one.text("/CreationTimeUtc"), "2026-11-22T10:00:00.0000000Z");
        assert_eq!(
            one.timestamp,
            door.test.app.now().unix_seconds().to_string()
        );
        assert_eq!(one.json()["Attempt"], 1);
    }
    assert_eq!(got[0].text("/Data/NewStatus"), "Approved");
    assert!(got[0].json()["Data"]["StatusReason"].is_null());
    assert_eq!(got[1].text("/Data/NewStatus"), "Rejected");
    assert_eq!(got[1].text("/Data/StatusReason"), "Voided");
    let log = deliveries(&door, id, "delivered").await;
    let attempt = &log[1]["attempts"][0];
    assert_eq!((log.len(), &attempt["status"]), (2, &json!(200)));
    assert_eq!(
        attempt["request"]["body"].as_str().unwrap().as_bytes(),
        got[0].body
    );
    assert_eq!(attempt["answer"].as_str().unwrap().len(), 4_096, "cut");
}

#[tokio::test]
async fn a_receiver_that_is_down_for_an_hour_gets_everything_in_order_per_contract() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    let (id, secret) = subscribe(&door, STATUS, &receiver.url).await;
    let mut dispatcher = dispatcher(&door);
    receiver.answers(503);
    let mut sessions = Vec::new();
    for _ in 0..5 {
        sessions.push(invite(&door).await);
    }
    deliver(&mut dispatcher).await;
    for session in &sessions {
        revoke(&door, session).await;
    }
    for wait in [
        Span::seconds(6),
        Span::minutes(6),
        Span::minutes(36),
        Span::minutes(12),
    ] {
        pass(&door, &mut dispatcher, wait).await;
    }
    let down = receiver.take();
    assert_eq!(
        down.len(),
        20,
        "four attempts of each first event, none of a second"
    );
    assert!(down.iter().all(|got| got.told().1 == "Approved"));
    assert_eq!(deliveries(&door, id, "held").await.len(), 5);
    receiver.answers(204);
    pass(&door, &mut dispatcher, Span::minutes(140)).await;
    let up = receiver.take();
    let told = by_contract(&up);
    assert_eq!((up.len(), told.len()), (10, 5));
    assert!(told.values().all(|told| *told == ["Approved", "Rejected"]));
    for late in up.iter().filter(|got| got.told().1 == "Approved") {
        assert_eq!(late.json()["Attempt"], 5);
        assert_eq!(late.signed_by(&secret), Some(0));
        let early = down.iter().find(|got| got.id == late.id).unwrap();
        assert_ne!(early.timestamp, late.timestamp);
        let (mut early, mut late) = (early.json(), late.json());
        (early["Attempt"], late["Attempt"]) = (json!(0), json!(0));
        assert_eq!(
            early.to_string(),
            late.to_string(),
            "frozen but for Attempt"
        );
    }
    assert_eq!(deliveries(&door, id, "delivered").await.len(), 10);
}

#[tokio::test]
async fn after_eight_failures_a_delivery_is_parked_holds_nothing_back_and_can_be_repeated() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    let (id, _) = subscribe(&door, STATUS, &receiver.url).await;
    let mut dispatcher = dispatcher(&door);
    receiver.answers(500);
    let session = invite(&door).await;
    deliver(&mut dispatcher).await;
    revoke(&door, &session).await;
    for hours in [1, 1, 1, 3, 7, 13] {
        pass(&door, &mut dispatcher, Span::hours(hours)).await;
    }
    assert_eq!(receiver.take().len(), 7);
    let door = door.logged_in().await;
    assert_eq!(deliveries(&door, id, "parked").await.len(), 0);
    receiver.answers(302);
    pass(&door, &mut dispatcher, Span::hours(17)).await;
    let door = door.logged_in().await;
    let got = receiver.take();
    let told: Vec<String> = got.iter().map(|got| got.told().1).collect();
    assert_eq!(
        told,
        ["Approved", "Rejected"],
        "the last attempt lets the next one go"
    );
    let parked = deliveries(&door, id, "parked").await;
    assert_eq!(parked[0]["attempts"].as_array().unwrap().len(), 8);
    assert_eq!(parked[0]["attempts"][7]["status"], 302);
    receiver.answers(200);
    let replay = json!({ "deliveryId": parked[0]["id"] });
    let answer = door.post("/api/Webhook/Replay", replay).await.json();
    assert_eq!(answer["data"]["replayed"], 1);
    deliver(&mut dispatcher).await;
    let got = receiver.take();
    let told: Vec<_> = got
        .iter()
        .map(|got| (got.told().1, got.json()["Attempt"].clone()))
        .collect();
    let expected = [
        ("Approved".to_owned(), json!(9)),
        ("Rejected".to_owned(), json!(2)),
    ];
    assert_eq!(
        told, expected,
        "the repeated one goes before the one that waits"
    );
}

#[tokio::test]
async fn a_span_of_time_is_repeated_in_order_also_what_happened_before_the_subscription() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    let from = door.test.app.now().to_iso();
    let session = invite(&door).await;
    door.test.clock.advance(Span::minutes(1));
    let (id, _) = subscribe(&door, STATUS, &receiver.url).await;
    let to = door.test.app.now().to_iso();
    revoke(&door, &session).await;
    door.test.clock.advance(Span::minutes(1));
    invite(&door).await;
    let mut dispatcher = dispatcher(&door);
    deliver(&mut dispatcher).await;
    assert_eq!(receiver.take().len(), 2);
    let replay = json!({ "subscriptionId": id, "from": from, "to": to });
    let answer = door.post("/api/Webhook/Replay", replay).await.json();
    assert_eq!(answer["data"]["replayed"], 2);
    deliver(&mut dispatcher).await;
    let got = receiver.take();
    let told: Vec<String> = got.iter().map(|got| got.told().1).collect();
    assert_eq!(told, ["Approved", "Rejected"]);
}

#[tokio::test]
async fn of_two_dispatchers_one_sends_each_delivery() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    subscribe(&door, STATUS, &receiver.url).await;
    for _ in 0..40 {
        invite(&door).await;
    }
    let (mut one, mut other) = (dispatcher(&door), dispatcher(&door));
    let held = receiver.gate.clone().write_owned().await;
    assert!(one.step().await.unwrap() > 0);
    assert!(other.step().await.unwrap() > 0);
    drop(held);
    tokio::join!(deliver(&mut one), deliver(&mut other));
    let mut ids: Vec<String> = receiver.take().into_iter().map(|got| got.id).collect();
    ids.sort();
    assert_eq!(ids.len(), 40);
    ids.dedup();
    assert_eq!(ids.len(), 40);
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_holds_up_no_other() {
    let door = Door::open_as_admin().await;
    let (slow, fast) = (Receiver::open().await, Receiver::open().await);
    subscribe(&door, STATUS, &slow.url).await;
    let (id, _) = subscribe(&door, STATUS, &fast.url).await;
    let held = slow.gate.clone().write_owned().await;
    for _ in 0..40 {
        invite(&door).await;
    }
    let mut dispatcher = dispatcher(&door);
    while deliveries(&door, id, "delivered").await.len() < 25 {
        dispatcher.step().await.unwrap();
        dispatcher.one_ended().await;
    }
    assert!(
        (1..=16).contains(&slow.take().len()),
        "and takes few places"
    );
    drop(held);
    deliver(&mut dispatcher).await;
    assert_eq!(fast.take().len(), 40);
}

#[tokio::test]
async fn two_secrets_sign_for_a_day_after_a_rotation() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    let (id, former) = subscribe(&door, STATUS, &receiver.url).await;
    let rotated = door
        .post("/api/Webhook/RotateSecret", json!({ "id": id }))
        .await
        .json();
    let secret = rotated["data"]["secret"].as_str().unwrap().to_owned();
    assert_eq!(
        rotated["data"]["formerSecretUntil"],
        "2026-11-23T10:00:00.000Z"
    );
    let mut dispatcher = dispatcher(&door);
    invite(&door).await;
    deliver(&mut dispatcher).await;
    let got = receiver.take();
    assert_eq!(
        (got[0].signed_by(&secret), got[0].signed_by(&former)),
        (Some(0), Some(1))
    );
    invite(&door).await;
    pass(&door, &mut dispatcher, Span::hours(24)).await;
    let got = receiver.take();
    assert_eq!(
        (got[0].signed_by(&secret), got[0].signed_by(&former)),
        (Some(0), None)
    );
}

#[tokio::test]
async fn what_was_taken_by_a_server_that_died_is_sent_again() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    subscribe(&door, STATUS, &receiver.url).await;
    invite(&door).await;
    let mut dying = dispatcher(&door);
    let held = receiver.gate.clone().write_owned().await;
    assert_eq!(dying.step().await.unwrap(), 1);
    drop(dying);
    drop(held);
    let mut dispatcher = dispatcher(&door);
    receiver.take();
    deliver(&mut dispatcher).await;
    assert_eq!(
        receiver.take().len(),
        0,
        "it may still be under way elsewhere"
    );
    pass(&door, &mut dispatcher, Span::seconds(30)).await;
    assert_eq!(receiver.take()[0].json()["Attempt"], 2);
}
