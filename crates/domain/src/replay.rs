//! A call that is sent twice and acts once: what an `Idempotency-Key` is and how long it is
//! remembered (`wire.md` 1.2).

use crate::time::Span;

/// The same key with the same body gets the first answer again for this long.
pub const REPLAY_LIFE: Span = Span::hours(24);

/// What a caller put into `Idempotency-Key`: 1 to 255 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// The text is no `Idempotency-Key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnIdempotencyKey;

impl IdempotencyKey {
    /// Reads the header's value.
    pub fn parse(text: &str) -> Result<Self, NotAnIdempotencyKey> {
        let text = text.trim();
        if (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnIdempotencyKey)
        }
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_and_visible() {
        assert_eq!(
            IdempotencyKey::parse(" \"a-1\" ").map(|key| key.0),
            Ok("\"a-1\"".to_owned())
        );
        for wrong in ["", " ", "a b", "ن", "a\u{7f}", &"x".repeat(256)] {
            assert_eq!(
                IdempotencyKey::parse(wrong),
                Err(NotAnIdempotencyKey),
                "{wrong}"
            );
        }
    }
}
