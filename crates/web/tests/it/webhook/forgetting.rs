//! Old events are forgotten with what was delivered of them; what still has to be delivered is not.

use axum::http::StatusCode;
use mithaq_domain::time::Span;
use mithaq_service::{
    Failure,
    tenant::{change_settings, show_settings},
    webhook::forget_events,
};
use serde_json::{Value, json};

use super::receiver::{
    Receiver, STATUS, deliver, deliveries, dispatcher, invite, revoke, subscribe,
};
use crate::call::{Answer, Door};

/// Lets days pass, forgets all there is to forget, and logs in again; how many events are gone.
async fn pass(door: Door, days: i64) -> (Door, usize) {
    door.test.clock.advance(Span::days(days));
    let mut gone = 0;
    loop {
        match forget_events(&door.test.app).await.unwrap() {
            0 => return (door.logged_in().await, gone),
            more => gone += more,
        }
    }
}

async fn pull(door: &Door, query: &str) -> Answer {
    door.get(&format!("/api/Webhook/Events{query}")).await
}

/// The ids of the events that are pulled, and how many there are in all.
async fn pulled(door: &Door, query: &str) -> (Vec<String>, i64) {
    let page = pull(door, query).await.json();
    let ids = page["data"].as_array().unwrap().iter();
    let ids = ids.map(|event| event["Id"].as_str().unwrap().to_owned());
    (ids.collect(), page["totalCount"].as_i64().unwrap())
}

fn is_gone(answer: &Answer) {
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::NOT_FOUND, 1612)
    );
}

#[tokio::test]
async fn events_are_kept_for_ninety_days_and_the_newest_for_ever() {
    let door = Door::open_as_admin().await;
    for _ in 0..3 {
        invite(&door).await;
    }
    let (ids, total) = pulled(&door, "").await;
    assert_eq!((ids.len(), total), (3, 3));
    let (door, gone) = pass(door, 90).await;
    assert_eq!(gone, 0, "not a moment before");
    let (door, gone) = pass(door, 1).await;
    assert_eq!(gone, 2);
    assert_eq!(pulled(&door, "").await, (vec![ids[2].clone()], 1));
    for id in &ids[..2] {
        is_gone(&pull(&door, &format!("?after={id}")).await);
    }
    let unknown = pull(&door, "?after=019b0d5c-5c1b-7000-8100-0000000000ff").await;
    assert_eq!(unknown.code(), 1611);
    // Whoever has seen the newest goes on from it, and numbers do not begin again.
    invite(&door).await;
    let (next, total) = pulled(&door, &format!("?after={}", ids[2])).await;
    assert_eq!((next.len(), total), (1, 1));
    assert!(!ids.contains(&next[0]));
    assert_eq!(pulled(&door, "").await.1, 2);
}

#[tokio::test]
async fn a_company_says_how_long_its_own_are_kept() {
    let door = Door::open_as_admin().await;
    let other = door.test.another_tenant("other").await;
    let (app, tenant) = (&door.test.app, other.tenant.id);
    let text = show_settings(app, tenant).unwrap();
    let mut settings: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(settings["event_days"], 90);
    settings["event_days"] = json!(7);
    let changed = change_settings(app, tenant, &settings.to_string()).await;
    changed.unwrap().unwrap();
    invite(&door).await;
    invite(&door).await;
    let (door, gone) = pass(door, 8).await;
    assert_eq!(gone, 0, "those of another company stay");
    assert_eq!(pulled(&door, "").await.1, 2);
}

#[tokio::test]
async fn what_waits_or_is_parked_stays_until_it_was_delivered() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    let (id, _) = subscribe(&door, STATUS, &receiver.url).await;
    let mut dispatcher = dispatcher(&door);
    // Two contracts: one that is delivered, one whose first delivery is parked and whose second waits.
    invite(&door).await;
    deliver(&mut dispatcher).await;
    let delivered = deliveries(&door, id, "delivered").await[0]["id"].clone();
    receiver.answers(500);
    door.test.clock.advance(Span::minutes(1));
    let session = invite(&door).await;
    deliver(&mut dispatcher).await;
    for hours in [1, 1, 1, 3, 7, 13, 17] {
        door.test.clock.advance(Span::hours(hours));
        deliver(&mut dispatcher).await;
    }
    let door = door.logged_in().await;
    let parked = deliveries(&door, id, "parked").await[0]["id"].clone();
    revoke(&door, &session).await;
    deliver(&mut dispatcher).await;
    invite(&door).await;
    deliver(&mut dispatcher).await;
    receiver.take();
    let (door, gone) = pass(door, 200).await;
    assert_eq!(gone, 1, "the delivered one");
    assert_eq!(pulled(&door, "").await.1, 3);
    let replay = async |ask: Value| door.post("/api/Webhook/Replay", ask).await;
    is_gone(&replay(json!({ "deliveryId": delivered })).await);
    let all = json!({ "subscriptionId": id, "from": "2026-11-22T10:00:00Z" });
    is_gone(&replay(all).await);
    let later = json!({ "subscriptionId": id, "from": "2026-11-22T10:00:01Z" });
    assert_eq!(replay(later).await.json()["data"]["replayed"], 3);
    receiver.answers(200);
    deliver(&mut dispatcher).await;
    let told: Vec<String> = receiver.take().iter().map(|got| got.told().1).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(deliveries(&door, id, "parked").await.is_empty());
    // Delivered late, it is kept as long as any other, and then goes too.
    let (door, gone) = pass(door, 89).await;
    assert_eq!(gone, 0);
    let (door, gone) = pass(door, 2).await;
    assert_eq!(gone, 2);
    is_gone(
        &door
            .post("/api/Webhook/Replay", json!({ "deliveryId": parked }))
            .await,
    );
    assert_eq!(pulled(&door, "").await.1, 1);
    assert_eq!(deliveries(&door, id, "delivered").await.len(), 1);
}

#[tokio::test]
async fn what_no_subscription_has_been_given_yet_stays() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    let (id, _) = subscribe(&door, STATUS, &receiver.url).await;
    for _ in 0..3 {
        invite(&door).await;
    }
    let (door, gone) = pass(door, 200).await;
    assert_eq!(gone, 0, "the server was off, or is far behind");
    let mut dispatcher = dispatcher(&door);
    deliver(&mut dispatcher).await;
    assert_eq!(receiver.take().len(), 3);
    // A subscription that was deleted keeps nothing.
    let deleted = door.post("/api/Webhook/Delete", json!({ "id": id })).await;
    assert_eq!(deleted.status, StatusCode::OK);
    let (_, gone) = pass(door, 1).await;
    assert_eq!(gone, 2);
}

#[tokio::test]
async fn many_old_events_are_forgotten_a_few_at_a_time() {
    let door = Door::open_as_admin().await;
    for _ in 0..12 {
        invite(&door).await;
    }
    door.test.clock.advance(Span::days(91));
    let (store, tenant) = (door.test.app.store(), door.test.tenant);
    let before = door.test.app.now().minus(Span::days(90));
    let mut steps = Vec::new();
    for _ in 0..4 {
        let gone = store.write(move |tx| {
            let gone = tx.tenant(tenant).forget_events(before, 5)?;
            Ok::<_, Failure>(gone)
        });
        steps.push(gone.await.unwrap());
    }
    assert_eq!(steps, [5, 5, 1, 0]);
}
