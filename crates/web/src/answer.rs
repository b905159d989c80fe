//! From outcomes to envelopes: one place where failures become 500 and 503, and causes go to the
//! log once.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use mithaq_i18n::{Locale, error};
use mithaq_service::Failure;
use mithaq_wire::{Code, Envelope, FieldError, code};

/// Room for the headers of most answers, those that are added on the way back among them.
const HEADERS: usize = 12;

/// An envelope as a response: always JSON, Arabic unescaped.
pub fn respond(envelope: &Envelope) -> Response {
    respond_with(envelope.status, envelope.text())
}

/// The text of an envelope as a response.
pub fn respond_with(status: u16, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut headers = HeaderMap::with_capacity(HEADERS);
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, json);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    *response.headers_mut() = headers;
    response
}

/// A success.
pub fn done(data: serde_json::Value) -> Response {
    respond(&Envelope::done(data))
}

/// A refusal in the caller's language.
pub fn refuse(code: Code, locale: Locale) -> Response {
    respond(&Envelope::refused(code, &sentence(locale, code)))
}

/// A refusal with each mistake at its place.
pub fn invalid(errors: &[FieldError], locale: Locale) -> Response {
    respond(&Envelope::invalid(errors, |code| sentence(locale, code)))
}

/// A refusal that tells when to come back, in seconds.
pub fn refuse_for(code: Code, locale: Locale, seconds: i64) -> Response {
    let mut response = refuse(code, locale);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    response
}

/// A failure: its cause goes to the log, never to the caller.
pub fn failed(failure: &Failure, locale: Locale) -> Response {
    if matches!(failure, Failure::Overloaded) {
        tracing::warn!("too much is waiting");
        return refuse_for(code::OVERLOADED, locale, 1);
    }
    if matches!(failure, Failure::KeyReused) {
        let errors = [FieldError {
            field: "Idempotency-Key".to_owned(),
            code: code::IDEMPOTENCY_KEY_REUSED,
        }];
        return invalid(&errors, locale);
    }
    tracing::error!(error = %failure, "a call failed");
    refuse(code::INTERNAL, locale)
}

/// A code’s sentence.
pub(crate) fn sentence(locale: Locale, code: Code) -> String {
    error(locale, u32::from(code.number))
}

#[cfg(test)]
mod tests {
    use mithaq_i18n::{Locale, has};
    use mithaq_wire::code::ALL;

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        for code in ALL {
            for locale in [Locale::Ar, Locale::En] {
                assert!(
                    has(locale, &format!("error-{}", code.number)),
                    "{} {locale:?}",
                    code.number
                );
            }
        }
    }
}
