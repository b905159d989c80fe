//! The cookies of a session. All live under its own path, out of reach of scripts and of other
//! sites' forms, and travel over TLS only where the public address is https.

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};
use mithaq_domain::{id::SessionId, otp::LIFE, session::BROWSER_LIFE};
use mithaq_service::session::Cookies;

use crate::WebState;

/// Proves that this browser holds the link.
const LINK: &str = "mithaq_link";
/// Proves that this browser exchanged the link.
const SESSION: &str = "mithaq_session";
/// The language that the person chose.
const LANGUAGE: &str = "mithaq_language";
/// What went wrong, to be shown once.
const NOTICE: &str = "mithaq_notice";
/// The code that a message would have told, had it left.
const UNTOLD_CODE: &str = "mithaq_untold_code";

/// Seconds for which an error waits to be shown.
const NOTICE_LIFE: i64 = 60;

/// What a browser proves.
pub(super) fn proofs(headers: &HeaderMap) -> Cookies {
    Cookies {
        link: read(headers, LINK),
        session: read(headers, SESSION),
    }
}

/// The language that the person chose.
pub(super) fn language(headers: &HeaderMap) -> Option<String> {
    read(headers, LANGUAGE)
}

/// What went wrong at the last try.
pub(super) fn notice(headers: &HeaderMap) -> Option<String> {
    read(headers, NOTICE)
}

/// The code that a message would have told.
pub(super) fn untold_code(headers: &HeaderMap) -> Option<String> {
    read(headers, UNTOLD_CODE).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The first cookie of a name: browsers send the one with the longest path first (RFC 6265, 5.4).
fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Sets cookies of one session.
pub(super) struct Setter {
    session: SessionId,
    secure: bool,
}

impl Setter {
    pub(super) fn new(state: &WebState, session: SessionId) -> Self {
        Self {
            session,
            secure: state.is_secure(),
        }
    }

    /// Lives as long as the browser keeps its windows; the session itself ends on the server.
    pub(super) fn link(&self, value: &str) -> Option<HeaderValue> {
        self.set(LINK, value, None)
    }

    pub(super) fn session(&self, value: &str) -> Option<HeaderValue> {
        self.set(SESSION, value, Some(BROWSER_LIFE.as_seconds_up()))
    }

    pub(super) fn language(&self, tag: &str) -> Option<HeaderValue> {
        self.set(LANGUAGE, tag, Some(BROWSER_LIFE.as_seconds_up()))
    }

    pub(super) fn notice(&self, value: &str) -> Option<HeaderValue> {
        self.set(NOTICE, value, Some(NOTICE_LIFE))
    }

    pub(super) fn untold_code(&self, digits: &str) -> Option<HeaderValue> {
        self.set(UNTOLD_CODE, digits, Some(LIFE.as_seconds_up()))
    }

    pub(super) fn forget_notice(&self) -> Option<HeaderValue> {
        self.set(NOTICE, "", Some(0))
    }

    fn set(&self, name: &str, value: &str, max_age: Option<i64>) -> Option<HeaderValue> {
        let age = max_age
            .map(|seconds| format!("; Max-Age={seconds}"))
            .unwrap_or_default();
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!(
            "{name}={value}; Path=/session/{}{age}; HttpOnly; SameSite=Lax{secure}",
            self.session
        );
        HeaderValue::try_from(text).ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_first_cookie_of_a_name_counts_and_others_are_not_mistaken_for_it() {
        let mut headers = HeaderMap::new();
        headers.append(
            COOKIE,
            HeaderValue::from_static("x_mithaq_link=no; mithaq_link=one=1;mithaq_link=two"),
        );
        headers.append(
            COOKIE,
            HeaderValue::from_static("mithaq_session=three; nonsense"),
        );
        let cookies = proofs(&headers);
        assert_eq!(cookies.link.as_deref(), Some("one=1"));
        assert_eq!(cookies.session.as_deref(), Some("three"));
        assert_eq!(notice(&headers), None);
    }
}
