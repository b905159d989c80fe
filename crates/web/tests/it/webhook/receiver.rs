//! An endpoint that remembers what it was sent, and what a test asks of the server it is sent by.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};

use aws_lc_rs::hmac;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use mithaq_service::webhook::Dispatcher;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::RwLock};

use crate::call::{Answer, Door};

/// One request that arrived.
#[derive(Clone, Debug)]
pub struct Got {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub body: Vec<u8>,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn text(&self, pointer: &str) -> String {
        let json = self.json();
        json.pointer(pointer).unwrap().as_str().unwrap().to_owned()
    }

    /// Contract and status that it tells of.
    pub fn told(&self) -> (String, String) {
        (self.text("/Data/Id"), self.text("/Data/NewStatus"))
    }

    /// Which of the signatures is made with a secret, by the letter of the specification.
    pub fn signed_by(&self, secret: &str) -> Option<usize> {
        let key = STANDARD
            .decode(secret.strip_prefix("whsec_").unwrap())
            .unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let mut signed = format!("{}.{}.", self.id, self.timestamp).into_bytes();
        signed.extend_from_slice(&self.body);
        self.signature.split(' ').position(|signature| {
            let tag = STANDARD
                .decode(signature.strip_prefix("v1,").unwrap())
                .unwrap();
            hmac::verify(&key, &signed, &tag).is_ok()
        })
    }
}

/// An endpoint.
#[derive(Clone)]
pub struct Receiver {
    pub url: String,
    status: Arc<AtomicU16>,
    got: Arc<Mutex<Vec<Got>>>,
    /// Whoever writes to it holds up the answers.
    pub gate: Arc<RwLock<()>>,
}

impl Receiver {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!(
                "http://{}/hook?password=open-sesame",
                listener.local_addr().unwrap()
            ),
            status: Arc::new(AtomicU16::new(200)),
            got: Arc::default(),
            gate: Arc::default(),
        };
        let router = Router::new()
            .route("/hook", post(take))
            .with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    pub fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// What arrived since the last look.
    pub fn take(&self) -> Vec<Got> {
        std::mem::take(&mut *self.got.lock().unwrap())
    }
}

async fn take(
    State(receiver): State<Receiver>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    assert_eq!(text("content-type"), "application/json; charset=utf-8");
    let got = Got {
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp"),
        signature: text("webhook-signature"),
        body: body.to_vec(),
    };
    receiver.got.lock().unwrap().push(got);
    let _turn = receiver.gate.read().await;
    let status = StatusCode::from_u16(receiver.status.load(Ordering::SeqCst)).unwrap();
    (status, format!("{} {}", "long ".repeat(2_000), "end"))
}

pub fn dispatcher(door: &Door) -> Dispatcher {
    Dispatcher::new(door.test.app.clone(), mithaq_wire::webhook::body)
}

/// Delivers whatever is due at this moment.
pub async fn deliver(dispatcher: &mut Dispatcher) {
    while dispatcher.step().await.unwrap() > 0 || dispatcher.under_way() > 0 {
        dispatcher.one_ended().await;
    }
}

pub const STATUS: &str = "App.BusinessRequestStatusChange";

/// Subscribes; number and secret.
pub async fn subscribe(door: &Door, event: &str, url: &str) -> (i64, String) {
    let body = json!({ "event": event, "url": url });
    let made = door.post("/api/Webhook/Create", body).await.json();
    let secret = made["data"]["secret"].as_str();
    let secret = secret.unwrap_or_else(|| panic!("{made}")).to_owned();
    (made["data"]["id"].as_i64().unwrap(), secret)
}

/// Invites; the session's id.
pub async fn invite(door: &Door) -> String {
    let answer: Answer = door
        .invite(|body| body["SessionInput"]["externalId"] = json!("loan 17"))
        .await;
    answer.headers["x-session-id"].to_str().unwrap().to_owned()
}

/// Takes an invitation back, which voids its contract.
pub async fn revoke(door: &Door, session: &str) {
    let body = json!({ "id": session });
    let answer = door.post("/api/IdentityUserSession/Revoke", body).await;
    assert_eq!(answer.status, StatusCode::OK);
}

pub async fn deliveries(door: &Door, id: i64, state: &str) -> Vec<Value> {
    let path = format!("/api/Webhook/Deliveries?subscriptionId={id}&state={state}");
    let list = door.get(&path).await.json();
    list["data"]
        .as_array()
        .unwrap_or_else(|| panic!("{list}"))
        .clone()
}
