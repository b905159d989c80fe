//! Old events are forgotten with what was delivered of them; what still has to be delivered is not.

use axum::http::StatusCode;
use mithaq_domain::{id::TenantId, time::Span};
use mithaq_service::{
    App,
    session::ExpirySweep,
    tenant::{change_settings, show_settings},
    webhook::{Dispatcher, EventSweep},
};
use serde_json::{Value, json};

use super::receiver::{
    Receiver, STATUS, deliver, deliveries, dispatcher, invite, revoke, subscribe,
};
use crate::call::{Answer, Door};

/// Lets days pass, forgets all there is to forget, and logs in again; how many events are gone.
async fn pass(door: Door, days: i64) -> (Door, usize) {
    door.test.clock.advance(Span::days(days));
    let (mut sweep, mut gone) = (EventSweep::default(), 0);
    loop {
        match sweep.step(&door.test.app).await.unwrap() {
            0 => return (door.logged_in().await, gone),
            more => gone += more,
        }
    }
}

/// A company's events are kept for so many days.
async fn keep_for(app: &App, tenant: TenantId, days: i64) {
    let text = show_settings(app, tenant).unwrap();
    let mut settings: Value = serde_json::from_str(&text).unwrap();
    settings["event_days"] = json!(days);
    let changed = change_settings(app, tenant, &settings.to_string()).await;
    changed.unwrap().unwrap();
}

/// Tries what waits until it is parked.
async fn park(door: &Door, dispatcher: &mut Dispatcher) {
    deliver(dispatcher).await;
    for hours in [1, 1, 1, 3, 7, 13, 17] {
        door.test.clock.advance(Span::hours(hours));
        deliver(dispatcher).await;
    }
}

async fn replay(door: &Door, ask: Value) -> Answer {
    door.post("/api/Webhook/Replay", ask).await
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
    assert!(
        show_settings(app, tenant)
            .unwrap()
            .contains("\"event_days\": 90")
    );
    keep_for(app, tenant, 7).await;
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
    park(&door, &mut dispatcher).await;
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
    is_gone(&replay(&door, json!({ "deliveryId": delivered })).await);
    // What is kept is repeated, and the answer says that the delivered one is missing.
    let (at, later) = ("2026-11-22T10:00:00.000Z", "2026-11-22T10:00:00.001Z");
    for (from, until) in [(at, json!(at)), (later, json!(null))] {
        let ask = json!({ "subscriptionId": id, "from": from });
        let answer = replay(&door, ask).await.json();
        let expected = json!({ "replayed": 3, "forgottenUntil": until });
        assert_eq!(answer["data"], expected);
    }
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
    is_gone(&replay(&door, json!({ "deliveryId": parked })).await);
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
async fn what_was_not_delivered_is_repeated_from_any_moment_though_others_were_forgotten() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    let day_0 = door.test.app.now().to_iso();
    let (id, _) = subscribe(&door, "App.SessionExpired", &receiver.url).await;
    receiver.answers(500);
    let soon = |body: &mut Value| body["SessionInput"]["expiresInSeconds"] = json!(60);
    door.invite(soon).await;
    door.test.clock.advance(Span::minutes(2));
    let swept = ExpirySweep::default().step(&door.test.app).await;
    assert_eq!(swept.unwrap().expired, 1);
    let mut dispatcher = dispatcher(&door);
    park(&door, &mut dispatcher).await;
    let door = door.logged_in().await;
    invite(&door).await;
    deliver(&mut dispatcher).await;
    let (door, gone) = pass(door, 200).await;
    assert_eq!(gone, 2, "approved and expired: no subscription is for them");
    receiver.take();
    receiver.answers(200);
    let all = json!({ "subscriptionId": id, "from": day_0 });
    let answer = replay(&door, all).await.json();
    let expected = json!({ "replayed": 1, "forgottenUntil": null });
    assert_eq!(answer["data"], expected);
    deliver(&mut dispatcher).await;
    assert_eq!(
        receiver.take()[0].text("/WebhookEvent"),
        "App.SessionExpired"
    );
}

#[tokio::test]
async fn those_that_nothing_keeps_any_more_are_found_behind_those_that_are_kept() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    let (id, _) = subscribe(&door, STATUS, &receiver.url).await;
    receiver.answers(500);
    for _ in 0..6 {
        invite(&door).await;
    }
    let (ids, _) = pulled(&door, "").await;
    let mut dispatcher = dispatcher(&door);
    park(&door, &mut dispatcher).await;
    door.test.clock.advance(Span::days(91));
    let (app, clock) = (door.test.app.clone(), door.test.clock.clone());
    let mut sweep = EventSweep::looking_at(2);
    for _ in 0..3 {
        assert_eq!(sweep.step(&app).await.unwrap(), 0, "each is parked");
    }
    let door = door.logged_in().await;
    let fourth = deliveries(&door, id, "parked").await[2]["id"].clone();
    receiver.answers(200);
    replay(&door, json!({ "deliveryId": fourth })).await;
    deliver(&mut dispatcher).await;
    clock.advance(Span::days(91));
    let mut step = async || sweep.step(&app).await.unwrap();
    assert_eq!(step().await, 0, "the first two");
    assert_eq!(step().await, 0, "no look so soon after one in vain");
    clock.advance(Span::minutes(10));
    assert_eq!(step().await, 1, "the next two");
    let door = door.logged_in().await;
    let kept: Vec<String> = ids.iter().filter(|id| **id != ids[3]).cloned().collect();
    assert_eq!(pulled(&door, "").await, (kept, 5));
    // And again from the first: the first two go once they too were delivered.
    assert_eq!(step().await, 0, "the last");
    let all = json!({ "subscriptionId": id, "from": "2026-11-22T10:00:00Z" });
    assert_eq!(replay(&door, all).await.json()["data"]["replayed"], 5);
    deliver(&mut dispatcher).await;
    clock.advance(Span::days(91));
    let gone = [step().await, step().await, step().await];
    assert_eq!(gone, [2, 2, 0], "all but the newest");
}

#[tokio::test]
async fn what_is_to_be_kept_for_longer_stays_though_it_was_old_before() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    let (id, _) = subscribe(&door, STATUS, &receiver.url).await;
    receiver.answers(500);
    invite(&door).await;
    invite(&door).await;
    deliver(&mut dispatcher(&door)).await;
    let (door, gone) = pass(door, 91).await;
    assert_eq!(gone, 0, "both wait");
    keep_for(&door.test.app, door.test.tenant, 365).await;
    let deleted = door.post("/api/Webhook/Delete", json!({ "id": id })).await;
    assert_eq!(deleted.status, StatusCode::OK);
    let (door, gone) = pass(door, 1).await;
    assert_eq!(gone, 0);
    let (_, gone) = pass(door, 365).await;
    assert_eq!(gone, 1);
}

#[tokio::test]
async fn many_old_events_are_forgotten_a_few_at_a_time() {
    let door = Door::open_as_admin().await;
    for _ in 0..12 {
        invite(&door).await;
    }
    door.test.clock.advance(Span::days(91));
    let (mut sweep, mut steps) = (EventSweep::looking_at(5), Vec::new());
    for _ in 0..4 {
        steps.push(sweep.step(&door.test.app).await.unwrap());
    }
    assert_eq!(steps, [5, 5, 1, 0]);
}
