//! Who sees nothing: strangers, early browsers, other sites, and what a look leaves behind.

use mithaq_domain::{
    id::SessionId,
    session::{Origin, Permissions},
};

use super::house::{House, INCOME, NAME, PHONE, Wanted};

#[tokio::test]
async fn nothing_personal_is_shown_before_the_proof() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    let mut seen = Vec::new();
    browser.load().await;
    seen.push(browser.page.clone());
    browser.submit("continue", &[]).await;
    seen.push(browser.page.clone());
    browser.submit("send-code", &[]).await;
    seen.push(browser.page.clone());
    browser.submit("verify-code", &[("code", "000000")]).await;
    seen.push(browser.page.clone());
    for page in seen {
        for secret in [
            NAME,
            INCOME,
            "98765",
            PHONE,
            "2012345",
            "REQ-2026",
            "Consumer finance",
        ] {
            assert!(!page.contains(secret), "{secret}");
        }
    }
    for path in ["review.pdf", "sealed.pdf", "pages/1.png"] {
        assert_eq!(
            browser
                .get(&format!("{}/{path}", browser.home()))
                .await
                .status,
            404,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_stranger_sees_one_and_the_same_page_whatever_the_id() {
    let house = House::new().await;
    let created = house.invite(Wanted::default()).await;
    let mut stranger = house.stranger(created.session);
    let known = stranger.get(&stranger.home()).await;
    let unknown = SessionId::new(house.app.now(), &[7; 10]);
    for path in [
        format!("/session/{unknown}"),
        "/session/not-a-uuid".to_owned(),
    ] {
        let other = stranger.get(&path).await;
        assert_eq!(
            (other.status, other.text()),
            (known.status, known.text()),
            "{path}"
        );
    }
    assert!(known.text().contains("data-step=\"ended\"") && !known.text().contains("Nile"));
}

#[tokio::test]
async fn a_stranger_cannot_act_and_is_told_nothing() {
    let house = House::new().await;
    let created = house.invite(Wanted::default()).await;
    let mut stranger = house.stranger(created.session);
    for action in [
        "continue",
        "send-code",
        "verify-code",
        "save",
        "sign",
        "decline",
        "report",
        "not-me",
    ] {
        let answer = stranger
            .post(action, &[("form_token".to_owned(), "x".to_owned())])
            .await;
        assert_eq!(answer.status, 303, "{action}");
        assert!(answer.set_cookies().is_empty(), "{action}");
    }
    assert_eq!(house.company_sees(created.session).await.0, "created");
    assert_eq!(house.jobs().await, 0);
}

#[tokio::test]
async fn following_a_link_writes_nothing() {
    let house = House::new().await;
    let created = house.invite(Wanted::default()).await;
    let before = house.disk();
    for _ in 0..3 {
        let mut scanner = house.browser_of(&created).await;
        scanner.load().await;
        assert_eq!(scanner.step(), "open");
    }
    assert!(house.disk() == before);
    assert_eq!(house.company_sees(created.session).await.0, "created");
}

#[tokio::test]
async fn following_the_link_again_does_not_touch_what_the_browser_proved() {
    let house = House::new().await;
    let created = house.invite(Wanted::default()).await;
    let mut browser = house.browser_of(&created).await;
    house.prove(&mut browser).await;
    let proof = browser.cookies["mithaq_session"].clone();
    browser
        .get(&format!("/session?token={}", created.token))
        .await;
    browser.load().await;
    assert_eq!(
        (browser.step(), &browser.cookies["mithaq_session"]),
        ("review", &proof)
    );
}

#[tokio::test]
async fn a_form_made_for_another_cookie_is_refused() {
    let house = House::new().await;
    let created = house.invite(Wanted::default()).await;
    let mut mine = house.browser_of(&created).await;
    let mut theirs = house.browser_of(&created).await;
    mine.submit("continue", &[]).await;
    theirs.submit("continue", &[]).await;
    let fields = theirs.filled("send-code", &[]);
    assert_eq!(mine.post("send-code", &fields).await.status, 303);
    mine.load().await;
    assert_eq!(mine.errors(), ["1407"]);
    assert_eq!(house.jobs().await, 0);
    mine.load().await;
    assert!(mine.errors().is_empty(), "an error is shown once");
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_whatever_its_origin_says() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.load().await;
    let fields = browser.filled("continue", &[]);
    for site in ["cross-site", "same-site", "none", ""] {
        browser
            .post_with(
                "continue",
                &fields,
                &[
                    ("sec-fetch-site", site),
                    ("origin", "http://localhost:8080"),
                ],
            )
            .await;
        assert!(!browser.cookies.contains_key("mithaq_session"), "{site}");
    }
    assert_eq!(house.company_sees(browser.session).await.0, "created");
    browser
        .post_with("continue", &fields, &[("origin", "null")])
        .await;
    assert!(
        browser.cookies.contains_key("mithaq_session"),
        "browsers that send no Fetch Metadata are served"
    );
}

#[tokio::test]
async fn a_notice_written_by_hand_shows_no_words_but_ours() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    browser.cookies.insert(
        "mithaq_notice".to_owned(),
        "1301:<script>|77|1407:written by hand|evil".to_owned(),
    );
    browser.load().await;
    assert_eq!(browser.errors(), ["1301", "1407"]);
    assert!(!browser.has("evil") && !browser.has("written by hand") && !browser.has("<script>"));
}

#[tokio::test]
async fn the_cookies_of_one_session_open_no_other() {
    let house = House::new().await;
    let first = house.proved(Wanted::default()).await;
    let second = house.invite(Wanted::default()).await;
    let mut thief = house.stranger(second.session);
    thief.cookies = first.cookies.clone();
    thief.load().await;
    assert_eq!(thief.step(), "ended");
    assert!(!thief.has(NAME));
    assert_eq!(
        thief
            .get(&format!("{}/review.pdf", thief.home()))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn the_link_of_an_authentication_session_is_exchanged_once() {
    let house = House::new().await;
    let created = house
        .invite(Wanted {
            origin: Origin::Auth,
            ..Wanted::default()
        })
        .await;
    let mut first = house.browser_of(&created).await;
    let mut second = house.browser_of(&created).await;
    second.load().await;
    first.submit("continue", &[]).await;
    assert_eq!(first.step(), "phone");
    second.submit("continue", &[]).await;
    assert_eq!(second.step(), "ended");
    assert!(!second.cookies.contains_key("mithaq_session"));
    assert_eq!(second.load().await, 410);
    first.load().await;
    assert_eq!(
        first.step(),
        "phone",
        "the browser that exchanged it goes on"
    );
}

#[tokio::test]
async fn an_identity_session_proves_the_phone_and_signs_nothing() {
    let house = House::new().await;
    let permissions = Permissions {
        allowed: None,
        minimal: true,
        identity_only: true,
    };
    let mut browser = house
        .proved(Wanted {
            permissions,
            values: Vec::new(),
            ..Wanted::default()
        })
        .await;
    assert_eq!(browser.step(), "identity");
    for action in ["sign", "save", "send-code", "verify-code", "decline"] {
        assert_eq!(browser.post(action, &[]).await.status, 303, "{action}");
    }
    browser.load().await;
    assert_eq!(browser.step(), "identity");
    assert!(
        house
            .messages()
            .await
            .iter()
            .all(|message| message["purpose"] == "phone")
    );
}

#[tokio::test]
async fn a_type_that_asks_for_identity_shows_and_signs_nothing_without_it() {
    let house = House::new().await;
    house
        .change_type(
            "\"identityPolicy\": \"none\"",
            "\"identityPolicy\": \"required\"",
        )
        .await;
    let mut browser = house.proved(Wanted::default()).await;
    assert_eq!(browser.step(), "identity");
    assert!(!browser.has(NAME) && !browser.has("data-action="));
    let review = format!("{}/review.pdf", browser.home());
    assert_eq!(browser.get(&review).await.status, 404);
}
