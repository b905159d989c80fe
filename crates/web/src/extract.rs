//! From requests to what handlers take: the caller's language and id, client programs, admins,
//! JSON bodies, queries. Each refuses with an envelope of its own.

mod body;
mod caller;
mod query;

use axum::http::HeaderMap;
use mithaq_i18n::Locale;

pub use body::JsonBody;
pub use caller::{AdminCaller, ClientCaller};
pub use query::Query;

/// The id of a request: in its answer's header and in every line of the log.
#[derive(Clone, Debug)]
pub struct RequestId(
    /// 1 to 64 plain characters.
    pub String,
);

impl RequestId {
    /// The caller's own, where it is short and plain, else a new one.
    pub fn of(headers: &HeaderMap) -> Self {
        let plain = |text: &&str| {
            (1..=64).contains(&text.len())
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        let sent = headers
            .get("x-request-id")
            .and_then(|value| value.to_str().ok())
            .filter(plain);
        Self(sent.map_or_else(new_id, str::to_owned))
    }
}

/// Names a request, nothing else: it need not be hard to guess, only unlikely to occur twice.
fn new_id() -> String {
    let mut bytes = [0_u8; 12];
    if aws_lc_rs::rand::fill(&mut bytes).is_err() {
        return "unnamed".to_owned();
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The language of `error_message`: `Accept-Language`, or the same with an underscore, which some
/// clients send; English where neither says.
pub fn locale(headers: &HeaderMap) -> Locale {
    let sent = headers
        .get("accept-language")
        .or_else(|| headers.get("accept_language"));
    sent.and_then(|value| value.to_str().ok())
        .and_then(Locale::from_accept_language)
        .unwrap_or(Locale::En)
}
