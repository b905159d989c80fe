//! Signatures that must not count: of others, over something else, twice, too late, after a revocation.

use mithaq_domain::{
    access::{Admin, Permission, Permissions},
    id::{FamilyId, MemberId},
    time::Span,
};
use mithaq_service::access::set_member_disabled;
use mithaq_service::agent::{Distrust, Paper, pairing_code, revoke_agent};
use serde_json::json;

use super::{Desk, NEXT, PAIR, SIGN, sign};

const NOT_ASKED: i64 = 1502;
const NOT_THE_SIGNATURE: i64 = 1543;
const NO_AGENT: i64 = 1202;

#[tokio::test]
async fn only_the_paired_key_over_this_very_file_counts_and_only_once() {
    let desk = Desk::open().await;
    let (other, agent) = (desk.pair(0).await, desk.pair(1).await);
    let (id, _) = desk.signed().await;
    desk.ask(1, &id).await;
    let asked = desk.next(&agent).await;
    let right = sign(&agent, &asked);
    // Of another key; over the bare digest; over another document's attributes; nonsense.
    let foreign = sign(&other, &asked);
    let plain = agent.key.sign(&asked.file);
    let mut changed = desk.next(&agent).await;
    changed.file[20] ^= 1;
    assert_eq!(
        Paper::look(&changed, &agent.key.certificate).err(),
        Some(Distrust::OtherDocument)
    );
    for wrong in [foreign, plain, vec![0x30, 6, 2, 1, 1, 2, 1, 1], vec![1; 64]] {
        let code = desk.give(&agent.secret, &id, &wrong).await;
        assert_eq!(code, NOT_THE_SIGNATURE);
    }
    assert_eq!(desk.company.status().await, 4);
    // The right signature by the wrong messenger.
    assert_eq!(desk.give(&other.secret, &id, &right).await, NOT_ASKED);
    assert_eq!(desk.give("msa_nobody", &id, &right).await, NO_AGENT);
    assert_eq!(desk.give(&agent.secret, "nothing", &right).await, NOT_ASKED);
    assert_eq!(desk.give(&agent.secret, &id, &right).await, 0);
    assert_eq!(
        desk.give(&agent.secret, &id, &right).await,
        NOT_ASKED,
        "replayed"
    );
    desk.company.door.test.drain().await;
    assert_eq!(
        desk.give(&agent.secret, &id, &right).await,
        NOT_ASKED,
        "replayed later"
    );
    assert_eq!(desk.company.status().await, 7);
}

#[tokio::test]
async fn the_agent_of_another_company_signs_nothing_here() {
    let desk = Desk::open().await;
    let (agent, id, value) = desk.made().await;
    // It is the other company's first member's, knows the contract and has a key of the same issuer.
    let test = &desk.company.door.test;
    let other = test.another_tenant("other").await;
    let admin = Admin {
        tenant: other.tenant.id,
        member: MemberId::new(1),
        family: FamilyId::new(test.app.now(), &[1; 10]),
        permissions: Permissions::of(&Permission::ALL),
    };
    let code = pairing_code(&test.app, admin).await.unwrap().code;
    let paired = desk.call(PAIR, desk.shown(&code, &agent.key)).await.json();
    let theirs = paired["data"]["agent"].as_str().unwrap();
    assert_eq!(desk.give(theirs, &id, &value).await, NOT_ASKED);
    let no = json!({ "agent": theirs, "id": id, "refused": true });
    assert_eq!(desk.call(SIGN, no).await.code(), NOT_ASKED);
    assert_eq!(desk.give(&agent.secret, &id, &value).await, 0);
}

#[tokio::test]
async fn a_revoked_agent_is_nobody_and_its_member_signs_with_the_companys_seal_again() {
    let desk = Desk::open().await;
    let (agent, id, value) = desk.made().await;
    let test = &desk.company.door.test;
    let revoked = revoke_agent(&test.app, test.tenant, "director").await;
    assert_eq!(revoked.unwrap(), Some(true));
    let asks = json!({ "agent": agent.secret });
    let answer = desk.call(NEXT, asks).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (401, NO_AGENT));
    assert_eq!(desk.give(&agent.secret, &id, &value).await, NO_AGENT);
    let no = json!({ "agent": agent.secret, "id": id, "refused": true });
    assert_eq!(desk.call(SIGN, no).await.code(), NO_AGENT);
    desk.ask(1, &id).await;
    assert_eq!(desk.company.status().await, 7);
    // A new pairing revokes the one before.
    let first = desk.pair(0).await;
    let _second = desk.pair(0).await;
    assert_eq!(desk.give(&first.secret, &id, &value).await, NO_AGENT);
}

#[tokio::test]
async fn what_was_asked_a_day_ago_is_asked_no_more() {
    let desk = Desk::open().await;
    let (agent, id, value) = desk.made().await;
    desk.company.door.test.clock.advance(Span::hours(24));
    assert_eq!(desk.give(&agent.secret, &id, &value).await, NOT_ASKED);
}

#[tokio::test]
async fn the_agent_of_a_member_who_was_shut_out_signs_no_more() {
    let desk = Desk::open().await;
    let (agent, id, value) = desk.made().await;
    let test = &desk.company.door.test;
    let shut_out = |disabled| set_member_disabled(&test.app, test.tenant, "director", disabled);
    assert!(shut_out(true).await.unwrap().is_ok());
    assert_eq!(desk.give(&agent.secret, &id, &value).await, NOT_ASKED);
    assert_eq!(desk.company.status().await, 4);
    assert!(shut_out(false).await.unwrap().is_ok());
    assert_eq!(desk.give(&agent.secret, &id, &value).await, 0);
}

#[tokio::test]
async fn of_a_contract_that_was_withdrawn_nothing_is_signed() {
    let desk = Desk::open().await;
    let (agent, id, value) = desk.made().await;
    let reason = json!({ "id": id, "reason": "Entered twice" });
    let void = desk
        .company
        .door
        .post("/api/BusinessRequest/Void", reason)
        .await;
    assert_eq!(void.code(), 0);
    assert_eq!(desk.give(&agent.secret, &id, &value).await, NOT_ASKED);
}
