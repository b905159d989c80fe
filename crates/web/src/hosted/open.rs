//! `/session` and `/sign`: what a link leads to. Messengers and mail scanners open links before people do, so
//! nothing is written, and the address without the token follows at once.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use mithaq_i18n::Locale;
use mithaq_service::{
    Failure,
    session::{LinkOutcome, open_link, open_sign_link},
};

use super::{
    answer::{bare, failed, html, parameter, to_session, with_cookies},
    cookies::Setter,
    page::{Frame, Page},
    tongue,
};
use crate::WebState;

/// Follows a link, or explains what links are.
pub(super) async fn open(State(state): State<WebState>, uri: Uri, headers: HeaderMap) -> Response {
    let locale = tongue::outside(&uri, &headers);
    let Some(token) = parameter(&uri, "token") else {
        return bare(StatusCode::OK, &Page::Explain, locale);
    };
    let here = format!("/session?token={token}");
    let found = open_link(&state.app, &token).await;
    follow(&state, found, (&uri, locale), kept(&[&token], here))
}

/// Follows a link for signing that a person's app was given, or explains what links are.
pub(super) async fn open_sign(
    State(state): State<WebState>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let locale = tongue::outside(&uri, &headers);
    let named = parameter(&uri, "RequestId").zip(parameter(&uri, "SecurityHash"));
    let Some((request, hash)) = named else {
        return bare(StatusCode::OK, &Page::Explain, locale);
    };
    let here = format!("/sign?RequestId={request}&SecurityHash={hash}");
    let found = open_sign_link(&state.app, &request, &hash).await;
    follow(
        &state,
        found,
        (&uri, locale),
        kept(&[&request, &hash], here),
    )
}

/// Into the session, or the page that says why not; `here` is this address without a language.
fn follow(
    state: &WebState,
    found: Result<LinkOutcome, Failure>,
    (uri, locale): (&Uri, Locale),
    here: Option<String>,
) -> Response {
    let (status, page) = match found {
        Ok(LinkOutcome::Ready { session, cookie }) => {
            let setter = Setter::new(state, session);
            let chosen = tongue::named(uri).and_then(|language| setter.language(language.tag()));
            return with_cookies(to_session(session), [setter.link(&cookie), chosen]);
        }
        Ok(LinkOutcome::Unknown) => (StatusCode::NOT_FOUND, Page::UnknownLink),
        Ok(LinkOutcome::Expired) => (StatusCode::GONE, Page::Expired),
        Ok(LinkOutcome::SignLinkExpired) => (StatusCode::GONE, Page::SignLinkExpired),
        Ok(LinkOutcome::Revoked) => (StatusCode::GONE, Page::Revoked),
        Ok(LinkOutcome::Declined) => (StatusCode::GONE, Page::Declined),
        Ok(LinkOutcome::Reported) => (StatusCode::GONE, Page::Reported),
        Ok(LinkOutcome::Disowned) => (StatusCode::GONE, Page::NotMe),
        Ok(LinkOutcome::Released) => (StatusCode::GONE, Page::NotNeeded),
        Err(failure) => return failed(state, &failure, locale),
    };
    let language_href = here.map(|here| format!("{here}&lang={}", locale.other().tag()));
    let frame = Frame {
        language_href,
        ..Frame::bare(locale)
    };
    html(status, &page, &frame)
}

/// An address that may be written into a page: one made of tokens that could be ours.
fn kept(tokens: &[&str], address: String) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let is_kept = |token: &&str| token.len() <= 128 && token.bytes().all(plain);
    tokens.iter().all(is_kept).then_some(address)
}
