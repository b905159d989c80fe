//! The documentation that the server serves, made from the code: what each call takes and answers
//! (`mithaq_wire::reference`), who may call it (the types of its handler's arguments), what each
//! error code means (`locales/`), and guides beside them (`guides/`).
//!
//! Map: [`operation`] the three brought together · [`openapi`] the description for machines ·
//! [`page`] every page as Markdown · `reference`, `snippet` those of the calls · `trial` what is tried
//! there · `html` the look · [`search`] what is found in them · `mcp` both for assistants.

mod html;
mod mcp;
pub mod openapi;
pub mod operation;
pub mod page;
mod reference;
pub mod search;
mod snippet;
mod trial;

use std::sync::LazyLock;

use axum::{
    Router,
    extract::{Path, Query, State, rejection::PathRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::from_fn,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use mithaq_i18n::Locale;
use mithaq_service::tenant::public_sandbox;

use self::trial::Trial;
use crate::{WebState, extract::locale, hosted, layer};

/// Every address of the documentation.
pub(crate) fn routes() -> Router<WebState> {
    let pages = Router::new()
        .route("/docs", get(first))
        .route("/docs/", get(first))
        .route("/docs/search", get(found))
        .route("/docs/{*place}", get(shown))
        .layer(from_fn(hosted::secure));
    Router::new()
        .route("/openapi.json", get(description))
        .route("/llms.txt", get(async || text(&PLAIN, &INDEX)))
        .route("/llms-full.txt", get(async || text(&PLAIN, &EVERYTHING)))
        .route(mcp::PLACE, post(mcp::answer).layer(mcp::limit()))
        .merge(pages)
        .method_not_allowed_fallback(layer::method_not_allowed)
}

static INDEX: LazyLock<String> = LazyLock::new(page::index);
static EVERYTHING: LazyLock<String> = LazyLock::new(page::everything);

const PLAIN: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const MARKDOWN: HeaderValue = HeaderValue::from_static("text/markdown; charset=utf-8");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

fn text(kind: &HeaderValue, text: &str) -> Response {
    ([(header::CONTENT_TYPE, kind.clone())], text.to_owned()).into_response()
}

/// `GET /docs`: the first page in the reader's language.
async fn first(headers: HeaderMap) -> Response {
    first_of(locale(&headers))
}

/// The way to the first page of a language.
fn first_of(locale: Locale) -> Response {
    let place = format!("/docs/{}/{}", locale.tag(), page::FIRST);
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// `GET /docs/{language}/{page}`, with `.md` as Markdown. Without a page it leads to the first.
async fn shown(
    State(state): State<WebState>,
    place: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let place = place.map(|Path(place)| place).unwrap_or_default();
    let (name, is_markdown) = match place.strip_suffix(".md") {
        Some(name) => (name, true),
        None => (place.as_str(), false),
    };
    let (language, slug) = name.split_once('/').unwrap_or((name, ""));
    let mut locales = Locale::ALL.into_iter();
    let language = locales.find(|one| one.tag() == language);
    if let (Some(language), true, false) = (language, slug.is_empty(), is_markdown) {
        return first_of(language);
    }
    let found = language.and_then(|language| page::find(language, slug));
    match found {
        Some(page) if is_markdown => text(&MARKDOWN, &page.markdown),
        Some(page) => whole(&state, page).await,
        None => layer::no_such_path(headers).await,
    }
}

/// A page, with what can be tried there. That takes no more than the page itself: a failure shows none
/// of it.
async fn whole(state: &WebState, page: &page::Page) -> Response {
    let sandbox = match &page.trial {
        Some(_) => public_sandbox(&state.app).await,
        None => Ok(None),
    };
    let sandbox = sandbox.unwrap_or_else(|failure| {
        tracing::error!(error = %failure, "the public sandbox was not found out");
        None
    });
    let number = u32::from_be_bytes(state.app.random());
    let mut response = text(&HTML, &html::render(page, sandbox.as_ref(), number));
    if sandbox.is_some() && matches!(page.trial, Some(Trial::Form(_))) {
        response.extensions_mut().insert(hosted::MayCall);
    }
    response
}

/// `GET /docs/search?q=…&lang=…`: pages that answer a question, in the language of the page that it
/// was asked on, or of the browser.
async fn found(uri: Uri, headers: HeaderMap) -> Response {
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&uri).unwrap_or_default();
    let named = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    };
    let mut locales = Locale::ALL.into_iter();
    let chosen = named("lang").and_then(|tag| locales.find(|one| one.tag() == tag));
    let language = chosen.unwrap_or_else(|| locale(&headers));
    let question = named("q").map(String::as_str).unwrap_or_default();
    let question: String = question.chars().take(search::LONGEST).collect();
    let hits = search::search(language, &question);
    text(&HTML, &html::results(language, &question, &hits))
}

type Headers = [(HeaderName, HeaderValue); 3];

/// `GET /openapi.json`.
async fn description() -> (Headers, &'static str) {
    static TEXT: LazyLock<String> = LazyLock::new(openapi::text);
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    let headers = [
        (header::CONTENT_TYPE, json),
        // Browser tools of the company's own engineers may read it; it holds no secret.
        (
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, TEXT.as_str())
}
