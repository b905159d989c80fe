//! Every page of the documentation as Markdown: the guides in both languages, the reference.
//! Its HTML is made in `html`.

use std::sync::LazyLock;

use mithaq_i18n::Locale;

use super::{operation, reference, trial::Trial};

/// A page.
pub struct Page {
    /// Its language.
    pub locale: Locale,
    /// Its place below `/docs/{language}/`.
    pub slug: String,
    /// Its title, which is the first line.
    pub title: String,
    /// The group in the table of contents; the guides have none.
    pub group: Option<String>,
    /// Its text.
    pub markdown: String,
    /// What of its call can be tried; the guides have none.
    pub trial: Option<Trial>,
}

impl Page {
    fn new(locale: Locale, slug: &str, group: Option<String>, markdown: String) -> Self {
        let title = markdown.lines().next().unwrap_or_default();
        Self {
            locale,
            slug: slug.to_owned(),
            title: title.trim_start_matches("# ").to_owned(),
            group,
            markdown,
            trial: None,
        }
    }

    /// Its address.
    pub fn href(&self) -> String {
        format!("/docs/{}/{}", self.locale.tag(), self.slug)
    }
}

/// Every page in the order of the table of contents.
pub static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let guides = GUIDES.iter().flat_map(|(slug, en, ar)| {
        let page = |locale, text: &str| Page::new(locale, slug, None, whole(slug, locale, text));
        [page(Locale::En, en), page(Locale::Ar, ar)]
    });
    let calls = operation::all().into_iter();
    let calls = calls.filter(|operation| !operation.is_alias());
    let calls = calls.flat_map(|operation| {
        let slug = format!("reference/{}", operation.id());
        [Locale::En, Locale::Ar].map(|locale| {
            let text = reference::call(&operation, locale);
            Page {
                trial: Some(Trial::of(&operation)),
                ..Page::new(locale, &slug, Some(operation.group_name(locale)), text)
            }
        })
    });
    guides.chain(calls).collect()
});

/// The first page of a language.
pub const FIRST: &str = "quick-start";

/// The guides: place, English, Arabic.
const GUIDES: [(&str, &str, &str); 7] = [
    (
        FIRST,
        include_str!("../../guides/en/quick-start.md"),
        include_str!("../../guides/ar/quick-start.md"),
    ),
    (
        "sessions",
        include_str!("../../guides/en/sessions.md"),
        include_str!("../../guides/ar/sessions.md"),
    ),
    (
        "contracts",
        include_str!("../../guides/en/contracts.md"),
        include_str!("../../guides/ar/contracts.md"),
    ),
    (
        "identity",
        include_str!("../../guides/en/identity.md"),
        include_str!("../../guides/ar/identity.md"),
    ),
    (
        "webhooks",
        include_str!("../../guides/en/webhooks.md"),
        include_str!("../../guides/ar/webhooks.md"),
    ),
    (
        "errors",
        include_str!("../../guides/en/errors.md"),
        include_str!("../../guides/ar/errors.md"),
    ),
    (
        "going-live",
        include_str!("../../guides/en/going-live.md"),
        include_str!("../../guides/ar/going-live.md"),
    ),
];

/// The page of errors ends in the table of all codes.
fn whole(slug: &str, locale: Locale, text: &str) -> String {
    if slug == "errors" {
        format!("{text}\n{}", reference::all_codes(locale))
    } else {
        text.to_owned()
    }
}

/// The page at a place of a language.
pub fn find(locale: Locale, slug: &str) -> Option<&'static Page> {
    let mut pages = PAGES.iter();
    pages.find(|page| page.locale == locale && page.slug == slug)
}

/// `/llms.txt`: what there is, for programs that read (llmstxt.org).
pub fn index() -> String {
    let mut text = String::from(
        "# Mithaq\n\n> A self-hosted server for digital identity and e-contracts. It speaks the public API of Vlens.\n\n\
         Every page below is Markdown. The whole API for machines: [openapi.json](/openapi.json). All of it in one \
         file: [llms-full.txt](/llms-full.txt). Search and pages as tools: the Model Context Protocol at \
         `/_mcp/server`.\n",
    );
    let mut heading = "";
    for page in PAGES.iter().filter(|page| page.locale == Locale::En) {
        let group = page.group.as_deref().unwrap_or("Guides");
        if group != heading {
            text.push_str(&format!("\n## {group}\n\n"));
            heading = group;
        }
        text.push_str(&format!("- [{}]({}.md)\n", page.title, page.href()));
    }
    text.push_str("\n## In Arabic\n\n");
    for page in PAGES.iter().filter(|page| page.locale == Locale::Ar) {
        text.push_str(&format!("- [{}]({}.md)\n", page.title, page.href()));
    }
    text
}

/// `/llms-full.txt`: every English page, one after the other.
pub fn everything() -> String {
    let pages = PAGES.iter().filter(|page| page.locale == Locale::En);
    let texts: Vec<&str> = pages.map(|page| page.markdown.trim()).collect();
    format!("{}\n", texts.join("\n\n---\n\n"))
}
