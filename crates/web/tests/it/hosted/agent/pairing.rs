//! Codes and certificates that pair nobody.

use mithaq_authority::Authority;
use mithaq_domain::time::Span;
use mithaq_service::access::set_member_disabled;
use mithaq_testkit::FixedClock;
use serde_json::json;

use super::{Desk, PAIR};

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_and_the_last_one_alone() {
    let desk = Desk::open().await;
    let (code, key) = (desk.code(1).await, desk.issue());
    let typed = code.to_lowercase().replace('-', " ");
    let mut shown = desk.shown(&code, &key);
    shown["code"] = json!(typed);
    assert_eq!(
        desk.call(PAIR, shown.clone()).await.code(),
        0,
        "however it is typed"
    );
    assert_eq!(desk.call(PAIR, shown).await.code(), 1539, "used");
    let late = desk.code(1).await;
    desk.company.door.test.clock.advance(Span::minutes(10));
    let answer = desk.call(PAIR, desk.shown(&late, &key)).await;
    assert_eq!(answer.code(), 1539, "too old");
    let replaced = desk.code(1).await;
    let newest = desk.code(1).await;
    assert_eq!(
        desk.call(PAIR, desk.shown(&replaced, &key)).await.code(),
        1539
    );
    assert_eq!(desk.call(PAIR, desk.shown(&newest, &key)).await.code(), 0);
}

#[tokio::test]
async fn who_guesses_the_second_half_of_a_code_has_five_tries() {
    let desk = Desk::open().await;
    let (code, key) = (desk.code(1).await, desk.issue());
    let last = if code.ends_with('0') { '1' } else { '0' };
    let wrong = format!("{}{last}", &code[..code.len() - 1]);
    for _ in 0..5 {
        assert_eq!(desk.call(PAIR, desk.shown(&wrong, &key)).await.code(), 1539);
    }
    assert_eq!(
        desk.call(PAIR, desk.shown(&code, &key)).await.code(),
        1539,
        "dead by now"
    );
    for nonsense in ["", "0000", "0000-0000-0000-0000", &format!("{code}0")] {
        let answer = desk.call(PAIR, desk.shown(nonsense, &key)).await;
        assert!(
            [1539, 1000, 1001].contains(&answer.code()) || answer.status == 400,
            "{nonsense}"
        );
    }
}

#[tokio::test]
async fn a_certificate_has_to_be_the_keys_own_and_of_an_issuer_who_is_trusted() {
    let desk = Desk::open().await;
    let stranger = Authority::new("http://stranger.test", FixedClock::START.unix_seconds());
    let unknown = stranger.issue_seal("Mona", 365);
    let ended = desk.authority.issue_seal("Mona", -1);
    for key in [&unknown, &ended] {
        let code = desk.code(1).await;
        let answer = desk.call(PAIR, desk.shown(&code, key)).await;
        assert_eq!(answer.code(), 1542);
        let again = desk.call(PAIR, desk.shown(&code, &desk.issue())).await;
        assert_eq!(again.code(), 1539, "the code was good once");
    }
    // The certificate of one key, shown by the holder of another; a signature for another code.
    let (code, other) = (desk.code(1).await, desk.code(0).await);
    let mut shown = desk.shown(&code, &desk.issue());
    shown["certificate"] = desk.shown(&code, &desk.issue())["certificate"].clone();
    assert_eq!(desk.call(PAIR, shown).await.code(), 1542);
    let key = desk.issue();
    let mut shown = desk.shown(&other, &key);
    shown["signature"] = desk.shown(&code, &key)["signature"].clone();
    assert_eq!(desk.call(PAIR, shown).await.code(), 1542);
}

#[tokio::test]
async fn the_code_of_a_member_who_was_shut_out_pairs_nobody() {
    let desk = Desk::open().await;
    let code = desk.code(1).await;
    let test = &desk.company.door.test;
    let done = set_member_disabled(&test.app, test.tenant, "director", true).await;
    assert!(done.unwrap().is_ok());
    let answer = desk.call(PAIR, desk.shown(&code, &desk.issue())).await;
    assert_eq!(answer.code(), 1539);
}
