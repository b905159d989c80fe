//! A person names others who sign beside them: each in an app or by a link of their own.

use axum::http::StatusCode;
use mithaq_domain::{evidence::Act, time::Span};
use serde_json::{Value, json};

use super::{
    CREATE, OTHER_PHONE, PHONE, Phone, ask_for_identity, change_type, is_done, is_refused,
    link::{self, opened},
    whole,
};
use crate::call::Door;

const OMAR: &str = "+201098765499";
const NOBODY: &str = "+201098765488";

/// The numbers of a contract's signers, and whether they have signed.
fn signers(contract: &Value) -> Vec<(i64, bool)> {
    let all = contract["customerSigners"].as_array().unwrap().iter();
    all.map(|one| {
        let id = one["customerSigner"]["id"].as_i64();
        (id.unwrap_or(0), one["isSigned"].as_bool().unwrap())
    })
    .collect()
}

impl Phone<'_> {
    /// Makes a contract with others; its id.
    async fn made_with(&self, others: Value, least: Value) -> String {
        let made = self.make(|body| {
            body["customerSignersIdentifiers"] = others;
            body["minimumRequiredSignatories"] = least;
        });
        let made = is_done(&made.await);
        made["id"].as_str().unwrap().to_owned()
    }

    async fn contract(&self, id: &str) -> Value {
        is_done(&self.get(&format!("GetBusinessRequestById/{id}")).await)
    }

    async fn count(&self) -> Value {
        self.get("CurrentListIds").await.json()["totalCount"].clone()
    }

    /// Asks for a code and shows it; the confirmation is left.
    async fn accepted(&self, id: &str) {
        // Messages of one moment have no order.
        self.door.test.clock.advance(Span::seconds(1));
        let (request, digits) = self.code(id).await;
        is_done(&self.show(id, (&request, &digits)).await);
    }
}

/// The messages of a purpose, and to whom they went.
fn told(door: &Door, purpose: &str) -> Vec<String> {
    let messages = door.test.messages().into_iter();
    let told = messages.filter(|message| message.purpose == purpose);
    told.map(|message| message.to).collect()
}

#[tokio::test]
async fn those_who_are_named_sign_by_their_own_apps_and_see_nothing_of_each_other() {
    let door = Door::open_as_admin().await;
    let ahmed = Phone::of(&door, PHONE).await;
    let sara = Phone::of(&door, OTHER_PHONE).await;
    let omar = Phone::of(&door, OMAR).await;
    // Whoever names themselves says nothing new.
    let id = ahmed
        .made_with(json!([PHONE, OTHER_PHONE, "3", 1]), json!("2"))
        .await;
    let made = &door.details(Act::ContractMade)[0];
    assert!(made.contains("\"customers\":3,\"required\":2"), "{made}");
    door.test.drain().await;
    let mut invited = told(&door, "invitation");
    invited.sort();
    assert_eq!(invited, [OMAR, OTHER_PHONE]);
    for (phone, number) in [(&ahmed, PHONE), (&sara, OTHER_PHONE), (&omar, OMAR)] {
        let read = phone.contract(&id).await;
        assert_eq!(signers(&read), [(1, false), (2, false), (3, false)]);
        assert_eq!(read["user"]["phoneNumber"], number);
        let text = read.to_string();
        for other in [PHONE, OTHER_PHONE, OMAR] {
            assert_eq!(text.contains(other), other == number, "{other} to {number}");
        }
        assert_eq!(phone.count().await, 1);
    }
    assert!(ahmed.contract(&id).await["creatorUserFullName"].is_string());
    assert!(sara.contract(&id).await["creatorUserFullName"].is_null());
    sara.accepted(&id).await;
    is_done(&sara.confirm(&id).await);
    assert_eq!(sara.status(&id).await, 6);
    assert_eq!(
        is_done(&sara.confirm(&id).await),
        "Customer Partially Signed",
        "as she was answered before"
    );
    ahmed.accepted(&id).await;
    assert_eq!(is_done(&ahmed.confirm(&id).await), "Customer Signed");
    door.test.drain().await;
    assert_eq!(ahmed.status(&id).await, 8);
    assert_eq!(
        signers(&sara.contract(&id).await),
        [(1, true), (2, true), (3, false)]
    );
    // Whoever was not needed is out of it.
    assert_eq!(told(&door, "released"), [OMAR]);
    assert_eq!(omar.count().await, 0);
    let late = omar.step("StepRequestOtp", &id, |_| {}).await;
    assert_eq!((late.status, late.code()), (StatusCode::NOT_FOUND, 1501));
    // The maker may make another one, and being named kept nobody from that.
    omar.made().await;
    ahmed.made().await;
}

#[tokio::test]
async fn who_is_registered_is_not_found_out_by_calls_that_are_refused() {
    let door = Door::open_as_admin().await;
    let ahmed = Phone::of(&door, PHONE).await;
    let guess = || {
        ahmed.make(|body| {
            body["customerSignersIdentifiers"] = json!(vec!["77"; 8]);
            body["minimumRequiredSignatories"] = json!(99);
        })
    };
    for _ in 0..12 {
        assert_eq!(guess().await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(guess().await.status, StatusCode::TOO_MANY_REQUESTS);
    ahmed.made().await;
}

#[tokio::test]
async fn a_call_that_is_sent_again_shows_nobody_as_having_signed_since() {
    let door = Door::open_as_admin().await;
    let ahmed = Phone::of(&door, PHONE).await;
    let sara = Phone::of(&door, OTHER_PHONE).await;
    let mut body = whole();
    body["customerSignersIdentifiers"] = json!([OTHER_PHONE]);
    let send = || {
        ahmed.call_with("POST", CREATE, Some(body.clone()), |headers| {
            headers.insert("idempotency-key", "once".parse().unwrap());
        })
    };
    let made = is_done(&send().await);
    let id = made["id"].as_str().unwrap().to_owned();
    sara.accepted(&id).await;
    is_done(&sara.confirm(&id).await);
    assert_eq!(is_done(&send().await), made);
}

#[tokio::test]
async fn the_link_for_signing_of_one_signs_and_shows_for_nobody_else() {
    let door = Door::open().await;
    let ahmed = Phone::of(&door, PHONE).await;
    let sara = Phone::of(&door, OTHER_PHONE).await;
    let id = ahmed.made_with(json!([OTHER_PHONE]), Value::Null).await;
    let (his, hers) = (ahmed.link(&id).await, sara.link(&id).await);
    assert_ne!(his, hers);
    assert_eq!(ahmed.view(&hers, "*/*").await.code(), 1501);
    assert_eq!(sara.view(&his, "*/*").await.code(), 1501);
    let shown = sara.view(&hers, "application/pdf").await.bytes;
    assert_eq!(ahmed.view(&his, "application/pdf").await.bytes, shown);
    let mut browser = opened(&door, &hers).await;
    link::sign(&door, &mut browser).await;
    assert_eq!(signers(&ahmed.contract(&id).await), [(1, false), (2, true)]);
    assert_eq!(ahmed.status(&id).await, 6);
}

#[tokio::test]
async fn of_two_apps_that_confirm_the_last_signature_at_once_one_signs() {
    let door = Door::open().await;
    let ahmed = Phone::of(&door, PHONE).await;
    let sara = Phone::of(&door, OTHER_PHONE).await;
    let omar = Phone::of(&door, OMAR).await;
    let id = ahmed.made_with(json!([OTHER_PHONE, OMAR]), json!(2)).await;
    for phone in [&ahmed, &sara, &omar] {
        phone.accepted(&id).await;
    }
    is_done(&ahmed.confirm(&id).await);
    let (one, other) = tokio::join!(sara.confirm(&id), omar.confirm(&id));
    let mut codes = [one.code(), other.code()];
    codes.sort_unstable();
    assert_eq!(codes, [0, 1501]);
    let signed = signers(&ahmed.contract(&id).await);
    assert_eq!(signed.iter().filter(|(_, signed)| *signed).count(), 2);
    assert_eq!(ahmed.status(&id).await, 4);
}

#[tokio::test]
async fn one_who_is_not_registered_gets_a_link_and_the_contract_waits_for_all() {
    let door = Door::open().await;
    let ahmed = Phone::of(&door, PHONE).await;
    let id = ahmed
        .made_with(json!([NOBODY, "late@example.com"]), Value::Null)
        .await;
    door.test.drain().await;
    let messages = door.test.messages();
    let link = messages.iter().find(|message| message.to == NOBODY);
    assert!(link.unwrap().text.contains("/session?token="));
    let mut invited = told(&door, "invitation");
    invited.sort();
    assert_eq!(invited, [NOBODY, "late@example.com"]);
    ahmed.accepted(&id).await;
    assert_eq!(
        is_done(&ahmed.confirm(&id).await),
        "Customer Partially Signed"
    );
    // Who registers later with the mailbox or phone is not there by that alone.
    let late = Phone::of(&door, NOBODY).await;
    assert_eq!(late.count().await, 0);
    let answer = late.step("StepRequestOtp", &id, |_| {}).await;
    assert_eq!(answer.code(), 1501);
}

#[tokio::test]
async fn what_waits_for_approval_is_nobody_elses_to_see() {
    let door = Door::open_as_admin().await;
    change_type(
        &door,
        "\"approval\": \"automatic\"",
        "\"approval\": \"member\"",
    )
    .await;
    let ahmed = Phone::of(&door, PHONE).await;
    let sara = Phone::of(&door, OTHER_PHONE).await;
    let id = ahmed.made_with(json!([2]), Value::Null).await;
    door.test.drain().await;
    assert!(told(&door, "invitation").is_empty());
    assert_eq!(sara.count().await, 0);
    let early = sara.get(&format!("GetBusinessRequestById/{id}")).await;
    assert_eq!(early.code(), 1501);
    is_done(
        &door
            .post("/api/BusinessRequest/Approve", json!({ "id": id }))
            .await,
    );
    assert_eq!(sara.count().await, 1);
    sara.accepted(&id).await;
}

#[tokio::test]
async fn a_type_that_asks_for_identity_asks_everybody_who_signs() {
    let door = Door::open().await;
    ask_for_identity(&door).await;
    let ahmed = Phone::of(&door, PHONE).await;
    let sara = Phone::of(&door, OTHER_PHONE).await;
    door.test.verify_person(1);
    let id = ahmed.made_with(json!([OTHER_PHONE]), Value::Null).await;
    is_refused(&sara.step("StepRequestOtp", &id, |_| {}).await, 1530);
    door.test.verify_person(2);
    sara.accepted(&id).await;
}

#[tokio::test]
async fn every_wrong_signer_is_named_at_its_place_and_nothing_is_stored() {
    let door = Door::open_as_admin().await;
    let ahmed = Phone::of(&door, PHONE).await;
    let _sara = Phone::of(&door, OTHER_PHONE).await;
    let wrong = ahmed.make(|body| {
        body["customerSignersIdentifiers"] = json!([2, OTHER_PHONE, 99, "+966512345678"]);
        body["minimumRequiredSignatories"] = json!(9);
    });
    let wrong = wrong.await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let at = |place: usize| format!("customerSignersIdentifiers[{place}]");
    assert_eq!(
        wrong.mistakes(),
        [
            (at(1), 1108),
            (at(2), 1310),
            (at(3), 1340),
            ("minimumRequiredSignatories".to_owned(), 1117),
        ]
    );
    let many: Vec<String> = (10..19).map(|end| format!("+2010987654{end}")).collect();
    let wrong = ahmed.make(|body| body["customerSignersIdentifiers"] = json!(many));
    assert_eq!(wrong.await.mistakes(), [(at(8), 1117)]);
    let alone = ahmed.make(|body| body["minimumRequiredSignatories"] = json!(2));
    assert_eq!(
        alone.await.mistakes(),
        [("minimumRequiredSignatories".to_owned(), 1117)]
    );
    assert_eq!(door.session_count().await, 0);
    door.test.drain().await;
    assert!(told(&door, "invitation").is_empty());
}

#[tokio::test]
async fn nobody_sends_links_to_more_than_so_many_people_a_day() {
    let door = Door::open_as_admin().await;
    let ahmed = Phone::of(&door, PHONE).await;
    for round in 0..3 {
        let many: Vec<String> = (0..8)
            .map(|end| format!("a{round}{end}@example.com"))
            .collect();
        let id = ahmed.made_with(json!(many), Value::Null).await;
        let body = json!({ "id": id, "reason": "Entered twice" });
        is_done(&door.post("/api/BusinessRequest/Void", body).await);
    }
    let more = ahmed.make(|body| body["customerSignersIdentifiers"] = json!(["z@example.com"]));
    let more = more.await;
    assert_eq!(more.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(more.headers.contains_key("retry-after"));
    ahmed.made().await;
}
