//! Pages as HTML: Markdown by pulldown-cmark, the frame by askama.

use askama::Template;
use mithaq_i18n::Locale;
use pulldown_cmark::{Options, Parser, html::push_html};

use super::page::{PAGES, Page};
use crate::assets;

#[derive(Template)]
#[template(path = "docs/page.html")]
struct Frame<'a> {
    page: &'a Page,
    body: String,
    other_href: Option<String>,
    guides: Vec<&'static Page>,
    groups: Vec<(&'static str, Vec<&'static Page>)>,
    words: &'static Words,
}

/// What the frame says.
struct Words {
    title: &'static str,
    contents: &'static str,
    guides: &'static str,
    skip: &'static str,
}

const ENGLISH: Words = Words {
    title: "Mithaq documentation",
    contents: "Contents",
    guides: "Guides",
    skip: "Skip to the page",
};

const ARABIC: Words = Words {
    title: "توثيق ميثاق",
    contents: "المحتويات",
    guides: "الأدلة",
    skip: "انتقل إلى الصفحة",
};

/// A page as HTML.
pub fn render(page: &Page) -> String {
    let frame = Frame {
        page,
        body: body(&page.markdown),
        other_href: other(page),
        guides: guides(page.locale),
        groups: groups(),
        words: match page.locale {
            Locale::En => &ENGLISH,
            Locale::Ar => &ARABIC,
        },
    };
    // Writing to a string cannot fail.
    frame.render().unwrap_or_default()
}

/// The guides are our own text, compiled in; nothing of a caller's is rendered here.
fn body(markdown: &str) -> String {
    let mut html = String::new();
    push_html(&mut html, Parser::new_ext(markdown, Options::ENABLE_TABLES));
    // Wide tables and code scroll by themselves, from the keyboard too.
    html.replace(
        "<table>",
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\"><table>",
    )
    .replace("</table>", "</table></div>")
    .replace("<pre>", "<pre tabindex=\"0\" dir=\"ltr\">")
    .replace("<code>", "<code dir=\"ltr\">")
}

/// The same page in the other language, where there is one.
fn other(page: &Page) -> Option<String> {
    let same = |one: &&Page| one.slug == page.slug && one.locale != page.locale;
    PAGES.iter().find(same).map(Page::href)
}

fn guides(locale: Locale) -> Vec<&'static Page> {
    let guides = PAGES.iter();
    let guides = guides.filter(|page| page.group.is_none() && page.locale == locale);
    guides.collect()
}

fn groups() -> Vec<(&'static str, Vec<&'static Page>)> {
    let mut groups: Vec<(&'static str, Vec<&'static Page>)> = Vec::new();
    for page in PAGES.iter() {
        let Some(name) = page.group else { continue };
        match groups.last_mut() {
            Some((last, pages)) if *last == name => pages.push(page),
            _ => groups.push((name, vec![page])),
        }
    }
    groups
}
