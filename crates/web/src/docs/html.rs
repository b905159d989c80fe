//! Pages as HTML: Markdown by pulldown-cmark, the frame by askama.

use askama::Template;
use mithaq_i18n::{Argument, Locale, text, text_with};
use mithaq_service::tenant::PublicSandbox;
use pulldown_cmark::{Options, Parser, html::push_html};

use super::{
    page::{PAGES, Page},
    search::{Hit, LONGEST},
    trial::{self, Form, MadeUp, Trial},
};
use crate::assets;

/// What stands around every page.
struct Frame<'a> {
    locale: Locale,
    title: &'a str,
    /// The page that is shown, if it is one of [`PAGES`].
    here: Option<&'a Page>,
    /// The same in the other language, where there is one.
    other_href: Option<String>,
    /// What is searched for.
    question: &'a str,
}

#[derive(Template)]
#[template(path = "docs/page.html")]
struct Shown<'a> {
    frame: Frame<'a>,
    page: &'a Page,
    /// The page down to where a call can be tried, and what follows.
    body: &'a str,
    rest: &'a str,
    sandbox: Option<&'a PublicSandbox>,
    /// Who it is tried for.
    somebody: MadeUp,
}

#[derive(Template)]
#[template(path = "docs/search.html")]
struct Results<'a> {
    frame: Frame<'a>,
    outcome: String,
    hits: &'a [Hit],
}

/// A page as HTML. Where the server has a public sandbox, calls can be tried in it; `number` makes up
/// whom it is tried for.
pub fn render(page: &Page, sandbox: Option<&PublicSandbox>, number: u32) -> String {
    let html = body(page);
    let answer = format!("<h2>{}</h2>", text(page.locale, "docs-answer"));
    let place = page.trial.as_ref().and_then(|_| html.find(&answer));
    let (body, rest) = html.split_at(place.unwrap_or(html.len()));
    let country = sandbox.map(|sandbox| sandbox.tenant.settings.country);
    let shown = Shown {
        frame: Frame {
            locale: page.locale,
            title: &page.title,
            here: Some(page),
            other_href: other(page),
            question: "",
        },
        page,
        body,
        rest,
        sandbox,
        somebody: MadeUp::numbered(country.unwrap_or_default(), number),
    };
    // Writing to a string cannot fail.
    shown.render().unwrap_or_default()
}

impl Shown<'_> {
    /// What can be filled in and sent.
    fn form(&self) -> Option<&Form> {
        match (&self.page.trial, self.sandbox) {
            (Some(Trial::Form(form)), Some(_)) => Some(form),
            _ => None,
        }
    }

    /// Why a call cannot be tried in the sandbox.
    fn not_allowed(&self) -> Option<String> {
        let Some(Trial::NotAllowed(permission)) = &self.page.trial else {
            return None;
        };
        let permission = Argument::Text(permission.name());
        let arguments = [("permission", permission)];
        Some(text_with(
            self.page.locale,
            "docs-try-not-allowed",
            &arguments,
        ))
    }
}

/// The answer to a question as HTML. The question is a stranger's text: templates escape it.
pub fn results(locale: Locale, question: &str, hits: &[Hit]) -> String {
    let count = i64::try_from(hits.len()).unwrap_or(i64::MAX);
    let outcome = match (question.trim().is_empty(), count) {
        (true, _) => text(locale, "docs-search-empty"),
        (false, 0) => text(locale, "docs-search-none"),
        (false, _) => text_with(
            locale,
            "docs-search-found",
            &[("pages", Argument::Number(count))],
        ),
    };
    let results = Results {
        frame: Frame {
            locale,
            title: &text(locale, "docs-search-title"),
            here: None,
            other_href: Some(address(locale.other(), question)),
            question,
        },
        outcome,
        hits,
    };
    results.render().unwrap_or_default()
}

/// The address of a search.
fn address(locale: Locale, question: &str) -> String {
    let mut address = format!("/docs/search?lang={}&q=", locale.tag());
    for byte in question.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

impl Frame<'_> {
    fn say(&self, key: &str) -> String {
        text(self.locale, key)
    }

    const fn longest(&self) -> usize {
        LONGEST
    }

    fn is_here(&self, page: &Page) -> bool {
        self.here.is_some_and(|here| here.href() == page.href())
    }

    fn guides(&self) -> Vec<&'static Page> {
        let guides = PAGES.iter();
        let guides = guides.filter(|page| page.group.is_none() && page.locale == self.locale);
        guides.collect()
    }

    fn groups(&self) -> Vec<(&'static str, Vec<&'static Page>)> {
        let mut groups: Vec<(&'static str, Vec<&'static Page>)> = Vec::new();
        for page in PAGES.iter().filter(|page| page.locale == self.locale) {
            let Some(name) = page.group.as_deref() else {
                continue;
            };
            match groups.last_mut() {
                Some((last, pages)) if *last == name => pages.push(page),
                _ => groups.push((name, vec![page])),
            }
        }
        groups
    }
}

impl Hit {
    /// What a page that stands in no group is.
    fn guide(&self) -> String {
        text(self.page.locale, "docs-guide")
    }
}

/// The guides are our own text, compiled in; nothing of a caller's is rendered here.
fn body(page: &Page) -> String {
    let mut html = String::new();
    push_html(
        &mut html,
        Parser::new_ext(&page.markdown, Options::ENABLE_TABLES),
    );
    // Wide tables and code scroll by themselves, from the keyboard too.
    html.replace(
        "<table>",
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\"><table>",
    )
    .replace("</table>", "</table></div>")
    .replace("<pre>", "<pre tabindex=\"0\" dir=\"ltr\">")
    .split("<code>")
    .map(foldable)
    .collect::<Vec<_>>()
    .join("<code dir=\"ltr\">")
}

/// What follows a `<code>`: its long names may break between their words, so that a table of them
/// fits a phone. Copied they are whole.
fn foldable(part: &str) -> String {
    let Some((code, rest)) = part.split_once("</code>") else {
        return part.to_owned();
    };
    let mut folded = String::new();
    let mut last = ' ';
    for letter in code.chars() {
        if matches!(last, '.' | '_' | '/') || (last.is_lowercase() && letter.is_uppercase()) {
            folded.push_str("<wbr>");
        }
        folded.push(letter);
        last = letter;
    }
    format!("{folded}</code>{rest}")
}

/// The same page in the other language, where there is one.
fn other(page: &Page) -> Option<String> {
    let same = |one: &&Page| one.slug == page.slug && one.locale != page.locale;
    PAGES.iter().find(same).map(Page::href)
}
