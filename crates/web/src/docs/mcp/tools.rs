//! The two tools: `search` and `read_page`. Both read what is served anyway, and change nothing.

use mithaq_i18n::Locale;
use serde_json::{Value, json};

use super::{
    super::{
        page::{self, Page},
        search,
    },
    Mistake,
};

/// The answer of `tools/list`.
pub fn list() -> Value {
    let reads_only = json!({ "readOnlyHint": true, "openWorldHint": false });
    json!({ "tools": [
        {
            "name": "search",
            "title": "Search the documentation",
            "description": "Finds pages of the documentation by words, names of calls or error codes, in English or \
                            Arabic, the best first. Each result names the page for `read_page`.",
            "inputSchema": {
                "type": "object",
                "properties": {
                    "query": { "type": "string", "description": "What to look for.", "maxLength": search::LONGEST },
                    "language": { "type": "string", "enum": ["en", "ar"], "description": "Which of two languages to prefer; English unless told." },
                },
                "required": ["query"],
            },
            "outputSchema": {
                "type": "object",
                "properties": { "results": { "type": "array", "items": {
                    "type": "object",
                    "properties": {
                        "page": { "type": "string", "description": "Its address, for `read_page`." },
                        "title": { "type": "string" },
                        "excerpt": { "type": "string" },
                    },
                    "required": ["page", "title", "excerpt"],
                } } },
                "required": ["results"],
            },
            "annotations": reads_only,
        },
        {
            "name": "read_page",
            "title": "Read a page of the documentation",
            "description": "A whole page as Markdown.",
            "inputSchema": {
                "type": "object",
                "properties": { "page": { "type": "string", "description": "Its address, such as `/docs/en/quick-start`." } },
                "required": ["page"],
            },
            "annotations": reads_only,
        },
    ] })
}

/// The answer of `tools/call`.
pub fn call(given: &Value) -> Result<Value, Mistake> {
    let arguments = given.get("arguments").unwrap_or(&Value::Null);
    let text = |name: &str| arguments.get(name).and_then(Value::as_str);
    match given.get("name").and_then(Value::as_str) {
        Some("search") => {
            let query = text("query").ok_or(Mistake::BadParameter("`query` must be a text."))?;
            let language = match arguments.get("language") {
                None | Some(Value::Null) => Locale::En,
                Some(tag) => {
                    language(tag).ok_or(Mistake::BadParameter("`language` is `en` or `ar`."))?
                }
            };
            Ok(results(&search::search(language, query)))
        }
        Some("read_page") => {
            let place = text("page").ok_or(Mistake::BadParameter("`page` must be a text."))?;
            Ok(match find(place) {
                Some(page) => json!({ "content": [written(&page.markdown)] }),
                None => json!({
                    "content": [written("There is no such page. `search` names those that there are.")],
                    "isError": true,
                }),
            })
        }
        _ => Err(Mistake::BadParameter("There is no such tool.")),
    }
}

fn language(tag: &Value) -> Option<Locale> {
    Locale::ALL
        .into_iter()
        .find(|locale| Some(locale.tag()) == tag.as_str())
}

fn results(hits: &[search::Hit]) -> Value {
    let result = |hit: &search::Hit| {
        let excerpt: String = hit
            .excerpt
            .iter()
            .map(|piece| piece.text.as_str())
            .collect();
        let excerpt: Vec<&str> = excerpt.split_whitespace().collect();
        json!({ "page": hit.page.href(), "title": hit.page.title, "excerpt": excerpt.join(" ") })
    };
    let found = json!({ "results": hits.iter().map(result).collect::<Vec<_>>() });
    // For clients that read no structured content (2025-06-18, "Structured Content").
    json!({ "content": [written(&found.to_string())], "structuredContent": found })
}

fn written(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}

/// A page by its address, as a link, a file or alone.
fn find(place: &str) -> Option<&'static Page> {
    let place = place.trim().trim_start_matches('/');
    let place = place.strip_prefix("docs/").unwrap_or(place);
    let (tag, slug) = place.strip_suffix(".md").unwrap_or(place).split_once('/')?;
    let locale = Locale::ALL.into_iter().find(|locale| locale.tag() == tag)?;
    page::find(locale, slug)
}
