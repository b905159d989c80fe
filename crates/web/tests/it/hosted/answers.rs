//! What answers bear: headers, cookies, sizes, and pages where something is not there or fails.

use std::collections::BTreeSet;

use mithaq_domain::text::Language;

use super::{
    browser::Browser,
    house::{House, NAME, Wanted},
};

#[tokio::test]
async fn every_answer_under_session_bears_the_strict_headers() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    let home = browser.home();
    let paths = [
        "/session".to_owned(),
        home.clone(),
        format!("{home}/review.pdf"),
        format!("{home}/pages/1.png"),
        format!("{home}/nothing/here"),
        "/session?token=x".to_owned(),
        format!("{home}/save"),
    ];
    for path in paths {
        let answer = browser.get(&path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(
            answer.header("permissions-policy").contains("camera=()"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_in_html() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    let home = browser.home();
    for (path, status) in [
        (format!("{home}/a/b/c"), 404),
        (format!("{home}/unknown"), 404),
        (format!("{home}/sealed.pdf"), 404),
        ("/session/x/y".to_owned(), 404),
    ] {
        let answer = browser.get(&path).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (status, "text/html; charset=utf-8"),
            "{path}"
        );
    }
    let answer = browser.post("review.pdf", &[]).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (405, "text/html; charset=utf-8")
    );
    let long = vec![("reason".to_owned(), "x".repeat(70_000))];
    let answer = browser.post("decline", &long).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (413, "text/html; charset=utf-8")
    );
}

#[tokio::test]
async fn cookies_travel_over_tls_exactly_where_the_address_is_https() {
    for (address, secure) in [
        ("https://sign.example.com", true),
        ("http://localhost:8080", false),
    ] {
        let house = House::at(address).await;
        let created = house.invite(Wanted::default()).await;
        let mut browser = house.stranger(created.session);
        let answer = browser
            .get(&format!("/session?token={}", created.token))
            .await;
        for cookie in answer.set_cookies() {
            assert!(
                cookie.contains("; HttpOnly; SameSite=Lax") && !cookie.contains("Domain"),
                "{cookie}"
            );
            assert_eq!(cookie.ends_with("; Secure"), secure, "{cookie}");
        }
        browser.load().await;
        let fields = browser.filled("continue", &[]);
        let answer = browser.post("continue", &fields).await;
        let [cookie] = answer.set_cookies()[..] else {
            panic!("one cookie")
        };
        assert!(
            cookie.starts_with("mithaq_session=") && cookie.contains("Max-Age=43200"),
            "{cookie}"
        );
        assert_eq!(cookie.ends_with("; Secure"), secure);
    }
}

#[tokio::test]
async fn the_first_page_with_all_it_loads_is_sixty_kilobytes_at_most() {
    let house = House::new().await;
    for language in [Language::Ar, Language::En] {
        let wanted = Wanted {
            language: Some(language),
            ..Wanted::default()
        };
        let mut browser = house.guest_of(wanted).await;
        browser.load().await;
        let mut total = browser.page.len();
        for path in loaded(&mut browser).await {
            let gzip = [("accept-encoding", "gzip, br")];
            let answer = browser.get_with(&path, &gzip).await;
            let compressed = answer.header("content-encoding") == "gzip";
            assert_eq!(
                (answer.status, compressed),
                (200, !path.contains(".woff2")),
                "{path}"
            );
            assert!(
                answer.header("cache-control").contains("immutable"),
                "{path}"
            );
            total += answer.bytes.len();
        }
        assert!(total <= 60_000, "{total} bytes");
    }
}

/// Every file that the page names, and every font that its style sheet names.
async fn loaded(browser: &mut Browser) -> BTreeSet<String> {
    let quoted = browser.page.split('"');
    let mut paths: BTreeSet<String> = quoted
        .filter(|text| text.starts_with("/assets/"))
        .map(str::to_owned)
        .collect();
    let style = paths
        .iter()
        .find(|path| path.contains(".css"))
        .unwrap()
        .clone();
    let style = browser.get(&style).await.text();
    let fonts = style.split("url(\"").skip(1);
    paths.extend(fonts.map(|rest| format!("/assets/{}", rest.split('"').next().unwrap())));
    paths
}

#[tokio::test]
async fn what_browsers_ask_for_by_themselves_is_there() {
    let house = House::new().await;
    let mut browser = house.guest().await;
    assert_eq!(browser.get("/favicon.ico").await.status, 200);
    assert_eq!(browser.get("/assets/nothing.css").await.status, 404);
}

#[tokio::test]
async fn a_failure_of_ours_is_a_page_with_a_reference_and_nothing_else() {
    let house = House::new().await;
    let mut browser = house.proved(Wanted::default()).await;
    house.lose_files();
    let answer = browser.get(&format!("{}/review.pdf", browser.home())).await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (500, "text/html; charset=utf-8")
    );
    let page = answer.text();
    assert!(
        page.contains("name this reference") || page.contains("اذكر"),
        "{page}"
    );
    assert!(!page.contains("no such file"));
    assert!(!page.contains(NAME));
}
