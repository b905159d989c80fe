//! The served pages: every one of them in both forms, links that lead somewhere, the policy of the
//! hosted pages, guides that are equals in both languages.

mod arabic;
mod mcp;
mod search;
mod trial;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use mithaq_i18n::Locale;
use mithaq_web::docs::page::PAGES;

use crate::call::Door;

#[tokio::test]
async fn every_page_is_served_as_html_and_as_markdown_and_loads_nothing_from_elsewhere() {
    let door = Door::open().await;
    for page in PAGES.iter() {
        let html = door.get(&page.href()).await;
        let text = String::from_utf8(html.bytes).unwrap();
        assert_eq!(html.status, StatusCode::OK, "{}", page.href());
        let policy = html.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(text.contains(&format!("<html lang=\"{}\"", page.locale.tag())));
        assert!(!text.contains("<script") && !text.contains(" style="));
        for part in text.split("src=\"").skip(1) {
            assert!(part.starts_with('/'), "{}", page.href());
        }
        let markdown = door.get(&format!("{}.md", page.href())).await;
        assert_eq!(String::from_utf8(markdown.bytes).unwrap(), page.markdown);
        assert_eq!(
            markdown.headers["content-type"],
            "text/markdown; charset=utf-8"
        );
    }
}

#[tokio::test]
async fn every_link_of_every_page_leads_somewhere() {
    let door = Door::open().await;
    let mut seen = BTreeSet::new();
    for page in PAGES.iter() {
        let html = String::from_utf8(door.get(&page.href()).await.bytes).unwrap();
        for part in html
            .split("<a ")
            .skip(1)
            .filter_map(|part| part.split_once("href=\""))
        {
            let link = part.1.split('"').next().unwrap();
            if link.starts_with('#') {
                continue;
            }
            let place = absolute(&page.href(), link);
            if seen.insert(place.clone()) {
                assert_eq!(
                    door.get(&place).await.status,
                    StatusCode::OK,
                    "{link} on {}",
                    page.href()
                );
            }
        }
    }
    assert!(seen.len() > PAGES.len());
}

/// A link as browsers resolve it.
fn absolute(page: &str, link: &str) -> String {
    if link.starts_with('/') {
        return link.to_owned();
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn guides_have_the_same_headings_code_and_links_in_both_languages() {
    let of = |locale| {
        PAGES
            .iter()
            .filter(move |page| page.locale == locale && page.group.is_none())
    };
    for (english, arabic) in of(Locale::En).zip(of(Locale::Ar)) {
        assert_eq!(english.slug, arabic.slug);
        for mark in ["\n## ", "```", "](", "\n- ", "\n| "] {
            let count = |text: &str| text.matches(mark).count();
            assert_eq!(
                count(&english.markdown),
                count(&arabic.markdown),
                "{mark:?} in {}",
                english.slug
            );
        }
        let code = |text: &str| -> Vec<String> {
            text.split("```")
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(
            code(&english.markdown),
            code(&arabic.markdown),
            "{}",
            english.slug
        );
    }
    assert_eq!(of(Locale::En).count(), of(Locale::Ar).count());
}

#[tokio::test]
async fn the_index_for_programs_names_every_page_and_the_whole_holds_them() {
    let door = Door::open().await;
    let read = async |place: &str| String::from_utf8(door.get(place).await.bytes).unwrap();
    let (index, whole) = (read("/llms.txt").await, read("/llms-full.txt").await);
    assert!(index.starts_with("# Mithaq\n"));
    for page in PAGES.iter() {
        assert!(
            index.contains(&format!("]({}.md)", page.href())),
            "{}",
            page.href()
        );
        assert!(page.locale == Locale::Ar || whole.contains(page.markdown.trim()));
    }
}

#[tokio::test]
async fn the_first_page_is_in_the_readers_language_and_what_does_not_exist_is_not_found() {
    let door = Door::open().await;
    let mut request = door.request("GET", "/docs", None);
    request
        .headers_mut()
        .insert("accept-language", "ar-EG".parse().unwrap());
    let answer = door.send(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.headers["location"], "/docs/ar/quick-start");
    for (place, leads_to) in [
        ("/docs/", "/docs/en/quick-start"),
        ("/docs/ar", "/docs/ar/quick-start"),
        ("/docs/ar/", "/docs/ar/quick-start"),
        ("/docs/en", "/docs/en/quick-start"),
    ] {
        let answer = door.get(place).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{place}");
        assert_eq!(answer.headers["location"], leads_to, "{place}");
    }
    for place in [
        "/docs/fr",
        "/docs/ar.md",
        "/docs/ar/.md",
        "/docs/en/nothing",
        "/docs/fr/errors",
        "/docs/en/../../x.md",
        "/docs/%ff",
    ] {
        assert_eq!(
            door.get(place).await.status,
            StatusCode::NOT_FOUND,
            "{place}"
        );
    }
}

#[test]
fn every_page_of_a_call_shows_it_in_five_languages() {
    for page in PAGES.iter().filter(|page| page.group.is_some()) {
        for name in [
            "### curl",
            "### JavaScript",
            "### Python",
            "### C#",
            "### PHP",
            match page.locale {
                Locale::En => "## Errors",
                Locale::Ar => "## الأخطاء",
            },
        ] {
            assert!(page.markdown.contains(name), "{} lacks {name}", page.slug);
        }
    }
}

#[test]
fn pages_of_calls_are_in_both_languages_under_titles_that_the_tables_have() {
    use mithaq_web::docs::operation;
    for one in operation::all() {
        assert_eq!(one.title(Locale::En), one.call.title);
        assert_eq!(one.group_name(Locale::En), one.group.name);
    }
    let of = |locale| {
        let pages = PAGES.iter();
        pages.filter(move |page| page.locale == locale && page.group.is_some())
    };
    for (english, arabic) in of(Locale::En).zip(of(Locale::Ar)) {
        assert_eq!(english.slug, arabic.slug);
        for mark in ["\n## ", "\n### ", "```", "\n| "] {
            let count = |text: &str| text.matches(mark).count();
            assert_eq!(
                count(&english.markdown),
                count(&arabic.markdown),
                "{mark:?} in {}",
                english.slug
            );
        }
    }
    assert_eq!(of(Locale::En).count(), of(Locale::Ar).count());
}
