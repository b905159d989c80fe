//! Subscriptions and pulled events: what is refused, what is hidden, what is forgotten.

use axum::http::StatusCode;
use mithaq_testkit::TestAppOptions;
use serde_json::json;

use super::receiver::{Receiver, STATUS, deliver, dispatcher, invite, revoke, subscribe};
use crate::call::Door;

#[tokio::test]
async fn an_endpoint_inside_or_without_tls_is_refused_unless_the_operator_allows_it() {
    let options = TestAppOptions {
        private_webhook_targets: false,
        ..TestAppOptions::default()
    };
    let door = Door::open_with(options).await.logged_in().await;
    let cases = [
        ("", 1106),
        ("example.com/hook", 1603),
        ("ftp://example.com/hook", 1603),
        ("https://user:password@example.com/hook", 1603),
        ("javascript:alert(1)", 1603),
        ("http://example.com/hook", 1604),
        ("https://127.0.0.1/hook", 1605),
        ("https://localhost:9/hook", 1605),
        ("https://127.1/hook", 1605),
        ("https://2130706433/hook", 1605),
        ("https://0x7f000001/hook", 1605),
        ("https://[::1]/hook", 1605),
        ("https://[::ffff:10.0.0.1]/hook", 1605),
        ("https://[fd00::1]/hook", 1605),
        ("https://[fe80::1]/hook", 1605),
        ("https://[64:ff9b::a00:1]/hook", 1605),
        ("https://169.254.169.254/latest/meta-data", 1605),
        ("https://100.64.0.1/hook", 1605),
        ("https://192.168.0.1/hook", 1605),
        ("https://224.0.0.1/hook", 1605),
        ("https://0.0.0.0/hook", 1605),
    ];
    for (url, code) in cases {
        let answer = door
            .post(
                "/api/Webhook/Create",
                json!({ "event": STATUS, "URL": url }),
            )
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{url}");
        assert_eq!(answer.mistakes(), [("URL".to_owned(), code)], "{url}");
    }
    let list = door.get("/api/Webhook/List").await.json();
    assert_eq!(list["totalCount"], 0, "nothing was stored");
    subscribe(&door, STATUS, "https://1.1.1.1/hook").await;
}

#[tokio::test]
async fn an_endpoint_that_was_allowed_and_no_longer_is_gets_nothing() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    let (id, _) = subscribe(&door, STATUS, &receiver.url).await;
    let door = door.restarted_with(|options| options.private_webhook_targets = false);
    invite(&door).await;
    deliver(&mut dispatcher(&door)).await;
    assert_eq!(receiver.take().len(), 0);
    let log = super::receiver::deliveries(&door, id, "waiting").await;
    assert_eq!(log[0]["attempts"][0]["failure"], "the target is not https");
}

#[tokio::test]
async fn secrets_are_shown_once_and_neither_they_nor_addresses_lie_open_on_the_disk() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    let (id, secret) = subscribe(&door, "app.sessioncompleted", &receiver.url).await;
    let list = door.get("/api/Webhook/List").await;
    let text = String::from_utf8(list.bytes.clone()).unwrap();
    assert!(!text.contains("whsec_") && text.contains("open-sesame"));
    let item = &list.json()["data"][0];
    assert_eq!(
        (&item["id"], &item["event"]),
        (&json!(id), &json!("App.SessionCompleted"))
    );
    let door = door.restarted();
    let database = door.test.outbox.with_file_name("data").join("mithaq.db");
    let bytes = std::fs::read(database).unwrap();
    let holds = |text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
    assert!(holds(b"webhook_subscription"));
    assert!(!holds(&secret.as_bytes()[6..]) && !holds(b"open-sesame"));
}

#[tokio::test]
async fn a_deleted_subscription_is_told_nothing_more_and_is_gone_for_every_call() {
    let door = Door::open_as_admin().await;
    let receiver = Receiver::open().await;
    let (id, _) = subscribe(&door, STATUS, &receiver.url).await;
    let mut dispatcher = dispatcher(&door);
    invite(&door).await;
    let delete = || door.post("/api/Webhook/Delete", json!({ "id": id.to_string() }));
    assert_eq!(delete().await.status, StatusCode::OK);
    deliver(&mut dispatcher).await;
    assert_eq!(receiver.take().len(), 0);
    assert_eq!(
        (delete().await.status, delete().await.code()),
        (StatusCode::NOT_FOUND, 1607)
    );
    let rotate = door
        .post("/api/Webhook/RotateSecret", json!({ "id": id }))
        .await;
    let replay = json!({ "subscriptionId": id, "from": "2026-11-22T00:00:00Z" });
    let replay = door.post("/api/Webhook/Replay", replay).await;
    let log = door
        .get(&format!("/api/Webhook/Deliveries?subscriptionId={id}"))
        .await;
    for answer in [rotate, replay, log] {
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::NOT_FOUND, 1607)
        );
    }
}

#[tokio::test]
async fn events_are_pulled_in_order_after_a_known_one_and_another_tenants_are_none() {
    let mut door = Door::open_as_admin().await;
    let session = invite(&door).await;
    revoke(&door, &session).await;
    invite(&door).await;
    let first = door.get("/api/Webhook/Events?max=2").await.json();
    assert_eq!(
        (&first["totalCount"], &first["returnedCount"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(first["data"][1]["Data"]["NewStatus"], "Rejected");
    let after = first["data"][1]["Id"].as_str().unwrap().to_uppercase();
    let next = format!("/api/Webhook/Events?after={after}");
    let rest = door.get(&next).await.json();
    assert_eq!(
        (&rest["totalCount"], &rest["data"][0]["Data"]["NewStatus"]),
        (&json!(1), &json!("Approved"))
    );
    for unknown in ["x", "019b0d5c-5c1b-7000-8100-000000000001"] {
        let answer = door
            .get(&format!("/api/Webhook/Events?after={unknown}"))
            .await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::NOT_FOUND, 1611)
        );
    }
    for wrong in ["max=0", "max=1001", "max=x"] {
        let answer = door.get(&format!("/api/Webhook/Events?{wrong}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let other = door.test.another_tenant("other").await;
    door.test.tenant = other.tenant.id;
    door.test.api_key = other.api_key;
    door.bearer = Some(door.bearer_of("admin", &other.password).await);
    assert_eq!(
        door.get("/api/Webhook/Events").await.json()["totalCount"],
        0
    );
    assert_eq!(door.get(&next).await.code(), 1611);
}

#[tokio::test]
async fn a_draft_is_told_when_it_is_complete_and_not_before() {
    let door = Door::open_as_admin().await;
    door.invite(|body| {
        body["SessionInput"]["RequestFieldsValues"]["414"]["monthlyIncome"] = json!(null);
    })
    .await;
    assert_eq!(
        door.get("/api/Webhook/Events").await.json()["totalCount"],
        0
    );
}
