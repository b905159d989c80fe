//! ID tokens of identity providers, from a local issuer that publishes its keys over HTTP.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use mithaq_domain::{
    oidc::{Provider, ProviderName},
    time::Span,
};
use mithaq_service::{Clock, tenant::set_provider};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{OTHER_PHONE, PHONE, is_done, is_refused};
use crate::call::Door;

const EMAIL: &str = "mona@example.com";
const STEP: &str = "Register/StepVerifyOAuthToken";

/// An issuer with one key, and how often its keys were asked for.
struct Issuer {
    url: String,
    key: KeyPair,
    set: Arc<Mutex<String>>,
    asked: Arc<AtomicUsize>,
}

impl Issuer {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        let (set, asked) = (Arc::new(Mutex::new(String::new())), Arc::default());
        tokio::spawn(serve(listener, Arc::clone(&set), Arc::clone(&asked)));
        let issuer = Self {
            url,
            key: KeyPair::generate(KeySize::Rsa2048).unwrap(),
            set,
            asked,
        };
        issuer.publish("k1");
        issuer
    }

    /// Publishes the key under an id, and a member of a kind that nobody knows.
    fn publish(&self, kid: &str) {
        let public = self.key.public_key();
        let number = |bytes: &[u8]| B64.encode(bytes);
        let modulus = public.modulus().big_endian_without_leading_zero();
        let exponent = public.exponent().big_endian_without_leading_zero();
        let set = json!({ "keys": [
            { "kty": "strange", "kid": "x" },
            { "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": number(modulus), "e": number(exponent) },
        ]});
        *self.set.lock().unwrap() = set.to_string();
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let signed = format!(
            "{}.{}",
            B64.encode(header.to_string()),
            B64.encode(claims.to_string())
        );
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                signed.as_bytes(),
                &mut signature,
            )
            .unwrap();
        format!("{signed}.{}", B64.encode(signature))
    }

    fn token(&self, door: &Door, change: impl FnOnce(&mut Value)) -> String {
        let now = door.test.clock.now().unix_seconds();
        let mut claims = json!({
            "iss": "https://accounts.google.com", "aud": "ours", "sub": "1", "iat": now, "exp": now + 3600,
            "email": EMAIL, "email_verified": true, "nonce": "n",
        });
        change(&mut claims);
        self.sign(
            &json!({ "alg": "RS256", "kid": "k1", "typ": "JWT" }),
            &claims,
        )
    }

    async fn accepted_by(&self, door: &Door) {
        let provider = Provider {
            name: ProviderName::Google,
            client_ids: vec!["ours".to_owned()],
            issuer: None,
            key_set_url: Some(self.url.clone()),
        };
        set_provider(&door.test.app, door.test.tenant, provider)
            .await
            .unwrap();
    }
}

async fn serve(listener: TcpListener, set: Arc<Mutex<String>>, asked: Arc<AtomicUsize>) {
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        asked.fetch_add(1, Ordering::SeqCst);
        let body = set.lock().unwrap().clone();
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}

fn ask(token: &str) -> Value {
    json!({ "provider": "Google", "idToken": token })
}

#[tokio::test]
async fn a_token_proves_a_mailbox_that_is_registered_with_it_once() {
    let (door, issuer) = (Door::open().await, Issuer::start().await);
    let token = issuer.token(&door, |_| {});
    let before = door.person(STEP, ask(&token)).await;
    is_refused(&before, 1318);
    assert_eq!(before.mistakes(), [("provider".to_owned(), 1318)]);
    issuer.accepted_by(&door).await;
    let mut sent = ask(&token);
    sent["nonce"] = json!("n");
    let proved = is_done(&door.person(STEP, sent).await);
    assert_eq!(
        (
            &proved["isVerified"],
            &proved["validationResult"],
            &proved["email"]
        ),
        (&json!(true), &json!("Valid"), &json!(EMAIL))
    );
    let proof = proved["oAuthTokenVerificationRequestId"].clone();
    let another = door.register(PHONE, |body| {
        body["email"] = json!("another@example.com");
        body["oAuthTokenVerificationRequestId"] = proof.clone();
    });
    is_refused(&another.await, 1319);
    door.test.clock.advance(Span::seconds(60));
    let with_proof = |body: &mut Value| {
        body["email"] = json!(EMAIL);
        body["oAuthTokenVerificationRequestId"] = proof.clone();
    };
    let registered = is_done(&door.register(PHONE, with_proof).await);
    assert_eq!(registered["isEmailConfirmed"], true);
    let again = door.register(OTHER_PHONE, |body| {
        with_proof(body);
        body["email"] = json!("free@example.com");
    });
    is_refused(&again.await, 1319);
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 1, "the keys are kept");
}

#[tokio::test]
async fn a_spoiled_token_proves_nothing_and_says_why() {
    let (door, issuer) = (Door::open().await, Issuer::start().await);
    issuer.accepted_by(&door).await;
    let good = issuer.token(&door, |_| {});
    let parts: Vec<&str> = good.split('.').collect();
    let stranger = Issuer::start().await.token(&door, |_| {});
    let none = B64.encode(json!({ "alg": "none", "kid": "k1" }).to_string());
    let symmetric = B64.encode(json!({ "alg": "HS256", "kid": "k1" }).to_string());
    let cases = [
        (
            issuer.token(&door, |it| it["iss"] = json!("https://evil.example")),
            "InvalidIssuer",
        ),
        (
            issuer.token(&door, |it| it["aud"] = json!(["theirs"])),
            "InvalidAudience",
        ),
        (issuer.token(&door, |it| it["exp"] = json!(1)), "Expired"),
        (
            issuer.token(&door, |it| it["nonce"] = json!("m")),
            "InvalidNonce",
        ),
        (
            issuer.token(&door, |it| it["email_verified"] = json!(false)),
            "EmailNotVerified",
        ),
        (stranger, "InvalidSignature"),
        (format!("{none}.{}.", parts[1]), "Malformed"),
        (
            format!("{symmetric}.{}.{}", parts[1], parts[2]),
            "Malformed",
        ),
        ("x".to_owned(), "Malformed"),
    ];
    for (token, fault) in cases {
        let mut body = ask(&token);
        body["nonce"] = json!("n");
        let data = is_done(&door.person(STEP, body).await);
        assert_eq!(
            (&data["isVerified"], &data["validationResult"]),
            (&json!(false), &json!(fault))
        );
        assert!(data["oAuthTokenVerificationRequestId"].is_null() && data["email"].is_null());
    }
    let unknown = door
        .person(STEP, json!({ "provider": "Nobody", "IdToken": "x" }))
        .await;
    assert_eq!(unknown.mistakes(), [("provider".to_owned(), 1125)]);
}

#[tokio::test]
async fn an_unknown_key_has_the_keys_fetched_again_at_most_once_a_minute() {
    let (door, issuer) = (Door::open().await, Issuer::start().await);
    issuer.accepted_by(&door).await;
    issuer.publish("old");
    let token = issuer.token(&door, |_| {});
    for _ in 0..5 {
        let data = is_done(&door.person(STEP, ask(&token)).await);
        assert_eq!(data["validationResult"], "UnknownKey");
    }
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 1);
    issuer.publish("k1");
    door.test.clock.advance(Span::minutes(1));
    let data = is_done(&door.person(STEP, ask(&token)).await);
    assert_eq!(data["isVerified"], true);
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn keys_that_cannot_be_had_are_our_trouble_and_not_the_tokens() {
    let (door, mut issuer) = (Door::open().await, Issuer::start().await);
    issuer.url = "http://127.0.0.1:9/keys".to_owned();
    issuer.accepted_by(&door).await;
    let token = issuer.token(&door, |_| {});
    for _ in 0..2 {
        let answer = door.person(STEP, ask(&token)).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (503, 1901));
    }
}

#[tokio::test]
async fn a_registered_persons_mailbox_is_confirmed_by_a_token() {
    let (door, issuer) = (Door::open().await, Issuer::start().await);
    issuer.accepted_by(&door).await;
    let token = issuer.token(&door, |_| {});
    let unknown = is_done(&door.person("VerifyOAuthToken", ask(&token)).await);
    assert_eq!(unknown["validationResult"], "UnknownUser");
    is_done(
        &door
            .register(PHONE, |body| body["email"] = json!(EMAIL))
            .await,
    );
    let confirmed = is_done(&door.person("VerifyOAuthToken", ask(&token)).await);
    assert_eq!(confirmed["isVerified"], true);
    let exists = door
        .person("CheckExistenceOfEmailOrPhone", json!({ "email": EMAIL }))
        .await;
    assert_eq!(is_done(&exists)["exists"], true);
}
