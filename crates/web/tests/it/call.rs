//! Calls to the router in process, as a client program or an admin makes them.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Request, StatusCode},
};
use mithaq_testkit::{TestApp, TestAppOptions};
use mithaq_web::{WebState, router};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::documented;

/// An application behind its router, and who calls it.
pub struct Door {
    pub test: TestApp,
    pub router: Router,
    pub bearer: Option<String>,
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("not JSON: {}", String::from_utf8_lossy(&self.bytes)))
    }

    pub fn code(&self) -> i64 {
        self.json()["error_code"].as_i64().unwrap_or(0)
    }

    /// Field and code of every described mistake.
    pub fn mistakes(&self) -> Vec<(String, i64)> {
        let descriptions = self.json()["error_descriptions"].clone();
        let list = descriptions.as_array().cloned().unwrap_or_default();
        list.iter()
            .map(|item| {
                (
                    item["field"].as_str().unwrap().to_owned(),
                    item["code"].as_i64().unwrap(),
                )
            })
            .collect()
    }
}

impl Door {
    pub async fn open() -> Self {
        Self::open_with(TestAppOptions::default()).await
    }

    pub async fn open_with(options: TestAppOptions) -> Self {
        Self::of(TestApp::start_with(options).await)
    }

    /// The door of an application.
    pub fn of(test: TestApp) -> Self {
        let state = WebState::new(test.app.clone(), Arc::from([]));
        Self {
            router: router(state),
            test,
            bearer: None,
        }
    }

    /// The same door after a restart.
    pub fn restarted(self) -> Self {
        self.restarted_with(|_| {})
    }

    /// The same door after a restart with other options.
    pub fn restarted_with(self, change: impl FnOnce(&mut TestAppOptions)) -> Self {
        Self {
            bearer: self.bearer,
            ..Self::of(self.test.restarted_with(change))
        }
    }

    /// A door whose admin has logged in.
    pub async fn open_as_admin() -> Self {
        Self::open().await.logged_in().await
    }

    /// The same door, its admin logged in.
    pub async fn logged_in(self) -> Self {
        let mut door = self;
        let (user, password) = (&door.test.admin_user, &door.test.admin_password);
        door.bearer = Some(door.bearer_of(user, password).await);
        door
    }

    /// The access token of a member who logs in.
    pub async fn bearer_of(&self, user: &str, password: &str) -> String {
        let body = self.credentials(user, password);
        let answer = self.login_with(body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        let token = answer.json()["data"]["accessToken"].clone();
        token.as_str().unwrap().to_owned()
    }

    pub async fn login(&self, password: &str) -> Answer {
        self.login_with(self.credentials(&self.test.admin_user, password))
            .await
    }

    /// The body of a log-in.
    pub fn credentials(&self, user: &str, password: &str) -> Value {
        json!({ "tenancyName": self.tenancy(), "userNameOrEmailAddress": user, "password": password })
    }

    /// A call of this admin through another secret ApiKey.
    pub async fn with_key(&self, key: &str) -> Answer {
        let mut request = self.request("GET", "/api/IdentityUserSession/List", None);
        request.headers_mut().insert("apikey", key.parse().unwrap());
        self.send(request).await
    }

    pub async fn login_with(&self, body: Value) -> Answer {
        let mut request = self.request("POST", "/api/credentials/Login", Some(body));
        request
            .headers_mut()
            .insert("tenancyname", self.tenancy().parse().unwrap());
        self.send(request).await
    }

    pub fn tenancy(&self) -> String {
        self.test
            .app
            .tenant(self.test.tenant)
            .unwrap()
            .tenant
            .name
            .as_str()
            .to_owned()
    }

    /// A request with the ApiKey and, where there is one, the bearer token.
    pub fn request(&self, method: &str, path: &str, body: Option<Value>) -> Request<Body> {
        let mut builder = Request::builder()
            .method(method)
            .uri(path)
            .header("ApiKey", &self.test.api_key);
        if let Some(bearer) = &self.bearer {
            builder = builder.header("Authorization", format!("Bearer {bearer}"));
        }
        let body = match body {
            Some(body) => {
                builder = builder.header("Content-Type", "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        builder.body(body).unwrap()
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        self.send_from("127.0.0.1:5000", request).await
    }

    /// The same from another peer.
    pub async fn send_from(&self, peer: &str, mut request: Request<Body>) -> Answer {
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let method = request.method().to_string();
        let path = request.uri().path().to_owned();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap().to_vec();
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        };
        documented::check(&method, &path, &answer);
        answer
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request("POST", path, Some(body))).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path, None)).await
    }

    /// Invites with the reference sample after `change` changed it.
    pub async fn invite(&self, change: impl FnOnce(&mut Value)) -> Answer {
        let mut body = sample();
        change(&mut body);
        self.post("/api/IdentityUserSession/CreateInvitation", body)
            .await
    }

    pub async fn session_count(&self) -> i64 {
        self.get("/api/IdentityUserSession/List").await.json()["totalCount"]
            .as_i64()
            .unwrap()
    }
}

/// The reference sample of `CreateInvitation`.
pub fn sample() -> Value {
    serde_json::from_str(include_str!("../../../wire/golden/create-invitation.json")).unwrap()
}
