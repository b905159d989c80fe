//! Sessions whose time is over: what every answer shows, before the sweep came by and after.

use mithaq_domain::{id::SessionId, time::Span};
use mithaq_service::session::ExpirySweep;
use serde_json::{Value, json};

use crate::call::Door;

/// Invites for a minute, a moment after whoever was invited before; the id.
async fn invite(door: &Door, change: impl FnOnce(&mut Value)) -> String {
    door.test.clock.advance(Span::millis(1));
    let answer = door
        .invite(|body| {
            body["SessionInput"]["expiresInSeconds"] = json!(60);
            change(body);
        })
        .await;
    answer.headers["x-session-id"].to_str().unwrap().to_owned()
}

async fn session(door: &Door, id: &str) -> Value {
    let path = format!("/api/IdentityUserSession/Get?id={id}");
    door.get(&path).await.json()["data"].clone()
}

/// The numbers of the statuses that `GetRequests` shows under a filter, and how many there are.
async fn requests(door: &Door, filter: &str) -> (Vec<i64>, i64) {
    let path = format!("/api/BusinessRequest/GetRequests?Sorting=creationTime{filter}");
    let page = door.get(&path).await.json();
    let shown = page["data"].as_array().unwrap().iter();
    let numbers = shown.map(|contract| contract["requeststatus"].as_i64().unwrap());
    (numbers.collect(), page["totalCount"].as_i64().unwrap())
}

async fn acts(door: &Door, id: &str) -> Vec<String> {
    let (tenant, id) = (door.test.tenant, SessionId::parse(id).unwrap());
    let acts = door
        .test
        .app
        .store()
        .read(move |tx| tx.tenant(tenant).list_acts(id));
    acts.await.unwrap()
}

#[tokio::test]
async fn what_expired_is_shown_and_filtered_alike_before_the_sweep_and_after() {
    let door = Door::open_as_admin().await;
    let approved = invite(&door, |_| {}).await;
    let draft = invite(&door, |body| {
        body["SessionInput"]["RequestFieldsValues"]["414"] = json!({ "fullName": "Mona" });
    })
    .await;
    let revoked = invite(&door, |_| {}).await;
    door.test.clock.advance(Span::millis(1));
    door.post("/api/IdentityUserSession/Revoke", json!({ "id": revoked }))
        .await;
    door.test.clock.advance(Span::millis(1));
    let living = door.invite(|_| {}).await;
    let living = living.headers["x-session-id"].to_str().unwrap().to_owned();
    assert_eq!(requests(&door, "").await, (vec![2, 3, 2], 3));
    door.test.clock.advance(Span::seconds(60));
    let mut sweep = ExpirySweep::default();
    for expired in [0, 2] {
        if expired > 0 {
            assert_eq!(sweep.step(&door.test.app).await.unwrap().expired, expired);
        }
        for id in [&approved, &draft] {
            let shown = session(&door, id).await;
            assert_eq!(shown["state"], "expired");
            let contract = &shown["contracts"][0];
            assert_eq!(contract["requeststatus"], 3);
            assert_eq!(contract["statusReason"], "Expired");
        }
        assert_eq!(session(&door, &revoked).await["state"], "revoked");
        assert_eq!(session(&door, &living).await["state"], "created");
        let list = door.get("/api/IdentityUserSession/List").await.json();
        let states: Vec<&Value> = list["data"].as_array().unwrap().iter().collect();
        let states: Vec<&Value> = states.iter().map(|session| &session["state"]).collect();
        assert_eq!(states, ["created", "revoked", "expired", "expired"]);
        assert_eq!(requests(&door, "").await, (vec![3, 3, 3, 2], 4));
        assert_eq!(requests(&door, "&status=3").await, (vec![3, 3, 3], 3));
        assert_eq!(requests(&door, "&status=2").await, (vec![2], 1));
        assert_eq!(requests(&door, "&status=0").await, (vec![], 0));
        let late = json!({ "id": approved });
        let revoke = door.post("/api/IdentityUserSession/Revoke", late).await;
        assert_eq!(revoke.code(), 1405, "what expired is over");
    }
    assert_eq!(
        acts(&door, &approved).await,
        ["session_invited", "session_expired"]
    );
    assert_eq!(
        acts(&door, &revoked).await,
        ["session_invited", "session_revoked"]
    );
}

#[tokio::test]
async fn a_session_expires_once_however_many_sweeps_there_are() {
    let door = Door::open_as_admin().await;
    let id = invite(&door, |_| {}).await;
    door.test.clock.advance(Span::minutes(2));
    let (mut one, mut other) = (ExpirySweep::default(), ExpirySweep::default());
    let both = tokio::join!(one.step(&door.test.app), other.step(&door.test.app));
    assert_eq!(both.0.unwrap().expired + both.1.unwrap().expired, 1);
    assert_eq!(one.step(&door.test.app).await.unwrap().expired, 0);
    assert_eq!(
        acts(&door, &id).await,
        ["session_invited", "session_expired"]
    );
}

#[tokio::test]
async fn a_pass_looks_at_every_session_in_bounded_steps_and_the_next_one_finds_what_was_left_open()
{
    let mut door = Door::open_as_admin().await;
    let early = door.invite(|_| {}).await;
    door.test.clock.advance(Span::minutes(1));
    for _ in 0..2_100 {
        invite(&door, |_| {}).await;
    }
    door.test.clock.advance(Span::minutes(1));
    let mut sweep = ExpirySweep::default();
    let first = sweep.step(&door.test.app).await.unwrap();
    assert_eq!((first.expired, first.pass_ended), (1_999, false));
    let second = sweep.step(&door.test.app).await.unwrap();
    assert_eq!((second.expired, second.pass_ended), (101, true));
    door.test.clock.advance(Span::days(8));
    let third = sweep.step(&door.test.app).await.unwrap();
    assert_eq!(third.expired, 1, "the early one, which had seven days");
    let early = early.headers["x-session-id"].to_str().unwrap();
    let again = door.login(&door.test.admin_password).await.json();
    door.bearer = again["data"]["accessToken"].as_str().map(str::to_owned);
    assert_eq!(session(&door, early).await["state"], "expired");
}

#[tokio::test]
async fn the_company_is_told_that_a_session_and_its_contract_expired() {
    let door = Door::open_as_admin().await;
    let id = invite(&door, |_| {}).await;
    door.test.clock.advance(Span::seconds(61));
    let mut sweep = ExpirySweep::default();
    assert_eq!(sweep.step(&door.test.app).await.unwrap().expired, 1);
    let events = door.get("/api/Webhook/Events").await.json();
    let told = |place: usize, pointer: &str| events["data"][place].pointer(pointer).cloned();
    assert_eq!(events["totalCount"], 3);
    assert_eq!(told(1, "/WebhookEvent"), Some(json!("App.SessionExpired")));
    assert_eq!(told(1, "/Data/Id"), Some(json!(id)));
    assert_eq!(told(2, "/Data/NewStatus"), Some(json!("Rejected")));
    assert_eq!(told(2, "/Data/StatusReason"), Some(json!("Expired")));
}
