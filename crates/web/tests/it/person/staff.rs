//! What the company's staff sees of persons, and withdraws.

use serde_json::{Value, json};

use super::{OTHER_PHONE, PASSWORD, PHONE, is_done, is_refused};
use crate::call::Door;

const EMAIL: &str = "Mona@example.com";

async fn house() -> Door {
    let mut door = Door::open_as_admin().await;
    let admin = door.bearer.take();
    let first = door.register(PHONE, |body| {
        body["email"] = json!(EMAIL);
        body["password"] = json!(PASSWORD);
    });
    is_done(&first.await);
    is_done(&door.register(OTHER_PHONE, |_| {}).await);
    door.bearer = admin;
    door
}

async fn found(door: &Door, ask: Value) -> (Vec<String>, i64) {
    let answer = door.person("GetUsers", ask).await;
    let phones = is_done(&answer);
    let phones = phones.as_array().unwrap().iter();
    let phones = phones.map(|user| user["phoneNumber"].as_str().unwrap().to_owned());
    (
        phones.collect(),
        answer.json()["totalCount"].as_i64().unwrap(),
    )
}

#[tokio::test]
async fn persons_are_listed_newest_first_in_slices_and_found_by_their_words() {
    let door = house().await;
    let (first, second) = (PHONE.to_owned(), OTHER_PHONE.to_owned());
    assert_eq!(
        found(&door, json!({})).await,
        (vec![second.clone(), first.clone()], 2)
    );
    let oldest = json!({ "sorting": "creationTime asc", "maxResultCount": "1", "skipCount": 0 });
    assert_eq!(found(&door, oldest).await, (vec![first.clone()], 2));
    for filter in [
        "mona@EXAMPLE.com",
        PHONE,
        "01012345678",
        "٠١٠١٢٣٤٥٦٧٨ mona@example.com",
    ] {
        let ask = json!({ "filter": filter });
        assert_eq!(
            found(&door, ask).await,
            (vec![first.clone()], 1),
            "{filter}"
        );
    }
    for nobody in [
        json!({ "filter": format!("{OTHER_PHONE} mona@example.com") }),
        json!({ "roleName": "Admin" }),
        json!({ "permissions": ["Requests"] }),
        json!({ "onlyLockedUsers": true }),
    ] {
        assert_eq!(found(&door, nobody.clone()).await, (vec![], 0), "{nobody}");
    }
    for _ in 0..5 {
        let wrong = json!({ "phoneNumber": PHONE, "password": "wrong password" });
        door.person("Login", wrong).await;
    }
    let locked = json!({ "onlyLockedUsers": true });
    assert_eq!(found(&door, locked).await, (vec![first], 1));
}

#[tokio::test]
async fn the_list_of_another_tenant_is_its_own_and_wrong_asks_are_refused_at_their_path() {
    let mut door = house().await;
    for (ask, path) in [
        (json!({ "maxResultCount": 0 }), "maxResultCount"),
        (json!({ "SkipCount": -1 }), "SkipCount"),
        (json!({ "sorting": "name" }), "sorting"),
    ] {
        let refused = door.person("GetUsers", ask).await;
        assert_eq!(refused.mistakes(), [(path.to_owned(), 1117)]);
    }
    let cancel = "CancelVerifiedDigitalIdentityForAdmin";
    is_refused(&door.person(cancel, json!({ "userId": "1" })).await, 1311);
    assert_eq!(
        door.person(cancel, json!({ "userId": 99 })).await.code(),
        1310
    );
    let other = door.test.another_tenant("other").await;
    door.test.api_key = other.api_key;
    assert_eq!(door.person("GetUsers", json!({})).await.code(), 1202);
}

#[tokio::test]
async fn a_verified_identity_is_withdrawn_once_and_what_the_card_said_is_gone() {
    let door = house().await;
    door.test.verify_person(1);
    let users = is_done(&door.person("GetUsers", json!({ "filter": PHONE })).await);
    assert_eq!(users[0]["isDigitalIdentityVerified"], true);
    let cancel = "CancelVerifiedDigitalIdentityForAdmin";
    is_done(&door.person(cancel, json!({ "userId": 1 })).await);
    is_refused(&door.person(cancel, json!({ "userId": 1 })).await, 1311);
    let users = is_done(&door.person("GetUsers", json!({ "filter": PHONE })).await);
    assert_eq!(users[0]["isDigitalIdentityVerified"], false);
    assert_eq!(users[0]["phoneNumber"], PHONE);
}
