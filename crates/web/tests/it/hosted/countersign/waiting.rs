//! What `mithaq check` is told of contracts that wait for their seal.

use mithaq_domain::{id::ContractId, seal::SealLevel, time::Span};
use mithaq_service::contract::{AllWaiting, Awaited, Waiting, list_waiting};

use super::{Company, by_itself};
use crate::{
    call::Door,
    hosted::{seal_level::Desk, several, unattained::wants},
};

const MINUTE: Span = Span::seconds(61);

async fn waiting_on(company: &Company) -> AllWaiting {
    let app = &company.door.test.app;
    let now = app.now();
    app.store()
        .read(move |tx| list_waiting(tx, now))
        .await
        .unwrap()
}

async fn id(company: &Company) -> ContractId {
    ContractId::parse(&company.id().await).unwrap()
}

#[tokio::test]
async fn a_contract_that_waits_for_the_seal_alone_is_named_with_its_time_and_the_reason() {
    let company = by_itself::alone().await;
    let signed_at = company.door.test.app.now();
    company.signed().await;
    assert_eq!(
        waiting_on(&company).await,
        AllWaiting::default(),
        "it is at work"
    );
    company.door.test.clock.advance(MINUTE);
    let waits = Waiting {
        tenant: company.door.test.tenant,
        awaited: Awaited::Countersignature,
        count: 1,
        oldest: id(&company).await,
        since: signed_at,
        attempts: 0,
        why: None,
    };
    assert_eq!(
        waiting_on(&company).await.waiting,
        std::slice::from_ref(&waits)
    );
    // Its key is in a token that is gone.
    company.door.test.lose_token("gone").await;
    company.door.test.drain().await;
    let [found] = waiting_on(&company).await.waiting.try_into().unwrap();
    assert!(found.attempts > 0);
    assert!(found.why.as_ref().unwrap().contains("gone"), "{found:?}");
    // A further one adds to it, and the first stays the oldest.
    company.door.test.clock.advance(Span::hours(1));
    company.signed().await;
    company.door.test.clock.advance(MINUTE);
    let [both] = waiting_on(&company).await.waiting.try_into().unwrap();
    let told = (both.count, both.oldest, both.since);
    assert_eq!(told, (2, waits.oldest, waits.since));
}

#[tokio::test]
async fn a_contract_of_several_signers_is_one_and_waits_since_the_first_of_them() {
    let company = by_itself::alone().await;
    let others = serde_json::json!([{ "phoneNumber": "+201098765432" }]);
    let (session, token) = several::invite(&company, others).await;
    let [(_, theirs, link)] = &several::links(&company).await[..] else {
        panic!("one link leaves at once")
    };
    let mut first = company.opened(&session, &token).await;
    let mut second = company.opened(theirs, link).await;
    company.door.test.lose_token("gone").await;
    let signed_at = company.door.test.app.now();
    several::sign(&company, &mut second).await;
    company.door.test.clock.advance(MINUTE);
    first.load().await;
    several::sign(&company, &mut first).await;
    company.door.test.clock.advance(MINUTE);
    let [found] = waiting_on(&company).await.waiting.try_into().unwrap();
    assert_eq!((found.count, found.since), (1, signed_at));
    assert!(found.why.is_some_and(|why| why.contains("gone")));
}

#[tokio::test]
async fn what_is_sealed_withdrawn_or_waits_for_people_does_not_wait_for_a_seal() {
    let company = Company::sealing(Door::open_as_admin().await, &["director"]).await;
    company.signed().await;
    company.door.test.clock.advance(MINUTE);
    let [found] = waiting_on(&company).await.waiting.try_into().unwrap();
    assert_eq!(found.awaited, Awaited::Signature, "the customer's");
    company.door.test.drain().await;
    assert_eq!(
        waiting_on(&company).await.waiting,
        [],
        "it waits for the member"
    );
    let contract = company.id().await;
    assert_eq!(company.sign(&company.bearers[1], &contract).await, (200, 0));
    company.door.test.clock.advance(MINUTE);
    let [found] = waiting_on(&company).await.waiting.try_into().unwrap();
    assert_eq!(found.awaited, Awaited::Countersignature);
    let reason = serde_json::json!({ "id": contract, "reason": "Entered twice" });
    let void = company.door.post("/api/BusinessRequest/Void", reason).await;
    assert_eq!(void.code(), 0);
    assert_eq!(waiting_on(&company).await.waiting, [], "it ended");
}

#[tokio::test]
async fn a_sealed_file_below_the_wanted_level_waits_for_an_answer_or_for_a_server_with_an_authority()
 {
    let desk = Desk::open(SealLevel::BLta).await;
    desk.company.lists(&[], "countersigns").await;
    desk.authority.set_down(true);
    let signed_at = desk.company.door.test.app.now();
    desk.company.signed().await;
    desk.company.door.test.drain().await;
    assert_eq!(waiting_on(&desk.company).await.waiting, []);
    desk.company.door.test.clock.advance(MINUTE);
    let [found] = waiting_on(&desk.company).await.waiting.try_into().unwrap();
    assert_eq!((found.awaited, found.count), (Awaited::Level, 1));
    assert_eq!(found.since, signed_at);
    desk.authority.set_down(false);
    desk.pass(Span::minutes(2));
    desk.company.door.test.drain().await;
    assert_eq!(waiting_on(&desk.company).await.waiting, []);
}

#[tokio::test]
async fn where_no_authority_is_configured_it_is_said_since_when_that_is_waited_for() {
    let company = by_itself::alone().await;
    let test = &company.door.test;
    wants(&company, "B-LTA").await;
    company.signed().await;
    test.drain().await;
    let sealed_at = test.app.now();
    test.clock.advance(MINUTE);
    test.drain().await;
    let [found] = waiting_on(&company).await.waiting.try_into().unwrap();
    assert_eq!((found.awaited, found.count), (Awaited::Authority, 1));
    assert_eq!((found.since, found.oldest), (sealed_at, id(&company).await));
}
