//! How sessions end, and what a link says then.

use std::collections::BTreeSet;

use mithaq_domain::time::Span;
use mithaq_service::{contract::Decision, session::ExpirySweep};

use super::house::{House, NAME, Wanted};

/// The heading of a page that reveals nobody.
fn heading(page: &str) -> String {
    for secret in [NAME, "REQ-", "••"] {
        assert!(!page.contains(secret), "{secret}");
    }
    assert!(page.contains("data-step=\"ended\""));
    let heading = page.split("<h1>").nth(1).unwrap();
    heading.split("</h1>").next().unwrap().to_owned()
}

#[tokio::test]
async fn the_link_says_how_it_ended_without_saying_who_was_invited() {
    let house = House::new().await;
    let hour = Wanted {
        life: Some(3600),
        ..Wanted::default()
    };
    let expired = house.invite(hour).await;
    let revoked = house.invite(Wanted::default()).await;
    house.revoke(revoked.session).await;
    house.pass(Span::hours(2));
    let unknown = "A".repeat(64);
    let ends = [
        (&unknown, 404),
        (&expired.token, 410),
        (&revoked.token, 410),
    ];
    let mut headings = BTreeSet::new();
    for (token, status) in ends {
        let link = format!("/session?token={token}");
        let answer = house.stranger(revoked.session).get(&link).await;
        assert_eq!((answer.status, answer.set_cookies().len()), (status, 0));
        headings.insert(heading(&answer.text()));
    }
    assert_eq!(headings.len(), 3, "each end has a page of its own");
    let short = house
        .stranger(revoked.session)
        .get("/session?token=short")
        .await;
    assert_eq!(short.status, 404);
    assert!(headings.contains(&heading(&short.text())));
}

#[tokio::test]
async fn a_browser_inside_learns_that_the_session_ended() {
    let house = House::new().await;
    let mut expiring = house
        .proved(Wanted {
            life: Some(3600),
            ..Wanted::default()
        })
        .await;
    let mut revoked = house
        .proved(Wanted {
            phone: Some("+201011111111"),
            ..Wanted::default()
        })
        .await;
    house.revoke(revoked.session).await;
    assert_eq!((revoked.load().await, revoked.step()), (410, "ended"));
    house.pass(Span::hours(2));
    assert_eq!((expiring.load().await, expiring.step()), (410, "ended"));
    for browser in [&mut expiring, &mut revoked] {
        assert!(!browser.has(NAME));
        assert_eq!(
            browser
                .get(&format!("{}/review.pdf", browser.home()))
                .await
                .status,
            404
        );
    }
}

#[tokio::test]
async fn declining_ends_the_contract_and_tells_the_company() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    browser
        .submit("decline", &[("reason", "Too expensive")])
        .await;
    assert_eq!(browser.step(), "declined");
    let (state, reason, status) = house.company_sees(browser.session).await;
    assert_eq!(
        (state.as_str(), reason.as_deref(), status),
        ("declined", Some("Declined"), Some("Rejected"))
    );
    assert!(browser.has("You declined the contract"));
}

#[tokio::test]
async fn reporting_something_wrong_ends_the_contract_as_reported() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    browser
        .submit("report", &[("reason", "The amount is wrong")])
        .await;
    assert!(browser.has("We told the company"));
    let (state, reason, _) = house.company_sees(browser.session).await;
    assert_eq!(
        (state.as_str(), reason.as_deref()),
        ("declined", Some("Reported"))
    );
}

#[tokio::test]
async fn not_me_stops_the_messages_and_reveals_nothing() {
    let house = House::new().await;
    let created = house.invite(Wanted::default()).await;
    let mut browser = house.browser_of(&created).await;
    browser.submit("continue", &[]).await;
    browser.submit("send-code", &[]).await;
    assert_eq!(house.jobs().await, 1);
    browser.submit("not-me", &[]).await;
    assert_eq!(browser.step(), "ended");
    assert!(browser.has("we will not write again") && !browser.has(NAME));
    assert!(
        house.messages().await.is_empty(),
        "what was queued is not sent either"
    );
    let (state, reason, status) = house.company_sees(created.session).await;
    assert_eq!(
        (state.as_str(), reason.as_deref(), status),
        ("revoked", Some("NotMe"), Some("Rejected"))
    );
    let again = house
        .stranger(created.session)
        .get(&format!("/session?token={}", created.token))
        .await;
    assert_eq!(again.status, 410);
}

#[tokio::test]
async fn a_session_that_is_done_is_seen_by_the_browser_that_proved_itself_only() {
    let house = House::new().await;
    let created = house.invite(Wanted::default()).await;
    let mut idle = house.browser_of(&created).await;
    let mut browser = house.browser_of(&created).await;
    house.prove(&mut browser).await;
    house.sign(&mut browser).await;
    house.drain().await;
    assert_eq!(idle.load().await, 200);
    heading(&idle.page);
    house.pass(Span::minutes(31));
    browser.load().await;
    assert!(browser.step() == "phone" && !browser.has("REQ-2026"));
    assert_eq!(
        browser
            .get(&format!("{}/sealed.pdf", browser.home()))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn once_the_phone_is_proved_nobody_can_say_that_it_is_not_theirs() {
    let house = House::new().await;
    let created = house.invite(Wanted::default()).await;
    let mut early = house.browser_of(&created).await;
    early.load().await;
    let stale = early.filled("not-me", &[]);
    let mut owner = house.browser_of(&created).await;
    house.prove(&mut owner).await;
    // Whoever got the link forwarded: the form of an old page does nothing, new pages have none.
    assert_eq!(early.post("not-me", &stale).await.status, 303);
    early.load().await;
    assert!(early.step() == "open" && !early.has("not-me"));
    early.submit("continue", &[]).await;
    assert!(early.step() == "phone" && !early.has("not-me"));
    let token = early.filled("send-code", &[]);
    assert_eq!(early.post("not-me", &token).await.status, 303);
    let (state, reason, _) = house.company_sees(created.session).await;
    assert_eq!((state.as_str(), reason), ("phoneProved", None));
    owner.load().await;
    assert_eq!(owner.step(), "review");
}

#[tokio::test]
async fn the_link_of_a_withdrawn_contract_says_so_at_once_and_sends_no_code() {
    let house = House::new().await;
    let created = house.invite(Wanted::default()).await;
    let mut inside = house.browser_of(&created).await;
    inside.submit("continue", &[]).await;
    let fields = inside.filled("send-code", &[]);
    let void = Decision::Void("Entered twice".to_owned());
    house.decide(created.session, void).await;
    let link = format!("/session?token={}", created.token);
    let fresh = house.stranger(created.session).get(&link).await;
    assert_eq!(fresh.status, 410);
    heading(&fresh.text());
    inside.post("send-code", &fields).await;
    assert_eq!((inside.load().await, inside.step()), (410, "ended"));
    assert!(house.messages().await.is_empty());
    // The session has ended, and expires no more.
    house.pass(Span::days(8));
    ExpirySweep::default().step(&house.app).await.unwrap();
    let (state, reason, status) = house.company_sees(created.session).await;
    assert_eq!(
        (state.as_str(), reason.as_deref(), status),
        ("revoked", None, Some("Rejected"))
    );
    let events = house.events().await;
    assert!(
        !events.iter().any(|event| event.contains("Expired")),
        "{events:?}"
    );
}

#[tokio::test]
async fn after_a_refusal_the_link_still_leads_to_the_reason() {
    let house = House::new().await;
    house
        .change_type("\"approval\": \"automatic\"", "\"approval\": \"member\"")
        .await;
    let wanted = Wanted {
        values: vec![("fullName", NAME)],
        ..Wanted::default()
    };
    let mut browser = house.proved(wanted).await;
    browser
        .submit("save", &[("f.414.monthlyIncome", "5000")])
        .await;
    assert_eq!(browser.step(), "waiting");
    let reject = Decision::Reject("Income too low".to_owned());
    house.decide(browser.session, reject).await;
    assert_eq!(browser.load().await, 200);
    assert!(browser.has("Income too low"));
}
