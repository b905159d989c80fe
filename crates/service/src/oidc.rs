//! ID tokens of identity providers: their signature against the provider's published keys, then
//! their claims by the rules of `domain`.

mod key_set;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::Jwk};
use mithaq_domain::{
    oidc::{IdClaims, Provider, TokenFault},
    text::Email,
};
use serde_json::Value;

pub use key_set::KeySets;

use crate::{App, Failure, error::Answer};

/// How tokens may be signed: with keys that only the provider has, whatever the token itself says.
const ALGORITHMS: [Algorithm; 2] = [Algorithm::RS256, Algorithm::ES256];

/// The mailbox that an ID token proves.
///
/// # Errors
/// [`Failure::Overloaded`] where the provider's keys cannot be had now.
pub(crate) async fn verify_id_token(
    app: &App,
    provider: &Provider,
    (token, nonce): (&str, Option<&str>),
) -> Answer<Email, TokenFault> {
    let Some((kid, algorithm)) = signed_by(token) else {
        return Ok(Err(TokenFault::Malformed));
    };
    let found = app
        .key_sets()
        .find(provider.keys_at(), &kid, app.now())
        .await?;
    let Some(key) = found else {
        return Ok(Err(TokenFault::UnknownKey));
    };
    let Some(claims) = opened(token, &key, algorithm) else {
        return Ok(Err(TokenFault::WrongSignature));
    };
    Ok(provider.judge(&claims, nonce, app.now()))
}

fn signed_by(token: &str) -> Option<(String, Algorithm)> {
    let header = decode_header(token).ok()?;
    let algorithm = ALGORITHMS.into_iter().find(|known| *known == header.alg)?;
    Some((header.kid?, algorithm))
}

fn opened(token: &str, key: &Jwk, algorithm: Algorithm) -> Option<IdClaims> {
    let key = DecodingKey::from_jwk(key).ok()?;
    let mut validation = Validation::new(algorithm);
    // Issuer, audience and times are judged by the rules, with our clock.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let claims = decode::<Value>(token, &key, &validation).ok()?.claims;
    Some(read(&claims))
}

fn read(claims: &Value) -> IdClaims {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let number = |name: &str| claims.get(name).and_then(Value::as_i64);
    let audience = match claims.get("aud") {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => {
            let texts = all.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    IdClaims {
        issuer: text("iss").unwrap_or_default(),
        audience,
        expires_at: number("exp").unwrap_or(0),
        begins_at: number("nbf").or(number("iat")).unwrap_or(i64::MAX),
        nonce: text("nonce"),
        email: text("email"),
        email_verified: is_true(claims.get("email_verified")) || is_true(claims.get("xms_edov")),
        directory: text("tid"),
    }
}

/// Providers write truth in several ways.
fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(truth)) => *truth,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true") || text == "1",
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        _ => false,
    }
}

/// The keys cannot be had: the caller should come back.
fn unavailable(why: &dyn std::fmt::Display) -> Failure {
    tracing::warn!(%why, "a provider's keys cannot be had");
    Failure::Overloaded
}
