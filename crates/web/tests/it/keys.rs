//! The key that signs access tokens is replaced while the server runs, and nobody notices.

use axum::http::StatusCode;
use mithaq_domain::time::Span;
use mithaq_service::jobs;
use mithaq_web::{WebState, router};
use serde_json::{Value, json};

use crate::call::Door;

/// The ids of the published keys, the signing one first.
async fn published(door: &Door) -> Vec<String> {
    let set = door.get("/.well-known/jwks.json").await.json();
    let keys = set["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

async fn log_in(door: &Door) -> Value {
    let answer = door.login(&door.test.admin_password).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.json()["data"].clone()
}

/// The id of the key that signed a token.
fn signer(token: &Value) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let head = token.as_str().unwrap().split('.').next().unwrap();
    let head: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(head).unwrap()).unwrap();
    head["kid"].as_str().unwrap().to_owned()
}

/// What a call with a token is answered; each token is shown once, so that no memory helps.
async fn status(door: &mut Door, token: &Value) -> StatusCode {
    door.bearer = token.as_str().map(str::to_owned);
    let answer = door.get("/api/IdentityUserSession/List").await;
    door.bearer = None;
    answer.status
}

#[tokio::test]
async fn a_new_key_takes_over_while_tokens_of_the_old_one_live_out_their_life() {
    let mut door = Door::open().await;
    let old = published(&door).await;
    door.test.clock.advance(Span::hours(90 * 24 - 2));
    jobs::run_due(&door.test.app).await.unwrap();
    assert_eq!(published(&door).await, old, "it is not old yet");
    let before = [
        log_in(&door).await,
        log_in(&door).await,
        log_in(&door).await,
    ];
    door.test.clock.advance(Span::hours(2));
    jobs::run_due(&door.test.app).await.unwrap();
    let both = published(&door).await;
    assert_eq!((both.len(), &both[1]), (2, &old[0]), "the new one first");

    assert_eq!(status(&mut door, &before[0]["accessToken"]).await, 200);
    let refresh = json!({ "refreshToken": before[0]["refreshToken"] });
    let renewed = door.post("/api/credentials/RefreshToken", refresh).await;
    let renewed = renewed.json()["data"]["accessToken"].clone();
    let after = log_in(&door).await["accessToken"].clone();
    for token in [&renewed, &after] {
        assert_eq!(signer(token), both[0], "signed by the new one");
        assert_eq!(status(&mut door, token).await, 200);
    }
    door.test.clock.advance(Span::hours(21));
    assert_eq!(status(&mut door, &before[1]["accessToken"]).await, 200);

    let mut door = restarted(door);
    assert_eq!(published(&door).await, both, "a restart changes nothing");
    assert_eq!(status(&mut door, &before[2]["accessToken"]).await, 200);
    door.test.clock.advance(Span::hours(26));
    assert_eq!(published(&door).await, both);
    door.test.clock.advance(Span::hours(1));
    assert_eq!(published(&door).await, both[..1], "the grace has ended");
}

fn restarted(door: Door) -> Door {
    let test = door.test.restarted();
    let state = WebState::new(test.app.clone(), std::sync::Arc::from([]));
    Door {
        router: router(state),
        test,
        bearer: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workers_that_see_an_old_key_at_once_make_one_new_one() {
    let door = Door::open().await;
    door.test.clock.advance(Span::days(90));
    let workers: Vec<_> = (0..8)
        .map(|_| {
            let app = door.test.app.clone();
            tokio::spawn(async move { jobs::run_due(&app).await.unwrap() })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    assert_eq!(published(&door).await.len(), 2);
}
