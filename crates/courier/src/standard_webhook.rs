//! Signatures as *Standard Webhooks* 1.0 has them: HMAC-SHA256 over id, time and body, so that a
//! receiver knows who sent a request, and that it is neither changed nor old.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::{Engine, engine::general_purpose::STANDARD};

const PREFIX: &str = "whsec_";

/// A secret as people handle it, made of random bytes.
#[must_use]
pub fn webhook_secret(random: &[u8; 32]) -> String {
    format!("{PREFIX}{}", STANDARD.encode(random))
}

/// The header fields that sign a request under each of `secrets`, the newest first: an endpoint
/// that knows any of them can check it. `unix_seconds` is the time of this attempt. A secret that
/// is none is left out.
#[must_use]
pub fn webhook_headers(
    secrets: &[&str],
    id: &str,
    unix_seconds: i64,
    body: &[u8],
) -> Vec<(String, String)> {
    let mut signed = format!("{id}.{unix_seconds}.").into_bytes();
    signed.extend_from_slice(body);
    let one = |secret: &&str| {
        let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
        let tag = sign(&Key::new(HMAC_SHA256, &key), &signed);
        Some(format!("v1,{}", STANDARD.encode(tag)))
    };
    let signatures: Vec<String> = secrets.iter().filter_map(one).collect();
    [
        ("content-type", "application/json; charset=utf-8".to_owned()),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", unix_seconds.to_string()),
        ("webhook-signature", signatures.join(" ")),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The example that the specification's own libraries are tested with.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn signature(secrets: &[&str], time: i64) -> String {
        let headers = webhook_headers(secrets, ID, time, BODY);
        headers.last().unwrap().1.clone()
    }

    #[test]
    fn the_published_example_comes_out() {
        assert_eq!(signature(&[SECRET], 1_614_265_330), SIGNATURE);
        assert_ne!(signature(&[SECRET], 1_614_265_331), SIGNATURE);
    }

    #[test]
    fn two_secrets_sign_side_by_side_and_what_is_no_secret_signs_nothing() {
        let other = webhook_secret(&[7; 32]);
        let both = signature(&[&other, SECRET], 1_614_265_330);
        assert_eq!(both.split(' ').nth(1), Some(SIGNATURE));
        assert_eq!(signature(&["secret", "whsec_*"], 1), "");
    }
}
