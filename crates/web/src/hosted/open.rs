//! `/session`: what a link leads to. Messengers and mail scanners open links before people do, so
//! nothing is written, and the address without the token follows at once.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use mithaq_i18n::Locale;
use mithaq_service::session::{LinkOutcome, open_link};

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
    let (status, page) = match open_link(&state.app, &token).await {
        Ok(LinkOutcome::Ready { session, cookie }) => {
            let setter = Setter::new(&state, session);
            let chosen = tongue::named(&uri).and_then(|language| setter.language(language.tag()));
            return with_cookies(to_session(session), [setter.link(&cookie), chosen]);
        }
        Ok(LinkOutcome::Unknown) => (StatusCode::NOT_FOUND, Page::UnknownLink),
        Ok(LinkOutcome::Expired) => (StatusCode::GONE, Page::Expired),
        Ok(LinkOutcome::Revoked) => (StatusCode::GONE, Page::Revoked),
        Ok(LinkOutcome::Declined) => (StatusCode::GONE, Page::Declined),
        Ok(LinkOutcome::Reported) => (StatusCode::GONE, Page::Reported),
        Ok(LinkOutcome::Disowned) => (StatusCode::GONE, Page::NotMe),
        Err(failure) => return failed(&state, &failure, locale),
    };
    let frame = Frame {
        language_href: other_language(&token, locale),
        ..Frame::bare(locale)
    };
    html(status, &page, &frame)
}

/// The same page in the other language; a token that is none of ours is not written into a page.
fn other_language(token: &str, locale: Locale) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let kept = token.len() <= 128 && token.bytes().all(plain);
    kept.then(|| format!("/session?token={token}&lang={}", locale.other().tag()))
}
