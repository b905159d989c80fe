//! Verification codes: what those of sessions and those outside any session have in common, and
//! the latter whole.

mod code;
mod product;

pub use code::{CodeRefusal, Origin, SentCode, ShownCode};
/// Where a code goes.
pub use mithaq_domain::otp::Destination;
pub use product::{ProductCode, send_product_code, verify_product_code};

pub(crate) use code::{Judged, SendDraws, Wanted, judge_code, send_code, target};

use mithaq_domain::id::CodeId;

use crate::App;

/// What counts as one network address: of IPv6 the first 64 bits, since a household holds all of
/// the others (RFC 6177).
pub fn network(address: &str) -> String {
    match address.parse::<std::net::Ipv6Addr>() {
        Ok(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Err(_) => address.to_owned(),
    }
}

/// The keyed hash of a code: six digits behind a plain hash are no secret.
pub(crate) fn code_hash(app: &App, id: CodeId, digits: &str) -> [u8; 32] {
    app.keys().code.hash(&[id.as_bytes(), digits.as_bytes()])
}

/// Six digits, each number equally likely: what would make some likelier is drawn again.
pub(crate) fn random_digits(app: &App) -> String {
    loop {
        let number = u32::from_be_bytes(app.random());
        if number < 4_294_000_000 {
            return format!("{:06}", number % 1_000_000);
        }
    }
}
