//! The second factor at `Login`: asked for, single use, counted as tries; and the access token
//! encrypted under the caller's key.

use aws_lc_rs::hmac;
use axum::http::StatusCode;
use mithaq_domain::time::Span;
use mithaq_service::access::{
    MemberRefusal, MemberWish, create_member, enrol_second_factor, remove_second_factor,
};
use serde_json::json;

use crate::call::{Answer, Door};

/// What an authenticator app holds after it read the address.
struct Authenticator(Vec<u8>);

impl Authenticator {
    async fn enrol(door: &Door) -> Self {
        let test = &door.test;
        let address = enrol_second_factor(&test.app, test.tenant, &test.admin_user).await;
        let address = address.unwrap().unwrap();
        assert!(address.starts_with("otpauth://totp/Nile%20Crescent%20Finance:admin?secret="));
        let secret = address.split("secret=").nth(1).unwrap();
        let secret = secret.split('&').next().unwrap();
        let mut bits = String::new();
        for letter in secret.bytes() {
            let value = match letter {
                b'A'..=b'Z' => letter - b'A',
                digit => digit - b'2' + 26,
            };
            bits.push_str(&format!("{value:05b}"));
        }
        let bytes = bits.as_bytes().chunks_exact(8);
        let bytes = bytes.map(|byte| u8::from_str_radix(str::from_utf8(byte).unwrap(), 2).unwrap());
        Self(bytes.collect())
    }

    /// The code that it shows so many steps after this moment.
    fn code(&self, door: &Door, steps: i64) -> String {
        let step = door.test.app.now().unix_seconds() / 30 + steps;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let at = usize::from(tag[19] & 15);
        let number = u32::from_be_bytes(tag[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }
}

async fn login(door: &Door, code: Option<&str>) -> Answer {
    let mut body = door.credentials(&door.test.admin_user, &door.test.admin_password);
    body["twoFactorCode"] = json!(code);
    door.login_with(body).await
}

fn outcome(answer: &Answer) -> (StatusCode, i64) {
    (answer.status, answer.code())
}

const WRONG: (StatusCode, i64) = (StatusCode::UNAUTHORIZED, 1210);

#[tokio::test]
async fn without_a_code_there_is_no_token_and_with_it_there_is() {
    let door = Door::open().await;
    let app = Authenticator::enrol(&door).await;
    for nothing in [None, Some(""), Some(" ")] {
        let asked = login(&door, nothing).await;
        assert_eq!(asked.status, StatusCode::OK);
        let data = &asked.json()["data"];
        assert_eq!(data["requiresTwoFactorVerification"], true);
        assert!(data["accessToken"].is_null() && data["refreshToken"].is_null());
        assert_eq!(data.as_object().unwrap().len(), 9);
    }
    let done = login(&door, Some(&app.code(&door, 0))).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.json());
    assert!(done.json()["data"]["accessToken"].is_string());
    let wrong = door.login("wrong").await;
    assert_eq!(
        outcome(&wrong),
        (StatusCode::UNAUTHORIZED, 1203),
        "who does not know the password learns nothing"
    );
}

#[tokio::test]
async fn a_code_counts_once_within_a_step_around_now() {
    let door = Door::open().await;
    let app = Authenticator::enrol(&door).await;
    for steps in [-2, 2] {
        let code = app.code(&door, steps);
        assert_eq!(outcome(&login(&door, Some(&code)).await), WRONG, "{steps}");
    }
    let code = app.code(&door, 0);
    assert_eq!(login(&door, Some(&code)).await.status, StatusCode::OK);
    assert_eq!(outcome(&login(&door, Some(&code)).await), WRONG, "again");
    let earlier = app.code(&door, -1);
    assert_eq!(
        outcome(&login(&door, Some(&earlier)).await),
        WRONG,
        "earlier"
    );
    door.test.clock.advance(Span::seconds(30));
    assert_eq!(outcome(&login(&door, Some(&code)).await), WRONG, "later");
    let spaced = app.code(&door, 0);
    let spaced = format!("{} {}", &spaced[..3], &spaced[3..]);
    assert_eq!(login(&door, Some(&spaced)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn of_four_logins_at_once_with_one_code_one_gets_a_token() {
    let door = std::sync::Arc::new(Door::open().await);
    let code = Authenticator::enrol(&door).await.code(&door, 0);
    let calls: Vec<_> = (0..4)
        .map(|_| {
            let (door, code) = (std::sync::Arc::clone(&door), code.clone());
            tokio::spawn(async move { login(&door, Some(&code)).await.status })
        })
        .collect();
    let mut right = 0;
    for call in calls {
        right += usize::from(call.await.unwrap() == StatusCode::OK);
    }
    assert_eq!(right, 1);
}

#[tokio::test]
async fn wrong_codes_lock_out_and_asking_without_a_code_gives_no_try_back() {
    let door = Door::open().await;
    let app = Authenticator::enrol(&door).await;
    for _ in 0..5 {
        assert_eq!(login(&door, None).await.status, StatusCode::OK);
        assert_eq!(outcome(&login(&door, Some("000000x")).await), WRONG);
    }
    let locked = login(&door, Some(&app.code(&door, 0))).await;
    assert_eq!(outcome(&locked), (StatusCode::TOO_MANY_REQUESTS, 1204));
    door.test.clock.advance(Span::minutes(15));
    let done = login(&door, Some(&app.code(&door, 0))).await;
    assert_eq!(done.status, StatusCode::OK);
}

#[tokio::test]
async fn a_second_factor_is_taken_away_and_a_service_gets_none() {
    let door = Door::open().await;
    let (app, tenant) = (&door.test.app, door.test.tenant);
    Authenticator::enrol(&door).await;
    let removed = remove_second_factor(app, tenant, "ADMIN ").await;
    removed.unwrap().unwrap();
    assert!(login(&door, None).await.json()["data"]["accessToken"].is_string());
    let wish = MemberWish::Service {
        scopes: Default::default(),
        addresses: Default::default(),
    };
    create_member(app, tenant, "robot", wish)
        .await
        .unwrap()
        .unwrap();
    for (user, refusal) in [
        ("robot", MemberRefusal::NotForServices),
        ("nobody", MemberRefusal::NotFound),
    ] {
        let enrolled = enrol_second_factor(app, tenant, user).await.unwrap();
        assert_eq!(enrolled, Err(refusal));
    }
}

#[tokio::test]
async fn a_callers_key_gets_the_access_token_encrypted_as_well_and_a_malformed_one_is_named() {
    let door = Door::open().await;
    let mut body = door.credentials(&door.test.admin_user, &door.test.admin_password);
    body["userPublicKey"] = json!("AAAA");
    let refused = door.login_with(body.clone()).await;
    assert_eq!(refused.mistakes(), [("userPublicKey".to_owned(), 1115)]);
    body["userPublicKey"] = json!(crate::once::recipient());
    let answer = door.login_with(body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let data = &answer.json()["data"];
    let encrypted = data["encryptedAccessToken"].as_str().unwrap();
    assert_eq!(
        encrypted.split('.').count(),
        5,
        "compact JWE (RFC 7516, 7.1)"
    );
    assert!(data["accessToken"].is_string());
}
