//! Limits on codes that are not those of one code: per network address, per company, per number
//! and day, and what is said when they are reached.

use std::{net::SocketAddr, sync::Arc};

use axum::extract::connect_info::MockConnectInfo;
use mithaq_domain::{access::Role, id::SessionId, message::MessagePolicy, time::Span};
use mithaq_service::{
    access::{MemberWish, create_member},
    app::Gateways,
};
use mithaq_web::WebState;

use super::{
    browser::Browser,
    house::{CODES_PER_ADDRESS, House, Wanted},
};

/// A number of its own for each invitation.
fn phone(number: i64) -> &'static str {
    Box::leak(format!("+2010111112{number:02}").into_boxed_str())
}

/// A guest of another number who comes from an address.
async fn guest_from(house: &House, address: &str, number: i64) -> Browser {
    let wanted = Wanted {
        phone: Some(phone(number)),
        ..Wanted::default()
    };
    let created = house.invite(wanted).await;
    let state = WebState::new(house.app.clone(), Arc::new([]));
    let peer: SocketAddr = SocketAddr::new(address.parse().unwrap(), 4711);
    let router = mithaq_web::router(state).layer(MockConnectInfo(peer));
    let mut browser = Browser::new(router, created.session);
    let link = format!("/session?token={}", created.token);
    browser.get(&link).await;
    browser.submit("continue", &[]).await;
    browser
}

#[tokio::test]
async fn every_address_of_one_household_counts_as_one() {
    let house = House::new().await;
    for number in 0..CODES_PER_ADDRESS {
        let address = format!("2001:db8:0:7::{number}:1");
        let mut browser = guest_from(&house, &address, number).await;
        browser.submit("send-code", &[]).await;
        assert!(browser.errors().is_empty(), "{address}");
    }
    let mut same = guest_from(&house, "2001:db8:0:7:ffff::", 90).await;
    same.submit("send-code", &[]).await;
    assert_eq!(same.errors(), ["1902"]);
    let mut neighbour = guest_from(&house, "2001:db8:0:8::1", 91).await;
    neighbour.submit("send-code", &[]).await;
    assert!(neighbour.errors().is_empty());
    let mut mapped = guest_from(&house, "::ffff:192.0.2.9", 92).await;
    mapped.submit("send-code", &[]).await;
    assert!(
        mapped.errors().is_empty(),
        "an IPv4 address is no household"
    );
}

async fn acts(house: &House, session: SessionId) -> Vec<String> {
    let tenant = house.tenant.id;
    let acts = house
        .app
        .store()
        .read(move |tx| tx.tenant(tenant).list_acts(session));
    acts.await.unwrap()
}

#[tokio::test]
async fn the_tenth_code_of_a_day_locks_the_number_and_the_journal_says_so_once() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.submit("continue", &[]).await;
    for sent in 1..=10 {
        assert!(
            !acts(&house, browser.session)
                .await
                .contains(&LOCKED.to_owned())
        );
        browser.submit("send-code", &[]).await;
        assert!(browser.errors().is_empty(), "{sent}");
        house.pass(Span::minutes(2));
    }
    for _ in 0..2 {
        browser.submit("send-code", &[]).await;
        assert_eq!(browser.errors(), ["1305"]);
    }
    let acts = acts(&house, browser.session).await;
    assert_eq!(acts.iter().filter(|act| *act == LOCKED).count(), 1);
}

#[tokio::test]
async fn a_locked_number_is_told_once_to_administrators_with_a_mailbox_and_only_masked() {
    let house = House::new().await;
    for (user, role) in [
        ("lead@nile.example", Role::Administrator),
        ("desk@nile.example", Role::Operator),
    ] {
        let wish = MemberWish::Person(role);
        let made = create_member(&house.app, house.tenant.id, user, wish).await;
        made.unwrap().unwrap();
    }
    let mut browser = house.guest().await;
    browser.submit("continue", &[]).await;
    for _ in 0..11 {
        browser.submit("send-code", &[]).await;
        house.pass(Span::minutes(2));
    }
    let mut told = house.messages().await;
    // Messages of one moment have no order.
    let code = told.iter().find(|message| message["purpose"] == "phone");
    let phone = code.unwrap()["to"].as_str().unwrap().to_owned();
    told.retain(|message| message["purpose"] == "locked");
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0]["to"], "lead@nile.example");
    let text = told[0]["text"].as_str().unwrap();
    assert!(
        !text.contains(&phone) && text.contains(&phone[phone.len() - 2..]),
        "{phone}: {text}"
    );
}

#[tokio::test]
async fn a_company_s_own_limit_of_codes_within_an_hour_holds() {
    let policy = MessagePolicy {
        codes_per_hour: 2,
        ..MessagePolicy::default()
    };
    let house = House::leaving(Gateways::default(), policy).await;
    for (number, errors) in [(1, vec![]), (2, vec![]), (3, vec!["1902"])] {
        let mut browser = guest_from(&house, &format!("192.0.2.{number}"), number).await;
        browser.submit("send-code", &[]).await;
        assert_eq!(browser.errors(), errors, "{number}");
    }
    house.pass(Span::hours(1));
    let mut browser = guest_from(&house, "192.0.2.4", 4).await;
    browser.submit("send-code", &[]).await;
    assert!(browser.errors().is_empty(), "the next hour all is well");
}

#[tokio::test]
async fn the_fifteenth_wrong_code_of_a_day_locks_the_number_for_the_right_one_too() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.submit("continue", &[]).await;
    for _ in 0..3 {
        browser.submit("send-code", &[]).await;
        let code = house.newest_code("phone").await;
        let wrong = if code == "111111" { "222222" } else { "111111" };
        for _ in 0..5 {
            assert!(
                !acts(&house, browser.session)
                    .await
                    .contains(&LOCKED.to_owned())
            );
            browser.submit("verify-code", &[("code", wrong)]).await;
            assert_eq!(browser.errors(), ["1301"]);
        }
        browser.submit("verify-code", &[("code", &code)]).await;
        assert_eq!(browser.step(), "phone");
        house.pass(Span::minutes(2));
    }
    browser.submit("send-code", &[]).await;
    assert_eq!(browser.errors(), ["1305"]);
    let all = acts(&house, browser.session).await;
    assert_eq!(all.iter().filter(|act| *act == LOCKED).count(), 1);
    house.pass(Span::hours(24));
    browser.load().await;
    house.prove(&mut browser).await;
    assert_eq!(browser.step(), "review", "the next day all is well");
}

const LOCKED: &str = "codes_locked";
