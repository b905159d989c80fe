//! From outcomes to envelopes: one place where failures become 500 and 503, and causes go to the
//! log once.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use mithaq_i18n::{Locale, error};
use mithaq_service::{Failure, contract::GivenFile};
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

/// A file that somebody gave, to be kept and not to be shown: whatever it holds, no browser runs it as
/// ours, and none remembers it.
pub(crate) fn given_file((file, bytes): GivenFile) -> Response {
    let fixed = [
        (header::CONTENT_TYPE, file.media.content_type()),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let disposition = HeaderValue::try_from(attachment(&file.name));
    let nameless = HeaderValue::from_static("attachment");
    headers.insert(header::CONTENT_DISPOSITION, disposition.unwrap_or(nameless));
    response
}

/// `Content-Disposition` with a name of any letters (RFC 6266, 4.3 and appendix D).
fn attachment(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_. (),+".contains(letter);
    let ascii: String = name
        .chars()
        .map(|letter| if plain(letter) { letter } else { '_' })
        .collect();
    let coded = name.bytes().map(|byte| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    });
    let coded: String = coded.collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{coded}")
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
    fn a_name_of_any_letters_ends_no_quotes_and_no_header() {
        assert_eq!(
            super::attachment("كشف \"1\";\r\n.pdf"),
            "attachment; filename=\"___ _1____.pdf\"; \
             filename*=UTF-8''%D9%83%D8%B4%D9%81%20%221%22%3B%0D%0A.pdf"
        );
    }

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
