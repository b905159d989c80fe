//! From requests to what handlers take: the caller's language and id, client programs, admins,
//! persons, JSON bodies, queries. Each refuses with an envelope of its own.

mod body;
mod caller;
mod creating;
pub mod permit;
mod query;
mod room;

use std::sync::{
    OnceLock,
    atomic::{AtomicU64, Ordering},
};

use axum::http::{HeaderMap, HeaderValue};
use mithaq_domain::text::Language;
use mithaq_i18n::Locale;

pub(crate) use body::read_upload;
#[cfg(test)]
pub(crate) use body::tests::dripping;
pub use body::{JsonBody, LargeBody};
pub use caller::{
    AdminCaller, AdminOrUserCaller, Anyone, ClientCaller, PerhapsUserCaller, SecretCaller,
    UserCaller,
};
pub use creating::{CreatingBody, PicturesBody};
pub use query::Query;
pub use room::Room;
pub(crate) use room::Whose;

/// The id of a request, in its answer's header and in every line of the log: the caller's own,
/// where it is 1 to 64 plain characters, else a new one.
pub fn request_id(headers: &HeaderMap) -> HeaderValue {
    let plain = |value: &&HeaderValue| {
        (1..=64).contains(&value.len())
            && value
                .as_bytes()
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
    };
    let sent = headers.get("x-request-id").filter(plain);
    sent.map_or_else(new_id, HeaderValue::clone)
}

/// Names a request, nothing else: it need not be hard to guess, only unlikely to occur twice. The
/// first half is this process's, the second counts.
fn new_id() -> HeaderValue {
    static PROCESS: OnceLock<[u8; 4]> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let process = PROCESS.get_or_init(|| {
        let mut bytes = [0; 4];
        // Without randomness the ids of two processes may be the same, and nothing else is.
        let _ = aws_lc_rs::rand::fill(&mut bytes);
        bytes
    });
    let process = u32::from_be_bytes(*process);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let id = HeaderValue::try_from(format!("{process:08x}{count:016x}"));
    id.unwrap_or_else(|_| HeaderValue::from_static("0"))
}

/// The language of `error_message`: `Accept-Language`, or the same with an underscore, which some
/// clients send; English where neither says.
pub fn locale(headers: &HeaderMap) -> Locale {
    asked_locale(headers).unwrap_or(Locale::En)
}

/// The language that a caller asked for, if any.
pub fn language(headers: &HeaderMap) -> Option<Language> {
    asked_locale(headers).map(|locale| match locale {
        Locale::Ar => Language::Ar,
        Locale::En => Language::En,
    })
}

fn asked_locale(headers: &HeaderMap) -> Option<Locale> {
    let sent = headers
        .get("accept-language")
        .or_else(|| headers.get("accept_language"));
    sent.and_then(|value| value.to_str().ok())
        .and_then(Locale::from_accept_language)
}
