//! What the calls about persons answer alike: refused codes, and persons with their tokens.

use axum::response::Response;
use mithaq_domain::{otp::Refusal, person::Stage};
use mithaq_i18n::Locale;
use mithaq_service::{
    otp::{CodeRefusal, SentCode, ShownCode},
    person::{LoggedIn, PersonShown},
};
use mithaq_wire::{
    Code, FieldError,
    code::{self, of_code, of_message},
    person::{CodeShown, Registration, Shown, TokensShown},
};

use crate::answer::{invalid, refuse_for};

/// A refused code, named by the path of its digits, or of where it was to go.
pub(crate) fn refuse_code(refusal: CodeRefusal, field: &str, locale: Locale) -> Response {
    match refusal {
        CodeRefusal::Message(refusal) => refuse_at(field, of_message(refusal), locale),
        CodeRefusal::TooManyCodes => refuse_for(code::TOO_MANY, locale, 60),
        CodeRefusal::Code(Refusal::TooSoon { wait }) => {
            refuse_for(code::CODE_TOO_SOON, locale, wait.as_seconds_up())
        }
        CodeRefusal::Code(refusal) => refuse_at(field, of_code(refusal), locale),
    }
}

/// A refusal at one field.
pub(super) fn refuse_at(field: &str, code: Code, locale: Locale) -> Response {
    let error = FieldError {
        field: field.to_owned(),
        code,
    };
    invalid(&[error], locale)
}

/// A code as the use cases take it.
pub(super) fn taken(shown: &Shown) -> ShownCode {
    ShownCode {
        id: shown.id,
        digits: shown.digits.clone(),
    }
}

/// A code that is on its way.
pub(super) fn code_shown(sent: &SentCode) -> CodeShown {
    CodeShown {
        id: sent.id.to_string(),
        expire_in_seconds: sent.life.as_seconds_up(),
        digits: sent.digits.clone(),
    }
}

/// The registration object of somebody who is logged in from now on.
pub(super) fn logged_in(done: &LoggedIn, email_required: bool) -> Registration<'_> {
    let PersonShown {
        id,
        profile,
        email_confirmed,
        phone_confirmed,
        stage,
        ..
    } = &done.person;
    Registration {
        email_required,
        email_confirmed: *email_confirmed,
        phone_confirmed: *phone_confirmed,
        verified: *stage == Stage::Verified,
        phone_code: None,
        tokens: Some(TokensShown {
            access_token: &done.tokens.access_token,
            encrypted: done.encrypted.as_deref(),
            expire_in_seconds: done.tokens.access_life.as_seconds_up(),
            refresh_token: &done.tokens.refresh_token,
        }),
        user: Some((id.get(), profile)),
    }
}
