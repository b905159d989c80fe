//! The search: what is found, in which order, in both languages; and what a stranger's question can
//! do to a page, which is nothing.

use axum::http::StatusCode;
use mithaq_i18n::Locale;
use mithaq_web::docs::{
    page::PAGES,
    search::{Hit, LONGEST, search},
};

use crate::call::Door;

fn places(hits: &[Hit]) -> Vec<String> {
    hits.iter().map(|hit| hit.page.href()).collect()
}

fn found(hits: &[Hit]) -> Vec<&str> {
    let pieces = hits.iter().flat_map(|hit| &hit.excerpt);
    pieces
        .filter(|piece| piece.is_found)
        .map(|piece| piece.text.as_str())
        .collect()
}

#[test]
fn every_page_is_found_first_by_its_title() {
    for page in PAGES.iter() {
        let hits = search(page.locale, &page.title);
        assert_eq!(places(&hits).first(), Some(&page.href()), "{}", page.title);
    }
}

#[test]
fn a_call_is_found_by_its_name_and_by_the_words_of_its_name() {
    for question in ["CreateInvitation", "create invitation", "createinvitation"] {
        let hits = places(&search(Locale::En, question));
        let wanted = "/docs/en/reference/IdentityUserSession_CreateInvitation".to_owned();
        assert!(
            hits.iter().take(3).any(|place| *place == wanted),
            "{question}: {hits:?}"
        );
    }
}

#[test]
fn an_error_code_is_found_in_either_script_of_digits() {
    let (latin, arabic) = (search(Locale::Ar, "1106"), search(Locale::Ar, "١١٠٦"));
    assert!(places(&latin).contains(&"/docs/ar/errors".to_owned()));
    assert_eq!(places(&latin), places(&arabic));
}

#[test]
fn arabic_is_found_without_its_vowel_signs_its_article_and_the_forms_of_its_letters() {
    let plain = search(Locale::Ar, "عقد");
    assert!(!plain.is_empty());
    for written in ["العقد", "العَقْد", "والعقد", "عقـــد"] {
        assert_eq!(
            places(&search(Locale::Ar, written)),
            places(&plain),
            "{written}"
        );
    }
    assert!(found(&plain).iter().any(|word| word.contains("عقد")));
}

#[test]
fn the_readers_language_comes_first_and_a_page_once() {
    for (locale, other) in [(Locale::En, "/docs/ar/"), (Locale::Ar, "/docs/en/")] {
        let hits = places(&search(locale, "RequestFieldsValues"));
        assert!(!hits.is_empty());
        let slugs: Vec<&str> = hits.iter().map(|place| &place[9..]).collect();
        let mut once = slugs.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), slugs.len(), "{hits:?}");
        assert!(
            !hits[0].starts_with(other) || hits[0].contains("/reference/"),
            "{hits:?}"
        );
    }
}

#[test]
fn all_words_are_wanted_and_some_are_taken_where_no_page_has_all() {
    let both = places(&search(Locale::En, "invitation xylophone"));
    assert!(both.contains(&"/docs/en/reference/IdentityUserSession_CreateInvitation".to_owned()));
    let all = search(Locale::En, "jwks refresh family");
    assert!(
        places(&all)[0].contains("credentials_RefreshToken"),
        "{:?}",
        places(&all)
    );
    assert!(search(Locale::En, "xylophone").is_empty());
    assert!(search(Locale::En, " ,;\"' ").is_empty());
}

#[test]
fn a_word_is_found_by_its_beginning_and_a_short_one_only_whole() {
    assert_eq!(
        places(&search(Locale::En, "invit")).first(),
        places(&search(Locale::En, "invite")).first()
    );
    let short = search(Locale::En, "id");
    assert!(!short.is_empty());
    for word in found(&short) {
        let word = word.to_lowercase();
        assert!(
            !word.starts_with("identi") && !word.starts_with("idemp"),
            "{word}"
        );
    }
}

#[tokio::test]
async fn results_are_a_page_without_scripts_and_show_what_was_found() {
    let door = Door::open().await;
    let answer = door.get("/docs/search?lang=en&q=pull%20events").await;
    let html = String::from_utf8(answer.bytes.clone()).unwrap();
    assert_eq!(answer.status, StatusCode::OK);
    assert!(html.contains("<html lang=\"en\"") && html.contains("<mark>"));
    assert!(
        html.contains("value=\"pull events\"")
            && html.contains("href=\"/docs/search?lang=ar&#38;q=pull%20events\"")
    );
    assert!(html.contains("/docs/en/reference/Webhook_Events"));
    assert!(answer.headers.contains_key("content-security-policy"));
    let arabic = door
        .get("/docs/search?lang=ar&q=%D8%AF%D8%B9%D9%88%D8%A9")
        .await;
    let html = String::from_utf8(arabic.bytes).unwrap();
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\"") && html.contains("<mark>"));
}

#[tokio::test]
async fn what_a_stranger_asks_is_shown_and_never_obeyed() {
    let door = Door::open().await;
    let attack = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E%3Cimg%20src=x%20onerror=alert(1)%3E";
    for place in [
        format!("/docs/search?q={attack}"),
        format!("/docs/search?q=invitation{attack}&lang={attack}"),
        format!("/docs/search?lang=ar&q={attack}"),
    ] {
        let answer = door.get(&place).await;
        let html = String::from_utf8(answer.bytes).unwrap();
        assert_eq!(answer.status, StatusCode::OK);
        assert!(
            !html.contains("<script") && !html.contains("<img"),
            "{html}"
        );
    }
}

#[tokio::test]
async fn odd_questions_get_a_page_that_says_what_to_do() {
    let door = Door::open().await;
    let long = format!("/docs/search?q={}", "a".repeat(4_000));
    for place in [
        "/docs/search",
        "/docs/search?q=",
        "/docs/search?q=%ff&lang=en",
        "/docs/search?q=a&q=b",
        &long,
    ] {
        let answer = door.get(place).await;
        assert_eq!(answer.status, StatusCode::OK, "{place}");
        let html = String::from_utf8(answer.bytes).unwrap();
        assert!(html.contains("role=\"status\"") && !html.contains(&"a".repeat(LONGEST + 1)));
    }
    let nothing = door.get("/docs/search?lang=en&q=xylophone").await;
    assert!(
        String::from_utf8(nothing.bytes)
            .unwrap()
            .contains("Nothing was found.")
    );
}
