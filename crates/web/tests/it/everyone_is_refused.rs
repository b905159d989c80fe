//! Every endpoint as nobody, with a wrong key, the wrong kind of key, without a token, with a token
//! of another tenant, of nobody, of a member who may do everything but this: refused. Whoever adds
//! a line to `routes.rs` has it here. What is open stands in the lists of `open`, with its reason.

mod open;

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use mithaq_domain::access::{Permission, Permissions};
use mithaq_service::access::{MemberWish, create_member, revoke_api_key, set_member_disabled};
use mithaq_web::{
    endpoint::{Endpoint, KeyNeed, TokenNeed},
    endpoints,
};
use serde_json::json;

use crate::call::{Answer, Door};

use open::{WITH_PUBLISHABLE_KEY, WITHOUT_KEY, WITHOUT_TOKEN};

#[test]
fn the_lists_of_what_is_open_name_exactly_what_is() {
    type List = &'static [(&'static str, &'static str)];
    type IsOpen = fn(&Endpoint) -> bool;
    let lists: [(List, IsOpen); 3] = [
        (WITHOUT_KEY, |endpoint| {
            endpoint.needs.key == KeyNeed::Nothing
        }),
        (WITHOUT_TOKEN, |endpoint| {
            endpoint.needs.key != KeyNeed::Nothing && endpoint.needs.token == TokenNeed::Nothing
        }),
        (WITH_PUBLISHABLE_KEY, |endpoint| {
            endpoint.needs.key == KeyNeed::Any
        }),
    ];
    for (list, is_open) in lists {
        let mut listed: Vec<&str> = list.iter().map(|(path, _)| *path).collect();
        let endpoints = endpoints();
        let open = endpoints.iter().filter(|endpoint| is_open(endpoint));
        let mut open: Vec<&str> = open.map(|endpoint| endpoint.path).collect();
        listed.sort_unstable();
        open.sort_unstable();
        assert_eq!(listed, open);
        assert!(list.iter().all(|(_, reason)| reason.len() > 10));
    }
}

#[test]
fn no_address_is_in_the_table_twice() {
    let mut all: Vec<(String, String)> = endpoints()
        .iter()
        .map(|endpoint| (endpoint.matched_path(), endpoint.method.to_string()))
        .collect();
    let count = all.len();
    all.sort();
    all.dedup();
    assert!(count > 10 && all.len() == count);
}

/// Who calls: an ApiKey and a bearer token, or neither.
#[derive(Clone, Copy, Debug, Default)]
struct Who<'a> {
    key: Option<&'a str>,
    bearer: Option<&'a str>,
}

/// Expects one refusal of every endpoint that the filter names.
async fn all_refuse(
    door: &Door,
    which: impl Fn(&Endpoint) -> bool,
    who: Who<'_>,
    expected: (StatusCode, i64),
) {
    let mut walked = 0;
    for endpoint in endpoints().iter().filter(|endpoint| which(endpoint)) {
        let answer = call(door, endpoint, who).await;
        assert_eq!(
            (answer.status, answer.code()),
            expected,
            "{} as {who:?}",
            endpoint.path
        );
        walked += 1;
    }
    assert!(walked > 0, "nothing was walked");
}

async fn call(door: &Door, endpoint: &Endpoint, who: Who<'_>) -> Answer {
    let path = endpoint.path.replace(['{', '}'], "");
    let body = (endpoint.method == Method::POST).then(|| json!({}));
    let mut request = door.request(endpoint.method.as_str(), &path, body);
    let headers: &mut HeaderMap = request.headers_mut();
    headers.remove("apikey");
    headers.remove("authorization");
    if let Some(key) = who.key {
        headers.insert("apikey", HeaderValue::from_str(key).unwrap());
    }
    if let Some(bearer) = who.bearer {
        let value = format!("Bearer {bearer}");
        headers.insert("authorization", HeaderValue::from_str(&value).unwrap());
    }
    door.send(request).await
}

fn needs_key(endpoint: &Endpoint) -> bool {
    endpoint.needs.key != KeyNeed::Nothing
}

fn needs_admin(endpoint: &Endpoint) -> bool {
    matches!(endpoint.needs.token, TokenNeed::Admin(_))
}

fn needs_user(endpoint: &Endpoint) -> bool {
    endpoint.needs.token == TokenNeed::User
}

fn takes_either(endpoint: &Endpoint) -> bool {
    matches!(endpoint.needs.token, TokenNeed::AdminOrUser(_))
}

fn takes_admin(endpoint: &Endpoint) -> bool {
    needs_admin(endpoint) || takes_either(endpoint)
}

fn takes_user(endpoint: &Endpoint) -> bool {
    needs_user(endpoint) || takes_either(endpoint)
}

const BAD_KEY: (StatusCode, i64) = (StatusCode::UNAUTHORIZED, 1201);
const BAD_BEARER: (StatusCode, i64) = (StatusCode::UNAUTHORIZED, 1202);

#[tokio::test]
async fn nobody_and_a_stranger_and_a_revoked_key_are_refused_everywhere() {
    let door = Door::open_as_admin().await;
    let bearer = door.bearer.as_deref();
    let test = &door.test;
    let (revoked, id) = test.another_key(|_| {}).await;
    let key = Some(revoked.as_str());
    // Known before it is revoked: what was remembered must be forgotten at once.
    assert_eq!(door.with_key(&revoked).await.status, StatusCode::OK);
    revoke_api_key(&test.app, test.tenant, id).await.unwrap();
    for key in [None, Some(""), Some("msk_wrong"), key] {
        all_refuse(&door, needs_key, Who { key, bearer }, BAD_KEY).await;
    }
}

#[tokio::test]
async fn a_publishable_key_opens_nothing_that_needs_a_secret_one_unless_it_was_widened() {
    let door = Door::open_as_admin().await;
    let who = |key| Who {
        key: Some(key),
        bearer: door.bearer.as_deref(),
    };
    let secret = |endpoint: &Endpoint| endpoint.needs.key == KeyNeed::Secret;
    let (public, _) = door.test.publishable_key().await;
    let refused = (StatusCode::FORBIDDEN, 1208);
    all_refuse(&door, secret, who(&public), refused).await;
    let (widened, _) = door
        .test
        .another_key(|wish| {
            wish.kind = mithaq_domain::access::KeyKind::Publishable;
            wish.widened = true;
        })
        .await;
    for endpoint in endpoints().iter().filter(|endpoint| secret(endpoint)) {
        let answer = call(&door, endpoint, who(&widened)).await;
        assert_ne!(answer.code(), 1208, "{}", endpoint.path);
    }
}

#[tokio::test]
async fn a_key_with_a_list_of_addresses_opens_nothing_from_elsewhere() {
    let door = Door::open_as_admin().await;
    let listed = |list: &str| {
        let list = mithaq_domain::access::AddressList::parse(list).unwrap();
        door.test.another_key(move |wish| wish.addresses = list)
    };
    let (key, _) = listed("203.0.113.0/24").await;
    let who = Who {
        key: Some(&key),
        bearer: door.bearer.as_deref(),
    };
    all_refuse(&door, needs_key, who, (StatusCode::FORBIDDEN, 1209)).await;
    let (key, _) = listed("203.0.113.0/24 127.0.0.1").await;
    assert_eq!(door.with_key(&key).await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_admin_call_is_answered_without_a_token_of_an_admin_of_the_keys_tenant() {
    let door = Door::open_as_admin().await;
    let key = Some(door.test.api_key.as_str());
    for bearer in [None, Some(""), Some("x.y.z")] {
        all_refuse(&door, takes_admin, Who { key, bearer }, BAD_BEARER).await;
    }
    let other = door.test.another_tenant("other").await;
    let across = Who {
        key: Some(&other.api_key),
        bearer: door.bearer.as_deref(),
    };
    all_refuse(&door, takes_admin, across, BAD_BEARER).await;
}

#[tokio::test]
async fn an_admin_behind_a_publishable_key_is_refused_where_a_person_is_not() {
    let door = Door::open_as_admin().await;
    let (public, _) = door.test.publishable_key().await;
    let who = Who {
        key: Some(&public),
        bearer: door.bearer.as_deref(),
    };
    all_refuse(&door, takes_either, who, (StatusCode::FORBIDDEN, 1208)).await;
    let user = door.user(crate::person::PHONE).await;
    let who = Who {
        bearer: Some(&user),
        ..who
    };
    for endpoint in endpoints().iter().filter(|endpoint| takes_either(endpoint)) {
        let answer = call(&door, endpoint, who).await;
        assert!(
            ![1202, 1205, 1208].contains(&answer.code()),
            "{}",
            endpoint.path
        );
    }
}

#[tokio::test]
async fn no_call_of_a_person_is_answered_without_a_token_of_a_person() {
    let door = Door::open_as_admin().await;
    let key = Some(door.test.api_key.as_str());
    for bearer in [None, Some(""), Some("x.y.z"), door.bearer.as_deref()] {
        all_refuse(&door, needs_user, Who { key, bearer }, BAD_BEARER).await;
    }
}

#[tokio::test]
async fn a_persons_token_opens_no_call_of_an_admin_and_none_in_another_tenant() {
    let door = Door::open().await;
    let user = door.user(crate::person::PHONE).await;
    let bearer = Some(user.as_str());
    let key = Some(door.test.api_key.as_str());
    all_refuse(&door, needs_admin, Who { key, bearer }, BAD_BEARER).await;
    let other = door.test.another_tenant("other").await;
    let key = Some(other.api_key.as_str());
    all_refuse(&door, takes_user, Who { key, bearer }, BAD_BEARER).await;
}

#[tokio::test]
async fn a_member_who_may_do_everything_but_this_is_refused_and_one_shut_out_is_nobody() {
    let door = Door::open().await;
    let (app, tenant) = (&door.test.app, door.test.tenant);
    for lacking in Permission::ALL {
        let rest: Vec<Permission> = Permission::ALL
            .into_iter()
            .filter(|permission| *permission != lacking)
            .collect();
        let needing = |endpoint: &Endpoint| {
            [TokenNeed::Admin(lacking), TokenNeed::AdminOrUser(lacking)]
                .contains(&endpoint.needs.token)
        };
        if !endpoints().iter().any(needing) {
            continue;
        }
        let wish = MemberWish::Service {
            scopes: Permissions::of(&rest),
            addresses: Default::default(),
        };
        let user = format!("all but {}", lacking.name());
        let made = create_member(app, tenant, &user, wish).await;
        let bearer = door.bearer_of(&user, &made.unwrap().unwrap()).await;
        let who = Who {
            key: Some(&door.test.api_key),
            bearer: Some(&bearer),
        };
        all_refuse(&door, needing, who, (StatusCode::FORBIDDEN, 1205)).await;
        let shut_out = set_member_disabled(app, tenant, &user, true).await;
        shut_out.unwrap().unwrap();
        all_refuse(&door, takes_admin, who, BAD_BEARER).await;
    }
}

#[tokio::test]
async fn a_token_that_is_signed_by_another_or_by_nobody_is_none() {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
    let door = Door::open_as_admin().await;
    let ours = door.bearer.clone().unwrap();
    let parts: Vec<&str> = ours.split('.').collect();
    let none = B64.encode(r#"{"alg":"none","typ":"JWT"}"#);
    let unsigned = format!("{none}.{}.", parts[1]);
    let stranger = Door::open_as_admin().await.bearer.unwrap();
    let claims = String::from_utf8(B64.decode(parts[1]).unwrap()).unwrap();
    let user = B64.encode(claims.replace("\"admin\"", "\"user\""));
    let changed = format!("{}.{user}.{}", parts[0], parts[2]);
    for token in [unsigned, stranger, changed] {
        let who = Who {
            key: Some(&door.test.api_key),
            bearer: Some(&token),
        };
        all_refuse(&door, takes_admin, who, BAD_BEARER).await;
    }
}
